// §3–5: the documents' shapes as they are agreed upon, and plans and ladders with the path of each fault.
import { describe, expect, it } from "vitest";
import { checkLadder, compileLadder } from "../../src/commission/plans/engine/ladder-document.ts";
import { checkPlan, checkPlanTiers } from "../../src/commission/plans/engine/plan-document.ts";
import { checkProgramme } from "../../src/commission/programmes/engine/programme-document.ts";
import { Refusals } from "../../src/kernel/errors.ts";
import { LADDER, PLAN } from "../support/sample.ts";

const CNY = { code: "CNY", scale: 2 };
const ASSETS = [CNY, { code: "POINT", scale: 0 }];

function faults(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    return error.faults.map((fault) => fault.message);
  }
}

const seller = { kind: "SELLER", rate: "0.1" };
const level = { kind: "LEVEL", rates: ["0.1"] };

/** As JSON has it, where `__proto__` is a key like any other. */
const json = (text: string) => JSON.parse(text) as object;

describe("the shapes that are agreed upon", () => {
  it("§3 of a plan, with a rule of every kind", () => {
    const plan = {
      name: "standard",
      effectiveFrom: "2026-01-01T00:00:00+08:00",
      basis: "MARGIN",
      rounding: "DOWN",
      release: { days: 0 },
      caps: { orderRate: "0.90" },
      rules: [
        { kind: "SELLER", rate: { AGENT: "0.30", GOLD: "0.35", CORE: "0.40" } },
        { kind: "LEVEL", rates: ["0.10", "0.05"], compression: "NONE", minTier: "AGENT" },
        {
          kind: "DIFFERENTIAL",
          rate: { AGENT: "0.10", GOLD: "0.15", CORE: "0.20" },
          includeSeller: false,
          maxLevels: 2,
          match: { category: "game-card" },
        },
        {
          kind: "PRICE_DIFFERENCE",
          prices: { AGENT: "9.80", GOLD: "9.60", CORE: "9.50" },
          maxLevels: 2,
          match: { product: "QB-10" },
        },
        { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
        { kind: "CASHBACK", rate: "0.01", basis: "GROSS", asset: "CNY" },
      ],
    };
    expect(checkPlan(plan, ASSETS)).toEqual({ ...plan, allowLoss: false });
  });

  it("§4 of a ladder", () => {
    const ladder = {
      effectiveFrom: "2026-01-01T00:00:00+08:00",
      window: "CALENDAR_MONTH",
      downgrade: { policy: "ONE_STEP", graceWindows: 1 },
      tiers: [
        { code: "AGENT" },
        { code: "GOLD", personalVolume: "5000.00", teamVolume: "50000.00" },
        { code: "CORE", teamVolume: "500000.00" },
      ],
    };
    expect(checkLadder(ladder, CNY)).toEqual(ladder);
  });

  it("§5 of a volume programme, a commitment and an alliance", () => {
    const programme = {
      code: "2026-monthly",
      supplier: "S001",
      effectiveFrom: "2026-01-01",
      effectiveTo: null,
      period: "MONTH",
      basis: "COST",
      method: "RETROACTIVE",
      threshold: "EXCLUSIVE",
      payer: "PLATFORM",
      bands: [
        { over: "500000.00", rate: "0.03" },
        { over: "1000000.00", rate: "0.05" },
      ],
    };
    expect(checkProgramme(programme, CNY)).toEqual(programme);
    const { supplier, ...rest } = programme;
    const joint = {
      ...rest,
      suppliers: [supplier, "S002"],
      committed: "9000000.00",
      shortfallRate: "0.01",
      committedBy: "SUPPLIER",
    };
    expect(checkProgramme(joint, CNY)).toEqual(joint);
  });
});

describe("a plan", () => {
  it("that is right is taken, with its defaults", () => {
    expect(checkPlan(PLAN, ASSETS)).toMatchObject({
      basis: "MARGIN",
      rounding: "DOWN",
      allowLoss: false,
    });
  });

  it.each([
    [
      { rules: [seller, seller, { ...level, rates: ["1.2"] }] },
      'rules[2].rates[0]: "1.2" is above 1',
    ],
    [
      { rules: [{ ...level, rates: { GOLD: ["0.1", "x"] } }] },
      'rules[0].rates.GOLD[1]: "x" is not a rate',
    ],
    [
      { rules: [{ ...seller, rate: "0.0000001" }] },
      'rules[0].rate: "0.0000001" has more than 6 decimals',
    ],
    [{ rules: [{ ...seller, rate: { GOLD: "2" } }] }, 'rules[0].rate.GOLD: "2" is above 1'],
    [{ rules: [{ ...seller, rate: 0.1 }] }, "rules[0].rate: Invalid input: expected string"],
    [{ rules: [{ ...seller, rate: null }] }, "rules[0].rate: Invalid input: expected string"],
    [
      { rules: [json('{ "kind": "SELLER", "rate": { "__proto__": "abc" } }')] },
      'rules[0].rate.__proto__: "abc" is not a rate',
    ],
    [
      { rules: [json('{ "kind": "SELLER", "rate": { "__proto__": { "GOLD": "0.1" } } }')] },
      "rules[0].rate.__proto__: Invalid input: expected string",
    ],
    [
      { rules: [json('{ "kind": "SELLER", "rate": "0.1", "__proto__": {} }')] },
      'rules[0]: Unrecognized key: "__proto__"',
    ],
    [{ rules: [{ ...seller, rate: { "A B": "0.1" } }] }, 'rules[0].rate: "A B" is not a code'],
    [{ rules: [], name: "a\u0000" }, "name: has a control character"],
    [{ rules: [], name: "\ud800" }, "name: has half of a character"],
    [
      { rules: [{ ...seller, match: { category: "\u0000" } }] },
      "rules[0].match.category: has a control character",
    ],
    [{ rules: [{ kind: "SELLER" }] }, "rules[0].rate: Invalid input: expected string"],
    [{ rules: [{ ...level, rates: [] }] }, "rules[0].rates: "],
    [{ rules: [{ kind: "LOTTERY" }] }, "rules[0].kind: is none of SELLER, LEVEL, DIFFERENTIAL, "],
    [{ rules: ["SELLER"] }, "rules[0]: "],
    [{ rules: [{ ...seller, ratio: "1" }] }, 'rules[0]: Unrecognized key: "ratio"'],
    [{ rules: [{ ...level, compression: "MAYBE" }] }, "rules[0].compression: "],
    [{ rules: [{ kind: "DIFFERENTIAL", rate: "0.1", maxLevels: 0 }] }, "rules[0].maxLevels: "],
    [{ rules: [{ kind: "DIFFERENTIAL", rate: "0.1", maxLevels: 1.5 }] }, "rules[0].maxLevels: "],
    [{ rules: [{ kind: "DIFFERENTIAL", rate: "0.1", maxLevels: 101 }] }, "rules[0].maxLevels: "],
    [
      { rules: [{ kind: "DIFFERENTIAL", rate: "0.1", includeSeller: "no" }] },
      "rules[0].includeSeller: ",
    ],
    [{ rules: [{ ...seller, min: "0.001" }] }, 'rules[0].min: "0.001" has more than 2 decimals'],
    [{ rules: [{ ...seller, max: "-1" }] }, 'rules[0].max: "-1" is below 0'],
    [{ rules: [{ ...seller, min: "2", max: "1" }] }, 'rules[0].min: "2" is above max'],
    [
      { rules: [{ ...seller, match: { colour: "red" } }] },
      'rules[0].match: Unrecognized key: "colour"',
    ],
    [{ rules: [{ ...seller, match: { product: "a b" } }] }, "rules[0].match.product: "],
    [{ rules: Array(1_001).fill(seller) }, "rules: Too big"],
    [{ rules: Array(100_000).fill({ ...seller, rate: 7 }) }, "rules: Too big"],
    [{ rules: { kind: "SELLER" } }, "rules: Invalid input: expected array"],
    [
      { rules: [{ kind: "CASHBACK", rate: "0.1", minTier: "GOLD" }] },
      "rules[0].minTier: CASHBACK takes none: a buyer has no tier",
    ],
    [
      { rules: [{ kind: "PRICE_DIFFERENCE", prices: { GOLD: "9.00" }, basis: "GROSS" }] },
      "rules[0].basis: PRICE_DIFFERENCE takes none: ",
    ],
    [
      { rules: [{ kind: "PRICE_DIFFERENCE", prices: { GOLD: "9.999" } }] },
      'rules[0].prices.GOLD: "9.999" has more than 2 decimals',
    ],
    [{ rules: [{ kind: "PRICE_DIFFERENCE" }] }, "rules[0].prices: "],
    [{ rules: [{ kind: "REFERRAL", rate: "0.1", firstSales: 0 }] }, "rules[0].firstSales: "],
    [{ rules: [{ kind: "REFERRAL", rate: "0.1" }] }, "rules[0].firstSales: "],
    [{ rules: [{ kind: "REFERRAL", rate: "0.1", firstSales: 1_001 }] }, "rules[0].firstSales: "],
    [{ rules: [{ kind: "CASHBACK", rate: { GOLD: "0.1" } }] }, "rules[0].rate: "],
    [
      { rules: [{ kind: "CASHBACK", rate: "0.1", asset: "GOLD" }] },
      'rules[0].asset: the network has no asset "GOLD"',
    ],
    [
      { rules: [{ kind: "CASHBACK", rate: "0.1", asset: "POINT", min: "0.5" }] },
      'rules[0].min: "0.5" has more than 0 decimals',
    ],
    [{ rules: [], caps: { orderRate: "1.1" } }, 'caps.orderRate: "1.1" is above 1'],
    [{ rules: [], release: { days: 367 } }, "release.days: "],
    [{ rules: [], release: { days: -1 } }, "release.days: "],
    [{ rules: [], release: { days: 0, hours: 1 } }, 'release: Unrecognized key: "hours"'],
    [{ rules: [], rounding: "UP" }, "rounding: "],
    [{ rules: [], basis: "NET" }, "basis: "],
    [{ rules: [], allowLoss: "yes" }, "allowLoss: "],
    [{ rules: [{ ...seller, basis: "COST" }] }, "rules[0].basis: "],
    [
      { rules: [], effectiveFrom: "2026-01-01" },
      'effectiveFrom: "2026-01-01" is not a time with an offset',
    ],
    [{ rules: [], name: "" }, "name: "],
    [{ rules: [], note: "x" }, 'document: Unrecognized key: "note"'],
    [{}, "rules: "],
  ])("%j: %s", (part, message) => {
    const [first, ...more] = faults(() =>
      checkPlan({ name: "p", effectiveFrom: PLAN.effectiveFrom, ...part }, ASSETS),
    );
    expect(first).toContain(message);
    expect(more).toEqual([]);
  });

  it("with many faults is told all of them, up to a bound", () => {
    const rules = Array.from({ length: 30 }, () => ({ ...seller, rate: "9" }));
    const told = faults(() => checkPlan({ ...PLAN, rules }, ASSETS));
    expect(told).toHaveLength(20);
    expect(told[19]).toBe('rules[19].rate: "9" is above 1');
  });

  const LONG = "9".repeat(100_000);
  const tiers = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, "0.1"]));

  it.each<[string, object]>([
    ["rate", { rules: [{ ...seller, rate: LONG }] }],
    ["rate with decimals", { rules: [{ ...seller, rate: `0.${LONG}` }] }],
    ["tier", { rules: [{ ...seller, rate: { [LONG]: "0.1" } }] }],
    ["map of tiers", { rules: [{ ...seller, rate: tiers(101) }] }],
    ["category", { rules: [{ ...seller, match: { category: LONG } }] }],
    ["key", { rules: [], [LONG]: 1 }],
  ])("with too long a %s is told so in short", (_what, part) => {
    const told = faults(() => checkPlan({ ...PLAN, ...part }, ASSETS));
    expect(told).toHaveLength(1);
    expect(told[0]!.length).toBeLessThan(300);
  });

  it.each([null, 7, "plan", [], undefined])("that is %j is refused", (document) => {
    expect(faults(() => checkPlan(document, ASSETS))[0]).toMatch(/^document: /);
  });

  it("must name tiers of the ladder in force when it starts", () => {
    const ladder = compileLadder(1, checkLadder(LADDER, CNY), CNY);
    const plan = checkPlan(
      {
        ...PLAN,
        rules: [
          { ...seller, rate: { AGENT: "0.1", SILVER: "0.2" } },
          { ...level, minTier: "TOP" },
        ],
      },
      ASSETS,
    );
    expect(faults(() => checkPlanTiers(plan, ladder))).toEqual([
      'rules[0].rate.SILVER: the ladder in force lacks when the plan starts: "SILVER"',
      'rules[1].minTier: the ladder in force lacks when the plan starts: "TOP"',
    ]);
    expect(faults(() => checkPlanTiers(plan, undefined))).toHaveLength(3);
    const all = { ...plan, rules: plan.rules.map((rule) => ({ ...rule, rate: tiers(100) })) };
    expect(faults(() => checkPlanTiers(all, ladder))).toHaveLength(20);
  });
});

