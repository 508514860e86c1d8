// What finance does at random between orders: deposits, payouts and their steps, adjustments, months.
import fc from "fast-check";
import { monthAfter } from "../../../src/commission/engine/window.ts";
import { release } from "../../../src/commission/release/release.ts";
import type { Network } from "../../../src/database/database.ts";
import type { AdjustmentText } from "../../../src/finance/adjustments/store/adjustment-text.ts";
import {
  approveAdjustment,
  rejectAdjustment,
} from "../../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../../src/finance/adjustments/store/propose.ts";
import { recordDeposit } from "../../../src/finance/deposits/store/paid-in.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
} from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { setTaxIdentity } from "../../../src/finance/payouts/store/tax-identity.ts";
import { closeMonth, reopenMonth } from "../../../src/finance/periods/store/close-month.ts";
import { AT } from "../sample.ts";
import { ignoring } from "./ignoring.ts";
import { CODES } from "./network.ts";

/** One thing that finance does; what may not be is refused, and leaves nothing. */
export type FinanceMove =
  | { readonly deposit: string; readonly cents: number; readonly day: number }
  | {
      readonly pay: string;
      readonly cents: number;
      readonly steps: readonly PayoutStep[];
      readonly day: number;
    }
  | { readonly taxed: string; readonly as: string }
  | { readonly payout: PayoutStep; readonly nth: number }
  | { readonly adjust: AdjustmentMove; readonly approved: boolean }
  | { readonly reverse: number }
  | { readonly books: "close" | "reopen" };

type PayoutStep = "APPROVED" | "CONFIRMED" | "FAILED" | "CANCELLED";

interface AdjustmentMove {
  readonly template: string;
  readonly party: object;
  readonly cents: number;
  readonly day: number;
  /** Which of the last adjustments it explains, where it does that. */
  readonly nth: number | undefined;
}

const code = fc.constantFrom(...CODES);
const day = fc.integer({ min: 1, max: 59 });
const cents = fc.constantFrom(1, 7, 20, 50, 99, 130, 250, 900);
const nth = fc.nat(3);

const distributor = code.map((distributor) => ({ distributor }));
const supplier = fc.constantFrom("S001", "S002").map((supplier) => ({ supplier }));
const buyer = fc.constantFrom("B1", "B2").map((buyer) => ({ buyer }));
const nobody = fc.constant({});

const TEMPLATES = {
  WRITE_OFF_DISTRIBUTOR_DEBT: distributor,
  DISTRIBUTOR_DEBT_PAID: distributor,
  SUPPLIER_DEBT_PAID: supplier,
  CREDIT_DISTRIBUTOR: distributor,
  CREDIT_SUPPLIER: supplier,
  DEBIT_DISTRIBUTOR: distributor,
  DEBIT_SUPPLIER: supplier,
  DEPOSIT_RETURNED: distributor,
  BUYER_PAID: buyer,
  BUYER_WRITTEN_OFF: buyer,
  CHANNEL_FEE_PAID: nobody,
  TAX_PAID: nobody,
  CUSTODY_WITHDRAWN: nobody,
  SUSPENSE_IN: nobody,
  SUSPENSE_OUT: nobody,
} as const;
const EXPLAINING = {
  SUSPENSE_TO_DISTRIBUTOR: distributor,
  SUSPENSE_TO_DEPOSIT: distributor,
  SUSPENSE_TO_PLATFORM: nobody,
  SUSPENSE_FROM_DISTRIBUTOR: distributor,
  SUSPENSE_FROM_PLATFORM: nobody,
} as const;

function adjustments(
  templates: Readonly<Record<string, fc.Arbitrary<object>>>,
  of: fc.Arbitrary<number | undefined>,
): fc.Arbitrary<FinanceMove>[] {
  return Object.entries(templates).map(([template, party]) =>
    fc.record({
      adjust: fc.record({ template: fc.constant(template), party, cents, day, nth: of }),
      approved: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    }),
  );
}

const payout: fc.Arbitrary<FinanceMove> = fc.record({
  payout: fc.constantFrom("APPROVED", "CONFIRMED", "FAILED", "CANCELLED"),
  nth,
});
/** What becomes of a payout at once; the rest comes later, or never. */
const steps: fc.Arbitrary<readonly PayoutStep[]> = fc.constantFrom<readonly PayoutStep[]>(
  [],
  ["CANCELLED"],
  ["APPROVED"],
  ["APPROVED", "CONFIRMED"],
  ["APPROVED", "FAILED"],
);

