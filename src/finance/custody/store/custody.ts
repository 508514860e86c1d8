// Reads whether custody covers the amount owed: now, at a recorded time, and for every network
// (docs/rules.md §7).
import type { Database, Network } from "../../../database/database.ts";
import { networkNames } from "../../../database/networks.ts";
import {
  type Coverage,
  findCoverage,
  gapOf,
  positionOf,
  readCoverages,
} from "../../../ledger/coverage.ts";
import { findSeal } from "../../../ledger/read-accounts.ts";

export interface CustodyView {
  /** Includes everything recorded up to this time. */
  readonly asOf: number;
  /** The last transaction included; 0 if there is none. */
  readonly seq: number;
  readonly coverage: Coverage;
}

/** The coverage at a recorded time, or now; it is looked up, not summed from history. */
export function readCustody(network: Network, asOf?: number): Promise<CustodyView> {
  return network.read(async (tx) => {
    const seal = await findSeal(tx, asOf);
    const seq = seal?.seq ?? 0;
    const coverage = await findCoverage(tx, seq);
    return { asOf: asOf ?? seal?.recordedAt ?? Date.now(), seq, coverage };
  });
}

/** The custody position of one network, in minor units. */
export interface NetworkCustody {
  readonly network: string;
  readonly custodyMinor: bigint;
  readonly gapMinor: bigint;
  readonly positionMinor: bigint;
}

/** Networks that one statement reads. */
const AT_ONCE = 100;

/** The custody position of every network that can be read. */
export async function readAllCustody(database: Database): Promise<NetworkCustody[]> {
  const names = await networkNames(database);
  const all: NetworkCustody[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    all.push(...(await readSome(database, names.slice(from, from + AT_ONCE))));
  }
  return all;
}

// A network that is not migrated yet, or is being dropped, must not hide the others: where a statement
// fails, its halves are read.
async function readSome(database: Database, names: readonly string[]): Promise<NetworkCustody[]> {
  try {
    const found = await readCoverages(database, names);
    return found.map((coverage, n) => ({
      network: names[n]!,
      custodyMinor: coverage.custody,
      gapMinor: gapOf(coverage),
      positionMinor: positionOf(coverage),
    }));
  } catch {
    if (names.length === 1) return [];
    const half = Math.ceil(names.length / 2);
    return [
      ...(await readSome(database, names.slice(0, half))),
      ...(await readSome(database, names.slice(half))),
    ];
  }
}
