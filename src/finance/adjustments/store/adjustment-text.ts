// An adjustment as it is asked for: that it names what its template needs, and nothing else.

import { parseCode, parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { parseInstant } from "../../../kernel/time.ts";
import {
  explains,
  PARTY_KINDS,
  type Party,
  partyOf,
  TEMPLATES,
  type Template,
} from "../engine/adjustment.ts";

/** An adjustment as an input object or a command line has it. */
export interface AdjustmentText {
  readonly idempotencyKey: string;
  readonly template: string;
  readonly distributor?: string | null | undefined;
  readonly supplier?: string | null | undefined;
  readonly buyer?: string | null | undefined;
  /** Not with REVERSAL: it takes back the whole. */
  readonly amount?: string | null | undefined;
  readonly asset?: string | null | undefined;
  /** The ref of the adjustment that it takes back, or whose money it explains. */
  readonly of?: string | null | undefined;
  readonly occurredAt: string;
  readonly reference?: string | null | undefined;
  readonly reason: string;
}

/** What was asked for, but for the amount, whose asset must be looked up. */
export interface Asked {
  readonly ref: string;
  readonly template: Template;
  readonly party: Party | null;
  readonly of: string | null;
  readonly occurredAt: number;
  readonly reference: string | null;
  readonly reason: string;
}

/** Throws `INVALID` with the field, also for what the template has no use for. */
export function parseAdjustment(text: AdjustmentText): Asked {
  const template = parseTemplate(text.template);
  const own = template === "REVERSAL" ? null : partyOf(template);
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
  throw new Refusal("INVALID", `template: ${shown} is none of ${TEMPLATES.join(", ")}`, "template");
}

type Field = "distributor" | "supplier" | "buyer" | "amount" | "asset" | "of";

function fieldOf(kind: (typeof PARTY_KINDS)[number]) {
  return kind.toLowerCase() as Lowercase<typeof kind>;
}

function needs(text: AdjustmentText, template: Template, field: Field, wanted: boolean): void {
  if ((text[field] != null) === wanted) return;
  const why = wanted ? `is missing, and ${template} needs it` : `has no place in ${template}`;
  throw new Refusal("INVALID", `${field}: ${why}`, field);
}
