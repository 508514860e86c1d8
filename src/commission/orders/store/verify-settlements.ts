// Verifies settlements against their orders and postings, and the volumes that follow from them.
import { type RawBuilder, sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { accounts, CHART, EARNED, parseAccount } from "../../../ledger/chart/chart.ts";
import type { AccountPattern } from "../../../ledger/chart/pattern.ts";
import { nameSql } from "../../../ledger/chart-sql.ts";
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import type { Volumes } from "../../tiers/index.ts";
import { SETTLEMENT } from "../kinds.ts";
import type { ShareRecord } from "./store-settlements.ts";

/** Settlements of one page. */
const PAGE = 5_000;

/** Adds a gross amount to the volumes of a seller and its upline; a negative one lowers them. */
export function raise(
  volumes: Volumes,
  sellerId: number,
  upline: readonly number[],
  month: string,
  gross: bigint,
): void {
  for (const id of [sellerId, ...upline]) {
    const volume = volumes.get(`${id} ${month}`) ?? { personal: 0n, team: 0n };
    if (id === sellerId) volume.personal += gross;
    volume.team += gross;
    volumes.set(`${id} ${month}`, volume);
  }
}

/** Where what orders bring distributors and suppliers can lie. */
const HOLDINGS: readonly AccountPattern[] = [...EARNED, CHART.supplierPayable, CHART.supplierDebt];

/**
 * The holder of an account's money; the available, pending, withheld and debt accounts have one
 * holder.
 */
export function holderOf(account: string): string {
  const { pattern, owner, code } = parseAccount(account) ?? {};
  return pattern !== undefined && HOLDINGS.includes(pattern)
    ? `${owner!.toLowerCase()} ${code}`
    : account;
}

interface SettlementRow
  extends Row<"settlement", "seq" | "seller_id" | "upline" | "month" | "quantity" | "unit_price">,
    Row<"settlement", "supply_price" | "channel_fee" | "platform" | "buyer" | "payment"> {
  // Null where the row is missing.
  readonly seller: string | null;
  readonly product: string | null;
  readonly supplier: string | null;
  readonly shares: ShareRecord[];
  readonly accruals: AccruedRow[];
}

/** An accrual of a transaction: the supplier's account, and the expense or income account. */
export type AccruedRow = readonly [account: string, result: string, amount: string];

/** Checks settlements in the order of their transactions; collects the faults in `mismatches`. */
export class SettlementCheck {
  readonly mismatches: string[] = [];
  readonly #network: Network;
  readonly #tx: Tx;
  /** The expected volumes, by `<distributor id> <month>`. */
  readonly volumes: Volumes = new Map();
  #page: SettlementRow[] = [];
  count = 0;

  constructor(network: Network, tx: Tx) {
    this.#network = network;
    this.#tx = tx;
  }

  async check(transaction: StoredTransaction): Promise<void> {
    if (transaction.kind !== SETTLEMENT.name) return;
    const row = await this.#next(transaction.seq);
    if (row === undefined) {
      this.mismatches.push(`transaction ${transaction.seq}: has no settlement`);
      return;
    }
    this.count += 1;
    const say = (what: string) => this.mismatches.push(`settlement ${row.seq}: ${what}`);
    const { zone, asset } = this.#network.settings;
    checkOrder(row, transaction, zone.month(transaction.occurredAt), say);
    checkSplit(row, transaction, asset.code, say);
    const gross = BigInt(row.quantity) * BigInt(row.unit_price);
    raise(this.volumes, row.seller_id, row.upline, row.month, gross);
  }

  // The settlement of a transaction; both are read in order of sequence.
  async #next(seq: number): Promise<SettlementRow | undefined> {
    if (this.#page.length === 0) this.#page = await readSettlements(this.#tx, seq);
    const first = this.#page[0];
    if (first === undefined || Number(first.seq) > seq) return undefined;
    this.#page.shift();
    if (Number(first.seq) === seq) return first;
    this.mismatches.push(`settlement ${first.seq}: has no order in the ledger`);
    return this.#next(seq);
  }

  async finish(): Promise<void> {
    const { rows } = await sql<Row<"volume", "month" | "personal" | "team"> & { id: number }>`
      select distributor_id as id, month::text, personal, team from volume`.execute(this.#tx.db);
    const stored = new Map(rows.map((row) => [`${row.id} ${row.month}`, row]));
    for (const key of new Set([...stored.keys(), ...this.volumes.keys()])) {
      const { personal, team } = this.volumes.get(key) ?? { personal: 0n, team: 0n };
      const row = stored.get(key) ?? { personal: "0", team: "0" };
      if (BigInt(row.personal) !== personal || BigInt(row.team) !== team) {
        const is = `is ${row.personal} personal, ${row.team} team`;
        this.mismatches.push(`volume of ${key}: ${is} and should be ${personal}, ${team}`);
      }
    }
    const { rows: extra } = await sql<{ n: string }>`
      select count(*) as n from settlement s where not exists (
        select from ledger_transaction t where t.seq = s.seq and t.kind = 'SETTLEMENT')`.execute(
      this.#tx.db,
    );
    if (extra[0]!.n !== "0")
      this.mismatches.push(`${extra[0]!.n} settlements have no order in the ledger`);
  }
}

async function readSettlements(tx: Tx, from: number): Promise<SettlementRow[]> {
  const { rows } = await sql<SettlementRow>`
    select s.seq, s.seller_id, d.code as seller, p.code as product, u.code as supplier, s.month::text,
           s.quantity, s.unit_price, s.supply_price, s.channel_fee, s.platform, s.buyer, s.payment,
           s.upline, s.shares, ${accruedOf(sql`s.seq`)} as accruals
      from settlement s
      left join distributor d on d.id = s.seller_id
      left join product p on p.id = s.product_id
      left join supplier u on u.id = s.supplier_id
     where s.seq >= ${from} order by s.seq limit ${PAGE}`.execute(tx.db);
  return rows;
}

/**
 * SQL: the accruals of a transaction: to the accrual account while the period was open, later to
 * the supplier.
 */
export function accruedOf(seq: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(json_build_array(
      case when c.seq is not null then ${nameSql(CHART.supplierPayable, sql`u.code`)}
           when p.document->>'payer' = 'SUPPLIER' then ${nameSql(CHART.rebateDue, sql`p.code`, sql`u.code`)}
           else ${nameSql(CHART.rebateOwed, sql`p.code`, sql`u.code`)} end,
      case p.document->>'payer' when 'SUPPLIER' then ${nameSql(CHART.rebateIncome)}
           else ${nameSql(CHART.rebateExpense)} end,
      case p.document->>'payer' when 'SUPPLIER' then (-a.amount)::text else a.amount::text end)), '[]')
    from accrual a
    join programme p on p.id = a.programme_id
    join supplier u on u.id = a.supplier_id
    left join programme_close c on c.code = p.code and c.period = a.period and c.seq < a.seq
   where a.seq = ${seq})`;
}

type Say = (what: string) => void;

// The settlement's facts of the order must equal the order.
function checkOrder(
  row: SettlementRow,
  { cause, ref }: StoredTransaction,
  month: string,
  say: Say,
): void {
  const order = JSON.parse(cause) as Record<string, string | undefined>;
  const pairs: [string, string | null | undefined, string | null | undefined][] = [
    ["ref", ref, order.ref],
    ["seller", row.seller, order.seller],
    ["product", row.product, order.product],
    ["quantity", row.quantity, order.quantity],
    ["unit price", row.unit_price, order.unitPrice],
    ["supply price", row.supply_price, order.supplyPrice ?? row.supply_price],
    ["channel fee", row.channel_fee, order.channelFee ?? "0"],
    ["buyer", row.buyer, order.buyer ?? null],
    ["payment", row.payment, order.payment ?? "CHANNEL"],
    ["month", row.month, month],
  ];
  for (const [what, is, should] of pairs) {
    if (is !== should) say(`${what} is ${is} and should be ${should}`);
  }
}

// The shares and the platform's part must sum to the margin, and the postings must follow from the
// split.
function checkSplit(
  row: SettlementRow,
  { postings }: StoredTransaction,
  settlementAsset: string,
  say: Say,
): void {
  const quantity = BigInt(row.quantity);
  const [gross, cost] = [quantity * BigInt(row.unit_price), quantity * BigInt(row.supply_price)];
  const fee = BigInt(row.channel_fee);
  const inMargin = row.shares.filter((share) => share.asset === undefined);
  const paid = inMargin.reduce((sum, share) => sum + BigInt(share.amount), 0n);
  const rest = gross - cost - fee - paid - BigInt(row.platform);
  if (rest !== 0n) say(`shares and platform differ from the margin by ${rest}`);
  const differences = new Map<string, bigint>();
  const expect = (account: string, amount: bigint, asset = settlementAsset) => {
    const key = `${holderOf(account)} in ${asset}`;
    differences.set(key, (differences.get(key) ?? 0n) + amount);
  };
  const isDeposit = row.payment === "DEPOSIT";
  expect(isDeposit ? accounts.deposit(String(row.seller)) : accounts.custody, gross);
  expect(accounts.supplierPayable(String(row.supplier)), -cost);
  expect(accounts.channelFee, -fee);
  expect(accounts.platformRevenue, -BigInt(row.platform));
  for (const [account, result, amount] of row.accruals) {
    expect(account, -BigInt(amount));
    expect(result, BigInt(amount));
  }
  for (const { recipient, buyer, amount, asset, reason } of row.shares) {
    const holder = recipient === null ? accounts.buyerBalance(buyer!) : `distributor ${recipient}`;
    expect(holder, -BigInt(amount), asset);
    if (asset !== undefined) expect(accounts.cashback, BigInt(amount), asset);
    if (reason !== "PAID" && reason !== "CAPPED" && amount !== "0") {
      say(`a ${reason} share must not have an amount`);
    }
  }
  for (const { account, asset, amountMinor } of postings) expect(account, -amountMinor, asset);
  for (const [holder, difference] of differences) {
    if (difference !== 0n) say(`the split and the postings differ by ${difference} on ${holder}`);
  }
}