export const financeMove: fc.Arbitrary<FinanceMove> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ deposit: code, cents: cents.map((n) => n * 40), day }) },
  { weight: 4, arbitrary: fc.record({ pay: code, cents, steps, day }) },
  {
    weight: 1,
    arbitrary: fc.record({ taxed: code, as: fc.constantFrom("", "family", "studio") }),
  },
  { weight: 2, arbitrary: payout },
  { weight: 4, arbitrary: fc.oneof(...adjustments(TEMPLATES, fc.constant(undefined))) },
  { weight: 1, arbitrary: fc.oneof(...adjustments(EXPLAINING, nth)) },
  { weight: 1, arbitrary: nth.map((one) => ({ reverse: one })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("close", "close", "reopen").map((books) => ({ books })),
  },
);

/** After every month that a history could close. */
const LATE = Date.parse("2032-01-01T00:00:00Z");

/** Those who work there, and what they have asked for so far. */
export class FinanceDesk {
  readonly #clerk: Network;
  readonly #head: Network;
  #deposits = 0;
  #payouts = 0;
  #adjustments = 0;
  #closed = 0;

  constructor(network: Network) {
    this.#clerk = network.as({ sub: "clerk", role: "FINANCE" });
    this.#head = network.as({ sub: "head", role: "FINANCE" });
  }

  async take(move: FinanceMove): Promise<void> {
    if ("deposit" in move) await this.#deposit(move.deposit, move.cents, move.day);
    else if ("pay" in move) await this.#pay(move);
    else if ("taxed" in move) await this.#tax(move.taxed, move.as);
    else if ("payout" in move) await ignoring(this.#step(move.payout, move.nth, AT));
    else if ("adjust" in move) await this.#adjust(move.adjust, move.approved);
    else if ("reverse" in move) await this.#reverse(move.reverse);
    else await this.#books(move.books);
  }

  async #deposit(distributor: string, cents: number, day: number): Promise<void> {
    this.#deposits += 1;
    const said = { amount: amountOf(cents), reference: "bank", occurredAt: momentOf(day) };
    await recordDeposit(this.#clerk, { key: `d${this.#deposits}`, distributor, ...said }, "key");
  }

  async #tax(distributor: string, identity: string): Promise<void> {
    await setTaxIdentity(this.#clerk, { distributor, identity, reason: "as told" }, AT);
  }

  async #pay({
    pay: distributor,
    cents,
    steps,
    day,
  }: Extract<FinanceMove, { pay: unknown }>): Promise<void> {
    this.#payouts += 1;
    const text = { idempotencyKey: `p${this.#payouts}`, distributor, amount: amountOf(cents) };
    const at = Date.parse(momentOf(day));
    await ignoring(requestPayout(this.#clerk, text, at));
    for (const step of steps) await ignoring(this.#step(step, 0, at));
  }

  #step(to: PayoutStep, nth: number, at: number): Promise<unknown> {
    const ref = `p${this.#payouts - nth}`;
    if (to === "APPROVED") return approvePayout(this.#head, ref, at);
    if (to === "CONFIRMED") return confirmPayout(this.#clerk, ref, "bank", at);
    if (to === "FAILED") return failPayout(this.#clerk, ref, "account closed", at);
    return cancelPayout(this.#clerk, ref, at);
  }

  async #adjust({ template, party, cents, day, nth }: AdjustmentMove, approved: boolean) {
    const of = nth === undefined ? undefined : `a${this.#adjustments - nth}`;
    const said = { template, ...party, of, amount: amountOf(cents), occurredAt: momentOf(day) };
    await this.#propose(said, approved);
  }

  #reverse(nth: number): Promise<void> {
    const of = `a${this.#adjustments - nth}`;
    return this.#propose({ template: "REVERSAL", of, occurredAt: momentOf(40) }, true);
  }

  async #propose(
    said: Omit<AdjustmentText, "idempotencyKey" | "reason">,
    approved: boolean,
  ): Promise<void> {
    this.#adjustments += 1;
    const ref = `a${this.#adjustments}`;
    const text = { idempotencyKey: ref, ...said, reason: "a random one" };
    await ignoring(proposeAdjustment(this.#clerk, text, AT));
    if (approved) await ignoring(approveAdjustment(this.#head, ref));
    else await ignoring(rejectAdjustment(this.#head, ref, "not so", AT));
  }

  // The month after those that are closed, or the last of them opened again.
  async #books(what: "close" | "reopen"): Promise<void> {
    if (what === "reopen") {
      if (this.#closed === 0) return;
      this.#closed -= 1;
      const month = monthAfter("2026-01-01", this.#closed).slice(0, 7);
      await reopenMonth(this.#head, month, "late", LATE);
      return;
    }
    const month = monthAfter("2026-01-01", this.#closed);
    const next = Date.parse(`${monthAfter(month, 1)}T00:00:00+08:00`);
    await release(this.#clerk, next - 1);
    await closeMonth(this.#clerk, month.slice(0, 7), LATE);
    this.#closed += 1;
  }
}

function amountOf(cents: number): string {
  return (cents / 100).toFixed(2);
}

function momentOf(day: number): string {
  return new Date(Date.UTC(2026, 0, day, 5)).toISOString();
}
