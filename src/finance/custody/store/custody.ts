// Reads whether custody covers the amount owed: now, at a recorded time, and for every network
// (docs/rules.md §7).
import type { Database, Network } from "../../../database/database.ts";
import { networkNames } from "../../../database/networks.ts";
import { type Coverage, findCoverage, gapOf, positionOf } from "../../../ledger/coverage.ts";
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

/** The custody position of every network that can be read. */
export async function readAllCustody(database: Database): Promise<NetworkCustody[]> {
  const all: NetworkCustody[] = [];
  for (const name of await networkNames(database)) {
    // A network that is not migrated yet, or is being dropped, must not hide the others.
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
