// docs/rules.md §6: Refunds: what is taken back, from whom and from where, and which volumes it
// lowers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liftEarningsLegs } from "../../src/network/engine/withhold-earnings.ts";
import { BookedWorld } from "../support/booked-world.ts";
import type { Member, WorldOptions } from "../support/world.ts";

const line: Member[] = [
  ["A", null],
  ["B", "A"],
  ["E", "B"],
];
const SELLER = { kind: "SELLER", rate: "0.30" };
const LEVEL = { kind: "LEVEL", rates: ["0.10", "0.05"] };

function world(rules: object[], options: Partial<WorldOptions> = {}, plan: object = {}) {
  return new BookedWorld({ plans: [{ rules, ...plan }], members: line, ...options });
}

const available = (code: string) => `liabilities:distributor:${code}:available`;
const withheldOf = (code: string) => `liabilities:distributor:${code}:withheld`;
const owedBy = (code: string) => `assets:receivable:distributor:${code}`;

describe("§6 For an original line of amount A in an order of quantity Q, after refunds of q in all, the part reversed is A × q / Q rounded down", () => {
  // 10.00 of 3 units: 3.33, then 6.66, then 10.00 in all.
  const three = { quantity: "3", unitPrice: "33.34", supplyPrice: "0.01" };
  it.each<[steps: number[], parts: string[]]>([
    [[1], ["333"]],
    [
      [1, 1, 1],
      ["333", "333", "334"],
    ],
    [
      [2, 1],
      ["666", "334"],
    ],
    [
      [1, 2],
      ["333", "667"],
    ],
    [[3], ["1000"]],
  ])("%j: each refund posts the difference to what was reversed before: %j", (steps, parts) => {
    const one = world([{ kind: "SELLER", rate: "1", max: "10.00" }]);
    one.sell("o", three);
    const taken = steps.map((quantity) => `${one.giveBack("o", quantity).lines[0]!.amountMinor}`);
    expect(taken).toEqual(parts);
  });

  it("the channel gives its fee back in the same way", () => {
    const one = world([]);
    one.sell("o", { ...three, channelFee: "0.10" });
    const owed = [1, 1, 1].map(() => {
      one.giveBack("o", 1);
      return one.balance("liabilities:channel-fee");
    });
    expect(owed).toEqual([-7n, -4n, 0n]);
  });

  it("the platform's line takes the residue, so each refund balances", () => {
    const points = { kind: "CASHBACK", rate: "1", asset: "POINT", min: "6" };
    const one = world([SELLER, points]);
    one.sell("o", { quantity: "3", unitPrice: "0.11", buyer: "B-1" });
    // 33 fen: 9 the seller's and 24 the platform's; of one unit 3 and 8, and 2 points of 6.
    const { lines, platformMinor, legs } = one.giveBack("o", 1);
    expect([...lines.map((line) => line.amountMinor), platformMinor]).toEqual([3n, 2n, 8n]);
    for (const asset of ["CNY", "POINT"]) {
      const own = legs.filter((leg) => leg.asset === asset);
      expect(own.reduce((sum, leg) => sum + leg.amountMinor, 0n)).toBe(0n);
    }
  });

  it("all refunds of an order together may not exceed it", () => {
    const one = world([SELLER]);
    one.sell("o", { quantity: "3" });
    one.giveBack("o", 2);
    const before = one.accounts;
    expect(() => one.giveBack("o", 2)).toThrow(
      expect.objectContaining({
        code: "EXCEEDS_ORDER",
        message: "quantity: 2 is too many; only 1 of the order's 3 units can still be refunded",
      }),
    );
    expect(one.accounts).toEqual(before);
  });
});

