// A whole number as an option of a command.
import { InvalidArgumentError } from "commander";

/** The whole number in an option; throws the error that commander shows to the user. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is not a whole number.");
}
