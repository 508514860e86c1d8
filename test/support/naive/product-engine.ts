// The other side of the comparison, in memory: the product's own fold on a stream of the model's.

import type { Accrual } from "../../../src/commission/engine/accrual.ts";
import { UNKNOWN_ORDER } from "../../../src/commission/engine/codes.ts";
import { advance, earnedBy, type Settled, settle } from "../../../src/commission/engine/fold.ts";
import { type Refunded, refund, retreat } from "../../../src/commission/engine/refund.ts";
import { releaseLegs } from "../../../src/commission/engine/release.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { soldNow } from "../../../src/commission/orders/store/sold.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { type Distributor, lineUp } from "../../../src/network/engine/distributor.ts";
import {
  liftEarningsLegs,
  withholdEarningsLegs,
} from "../../../src/network/engine/withhold-earnings.ts";
import { order as parse } from "../sample.ts";
import { Books } from "./books.ts";
import { closePeriod } from "./close-in-memory.ts";
import type { Input, OrderText, RefundText, Spending, WindowClose, Withholding } from "./inputs.ts";
import { CNY, lineText, netByEntry, type Result, refundText } from "./result.ts";
import type { Scenario } from "./streams.ts";
import { Tiers } from "./windows-in-memory.ts";

type Writable = { -readonly [Field in keyof Distributor]: Distributor[Field] };

/** Runs a scenario through the pure engine; what only a real network takes must not be in it. */
export function runEngine({ opening, steps }: Scenario): Result {
  const run = new EngineRun(opening);
  for (const step of steps) run.take(step);
  return run.result();
}

export class EngineRun {
  readonly books: Books;
  /** What was settled and refunded, in the order of the stream. */
  readonly settled: Settled[] = [];
  readonly refunded: Refunded[] = [];
  readonly #tiers: Tiers;
  readonly #outcomes: string[] = [];
  readonly #lines: Record<string, string[]> = {};
  readonly #refunds: Record<string, string[]> = {};
  readonly #accruals: string[] = [];
  readonly #statements: string[] = [];
  readonly #tierChanges: string[] = [];

