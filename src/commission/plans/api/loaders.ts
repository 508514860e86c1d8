// What plans reads for many fields at once.

import { loader } from "../../../platform/graphql/loader.ts";
import { findPublished } from "../../../platform/publishing/read-published.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";

export const plansLoader = loader((tx, versions: readonly number[]) =>
  findPublished(tx, PLAN_KIND, versions),
);
