// §3 The plan: tables of cases for each rule kind, for matching, bounds and caps.
import { describe, expect, it } from "vitest";
import type { Status } from "../../src/commission/engine/distributor.ts";
import { type Member, World } from "../support/world.ts";

const line: Member[] = [
  ["A", null],
  ["B", "A"],
  ["C", "B"],
  ["D", "C"],
  ["E", "D"],
];

/** The line A–E with some members replaced. */
function lineWith(...others: Member[]): Member[] {
  return line.map((one) => others.find(([code]) => code === one[0]) ?? one);
}

function world(rules: object[], members: Member[] = line, plan: object = {}): World {
  return new World({ plans: [{ rules, ...plan }], members });
}

const HUNDRED = { unitPrice: "100.00" };

describe("§3 Who can receive: whose status is ACTIVE, and whose tier ranks at least the rule's minTier", () => {
  const rules = [
    { kind: "SELLER", rate: "0.10" },
    { kind: "LEVEL", rates: ["0.10"] },
    { kind: "DIFFERENTIAL", rate: { AGENT: "0.10", GOLD: "0.20", CORE: "0.30" }, maxLevels: 1 },
    { kind: "PRICE_DIFFERENCE", prices: { AGENT: "90", GOLD: "80", CORE: "70" }, maxLevels: 1 },
    { kind: "REFERRAL", rate: "0.10", firstSales: 1 },
  ].map((rule) => ({ ...rule, max: "1.00", minTier: "GOLD" }));
  const AS_SELLER = ["SELLER E@0", "DIFFERENTIAL E@0", "PRICE_DIFFERENCE E@0"];
  const AS_PARENT = ["LEVEL D@1", "DIFFERENTIAL D@1", "PRICE_DIFFERENCE D@1", "REFERRAL D@1"];

  it.each<[tier: string, status: Status, reason: string]>([
    ["CORE", "ACTIVE", "PAID 100"],
    ["CORE", "SUSPENDED", "INELIGIBLE 0"],
    ["CORE", "CLOSED", "INELIGIBLE 0"],
    ["AGENT", "ACTIVE", "INELIGIBLE 0"],
  ])("%s and %s, of every kind: %s", (tier, status, reason) => {
    const own = world(rules, lineWith(["E", "D", tier, status])).lines(HUNDRED);
    expect(own.filter((line) => line.includes("E@0"))).toEqual(
      AS_SELLER.map((share) => `${share} ${reason}`),
    );
    const seller: Member = ["E", "D", "GOLD"];
    const above = world(rules, lineWith(seller, ["D", "C", tier, status])).lines(HUNDRED);
    expect(above.filter((line) => line.includes("D@1"))).toEqual(
      AS_PARENT.map((share) => {
        const forfeited = share.startsWith("LEVEL") && reason !== "PAID 100";
        return `${share} ${forfeited ? "FORFEITED 0" : reason}`;
      }),
    );
  });

  it("a tier that ranks exactly as minTier is enough", () => {
    const lines = world(rules, lineWith(["E", "D", "GOLD"])).lines(HUNDRED);
    expect(lines[0]).toBe("SELLER E@0 PAID 100");
  });

  it("whoever has no tier ranks as the lowest", () => {
    const one = world([{ kind: "SELLER", rate: "0.10", minTier: "AGENT" }]);
    one.members.get("E")!.tier = null;
    expect(one.lines(HUNDRED)).toEqual(["SELLER E@0 PAID 1000"]);
  });

  it("a minTier that the order's ladder does not know is met by nobody", () => {
    const rules = [{ kind: "SELLER", rate: "0.10", minTier: "LATER" }];
    expect(world(rules).lines(HUNDRED)).toEqual(["SELLER E@0 INELIGIBLE 0"]);
  });
});

