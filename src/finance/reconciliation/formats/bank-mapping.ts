// How a bank's own CSV is to be read: a JSON document that users write once for each bank.
import { z } from "zod";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { ENCODINGS } from "./text-lines.ts";

const DATE_FORMATS = [
  "YYYY-MM-DD",
  "YYYYMMDD",
  "YYYY/MM/DD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "MM/DD/YYYY",
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const name = z.string().trim().min(1).max(100);
const names = z.union([name.transform((one) => [one]), z.array(name).min(1).max(5)]);

/** The names of the bank's columns; amounts are one signed column, or one for each direction. */
const columns = z
  .strictObject({
    date: name,
    time: name.optional(),
    amount: name.optional(),
    in: name.optional(),
    out: name.optional(),
    reference: names.optional(),
    counterparty: name.optional(),
    memo: names.optional(),
    balance: name.optional(),
  })
  .refine((one) => (one.amount === undefined) === (one.in !== undefined && one.out !== undefined), {
    error: "name either amount, or both in and out",
  })
  .refine((one) => one.amount === undefined || (one.in === undefined && one.out === undefined), {
    error: "name either amount, or both in and out",
  });

const mapping = z
  .strictObject({
    encoding: z.enum(ENCODINGS).default("UTF-8"),
    delimiter: z.enum([",", ";", "\t", "|"]).default(","),
    /** Lines before the header. */
    skip: z.int().min(0).max(100).default(0),
    columns,
    date: z.enum(DATE_FORMATS).default("YYYY-MM-DD"),
    /** Whether an amount above 0 came in, or went out. */
    positive: z.enum(["IN", "OUT"]).default("IN"),
    thousands: z.enum(["", ",", ".", " ", "'"]).default(""),
    decimal: z.enum([".", ","]).default("."),
    /** What the first line behind the rows begins with, such as 合计. */
    end: name.optional(),
  })
  .refine((one) => one.thousands !== one.decimal, {
    path: ["thousands"],
    error: "is the same as decimal",
  });

export type BankMapping = z.infer<typeof mapping>;

/** Throws `Refusals`, one for each fault, named by its path. */
export function parseMapping(document: unknown): BankMapping {
  const { success, data, error } = mapping.safeParse(document);
  if (success) return data;
  throw new Refusals(
    error.issues.map(({ path, message }) => {
      const field = ["mapping", ...path].join(".");
      return new Refusal("INVALID", `${field}: ${message}`, "mapping");
    }),
  );
}