  constructor(opening: readonly Input[]) {
    this.books = new Books(opening);
    const joined = opening.flatMap((input) => ("distributor" in input ? input.distributor : []));
    this.#tiers = new Tiers(
      this.books,
      joined.map(({ code, joinedAt }) => [code, Date.parse(joinedAt)]),
    );
  }

  take(step: Input): void {
    if ("order" in step) this.#attempt(step.order.ref, () => this.#order(step.order));
    if ("refund" in step) this.#attempt(step.refund.ref, () => this.#refund(step.refund));
    if ("release" in step) this.#release(Date.parse(step.release.until));
    if ("programmeClose" in step) {
      this.#statements.push(...closePeriod(this.books, step.programmeClose));
    }
    if ("windowClose" in step) this.#closeWindow(step.windowClose);
    if ("tierByHand" in step && this.#tiers.set(step.tierByHand)) {
      this.#tierChanges.push(`BY_HAND ${step.tierByHand.code} ${step.tierByHand.tier}`);
    }
    if ("spend" in step) this.#spend(step.spend);
    if ("status" in step) this.#member(step.status.code).status = step.status.status;
    if ("withholding" in step) this.#withhold(step.withholding);
    if ("move" in step) this.#move(step.move.code, step.move.parent);
  }

  #attempt(ref: string, take: () => void): void {
    try {
      take();
      this.#outcomes.push(`${ref} SETTLED`);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#outcomes.push(`${ref} REFUSED ${refusal.code}`);
    }
  }

  #member(code: string): Writable {
    return this.books.members.get(code)!;
  }

  #move(code: string, parentCode: string): void {
    const parent = parentCode === "" ? null : this.#member(parentCode);
    const moved = this.#member(code);
    for (let one: Distributor | null = parent; one !== null; one = one.parent) {
      if (one === moved) return;
    }
    moved.parent = parent;
  }

  #withhold({ code, withheld }: Withholding): void {
    const member = this.#member(code);
    if (member.isWithheld === withheld) return;
    member.isWithheld = withheld;
    const legs = (withheld ? withholdEarningsLegs : liftEarningsLegs)(this.books, code);
    this.books.post("WITHHOLDING", legs);
  }

  #spend({ accounts, asset, nth }: Spending): void {
    for (const account of accounts) {
      const held = -this.books.balance(account, asset);
      this.books.byHand(account, asset, held > 0n ? held / BigInt(nth) : 0n);
    }
  }

  #order(text: OrderText): void {
    const settled = settle(this.books, parse(text.ref, text));
    this.settled.push(settled);
    this.books.post(`SETTLEMENT ${text.ref}`, settled.legs);
    const shares = settled.shares.map((share) => {
      const { rule, kind, level, amountMinor, reason } = share;
      const recipient = share.recipient?.code ?? share.buyer ?? "";
      return lineText(rule, kind, recipient, level ?? "-", `${amountMinor}`, reason);
    });
    const { marginMinor, platformMinor, seller, dueAt } = settled;
    this.#lines[text.ref] = [`margin ${marginMinor}`, ...shares, `platform ${platformMinor}`];
    this.#accrue(`SETTLEMENT ${text.ref}`, settled.accruals);
    this.books.sold.set(text.ref, soldNow(1, settled, [...lineUp(seller)]));
    if (dueAt !== null) {
      const earned = [...earnedBy(settled.shares)];
      this.#hold(dueAt, new Map(earned.map(([{ code }, amount]) => [code, amount])), 1n);
    }
    for (const { distributor, to } of advance(settled)) {
      this.#tierChanges.push(`${text.ref} ${distributor.code} ${to}`);
      this.#tiers.changed(distributor.code, settled.order.occurredAt);
    }
  }

  #closeWindow(close: WindowClose): void {
    for (const [code, to] of this.#tiers.close(close)) {
      this.#tierChanges.push(`WINDOW ${close.month} ${code} ${to}`);
    }
  }

  #refund({ order: orderRef, ...text }: RefundText): void {
    const sold = this.books.sold.get(orderRef);
    if (sold === undefined) throw new Refusal(UNKNOWN_ORDER, "no such order");
    const refunded = refund(this.books, sold, parseRefund({ ...text, orderRef }));
    this.refunded.push(refunded);
    this.books.post(`REFUND ${text.ref}`, refunded.legs);
    const lines = refunded.lines.map(({ recipient, buyer, amountMinor, asset }) =>
      refundText(recipient ?? buyer ?? "", `${amountMinor}`, asset ?? CNY.asset),
    );
    this.#refunds[text.ref] = [...lines, `platform ${refunded.platformMinor}`];
    this.#accrue(`REFUND ${text.ref}`, refunded.accruals);
    if (sold.dueAt !== null) this.#hold(sold.dueAt, refunded.unpending, -1n);
    retreat(refunded);
  }

  #accrue(entry: string, accruals: readonly Accrual[]): void {
    for (const { programme, period, supplier, ...rest } of accruals) {
      const figures = [rest.amountMinor, rest.volumeMinor, rest.accruedMinor];
      this.#accruals.push([entry, programme.code, period, supplier.code, ...figures].join(" "));
    }
  }

  #hold(dueAt: number, amounts: ReadonlyMap<string, bigint>, sign: bigint): void {
    const { pending } = this.books;
    for (const [code, amountMinor] of amounts) {
      const key = `${dueAt} ${code}`;
      const one = pending.get(key) ?? { code, dueAt, amountMinor: 0n };
      one.amountMinor += sign * amountMinor;
      pending.set(key, one);
    }
  }

  // As the lane releases: an entry for each of those that wait, and their orders wait no more.
  #release(until: number): void {
    const { pending, sold } = this.books;
    const due = [...pending].filter(([, { dueAt }]) => dueAt <= until);
    for (const [key, one] of due.sort(([, a], [, b]) => a.dueAt - b.dueAt)) {
      const legs = releaseLegs(this.books, this.#member(one.code), one.amountMinor);
      this.books.post(`RELEASE ${one.code} ${new Date(one.dueAt).toISOString()}`, legs);
      pending.delete(key);
    }
    for (const [ref, order] of sold) {
      if (order.dueAt === null || order.dueAt > until) continue;
      sold.set(ref, { ...order, pending: new Set() });
    }
  }

  result(): Result {
    const members = [...this.books.members.values()];
    const volumes = members.flatMap(({ code, volumes }) =>
      [...volumes].map(([month, { personal, team }]) => [
        `${code} ${month.slice(0, 7)}`,
        `${personal} ${team}`,
      ]),
    );
    const balances = [...this.books.balances].filter(([, amount]) => amount !== 0n);
    return {
      outcomes: this.#outcomes,
      lines: this.#lines,
      refunds: this.#refunds,
      entries: netByEntry(this.books.rows),
      accruals: this.#accruals,
      statements: this.#statements,
      tierChanges: this.#tierChanges,
      tiers: Object.fromEntries(members.map(({ code, tier }) => [code, tier ?? ""])),
      volumes: Object.fromEntries(volumes) as Record<string, string>,
      balances: Object.fromEntries(balances.map(([key, amount]) => [key, `${amount}`])),
    };
  }
}