describe("§3 SELLER: the seller, if eligible, by its tier", () => {
  const rule = { kind: "SELLER", rate: { AGENT: "0.30", GOLD: "0.35" } };
  it.each([
    [["E", "D"], "SELLER E@0 PAID 3000"],
    [["E", "D", "GOLD"], "SELLER E@0 PAID 3500"],
    [["E", "D", "CORE"], "SELLER E@0 ZERO 0"],
    [["E", "D", "AGENT", "SUSPENDED"], "SELLER E@0 INELIGIBLE 0"],
    [["E", "D", "AGENT", "CLOSED"], "SELLER E@0 INELIGIBLE 0"],
  ] as [Member, string][])("%j: %s", (seller, expected) => {
    expect(world([rule], lineWith(seller)).lines(HUNDRED)).toEqual([expected]);
  });

  it("an order of a seller that is not active is settled all the same", () => {
    const settled = world([rule], lineWith(["E", "D", "AGENT", "CLOSED"])).settle(HUNDRED);
    expect(settled.platformMinor).toBe(10_000n);
  });
});

describe("§3 LEVEL: walking up from the seller's parent", () => {
  // Published in a renren shop manual: chain A–B–C–D–E, E buys 100; levels 4 %, 3 %, 2 %.
  it("pays D 4, C 3, B 2, A 0", () => {
    const rules = [{ kind: "LEVEL", rates: ["0.04", "0.03", "0.02"], basis: "GROSS" }];
    expect(world(rules).lines(HUNDRED)).toEqual([
      "LEVEL D@1 PAID 400",
      "LEVEL C@2 PAID 300",
      "LEVEL B@3 PAID 200",
    ]);
  });

  // Published for AffiliateWP: sale 100, affiliate 20 %, its parent 5 %.
  it("with SELLER, pays the affiliate 20 and its parent 5", () => {
    const rules = [
      { kind: "SELLER", rate: "0.20", basis: "GROSS" },
      { kind: "LEVEL", rates: ["0.05"], basis: "GROSS" },
    ];
    expect(world(rules).lines(HUNDRED)).toEqual(["SELLER E@0 PAID 2000", "LEVEL D@1 PAID 500"]);
  });

  const suspended = lineWith(["D", "C", "AGENT", "SUSPENDED"]);
  it("NONE: an ineligible ancestor uses up its level and its share is FORFEITED", () => {
    const rules = [{ kind: "LEVEL", rates: ["0.10", "0.05"] }];
    expect(world(rules, suspended).lines(HUNDRED)).toEqual([
      "LEVEL D@1 FORFEITED 0",
      "LEVEL C@2 PAID 500",
    ]);
  });

  it("SKIP: it is passed over, and the next eligible ancestor takes that level", () => {
    const rules = [{ kind: "LEVEL", rates: ["0.10", "0.05"], compression: "SKIP" }];
    expect(world(rules, suspended).lines(HUNDRED)).toEqual([
      "LEVEL D@1 INELIGIBLE 0",
      "LEVEL C@2 PAID 1000",
      "LEVEL B@3 PAID 500",
    ]);
  });

  it("rates may be a map from the recipient's tier to a list; a tier without one has rate 0", () => {
    const rules = [{ kind: "LEVEL", rates: { GOLD: ["0.10", "0.08"], CORE: ["0.20"] } }];
    const members = lineWith(["D", "C", "AGENT"], ["C", "B", "GOLD"], ["B", "A", "CORE"]);
    expect(world(rules, members).lines(HUNDRED)).toEqual([
      "LEVEL D@1 ZERO 0",
      "LEVEL C@2 PAID 800",
    ]);
  });

  it("an eligible ancestor with rate 0 uses up its level, also with SKIP", () => {
    const rules = [{ kind: "LEVEL", rates: { GOLD: ["0.10", "0.08"] }, compression: "SKIP" }];
    const members = lineWith(["C", "B", "GOLD"]);
    expect(world(rules, members).lines(HUNDRED)).toEqual([
      "LEVEL D@1 ZERO 0",
      "LEVEL C@2 PAID 800",
    ]);
  });

  it("the walk ends with the longest of the lists", () => {
    const rules = [{ kind: "LEVEL", rates: { AGENT: ["0.01"], GOLD: ["0.01", "0.02", "0.03"] } }];
    const members = lineWith(["B", "A", "GOLD"], ["A", null, "GOLD"]);
    expect(world(rules, members).lines(HUNDRED)).toEqual([
      "LEVEL D@1 PAID 100",
      "LEVEL C@2 ZERO 0",
      "LEVEL B@3 PAID 300",
    ]);
  });

  it("a root has nobody above it", () => {
    const rules = [{ kind: "LEVEL", rates: ["0.10"] }];
    expect(world(rules).lines({ ...HUNDRED, seller: "A" })).toEqual([]);
  });
});

