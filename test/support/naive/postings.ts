// What an order posts in the naive model: who pays, whose it is, and the platform's rest
// (docs/rules.md §2, §7).
import { type Amount, total } from "./amount.ts";
import { type Entry, vendor } from "./entry.ts";
import type { OrderText, Setting } from "./inputs.ts";
import type { Figures, Split } from "./order.ts";
import type { ShareLine } from "./shares.ts";

export interface Settling {
  readonly text: OrderText;
  readonly figures: Figures;
  readonly split: Split;
  readonly supplier: string;
  readonly lines: readonly ShareLine[];
  /** When the distributors' shares become available; undefined is at once. */
  readonly due: string | undefined;
}

/** What is left of the margin; below zero when the platform bears a loss. */
export function platformOf({ split, lines }: Settling, { asset }: Setting): Amount {
  const inside = lines.filter((line) => line.asset === asset).map(({ amount }) => amount);
  return split.margin.minus(total(inside));
}

export function postOrder(entry: Entry, settling: Settling, setting: Setting): void {
  const { text, split, figures, lines, due } = settling;
  entry.debit(sourceOf(text), split.gross);
  entry.give(vendor(settling.supplier), split.cost);
  entry.credit("liabilities:channel-fee", figures.channelFee);
  entry.credit("revenue:platform", platformOf(settling, setting));
  for (const { kind, recipient, amount, asset } of lines) {
    if (kind === "CASHBACK") entry.credit(`liabilities:buyer:${recipient}`, amount, asset);
    else if (due === undefined) entry.earn(recipient, amount);
    else entry.credit(`liabilities:distributor:${recipient}:pending`, amount);
    if (asset !== setting.asset) entry.debit("expenses:cashback", amount, asset);
  }
}

/** Where the money comes from, and where a refund sends it. */
export function sourceOf({ seller, payment }: OrderText): string {
  return payment === "DEPOSIT" ? `liabilities:distributor:${seller}:deposit` : "assets:custody";
}
