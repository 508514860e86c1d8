// A small history and drafts whose every figure can be worked out by hand, for the tests of simulation.

import { Lane } from "../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import { closeWindow } from "../../src/commission/tiers/store/close-window.ts";
import type { Network } from "../../src/database/database.ts";
import { fillNetwork, LADDER, order, PLAN } from "./sample.ts";

const CLOSED_AT = Date.parse("2026-03-02T00:00:00Z");
const LEVELS = { kind: "LEVEL", rates: ["0.10", "0.05"] };

/** Sells at a loss too, which the draft does not. */
const WAS = { ...PLAN, allowLoss: true, rules: [{ kind: "SELLER", rate: "0.30" }, LEVELS] };

export const DRAFT_PLAN = {
  name: "draft",
  effectiveFrom: "2030-01-01T00:00:00Z",
  rules: [
    { kind: "SELLER", rate: "0.20" },
    { ...LEVELS, rates: ["0.10", "0.10"] },
    { kind: "CASHBACK", rate: "0.01", basis: "GROSS" },
  ],
};

export const DRAFT_LADDER = {
  ...LADDER,
  downgrade: { policy: "ONE_STEP" },
  tiers: [{ code: "AGENT" }, { code: "GOLD", teamVolume: "150.00" }, { code: "CORE" }],
};

export const DRAFT_PROGRAMME = {
  code: "monthly",
  supplier: "S001",
  effectiveFrom: "2030-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [{ over: "100.00", rate: "0.03" }],
  ...{ committed: "336.00", shortfallRate: "0.10", committedBy: "SUPPLIER" },
};

/** January, which is closed with the month after it: two orders with a margin of 15.00, one of them refunded by 4 of 10, and one at a loss. */
export async function sellJanuary(network: Network): Promise<void> {
  await fillNetwork(network, { plan: WAS });
  const ten = { quantity: "10", unitPrice: "10.00" };
  const february = "2026-02-01T00:00:00+08:00";
  const outcomes = await new Lane(network).submit([
    order("o-1", { ...ten, buyer: "B1" }),
    order("o-2", { ...ten, seller: "D" }),
    order("o-3", { unitPrice: "8.00" }),
    order("o-4", { ...ten, occurredAt: february }),
    parseRefund({ ref: "f-1", orderRef: "o-2", occurredAt: february, quantity: "4" }),
    parseRefund({ ref: "f-2", orderRef: "o-3", occurredAt: february, quantity: "1" }),
  ]);
  const refused = outcomes.filter(({ status }) => status !== "SETTLED");
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  for (const month of ["2026-01", "2026-02"]) await closeWindow(network, month, CLOSED_AT);
}
