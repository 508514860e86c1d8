// Two views of one history to be compared: what the replay makes of each entry, and what the books have.
import { sql } from "kysely";
import type { Accrual } from "../../src/commission/engine/accrual.ts";
import type { TierChange } from "../../src/commission/engine/ladder.ts";
import { recordOf } from "../../src/commission/orders/store/store-settlements.ts";
import type { Network, Tx } from "../../src/database/database.ts";
import type { Leg } from "../../src/ledger/entry-draft.ts";
import type { Step } from "../../src/simulation/replay/fold.ts";
import { openReplay } from "../../src/simulation/replay/replay.ts";

/** All that came of an entry, by its sequence number. */
export type Traces = Record<number, unknown>;

/** What a replay without drafts makes of the whole journal, by pages of so many entries. */
export function replayedTraces(network: Network, size: number): Promise<Traces> {
  return network.read(async (tx) => {
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER / 2 ** 10 };
    const traces: Traces = {};
    const drafts = { programmes: [] };
    const replaying = await openReplay(network, tx, { drafts, range, last: 2 ** 53 - 1, size });
    for await (const page of replaying.steps())
      for (const step of page) traces[step.entry.seq] = traceOf(step);
    return traces;
  }, true);
}

const legsText = (legs: readonly Leg[]) =>
  legs.map(({ account, asset, amountMinor }) => `${account} ${asset} ${amountMinor}`);

// As it is read from JSON, where what is undefined is absent.
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

function changeText({ distributor: { id }, from, to }: TierChange): string {
  return `${id} ${from} ${to}`;
}

function accrualText({ programme, supplier, period, ...one }: Accrual): string {
  const amounts = [one.amountMinor, one.trueUpMinor, one.volumeMinor, one.accruedMinor];
  return [programme.id, supplier.id, period, ...amounts].join(" ");
}

function traceOf(step: Step): unknown {
  if (step.kind === "REFUSED") return step.refusal.message;
  if (step.kind === "OTHER") {
    return { legs: legsText(step.legs), changes: step.changes.map(changeText) };
  }
  if (step.kind === "REFUNDED") {
    const { legs, lines, platformMinor } = step.refunded;
    const kept = lines.map(({ amountMinor, ...line }) => ({ ...line, amount: `${amountMinor}` }));
    const accruals = step.refunded.accruals.map(accrualText);
    return { legs: legsText(legs), lines: asJson(kept), platform: `${platformMinor}`, accruals };
  }
  const { settled, changes } = step;
  return {
    legs: legsText(settled.legs),
    shares: asJson(settled.shares.map(recordOf)),
    platform: `${settled.platformMinor}`,
    documents: [settled.plan.version, settled.ladder?.version ?? null],
    month: settled.month,
    dueAt: settled.dueAt,
    accruals: settled.accruals.map(accrualText),
    changes: changes.map(changeText),
  };
}

/** What the books have of every entry. */
export function storedTraces(network: Network): Promise<Traces> {
  return network.read(async (tx) => {
    const traces: Record<number, object> = {};
    const legs = await grouped(
      tx,
      `select p.seq, a.name || ' ' || p.asset || ' ' || p.amount as text
         from posting p join account a on a.id = p.account_id order by p.seq, p.line`,
    );
    const changes = await grouped(
      tx,
      `select seq, distributor_id || ' ' || coalesce(from_tier, 'null') || ' ' || to_tier as text
         from tier_change order by seq, line`,
    );
    const accrued = await grouped(
      tx,
      `select seq, concat_ws(' ', programme_id, supplier_id, period, amount, true_up, volume, accrued) as text
         from accrual order by seq, line`,
    );
    const all = "select seq from ledger_transaction";
    for (const { seq } of await rows<{ seq: string }>(tx, all)) {
      traces[+seq] = { legs: legs.get(seq) ?? [], changes: changes.get(seq) ?? [] };
    }
    const sales = `select seq, shares, platform::text, json_build_array(plan_version, ladder_version) as documents,
                          month::text, (extract(epoch from due_at) * 1000)::float8 as "dueAt" from settlement`;
    for (const { seq, ...sale } of await rows<{ seq: string }>(tx, sales)) {
      const accruals = accrued.get(seq) ?? [];
      traces[+seq] = { ...traces[+seq], ...sale, accruals };
    }
    const refunds = "select seq, lines, platform::text from refund";
    for (const { seq, ...refund } of await rows<{ seq: string }>(tx, refunds)) {
      const { legs } = traces[+seq] as { legs: string[] };
      traces[+seq] = { legs, ...refund, accruals: accrued.get(seq) ?? [] };
    }
    return traces;
  }, true);
}

async function rows<Row>(tx: Tx, query: string): Promise<Row[]> {
  return (await sql.raw<Row>(query).execute(tx.db)).rows;
}

async function grouped(tx: Tx, query: string): Promise<Map<string, string[]>> {
  const bySeq = new Map<string, string[]>();
  for (const { seq, text } of await rows<{ seq: string; text: string }>(tx, query)) {
    bySeq.set(seq, [...(bySeq.get(seq) ?? []), text]);
  }
  return bySeq;
}
