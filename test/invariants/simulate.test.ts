// What a simulation says would have been is what is, where the drafts were published from the start.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/commission/engine/rules/registry.ts";
import type { Database, Network } from "../../src/database/database.ts";
import type { DraftDocuments } from "../../src/simulation/replay/drafts.ts";
import type { ReplayReport } from "../../src/simulation/replay/report.ts";
import type { Compared, Side } from "../../src/simulation/replay/tally.ts";
import { prepareHistory, simulateHistory } from "../../src/simulation/store/simulate-history.ts";
import { FIRST, plan } from "../support/naive/documents.ts";
import type { Input, Ladder, Plan } from "../support/naive/inputs.ts";
import { runLane } from "../support/naive/product-lane.ts";
import { type Scenario, scenarios } from "../support/naive/streams.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const kinds = RULE_KINDS.map(({ kind }) => kind);

/** From when the documents start, so that earlier months are under none, to after everything. */
const ALWAYS = { from: Date.parse(FIRST), to: Date.parse("2040-01-01T00:00:00Z") };
const PLAIN = {
  of: <T>(_: string, check: () => Promise<T>) => check(),
  place: <T>(fault: T) => fault,
};

async function simulate(network: Network, documents: DraftDocuments): Promise<ReplayReport> {
  const request = await prepareHistory(network, ALWAYS, documents, PLAIN);
  return simulateHistory(network, request, () => {}, new AbortController().signal);
}

/** One side of a report, without what is nothing on that side. */
function sideOf(report: ReplayReport, side: Side) {
  const by = (list: readonly (Compared & { readonly key: unknown })[]) =>
    list.filter((one) => one[side] !== 0n).map((one) => [one.key, one[side]]);
  const { margin, platform, distributors, upgrades } = report;
  return {
    sums: [margin, platform, distributors, upgrades].map((one) => one[side]),
    cashback: by(report.cashback),
    byTier: by(report.byTier),
    byLevel: by(report.byLevel),
  };
}

const isPlan = (input: Input): input is { plan: Plan } => "plan" in input;
const isLadder = (input: Input): input is { ladder: Ladder } => "ladder" in input;

/** Whatever is taken under one plan and ladder is taken under the others: losses, and closes of months. */
function comparable(input: Input): Input {
  if (isPlan(input)) return { plan: { ...input.plan, allowLoss: true } };
  return isLadder(input) ? { ladder: { ...input.ladder, window: "CALENDAR_MONTH" } } : input;
}

/** A history, and what else its plan and ladder could have been. */
const histories = scenarios({ kinds, orders: 40, live: false }).chain((scenario) => {
  // The last one has all tiers, which a draft must have too.
  const { ladder } = scenario.opening.findLast(isLadder)!;
  const lines = fc.array(fc.constantFrom("15.00", "40.00", "90.00"), {
    minLength: 4,
    maxLength: 4,
  });
  const draft = fc.record({
    plan: plan(FIRST, kinds, ladder).map((one): Plan => ({ ...one, allowLoss: true })),
    ladder: lines.map((amounts): Ladder => {
      const tiers = ladder.tiers.map(({ code }, rank) =>
        rank === 0 ? { code } : { code, teamVolume: amounts[rank]! },
      );
      return { ...ladder, window: "CALENDAR_MONTH", effectiveFrom: FIRST, tiers };
    }),
  });
  const opening = scenario.opening.map(comparable);
  // The same tier again by hand is an entry or none, by the tier that is held.
  const steps = scenario.steps.filter((input) => !("tierByHand" in input));
  return fc.record({ scenario: fc.constant({ ...scenario, opening, steps }), draft });
});

/** The same history, but for the documents that it was under. */
function under({ opening, ...rest }: Scenario, draft: { plan: Plan; ladder: Ladder }): Scenario {
  const others = opening.filter((input) => !isPlan(input) && !isLadder(input));
  return { ...rest, opening: [{ ladder: draft.ladder }, { plan: draft.plan }, ...others] };
}

describe("a simulation", () => {
  it("says of drafts what is where they were in force, and of what was what the books have", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ scenario, draft }) => {
        const [was, would] = [await createTestNetwork(database), await createTestNetwork(database)];
        await runLane(was, scenario, [9]);
        await runLane(would, under(scenario, draft), [9]);
        const simulated = await simulate(was, draft).catch((refusal: Error) => refusal);
        if (simulated instanceof Error) {
          expect(simulated.message).toMatch(/no settled order/);
          return;
        }
        const same = await simulate(would, draft);
        expect(sideOf(simulated, "draft")).toEqual(sideOf(same, "actual"));
        expect(sideOf(same, "draft")).toEqual(sideOf(same, "actual"));
        expect([same.up, same.down, same.refused.count]).toEqual([[], [], 0]);
        expect(simulated.orders).toBe(same.orders);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 20_000 },
    );
  }, 240_000);
});
