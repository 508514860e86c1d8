// Verifies a whole network: its book, its settlements against their orders, and what follows from them.
import { sql } from "kysely";
import { verifyHistory } from "../../commission/orders/store/verify-history.ts";
import { RefundCheck } from "../../commission/orders/store/verify-refunds.ts";
import { SettlementCheck } from "../../commission/orders/store/verify-settlements.ts";
import { verifyProgrammes } from "../../commission/programmes/store/verify-programmes.ts";
import { verifyClose, verifyTiers } from "../../commission/tiers/store/verify-tiers.ts";
import type { Network, Tx } from "../../database/database.ts";
import {
  AdjustmentCheck,
  verifyAdjustments,
} from "../../finance/adjustments/store/verify-adjustments.ts";
import { verifyDeposits, verifyPayouts } from "../../finance/payouts/store/verify-payouts.ts";
import { verifyRequests } from "../../finance/payouts/store/verify-requests.ts";
import { verifyTax } from "../../finance/payouts/store/verify-tax.ts";
import { verifyDifferences } from "../../finance/reconciliation/store/verify-differences.ts";
import { verifyStatements } from "../../finance/reconciliation/store/verify-statements.ts";
import { readHead } from "../../ledger/book.ts";
import { GENESIS } from "../../ledger/chain.ts";
import { BookCheck, readBook } from "../../ledger/verify.ts";
import { CoverageCheck } from "../../ledger/verify-coverage.ts";
import { verifyCloses, verifyTotals } from "../../ledger/verify-totals.ts";
import type { Progress } from "../../platform/files/lines.ts";
import { verifyPublished } from "../../platform/publishing/verify-published.ts";

/** Mismatches that are told one by one; the rest is counted. */
const MAX_TOLD = 1_000;
/** Transactions between two reports of progress. */
const PROGRESS_EVERY = 5_000;

/** Where a book ended, as it was written down. */
export interface WrittenHead {
  readonly seq: number;
  readonly hash: string;
}

export interface VerifyOptions {
  /** A head of an earlier day that the book must still go through. */
  readonly earlier?: WrittenHead | undefined;
  /** Told how many transactions were read, of how many. */
  readonly onProgress?: Progress | undefined;
}

export interface Verified {
  /** Where the book ends: written down, a later book can be checked against it. */
  readonly head: WrittenHead;
  readonly transactions: number;
  readonly postings: number;
  readonly settlements: number;
  readonly mismatches: readonly string[];
}

/** Recomputes everything that follows from the postings and orders, at one moment (rules §7). */
export function verifyNetwork(
  network: Network,
  { earlier, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verified> {
  return network.read(async (tx) => {
    const book = new BookCheck(network.settings.zone);
    const settlements = new SettlementCheck(network, tx);
    const refunds = new RefundCheck(tx, settlements.volumes);
    const adjustments = new AdjustmentCheck(network.settings.asset, book);
    const coverage = new CoverageCheck(tx, network.settings.asset.code);
    const tiers: string[] = [];
    const { seq: last } = await readHead(tx);
    let head: WrittenHead = { seq: 0, hash: GENESIS };
    let passed = earlier === undefined || isSame(earlier, head);
    for await (const transaction of readBook(tx)) {
      adjustments.check(transaction);
      book.check(transaction);
      head = { seq: transaction.seq, hash: transaction.hash };
      passed ||= isSame(earlier!, head);
      if (head.seq % PROGRESS_EVERY === 0) onProgress(head.seq, last);
      await coverage.check(transaction);
      await settlements.check(transaction);
      if (transaction.kind !== "WINDOW_CLOSE") continue;
      await refunds.before(transaction.seq);
      tiers.push(...(await verifyClose(network, tx, transaction, settlements.volumes)));
    }
    await book.finish(tx);
    await coverage.finish();
    await refunds.finish();
    await settlements.finish();
    tiers.push(...(await verifyTiers(tx)));
    const programmes = await verifyProgrammes(network, tx);
    const holdings = await verifyHoldings(tx);
    const paid = [
      ...(await verifyPayouts(tx)),
      ...(await verifyTax(network, tx)),
      ...(await verifyDeposits(tx)),
      ...(await verifyAdjustments(tx)),
      ...(await verifyRequests(network, tx)),
      ...(await verifyStatements(tx)),
      ...(await verifyDifferences(tx)),
    ];
    const history = await verifyHistory(tx);
    const published = await verifyPublished(tx);
    const totals = [...(await verifyTotals(tx)), ...(await verifyCloses(tx))];
    const against = passed ? [] : [`the book does not go through ${earlier!.seq} ${earlier!.hash}`];
    const checked = [book, adjustments, coverage, settlements, refunds];
    const checks = checked.flatMap(({ mismatches }) => mismatches);
    const rest = [...programmes, ...holdings, ...paid, ...history, ...published, ...totals];
    const found = [...against, ...checks, ...tiers, ...rest];
    const more = found.length > MAX_TOLD ? [`and ${found.length - MAX_TOLD} more mismatches`] : [];
    return {
      head,
      transactions: book.transactions,
      postings: book.postings,
      settlements: settlements.count,
      mismatches: [...found.slice(0, MAX_TOLD), ...more],
    };
  }, true);
}

function isSame(one: WrittenHead, other: WrittenHead): boolean {
  return one.seq === other.seq && one.hash === other.hash;
}

/**
 * A distributor who owes has nothing available, what is held back adds up to the pending balances
 * (rules §6), and nobody has both available and withheld what it earned. A supplier may owe and be owed: what it pays of a programme is a debt apart.
 */
async function verifyHoldings(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with balance as (
      select a.name, b.balance
        from account a join settings on a.asset = settlement_asset
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) b
       where b.balance <> 0),
    held as (
      select 'liabilities:distributor:' || d.code || ':pending' as name, sum(p.amount) as amount
        from pending p join distributor d on d.id = p.distributor_id group by d.code)
    select format('%s owes %s and has %s', r.name, r.balance, -l.balance) as what
      from balance r join balance l on l.balance < 0
       and l.name = 'liabilities:distributor:' || split_part(r.name, ':', 4) || ':available'
     where r.name like 'assets:receivable:distributor:%' and r.balance > 0
    union all
    select format('earnings of %s are%s withheld and %s has %s', d.code,
                  case when d.is_withheld then '' else ' not' end, b.name, -b.balance)
      from distributor d
      join balance b on b.name = 'liabilities:distributor:' || d.code ||
           case when d.is_withheld then ':available' else ':withheld' end
    union all
    select format('%s holds %s and should hold %s', name, coalesce(-b.balance, 0), coalesce(h.amount, 0))
      from (select * from balance where name like '%:pending') b full join held h using (name)
     where coalesce(-b.balance, 0) <> coalesce(h.amount, 0)`.execute(tx.db);
  return rows.map((row) => row.what);
}
