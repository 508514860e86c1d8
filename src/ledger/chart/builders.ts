// Names of accounts from patterns: every order needs a few dozen, so those of one code are made once.
import { remembering } from "../../kernel/remember.ts";
import { type AccountPattern, type AccountPatterns, textsAround } from "./pattern.ts";

/** The most names of one pattern that are kept. */
const MAX_NAMES = 100_000;

/** A fixed name, or a function of the codes in it, in their order. */
type Builder<Name extends string> = Name extends `${string}<${string}>${infer Rest}`
  ? Rest extends `${string}<${string}>${string}`
    ? (first: string, second: string) => string
    : (code: string) => string
  : Name;

export type Builders<Patterns extends AccountPatterns> = {
  readonly [Key in keyof Patterns]: Builder<Patterns[Key]["name"]>;
};

/** The names of patterns by the same keys: a text, or a function of the one or two codes in it. */
export function buildersOf<Patterns extends AccountPatterns>(
  patterns: Patterns,
): Builders<Patterns> {
  const built = Object.entries(patterns).map(([key, pattern]) => [key, builderOf(pattern)]);
  return Object.fromEntries(built) as Builders<Patterns>;
}

/** The account of a pattern whose only code is its owner's. */
export function nameOfOwner(pattern: AccountPattern, code: string): string {
  const around = textsAround(pattern);
  if (around.length !== 2) throw new Error(`${pattern.name} is not of an owner alone`);
  return around.join(code);
}

function builderOf(pattern: AccountPattern) {
  const [before, between, behind, more] = textsAround(pattern);
  if (more !== undefined) throw new Error(`${pattern.name} has more than two codes`);
  if (between === undefined) return before;
  if (behind === undefined) return remembering((code) => `${before}${code}${between}`, MAX_NAMES);
  return (first: string, second: string) => `${before}${first}${between}${second}${behind}`;
}
