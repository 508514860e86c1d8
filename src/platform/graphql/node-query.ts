// Finding anything again by its global id, under the same rules of who sees it as by its code or ref.
import type DataLoader from "dataloader";
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { LedgerAccount } from "../../books/api/account.ts";
import { LedgerTransaction } from "../../books/api/transaction.ts";
import { Product } from "../../catalog/api/product.ts";
import { Supplier } from "../../catalog/api/supplier.ts";
import { Order } from "../../commission/orders/api/order.ts";
import { visibleRefund } from "../../commission/orders/api/refund.ts";
import { Settlement } from "../../commission/orders/api/settlement.ts";
import { Ladder } from "../../commission/plans/api/ladder.ts";
import { Plan } from "../../commission/plans/api/plan.ts";
import { findProgramme } from "../../commission/programmes/api/programme.ts";
import { WindowClose } from "../../commission/tiers/api/window-close.ts";
import { Adjustment } from "../../finance/adjustments/api/adjustment.ts";
import { Payout } from "../../finance/payouts/api/payout.ts";
import { Difference } from "../../finance/reconciliation/api/difference.ts";
import { Statement } from "../../finance/reconciliation/api/statement.ts";
import { Distributor } from "../../network/api/distributor.ts";
import { Access, ANYONE, type Reach, reachOf, STAFF, viewerOf } from "./access.ts";
import type { Context, Role } from "./context.ts";
import { MAX_ID } from "./list.ts";
import type { Loaders } from "./loaders.ts";
import { Node, parseGlobalId } from "./node.ts";

/** How one type of node is found: who may, and the node if it is there and within reach. */
interface Finder {
  readonly roles: readonly Role[];
  readonly find: (context: Context, key: number) => Promise<Node | null>;
}

function finder<View>(
  roles: readonly Role[],
  loaderOf: (loaders: Loaders) => DataLoader<number, View | undefined, unknown>,
  show: (view: View, reach: Reach, context: Context) => Node | false,
  maxKey = MAX_ID,
): Finder {
  const find = async (context: Context, key: number) => {
    if (key > maxKey) return null;
    const view = await loaderOf(context.loaders).load(key);
    return view === undefined ? null : show(view, await reachOf(context), context) || null;
  };
  return { roles, find };
}

const MAX_SEQ = Number.MAX_SAFE_INTEGER;
const MEMBERS = [...STAFF, "DISTRIBUTOR"] as const;

const FINDERS: Readonly<Record<string, Finder>> = {
  Distributor: finder(
    MEMBERS,
    (loaders) => loaders.distributors,
    (view, reach) => reach.seesDistributor(view) && new Distributor(view),
  ),
  Supplier: finder(
    [...STAFF, "SUPPLIER"],
    (loaders) => loaders.suppliers,
    (view, reach) => reach.seesSupplier(view.id) && new Supplier(view),
  ),
  Product: finder(
    ANYONE,
    (loaders) => loaders.products,
    (view, reach) => reach.seesSupplier(view.supplierId) && new Product(view),
  ),
  Plan: finder(
    MEMBERS,
    (loaders) => loaders.plans,
    (view) => new Plan(view),
  ),
  Ladder: finder(
    MEMBERS,
    (loaders) => loaders.ladders,
    (view, _, { network }) => new Ladder(view, network.settings.asset),
  ),
  Programme: {
    roles: [...STAFF, "SUPPLIER"],
    find: async (context, key) => {
      const found = key > MAX_ID ? undefined : await context.loaders.programmeVersions.load(key);
      return found === undefined
        ? null
        : findProgramme(context, found.code, await reachOf(context));
    },
  },
  Order: finder(
    ANYONE,
    (loaders) => loaders.sales,
    (view, reach) => reach.seesSale(view) && new Order(view),
    MAX_SEQ,
  ),
  Settlement: finder(
    ANYONE,
    (loaders) => loaders.sales,
    (view, reach) => reach.seesSale(view) && new Settlement(view),
    MAX_SEQ,
  ),
  Refund: {
    roles: ANYONE,
    find: async (context, key) =>
      key > MAX_SEQ ? null : visibleRefund(context, await context.loaders.refunds.load(key)),
  },
  Payout: {
    roles: ANYONE,
    find: async (context, key) => {
      const row = key > MAX_SEQ ? undefined : await context.loaders.payouts.load(key);
      return Payout.of(row, await reachOf(context));
    },
  },
  Adjustment: finder(
    STAFF,
    (loaders) => loaders.adjustments,
    (row) => new Adjustment(row),
    MAX_SEQ,
  ),
  Statement: finder(
    STAFF,
    (loaders) => loaders.statements,
    (view) => new Statement(view),
    MAX_SEQ,
  ),
  Difference: finder(
    STAFF,
    (loaders) => loaders.differences,
    (view) => new Difference(view),
  ),
  WindowClose: finder(
    STAFF,
    (loaders) => loaders.windowCloses,
    (view) => new WindowClose(view),
    MAX_SEQ,
  ),
  LedgerAccount: finder(
    STAFF,
    (loaders) => loaders.accounts,
    (view) => new LedgerAccount(view),
  ),
  LedgerTransaction: finder(
    STAFF,
    (loaders) => loaders.transactions,
    (view) => new LedgerTransaction(view),
    MAX_SEQ,
  ),
};

@Resolver()
export class NodeQuery {
  @Access(...ANYONE)
  @Query(() => Node, {
    nullable: true,
    description: "Null if there is none, or none that you may see.",
  })
  async node(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Node | null> {
    const named = parseGlobalId(id);
    const kind = named === undefined ? undefined : FINDERS[named.type];
    if (named === undefined || !kind?.roles.includes(viewerOf(context).role)) return null;
    return kind.find(context, named.key);
  }
}
