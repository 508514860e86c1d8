// Simulates history: replays the orders of a time range with draft documents, and reports the
// changes.
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { findAssets } from "../../books/index.ts";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { inForce } from "../../kernel/in-force.ts";
import { formatInstant } from "../../kernel/time.ts";
import { findLadders } from "../../network/index.ts";
import { compareBonuses } from "../replay/bonuses.ts";
import { checkDrafts, type DraftDocuments, type Drafts, type Naming } from "../replay/drafts.ts";
import type { Range } from "../replay/entry.ts";
import { openReplay } from "../replay/replay.ts";
import { type ReplayReport, ReplayReporter } from "../replay/report.ts";

/** A checked simulation: its drafts are valid, and its range has orders. */
export interface HistoryRequest {
  readonly range: Range;
  readonly drafts: Drafts;
  /** Possible mistakes in the drafts. */
  readonly warnings: readonly string[];
}

/**
 * Checks drafts against a network and a range, as if they were published at its start. Throws
 * `Refusals` for their faults, `INVALID` for a range that is empty or has no settled orders.
 */
export async function prepareHistory(
  network: Network,
  range: Range,
  documents: DraftDocuments,
  naming: Naming,
): Promise<HistoryRequest> {
  const { from, to } = range;
  if (from >= to) {
    const why = `${formatInstant(from)} must be before to, ${formatInstant(to)}`;
    throw new Refusal("INVALID", `from: ${why}`, "from");
  }
  return network.read(async (tx) => {
    const checked = await checkDrafts(network, tx, documents, range, naming);
    await assertOrders(tx, range);
    return { range, ...checked };
  });
}

function occurredWithin({ from, to }: Range) {
  return sql`t.kind = 'SETTLEMENT' and t.occurred_at >= ${formatInstant(from)}::timestamptz
    and t.occurred_at < ${formatInstant(to)}::timestamptz`;
}

async function assertOrders(tx: Tx, range: Range): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from ledger_transaction t where ${occurredWithin(range)}) as found`.execute(
    tx.db,
  );
  if (rows[0]!.found) return;
  const when = `from ${formatInstant(range.from)} to before ${formatInstant(range.to)}`;
  throw new Refusal("INVALID", `from: there are no settled orders ${when}`, "from");
}

/** Called with the number of replayed entries, and the total. */
export type OnReplayed = (done: number, total: number) => void;

/**
 * Replays the journal up to the last entry that the report needs, in one snapshot that blocks no
 * writer. Memory holds one page, the distributors and accounts that it names, and the orders with
 * later refunds. Throws `INVALID` when the signal is aborted.
 */
export function simulateHistory(
  network: Network,
  { range, drafts }: HistoryRequest,
  onReplayed: OnReplayed,
  signal: AbortSignal,
): Promise<ReplayReport> {
  return network.read(async (tx) => {
    const { asset } = network.settings;
    const { last, ...changes } = await readRangeFacts(tx, range, drafts);
    const reporter = new ReplayReporter(asset.code, range);
    const replaying = await openReplay(network, tx, { drafts, range, last });
    for await (const steps of replaying.steps()) {
      for (const step of steps) reporter.apply(step);
      onReplayed(steps.at(-1)!.entry.seq, last);
      // Lets the server handle other requests.
      await nextTurn();
      if (signal.aborted)
        throw new Refusal("INVALID", "the simulation was interrupted before its end");
    }
    const { tiers = [] } = drafts.ladder ?? inForce(await findLadders(tx, asset), range.to) ?? {};
    const sales = { drafts: drafts.programmes, supplier: replaying.supplier };
    const bonuses = await compareBonuses(network, tx, range, sales);
    return reporter.finish({ ...changes, tiers, assets: await findAssets(network, tx), bonuses });
  }, true);
}

interface RangeFacts {
  readonly last: number;
  readonly upgrades: number;
  readonly downgrades: number;
}

/**
 * The last entry that concerns the range's orders, and the tier changes by them. With programmes
 * all entries count, because their periods can be longer than the range. A window closes right
 * after its end.
 */
async function readRangeFacts(tx: Tx, range: Range, { programmes }: Drafts): Promise<RangeFacts> {
  const { rows } = await sql<Record<keyof RangeFacts, string>>`
    with sale as (select seq from ledger_transaction t where ${occurredWithin(range)}),
    close as (
      select seq from window_close join ledger_transaction using (seq)
       where occurred_at > ${formatInstant(range.from)}::timestamptz
         and occurred_at <= ${formatInstant(range.to)}::timestamptz)
    select case when ${programmes.length > 0} or exists (select from programme)
             then (select max(seq) from ledger_transaction)
             else greatest((select max(seq) from sale), (select max(seq) from close),
                    (select max(r.seq) from refund r join sale s on s.seq = r.order_seq)) end as last,
           (select count(*) from tier_change join sale using (seq)) as upgrades,
           (select count(*) from tier_change join close using (seq)) as downgrades`.execute(tx.db);
  const { last, upgrades, downgrades } = rows[0]!;
  return { last: Number(last), upgrades: Number(upgrades), downgrades: Number(downgrades) };
}
