// The document form of a supplier volume programme (docs/rules.md §5), and its compiled form for
// the engine.

import { z } from "zod";
import { dayBefore } from "../../../kernel/days.ts";
import {
  amountText,
  checkDocument,
  codeText,
  dayText,
  rateText,
} from "../../../kernel/document.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { nextPeriod, PERIODS, periodOf } from "../../../kernel/period.ts";
import { parseRate } from "../../../kernel/rate.ts";
import {
  type Band,
  METHODS,
  PAYERS,
  type Programme,
  THRESHOLDS,
  VOLUME_BASES,
} from "../../engine/programme.ts";

/** Most suppliers of one alliance. */
const MAX_MEMBERS = 100;
/** Most bands of one programme. */
const MAX_BANDS = 100;

function programmeSchema(asset: Asset) {
  const band = z
    .strictObject({
      over: amountText(asset),
      rate: rateText.optional(),
      amount: amountText(asset).optional(),
    })
    .superRefine(({ rate, amount }, context) => {
      if ((rate === undefined) === (amount === undefined))
        context.addIssue("give either a rate or an amount, not both");
    });
  const bands = z
    .array(band)
    .min(1)
    .max(MAX_BANDS)
    .superRefine((all, context) => refuseDisorder(all, asset, context));
  return z
    .strictObject({
      code: codeText,
      supplier: codeText.optional(),
      suppliers: z.array(codeText).min(2).max(MAX_MEMBERS).superRefine(refuseTwins).optional(),
      effectiveFrom: dayText,
      effectiveTo: dayText.nullable().default(null),
      period: z.enum(PERIODS),
      basis: z.enum(VOLUME_BASES).default("COST"),
      method: z.enum(METHODS),
      threshold: z.enum(THRESHOLDS).default("EXCLUSIVE"),
      payer: z.enum(PAYERS).default("PLATFORM"),
      bands,
      committed: amountText(asset).optional(),
      shortfallRate: rateText.optional(),
      committedBy: z.enum(PAYERS).optional(),
    })
    .superRefine(checkWhole);
}

type Bands = readonly { over: string }[];

function refuseDisorder(bands: Bands, { scale }: Asset, context: z.RefinementCtx): void {
  for (const [index, { over }] of bands.entries()) {
    const before = bands[index - 1]?.over;
    // An invalid amount was already reported.
    const [low, high] = [minorOr(before, scale), minorOr(over, scale)];
    if (low === undefined || high === undefined || low < high) continue;
    const message = `"${over}" must be above "${before}" of the previous band`;
    context.addIssue({ code: "custom", message, path: [index, "over"] });
  }
}

function minorOr(text: string | undefined, scale: number): bigint | undefined {
  try {
    return text === undefined ? undefined : parseAmount(text, scale, "");
  } catch {
    return undefined;
  }
}

function refuseTwins(codes: readonly string[], context: z.RefinementCtx): void {
  for (const [index, code] of codes.entries()) {
    if (codes.indexOf(code) === index) continue;
    context.addIssue({ code: "custom", message: `"${code}" is named twice`, path: [index] });
  }
}

interface Whole {
  readonly supplier?: string | undefined;
  readonly suppliers?: readonly string[] | undefined;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly period: (typeof PERIODS)[number];
  readonly committed?: string | undefined;
  readonly shortfallRate?: string | undefined;
  readonly committedBy?: string | undefined;
}

// Checks the fields that depend on each other.
function checkWhole(document: Whole, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) =>
    context.addIssue({ code: "custom", message, path: [path] });
  const { supplier, suppliers, effectiveFrom, effectiveTo, period } = document;
  if ((supplier === undefined) === (suppliers === undefined))
    fault("supplier", "give either supplier, or suppliers for an alliance");
  const starts = periodOf(period, effectiveFrom);
  if (starts !== effectiveFrom)
    fault("effectiveFrom", `"${effectiveFrom}" is not the first day of a ${period}`);
  if (effectiveTo !== null) {
    const ends = dayBefore(nextPeriod(period, periodOf(period, effectiveTo)));
    if (ends !== effectiveTo)
      fault("effectiveTo", `"${effectiveTo}" is not the last day of a ${period}`);
    else if (effectiveTo < effectiveFrom)
      fault("effectiveTo", `"${effectiveTo}" is before effectiveFrom`);
  }
  const { committed, shortfallRate, committedBy } = document;
  if ((committed === undefined) !== (shortfallRate === undefined))
    fault("committed", "committed and shortfallRate must be given together");
  if (committedBy !== undefined && committed === undefined)
    fault("committedBy", "is allowed only together with committed");
}

export type ProgrammeDocument = z.infer<ReturnType<typeof programmeSchema>>;

/** Checks the form of a programme; throws `Refusals` with the path of each fault. */
export function checkProgramme(document: unknown, asset: Asset): ProgrammeDocument {
  return checkDocument(programmeSchema(asset), document);
}

/** The suppliers that a programme is for: one, or the members of an alliance. */
export function membersOf({ supplier, suppliers }: ProgrammeDocument): readonly string[] {
  return suppliers ?? [supplier!];
}

/** Compiles a checked programme; `id` is the row's id, versions are numbered for each code. */
export function compileProgramme(
  { id, version }: { id: number; version: number },
  document: ProgrammeDocument,
  asset: Asset,
): Programme {
  const { code, effectiveFrom, effectiveTo, period, basis, method, threshold, payer } = document;
  const amount = (text: string) => parseAmount(text, asset.scale, "amount");
  const bands = document.bands.map(({ over, rate, amount: fixed }): Band => {
    return {
      overMinor: amount(over),
      rateMicro: rate === undefined ? undefined : parseRate(rate, "rate"),
      amountMinor: fixed === undefined ? undefined : amount(fixed),
    };
  });
  const { committed, shortfallRate, committedBy = "PLATFORM" } = document;
  const commitment =
    committed === undefined || shortfallRate === undefined
      ? undefined
      : {
          committedMinor: amount(committed),
          shortfallRateMicro: parseRate(shortfallRate, "shortfallRate"),
          committedBy,
        };
  const common = { method, threshold, bands, period, basis, payer, commitment };
  const suppliers = membersOf(document);
  return { id, code, version, suppliers, effectiveFrom, effectiveTo, ...common };
}
