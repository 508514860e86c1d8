// The kinds of documents that are published in versions: the one list that commands and checks go through.
import type { DocumentKind } from "../catalog/document-kind.ts";
import { LADDER_KIND } from "../catalog/ladder-kind.ts";
import { PLAN_KIND } from "../catalog/plan-kind.ts";
import { TERMS_KIND } from "../catalog/terms-kind.ts";
import { PROGRAMME_KIND } from "./programme-kind.ts";

export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  PLAN_KIND,
  LADDER_KIND,
  TERMS_KIND,
  PROGRAMME_KIND,
];
