// The steps of a random stream, and what they turn into once it is known which orders come before them.
import { dayOf } from "./calendar.ts";
import { FIRST } from "./documents.ts";
import type { Input, OrderText, Programme, RefundText } from "./inputs.ts";
import { written } from "./orders.ts";
import { firstDayOf, periodOf } from "./periods.ts";
import { laterVersion } from "./programme-documents.ts";
import type { Back } from "./refunds.ts";
import { nextWindow } from "./windows.ts";

/** A step of a stream, where orders and refunds have no ref yet. */
export type Step =
  | Input
  | Unnumbered
  | { back: Back; again: number | undefined }
  | { nextWindow: boolean }
  | { first: Programme; terms: Programme };

export interface Unnumbered {
  readonly text: Omit<OrderText, "ref">;
  readonly again: number | undefined;
  readonly changed: boolean;
}

/** Gives refs, and windows their turn; an order or refund may take an earlier ref, with the same content or with its own. */
export function numbered(steps: readonly Step[]): Input[] {
  const orders: OrderText[] = [];
  const refunds: RefundText[] = [];
  let windows = 0;
  const number = (step: Step): Input => {
    if ("text" in step) {
      const earlier = orders[step.again ?? -1];
      const own = { ref: `r${orders.length}`, ...step.text };
      const order = earlier === undefined ? own : again(earlier, step.changed ? step.text : {});
      orders.push(order);
      return { order };
    }
    if ("nextWindow" in step) return { windowClose: nextWindow(windows++) };
    if ("first" in step) return { programme: nextVersion(step.first, step.terms, orders) };
    if (!("back" in step)) return step;
    const earlier = refunds[step.again ?? -1];
    const own = refundOf(step.back, orders, refunds);
    const refund =
      earlier === undefined
        ? own
        : again(earlier, step.back.nth > 5 ? { quantity: own.quantity } : {});
    refunds.push(refund);
    return { refund };
  };
  return steps.map(number);
}

/** A version that starts with the period of the latest order: with any earlier one it would be refused. */
function nextVersion(first: Programme, terms: Programme, orders: readonly OrderText[]): Programme {
  const times = orders.map(({ occurredAt }) => Date.parse(occurredAt));
  const last = new Date(Math.max(Date.parse(FIRST), ...times)).toISOString();
  const period = periodOf(dayOf(last, "Asia/Shanghai"), first.period);
  return laterVersion(first, terms, firstDayOf(period));
}

function again<Text extends { occurredAt: string }>(earlier: Text, change: Partial<Text>): Text {
  // The same instant, written at another offset.
  return { ...earlier, occurredAt: written(Date.parse(earlier.occurredAt), 3), ...change };
}

/** Some refunds share their ref with an order: refs of either kind are apart. */
function refundOf(
  { of, much, nth, occurredAt }: Back,
  orders: readonly OrderText[],
  refunds: readonly RefundText[],
): RefundText {
  const ref = `${nth === 9 ? "r" : "f"}${refunds.length}`;
  const sold = orders[orders.length - 1 - (of % orders.length)];
  if (sold === undefined) return { ref, order: "nothing", occurredAt, quantity: "1" };
  const asked = refunds.filter(({ order }) => order === sold.ref);
  const left = Number(sold.quantity) - asked.reduce((sum, one) => sum + Number(one.quantity), 0);
  const some = { REST: left, PART: (nth % Math.max(left, 1)) + 1, MORE: left + nth }[much];
  return { ref, order: sold.ref, occurredAt, quantity: `${Math.max(some, 1)}` };
}
