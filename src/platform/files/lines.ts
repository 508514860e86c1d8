// A text file as blocks of whole lines, checked to be UTF-8 without NUL, in constant memory.
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Refusal } from "../../kernel/errors.ts";

/** Bytes of a line at most; the bound is what keeps a file without line breaks out of memory. */
export const MAX_LINE_BYTES = 65_536;
const NEWLINE = 10;
const NUL = 0;

/** How much of a file has been read; `bytesTotal` is 0 where it cannot be known, as for a pipe. */
export type Progress = (bytesRead: number, bytesTotal: number) => void;

/** Whole lines; only the file's last one may lack its line break. */
export interface Block {
  readonly bytes: Buffer;
  /** Why the file cannot be read beyond these bytes; it names the line. */
  readonly fault: Refusal | undefined;
}

/** Reads a file block by block, up to its end or its first fault. Throws a `Refusal` if there is no such file. */
export async function* readBlocks(path: string, onProgress?: Progress): AsyncGenerator<Block> {
  const bytesTotal = await getFileSize(path);
  let bytesRead = 0;
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytesRead += chunk.length;
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(NEWLINE) + 1;
    rest = all.subarray(end);
    const block = checked(all.subarray(0, end), line);
    yield rest.length > MAX_LINE_BYTES && block.fault === undefined ? tooLong(block, line) : block;
    if (block.fault !== undefined || rest.length > MAX_LINE_BYTES) return;
    line += countLines(block.bytes);
    onProgress?.(bytesRead, bytesTotal);
  }
  if (rest.length > 0) yield checked(rest, line);
}

function checked(bytes: Buffer, firstLine: number): Block {
  if (isUtf8(bytes) && !bytes.includes(NUL)) return { bytes, fault: undefined };
  let from = 0;
  for (let line = firstLine; ; line += 1) {
    const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    const text = bytes.subarray(from, end);
    const why = !isUtf8(text) ? "is not UTF-8" : text.includes(NUL) ? "has a NUL byte" : undefined;
    if (why !== undefined) {
      const fault = new Refusal("INVALID", `line ${line}: ${why}`);
      return { bytes: bytes.subarray(0, from), fault };
    }
    from = end;
  }
}

function tooLong({ bytes }: Block, firstLine: number): Block {
  const line = firstLine + countLines(bytes);
  const why = `line ${line}: is longer than ${MAX_LINE_BYTES} bytes`;
  return { bytes, fault: new Refusal("INVALID", why) };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** The size of a file in bytes, 0 for a pipe. Throws a `Refusal` if there is no such file, or it is a folder. */
export async function getFileSize(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new Refusal("NOT_FOUND", why);
  });
  if (found.isDirectory()) throw new Refusal("INVALID", "is a folder, not a file");
  return found.size;
}
