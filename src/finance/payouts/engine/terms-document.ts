// The terms of payouts as a document: the least that is paid out, what it costs, and the tax withheld.
import { z } from "zod";
import { amountText, checkDocument, instantText, rateText } from "../../../kernel/document.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { parseRate } from "../../../kernel/rate.ts";
import { parseInstant } from "../../../kernel/time.ts";
import type { Payee, PayoutTerms } from "./payout.ts";
import type { TaxTable } from "./tax.ts";
import { compileTax, taxSchema } from "./tax-document.ts";

function termsSchema(asset: Asset) {
  const amount = amountText(asset);
  const fee = z
    .strictObject({ rate: rateText.optional(), min: amount.optional(), max: amount.optional() })
    .superRefine(({ min, max }, context) => {
      if (min === undefined || max === undefined) return;
      if (parseAmount(min, asset.scale, "") <= parseAmount(max, asset.scale, "")) return;
      context.addIssue({ code: "custom", message: `"${max}" is below min`, path: ["max"] });
    });
  return z.strictObject({
    effectiveFrom: instantText,
    payout: z.strictObject({ minimum: amount.optional(), fee: fee.optional() }),
    tax: taxSchema(asset).optional(),
  });
}

export type TermsDocument = z.infer<ReturnType<typeof termsSchema>>;

/** Checks the form; throws `Refusals` with the path of each fault. */
export function checkTerms(document: unknown, asset: Asset): TermsDocument {
  return checkDocument(termsSchema(asset), document);
}

/** The terms of one version, as payouts go by them. */
export interface Terms extends PayoutTerms {
  readonly version: number;
  /** By the kind of payee; undefined: nothing is withheld. */
  readonly tax: Readonly<Record<Payee["kind"], TaxTable | undefined>>;
}

/** The terms as the engine goes by them, of a document that was checked. */
export function compileTerms(version: number, document: TermsDocument, asset: Asset): Terms {
  const { effectiveFrom, payout, tax } = document;
  const { minimum, fee } = payout;
  const amount = (text = "0") => parseAmount(text, asset.scale, "");
  return {
    version,
    effectiveFrom: parseInstant(effectiveFrom, "effectiveFrom"),
    minimumMinor: amount(minimum),
    feeRateMicro: parseRate(fee?.rate ?? "0", "rate"),
    feeMinMinor: amount(fee?.min),
    feeMaxMinor: fee?.max === undefined ? undefined : amount(fee.max),
    tax: {
      DISTRIBUTOR: compileTax(tax?.distributor, asset),
      SUPPLIER: compileTax(tax?.supplier, asset),
    },
  };
}
