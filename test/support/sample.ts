// A small network to settle on: a ladder, a plan, a line of five distributors and two products.
import { importProducts } from "../../src/catalog/store/import-products.ts";
import type { Order } from "../../src/commission/engine/order.ts";
import { type OrderText, parseOrder } from "../../src/commission/orders/store/intake.ts";
import { publishPlan } from "../../src/commission/plans/store/published.ts";
import { PROGRAMME_KIND } from "../../src/commission/programmes/store/programme-kind.ts";
import { publishLadder } from "../../src/commission/tiers/store/publish-ladder.ts";
import type { Network } from "../../src/database/database.ts";
import { importDistributors } from "../../src/network/store/import-distributors.ts";
import type { FileRow } from "../../src/platform/files/row.ts";
import { publishAll } from "../../src/platform/publishing/publish.ts";

/** When the sample's inputs happen: the fold reads no clock. */
export const AT = Date.parse("2026-01-01T00:00:00+08:00");

export const LADDER = {
  effectiveFrom: "2026-01-01T00:00:00+08:00",
  window: "CALENDAR_MONTH",
  tiers: [
    { code: "AGENT" },
    { code: "GOLD", personalVolume: "5000.00", teamVolume: "50000.00" },
    { code: "CORE", teamVolume: "500000.00" },
  ],
};

export const PLAN = {
  name: "standard",
  effectiveFrom: "2026-01-01T00:00:00+08:00",
  rules: [
    { kind: "SELLER", rate: { AGENT: "0.30", GOLD: "0.35", CORE: "0.40" } },
    { kind: "LEVEL", rates: ["0.10", "0.05"], minTier: "AGENT" },
    { kind: "DIFFERENTIAL", rate: { AGENT: "0.10", GOLD: "0.15", CORE: "0.20" }, maxLevels: 2 },
  ],
};

/** Rows of a file, as the importers take them; the header is line 1. */
export async function* fileRows(rows: readonly Record<string, string>[]): AsyncGenerator<FileRow> {
  for (const [index, values] of rows.entries()) yield { line: index + 2, values };
}

export interface SampleOptions {
  readonly ladder?: unknown;
  readonly plan?: unknown;
  /** Why the plan may reach farther than the network allows. */
  readonly acknowledge?: string;
  readonly distributors?: readonly Record<string, string>[];
  readonly products?: readonly Record<string, string>[];
}

/** A root `A` down to the seller `E`, one below the other, all at the lowest tier. */
export const LINE = ["A", "B", "C", "D", "E"].map((code, index, all) => ({
  code,
  parent: all[index - 1] ?? "",
}));

export const PRODUCTS = [
  { code: "QB-10", name: "QB 10", category: "top-up", supplier: "S001", supply_price: "8.50" },
  {
    code: "CARD-50",
    name: "点卡 50",
    category: "game-card",
    supplier: "S002",
    supply_price: "42.50",
  },
];

/** Publishes, enrols and lists what a network needs to settle. */
export async function fillNetwork(network: Network, options: SampleOptions = {}): Promise<void> {
  await publishLadder(network, options.ladder ?? LADDER, AT);
  await publishPlan(network, options.plan ?? PLAN, AT, options.acknowledge);
  await importDistributors(network, fileRows(options.distributors ?? LINE), AT);
  await importProducts(network, fileRows(options.products ?? PRODUCTS), AT);
}

/** Publishes one volume programme. */
export async function publishProgramme(network: Network, document: unknown) {
  const [published] = await publishAll(network, PROGRAMME_KIND, [{ document }], AT);
  return published!;
}

/** An order of one QB-10 at 10.00 by `E`, but for what is said otherwise. */
export function order(ref: string, text: Partial<OrderText> = {}): Order {
  return parseOrder(
    {
      ref,
      occurredAt: "2026-01-15T12:00:00+08:00",
      seller: "E",
      product: "QB-10",
      quantity: "1",
      unitPrice: "10.00",
      ...text,
    },
    { code: "CNY", scale: 2 },
  );
}
