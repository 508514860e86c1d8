// What an order posts in the naive model: who pays, whose it is, and the platform's rest (§2, §7).
import { type Amount, total } from "./amount.ts";
import type { Posting } from "./history.ts";
import type { OrderText, Plan, Setting } from "./inputs.ts";
import type { Figures, Split } from "./order.ts";
import type { ShareLine } from "./shares.ts";

export interface Settling {
  readonly text: OrderText;
  readonly figures: Figures;
  readonly split: Split;
  readonly supplier: string;
  readonly plan: Plan;
  readonly lines: readonly ShareLine[];
}

/** What is left of the margin; below zero when the platform bears a loss. */
export function platformOf({ split, lines }: Settling, { asset }: Setting): Amount {
  const inside = lines.filter((line) => line.asset === asset).map(({ amount }) => amount);
  return split.margin.minus(total(inside));
}

/** One row for each amount that is not zero, in no special order. */
export function postingsOf(settling: Settling, setting: Setting): Posting[] {
  const { ref, seller, payment } = settling.text;
  const { gross, cost } = settling.split;
  const deposit = `liabilities:distributor:${seller}:deposit`;
  const credit = (account: string, amount: Amount, asset = setting.asset): Posting => {
    return { ref, account, asset, amount: amount.negated() };
  };
  const rows = [
    credit(payment === "DEPOSIT" ? deposit : "assets:custody", gross.negated()),
    credit(`liabilities:supplier:${settling.supplier}`, cost),
    credit("liabilities:channel-fee", settling.figures.channelFee),
    credit("revenue:platform", platformOf(settling, setting)),
  ];
  for (const line of settling.lines) {
    rows.push(credit(accountOf(line, settling.plan), line.amount, line.asset));
    if (line.asset !== setting.asset) {
      rows.push(credit("expenses:cashback", line.amount.negated(), line.asset));
    }
  }
  return rows.filter(({ amount }) => !amount.isZero());
}

function accountOf({ kind, recipient }: ShareLine, plan: Plan): string {
  if (kind === "CASHBACK") return `liabilities:buyer:${recipient}`;
  const waits = (plan.release?.days ?? 0) > 0;
  return `liabilities:distributor:${recipient}:${waits ? "pending" : "available"}`;
}
