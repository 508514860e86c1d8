// Random histories of a network: every kind of input, some of which are refused or come twice.
import fc from "fast-check";
import type { Order } from "../../../src/commission/engine/order.ts";
import type { Refund } from "../../../src/commission/engine/refund.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { ManualTier } from "../../../src/commission/tiers/store/set-tier.ts";
import { order } from "../sample.ts";
import { type FinanceMove, financeMove } from "./finance-moves.ts";
import { CLOSES, CODES, LATER } from "./network.ts";

export type Input =
  | { readonly order: Order | Refund }
  | { readonly release: number }
  | { readonly window: true }
  | { readonly tier: ManualTier }
  | { readonly move: readonly [string, string] }
  | { readonly status: readonly [string, string] }
  | { readonly withhold: readonly [string, boolean] }
  | { readonly finance: FinanceMove }
  | { readonly publish: object }
  | { readonly close: readonly [string, string] };

const code = fc.constantFrom(...CODES);
const anOrder = fc
  .record({
    seller: fc.oneof(
      { weight: 20, arbitrary: code },
      { weight: 1, arbitrary: fc.constant("nobody") },
    ),
    product: fc.constantFrom("QB-10", "CARD-50"),
    quantity: fc.integer({ min: 1, max: 9 }).map(String),
    buyer: fc.constantFrom("", "B1", "B2"),
    channelFee: fc.constantFrom("", "0.06"),
    payment: fc.constantFrom("", "", "CHANNEL", "DEPOSIT"),
    cents: fc.integer({ min: 900, max: 9_000 }),
    day: fc.integer({ min: 1, max: 59 }),
  })
  .map(({ cents, day, ...text }) => ({
    ...text,
    unitPrice: (cents / 100).toFixed(2),
    occurredAt: new Date(Date.UTC(2026, 0, day, 3)).toISOString(),
  }));
const aRefund = fc.record({
  orderRef: fc.nat(30).map((n) => `r${n}`),
  quantity: fc.integer({ min: 1, max: 5 }).map(String),
  occurredAt: fc.constant("2026-02-20T00:00:00Z"),
});
const aTier = fc.record({
  code,
  tier: fc.constantFrom("AGENT", "GOLD", "CORE"),
  until: fc.constantFrom("2026-02-01", "2026-03-15"),
  reason: fc.constantFrom("contract", "promotion"),
});
export const stream = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: anOrder.map((text) => ({ text })) },
      { weight: 8, arbitrary: aRefund.map((back) => ({ back })) },
      {
        weight: 3,
        arbitrary: fc
          .integer({ min: 1, max: 70 })
          .map((day) => ({ release: Date.UTC(2026, 0, day) })),
      },
      { weight: 3, arbitrary: fc.constant({ window: true } as const) },
      { weight: 1, arbitrary: aTier.map((tier) => ({ tier })) },
      { weight: 1, arbitrary: fc.tuple(code, code).map((pair) => ({ move: pair })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(code, fc.constantFrom("ACTIVE", "SUSPENDED"))
          .map((pair) => ({ status: pair })),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(code, fc.boolean()).map((pair) => ({ withhold: pair })),
      },
      { weight: 18, arbitrary: financeMove.map((move) => ({ finance: move })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...LATER).map((document) => ({ publish: document })),
      },
      { weight: 1, arbitrary: fc.constantFrom(...CLOSES).map((pair) => ({ close: pair })) },
    ),
    // fast-check likes short lists, in which little meets.
    { minLength: 1, maxLength: 90, size: "max" },
  )
  // A few refs come twice, so that repetitions and conflicts are part of the stream.
  .chain((inputs) =>
    fc.tuple(fc.constant(inputs), fc.array(fc.nat(30), { minLength: 90, maxLength: 90 })),
  )
  .map(([inputs, refs]): Input[] =>
    inputs.map((input, index) => {
      const ref = `r${refs[index]}`;
      if ("text" in input) return { order: order(ref, input.text) };
      return "back" in input ? { order: parseRefund({ ref, ...input.back }) } : input;
    }),
  );
