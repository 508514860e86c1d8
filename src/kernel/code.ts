// Checks the codes, names and reasons that users and files give (docs/rules.md §1).
import { Refusal } from "./errors.ts";

const CODE = /^[A-Za-z0-9\-_.]{1,64}$/;

/** Returns `text` if it is a code (docs/rules.md §1); throws `INVALID` otherwise. */
export function parseCode(text: string, field: string): string {
  if (!CODE.test(text)) {
    const shown = JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}…` : text);
    throw new Refusal(
      "INVALID",
      `${field}: ${shown} is not a code (use 1 to 64 letters, digits, "-", "_", ".")`,
      field,
    );
  }
  return text;
}

/** The longest name, in characters. */
const MAX_NAME = 200;

/** A name for people to read; if it is empty, the code is used. Throws `INVALID`. */
export function parseName(text: string, code: string, field: string): string {
  const name = text.trim();
  if (name.length > MAX_NAME) {
    const given = `${name.length} characters`;
    throw new Refusal(
      "INVALID",
      `${field}: is too long: ${given}, at most ${MAX_NAME} are allowed`,
      field,
    );
  }
  if (/\p{Cc}/u.test(name)) {
    throw new Refusal("INVALID", `${field}: control characters are not allowed`, field);
  }
  // The database would replace it with another character.
  if (!name.isWellFormed()) {
    throw new Refusal("INVALID", `${field}: is not valid Unicode (a lone surrogate)`, field);
  }
  return name === "" ? code : name;
}

/** The reason that a user gives for a decision, as it is stored; throws `INVALID` if it is empty. */
export function parseReason(text: string, field: string): string {
  const reason = parseName(text, "", field);
  if (reason === "") throw new Refusal("INVALID", `${field}: is missing`, field);
  return reason;
}