describe("a ladder", () => {
  it.each([
    [{ tiers: [] }, "tiers: "],
    [{ tiers: [{ code: "A" }, { code: "A" }] }, 'tiers[1].code: "A" stands in the ladder twice'],
    [{ tiers: [{ code: "A b" }] }, 'tiers[0].code: "A b" is not a code'],
    [
      { tiers: [{ code: "A", teamVolume: "1.001" }] },
      'tiers[0].teamVolume: "1.001" has more than 2 decimals',
    ],
    [{ tiers: [{ code: "A", personalVolume: "-1" }] }, 'tiers[0].personalVolume: "-1" is below 0'],
    [{ tiers: [{ code: "A", volume: "3" }] }, 'tiers[0]: Unrecognized key: "volume"'],
    [{ tiers: "A" }, "tiers: Invalid input: expected array"],
    [{ tiers: [{ code: 7 }] }, "tiers[0].code: Invalid input: expected string"],
    [{ tiers: [{ code: "A", teamVolume: 5000 }] }, "tiers[0].teamVolume: Invalid input"],
    [{ tiers: Array(100_000).fill({ code: "A" }) }, "tiers: Too big"],
    [{ windows: 1 }, 'document: Unrecognized key: "windows"'],
    [{ window: "WEEK" }, "window: "],
    [{ downgrade: { policy: "TWO_STEPS" } }, "downgrade.policy: "],
    [{ downgrade: { policy: "NEVER", graceWindows: -1 } }, "downgrade.graceWindows: "],
    [{ effectiveFrom: "soon" }, "effectiveFrom: "],
  ])("%j: %s", (part, message) => {
    expect(faults(() => checkLadder({ ...LADDER, ...part }, CNY))[0]).toContain(message);
  });
});
