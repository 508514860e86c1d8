// What a stream left in the product's tables, read as the texts that the model's result is made of.
import { sql } from "kysely";
import type { Tx } from "../../../src/database/database.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { lineText, netByEntry, type Result, refundText } from "./result.ts";

interface ShareRow {
  readonly rule: number;
  readonly kind: string;
  readonly recipient: string | null;
  readonly buyer?: string;
  readonly level: number | null;
  readonly amount: string;
  readonly reason: string;
}

/** Everything but the outcomes, which the lane told. */
export async function readResult(tx: Tx): Promise<Omit<Result, "outcomes">> {
  const rows = async <Row>(query: string) => (await sql.raw<Row>(query).execute(tx.db)).rows;
  const settlements = await rows<{
    ref: string;
    margin: string;
    platform: string;
    shares: ShareRow[];
  }>(`select ref, quantity::numeric * unit_price - quantity::numeric * supply_price - channel_fee as margin,
             platform, shares from settlement join ledger_transaction using (seq)`);
  const refunds = await rows<{
    ref: string;
    platform: string;
    lines: { recipient: string | null; buyer?: string; amount: string; asset?: string }[];
  }>("select ref, platform, lines from refund join ledger_transaction using (seq)");
  const postings = await rows<{ entry: string; key: string; amount: string }>(
    `select case kind
              when 'RELEASE' then concat_ws(' ', kind, cause::json ->> 'distributor', cause::json ->> 'dueAt')
              else concat_ws(' ', kind, ref) end as entry,
            p.asset || ' ' || a.name as key, amount
       from posting p join account a on a.id = account_id join ledger_transaction using (seq)
      where kind <> 'PRODUCTS_IMPORT'`,
  );
  const accruals = await rows<{ text: string }>(
    `select concat_ws(' ', t.kind, t.ref, p.code, period, s.code, amount, volume, accrued) as text
       from accrual a join ledger_transaction t using (seq)
       join programme p on p.id = programme_id join supplier s on s.id = supplier_id
      order by a.seq, line`,
  );
  const statements = await rows<{ text: string }>(
    `select concat_ws(' ', code, period, line ->> 'supplier', line ->> 'volume', line ->> 'bonus',
                      line ->> 'shortfall') as text
       from programme_close, json_array_elements(lines) with ordinality as l (line, place)
      order by seq, place`,
  );
  const tierChanges = await rows<{ ref: string; code: string; to_tier: string }>(
    `select case kind when 'SETTLEMENT' then t.ref when 'WINDOW_CLOSE' then 'WINDOW ' || t.ref
                      else 'BY_HAND' end as ref,
            d.code, c.to_tier from tier_change c join ledger_transaction t using (seq)
       join distributor d on d.id = c.distributor_id order by seq, line`,
  );
  const volumes = await rows<{ key: string; personal: string; team: string }>(
    `select d.code || ' ' || to_char(month, 'YYYY-MM') as key, personal, team
       from volume join distributor d on d.id = distributor_id`,
  );
  const tiers = await rows<{ code: string; tier: string }>("select code, tier from distributor");
  const balances = await allBalances(tx);
  return {
    lines: Object.fromEntries(
      settlements.map(({ ref, margin, platform, shares }) => [
        ref,
        [`margin ${margin}`, ...shares.map(shareText), `platform ${platform}`],
      ]),
    ),
    refunds: Object.fromEntries(
      refunds.map(({ ref, platform, lines }) => [
        ref,
        [
          ...lines.map(({ recipient, buyer, amount, asset = "CNY" }) =>
            refundText(recipient ?? buyer ?? "", amount, asset),
          ),
          `platform ${platform}`,
        ],
      ]),
    ),
    entries: netByEntry(
      postings.map(({ entry, key, amount }) => ({ entry, key, minor: BigInt(amount) })),
    ),
    accruals: accruals.map(({ text }) => text),
    statements: statements.map(({ text }) => text),
    tierChanges: tierChanges.map(({ ref, code, to_tier }) => `${ref} ${code} ${to_tier}`),
    tiers: Object.fromEntries(tiers.map(({ code, tier }) => [code, tier])),
    volumes: Object.fromEntries(
      volumes.map(({ key, personal, team }) => [key, `${personal} ${team}`]),
    ),
    balances: Object.fromEntries(
      balances.map(({ account, asset, balanceMinor }) => [
        `${asset} ${account}`,
        `${balanceMinor}`,
      ]),
    ),
  };
}

function shareText({ rule, kind, recipient, buyer, level, amount, reason }: ShareRow): string {
  return lineText(rule, kind, recipient ?? buyer ?? "", level ?? "-", amount, reason);
}
