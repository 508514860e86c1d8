// docs/rules.md §3, 《禁止传销条例》 art. 7: how far a plan reaches, and what no document may reward.
import { describe, expect, it } from "vitest";
import { acknowledged } from "../../src/commission/plans/engine/guard.ts";
import { checkPlan, reachOfPlan } from "../../src/commission/plans/engine/plan-document.ts";
import { type Refusal, Refusals } from "../../src/kernel/errors.ts";
import { checkLadder } from "../../src/network/engine/ladder-document.ts";
import { LADDER, PLAN } from "../support/sample.ts";

const CNY = { code: "CNY", scale: 2 };
const ASSETS = [CNY, { code: "POINT", scale: 0 }];
const UNBOUNDED = Number.POSITIVE_INFINITY;

function plan(rules: readonly object[], more: object = {}) {
  return checkPlan({ ...PLAN, ...more, rules }, ASSETS);
}

function faults(check: () => unknown): readonly Refusal[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    return error.faults;
  }
}

describe("the reach of a plan: the tree distance of the farthest ancestor that it can pay", () => {
  const level = { kind: "LEVEL", rates: ["0.04", "0.03", "0.02"] };
  const differential = { kind: "DIFFERENTIAL", rate: { GOLD: "0.1" } };
  const difference = { kind: "PRICE_DIFFERENCE", prices: { GOLD: "9.00" } };
  const referral = { kind: "REFERRAL", rate: "0.05", firstSales: 3 };

  it.each<[reach: number, rules: object[], more?: object]>([
    [0, []],
    [0, [{ kind: "SELLER", rate: "1" }]],
    [0, [{ kind: "CASHBACK", rate: "0.01" }]],
    [3, [level]],
    [1, [{ ...level, rates: ["0.04"] }]],
    // A level is reached where a rate above 0 stands, whatever stands before or behind it.
    [3, [{ ...level, rates: ["0", "0.00", "0.02"] }]],
    [1, [{ ...level, rates: ["0.04", "0", "0.000000"] }]],
    [0, [{ ...level, rates: ["0", "0"] }]],
    [3, [{ ...level, rates: { AGENT: ["0.1"], GOLD: ["0.1", "0", "0.1"] } }]],
    [UNBOUNDED, [{ ...level, rates: ["0.04"], compression: "SKIP" }]],
    [0, [{ ...level, rates: ["0"], compression: "SKIP" }]],
    [UNBOUNDED, [differential]],
    [4, [{ ...differential, maxLevels: 4 }]],
    [0, [{ ...differential, rate: { GOLD: "0.0" } }]],
    [UNBOUNDED, [difference]],
    [2, [{ ...difference, maxLevels: 2 }]],
    [0, [{ ...difference, prices: {} }]],
    [1, [referral]],
    [1, [{ ...referral, rate: { GOLD: "0.000001" } }]],
    [0, [{ ...referral, rate: "0" }]],
    // The farthest rule counts, also one that few orders meet.
    [3, [referral, { ...level, match: { product: "QB-10" } }, { ...difference, maxLevels: 2 }]],
    // What is bounded by nothing is paid nothing.
    [1, [{ ...level, max: "0.00" }, referral]],
    [0, [level], { caps: { orderRate: "0" } }],
  ])("%d of %j %j", (reach, rules, more = {}) => {
    expect(reachOfPlan(plan(rules, more))).toBe(reach);
  });
});

describe("the guard", () => {
  const deep = plan([
    { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
    { kind: "LEVEL", rates: ["0.04", "0.03", "0.02"] },
    { kind: "DIFFERENTIAL", rate: "0.1" },
  ]);

  it("refuses each rule that reaches farther than the network allows, and names the article", () => {
    const found = faults(() => acknowledged(deep, 2, null));
    expect(found.map(({ code, field }) => `${code} ${field}`)).toEqual([
      "COMPLIANCE rules[1]",
      "COMPLIANCE rules[2]",
    ]);
    expect(found[0]!.message).toMatch(
      /^rules\[1\]: LEVEL can pay 3 levels above the seller; the network allows 2\. 《禁止传销条例》 art\. 7 \(3\) and 公通字〔2013〕37号 \(30 people in 3 levels/,
    );
    expect(found[1]!.message).toContain(
      "DIFFERENTIAL can pay an unlimited number of levels above the seller",
    );
    expect(faults(() => acknowledged(deep, 0, undefined))).toHaveLength(3);
  });

  it("passes an acknowledged one and keeps the reason", () => {
    expect(acknowledged(deep, 2, " reviewed by counsel ")).toEqual({
      acknowledgement: "reviewed by counsel",
      warnings: [],
    });
    for (const none of ["", "  "]) {
      expect(() => acknowledged(deep, 2, none)).toThrow("acknowledge: is missing");
    }
    expect(() => acknowledged(deep, 2, "x".repeat(201))).toThrow(
      "acknowledge: is too long: 201 characters, at most 200 are allowed",
    );
  });

  it("keeps no reason where none is needed, and says so", () => {
    const { acknowledgement, warnings } = acknowledged(checkPlan(PLAN, ASSETS), 2, "to be sure");
    expect(acknowledgement).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/^acknowledge: .* the reason is not stored$/)]);
    expect(acknowledged(checkPlan(PLAN, ASSETS), 2, null).warnings).toEqual([]);
  });
});

describe("a reward for people in place of sales is refused by its article", () => {
  const seller = { kind: "SELLER", rate: "0.1" };
  const tier = { code: "GOLD", teamVolume: "1.00" };

  it.each<[field: string, check: () => unknown]>([
    ["rules[1]", () => plan([seller, { kind: "ENROLMENT", amount: "100.00" }])],
    ["rules[0].headCount", () => plan([{ ...seller, headCount: 30 }])],
    ["rules[0].directs", () => plan([{ ...seller, directs: 3 }])],
    ["directs", () => plan([seller], { directs: 3 })],
    [
      "tiers[0].headCount",
      () => checkLadder({ ...LADDER, tiers: [{ ...tier, headCount: 0 }] }, CNY),
    ],
    [
      "tiers[0].directs",
      () => checkLadder({ ...LADDER, tiers: [{ ...tier, directs: null }] }, CNY),
    ],
    ["headCount", () => checkLadder({ ...LADDER, headCount: 5 }, CNY)],
  ])("%s", (field, check) => {
    const [first, ...more] = faults(check);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ code: "COMPLIANCE", field });
    expect(first!.message).toContain("《禁止传销条例》 art. 7 (1)");
  });

  it("a tier may be called so all the same", () => {
    const tiers = [{ code: "directs" }, { code: "headCount" }];
    expect(faults(() => checkLadder({ ...LADDER, tiers }, CNY))).toEqual([]);
    expect(faults(() => plan([{ ...seller, rate: { directs: "0.1" } }]))).toEqual([]);
  });
});