describe("§3 DIFFERENTIAL: what each higher tier's rate exceeds the one below", () => {
  const rate = { AGENT: "0.10", GOLD: "0.15", CORE: "0.20" };
  const tiers = lineWith(
    ["D", "C", "GOLD"],
    ["C", "B", "GOLD"],
    ["B", "A", "CORE"],
    ["A", null, "CORE"],
  );

  it("pays the seller its rate, then each difference, and stops at the highest", () => {
    expect(world([{ kind: "DIFFERENTIAL", rate }], tiers).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 PAID 1000",
      "DIFFERENTIAL D@1 PAID 500",
      "DIFFERENTIAL C@2 ZERO 0",
      "DIFFERENTIAL B@3 PAID 500",
    ]);
  });

  it("a rate of 0 is the seller's too, and is told", () => {
    const lines = world([{ kind: "DIFFERENTIAL", rate: "0" }], tiers).lines(HUNDRED);
    expect(lines).toEqual(["DIFFERENTIAL E@0 ZERO 0"]);
  });

  it("includeSeller false: the seller's rate counts and is not paid", () => {
    const rules = [{ kind: "DIFFERENTIAL", rate, includeSeller: false }];
    expect(world(rules, tiers).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL D@1 PAID 500",
      "DIFFERENTIAL C@2 ZERO 0",
      "DIFFERENTIAL B@3 PAID 500",
    ]);
  });

  it("the walk ends after level maxLevels", () => {
    const rules = [{ kind: "DIFFERENTIAL", rate, maxLevels: 2 }];
    expect(world(rules, tiers).lines(HUNDRED).at(-1)).toBe("DIFFERENTIAL C@2 ZERO 0");
  });

  it("one whose rate is equal or lower gets nothing and changes nothing", () => {
    const members = lineWith(["D", "C", "GOLD"], ["B", "A", "GOLD"], ["A", null, "CORE"]);
    expect(world([{ kind: "DIFFERENTIAL", rate }], members).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 PAID 1000",
      "DIFFERENTIAL D@1 PAID 500",
      "DIFFERENTIAL C@2 ZERO 0",
      "DIFFERENTIAL B@3 ZERO 0",
      "DIFFERENTIAL A@4 PAID 500",
    ]);
  });

  it("one rate for every tier is the seller's, and the walk ends with it", () => {
    expect(world([{ kind: "DIFFERENTIAL", rate: "0.10" }], tiers).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 PAID 1000",
    ]);
  });

  it("an ineligible ancestor gets nothing and changes nothing", () => {
    const members = tiers.map(
      (one): Member => (one[0] === "D" ? ["D", "C", "CORE", "SUSPENDED"] : one),
    );
    expect(world([{ kind: "DIFFERENTIAL", rate }], members).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 PAID 1000",
      "DIFFERENTIAL D@1 INELIGIBLE 0",
      "DIFFERENTIAL C@2 PAID 500",
      "DIFFERENTIAL B@3 PAID 500",
    ]);
  });

  it("paid starts at 0 if the seller is ineligible", () => {
    const members = lineWith(["E", "D", "CORE", "SUSPENDED"], ["D", "C", "GOLD"]);
    expect(world([{ kind: "DIFFERENTIAL", rate, maxLevels: 1 }], members).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 INELIGIBLE 0",
      "DIFFERENTIAL D@1 PAID 1500",
    ]);
  });

  it("paid becomes the rate also when the share was capped", () => {
    const plan = { caps: { orderRate: "0.12" } };
    expect(world([{ kind: "DIFFERENTIAL", rate }], tiers, plan).lines(HUNDRED)).toEqual([
      "DIFFERENTIAL E@0 PAID 1000",
      "DIFFERENTIAL D@1 CAPPED 200",
      "DIFFERENTIAL C@2 ZERO 0",
      "DIFFERENTIAL B@3 CAPPED 0",
    ]);
  });
});

