// Access rules: the roles that may use each resolver, and the data that each role may see.
import { type AuthChecker, Authorized, type ResolverData, UseMiddleware } from "type-graphql";
import type { SupplierView } from "../catalog/read.ts";
import type { Scope } from "../events/event.ts";
import { Refusal } from "../kernel/errors.ts";
import type { DistributorView } from "../network/read.ts";
import type { SaleView } from "../settlement/read.ts";
import type { ShareRecord } from "../settlement/store.ts";
import type { Context, Role, Viewer } from "./context.ts";

/** The roles that may read the whole network. */
export const STAFF = ["ADMIN", "FINANCE", "AUDITOR"] as const;
/** The roles that may record orders and money. */
export const BOOKKEEPERS = ["ADMIN", "FINANCE"] as const;
/** All roles. The reach limits what each viewer sees. */
export const ANYONE = [...STAFF, "DISTRIBUTOR", "SUPPLIER"] as const;

/** Allows a query, mutation, subscription or field for some roles; others get `FORBIDDEN`. */
export function Access(...roles: readonly Role[]) {
  return Authorized<Role>(roles);
}

export const authChecker: AuthChecker<Context, Role> = ({ context, info }, roles) => {
  const { role } = viewerOf(context);
  if (roles.includes(role)) return true;
  const what = `${info.parentType.name}.${info.fieldName}`;
  throw new Refusal("FORBIDDEN", `the role ${role} may not use ${what}`);
};

/** The viewer. Throws `UNAUTHENTICATED` without a token. */
export function viewerOf({ viewer }: Context): Viewer {
  if (viewer === undefined) throw new Refusal("UNAUTHENTICATED", "a token is required");
  return viewer;
}

/** The data that a viewer may see: the whole network, one distributor's line, or one supplier's products. */
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

  /** A distributor sees itself and its team, and of its upline the code and name. */
  seesDistributor(one: DistributorView): boolean {
    return this.covers("TEAM", one) || this.distributor?.path.includes(one.id) === true;
  }

  /** Whether the viewer may read a distributor's data: only its own, or also its team's. */
  covers(extent: Extent, one: DistributorView): boolean {
    const self = this.distributor;
    if (self === undefined) return this.all;
    return extent === "SELF" ? one.id === self.id : one.path.includes(self.id);
  }

  seesSupplier(id: number): boolean {
    return this.supplier === undefined || this.supplier.id === id;
  }

  /** A supplier sees the sales of its products; a distributor those it sold or has a share in. */
  seesSale(sale: SaleView): boolean {
    if (this.distributor === undefined) return this.seesSupplier(sale.supplierId);
    return this.sells(sale) || this.sharesOf(sale).length > 0;
  }

  sells(sale: SaleView): boolean {
    return this.distributor === undefined || this.distributor.id === sale.sellerId;
  }

  /** A distributor sees only its own share lines. */
  sharesOf({ shares }: SaleView): readonly ShareRecord[] {
    const self = this.distributor;
    return self === undefined ? shares : shares.filter((one) => one.recipient === self.code);
  }

  /** A distributor sees the tier changes of the team that it had at that time. */
  seesTierChange(change: { distributorId: number; upline: readonly number[] }): boolean {
    const self = this.distributor;
    if (self === undefined) return true;
    return change.distributorId === self.id || change.upline.includes(self.id);
  }
}

/** The viewer's reach. Throws `FORBIDDEN` if the token's distributor or supplier does not exist. */
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
  throw new Refusal("FORBIDDEN", `the token names a ${role.toLowerCase()} that does not exist`);
}

export type Extent = "SELF" | "TEAM";

/** Allows a distributor's field for viewers whose reach covers it; others get `FORBIDDEN`. */
export function Within(extent: Extent) {
  return UseMiddleware(async ({ root, context, info }: ResolverData<Context>, next) => {
    if ((await reachOf(context)).covers(extent, (root as { view: DistributorView }).view)) {
      return next();
    }
    const whose = extent === "SELF" ? "your own" : "your own and your team's";
    throw new Refusal("FORBIDDEN", `${info.fieldName}: you may read only ${whose}`);
  });
}
