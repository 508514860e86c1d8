// Verifies settlements against their orders and postings, and the volumes that follow from them.
import { sql } from "kysely";
import { FollowedRows } from "../../../database/cursor.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { add, subtract, times, type Whole, wholeOf } from "../../../kernel/whole.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import { after } from "../../../ledger/since.ts";
import type { Verification } from "../../../platform/verifier.ts";
import { Volumes } from "../../tiers/index.ts";
import { SETTLEMENT } from "../kinds.ts";
import type { AccrualAccounts } from "./accruals-to-verify.ts";
import { Differences } from "./holders.ts";
import { idsOf, type PaidShare, readShares } from "./read-shares.ts";
import { readSettlements, type SettlementRow } from "./settlements-to-verify.ts";
import { verifyVolumes } from "./verify-volumes.ts";

/** Checks settlements in the order of their transactions; collects the faults in `mismatches`. */
export class SettlementCheck {
  readonly mismatches: string[] = [];
  readonly #network: Network;
  readonly #tx: Tx;
  readonly #since: number;
  readonly #rows: FollowedRows<SettlementRow>;
  readonly #accruals: AccrualAccounts;
  readonly #differences = new Differences();
  /** The expected volumes. */
  readonly volumes = new Volumes();
  count = 0;

  /** Of the settlements behind `since`. */
  constructor({ network, tx, since }: Verification, accruals: AccrualAccounts) {
    this.#network = network;
    this.#tx = tx;
    this.#since = since;
    this.#rows = new FollowedRows(readSettlements(tx, since));
    this.#accruals = accruals;
  }

  /** Checks a transaction; there is something to wait for only where a page has to be read. */
  check(transaction: StoredTransaction): Promise<void> | undefined {
    if (transaction.kind !== SETTLEMENT.name) return undefined;
    const { seq } = transaction;
    const row = this.#skipTo(seq);
    if (this.#rows.isDry) return this.#rows.readOn().then(() => this.check(transaction));
    if (row === undefined || Number(row.seq) > seq) {
      this.mismatches.push(`transaction ${seq}: has no settlement`);
      return undefined;
    }
    this.#rows.pass();
    this.#checkOne(row, transaction);
    return undefined;
  }

  // The first settlement that is not before a transaction; both are in order of sequence.
  #skipTo(seq: number): SettlementRow | undefined {
    for (; ; this.#rows.pass()) {
      const { row } = this.#rows;
      if (row === undefined || Number(row.seq) >= seq) return row;
      this.mismatches.push(`settlement ${row.seq}: has no order in the ledger`);
    }
  }

  #checkOne(row: SettlementRow, transaction: StoredTransaction): void {
    this.count += 1;
    const say = (what: string) => this.mismatches.push(`settlement ${row.seq}: ${what}`);
    const { zone } = this.#network.settings;
    checkOrder(row, transaction, zone.month(transaction.occurredAt), say);
    const gross = times(wholeOf(row.quantity), wholeOf(row.unit_price));
    this.#checkSplit(row, gross, readShares(row.shares), say);
    this.#checkPostings(row, transaction, say);
    this.volumes.raise(row.seller_id, idsOf(row.upline), row.month, gross);
  }

  // The shares and the platform's part must sum to the margin.
  #checkSplit(row: SettlementRow, gross: Whole, shares: readonly PaidShare[], say: Say): void {
    const differences = this.#differences;
    const own = differences.in(this.#network.settings.asset.code);
    const cost = times(wholeOf(row.quantity), wholeOf(row.supply_price));
    const [fee, platform] = [wholeOf(row.channel_fee), wholeOf(row.platform)];
    const isDeposit = row.payment === "DEPOSIT";
    const paidFrom = isDeposit ? accounts.deposit(String(row.seller)) : accounts.custody;
    differences.add(own.account(paidFrom), gross);
    differences.subtract(own.supplier(String(row.supplier)), cost);
    differences.subtract(own.account(accounts.channelFee), fee);
    differences.subtract(own.account(accounts.platformRevenue), platform);
    let rest = subtract(subtract(gross, cost), add(fee, platform));
    for (const { recipient, buyer, amount, asset, reason } of shares) {
      if (amount === "0") continue;
      const [minor, holders] = [wholeOf(amount), asset === undefined ? own : differences.in(asset)];
      if (asset === undefined) rest = subtract(rest, minor);
      else differences.add(holders.account(accounts.cashback), minor);
      const holder = recipient === null ? holders.buyer(buyer!) : holders.distributor(recipient);
      differences.subtract(holder, minor);
      if (reason !== "PAID" && reason !== "CAPPED")
        say(`a ${reason} share must not have an amount`);
    }
    if (rest !== 0) say(`shares and platform differ from the margin by ${rest}`);
  }

  // The postings must follow from the split and the accruals.
  #checkPostings(row: SettlementRow, { seq, postings }: StoredTransaction, say: Say): void {
    const differences = this.#differences;
    const own = differences.in(this.#network.settings.asset.code);
    for (const { account, result, amountMinor } of this.#accruals.of(seq, row.accruals)) {
      differences.subtract(own.account(account), amountMinor);
      differences.add(own.account(result), amountMinor);
    }
    for (const { of, amountMinor } of postings)
      differences.subtract(differences.of(of), amountMinor);
    differences.end((holder, difference) =>
      say(`the split and the postings differ by ${difference} on ${holder}`),
    );
  }

  async finish(): Promise<void> {
    // Volumes sum up all orders.
    if (this.#since === 0) this.mismatches.push(...(await verifyVolumes(this.#tx, this.volumes)));
    const { rows: extra } = await sql<{ n: string }>`
      select count(*) as n from settlement s where ${after(sql`s.seq`, this.#since)} and not exists (
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
  const compare = (
    what: string,
    is: string | null | undefined,
    should: string | null | undefined,
  ) => {
    if (is !== should) say(`${what} is ${is} and should be ${should}`);
  };
  compare("ref", ref, order.ref);
  compare("seller", row.seller, order.seller);
  compare("product", row.product, order.product);
  compare("quantity", row.quantity, order.quantity);
  compare("unit price", row.unit_price, order.unitPrice);
  compare("supply price", row.supply_price, order.supplyPrice ?? row.supply_price);
  compare("channel fee", row.channel_fee, order.channelFee ?? "0");
  compare("buyer", row.buyer, order.buyer ?? null);
  compare("payment", row.payment, order.payment ?? "CHANNEL");
  compare("month", row.month, month);
}
