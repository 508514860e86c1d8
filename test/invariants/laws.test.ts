// What holds of every book, whatever the plans, programmes and streams: properties of the pure engine.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Refunded } from "../../src/commission/engine/refund.ts";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import { Exact } from "../support/naive/amount.ts";
import type { Books } from "../support/naive/books.ts";
import type { Input, Programme } from "../support/naive/inputs.ts";
import { order } from "../support/naive/orders.ts";
import { firstDayOf, periodOf } from "../support/naive/periods.ts";
import { EngineRun } from "../support/naive/product-engine.ts";
import { bonus, membersOf, partsOf, versionFor } from "../support/naive/programmes.ts";
import { scenarios } from "../support/naive/streams.ts";

const kinds = RULE_KINDS.map(({ kind }) => kind);
const streams = scenarios({ kinds, orders: 20, live: false });
/** A slow machine draws fewer; a failure is shrunk no longer, so that its seed is printed in time. */
const RUNS = { numRuns: 300, interruptAfterTimeLimit: 30_000 } as const;

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((all, one) => all + one, 0n);

function run(opening: readonly Input[], steps: readonly Input[], each = (_: EngineRun) => {}) {
  const engine = new EngineRun(opening);
  for (const step of steps) {
    engine.take(step);
    each(engine);
  }
  return engine;
}

/** Balances that are not zero, volumes and turnovers that are not zero. */
function booked({ balances, members, suppliers }: Books): Record<string, string> {
  const rows: [string, bigint][] = [...balances];
  for (const { code, volumes } of members.values()) {
    for (const [month, { personal, team }] of volumes) {
      rows.push([`${code} ${month} personal`, personal], [`${code} ${month} team`, team]);
    }
  }
  for (const { code, turnover } of suppliers.values()) {
    for (const [month, { grossMinor, costMinor }] of turnover) {
      rows.push([`${code} ${month} gross`, grossMinor], [`${code} ${month} cost`, costMinor]);
    }
  }
  const held = rows.filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(held.map(([key, amount]) => [key, `${amount}`]));
}

describe("§2–3 every settlement", () => {
  it("sums to the margin, pays nobody less than nothing, and keeps to the order's cap", () => {
    fc.assert(
      fc.property(streams, ({ opening, steps }) => {
        for (const { marginMinor, platformMinor, shares, plan } of run(opening, steps).settled) {
          const inside = shares.filter(({ paidIn }) => paidIn === undefined);
          const paid = sum(inside.map(({ amountMinor }) => amountMinor));
          expect(paid + platformMinor).toBe(marginMinor);
          const cap = (marginMinor * plan.orderRateMicro) / 1_000_000n;
          expect(paid <= (cap > 0n ? cap : 0n)).toBe(true);
          expect(shares.every(({ amountMinor }) => amountMinor >= 0n)).toBe(true);
        }
      }),
      RUNS,
    );
  }, 60_000);
});

describe("§6 a full refund", () => {
  const isClose = (step: Input) => "programmeClose" in step;

  it("in any number of steps restores every balance, volume and accrual", () => {
    const sellers = ["A", "B"];
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
    fc.assert(
      fc.property(streams, order(sellers, false), cuts, ({ opening, steps }, text, cuts) => {
        const engine = run(
          opening,
          steps.filter((step) => !isClose(step)),
        );
        const before = booked(engine.books);
        const settled = engine.settled.length;
        engine.take({ order: { ref: "last", ...text } });
        fc.pre(engine.settled.length > settled);
        let left = Number(text.quantity);
        for (const [index, cut] of [...cuts, left].entries()) {
          const quantity = Math.min(cut, left);
          if (quantity === 0) break;
          left -= quantity;
          const { occurredAt } = text;
          const refund = { ref: `x${index}`, order: "last", occurredAt, quantity: `${quantity}` };
          engine.take({ refund });
        }
        expect(booked(engine.books)).toEqual(before);
      }),
      RUNS,
    );
  }, 60_000);

  it("gives back of each line what the order gave, and never more on the way", () => {
    fc.assert(
      fc.property(streams, ({ opening, steps }) => {
        const engine = run(opening, steps);
        const bySold = Map.groupBy(engine.refunded, ({ sold }) => sold.shares);
        for (const refunds of bySold.values()) expectNoMore(refunds);
      }),
      RUNS,
    );
  }, 60_000);

  function expectNoMore(refunds: readonly Refunded[]): void {
    const [{ sold }] = refunds as [Refunded];
    const units = sum(refunds.map(({ refund }) => refund.quantity));
    for (const [index, { amountMinor }] of sold.shares.entries()) {
      const back = sum(refunds.map(({ lines }) => lines[index]!.amountMinor));
      expect(back).toBe((amountMinor * units) / sold.quantity);
    }
  }
});

