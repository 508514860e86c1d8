// Faults of a statement: each names the line, and refuses the whole file.
import { Refusal } from "../../../kernel/errors.ts";

/** Characters of a file's own text that a message shows. */
const MAX_SHOWN = 40;

/** A refusal that names the line and the cause. */
export function faultAt(line: number, why: string): Refusal {
  return new Refusal("INVALID", `line ${line}: ${why}`, "content");
}

/** A text of the file as a message shows it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

/** Throws unless what a file declares is what its lines come to. */
export function assertDeclared(line: number, what: string, declared: string, found: string): void {
  if (declared === found) return;
  throw faultAt(line, `${what} is said to be ${declared}, and the lines come to ${found}`);
}
