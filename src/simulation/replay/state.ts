// The state of a network in a replay, after the entries so far; it is only in memory.
import type { Product } from "../../commission/engine/order.ts";
import type { Plan } from "../../commission/engine/plan.ts";
import type { Programmes } from "../../commission/engine/programme.ts";
import type { State } from "../../commission/engine/state.ts";
import type { Supplier } from "../../commission/engine/supplier.ts";
import type { Asset } from "../../kernel/money.ts";
import type { Zone } from "../../kernel/time.ts";
import type { Leg } from "../../ledger/entry-draft.ts";
import type { Distributor } from "../../network/engine/distributor.ts";
import type { Ladder } from "../../network/engine/ladder.ts";
import type { JournalSale } from "./entry.ts";
import type { ReplayMembers } from "./members.ts";
import type { ReplayProgrammes } from "./programmes.ts";

export class ReplayState implements State {
  readonly asset: Asset;
  readonly zone: Zone;
  #plans: readonly Plan[] = [];
  #ladders: readonly Ladder[] = [];
  readonly #members: ReplayMembers;
  readonly #products = new Map<string, Product>();
  readonly #balances = new Map<string, bigint>();
  readonly #programmes: ReplayProgrammes;

  constructor(
    { asset, zone }: { readonly asset: Asset; readonly zone: Zone },
    members: ReplayMembers,
    programmes: ReplayProgrammes,
  ) {
    this.asset = asset;
    this.zone = zone;
    this.#members = members;
    this.#programmes = programmes;
  }

  get plans(): readonly Plan[] {
    return this.#plans;
  }

  get ladders(): readonly Ladder[] {
    return this.#ladders;
  }

  /** Replaces the documents in force. */
  apply({ plans, ladders }: Pick<State, "plans" | "ladders">): void {
    this.#plans = plans;
    this.#ladders = ladders;
  }

  get programmes(): Programmes {
    return this.#programmes.programmes;
  }

  supplier(code: string): Supplier {
    return this.#programmes.supplier(code);
  }

  isClosed(programme: string, period: string): boolean {
    return this.#programmes.isClosed(programme, period);
  }

  distributor(code: string): Distributor | undefined {
    return this.#members.find(code);
  }

  product(code: string): Product | undefined {
    return this.#products.get(code);
  }

  balance(account: string, asset: string): bigint {
    return this.#balances.get(`${asset} ${account}`) ?? 0n;
  }

  post(legs: readonly Leg[]): void {
    for (const { account, asset, amountMinor } of legs) {
      const key = `${asset} ${account}`;
      this.#balances.set(key, (this.#balances.get(key) ?? 0n) + amountMinor);
    }
  }

  /** Sets the seller's ancestors and the product to their state at the order. */
  meet({ sellerId, upline, product }: JournalSale): void {
    let one = this.#members.get(sellerId);
    for (const id of upline) {
      one.parent = this.#members.get(id);
      one = one.parent;
    }
    one.parent = null;
    const known = this.#products.get(product.code);
    if (known === undefined || !isSame(known, product)) this.#products.set(product.code, product);
  }
}

// The matching rules are cached with a product object, so it is replaced only if the match can
// change.
function isSame(one: Product, other: Product): boolean {
  return one.category === other.category && one.supplier === other.supplier;
}
