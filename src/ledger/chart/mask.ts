// Masks: names of accounts with `*` for any part, in which finance says what accounts are elsewhere.
import { type AccountPattern, nameOf, partsOf, placeholderOf } from "./pattern.ts";

const ANY = "*";

/** The narrowest mask that fits all accounts of the patterns, which have as many parts. */
export function maskOf(...patterns: readonly AccountPattern[]): string {
  const [first = [], ...others] = patterns.map(({ name }) => partsOf(name));
  const isSame = (part: string, index: number) => others.every((parts) => parts[index] === part);
  return nameOf(
    first.map((part, index) =>
      placeholderOf(part) === undefined && isSame(part, index) ? part : ANY,
    ),
  );
}

/** Whether a name has a `*` in it. */
export function isMask(name: string): boolean {
  return name.includes(ANY);
}

/** What tells the accounts that a mask fits. */
export function maskExpression(mask: string): RegExp {
  const parts = mask.replaceAll(".", "\\.").replaceAll(ANY, "[^:]+");
  return new RegExp(`^${parts}$`);
}
