// Who may see and do what, decided here alone: roles at each resolver, and how far each role sees.
import { type AuthChecker, Authorized, type ResolverData, UseMiddleware } from "type-graphql";
import type { SupplierView } from "../../catalog/store/read-goods.ts";
import type { SaleView } from "../../commission/orders/store/read-sales.ts";
import type { ShareRecord } from "../../commission/orders/store/store-settlements.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { DistributorView } from "../../network/store/read-distributors.ts";
import type { Scope } from "../feed/event.ts";
import type { Context, Role, Viewer } from "./context.ts";

/** Those who read the whole network. */
export const STAFF = ["ADMIN", "FINANCE", "AUDITOR"] as const;
/** Those who write orders. */
export const BOOKKEEPERS = ["ADMIN", "FINANCE"] as const;
/** Everyone with a token; what each of them then sees is its reach. */
export const ANYONE = [...STAFF, "DISTRIBUTOR", "SUPPLIER"] as const;

/** Opens a query, mutation, subscription or field to some roles; to others it is `FORBIDDEN`. */
export function Access(...roles: readonly Role[]) {
  return Authorized<Role>(roles);
}

export const authChecker: AuthChecker<Context, Role> = ({ context, info }, roles) => {
  const { role } = viewerOf(context);
  if (roles.includes(role)) return true;
  const what = `${info.parentType.name}.${info.fieldName}`;
  throw new Refusal("FORBIDDEN", `${what} is not open to the role ${role}`);
};

/** Who asks; throws `UNAUTHENTICATED` without a token. */
export function viewerOf({ viewer }: Context): Viewer {
  if (viewer === undefined) throw new Refusal("UNAUTHENTICATED", "a token is needed");
  return viewer;
}

/** How far a viewer sees: the whole network, one distributor's line, or one supplier's goods. */
export class Reach {
  readonly distributor: DistributorView | undefined;
  readonly supplier: SupplierView | undefined;

  constructor(distributor: DistributorView | undefined, supplier: SupplierView | undefined) {
    this.distributor = distributor;
    this.supplier = supplier;
  }

  get all(): boolean {
    return this.distributor === undefined && this.supplier === undefined;
  }

  get scope(): Scope {
    if (this.distributor !== undefined) return { distributorId: this.distributor.id };
    return this.supplier === undefined ? { all: true } : { supplierId: this.supplier.id };
  }

  /** Itself and its team; its upline by code and name. */
  seesDistributor(one: DistributorView): boolean {
    return this.covers("TEAM", one) || this.distributor?.path.includes(one.id) === true;
  }

  /** Whether it may read what is kept of a distributor: only its own, or its team's as well. */
  covers(extent: Extent, one: DistributorView): boolean {
    const self = this.distributor;
    if (self === undefined) return this.all;
    return extent === "SELF" ? one.id === self.id : one.path.includes(self.id);
  }

  seesSupplier(id: number): boolean {
    return this.supplier === undefined || this.supplier.id === id;
  }

  /** What it supplied, or what it sold or had a share in. */
  seesSale(sale: SaleView): boolean {
    if (this.distributor === undefined) return this.seesSupplier(sale.supplierId);
    return this.sells(sale) || this.sharesOf(sale).length > 0;
  }

  sells(sale: SaleView): boolean {
    return this.distributor === undefined || this.distributor.id === sale.sellerId;
  }

  /** A distributor sees its own share lines only. */
  sharesOf({ shares }: SaleView): readonly ShareRecord[] {
    const self = this.distributor;
    return self === undefined ? shares : shares.filter((one) => one.recipient === self.code);
  }

  /** A distributor sees the tier changes of its team as it was then. */
  seesTierChange(change: { distributorId: number; upline: readonly number[] }): boolean {
    const self = this.distributor;
    if (self === undefined) return true;
    return change.distributorId === self.id || change.upline.includes(self.id);
  }
}

/** The viewer's reach now; throws `FORBIDDEN` if the token names nobody of this network. */
export async function reachOf(context: Context): Promise<Reach> {
  const { role, distributor = "", supplier = "" } = viewerOf(context);
  const { distributorsByCode, suppliersByCode } = context.loaders;
  if (role === "DISTRIBUTOR") {
    return new Reach(known(await distributorsByCode.load(distributor), role), undefined);
  }
  if (role === "SUPPLIER") {
    return new Reach(undefined, known(await suppliersByCode.load(supplier), role));
  }
  return new Reach(undefined, undefined);
}

function known<T>(found: T | undefined, role: Role): T {
  if (found !== undefined) return found;
  throw new Refusal("FORBIDDEN", `the token names a ${role.toLowerCase()} that is not there`);
}

export type Extent = "SELF" | "TEAM";

/** Opens a distributor's field to those whose reach covers it; to others it is `FORBIDDEN`. */
export function Within(extent: Extent) {
  return UseMiddleware(async ({ root, context, info }: ResolverData<Context>, next) => {
    if ((await reachOf(context)).covers(extent, (root as { view: DistributorView }).view)) {
      return next();
    }
    const whose = extent === "SELF" ? "yourself" : "yourself and your team";
    throw new Refusal("FORBIDDEN", `${info.fieldName}: you may read it of ${whose} only`);
  });
}
