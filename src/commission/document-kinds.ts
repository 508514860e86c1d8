// The kinds of documents that are published in versions: the one list that commands and checks go through.

import { TERMS_KIND } from "../finance/payouts/store/terms-kind.ts";
import type { DocumentKind } from "../platform/publishing/document-kind.ts";
import { LADDER_KIND } from "./plans/store/ladder-kind.ts";
import { PLAN_KIND } from "./plans/store/plan-kind.ts";
import { PROGRAMME_KIND } from "./programmes/store/programme-kind.ts";

export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  PLAN_KIND,
  LADDER_KIND,
  TERMS_KIND,
  PROGRAMME_KIND,
];
