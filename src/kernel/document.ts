// Checking documents: the texts that they are made of, and every fault with the path where it is.
import { z } from "zod";
import { parseCode, parseName } from "./code.ts";
import { Refusal, type RefusalCode, Refusals } from "./errors.ts";
import { type Asset, parseAmount } from "./money.ts";
import { rateFault } from "./rate.ts";
import { parseDay, parseInstant } from "./time.ts";

/** Faults of one document that are told at most. */
export const MAX_FAULTS = 20;
/** Characters of a fault at most: it shows what stands in the document. */
const MAX_MESSAGE = 200;
/** Tiers of a map at most, as many as a ladder has. */
const MAX_TIERS = 100;

/** The document as its schema has it; throws `Refusals`: `rules[2].rates[0]: "1.2" is above 1`. */
export function checkDocument<T>(schema: z.ZodType<T>, document: unknown): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw new Refusals(
    result.error.issues.slice(0, MAX_FAULTS).map((issue) => {
      const path = pathText(issue.path);
      const { message } = issue;
      const told = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
      return new Refusal(codeOf(issue), `${path === "" ? "document" : path}: ${told}`, path);
    }),
  );
}

function codeOf(issue: z.core.$ZodIssue): RefusalCode {
  return issue.code === "custom" ? ((issue.params?.code as RefusalCode) ?? "INVALID") : "INVALID";
}

/** A field that is known only to be refused; any value of it is. */
export function refused(why: string, code: RefusalCode = "INVALID") {
  const isAbsent = (value: unknown) => value === undefined;
  return z.custom<undefined>(isAbsent, { error: why, params: { code } }).optional();
}

/** Whether a rate or an amount, checked before, is above zero. */
export function isAboveZero(text: string): boolean {
  return /[1-9]/.test(text);
}

/** `["rules", 2, "rates", 0]` is `rules[2].rates[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

// A parser of the kernel as a check: its message without the field, which the path says already.
function parsed(parse: (text: string) => unknown) {
  return (text: string, context: z.RefinementCtx) => {
    try {
      parse(text);
    } catch (fault) {
      context.addIssue((fault as Error).message.replace(/^: /, ""));
    }
  };
}

/** A name for people, or what goods are sorted by. */
export const nameText = z
  .string()
  .min(1)
  .superRefine(parsed((text) => parseName(text, "", "")));
export const codeText = z.string().superRefine(parsed((text) => parseCode(text, "")));
export const assetCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{0,11}$/, "is not an asset's code, like CNY");
/** A local day, `YYYY-MM-DD`. */
export const dayText = z.string().superRefine(parsed((text) => parseDay(text, "")));
export const instantText = z.string().superRefine(parsed((text) => parseInstant(text, "")));
export const rateText = z.string().superRefine((text, context) => {
  const fault = rateFault(text);
  if (fault !== undefined) context.addIssue(fault);
});

/** An amount of the asset, 0 or above. */
export function amountText(asset: Asset) {
  return z.string().superRefine(
    parsed((text) => {
      if (parseAmount(text, asset.scale, "") < 0n) throw new Error(`"${text}" is below 0`);
    }),
  );
}

/** One value for every tier, or a map from tier to one; faults keep their own paths. */
export function byTier<T>(one: z.ZodType<T>): z.ZodType<T | Record<string, T>> {
  return z.custom<T | Record<string, T>>().superRefine((value, context) => {
    const tell = (checked: z.ZodSafeParseResult<unknown>, at: readonly string[]) => {
      for (const { message, path } of checked.error?.issues ?? []) {
        context.addIssue({ code: "custom", message, path: [...at, ...path] });
      }
      return checked.success;
    };
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMap) tell(one.safeParse(value), []);
    // Not as a record of zod's, which passes over the key `__proto__`.
    const entries = isMap ? Object.entries(value) : [];
    if (entries.length > MAX_TIERS) context.addIssue(`names more than ${MAX_TIERS} tiers`);
    for (const [tier, part] of entries.slice(0, MAX_TIERS)) {
      if (tell(codeText.safeParse(tier), [])) tell(one.safeParse(part), [tier]);
    }
  });
}

/** The values of a map by tier, or the one that stands for every tier. */
export function valuesByTier(value: string | Record<string, string>): string[] {
  return typeof value === "string" ? [value] : Object.values(value);
}

/** A value by tier, each one compiled: a map becomes a `Map`. */
export function compileByTier<T, C>(
  value: T | Record<string, T>,
  compile: (one: T) => C,
): C | ReadonlyMap<string, C> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return compile(value as T);
  return new Map(
    Object.entries(value as Record<string, T>).map(([tier, one]) => [tier, compile(one)]),
  );
}
