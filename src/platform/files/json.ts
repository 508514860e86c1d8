// JSON documents from a file: a fault of the syntax is named by its line and column, a repeated key too.

import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { Refusal } from "../../kernel/errors.ts";
import { findJsonFault } from "./json-fault.ts";
import { getFileSize } from "./lines.ts";

/** Bytes of a file at most. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Documents of one file at most. */
const MAX_DOCUMENTS = 1_000;

/** What a file holds: one document, or a list of them. */
export interface Documents {
  readonly isList: boolean;
  readonly documents: readonly unknown[];
}

/** Reads a file of one document or a list. Throws a `Refusal` that names line and column. */
export async function readDocuments(path: string): Promise<Documents> {
  const content = parseJson(await readText(path));
  if (!Array.isArray(content)) return { isList: false, documents: [content] };
  if (content.length === 0) throw new Refusal("INVALID", "the list is empty");
  if (content.length > MAX_DOCUMENTS) {
    throw new Refusal("INVALID", `a file has at most ${MAX_DOCUMENTS} documents`);
  }
  return { isList: true, documents: content };
}

async function readText(path: string): Promise<string> {
  if ((await getFileSize(path)) > MAX_BYTES) {
    throw new Refusal("INVALID", `is larger than ${MAX_BYTES} bytes`);
  }
  const bytes = await readFile(path);
  if (!isUtf8(bytes)) throw new Refusal("INVALID", "is not UTF-8");
  return bytes.toString().replace(/^\uFEFF/, "");
}

function parseJson(text: string): unknown {
  const fault = findJsonFault(text);
  if (fault === undefined) return JSON.parse(text);
  const before = text.slice(0, fault.offset).split("\n");
  const column = before.at(-1)!.length + 1;
  const where = `line ${before.length}: column ${column}`;
  throw new Refusal("INVALID", `${where}: ${fault.why}`);
}
