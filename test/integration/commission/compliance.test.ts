// The compliance report: what was paid by level, for whom, and along which chains, after refunds.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { ComplianceReport } from "../../../src/compliance/engine/report.ts";
import { downlineRate, isAtMeasure } from "../../../src/compliance/engine/report.ts";
import { reportCompliance } from "../../../src/compliance/store/read-report.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { move } from "../../../src/network/store/move.ts";
import { tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN, type SampleOptions } from "../../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

// Of an order of 100.00 the seller has 10.00, and those above it 4.00, 3.00 and 2.00.
const DEEP = {
  ...PLAN,
  basis: "GROSS",
  rules: [
    { kind: "SELLER", rate: "0.10" },
    { kind: "LEVEL", rates: ["0.04", "0.03", "0.02"] },
    { kind: "CASHBACK", rate: "0.01" },
  ],
};

async function open(options: SampleOptions): Promise<{ network: Network; lane: Lane }> {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { acknowledge: "three levels", ...options });
  return { network, lane: new Lane(network) };
}

const sale = (ref: string, seller: string, text: Parameters<typeof order>[1] = {}) =>
  order(ref, { seller, unitPrice: "100.00", buyer: "B-1", ...text });

const giveBack = (ref: string, orderRef: string, quantity: string) =>
  parseRefund({ ref, orderRef, quantity, occurredAt: "2026-03-01T00:00:00Z" });

const levelsOf = ({ levels }: ComplianceReport) =>
  levels.map(({ level, lines, amountMinor }) => `${level}: ${lines} ${amountMinor}`);

const pairsOf = ({ pairs }: ComplianceReport) =>
  pairs.map(({ recipient, seller, amountMinor }) => `${recipient} for ${seller} ${amountMinor}`);

const january = (network: Network) => reportCompliance(network, "2026-01-01", "2026-01-31");

describe("on a line of five", () => {
  it("counts each level, who was paid for whom, and whose income is from downlines", async () => {
    const { network, lane } = await open({ plan: DEEP });
    await lane.submit([sale("o1", "E"), sale("o2", "E"), sale("o3", "C")]);
    const report = await january(network);
    expect(report).toMatchObject({ from: "2026-01-01", to: "2026-01-31", orders: 3 });
    expect(levelsOf(report)).toEqual(["0: 3 3000", "1: 3 1200", "2: 3 900", "3: 2 400"]);
    expect(report.income).toEqual({ ownMinor: 3_000n, downlineMinor: 2_500n });
    expect(downlineRate(report.income).toFixed()).toBe("0.454545");
    expect(pairsOf(report)).toEqual([
      "D for E 800",
      "C for E 600",
      "B for C 400",
      "B for E 400",
      "A for C 300",
    ]);
    expect(
      report.distributors.map(({ distributor, ownMinor, downlineMinor }) => {
        return `${distributor} ${ownMinor} ${downlineMinor}`;
      }),
    ).toEqual(["B 0 800", "D 0 800", "A 0 300", "C 1000 600"]);
    expect(report.chains).toEqual([
      { recipient: "B", people: 4, levels: 4 },
      { recipient: "A", people: 3, levels: 3 },
      { recipient: "C", people: 3, levels: 3 },
      { recipient: "D", people: 2, levels: 2 },
    ]);
    expect(report.chainsAtMeasure).toBe(0);
  });

  it("takes off what was refunded since, and forgets what was refunded in full", async () => {
    const { network, lane } = await open({ plan: DEEP });
    await lane.submit([sale("o1", "E", { quantity: "3" }), sale("o2", "C")]);
    await lane.submit([
      giveBack("r1", "o1", "1"),
      giveBack("r2", "o1", "1"),
      giveBack("r3", "o2", "1"),
    ]);
    const report = await january(network);
    expect(report.orders).toBe(2);
    expect(levelsOf(report)).toEqual(["0: 1 1000", "1: 1 400", "2: 1 300", "3: 1 200"]);
    expect(pairsOf(report)).toEqual(["D for E 400", "C for E 300", "B for E 200"]);
    expect(report.chains.map(({ recipient }) => recipient)).toEqual(["B", "C", "D"]);
    await lane.submit([giveBack("r4", "o1", "1")]);
    expect(await january(network)).toEqual({
      ...{ from: "2026-01-01", to: "2026-01-31", orders: 2, chainsAtMeasure: 0 },
      ...{ levels: [], income: { ownMinor: 0n, downlineMinor: 0n } },
      ...{ distributors: [], pairs: [], chains: [] },
    });
  });

  it("goes by local days, both included, and by the upline of the time", async () => {
    const { network, lane } = await open({ plan: DEEP });
    await lane.submit([
      sale("before", "E", { occurredAt: "2026-01-31T23:59:59.999+08:00" }),
      sale("first", "E", { occurredAt: "2026-02-01T00:00:00+08:00" }),
      sale("last", "E", { occurredAt: "2026-02-02T23:59:59.999+08:00" }),
      sale("after", "E", { occurredAt: "2026-02-03T00:00:00+08:00" }),
    ]);
    await move(network, "E", "A", AT);
    const report = await reportCompliance(network, "2026-02-01", "2026-02-02");
    expect(report.orders).toBe(2);
    expect(report.chains[0]).toEqual({ recipient: "B", people: 4, levels: 4 });
  });

  it.each([
    ["2026-02-30", "2026-03-01", "from: "],
    ["2026-02-01", "soon", "to: "],
    ["2026-02-02", "2026-02-01", "to: 2026-02-01 is before from, 2026-02-02"],
    ["2026-01-01", "2027-01-02", "to: a report covers at most 366 days"],
  ])("from %s to %s is refused", async (from, to, message) => {
    const { network } = await open({});
    await expect((async () => reportCompliance(network, from, to))()).rejects.toThrow(message);
  });
});

