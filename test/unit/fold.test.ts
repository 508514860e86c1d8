// docs/rules.md §2: The order and its refusals, §3 the plan in force, §4 tiers at the order that
// crosses the line.
import { describe, expect, it } from "vitest";
import { LADDER } from "../support/sample.ts";
import { type Member, World } from "../support/world.ts";

const line: Member[] = [
  ["A", null],
  ["B", "A"],
  ["E", "B"],
];
const half = { rules: [{ kind: "SELLER", rate: "0.50" }] };

describe("§2 an order, and what there is to split", () => {
  it("gross = quantity × unitPrice, cost = quantity × supplyPrice, margin = gross − cost − channelFee", () => {
    const world = new World({ plans: [half], members: line });
    const settled = world.settle({
      quantity: "3",
      unitPrice: "10.00",
      supplyPrice: "7.00",
      channelFee: "0.18",
    });
    expect(settled).toMatchObject({
      grossMinor: 3000n,
      costMinor: 2100n,
      marginMinor: 882n,
      platformMinor: 441n,
    });
    expect(settled.legs).toEqual([
      { account: "assets:custody", asset: "CNY", amountMinor: 3000n },
      { account: "liabilities:supplier:S001", asset: "CNY", amountMinor: -2100n },
      { account: "liabilities:channel-fee", asset: "CNY", amountMinor: -18n },
      { account: "liabilities:distributor:E:available", asset: "CNY", amountMinor: -441n },
      { account: "revenue:platform", asset: "CNY", amountMinor: -441n },
    ]);
  });

  it("the supply price is the product's unless the order has one", () => {
    const world = new World({
      plans: [half],
      members: line,
      products: [{ supplyPriceMinor: 850n }],
    });
    expect(world.settle().costMinor).toBe(850n);
    expect(world.settle({ supplyPrice: "0" }).costMinor).toBe(0n);
  });

  it.each([
    ["UNKNOWN_SELLER", { seller: "nobody" }],
    ["UNKNOWN_PRODUCT", { product: "nothing" }],
    ["BEFORE_FIRST_PLAN", { occurredAt: "2025-12-31T23:59:59.999+08:00" }],
    ["NEGATIVE_MARGIN", { unitPrice: "10.00", supplyPrice: "10.01" }],
    ["INSUFFICIENT_DEPOSIT", { payment: "DEPOSIT", unitPrice: "5.01" }],
    ["OUT_OF_RANGE", { quantity: "1000000000", unitPrice: "92233720368547758.07" }],
  ])("%s is refused, and nothing has changed", (code, text) => {
    const world = new World({ plans: [half], members: line, deposits: { E: 500n } });
    expect(() => world.settle(text)).toThrow(expect.objectContaining({ code }));
    expect([...world.members.values()].flatMap((one) => [...one.volumes])).toEqual([]);
  });

  it("§1 a volume that 64 bits cannot hold is refused, and nothing has changed", () => {
    const world = new World({ plans: [{ rules: [] }], members: line });
    world.settle({ unitPrice: "92233720368547758.07" });
    expect(() => world.settle({ unitPrice: "0.01", seller: "B" })).toThrow(
      expect.objectContaining({ code: "OUT_OF_RANGE", field: "volume" }),
    );
    expect(world.members.get("B")!.volumes.get("2026-01-01")!.personal).toBe(0n);
  });

  it("allowLoss: a negative margin pays no shares and the platform bears the loss", () => {
    const world = new World({ plans: [{ ...half, allowLoss: true }], members: line });
    const settled = world.settle({ unitPrice: "10.00", supplyPrice: "10.01" });
    expect(settled).toMatchObject({ shares: [], platformMinor: -1n });
    expect(settled.legs.at(-1)).toEqual({
      account: "revenue:platform",
      asset: "CNY",
      amountMinor: 1n,
    });
  });

  it("DEPOSIT comes out of the seller's prepaid balance", () => {
    const world = new World({ plans: [half], members: line, deposits: { E: 1000n } });
    const [source] = world.settle({ payment: "DEPOSIT", unitPrice: "10.00" }).legs;
    expect(source).toMatchObject({
      account: "liabilities:distributor:E:deposit",
      amountMinor: 1000n,
    });
  });

  it("a margin of zero settles, with no posting of zero", () => {
    const world = new World({ plans: [half], members: line });
    expect(world.settle({ supplyPrice: "10.00" }).legs).toHaveLength(2);
  });
});

