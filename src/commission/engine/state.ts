// What the fold reads and changes: the network as its predecessors in the stream left it (rules §8).
import type { Asset } from "../../kernel/money.ts";
import type { Zone } from "../../kernel/time.ts";
import type { Distributor } from "./distributor.ts";
import type { Ladder } from "./ladder.ts";
import type { Product } from "./order.ts";
import type { Plan } from "./plan.ts";
import type { Programmes } from "./programme.ts";
import type { Supplier } from "./supplier.ts";

/** The part of a network that an order can touch. Plans and ladders are in order of effectiveFrom. */
export interface State {
  /** The settlement asset. */
  readonly asset: Asset;
  readonly zone: Zone;
  readonly plans: readonly Plan[];
  readonly ladders: readonly Ladder[];
  readonly programmes: Programmes;
  distributor(code: string): Distributor | undefined;
  product(code: string): Product | undefined;
  /** One that a product or a programme names. */
  supplier(code: string): Supplier;
  /** Whether a programme's period, named by its first day, is closed. */
  isClosed(programme: string, period: string): boolean;
  /** The balance of an account, debits positive; 0 if it has no postings. */
  balance(account: string, asset: string): bigint;
}

/** The latest version whose effectiveFrom is not after the instant (rules §3, §4). */
export function inForce<T extends { readonly effectiveFrom: number }>(
  versions: readonly T[],
  at: number,
): T | undefined {
  return versions.findLast((version) => version.effectiveFrom <= at);
}
