// Whether custody covers what is owed: now, at any recorded time, and of every network (rules §7).
import type { Database, Network } from "../../../database/database.ts";
import { networkNames } from "../../../database/networks.ts";
import { type Coverage, findCoverage, gapOf, positionOf } from "../../../ledger/coverage.ts";
import { findSeal } from "../../../ledger/read-accounts.ts";

export interface CustodyView {
  /** What was recorded up to here is in it. */
  readonly asOf: number;
  /** The last transaction that is in it; 0: none. */
  readonly seq: number;
  readonly coverage: Coverage;
}

/** The coverage at a recorded time, by look-up: no history is summed. Without one: now. */
export function readCustody(network: Network, asOf?: number): Promise<CustodyView> {
  return network.read(async (tx) => {
    const seal = await findSeal(tx, asOf);
    const seq = seal?.seq ?? 0;
    const coverage = await findCoverage(tx, seq);
    return { asOf: asOf ?? seal?.recordedAt ?? Date.now(), seq, coverage };
  });
}

/** How one network stands, in minor units. */
export interface NetworkCustody {
  readonly network: string;
  readonly custodyMinor: bigint;
  readonly gapMinor: bigint;
  readonly positionMinor: bigint;
}

/** How every network stands that can be read. */
export async function readAllCustody(database: Database): Promise<NetworkCustody[]> {
  const all: NetworkCustody[] = [];
  for (const name of await networkNames(database)) {
    // One that is not migrated yet, or is going away, hides no other.
    const found = await readOne(database, name).catch(() => undefined);
    if (found !== undefined) all.push(found);
  }
  return all;
}

async function readOne(database: Database, name: string): Promise<NetworkCustody> {
  const { coverage } = await readCustody(await database.network(name));
  return {
    network: name,
    custodyMinor: coverage.custody,
    gapMinor: gapOf(coverage),
    positionMinor: positionOf(coverage),
  };
}