describe("§3 the plan in force is the latest whose effectiveFrom is not after occurredAt", () => {
  const second = { ...half, effectiveFrom: "2026-02-01T00:00:00+08:00" };
  it.each([
    ["2026-01-31T23:59:59.999+08:00", 1],
    ["2026-02-01T00:00:00+08:00", 2],
    ["2026-01-31T16:00:00Z", 2],
  ])("%s: version %i", (occurredAt, version) => {
    const world = new World({ plans: [half, second], members: line });
    expect(world.settle({ occurredAt }).plan.version).toBe(version);
  });
});

describe("§3 Release: T+0 is available at once, T+N is pending", () => {
  const plan = {
    rules: [
      { kind: "SELLER", rate: "0.50" },
      { kind: "CASHBACK", rate: "0.10" },
    ],
  };
  const sale = { supplyPrice: "6.00", channelFee: "0.20", buyer: "B-1" };
  const others = {
    "assets:custody": 1_000n,
    "liabilities:supplier:S001": -600n,
    "liabilities:channel-fee": -20n,
    "liabilities:buyer:B-1": -38n,
    "revenue:platform": -152n,
  };

  it.each([
    [0, "available"],
    [1, "pending"],
  ])(
    "%i days: the seller's is %s; suppliers, buyers and the channel do not wait",
    (days, where) => {
      const world = new World({ plans: [{ ...plan, release: { days } }], members: line });
      const legs = world
        .settle(sale)
        .legs.map(({ account, amountMinor }) => [account, amountMinor]);
      expect(Object.fromEntries(legs)).toEqual({
        ...others,
        [`liabilities:distributor:E:${where}`]: -190n,
      });
    },
  );

  it.each([
    [1, "2026-01-15T00:00:00+08:00", "2026-01-16T00:00:00+08:00"],
    [1, "2026-01-15T23:59:59.999+08:00", "2026-01-16T00:00:00+08:00"],
    [1, "2026-01-15T16:00:00Z", "2026-01-17T00:00:00+08:00"],
    [30, "2026-01-31T12:00:00+08:00", "2026-03-02T00:00:00+08:00"],
  ])("T+%i of %s is due at %s, 00:00 of the day after the order's local date", (days, at, due) => {
    const world = new World({ plans: [{ ...half, release: { days } }], members: line });
    expect(world.settle({ occurredAt: at }).dueAt).toBe(Date.parse(due));
  });
});

describe("§4 the ladder is chosen by the order's occurredAt", () => {
  const strict = { ...LADDER, tiers: [{ code: "AGENT" }, { code: "GOLD", teamVolume: "90.00" }] };
  const lenient = {
    ...LADDER,
    effectiveFrom: "2026-02-01T00:00:00+08:00",
    tiers: [{ code: "AGENT" }, { code: "GOLD", teamVolume: "10.00" }],
  };
  it.each([
    ["2026-01-31T23:59:59.999+08:00", "AGENT"],
    ["2026-02-01T00:00:00+08:00", "GOLD"],
  ])("%s: %s", (occurredAt, tier) => {
    const world = new World({ plans: [half], ladders: [strict, lenient], members: line });
    world.settle({ occurredAt });
    expect(world.members.get("E")!.tier).toBe(tier);
  });
});

