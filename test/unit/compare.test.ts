// What a draft changes, in words: rule by rule of a plan, tier by tier of a ladder.
import { describe, expect, it } from "vitest";
import { comparePlans } from "../../src/commission/plans/engine/compare-plans.ts";
import { checkPlan } from "../../src/commission/plans/engine/plan-document.ts";
import { compareLadders } from "../../src/commission/tiers/engine/compare-ladders.ts";
import { checkLadder } from "../../src/network/engine/ladder-document.ts";
import { LADDER, PLAN } from "../support/sample.ts";

const CNY = { code: "CNY", scale: 2 };
const SELLER = { kind: "SELLER", rate: { AGENT: "0.30", GOLD: "0.35" } };
const LEVEL = { kind: "LEVEL", rates: ["0.10", "0.05"] };
const CARDS = { ...LEVEL, rates: ["0.02"], match: { category: "game-card" } };
const REFERRAL = { kind: "REFERRAL", rate: "0.05", firstSales: 3 };
const CASHBACK = { kind: "CASHBACK", rate: "0.01" };

function plans(before: object, after: object): string[] {
  const check = (part: object) => checkPlan({ ...PLAN, rules: [], ...part }, [CNY]);
  return comparePlans(check(before), check(after));
}

const rules = (before: object[], after: object[]) => plans({ rules: before }, { rules: after });

describe("of a plan", () => {
  it("a rate of a list, and a rule that is new", () => {
    const after = [SELLER, { ...LEVEL, rates: ["0.08", "0.05"] }, CASHBACK, REFERRAL];
    expect(rules([SELLER, LEVEL, CASHBACK], after)).toEqual([
      "rule 2 LEVEL: rates 0.10, 0.05 → 0.08, 0.05",
      "rule 4 REFERRAL is new",
    ]);
  });

  it("tier by tier, and fields that come and go", () => {
    const after = { ...SELLER, rate: { AGENT: "0.31", CORE: "0.40" }, minTier: "AGENT" };
    expect(rules([{ ...SELLER, max: "5.00" }], [after])).toEqual([
      "rule 1 SELLER: rate AGENT 0.30 → 0.31",
      "rule 1 SELLER: rate GOLD 0.35 → none",
      "rule 1 SELLER: rate CORE none → 0.40",
      "rule 1 SELLER: max 5.00 → none",
      "rule 1 SELLER: minTier none → AGENT",
    ]);
    expect(rules([SELLER], [{ ...SELLER, rate: "0.2" }])).toEqual([
      "rule 1 SELLER: rate AGENT 0.30; GOLD 0.35 → 0.2",
    ]);
  });

  it("of several of one kind those for the same goods are compared", () => {
    const after = [{ ...CARDS, rates: ["0.03"] }, LEVEL];
    expect(rules([LEVEL, CARDS], after)).toEqual([
      "rule 1 LEVEL: rates 0.02 → 0.03",
      "the rules with the old numbers 2, 1 now run in this order",
    ]);
    expect(rules([LEVEL, CARDS], [LEVEL, { ...CARDS, match: { product: "1.10" } }])).toEqual([
      "rule 2 LEVEL: match category game-card → none",
      "rule 2 LEVEL: match product none → 1.10",
    ]);
  });

  it("a rule that is gone, by the number that it had", () => {
    expect(rules([SELLER, REFERRAL, LEVEL], [SELLER, LEVEL])).toEqual([
      "rule 2 REFERRAL is removed",
    ]);
  });

  it("what holds for all rules", () => {
    const after = { basis: "GROSS", caps: { orderRate: "0.9" }, release: { days: 7 }, name: "new" };
    expect(plans({ name: "old" }, after)).toEqual([
      "name old → new",
      "basis MARGIN → GROSS",
      "release days 0 → 7",
      "caps orderRate none → 0.9",
    ]);
  });

  it("is none where it means the same", () => {
    const rate = { GOLD: "0.350", AGENT: "0.3" };
    expect(rules([SELLER], [{ ...SELLER, rate }])).toEqual([]);
    expect(plans({}, { effectiveFrom: "2026-05-01T00:00:00Z", basis: "MARGIN" })).toEqual([]);
    const goods = (product: string) => [{ ...LEVEL, match: { product } }];
    expect(rules(goods("1.10"), goods("1.1"))).toHaveLength(1);
  });
});

describe("of a ladder", () => {
  function ladders(after: object): string[] {
    const check = (part: object) => checkLadder({ ...LADDER, ...part }, CNY);
    return compareLadders(check({}), check(after), CNY);
  }
  const [agent, gold, core] = LADDER.tiers;

  it("a volume, with the amounts in groups of three", () => {
    expect(ladders({ tiers: [agent, { ...gold, teamVolume: "1234567.5" }, core] })).toEqual([
      "tier GOLD: team volume 50,000.00 → 1,234,567.50",
    ]);
    expect(ladders({ tiers: [agent, { code: "GOLD", teamVolume: "50000" }, core] })).toEqual([
      "tier GOLD: personal volume 5,000.00 → none",
    ]);
  });

  it("tiers that are new, gone, or of another rank", () => {
    expect(ladders({ tiers: [{ code: "NEW" }, agent, core, { code: "LEAD" }] })).toEqual([
      "tier NEW is new, the lowest",
      "tier LEAD is new, above CORE",
      "tier GOLD is removed",
    ]);
    expect(ladders({ tiers: [agent, core, gold] })).toEqual([
      "tiers in rank order AGENT, GOLD, CORE → AGENT, CORE, GOLD",
    ]);
  });

  it("window and downgrade", () => {
    const downgrade = { policy: "ONE_STEP", graceWindows: 1 };
    expect(ladders({ window: "LIFETIME", downgrade })).toEqual([
      "window CALENDAR_MONTH → LIFETIME",
      "downgrade none → policy ONE_STEP; graceWindows 1",
    ]);
    expect(ladders({})).toEqual([]);
  });
});