describe("§3 PRICE_DIFFERENCE: whoever has a lower wholesale price keeps the difference", () => {
  const prices = { AGENT: "9.80", GOLD: "9.60", CORE: "9.50" };
  const tiers = lineWith(["D", "C", "GOLD"], ["C", "B", "AGENT"], ["B", "A", "CORE"]);
  const rule = { kind: "PRICE_DIFFERENCE", prices };
  const ten = { unitPrice: "10.00", quantity: "3" };

  it("(low − price) × quantity, and low becomes that price, from the seller upwards", () => {
    expect(world([rule], tiers).lines(ten)).toEqual([
      "PRICE_DIFFERENCE E@0 PAID 60",
      "PRICE_DIFFERENCE D@1 PAID 60",
      "PRICE_DIFFERENCE C@2 ZERO 0",
      "PRICE_DIFFERENCE B@3 PAID 30",
      "PRICE_DIFFERENCE A@4 ZERO 0",
    ]);
  });

  it("ends after level maxLevels; a tier without a price takes no part", () => {
    expect(world([{ ...rule, maxLevels: 1 }], tiers).lines(ten)).toHaveLength(2);
    const some = { ...rule, prices: { GOLD: "9.60" } };
    expect(world([some], tiers).lines(ten)).toEqual(["PRICE_DIFFERENCE D@1 PAID 120"]);
  });

  it("a price below the supply price counts as the supply price", () => {
    const settled = world([rule], tiers).lines({ ...ten, supplyPrice: "9.70" });
    expect(settled.slice(0, 2)).toEqual([
      "PRICE_DIFFERENCE E@0 PAID 60",
      "PRICE_DIFFERENCE D@1 PAID 30",
    ]);
  });

  it("an ineligible one gets nothing and changes nothing; min does not apply, max and the margin do", () => {
    const members = lineWith(["E", "D", "AGENT", "SUSPENDED"], ["D", "C", "GOLD"]);
    const bounded = { ...rule, maxLevels: 1, min: "5.00", max: "1.00" };
    expect(() => world([bounded], members)).toThrow("is above max");
    expect(world([{ ...rule, maxLevels: 1, min: "5.00" }], members).lines(ten)).toEqual([
      "PRICE_DIFFERENCE E@0 INELIGIBLE 0",
      "PRICE_DIFFERENCE D@1 PAID 120",
    ]);
    expect(world([{ ...rule, maxLevels: 1, max: "1.00" }], members).lines(ten)[1]).toContain(
      "PAID 100",
    );
    expect(world([rule], members).lines({ ...ten, channelFee: "29.50" })[1]).toContain("CAPPED 50");
  });
});

describe("§3 REFERRAL: the seller's parent, on each of its first orders", () => {
  const rule = { kind: "REFERRAL", rate: { AGENT: "0.05", GOLD: "0.08" }, firstSales: 2 };

  it("of any product, as the stream has them, by the parent's tier", () => {
    const one = new World({
      plans: [{ rules: [rule] }],
      members: lineWith(["D", "C", "GOLD"]),
      products: [{}, { code: "OTHER" }],
    });
    const sales = [
      { occurredAt: "2026-01-20T12:00:00+08:00" },
      { product: "OTHER" },
      { occurredAt: "2026-01-10T12:00:00+08:00" },
    ];
    expect(sales.map((sale) => one.lines({ ...HUNDRED, ...sale })[0])).toEqual([
      "REFERRAL D@1 PAID 800",
      "REFERRAL D@1 PAID 800",
      "REFERRAL D@1 NOT_FIRST 0",
    ]);
  });

  it("counts an order also where the parent got nothing for it", () => {
    const one = world([{ ...rule, firstSales: 1 }], lineWith(["D", "C", "AGENT", "CLOSED"]));
    expect(one.lines(HUNDRED)).toEqual(["REFERRAL D@1 INELIGIBLE 0"]);
    one.members.get("D")!.status = "ACTIVE";
    expect(one.lines(HUNDRED)).toEqual(["REFERRAL D@1 NOT_FIRST 0"]);
  });

  it("a root has no parent", () => {
    expect(world([rule]).lines({ ...HUNDRED, seller: "A" })).toEqual(["REFERRAL -@1 NO_PARENT 0"]);
  });
});

