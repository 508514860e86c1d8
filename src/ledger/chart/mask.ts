// Masks: account names in which `*` is any part; finance maps them to the accounts of its
// accounting program.
import { type AccountPattern, nameOf, partsOf, placeholderOf } from "./pattern.ts";

const ANY = "*";

/** The narrowest mask that fits all accounts of the patterns, which must have equally many parts. */
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

/** The regular expression that a mask stands for. */
export function maskExpression(mask: string): RegExp {
  const parts = mask.replaceAll(".", "\\.").replaceAll(ANY, "[^:]+");
  return new RegExp(`^${parts}$`);
}
