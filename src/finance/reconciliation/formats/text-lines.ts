// A statement's bytes as lines of text, decoded one by one so that a wrong encoding is named by its line.
import { MAX_LINE_BYTES } from "../../../platform/files/lines.ts";
import { faultAt } from "./fault.ts";

/** GBK is read as GB18030, which has all of its characters. */
export const ENCODINGS = ["UTF-8", "GBK"] as const;
export type Encoding = (typeof ENCODINGS)[number];

type Decoder = InstanceType<typeof TextDecoder>;

export interface TextLine {
  readonly line: number;
  readonly text: string;
}

// In both encodings this byte is a line break and never a part of a character.
const NEWLINE = 10;

/** The lines of a file without their line breaks. Throws a `Refusal` that names the line. */
export async function* readTextLines(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<TextLine> {
  const label = encoding === "GBK" ? "gb18030" : "utf-8";
  const decoder = new TextDecoder(label, { fatal: true });
  let line = 0;
  const decode = (part: Uint8Array): TextLine => {
    line += 1;
    if (part.length > MAX_LINE_BYTES) throw tooLong(line);
    return { line, text: decodeLine(decoder, part, line, encoding) };
  };
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, from)) {
      yield decode(all.subarray(from, end));
      from = end + 1;
    }
    rest = all.subarray(from);
    if (rest.length > MAX_LINE_BYTES) throw tooLong(line + 1);
  }
  if (rest.length > 0) yield decode(rest);
}

function decodeLine(decoder: Decoder, part: Uint8Array, line: number, encoding: Encoding): string {
  const text = tryDecode(decoder, part);
  if (text === undefined) throw faultAt(line, `is not ${encoding}`);
  if (text.includes("\0")) throw faultAt(line, "has a NUL byte");
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}

function tryDecode(decoder: Decoder, part: Uint8Array): string | undefined {
  try {
    return decoder.decode(part);
  } catch {
    return undefined;
  }
}

function tooLong(line: number) {
  return faultAt(line, `is longer than ${MAX_LINE_BYTES} bytes`);
}
