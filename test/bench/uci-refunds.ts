// Finds the purchase that each cancelled line of the UCI data gives back, as the file itself does not say.
import type { UciLine } from "../../seeds/uci-source.ts";

/** Why a cancelled line gives back nothing that can be named. */
export type Unmatched =
  | "NO_CUSTOMER"
  | "NO_EARLIER_PURCHASE"
  | "EARLIER_PURCHASES_TOO_SMALL"
  | "NO_QUANTITY";

export type Match =
  | { readonly orderRef: string; readonly quantity: bigint }
  | { readonly reason: Unmatched };

interface Purchase {
  readonly ref: string;
  /** Units bought and not given back yet. */
  left: bigint;
}

/** The purchases so far that can be settled, by customer and product, in order of time. */
export class Purchases {
  readonly #byKey = new Map<string, Purchase[]>();

  /** Remembers a sale line that can be settled, if it has a customer to match by. */
  add(line: UciLine): void {
    if (line.customer === undefined) return;
    const key = keyOf(line);
    const purchase = { ref: line.ref, left: BigInt(line.quantity) };
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [purchase]);
    else known.push(purchase);
  }

  /** Takes a cancelled line from the latest purchase that still covers the whole of it. */
  take(line: UciLine): Match {
    if (line.customer === undefined) return { reason: "NO_CUSTOMER" };
    const quantity = -BigInt(line.quantity);
    if (quantity <= 0n) return { reason: "NO_QUANTITY" };
    const known = this.#byKey.get(keyOf(line));
    if (known === undefined) return { reason: "NO_EARLIER_PURCHASE" };
    const purchase = known.findLast((one) => one.left >= quantity);
    if (purchase === undefined) return { reason: "EARLIER_PURCHASES_TOO_SMALL" };
    purchase.left -= quantity;
    return { orderRef: purchase.ref, quantity };
  }
}

function keyOf(line: UciLine): string {
  return `${line.customer} ${line.product}`;
}
