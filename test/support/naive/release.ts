// docs/rules.md §3's releases in the naive model: every share that waits, by recipient and due
// moment.
import { type Amount, total } from "./amount.ts";
import { Entry } from "./entry.ts";
import type { Past } from "./past.ts";
import { returned } from "./refund.ts";
import type { Sale } from "./sale.ts";

interface Waiting {
  readonly recipient: string;
  readonly due: string;
  readonly amount: Amount;
}

/**
 * The entries of a release, the earliest due moment first. Each is made when it is asked for: the one
 * before may have paid a debt, and must be recorded by then.
 */
export function* releases(until: string, { history, setting }: Past): Generator<Entry> {
  const waiting = history
    .waitingSales(until)
    .flatMap((sale) => linesLeft(sale, { history, setting }))
    .sort((one, other) => (one.due < other.due ? -1 : one.due > other.due ? 1 : 0));
  for (const key of new Set(waiting.map(keyOf))) {
    const same = waiting.filter((one) => keyOf(one) === key);
    const amount = total(same.map((one) => one.amount));
    if (amount.isZero()) continue;
    const { recipient } = same[0]!;
    const entry = new Entry(`RELEASE ${key}`, setting, history);
    entry.debit(`liabilities:distributor:${recipient}:pending`, amount);
    entry.earn(recipient, amount);
    yield entry;
  }
}

function keyOf({ recipient, due }: Waiting): string {
  return `${recipient} ${due}`;
}

/** What refunds have left of the distributors' lines. */
function linesLeft(sale: Sale, { history, setting }: Past): Waiting[] {
  const back = history.refundedUnits(sale.ref);
  const { lines } = returned(sale, back, sale.figures.quantity.minus(back), setting);
  return lines
    .filter(({ kind }) => kind !== "CASHBACK")
    .map(({ recipient, amount }) => ({ recipient, due: sale.due!, amount }));
}