/**
 * docs/rules.md §7's accounts: what is owed, what is lent out, and all that is the platform's own.
 */
const OWED = /^liabilities:(supplier|distributor|buyer):|^liabilities:(channel-fee|tax)$/;
const RECEIVABLE = /^assets:receivable:(distributor|supplier):/;
const OWN =
  /^(liabilities|assets):rebate:|^(revenue:platform|income:rebate|expenses:(rebate|cashback))$/;

describe("§7 the whole book", () => {
  it("sums to zero in each asset; custody + receivables − owed is the platform's own", () => {
    fc.assert(
      fc.property(streams, ({ opening, steps }) => {
        const { books, settled, refunded } = run(opening, steps, ({ books }) => expectSound(books));
        const earned = sum(settled.map(({ platformMinor }) => platformMinor));
        const returned = sum(refunded.map(({ platformMinor }) => platformMinor));
        expect(-books.balance("revenue:platform")).toBe(earned - returned);
      }),
      RUNS,
    );
  }, 60_000);

  function expectSound({ balances }: Books): void {
    const total = (asset: string, which: RegExp) =>
      sum([...balances].flatMap(([key, amount]) => (isOf(key, asset, which) ? [amount] : [])));
    for (const asset of ["CNY", "POINT"]) {
      expect(total(asset, /./)).toBe(0n);
      const position = total(asset, /^assets:custody$/) + total(asset, RECEIVABLE);
      expect(position + total(asset, OWED)).toBe(-total(asset, OWN));
    }
    // Nobody is owed less than nothing, and nobody owes less than nothing.
    for (const [key, amount] of balances) {
      const account = key.split(" ")[1]!;
      if (OWED.test(account)) expect(amount <= 0n).toBe(true);
      if (RECEIVABLE.test(account)) expect(amount >= 0n).toBe(true);
    }
  }

  function isOf(key: string, asset: string, which: RegExp): boolean {
    const [code, account = ""] = key.split(" ");
    return code === asset && which.test(account);
  }
});

describe("§5 accrual is T+0", () => {
  it("until a period is closed, what has accrued is B(V) at every moment", () => {
    fc.assert(
      fc.property(streams, ({ opening, steps }) => {
        const programmes = opening.flatMap((one) => ("programme" in one ? one.programme : []));
        run(opening, steps, (engine) => {
          for (const [account, expected] of accruedOf(programmes, engine)) {
            const balance = engine.books.balance(account);
            expect(`${account} ${balance < 0n ? -balance : balance}`).toBe(
              `${account} ${expected}`,
            );
          }
        });
      }),
      RUNS,
    );
  }, 60_000);

  /** By account: the sum of the open periods' bonuses, worked out from what was sold and given back. */
  function accruedOf(programmes: readonly Programme[], engine: EngineRun): Map<string, bigint> {
    const accrued = new Map<string, bigint>();
    for (const code of new Set(programmes.map((one) => one.code))) {
      const versions = programmes.filter((one) => one.code === code);
      const kind = versions[0]!.period;
      const periods = new Set(engine.settled.map(({ month }) => periodOf(month, kind)));
      for (const period of periods) {
        const programme = versionFor(versions, period);
        if (programme === undefined || engine.books.isClosed(code, firstDayOf(period))) continue;
        const volumes = volumesOf(programme, period, engine);
        const all = volumes.reduce((one, other) => one.plus(other));
        const parts = partsOf(bonus(programme, all, 2), volumes, 2);
        for (const [index, supplier] of membersOf(programme).entries()) {
          const side = programme.payer === "PLATFORM" ? "liabilities" : "assets";
          const account = `${side}:rebate:${code}:${supplier}`;
          const part = BigInt(parts[index]!.times(100).toFixed());
          accrued.set(account, (accrued.get(account) ?? 0n) + part);
        }
      }
    }
    return accrued;
  }

  function volumesOf(programme: Programme, period: string, engine: EngineRun) {
    const { settled, refunded } = engine;
    return membersOf(programme).map((member) => {
      const sold = settled.filter(
        ({ month, supplier }) =>
          supplier.code === member && periodOf(month, programme.period) === period,
      );
      const back = refunded.filter(
        ({ sold: { month, supplier } }) =>
          supplier.code === member && periodOf(month, programme.period) === period,
      );
      const isGross = programme.basis === "GROSS";
      const up = sum(sold.map((one) => (isGross ? one.grossMinor : one.costMinor)));
      const down = sum(
        back.map(
          ({ sold, refund }) =>
            refund.quantity * (isGross ? sold.unitPriceMinor : sold.supplyPriceMinor),
        ),
      );
      return new Exact(`${up - down}`).div(100);
    });
  }
});
