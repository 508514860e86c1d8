// Loaders that batch the reads of one request: equal lookups of many fields become one query in one transaction.
import DataLoader from "dataloader";
import { findAssetsByCode } from "../catalog/assets.ts";
import {
  findProductsByCode,
  findProductsById,
  findSuppliersByCode,
  findSuppliersById,
} from "../catalog/read.ts";
import { findPublished, laddersInForce } from "../catalog/read-published.ts";
import type { Network, Tx } from "../database/database.ts";
import type { Page } from "../database/page.ts";
import {
  adjustmentStepsOf,
  findAdjustments,
  findAdjustmentsByRef,
} from "../finance/adjustment/read.ts";
import { findPayouts, findPayoutsByRef, stepsOf } from "../finance/payout/read.ts";
import type { PayoutRow } from "../finance/payout/row.ts";
import { findDifferences } from "../finance/reconcile/read-differences.ts";
import { findStatements } from "../finance/reconcile/read-statements.ts";
import { findTaxDue } from "../finance/tax/payout-tax.ts";
import { balancesOf } from "../ledger/balances.ts";
import { balancesAt } from "../ledger/balances-at.ts";
import { findTransactionsBySeq, postingsOf } from "../ledger/read.ts";
import { findAccountsById } from "../ledger/read-accounts.ts";
import {
  findDistributorsByCode,
  findDistributorsById,
  pageChildren,
  pageTeams,
  type TreeKey,
  type VolumeKey,
  volumesOf,
} from "../network/read.ts";
import { teamsOf } from "../network/tree.ts";
import { findSales, findSalesByRef, tierChangesOf } from "../settlement/read.ts";
import { pageEarnings } from "../settlement/read-earnings.ts";
import { findProgrammeVersions, findProgrammeVersionsById } from "../settlement/read-programmes.ts";
import { findRefunds, findRefundsByRef, pageRefunds } from "../settlement/read-refunds.ts";
import {
  findWindowCloses,
  floorsOf,
  pageDowngrades,
  pageTierHistories,
} from "../settlement/read-tiers.ts";

/** The maximum number of keys in one query. */
const MAX_BATCH = 1_000;

/** A page of one list; `of` names the list. */
interface Paged<Of, Key> {
  readonly of: Of;
  readonly page: Page<Key>;
}

type Batch<K, V> = (tx: Tx, keys: readonly K[]) => Promise<readonly V[]>;
type PageBatch<Of, Key, V> = (tx: Tx, of: readonly Of[], page: Page<Key>) => Promise<V[][]>;

/** Created for each request and each WebSocket operation. `forget` drops values that may be outdated. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(network: Network) {
  const asset = network.settings.asset.code;
  const made: DataLoader<never, unknown, unknown>[] = [];
  const one = <K, V>(read: Batch<K, V>, keyOf: (key: K) => unknown = (key) => key) => {
    const options = { maxBatchSize: MAX_BATCH, cacheKeyFn: keyOf };
    const batch = (keys: readonly K[]) => network.read((tx) => read(tx, keys));
    const loader = new DataLoader<K, V, unknown>(batch, options);
    made.push(loader as DataLoader<never, unknown, unknown>);
    return loader;
  };
  const pages = <Of, Key, V>(read: PageBatch<Of, Key, V>) =>
    one((tx, keys: readonly Paged<Of, Key>[]) => readPages(tx, keys, read), JSON.stringify);
  return {
    distributors: one(findDistributorsById),
    distributorsByCode: one(findDistributorsByCode),
    children: pages<number, number, Row<typeof pageChildren>>(pageChildren),
    downlines: pages<TreeKey, TreeKey, Row<typeof pageTeams>>(pageTeams),
    teams: one(teamsOf),
    volumes: one(volumesOf, ({ id, month }: VolumeKey) => `${id} ${month}`),
    suppliers: one(findSuppliersById),
    suppliersByCode: one(findSuppliersByCode),
    products: one(findProductsById),
    productsByCode: one(findProductsByCode),
    assets: one(findAssetsByCode),
    plans: one((tx, versions: readonly number[]) => findPublished(tx, "plan", versions)),
    ladders: one((tx, versions: readonly number[]) => findPublished(tx, "ladder", versions)),
    /** The ladder in force at an instant. */
    laddersInForce: one(laddersInForce),
    /** The balance of an account in the settlement asset, by account name; debits are positive. */
    balances: one((tx, names: readonly string[]) => balancesOf(tx, asset, names)),
    /** The balance of an account at a moment. */
    balancesAt: one(balancesAt, (key) => JSON.stringify(key)),
    accounts: one(findAccountsById),
    transactions: one(findTransactionsBySeq),
    postings: one(postingsOf),
    earnings: pages<string, number, Row<typeof pageEarnings>>((tx, codes, page) =>
      pageEarnings(tx, asset, codes, page),
    ),
    refunds: one(findRefunds),
    refundsByRef: one(findRefundsByRef),
    refundPages: pages<number, number, Row<typeof pageRefunds>>(pageRefunds),
    /** The versions of a programme, by its code. */
    programmes: one(findProgrammeVersions),
    programmeVersions: one(findProgrammeVersionsById),
    payouts: one(findPayouts),
    payoutsByRef: one(findPayoutsByRef),
    payoutSteps: one(stepsOf),
    adjustments: one(findAdjustments),
    adjustmentsByRef: one(findAdjustmentsByRef),
    adjustmentSteps: one(adjustmentStepsOf),
    /** The tax that approving a payout now would withhold. */
    taxDue: one(
      (tx, rows: readonly PayoutRow[]) => findTaxDue(network, tx, rows, Date.now()),
      ({ seq }: PayoutRow) => seq,
    ),
    statements: one(findStatements),
    differences: one(findDifferences),
    sales: one(findSales),
    salesByRef: one(findSalesByRef),
    tierChanges: one(tierChangesOf),
    tierHistories: pages<number, number, Row<typeof pageTierHistories>>(pageTierHistories),
    floors: one(floorsOf),
    windowCloses: one(findWindowCloses),
    downgrades: pages<number, number, Row<typeof pageDowngrades>>(pageDowngrades),
    /** Drops all loaded values: after a write, and before each event of a subscription. */
    forget(): void {
      for (const loader of made) loader.clearAll();
    },
  };
}

type Row<Read extends (...args: never[]) => Promise<unknown[][]>> = Awaited<
  ReturnType<Read>
>[number][number];

// Lists of the same field usually ask for the same page; there is one query for each different page.
async function readPages<Of, Key, V>(
  tx: Tx,
  keys: readonly Paged<Of, Key>[],
  read: PageBatch<Of, Key, V>,
): Promise<V[][]> {
  const found = new Map<Paged<Of, Key>, V[]>();
  for (const group of Map.groupBy(keys, ({ page }) => JSON.stringify(page)).values()) {
    const lists = await read(
      tx,
      group.map((key) => key.of),
      group[0]!.page,
    );
    for (const [index, key] of group.entries()) found.set(key, lists[index]!);
  }
  return keys.map((key) => found.get(key)!);
}