describe("§3 CASHBACK: the order's buyer", () => {
  const rule = { kind: "CASHBACK", rate: "0.01", basis: "GROSS" };
  const sale = { ...HUNDRED, buyer: "B-1" };

  it("in the settlement asset, out of the margin and under its caps", () => {
    const settled = world([rule]).settle(sale);
    expect(settled.platformMinor).toBe(9_900n);
    expect(settled.legs).toContainEqual({
      account: "liabilities:buyer:B-1",
      asset: "CNY",
      amountMinor: -100n,
    });
    expect(world([rule], line, { caps: { orderRate: "0.001" } }).lines(sale)).toEqual([
      "CASHBACK B-1@- CAPPED 10",
    ]);
    expect(world([rule]).lines(HUNDRED)).toEqual(["CASHBACK -@- NO_BUYER 0"]);
  });

  it("in another asset: basis × rate in major units, rounded once, outside the margin and its caps", () => {
    const points = { ...rule, asset: "POINT", rate: "0.155" };
    const half = world([points], line, { rounding: "HALF_UP", caps: { orderRate: "0" } }).settle(
      sale,
    );
    expect(half).toMatchObject({
      platformMinor: 10_000n,
      shares: [{ amountMinor: 16n, reason: "PAID" }],
    });
    expect(half.legs).toEqual(
      expect.arrayContaining([
        { account: "expenses:cashback", asset: "POINT", amountMinor: 16n },
        { account: "liabilities:buyer:B-1", asset: "POINT", amountMinor: -16n },
      ]),
    );
    expect(world([points]).lines(sale)).toEqual(["CASHBACK B-1@- PAID 15"]);
    const all = [points, { kind: "SELLER", rate: "1" }];
    expect(world(all).lines(sale)[1]).toBe("SELLER E@0 PAID 10000");
    expect(world([{ ...points, max: "3" }]).lines(sale)).toEqual(["CASHBACK B-1@- PAID 3"]);
    expect(world([{ ...points, rate: "0.000001", min: "2" }]).lines(sale)).toEqual([
      "CASHBACK B-1@- PAID 2",
    ]);
  });
});

describe("§3 match: of one kind only the most specific apply", () => {
  const everything = { kind: "SELLER", rate: "0.15" };
  const category = { kind: "SELLER", rate: "0.12", match: { category: "top-up" } };
  const supplier = { kind: "SELLER", rate: "0.13", match: { supplier: "S001" } };
  const both = { kind: "SELLER", rate: "0.08", match: { product: "QB-10", category: "top-up" } };
  const other = { kind: "SELLER", rate: "0.99", match: { product: "OTHER" } };
  const nobody = { kind: "SELLER", rate: "0", match: { product: "QB-10" } };
  const product = { kind: "SELLER", rate: "0.07", match: { product: "QB-10" } };
  const goods = { kind: "SELLER", rate: "0.06", match: { category: "top-up", supplier: "S001" } };
  const elsewhere = [{ category: "game-card" }, { supplier: "S002" }].map((where) => {
    return { kind: "SELLER", rate: "0.99", match: { product: "QB-10", ...where } };
  });

  // Published for Mercur, where it is seller and category: everything 15 %, category 12 %, both 8 %:
  // the most specific wins.
  it.each([
    ["product and category wins", [everything, category, both], ["SELLER E@0 PAID 800"]],
    ["in whatever order they stand", [both, category, everything], ["SELLER E@0 PAID 800"]],
    ["category beats everything", [everything, category], ["SELLER E@0 PAID 1200"]],
    ["category beats supplier", [supplier, category], ["SELLER E@0 PAID 1200"]],
    ["supplier beats everything", [everything, supplier], ["SELLER E@0 PAID 1300"]],
    ["product beats category and supplier", [goods, product], ["SELLER E@0 PAID 700"]],
    ["product and category beats product", [both, product], ["SELLER E@0 PAID 800"]],
    ["category and supplier beats category", [category, goods], ["SELLER E@0 PAID 600"]],
    ["what fits in part only does not count", [everything, ...elsewhere], ["SELLER E@0 PAID 1500"]],
    ["what does not fit does not count", [everything, other], ["SELLER E@0 PAID 1500"]],
    ["one that pays nobody still shadows", [everything, nobody], ["SELLER E@0 ZERO 0"]],
    [
      "one that nobody is eligible for still shadows",
      [everything, { ...product, minTier: "CORE" }],
      ["SELLER E@0 INELIGIBLE 0"],
    ],
    [
      "equally specific ones all apply, in the document's order",
      [category, { ...category, rate: "0.01" }],
      ["SELLER E@0 PAID 1200", "SELLER E@0 PAID 100"],
    ],
    [
      "kinds do not shadow each other",
      [{ kind: "LEVEL", rates: ["0.10"] }, both],
      ["LEVEL D@1 PAID 1000", "SELLER E@0 PAID 800"],
    ],
  ])("%s", (_, rules, expected) => {
    expect(world(rules).lines(HUNDRED)).toEqual(expected);
  });
});