describe("§4 tiers", () => {
  const rate = { AGENT: "0.10", GOLD: "0.20", CORE: "0.30" };
  const plans = [{ rules: [{ kind: "SELLER", rate }] }];
  const changed = (world: World, text: object) =>
    world
      .settle(text)
      .changes.map(({ distributor, from, to }) => `${distributor.code} ${from}→${to}`);

  it("gross counts as personal for the seller, and as team for it and its upline", () => {
    const world = new World({ plans, members: line });
    world.settle({ unitPrice: "12.00" });
    world.settle({ seller: "B", unitPrice: "5.00" });
    const volumes = [...world.members.values()].map((one) => one.volumes.get("2026-01-01"));
    expect(volumes).toEqual([
      { personal: 0n, team: 1700n },
      { personal: 500n, team: 1700n },
      { personal: 1200n, team: 1200n },
    ]);
  });

  it("A later move carries no volume along", () => {
    const world = new World({ plans, members: [...line, ["X", null]] });
    world.settle({ unitPrice: "12.00" });
    Object.assign(world.members.get("E")!, { parent: world.members.get("X") });
    world.settle({ unitPrice: "5.00" });
    const teams = [...world.members.values()].map(({ volumes }) => volumes.get("2026-01-01")!.team);
    expect(teams).toEqual([1_200n, 1_200n, 1_700n, 500n]);
  });

  it.each([
    ["personalVolume", "E AGENT→GOLD"],
    ["teamVolume", "E AGENT→GOLD, B AGENT→GOLD, A AGENT→GOLD"],
  ])("%s is met by exactly as much (≥), and not by less", (criterion, upgrades) => {
    const tiers = [{ code: "AGENT" }, { code: "GOLD", [criterion]: "10.00" }];
    const world = new World({ plans: [half], ladders: [{ ...LADDER, tiers }], members: line });
    expect(changed(world, { unitPrice: "9.99" })).toEqual([]);
    expect(changed(world, { unitPrice: "0.01" }).join(", ")).toBe(upgrades);
  });

  it("whoever meets (≥) all criteria is upgraded at once, straight to the highest met", () => {
    const world = new World({ plans, members: line });
    expect(changed(world, { unitPrice: "49999.99" })).toEqual([]);
    // GOLD wants personal ≥ 5,000 and team ≥ 50,000: B and A have no personal volume.
    expect(changed(world, { unitPrice: "0.01" })).toEqual(["E AGENT→GOLD"]);
    expect(changed(world, { unitPrice: "450000.00" })).toEqual([
      "E GOLD→CORE",
      "B AGENT→CORE",
      "A AGENT→CORE",
    ]);
  });

  it("the order that crosses the line is itself paid at the old tiers", () => {
    const world = new World({ plans, members: line });
    expect(world.settle({ unitPrice: "500000.00" }).shares[0]).toMatchObject({
      tier: "AGENT",
      amountMinor: 5_000_000n,
    });
    expect(world.settle({ unitPrice: "1.00" }).shares[0]).toMatchObject({
      tier: "CORE",
      amountMinor: 30n,
    });
  });

  it("a late order counts in its own window", () => {
    const world = new World({ plans, members: line });
    world.settle({ unitPrice: "400000.00", occurredAt: "2026-02-01T00:00:00+08:00" });
    expect(
      changed(world, { unitPrice: "400000.00", occurredAt: "2026-01-31T23:59:59+08:00" }),
    ).toEqual([]);
    expect(
      changed(world, { unitPrice: "100000.00", occurredAt: "2026-01-01T00:00:00+08:00" }),
    ).toHaveLength(3);
  });

  it("LIFETIME sums all months", () => {
    const ladders = [{ ...LADDER, window: "LIFETIME" }];
    const world = new World({ plans, ladders, members: line });
    world.settle({ unitPrice: "400000.00", occurredAt: "2026-02-01T00:00:00+08:00" });
    expect(changed(world, { unitPrice: "100000.00", seller: "B" })).toEqual([
      "B AGENT→CORE",
      "A AGENT→CORE",
    ]);
  });

  it("a tier without criteria is reached only as the lowest; nobody is moved down", () => {
    const tiers = [
      { code: "AGENT" },
      { code: "GIFT" },
      { code: "TOP", teamVolume: "100.00" },
      { code: "HONOUR" },
    ];
    const world = new World({
      plans: [half],
      ladders: [{ ...LADDER, tiers }],
      members: [["E", null, "HONOUR"]],
    });
    expect(changed(world, { unitPrice: "100.00" })).toEqual([]);
    const other = new World({
      plans: [half],
      ladders: [{ ...LADDER, tiers }],
      members: [["E", null]],
    });
    expect(changed(other, { unitPrice: "100.00" })).toEqual(["E AGENT→TOP"]);
  });

  it("a tier that the order's ladder does not know is left alone", () => {
    const world = new World({ plans, members: [["E", null, "GIFT"]] });
    expect(changed(world, { unitPrice: "500000.00" })).toEqual([]);
  });

  it("an empty tier is the lowest", () => {
    const world = new World({ plans, members: [["E", null]] });
    world.members.get("E")!.tier = null;
    expect(world.settle({ unitPrice: "1.00" }).shares[0]).toMatchObject({
      tier: "AGENT",
      amountMinor: 10n,
    });
    expect(changed(world, { unitPrice: "500000.00" })).toEqual(["E null→CORE"]);
  });
});
