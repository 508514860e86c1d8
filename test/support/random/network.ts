// A small network on which random histories run: a rule of every kind, and lines near enough to be crossed.
import { addAsset } from "../../../src/catalog/store/assets.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { TERMS_KIND } from "../../../src/finance/payouts/store/terms-kind.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { createTestNetwork } from "../network.ts";
import { AT, fillNetwork, LADDER, PLAN, PRODUCTS, publishProgramme } from "../sample.ts";

// Lines near enough that a handful of orders crosses some of them.
const ladder = {
  ...LADDER,
  downgrade: { policy: "TO_QUALIFIED", graceWindows: 0 },
  tiers: [
    { code: "AGENT" },
    { code: "GOLD", teamVolume: "60.00" },
    { code: "CORE", personalVolume: "150.00" },
  ],
};
const plan = {
  ...PLAN,
  release: { days: 3 },
  caps: { orderRate: "0.9" },
  rules: [
    ...PLAN.rules,
    { kind: "LEVEL", rates: ["0.2", "0.1"], compression: "SKIP", match: { product: "CARD-50" } },
    { kind: "PRICE_DIFFERENCE", prices: { AGENT: "60.00", GOLD: "55.00" }, maxLevels: 2 },
    { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
    { kind: "CASHBACK", rate: "0.01" },
    { kind: "CASHBACK", rate: "0.1", basis: "GROSS", asset: "POINT" },
  ],
};
// Bands near enough that a few orders cross them; one is published, and replaced, in the stream.
const programme = {
  code: "monthly",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [
    { over: "50.00", rate: "0.03" },
    { over: "120.00", rate: "0.05" },
  ],
};
const alliance = {
  ...programme,
  code: "alliance",
  supplier: undefined,
  suppliers: ["S002", "S001"],
  period: "QUARTER",
  basis: "GROSS",
  method: "MARGINAL",
  threshold: "INCLUSIVE",
  payer: "SUPPLIER",
  committed: "900.00",
  shortfallRate: "0.01",
};
export const LATER = [
  { ...programme, code: "late", bands: [{ over: "0", amount: "7.77" }] },
  { ...programme, code: "late", effectiveFrom: "2026-02-01", bands: [{ over: "9", rate: "0.07" }] },
];
export const CLOSES = [
  ["monthly", "2026-01"],
  ["monthly", "2026-02"],
  ["late", "2026-01"],
  ["alliance", "2026-Q1"],
] as const;
// Taxes of amounts as small as a random history pays out: of the year so far, and later of each payment.
const TERMS = {
  effectiveFrom: "2026-01-01T00:00:00+08:00",
  payout: { minimum: "0.05", fee: { rate: "0.02", max: "0.10" } },
  tax: {
    distributor: {
      method: "CUMULATIVE",
      expenseRate: "0.20",
      monthlyAllowance: "0.30",
      months: "CONSECUTIVE",
      bands: [
        { upTo: "1.00", rate: "0.03" },
        { rate: "0.10", quickDeduction: "0.07" },
      ],
    },
  },
};
const LATER_TERMS = {
  ...TERMS,
  effectiveFrom: "2026-02-15T00:00:00+08:00",
  tax: {
    distributor: {
      method: "PER_PAYMENT",
      allowance: { upTo: "0.50", fixed: "0.10", rate: "0.20" },
      bands: [
        { upTo: "1.00", rate: "0.20" },
        { rate: "0.30", quickDeduction: "0.10" },
      ],
    },
  },
};
export const CODES = ["R", "S", "T", "U", "V", "W"];
// Some hold tiers for so long that the first close of a month may take them.
const tree = CODES.map((code, index) => ({
  code,
  parent: index === 0 ? "" : CODES[(index - 1) >> 1]!,
  tier: ["CORE", "GOLD", "", "CORE", "GOLD", ""][index]!,
  joined_at: "2025-12-31T00:00:00+08:00",
}));

/** The network before its first input. */
export async function randomNetwork(database: Database): Promise<Network> {
  const network = await createTestNetwork(database);
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  const acknowledge = "a rule of every kind, one of them without a bound";
  await fillNetwork(network, {
    ...{ ladder, plan, acknowledge },
    ...{ distributors: tree, products: PRODUCTS },
  });
  for (const one of [programme, alliance]) await publishProgramme(network, one);
  const documents = [TERMS, LATER_TERMS].map((document) => ({ document }));
  await publishAll(network, TERMS_KIND, documents, AT);
  return network;
}