describe("§3 bounds, caps and rounding", () => {
  it("no share takes more than what is left of the margin: paid up to it, the rest CAPPED", () => {
    const rules = [
      { kind: "SELLER", rate: "0.80" },
      { kind: "LEVEL", rates: ["0.15", "0.10", "0.05"] },
    ];
    const settled = world(rules).settle(HUNDRED);
    expect(settled.shares.map((share) => `${share.reason} ${share.amountMinor}`)).toEqual([
      "PAID 8000",
      "PAID 1500",
      "CAPPED 500",
      "CAPPED 0",
    ]);
    expect(settled.platformMinor).toBe(0n);
  });

  it("caps.orderRate bounds all shares together, rounded DOWN whatever the plan's rounding", () => {
    const plan = { caps: { orderRate: "0.333333" }, rounding: "HALF_UP" };
    const settled = world([{ kind: "SELLER", rate: "0.50" }], line, plan).settle({
      unitPrice: "0.05",
    });
    expect(settled.shares[0]).toMatchObject({ amountMinor: 1n, reason: "CAPPED" });
    expect(settled.platformMinor).toBe(4n);
  });

  it("min applies when basis × rate is above zero before rounding; max bounds it", () => {
    const min = { kind: "SELLER", rate: "0.001", min: "0.02" };
    expect(world([min]).lines({ unitPrice: "0.10" })).toEqual(["SELLER E@0 PAID 2"]);
    expect(world([{ ...min, rate: "0" }]).lines({ unitPrice: "0.10" })).toEqual([
      "SELLER E@0 ZERO 0",
    ]);
    const max = { kind: "SELLER", rate: "0.5", max: "1.00" };
    expect(world([max]).lines(HUNDRED)).toEqual(["SELLER E@0 PAID 100"]);
  });

  it("min is cut by what is left, and marked CAPPED", () => {
    const min = { kind: "SELLER", rate: "0.5", min: "5.00" };
    expect(world([min]).lines({ unitPrice: "1.00" })).toEqual(["SELLER E@0 CAPPED 100"]);
  });

  it.each([
    ["DOWN", 1n],
    ["HALF_UP", 2n],
    ["HALF_EVEN", 2n],
  ])("the plan names the rounding: %s of 1.5 fen is %i", (rounding, amount) => {
    const settled = world([{ kind: "SELLER", rate: "0.10" }], line, { rounding }).settle({
      unitPrice: "0.15",
    });
    expect(settled.shares[0]!.amountMinor).toBe(amount);
    expect(settled.platformMinor).toBe(15n - amount);
  });

  it("basis is the plan's, or the rule's where it says so", () => {
    const rules = [
      { kind: "SELLER", rate: "0.10", basis: "GROSS" },
      { kind: "LEVEL", rates: ["0.10"] },
    ];
    expect(world(rules).lines({ ...HUNDRED, supplyPrice: "60.00" })).toEqual([
      "SELLER E@0 PAID 1000",
      "LEVEL D@1 PAID 400",
    ]);
    const gross = world([{ kind: "LEVEL", rates: ["0.10"] }], line, { basis: "GROSS" });
    expect(gross.lines({ ...HUNDRED, supplyPrice: "60.00" })).toEqual(["LEVEL D@1 PAID 1000"]);
  });
});
