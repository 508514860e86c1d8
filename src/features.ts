// The features of the product, in order: each uses those above it in this list, and none below.
import { access } from "./access/feature.ts";
import { books } from "./books/feature.ts";
import { catalog } from "./catalog/feature.ts";
import { orders } from "./commission/orders/feature.ts";
import { plans } from "./commission/plans/feature.ts";
import { programmes } from "./commission/programmes/feature.ts";
import { release } from "./commission/release/feature.ts";
import { tiers } from "./commission/tiers/feature.ts";
import { compliance } from "./compliance/feature.ts";
import { events } from "./events/feature.ts";
import { adjustments } from "./finance/adjustments/feature.ts";
import { custody } from "./finance/custody/feature.ts";
import { deposits } from "./finance/deposits/feature.ts";
import { exports } from "./finance/exports/feature.ts";
import { payouts } from "./finance/payouts/feature.ts";
import { periods } from "./finance/periods/feature.ts";
import { reconciliation } from "./finance/reconciliation/feature.ts";
import { network } from "./network/feature.ts";
import type { Feature } from "./platform/feature.ts";
import { simulation } from "./simulation/feature.ts";

export const features: readonly Feature[] = [
  access,
  books,
  catalog,
  network,
  plans,
  tiers,
  programmes,
  orders,
  release,
  compliance,
  custody,
  deposits,
  payouts,
  adjustments,
  reconciliation,
  periods,
  exports,
  simulation,
  events,
];