describe("the measure of 30 people in three levels", () => {
  // A above B, and B above so many sellers.
  const star = (sellers: number) => [
    { code: "A", parent: "" },
    { code: "B", parent: "A" },
    ...Array.from({ length: sellers }, (_, index) => ({ code: `S${index}`, parent: "B" })),
  ];

  it.each([
    [27, 29, false],
    [28, 30, true],
  ])("with %d sellers below two: %d people, reached: %s", async (sellers, people, reached) => {
    const { network, lane } = await open({ plan: DEEP, distributors: star(sellers) });
    await lane.submit(
      Array.from({ length: sellers }, (_, index) => sale(`o${index}`, `S${index}`)),
    );
    const { chains, chainsAtMeasure } = await january(network);
    expect(chains[0]).toEqual({ recipient: "A", people, levels: 3 });
    expect(isAtMeasure(chains[0]!)).toBe(reached);
    expect(chainsAtMeasure).toBe(reached ? 1 : 0);
  });

  it("is not reached in two levels; a list has twenty entries at most", async () => {
    const plan = { ...DEEP, rules: [{ kind: "LEVEL", rates: ["0.04"] }] };
    const { network, lane } = await open({ plan, distributors: star(40) });
    await lane.submit(Array.from({ length: 40 }, (_, index) => sale(`o${index}`, `S${index}`)));
    const report = await january(network);
    expect(report.chains).toEqual([{ recipient: "B", people: 41, levels: 2 }]);
    expect(report.chainsAtMeasure).toBe(0);
    expect(report.pairs).toHaveLength(20);
  });
});

describe("adds up", () => {
  it("to what the distributors have and owe", async () => {
    const { network, lane } = await open({ plan: DEEP });
    const sellers = ["A", "B", "C", "D", "E"];
    await lane.submit(
      Array.from({ length: 60 }, (_, n) => {
        const unitPrice = `${100 + n}.${10 + n}`;
        return sale(`o${n}`, sellers[n % 5]!, { quantity: `${1 + (n % 7)}`, unitPrice });
      }),
    );
    const refunds = Array.from({ length: 40 }, (_, n) =>
      giveBack(`r${n}`, `o${(n * 7) % 60}`, "1"),
    );
    await lane.submit(refunds);
    const { levels, income } = await january(network);
    const total = levels.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const { rows } = await network.read((tx) =>
      sql<{
        held: string;
      }>`select sum(-amount) as held from posting join account a on a.id = account_id
         where a.name like '%:distributor:%'`.execute(tx.db),
    );
    expect(total).toBe(BigInt(rows[0]!.held));
    expect(income.ownMinor + income.downlineMinor).toBe(total);
    expect(total).toBeGreaterThan(0n);
  });
});

describe("tributary compliance", () => {
  it("prints it for people, and as JSON", async () => {
    const { network, lane } = await open({ plan: DEEP });
    await lane.submit([sale("o1", "E"), sale("o2", "C")]);
    const period = ["--from", "2026-01-01", "--to", "2026-01-31"];
    const words = ["compliance", ...period, "--network", network.settings.name];
    const ran = await tributary(...words);
    expect(ran).toMatchObject({ code: 0, stderr: [] });
    expect(ran.stdout.split("\n")).toEqual([
      "2026-01-01 to 2026-01-31: 2 orders, after refunds",
      "level 0: 2 shares, 20.00 CNY",
      "level 1: 2 shares, 8.00 CNY",
      "level 2: 2 shares, 6.00 CNY",
      "level 3: 1 shares, 2.00 CNY",
      "income from downlines: 44.4444 % of 36.00 CNY",
      "by distributor, the highest part first:",
      "  B: 100.0000 % of 6.00 CNY",
      "  D: 100.0000 % of 4.00 CNY",
      "  A: 100.0000 % of 3.00 CNY",
      "  C: 23.0769 % of 13.00 CNY",
      "largest payments for the sales of others:",
      "  B for C: 4.00 CNY",
      "  D for E: 4.00 CNY",
      "  A for C: 3.00 CNY",
      "  C for E: 3.00 CNY",
      "  B for E: 2.00 CNY",
      "chains of 30 people or more in 3 levels or more: 0",
      "largest paid chains:",
      "  B: 4 people in 4 levels",
      "  A: 3 people in 3 levels",
      "  C: 3 people in 3 levels",
      "  D: 2 people in 2 levels",
      "",
    ]);
    const json = JSON.parse((await tributary(...words, "--json")).stdout) as object;
    expect(json).toMatchObject({
      ...{ network: network.settings.name, asset: "CNY", orders: 2 },
      income: { own: "20.00", downline: "16.00", downlineShare: "0.444444" },
      levels: [{ level: 0, lines: 2, amount: "20.00" }, {}, {}, {}],
      chains: [{ recipient: "B", people: 4, levels: 4, atMeasure: false }, {}, {}, {}],
    });
  });

  it("refuses days that are none", async () => {
    const ran = await tributary("compliance", "--from", "2026-02-30", "--to", "2026-03-01");
    expect(ran).toMatchObject({ code: 1, stdout: "" });
  });
});
