// A settlement with every kind of rule, as a finance clerk reads it: the table that the README shows.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAsset } from "../../src/catalog/store/assets.ts";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api } from "../support/api.ts";
import { SettlementTableDocument } from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, LINE, order, PLAN } from "../support/sample.ts";

const RULES = [
  { kind: "SELLER", rate: { AGENT: "0.20", GOLD: "0.25", CORE: "0.30" } },
  { kind: "LEVEL", rates: ["0.10", "0.05"], minTier: "GOLD" },
  {
    kind: "DIFFERENTIAL",
    rate: { AGENT: "0.10", GOLD: "0.15", CORE: "0.20" },
    includeSeller: false,
    maxLevels: 2,
  },
  { kind: "PRICE_DIFFERENCE", prices: { AGENT: "9.95", GOLD: "9.85", CORE: "9.80" }, maxLevels: 2 },
  { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
  { kind: "CASHBACK", rate: "0.01", basis: "GROSS" },
  { kind: "CASHBACK", rate: "1", basis: "GROSS", asset: "POINT" },
];
const TIERS: Readonly<Record<string, string>> = { A: "CORE", C: "GOLD" };

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await addAsset(api.network, { code: "POINT", scale: 0 }, AT);
  const distributors = LINE.map((one) => ({ ...one, tier: TIERS[one.code] ?? "" }));
  const ladder = {
    effectiveFrom: PLAN.effectiveFrom,
    window: "CALENDAR_MONTH",
    tiers: [{ code: "AGENT" }, { code: "GOLD" }, { code: "CORE" }],
  };
  await fillNetwork(api.network, { ladder, distributors, plan: { ...PLAN, rules: RULES } });
  const sale = { quantity: "10", channelFee: "0.60", buyer: "B001" };
  await api.lanes.of(api.network).submit([order("2026-0001", sale)]);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

test("every line says who got what, for what, and why not", async () => {
  const { settlement } = await api.data(ADMIN, SettlementTableDocument, { ref: "2026-0001" });
  const { gross, cost, channelFee, margin, platform, shares } = settlement!;
  const rows = shares!.map((share) => [
    share.kind,
    share.recipient?.code ?? share.buyer ?? "",
    share.level ?? "",
    share.tier ?? "",
    share.basis!.amount,
    share.rate,
    `${share.amount.amount} ${share.amount.asset}`,
    share.reason,
  ]);
  const head = ["rule", "recipient", "level", "tier", "basis", "rate", "amount", "reason"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const inMargin = shares!.filter(({ amount }) => amount.asset === "CNY");
  const paid = inMargin.reduce((sum, { amount }) => sum + Number(amount.amount) * 100, 0);
  expect(Number(margin!.amount) * 100 - paid).toBeCloseTo(Number(platform!.amount) * 100);
  const sums = `gross ${gross!.amount} − cost ${cost!.amount} − channel fee ${channelFee!.amount} = margin ${margin!.amount}; left to the platform: ${platform!.amount}`;
  const readme = await readFile("README.md", "utf8");
  expect(readme).toContain(lines.join("\n"));
  expect(readme).toContain(sums);
});
