// Recomputes every refund from its order: the amount of each line, and the postings
// (docs/rules.md §6).
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { subtract, times, wholeOf } from "../../../kernel/whole.ts";
import { accounts, findParty } from "../../../ledger/chart/chart.ts";
import { after } from "../../../ledger/since.ts";
import type { Verification } from "../../../platform/verifier.ts";
import type { Volumes } from "../../tiers/index.ts";
import { type AccrualAccounts, type Accrued, accrualsOf } from "./accruals-to-verify.ts";
import { holderOf } from "./holders.ts";
import type { RefundLineRecord } from "./store-refunds.ts";
import type { ShareRecord } from "./store-settlements.ts";

/** Refunds of one page. */
const PAGE = 2_000;

/** A refund with its order: the quantity is the order's. */
interface RefundRow
  extends Row<"refund", "seq" | "order_seq" | "platform">,
    Row<"ledger_transaction", "cause">,
    Row<"settlement", "seller_id" | "upline" | "month" | "quantity" | "payment">,
    Row<"settlement", "unit_price" | "supply_price" | "channel_fee">,
    Row<"settings", "settlement_asset"> {
  readonly refund_quantity: string;
  readonly lines: RefundLineRecord[];
  /** The quantity of the order's earlier refunds. */
  readonly before: string;
  readonly order_ref: string;
  readonly seller: string;
  readonly supplier: string;
  readonly shares: ShareRecord[];
  readonly accruals: string;
  readonly postings: [account: string, asset: string, amount: string][];
}

/**
 * Checks refunds in order, up to a given transaction; subtracts their gross amounts from `volumes`.
 */
export class RefundCheck {
  readonly mismatches: string[] = [];
  readonly #tx: Tx;
  readonly #volumes: Volumes;
  readonly #accruals: AccrualAccounts;
  readonly #since: number;
  #last: number;

  /** Of the refunds behind `since`. */
  constructor({ tx, since }: Verification, volumes: Volumes, accruals: AccrualAccounts) {
    this.#tx = tx;
    this.#since = since;
    this.#last = since;
    this.#accruals = accruals;
    this.#volumes = volumes;
  }

  /** Checks the unchecked refunds before a transaction. */
  async before(seq: number): Promise<void> {
    for (;;) {
      const rows = await readRefunds(this.#tx, this.#last, seq);
      for (const row of rows) {
        const accruals = this.#accruals.of(Number(row.seq), row.accruals);
        checkRefund(row, accruals, (what) => this.mismatches.push(`refund ${row.seq}: ${what}`));
        const gross = times(wholeOf(row.refund_quantity), wholeOf(row.unit_price));
        this.#volumes.raise(row.seller_id, row.upline, row.month, subtract(0, gross));
        this.#last = Number(row.seq);
      }
      if (rows.length < PAGE) break;
    }
  }

  /** Checks the remaining refunds. */
  async finish(): Promise<void> {
    await this.before(Number.MAX_SAFE_INTEGER);
    const { rows } = await sql<{ seq: string }>`
      select coalesce(t.seq, r.seq) as seq
        from (select seq from ledger_transaction where kind = 'REFUND') t
        full join refund r using (seq)
       where (t.seq is null or r.seq is null) and ${after(sql`seq`, this.#since)}`.execute(
      this.#tx.db,
    );
    for (const { seq } of rows)
      this.mismatches.push(`refund ${seq}: its transaction or its row is missing`);
  }
}

async function readRefunds(tx: Tx, from: number, before: number): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select r.seq, r.order_seq, r.quantity as refund_quantity, r.platform, r.lines, t.cause,
           (select coalesce(sum(b.quantity), 0) from refund b
             where b.order_seq = r.order_seq and b.seq < r.seq) as before,
           o.ref as order_ref, d.code as seller, u.code as supplier, s.seller_id, s.upline,
           s.month::text, s.quantity, s.unit_price, s.supply_price, s.channel_fee, s.payment, s.shares,
           settlement_asset, ${accrualsOf(sql`r.seq`)} as accruals,
           (select coalesce(json_agg(json_build_array(a.name, p.asset, p.amount::text)), '[]')
              from posting p join account a on a.id = p.account_id where p.seq = r.seq) as postings
      from refund r
      join ledger_transaction t on t.seq = r.seq
      join settlement s on s.seq = r.order_seq
      join ledger_transaction o on o.seq = r.order_seq
      join distributor d on d.id = s.seller_id
      join supplier u on u.id = s.supplier_id
      cross join settings
     where r.seq > ${from} and r.seq < ${before} order by r.seq limit ${PAGE}`.execute(tx.db);
  return rows;
}

function checkRefund(
  row: RefundRow,
  accruals: readonly Accrued[],
  say: (what: string) => void,
): void {
  const cause = JSON.parse(row.cause) as Record<string, string>;
  if (cause.orderRef !== row.order_ref || cause.quantity !== row.refund_quantity) {
    say(`is of ${row.refund_quantity} of ${row.order_ref}, but the request was ${row.cause}`);
  }
  const [all, before] = [BigInt(row.quantity), BigInt(row.before)];
  const after = before + BigInt(row.refund_quantity);
  if (after > all) say(`${after} of ${all} units are refunded`);
  const part = (amount: string) => (BigInt(amount) * after) / all - (BigInt(amount) * before) / all;
  const expected = new Map<string, bigint>();
  const expect = (holder: string, amount: bigint) =>
    expected.set(holder, (expected.get(holder) ?? 0n) + amount);
  const gross = BigInt(row.refund_quantity) * BigInt(row.unit_price);
  const isDeposit = row.payment === "DEPOSIT";
  expect(isDeposit ? accounts.deposit(row.seller) : accounts.custody, -gross);
  expect(`supplier ${row.supplier}`, BigInt(row.refund_quantity) * BigInt(row.supply_price));
  expect(accounts.channelFee, part(row.channel_fee));
  expect(accounts.platformRevenue, BigInt(row.platform));
  for (const { account, result, amountMinor } of accruals) {
    expect(holderOf(account), -BigInt(amountMinor));
    expect(result, BigInt(amountMinor));
  }
  for (const [index, { recipient, amount, asset }] of row.shares.entries()) {
    const back = part(amount);
    if (row.lines[index]?.amount !== back.toString())
      say(`line ${index + 1} should give back ${back}`);
    if (asset === undefined)
      expect(recipient === null ? "cashback" : `distributor ${recipient}`, back);
  }
  // Cashback in another asset goes back to the platform's own expense, so its postings sum to zero.
  for (const [account, asset, amount] of row.postings) {
    if (asset !== row.settlement_asset) continue;
    const isCashback = account === accounts.cashback || findParty(account)?.kind === "BUYER";
    expect(isCashback ? "cashback" : holderOf(account), -BigInt(amount));
  }
  for (const [holder, difference] of expected) {
    if (difference !== 0n) say(`the refund and the postings differ by ${difference} on ${holder}`);
  }
}
