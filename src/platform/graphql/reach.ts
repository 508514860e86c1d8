// How far a viewer sees: the whole network, one distributor's line, or one supplier's goods.
import type { Scope } from "../feed/scope.ts";

/** A distributor as a place in the tree; `path` holds the ids from the root down to itself. */
export interface TreePlace {
  readonly id: number;
  readonly path: readonly number[];
}

/** What a sale says of who has a part in it. */
interface Sale<Share> {
  readonly sellerId: number;
  readonly supplierId: number;
  readonly shares: readonly Share[];
}

/** Of what a distributor may read: its own alone, or its team's as well. */
export type Extent = "SELF" | "TEAM";

export class Reach {
  readonly distributor: (TreePlace & { readonly code: string }) | undefined;
  readonly supplier: { readonly id: number; readonly code: string } | undefined;

  constructor(of: Partial<Pick<Reach, "distributor" | "supplier">> = {}) {
    this.distributor = of.distributor;
    this.supplier = of.supplier;
  }

  get all(): boolean {
    return this.distributor === undefined && this.supplier === undefined;
  }

  get scope(): Scope {
    if (this.distributor !== undefined) return { distributorId: this.distributor.id };
    return this.supplier === undefined ? { all: true } : { supplierId: this.supplier.id };
  }

  /** Itself and its team; its upline by code and name. */
  seesDistributor(one: TreePlace): boolean {
    return this.covers("TEAM", one) || this.distributor?.path.includes(one.id) === true;
  }

  /** Whether it may read what is kept of a distributor: only its own, or its team's as well. */
  covers(extent: Extent, one: TreePlace): boolean {
    const self = this.distributor;
    if (self === undefined) return this.all;
    return extent === "SELF" ? one.id === self.id : one.path.includes(self.id);
  }

  seesSupplier(id: number): boolean {
    return this.supplier === undefined || this.supplier.id === id;
  }

  /** What it supplied, or what it sold or had a share in. */
  seesSale(sale: Sale<{ readonly recipient: string | null }>): boolean {
    if (this.distributor === undefined) return this.seesSupplier(sale.supplierId);
    return this.sells(sale) || this.sharesOf(sale).length > 0;
  }

  sells(sale: Sale<unknown>): boolean {
    return this.distributor === undefined || this.distributor.id === sale.sellerId;
  }

  /** A distributor sees its own share lines only. */
  sharesOf<Share extends { readonly recipient: string | null }>({
    shares,
  }: Sale<Share>): readonly Share[] {
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
