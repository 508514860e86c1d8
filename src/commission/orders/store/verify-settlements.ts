// Verifies settlements against their orders and postings, and the volumes that follow from them.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { remembering } from "../../../kernel/remember.ts";
import { accounts, CHART, EARNED, parseAccount } from "../../../ledger/chart/chart.ts";
import type { AccountPattern } from "../../../ledger/chart/pattern.ts";
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import { Volumes } from "../../tiers/index.ts";
import { SETTLEMENT } from "../kinds.ts";
import {
  parseSettlement,
  readSettlements,
  type SettlementRow,
  type SettlementText,
} from "./settlements-to-verify.ts";
import { verifyVolumes } from "./verify-volumes.ts";

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

/** A page of settlements names the same accounts again and again. */
const knownHolderOf = remembering(holderOf, 50_000);

/** Checks settlements in the order of their transactions; collects the faults in `mismatches`. */
export class SettlementCheck {
  readonly mismatches: string[] = [];
  readonly #network: Network;
  readonly #tx: Tx;
  /** The expected volumes. */
  readonly volumes = new Volumes();
  #page: readonly SettlementText[] = [];
  /** The first settlement of the page that is not checked yet. */
  #at = 0;
  #next: Promise<SettlementText[]> | undefined;
  #isRead = false;
  count = 0;

  constructor(network: Network, tx: Tx) {
    this.#network = network;
    this.#tx = tx;
  }

  /** Checks a transaction; there is something to wait for only where a page has to be read. */
  check(transaction: StoredTransaction): Promise<void> | undefined {
    if (transaction.kind !== SETTLEMENT.name) return undefined;
    const { seq } = transaction;
    const row = this.#skipTo(seq);
    if (row === undefined && !this.#isRead)
      return this.#turn(seq).then(() => this.check(transaction));
    if (row === undefined || Number(row.seq) > seq) {
      this.mismatches.push(`transaction ${seq}: has no settlement`);
      return undefined;
    }
    this.#at += 1;
    this.#checkOne(row, transaction);
    return undefined;
  }

  // The first settlement of the page that is not before a transaction; both are in order of sequence.
  #skipTo(seq: number): SettlementText | undefined {
    for (; ; this.#at += 1) {
      const row = this.#page[this.#at];
      if (row === undefined || Number(row.seq) >= seq) return row;
      this.mismatches.push(`settlement ${row.seq}: has no order in the ledger`);
    }
  }

  // Each page is on its way while the one before is checked.
  async #turn(seq: number): Promise<void> {
    [this.#page, this.#at] = [await (this.#next ?? readSettlements(this.#tx, seq)), 0];
    const last = this.#page.at(-1);
    this.#isRead = last === undefined;
    if (last === undefined) return;
    this.#next = readSettlements(this.#tx, Number(last.seq) + 1);
    // Its error is thrown where it is awaited.
    this.#next.catch(() => {});
  }

  #checkOne(text: SettlementText, transaction: StoredTransaction): void {
    this.count += 1;
    const row = parseSettlement(text);
    const say = (what: string) => this.mismatches.push(`settlement ${row.seq}: ${what}`);
    const { zone, asset } = this.#network.settings;
    checkOrder(row, transaction, zone.month(transaction.occurredAt), say);
    checkSplit(row, transaction, asset.code, say);
    const gross = BigInt(row.quantity) * BigInt(row.unit_price);
    this.volumes.raise(row.seller_id, row.upline, row.month, gross);
  }

  async finish(): Promise<void> {
    this.mismatches.push(...(await verifyVolumes(this.#tx, this.volumes)));
    const { rows: extra } = await sql<{ n: string }>`
      select count(*) as n from settlement s where not exists (
        select from ledger_transaction t where t.seq = s.seq and t.kind = 'SETTLEMENT')`.execute(
      this.#tx.db,
    );
    if (extra[0]!.n !== "0")
      this.mismatches.push(`${extra[0]!.n} settlements have no order in the ledger`);
  }
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
  const [differences, others] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const expect = (holder: string, amount: bigint, asset = settlementAsset) => {
    const [all, key] =
      asset === settlementAsset ? [differences, holder] : [others, `${holder} in ${asset}`];
    all.set(key, (all.get(key) ?? 0n) + amount);
  };
  const isDeposit = row.payment === "DEPOSIT";
  expect(isDeposit ? accounts.deposit(String(row.seller)) : accounts.custody, gross);
  expect(`supplier ${row.supplier}`, -cost);
  expect(accounts.channelFee, -fee);
  expect(accounts.platformRevenue, -BigInt(row.platform));
  for (const [account, result, amount] of row.accruals) {
    expect(knownHolderOf(account), -BigInt(amount));
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
  for (const { account, asset, amountMinor } of postings)
    expect(knownHolderOf(account), -amountMinor, asset);
  const tell = (holder: string, difference: bigint) => {
    if (difference !== 0n) say(`the split and the postings differ by ${difference} on ${holder}`);
  };
  for (const [holder, difference] of differences)
    tell(`${holder} in ${settlementAsset}`, difference);
  for (const [holder, difference] of others) tell(holder, difference);
}
