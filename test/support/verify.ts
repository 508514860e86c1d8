// Verifies a network as `tributary verify` does: with what every feature checks of its own.
import { sql } from "kysely";
import { expect } from "vitest";
import {
  type Verified,
  type VerifyOptions,
  verifyNetwork as verifyWith,
} from "../../src/books/store/verify-network.ts";
import type { Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";

/** What a verification behind a seal need not find, because it follows from the whole book. */
const LEFT_OUT = [
  /^(volume|turnover|bonus|tax of|team of|path of|day total|month total|closing total|run|reconciliation)/,
  /^(difference|match|line \d+ of statement)/,
  /^close \S+: (has \d+ downgrades|\S+ had)/,
  /^(status|withholding|tier|category) of \S+: is .* by its changes$/,
  /^balance of (assets|liabilities):rebate/,
  / holds \d+ and should hold| are( not)? withheld but | has a debt of /,
];

export async function verifyNetwork(network: Network, options: VerifyOptions = {}) {
  const verified = await verify(network, options);
  if (options.since === undefined) await compareSince(network, verified);
  const { counts, ...rest } = verified;
  return { ...rest, settlements: counts.settlements! };
}

function verify(network: Network, options: VerifyOptions): Promise<Verified> {
  const verifiers = features.flatMap(({ verifiers = [] }) => verifiers);
  return verifyWith(network, verifiers, options);
}

// A right book is right behind any of its seals. A wrong one is wrong in the same way behind its first
// seal, but for what is left out there, and unless it is wrong before.
async function compareSince(network: Network, whole: Verified): Promise<void> {
  const seals = await network.read(async (tx) => {
    const { rows } = await sql<{ last: number }>`
      select last_seq::float8 as last from seal order by last_seq`.execute(tx.db);
    return rows;
  });
  if (seals.length === 0) return;
  const isRight = whole.mismatches.length === 0;
  // Another one for each book, and the same one each time.
  const chance = Number.parseInt(whole.head.hash.slice(0, 6), 16);
  const { last } = seals[isRight ? chance % seals.length : 0]!;
  const part = await verify(network, { since: { last, hash: undefined } });
  const { head, seal, mismatches, transactions } = part;
  expect({ last, head, seal }).toEqual({ last, head: whole.head, seal: whole.seal });
  expect(transactions).toBe(whole.transactions - last);
  const isBefore = whole.mismatches.some((what) => {
    return Number(/ (?:in|step|transaction) (\d+)[ :,]/.exec(what)?.[1]) <= last;
  });
  const mayMiss = (what: string) => isBefore || LEFT_OUT.some((pattern) => pattern.test(what));
  const found = new Set(mismatches);
  expect(mismatches).toEqual(whole.mismatches.filter((what) => found.has(what) || !mayMiss(what)));
}
