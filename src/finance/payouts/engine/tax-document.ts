// The tax part of the payout terms: a statutory table by name, or a custom table.
import { z } from "zod";
import { amountText, rateText } from "../../../kernel/document.ts";
import { Exact } from "../../../kernel/exact.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { MONTH_COUNTS, TAX_METHODS, type TaxBand, type TaxMethod, type TaxTable } from "./tax.ts";
import { bandFaults } from "./tax-checks.ts";
import { STATUTORY } from "./tax-tables.ts";

/** Most bands of one table. */
const MAX_BANDS = 50;

function tableSchema(asset: Asset) {
  const amount = amountText(asset);
  const band = z.strictObject({
    upTo: amount.optional(),
    rate: rateText,
    quickDeduction: amount.optional(),
  });
  const rows = z.array(band).min(1).max(MAX_BANDS);
  const bands = rows.superRefine((all, context) => {
    for (const { message, path } of bandFaults(
      all.map((one) => bandOf(one, asset)),
      asset,
    )) {
      context.addIssue({ code: "custom", message, path });
    }
  });
  const allowance = z.strictObject({ upTo: amount, fixed: amount, rate: rateText });
  const months = z.enum(MONTH_COUNTS);
  return z.discriminatedUnion("method", [
    z.strictObject({ method: z.enum(["PER_PAYMENT", "PER_MONTH"]), allowance, bands }),
    z.strictObject({
      method: z.literal("CUMULATIVE"),
      expenseRate: rateText,
      monthlyAllowance: amount,
      months,
      bands,
    }),
  ]);
}

type TableDocument = z.infer<ReturnType<typeof tableSchema>>;
export type PayeeTax = TaxMethod | TableDocument;

/** A statutory name or a custom table; faults keep their own paths. */
function payeeTax(asset: Asset): z.ZodType<PayeeTax> {
  const [name, table] = [z.enum(TAX_METHODS), tableSchema(asset)];
  return z.custom<PayeeTax>().superRefine((value, context) => {
    const isName = typeof value !== "object" || value === null;
    const checked = isName ? name.safeParse(value) : table.safeParse(value);
    for (const { message, path } of checked.error?.issues ?? []) {
      context.addIssue({ code: "custom", message, path });
    }
  });
}

export function taxSchema(asset: Asset) {
  const of = payeeTax(asset).optional();
  return z.strictObject({ distributor: of, supplier: of });
}

export const TAXED = ["distributor", "supplier"] as const;

interface BandDocument {
  readonly upTo?: string | undefined;
  readonly rate: string;
  readonly quickDeduction?: string | undefined;
}

function bandOf({ upTo, rate, quickDeduction = "0" }: BandDocument, asset: Asset): TaxBand {
  return {
    upToMinor: upTo === undefined ? undefined : parseAmount(upTo, asset.scale, ""),
    rate: new Exact(rate),
    quickMinor: parseAmount(quickDeduction, asset.scale, ""),
  };
}

/** The table that the document selects; undefined if no tax is withheld. */
export function compileTax(given: PayeeTax | undefined, asset: Asset): TaxTable | undefined {
  if (given === undefined || given === "NONE") return undefined;
  return typeof given === "string" ? STATUTORY[given].table : compileTable(given, asset);
}

export function compileTable(given: TableDocument, asset: Asset): TaxTable {
  const amount = (text: string) => parseAmount(text, asset.scale, "");
  const bands = given.bands.map((band) => bandOf(band, asset));
  if (given.method === "CUMULATIVE") {
    const { method, months, expenseRate, monthlyAllowance } = given;
    const monthlyMinor = amount(monthlyAllowance);
    return { method, months, bands, monthlyMinor, expenseRate: new Exact(expenseRate) };
  }
  const { upTo, fixed, rate } = given.allowance;
  const allowance = {
    upToMinor: amount(upTo),
    fixedMinor: amount(fixed),
    rate: new Exact(rate),
  };
  return { method: given.method, allowance, bands };
}
