// Finds the pattern of an account's name, part by part; patterns that could be confused are refused.
import {
  type AccountOwner,
  type AccountPattern,
  type Party,
  type PartyKind,
  partsOf,
  placeholderOf,
} from "./pattern.ts";

export interface ParsedAccount {
  readonly pattern: AccountPattern;
  readonly owner: AccountOwner;
  /** The owner's; the platform has none. */
  readonly code: string | undefined;
  /** All codes in the name, as its builder takes them. */
  readonly codes: readonly string[];
}

export interface AccountParser {
  /** The pattern of a name; undefined for a name that fits none. */
  readonly find: (account: string) => AccountPattern | undefined;
  /** With the codes in the name. */
  readonly parse: (account: string) => ParsedAccount | undefined;
  /**
   * Whose an account is, or all that a mask with `*` for a part stands for: told by the name as far as
   * the owner's code, whatever follows. Undefined for the platform's.
   */
  readonly party: (account: string) => Party | undefined;
}

/** A position in names: either words or a code can follow, never both. */
interface Place {
  readonly words: Map<string, Place>;
  code?: Place;
  /** What the code at this position names. */
  owner?: PartyKind;
  /** The pattern that ends here. */
  pattern?: AccountPattern;
}

/** A parser of names by these patterns. Throws where two of them could fit one name. */
export function parserOf(patterns: readonly AccountPattern[]): AccountParser {
  const start: Place = { words: new Map() };
  for (const pattern of patterns) plant(start, pattern);
  return {
    find: (account) => walk(start, account),
    parse: (account) => {
      const codes: string[] = [];
      let code: string | undefined;
      const pattern = walk(start, account, (one, owner) => {
        codes.push(one);
        if (owner !== undefined) code = one;
      });
      return pattern && { pattern, owner: pattern.owner, code, codes };
    },
    party: (account) => {
      let party: Party | undefined;
      walk(start, account, (code, kind) => {
        if (kind !== undefined) party = { kind, code };
      });
      return party;
    },
  };
}

function plant(start: Place, pattern: AccountPattern): void {
  const { name, owner } = pattern;
  let place = start;
  let isOwned = owner === "PLATFORM";
  for (const part of partsOf(name)) {
    const placeholder = placeholderOf(part);
    place = follow(place, placeholder === undefined ? part : undefined, name);
    if (owner === "PLATFORM" || placeholder !== owner.toLowerCase()) continue;
    isOwned = true;
    place.owner ??= owner;
    if (place.owner !== owner) throw new Error(`${name}: that code is of a ${place.owner}`);
  }
  if (!isOwned) throw new Error(`${name}: has no code of its owner, a ${owner}`);
  if (place.pattern !== undefined)
    throw new Error(`${name} and ${place.pattern.name} are the same`);
  place.pattern = pattern;
}

function follow(place: Place, word: string | undefined, name: string): Place {
  if (word === undefined ? place.words.size > 0 : place.code !== undefined) {
    throw new Error(`${name}: a code and a word would stand in the same place`);
  }
  const next = (word === undefined ? place.code : place.words.get(word)) ?? { words: new Map() };
  if (word === undefined) place.code = next;
  else place.words.set(word, next);
  return next;
}

type OnCode = (code: string, owner: PartyKind | undefined) => void;

// This runs for every posting of every commit, so it makes nothing but the words that it looks up.
function walk(start: Place, account: string, onCode?: OnCode): AccountPattern | undefined {
  let place: Place | undefined = start;
  for (let from = 0; from <= account.length; ) {
    const colon = account.indexOf(":", from);
    const end = colon < 0 ? account.length : colon;
    if (place.code === undefined) place = place.words.get(account.slice(from, end));
    else {
      if (end === from) return undefined;
      place = place.code;
      onCode?.(account.slice(from, end), place.owner);
    }
    if (place === undefined) return undefined;
    from = end + 1;
  }
  return place.pattern;
}
