// Codes and refs: the names that people and files give to things (docs/rules.md §1).
import { Refusal } from "./errors.ts";

const CODE = /^[A-Za-z0-9\-_.]{1,64}$/;

/** A code as docs/rules.md §1 has it, or a refusal that shows the fault. */
export function parseCode(text: string, field: string): string {
  if (!CODE.test(text)) {
    const shown = JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}…` : text);
    throw new Refusal(
      "INVALID",
      `${field}: ${shown} is not a code (1–64 of letters, digits, "-", "_", ".")`,
      field,
    );
  }
  return text;
}

/** Characters of a name at most. */
const MAX_NAME = 200;

/** A name for people to read; one that is empty is the code. */
export function parseName(text: string, code: string, field: string): string {
  const name = text.trim();
  if (name.length > MAX_NAME) {
    throw new Refusal("INVALID", `${field}: has more than ${MAX_NAME} characters`, field);
  }
  if (/\p{Cc}/u.test(name)) {
    throw new Refusal("INVALID", `${field}: has a control character`, field);
  }
  // The database would put another character in its place.
  if (!name.isWellFormed()) {
    throw new Refusal("INVALID", `${field}: has half of a character (a lone surrogate)`, field);
  }
  return name === "" ? code : name;
}

/** Why somebody decided something, in the words that are kept; throws `INVALID` for none. */
export function parseReason(text: string, field: string): string {
  const reason = parseName(text, "", field);
  if (reason === "") throw new Refusal("INVALID", `${field}: is missing`, field);
  return reason;
}
