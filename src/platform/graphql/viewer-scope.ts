// What a viewer may see: the whole network, one distributor with its upline and team, or one supplier's products.
import type { Scope } from "../feed/scope.ts";

/** A distributor as a place in the tree; `path` holds the ids from the root down to itself. */
export interface TreePlace {
  readonly id: number;
  readonly path: readonly number[];
}

/** The parties of a sale. */
interface Sale<Share> {
  readonly sellerId: number;
  readonly supplierId: number;
  readonly shares: readonly Share[];
}

/** The data that a distributor may read: only its own, or also its team's. */
export type SelfOrTeam = "SELF" | "TEAM";

export class ViewerScope {
  readonly distributor: (TreePlace & { readonly code: string }) | undefined;
  readonly supplier: { readonly id: number; readonly code: string } | undefined;

  constructor(of: Partial<Pick<ViewerScope, "distributor" | "supplier">> = {}) {
    this.distributor = of.distributor;
    this.supplier = of.supplier;
  }

  get all(): boolean {
    return this.distributor === undefined && this.supplier === undefined;
  }

  /** The same for events. */
  get feedScope(): Scope {
    if (this.distributor !== undefined) return { distributorId: this.distributor.id };
    return this.supplier === undefined ? { all: true } : { supplierId: this.supplier.id };
  }

  /** A distributor sees itself and its team, and of its upline the code and name. */
  seesDistributor(one: TreePlace): boolean {
    return this.covers("TEAM", one) || this.distributor?.path.includes(one.id) === true;
  }

  /** Whether the viewer may read a distributor's data: only its own, or also its team's. */
  covers(whose: SelfOrTeam, one: TreePlace): boolean {
    const self = this.distributor;
    if (self === undefined) return this.all;
    return whose === "SELF" ? one.id === self.id : one.path.includes(self.id);
  }

  seesSupplier(id: number): boolean {
    return this.supplier === undefined || this.supplier.id === id;
  }

  /** A supplier sees the sales of its products; a distributor those it sold or has a share in. */
  seesSale(sale: Sale<{ readonly recipient: string | null }>): boolean {
    if (this.distributor === undefined) return this.seesSupplier(sale.supplierId);
    return this.sells(sale) || this.sharesOf(sale).length > 0;
  }

  sells(sale: Sale<unknown>): boolean {
    return this.distributor === undefined || this.distributor.id === sale.sellerId;
  }

  /** A distributor sees only its own share lines. */
  sharesOf<Share extends { readonly recipient: string | null }>({
    shares,
  }: Sale<Share>): readonly Share[] {
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
