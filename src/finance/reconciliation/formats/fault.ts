// The errors of a statement: each has the line, and the whole file is refused.
import { Refusal } from "../../../kernel/errors.ts";

/** A message shows at most this many characters of a file's text. */
const MAX_SHOWN = 40;

/** A refusal with the line and the cause. */
export function faultAt(line: number, why: string): Refusal {
  return new Refusal("INVALID", `line ${line}: ${why}`, "content");
}

/** A text of the file in the form for a message. */
export function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

/** Throws if a total that the file declares is not the total of its lines. */
export function assertDeclared(line: number, what: string, declared: string, found: string): void {
  if (declared === found) return;
  throw faultAt(line, `${what} is ${declared} in the file, but its lines add up to ${found}`);
}
