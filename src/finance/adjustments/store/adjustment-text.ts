// Parses a requested adjustment: it must have exactly the fields that its template needs.

import { parseCode, parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { PARTY_KINDS, type Party, type PartyKind } from "../../../ledger/chart/pattern.ts";
import { explains, partyKindOf, TEMPLATES, type Template } from "../engine/adjustment.ts";

/** An adjustment as text, from an input object or a command line. */
export interface AdjustmentText {
  readonly idempotencyKey: string;
  readonly template: string;
  readonly distributor?: string | null | undefined;
  readonly supplier?: string | null | undefined;
  readonly buyer?: string | null | undefined;
  /** Not allowed with REVERSAL, which reverses the whole amount. */
  readonly amount?: string | null | undefined;
  readonly asset?: string | null | undefined;
  /** The ref of the adjustment to reverse, or whose money is explained. */
  readonly of?: string | null | undefined;
  readonly occurredAt: string;
  readonly reference?: string | null | undefined;
  readonly reason: string;
}

/** The parsed request without the amount, because its asset must be looked up first. */
export interface Asked {
  readonly ref: string;
  readonly template: Template;
  readonly party: Party | null;
  readonly of: string | null;
  readonly occurredAt: number;
  readonly reference: string | null;
  readonly reason: string;
}

/** Throws `INVALID` with the field, also for a field that the template does not use. */
export function parseAdjustment(text: AdjustmentText): Asked {
  const template = parseTemplate(text.template);
  const own = template === "REVERSAL" ? null : partyKindOf(template);
  for (const kind of PARTY_KINDS) needs(text, template, fieldOf(kind), kind === own);
  needs(text, template, "amount", template !== "REVERSAL");
  needs(text, template, "of", template === "REVERSAL" || explains(template) !== undefined);
  if (template === "REVERSAL") needs(text, template, "asset", false);
  const { of, reference } = text;
  return {
    ref: parseCode(text.idempotencyKey, "idempotencyKey"),
    template,
    party: own === null ? null : { kind: own, code: parseCode(text[fieldOf(own)]!, fieldOf(own)) },
    of: of == null ? null : parseCode(of, "of"),
    occurredAt: parseInstant(text.occurredAt, "occurredAt"),
    reference: reference == null ? null : parseReason(reference, "reference"),
    reason: parseReason(text.reason, "reason"),
  };
}

function parseTemplate(text: string): Template {
  const found = TEMPLATES.find((template) => template === text);
  if (found !== undefined) return found;
  const shown = JSON.stringify(text.slice(0, 70));
  throw new Refusal(
    "INVALID",
    `template: ${shown} must be one of ${TEMPLATES.join(", ")}`,
    "template",
  );
}

type Field = "distributor" | "supplier" | "buyer" | "amount" | "asset" | "of";

function fieldOf(kind: PartyKind) {
  return kind.toLowerCase() as Lowercase<typeof kind>;
}

function needs(text: AdjustmentText, template: Template, field: Field, wanted: boolean): void {
  if ((text[field] != null) === wanted) return;
  const why = wanted ? `is required by ${template}` : `is not allowed in ${template}`;
  throw new Refusal("INVALID", `${field}: ${why}`, field);
}
