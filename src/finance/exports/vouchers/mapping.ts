// What our accounts are in the accountant's own chart: a document that finance edits.
import { z } from "zod";
import { checkDocument } from "../../../kernel/document.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { remembering } from "../../../kernel/remember.ts";
import { type Party, partyOf } from "../store/describe.ts";

/** Lines of a voucher at most, but for a single transaction that has more. */
const MAX_LINES = 500;
/** Lines of a mapping at most. */
const MAX_ACCOUNTS = 1_000;
const PATTERN = /^[a-z]+(:([A-Za-z0-9\-_.]+|\*))*$/;

/** What an account keeps apart by its party (辅助核算): customers, suppliers or persons. */
export const AUXILIARIES = ["CUSTOMER", "SUPPLIER", "PERSON"] as const;
export type Auxiliary = (typeof AUXILIARIES)[number];

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]+$/u, "is not one line");

const accountSchema = z
  .strictObject({
    account: z.string().max(300).regex(PATTERN, "is no name of an account, with * for any part"),
    code: z.string().regex(/^[0-9A-Za-z.]{1,30}$/, "is no code of an account"),
    name: text(60),
    auxiliary: z.enum(AUXILIARIES).optional(),
  })
  .refine(({ account, auxiliary }) => auxiliary === undefined || partyOf(account) !== undefined, {
    message: "an account of nobody has no auxiliary accounting",
    path: ["auxiliary"],
  });

const schema = z.strictObject({
  voucherWord: text(10),
  preparedBy: text(20),
  maxLines: z.int().min(2).max(MAX_LINES).optional(),
  currencies: z
    .record(z.string(), z.strictObject({ code: text(10), name: text(20) }).nullable())
    .refine((all) => Object.values(all).filter((one) => one !== null).length === 1, {
      message: "vouchers are in one currency: all but one are null",
    }),
  summaries: z.record(z.string(), text(30)).optional(),
  accounts: z
    .array(accountSchema)
    .min(1)
    .max(MAX_ACCOUNTS)
    .refine((all) => new Set(all.map(({ account }) => account)).size === all.length, {
      message: "an account stands there twice",
    }),
});

export type MappingDocument = z.infer<typeof schema>;
type AccountLine = MappingDocument["accounts"][number];

/** One of our accounts in the accountant's chart. */
export interface MappedAccount {
  readonly code: string;
  readonly name: string;
  readonly auxiliary: Auxiliary | undefined;
  /** Whose account it is, where that is kept apart. */
  readonly party: Party | undefined;
}

/** Checks a mapping's form; throws `Refusals` with the path of each fault, as a part of the request. */
export function parseMapping(document: unknown): VoucherMapping {
  try {
    return new VoucherMapping(checkDocument(schema, document));
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    const placed = ({ code, message, field }: Refusal) =>
      new Refusal(code, message, field ? `mapping.${field}` : "mapping");
    throw new Refusals(error.faults.map(placed));
  }
}

export class VoucherMapping {
  readonly document: MappingDocument;
  readonly #exact: ReadonlyMap<string, AccountLine>;
  readonly #patterns: readonly (readonly [RegExp, AccountLine])[];
  /** An account by its own line, else by the first pattern that fits it; undefined for none. */
  readonly find = remembering((account: string) => this.#find(account));

  constructor(document: MappingDocument) {
    this.document = document;
    this.#exact = new Map(document.accounts.map((line) => [line.account, line]));
    this.#patterns = document.accounts
      .filter(({ account }) => account.includes("*"))
      .map((line) => [patternOf(line.account), line]);
  }

  /** The asset whose amounts are in the vouchers. */
  get asset(): string {
    return Object.entries(this.document.currencies).find(([, one]) => one !== null)![0];
  }

  /** Whether the mapping says what becomes of an asset: it is the vouchers', or left out. */
  knows(asset: string): boolean {
    return Object.hasOwn(this.document.currencies, asset);
  }

  get maxLines(): number {
    return this.document.maxLines ?? MAX_LINES;
  }

  #find(account: string): MappedAccount | undefined {
    const fits = ([pattern]: readonly [RegExp, AccountLine]) => pattern.test(account);
    const line = this.#exact.get(account) ?? this.#patterns.find(fits)?.[1];
    if (line === undefined) return undefined;
    const { code, name, auxiliary } = line;
    return { code, name, auxiliary, party: auxiliary === undefined ? undefined : partyOf(account) };
  }
}

function patternOf(account: string): RegExp {
  const parts = account.replaceAll(".", "\\.").replaceAll("*", "[^:]+");
  return new RegExp(`^${parts}$`);
}
