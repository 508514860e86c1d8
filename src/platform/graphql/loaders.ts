// One request's batching reads: what many fields ask for at once is one query in one transaction.
import DataLoader from "dataloader";
import { findAssetsByCode } from "../../catalog/store/assets.ts";
import {
  findProductsByCode,
  findProductsById,
  findSuppliersByCode,
  findSuppliersById,
} from "../../catalog/store/read-goods.ts";
import { pageEarnings } from "../../commission/orders/store/read-earnings.ts";
import {
  findRefunds,
  findRefundsByRef,
  pageRefunds,
} from "../../commission/orders/store/read-refunds.ts";
import {
  findSales,
  findSalesByRef,
  tierChangesOf,
} from "../../commission/orders/store/read-sales.ts";
import { findPublished, laddersInForce } from "../../commission/plans/store/read-published.ts";
import {
  findProgrammeVersions,
  findProgrammeVersionsById,
} from "../../commission/programmes/store/read-programmes.ts";
import {
  findWindowCloses,
  floorsOf,
  pageDowngrades,
  pageTierHistories,
} from "../../commission/tiers/store/read-tiers.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { Page } from "../../database/page.ts";
import {
  adjustmentStepsOf,
  findAdjustments,
  findAdjustmentsByRef,
} from "../../finance/adjustments/store/read-adjustments.ts";
import type { PayoutRow } from "../../finance/payouts/store/payout-row.ts";
import { findTaxDue } from "../../finance/payouts/store/payout-tax.ts";
import {
  findPayouts,
  findPayoutsByRef,
  stepsOf,
} from "../../finance/payouts/store/read-payouts.ts";
import { findDifferences } from "../../finance/reconciliation/store/read-differences.ts";
import { findStatements } from "../../finance/reconciliation/store/read-statements.ts";
import { balancesOf } from "../../ledger/balances.ts";
import { balancesAt } from "../../ledger/balances-at.ts";
import { findTransactionsBySeq, postingsOf } from "../../ledger/read.ts";
import { findAccountsById } from "../../ledger/read-accounts.ts";
import {
  findDistributorsByCode,
  findDistributorsById,
  pageChildren,
  pageTeams,
  type TreeKey,
  type VolumeKey,
  volumesOf,
} from "../../network/store/read-distributors.ts";
import { teamsOf } from "../../network/store/tree.ts";

/** Keys that one query takes at most. */
const MAX_BATCH = 1_000;

/** One page of one of many lists. */
interface Paged<Of, Key> {
  readonly of: Of;
  readonly page: Page<Key>;
}

type Batch<K, V> = (tx: Tx, keys: readonly K[]) => Promise<readonly V[]>;
type PageBatch<Of, Key, V> = (tx: Tx, of: readonly Of[], page: Page<Key>) => Promise<V[][]>;

/** Made anew for each request and each socket operation; `forget` when what was read may be old. */
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
    /** Of an account in the settlement asset, by its name: debits positive. */
    balances: one((tx, names: readonly string[]) => balancesOf(tx, asset, names)),
    /** Of any account at any moment. */
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
    /** What approving a payout now would withhold. */
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
    /** Drops what was read: after a write, and before each event of a subscription. */
    forget(): void {
      for (const loader of made) loader.clearAll();
    },
  };
}

type Row<Read extends (...args: never[]) => Promise<unknown[][]>> = Awaited<
  ReturnType<Read>
>[number][number];

// The lists of one field ask for the same page, so there is one query for each page that differs.
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
