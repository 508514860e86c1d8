// What a history left behind in a network's tables, to be compared with what another way of taking it leaves.
import { sql } from "kysely";
import type { Network } from "../../../src/database/database.ts";
import type { FeedEvent } from "../../../src/platform/feed/event.ts";
import { EVENT_KINDS, feedOf } from "../events.ts";

/** Everything that a stream left behind but for recordedAt and the seals. */
export async function traces(network: Network): Promise<unknown> {
  const events = await feedOf(network).read({ kinds: EVENT_KINDS, scope: { all: true } }, 10_000);
  return network.read(async (tx) => {
    const rows = async (query: string) => (await sql.raw(query).execute(tx.db)).rows;
    return {
      events: events.map(withoutTime),
      transactions: await rows(
        "select seq, kind, ref, occurred_at, accounting_date, cause, hash from ledger_transaction order by seq",
      ),
      postings: await rows("select * from posting order by seq, line"),
      settlements: await rows("select * from settlement order by seq"),
      tiers: await rows(
        "select code, tier, joined_tier, status, is_withheld, path from distributor join distributor_path on distributor_id = id order by id",
      ),
      changes: await rows("select * from tier_change order by seq, line"),
      withholdings: await rows("select * from withholding order by seq"),
      payouts: await rows("select * from payout order by seq"),
      identities: await rows("select * from tax_identity order by seq"),
      taxes: await rows("select * from payout_tax order by seq"),
      adjustments: await rows("select * from adjustment order by seq"),
      decisions: await rows("select * from adjustment_step order by seq, line"),
      steps: await rows("select * from payout_step order by seq, line"),
      floors: await rows("select * from manual_tier order by seq"),
      windows: await rows("select * from window_close order by seq"),
      pending: await rows("select * from pending order by due_at, distributor_id"),
      releases: await rows("select * from release order by seq"),
      refunds: await rows("select * from refund order by seq"),
      volumes: await rows("select * from volume order by distributor_id, month"),
      programmes: await rows("select * from programme order by id"),
      turnover: await rows("select * from supplier_volume order by supplier_id, month"),
      accruals: await rows("select * from accrual order by seq, line"),
      closes: await rows("select * from programme_close order by seq"),
      days: await rows("select * from day_total order by account_id, day"),
      months: await rows("select * from month_total order by account_id, month"),
      periods: await rows("select * from period_close order by seq"),
      totals: await rows("select * from period_total order by seq, account_id"),
      reopenings: await rows("select * from period_reopen order by seq"),
    };
  });
}

// A settlement's event has its order as it will be read, with the same time.
function withoutTime({ recordedAt: _, ...event }: FeedEvent): object {
  if (!("sale" in event)) return event;
  const { recordedAt: _also, ...sale } = event.sale as Record<string, unknown>;
  return { ...event, sale };
}