describe("§6 a full refund in any number of steps reverses the order exactly", () => {
  const rules = [
    SELLER,
    LEVEL,
    { kind: "DIFFERENTIAL", rate: { AGENT: "0.05", GOLD: "0.10" } },
    { kind: "PRICE_DIFFERENCE", prices: { AGENT: "12.34" }, maxLevels: 1 },
    { kind: "REFERRAL", rate: "0.033333", firstSales: 1 },
    { kind: "CASHBACK", rate: "0.01", basis: "GROSS" },
    { kind: "CASHBACK", rate: "0.5", asset: "POINT" },
  ];
  const programmes = [
    {
      code: "monthly",
      supplier: "S001",
      effectiveFrom: "2026-01-01",
      period: "MONTH",
      method: "RETROACTIVE",
      bands: [{ over: "30.00", rate: "0.03" }],
    },
  ];
  const step = fc.integer({ min: 1, max: 4 });

  it("also one that the platform lost by, out of pending and of a deposit", () => {
    const cases = fc.record({
      plan: fc.record({
        release: fc.constantFrom({ days: 0 }, { days: 3 }),
        rounding: fc.constantFrom("DOWN", "HALF_UP", "HALF_EVEN"),
        caps: fc.constantFrom({}, { orderRate: "0.5" }),
      }),
      unitPrice: fc.integer({ min: 1, max: 4_000 }).map((cents) => (cents / 100).toFixed(2)),
      channelFee: fc.constantFrom("0", "0.07", "9.99"),
      payment: fc.constantFrom("CHANNEL", "DEPOSIT"),
      steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(cases, ({ plan, steps, ...text }) => {
        const one = world(rules, { programmes }, { ...plan, allowLoss: true });
        one.put("liabilities:distributor:E:deposit", -100_000n);
        const before = one.accounts;
        const quantity = `${steps.reduce((sum, units) => sum + units, 0)}`;
        one.sell("o", { ...text, quantity, supplyPrice: "11.00", buyer: "B-1" });
        for (const units of steps) one.giveBack("o", units);
        expect(one.accounts).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});

describe("§6 A distributor's part is taken from the share where the ledger has it", () => {
  it.each<[where: string, days: number, spent: bigint, after: Record<string, bigint>]>([
    ["pending", 3, 0n, {}],
    ["available", 0, 0n, {}],
    ["what available cannot cover becomes a receivable", 0, 200n, { [owedBy("E")]: 200n }],
  ])("%s", (_, days, spent, after) => {
    const one = world([SELLER], {}, { release: { days } });
    one.sell("o");
    one.put(available("E"), spent);
    one.giveBack("o", 1);
    const { "assets:custody": custody = 0n, ...rest } = one.accounts;
    expect(rest).toEqual(after);
    expect(custody).toBe(-spent);
  });

  it.each<[isWithheld: boolean, days: number, before: bigint, after: bigint[]]>([
    // What was earned: [pending, withheld, available, owed] after all of it is taken back.
    [true, 0, 0n, [0n, 0n, 0n, 0n]],
    [true, 3, 0n, [0n, 0n, 0n, 0n]],
    [true, 0, 500n, [0n, 0n, 500n, 0n]],
    [false, 0, 500n, [0n, 0n, 500n, 0n]],
  ])(
    "else withheld, before what is available: %s, T+%i, %i there before",
    (isWithheld, days, before, after) => {
      const one = world([SELLER], {}, { release: { days } });
      one.members.get("E")!.isWithheld = isWithheld;
      one.put(available("E"), -before);
      one.sell("o");
      const [pending, withheld] = [":pending", ":withheld"].map((fund) => {
        return -one.balance(`liabilities:distributor:E${fund}`);
      });
      expect(pending).toBe(days > 0 ? 300n : 0n);
      expect(withheld).toBe(days === 0 && isWithheld ? 300n : 0n);
      one.giveBack("o", 1);
      const funds = [":pending", ":withheld", ":available"].map((fund) => {
        return -one.balance(`liabilities:distributor:E${fund}`);
      });
      expect([...funds, one.balance(owedBy("E"))]).toEqual(after);
    },
  );

  it("what withheld does not cover comes from available, and then is a debt", () => {
    const one = world([SELLER]);
    one.sell("o");
    one.put(available("E"), 250n);
    one.put(withheldOf("E"), -120n);
    one.giveBack("o", 1);
    expect(one.balance(withheldOf("E"))).toBe(0n);
    expect(one.balance(available("E"))).toBe(0n);
    expect(one.balance(owedBy("E"))).toBe(130n);
  });

  it("what is withheld pays no debt before it becomes available", () => {
    const one = world([SELLER]);
    one.put(owedBy("E"), 100n);
    one.members.get("E")!.isWithheld = true;
    one.sell("o");
    expect(one.balance(owedBy("E"))).toBe(100n);
    expect(one.balance(withheldOf("E"))).toBe(-300n);
    one.apply(liftEarningsLegs(one, "E"));
    expect(one.balance(owedBy("E"))).toBe(0n);
    expect(one.balance(withheldOf("E"))).toBe(0n);
    expect(one.balance(available("E"))).toBe(-200n);
  });

  it("of several lines of one order the later finds what the earlier has left", () => {
    const one = world([SELLER, { kind: "DIFFERENTIAL", rate: "0.20" }]);
    one.sell("o");
    one.put(available("E"), 100n);
    one.giveBack("o", 1);
    expect(one.balance(available("E"))).toBe(0n);
    expect(one.balance(owedBy("E"))).toBe(100n);
  });

  it("takes nothing of pending from what is available beside it", () => {
    const one = world([SELLER], {}, { release: { days: 3 } });
    one.sell("o");
    one.put(available("E"), -700n);
    one.giveBack("o", 1);
    expect(one.balance(available("E"))).toBe(-700n);
  });

  it("Whatever would become available to a distributor who owes pays the debt first", () => {
    const one = world([SELLER]);
    one.sell("o");
    one.put(available("E"), 300n);
    one.giveBack("o", 1);
    one.sell("small", { unitPrice: "5.00" });
    expect(one.accounts).toMatchObject({ [owedBy("E")]: 150n });
    expect(one.balance(available("E"))).toBe(0n);
    one.sell("big", { unitPrice: "20.00" });
    expect(one.balance(owedBy("E"))).toBe(0n);
    expect(one.balance(available("E"))).toBe(-450n);
  });
});

describe("§6 a supplier's part comes from its payable, else becomes a receivable", () => {
  const payable = "liabilities:supplier:S001";
  const receivable = "assets:receivable:supplier:S001";

  it("and whatever would be credited to its payable pays that first", () => {
    const one = world([]);
    one.sell("o", { supplyPrice: "8.00" });
    one.put(payable, 500n);
    one.giveBack("o", 1);
    expect([one.balance(payable), one.balance(receivable)]).toEqual([0n, 500n]);
    one.sell("small", { supplyPrice: "3.00" });
    expect([one.balance(payable), one.balance(receivable)]).toEqual([0n, 200n]);
    one.sell("big", { supplyPrice: "9.00" });
    expect([one.balance(payable), one.balance(receivable)]).toEqual([-700n, 0n]);
  });
});

describe("§6 A buyer's cashback comes from the buyer's balance, else is the platform's", () => {
  const sale = { buyer: "B-1", unitPrice: "100.00" };
  it.each([
    ["CNY", "0.02", -200n, 50n],
    ["POINT", "0.5", -50n, 20n],
  ])("in %s", (asset, rate, earned, spent) => {
    const one = world([{ kind: "CASHBACK", rate, asset }]);
    const [buyer, expense] = ["liabilities:buyer:B-1", "expenses:cashback"];
    one.sell("kept", sale);
    expect(one.balance(buyer, asset)).toBe(earned);
    one.giveBack("kept", 1);
    expect([one.balance(buyer, asset), one.balance(expense, asset)]).toEqual([0n, 0n]);
    one.sell("spent", sale);
    one.put(buyer, spent, asset);
    one.giveBack("spent", 1);
    expect([one.balance(buyer, asset), one.balance(expense, asset)]).toEqual([0n, spent]);
  });
});

describe("§6 The money goes back where it came from", () => {
  it("out of custody", () => {
    const one = world([SELLER]);
    one.sell("o");
    one.giveBack("o", 1);
    expect(one.accounts).toEqual({});
  });

  it("onto the seller's deposit", () => {
    const deposit = "liabilities:distributor:E:deposit";
    const one = world([SELLER]);
    one.put(deposit, -2_500n);
    one.sell("o", { quantity: "2", payment: "DEPOSIT" });
    expect(one.balance(deposit)).toBe(-500n);
    one.giveBack("o", 1);
    expect(one.balance(deposit)).toBe(-1_500n);
    expect(one.balance("assets:custody")).toBe(2_500n);
  });
});

describe("§6 Who gives back: by the original settlement, whatever the tree, tiers and plans are now", () => {
  it("those who received, each what it received", () => {
    const rates = { AGENT: "0.10", GOLD: "0.50" };
    const members: Member[] = [...line, ["X", null]];
    const plans = [
      { rules: [{ kind: "SELLER", rate: rates }, LEVEL] },
      { rules: [], effectiveFrom: "2026-01-16T00:00:00+08:00" },
    ];
    const one = new BookedWorld({ plans, members });
    one.sell("o");
    Object.assign(one.members.get("E")!, { parent: one.members.get("X"), tier: "GOLD" });
    one.members.get("B")!.status = "CLOSED";
    one.giveBack("o", 1);
    expect(one.accounts).toEqual({});
  });
});

describe("§6 Volumes are lowered where the order raised them", () => {
  it("in the order's window, for the seller and the upline recorded then", () => {
    const one = world([], { members: [...line, ["X", null]] });
    one.sell("o", { quantity: "2", occurredAt: "2026-01-31T23:59:59+08:00" });
    Object.assign(one.members.get("E")!, { parent: one.members.get("X") });
    one.giveBack("o", 1);
    const volumes = [...one.members.values()].map(({ code, volumes }) => [code, ...volumes]);
    expect(volumes).toEqual([
      ["A", ["2026-01-01", { personal: 0n, team: 1_000n }]],
      ["B", ["2026-01-01", { personal: 0n, team: 1_000n }]],
      ["E", ["2026-01-01", { personal: 1_000n, team: 1_000n }]],
      ["X"],
    ]);
  });

  it("of the supplier's programmes too, in the order's period", () => {
    const one = world([]);
    one.sell("o", { quantity: "2", supplyPrice: "8.00" });
    one.giveBack("o", 1);
    expect([...one.supplier("S001").turnover]).toEqual([
      ["2026-01-01", { grossMinor: 1_000n, costMinor: 800n }],
    ]);
  });

  it("§4 and nobody is downgraded by that", () => {
    const one = world([]);
    one.sell("o", { unitPrice: "500000.00" });
    one.giveBack("o", 1);
    expect([...one.members.values()].map(({ tier }) => tier)).toEqual(["CORE", "CORE", "CORE"]);
  });

  it("§3 REFERRAL: a later refund does not un-count an order", () => {
    const one = world([{ kind: "REFERRAL", rate: "0.10", firstSales: 1 }]);
    one.sell("first");
    one.giveBack("first", 1);
    expect(one.sell("second").shares).toMatchObject([{ reason: "NOT_FIRST", amountMinor: 0n }]);
  });
});
