// The product against an independent, naive reading of docs/rules.md §§1–6: line by line, account
// by account.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import type { Database } from "../../src/database/database.ts";
import { Model } from "../support/naive/model.ts";
import { resultOf } from "../support/naive/model-result.ts";
import type { Fault } from "../support/naive/order.ts";
import { runEngine } from "../support/naive/product-engine.ts";
import { runLane } from "../support/naive/product-lane.ts";
import { CNY, type Result } from "../support/naive/result.ts";
import { RunningHistory } from "../support/naive/running-history.ts";
import { type Scenario, type ScenarioOptions, scenarios } from "../support/naive/streams.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { verifyNetwork } from "../support/verify.ts";

/** A slow machine draws fewer; a failure is shrunk no longer, so that its seed is printed in time. */
const WITHIN = { interruptAfterTimeLimit: 45_000 } as const;

const kinds = RULE_KINDS.map(({ kind }) => kind);

/** The product's codes for what the model finds. */
const FAULTS: Record<string, Fault> = {
  UNKNOWN_SELLER: "UNKNOWN_SELLER",
  UNKNOWN_PRODUCT: "UNKNOWN_PRODUCT",
  BEFORE_FIRST_PLAN: "NO_PLAN",
  NEGATIVE_MARGIN: "NEGATIVE_MARGIN",
  INSUFFICIENT_DEPOSIT: "INSUFFICIENT_DEPOSIT",
  OUT_OF_RANGE: "OVERFLOW",
  CONFLICT: "CONFLICT",
};

/** Expects the product's result to be the model's; a refusal may name any of the faults there are. */
function expectSame(product: Result, { opening, steps, timeZone }: Scenario): void {
  const { faults, ...model } = resultOf([...opening, ...steps], { ...CNY, timeZone });
  const named = product.outcomes.map((outcome, index) => {
    const [ref, status, code] = outcome.split(" ");
    if (code === undefined) return outcome;
    const known = faults[index]?.includes(FAULTS[code] ?? code);
    return known ? `${ref} ${status}` : outcome;
  });
  expect({ ...product, outcomes: named }).toEqual(model);
}

describe("§§1–6: the product and a naive model of the rules agree", () => {
  it("on random plans, ladders, trees and streams, through the pure engine", () => {
    fc.assert(
      fc.property(scenarios({ kinds, orders: 20, live: false }), (scenario) => {
        expectSame(runEngine(scenario), scenario);
      }),
      { numRuns: 1_200, ...WITHIN },
    );
  }, 120_000);

  it("whether the model reads its whole past each time, or keeps sums for the audit of many orders", () => {
    fc.assert(
      fc.property(scenarios({ kinds, orders: 30, live: true }), ({ opening, steps, timeZone }) => {
        const setting = { ...CNY, timeZone };
        const scanned = new Model(setting);
        const running = new RunningHistory(setting);
        const summing = new Model(setting, running);
        for (const input of [...opening, ...steps]) {
          expect(JSON.stringify(summing.take(input))).toBe(JSON.stringify(scanned.take(input)));
        }
        for (const [key, sum] of running.balances) {
          const [account = "", asset = ""] = key.split(" ");
          expect(`${sum}`).toBe(`${scanned.history.balance(account, asset)}`);
        }
        for (const code of running.codes()) {
          expect(running.distributor(code)).toEqual(scanned.history.distributor(code));
          expect(running.heldSince(code)).toBe(scanned.history.heldSince(code));
        }
      }),
      { numRuns: 200, ...WITHIN },
    );
  });

  describe("through the lane", () => {
    let database: Database;
    beforeAll(async () => {
      database = await openTestDatabase();
    });
    afterAll(() => database.close());

    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
    const agree = (options: ScenarioOptions) =>
      fc.assert(
        fc.asyncProperty(scenarios(options), sizes, async (scenario, cuts) => {
          const network = await createTestNetwork(database, { timeZone: scenario.timeZone });
          expectSame(await runLane(network, scenario, cuts), scenario);
          expect((await verifyNetwork(network)).mismatches).toEqual([]);
        }),
        { numRuns: 30, ...WITHIN },
      );

    it(
      "also with late publications, repetitions and amounts at the edge of 64 bits",
      () => agree({ kinds, orders: 50, live: true }),
      120_000,
    );

    it(
      "also where programmes come, change and close all the time",
      () => agree({ kinds: ["SELLER"], orders: 40, live: true, focus: "PROGRAMMES" }),
      120_000,
    );

    it(
      "also where tiers go up and down all the time",
      () => agree({ kinds: ["SELLER"], orders: 40, live: true, focus: "TIERS" }),
      120_000,
    );
  });
});
