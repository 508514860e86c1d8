// The voucher mapping: a document, edited by finance, that maps our accounts to the accountant's
// chart of accounts.
import { z } from "zod";
import { checkDocument } from "../../../kernel/document.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { remembering } from "../../../kernel/remember.ts";
import { isMask, maskExpression } from "../../../ledger/chart/mask.ts";
import type { Party } from "../../../ledger/chart/pattern.ts";
import { partyOf } from "./describe.ts";

/** Most lines of a voucher, except for a single transaction with more lines. */
const MAX_LINES = 500;
/** Most lines of a mapping. */
const MAX_ACCOUNTS = 1_000;
const PATTERN = /^[a-z]+(:([A-Za-z0-9\-_.]+|\*))*$/;

/** The auxiliary accounting of an account by its party (辅助核算): customers, suppliers or persons. */
export const AUXILIARIES = ["CUSTOMER", "SUPPLIER", "PERSON"] as const;
export type Auxiliary = (typeof AUXILIARIES)[number];

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]+$/u, "must be one line");

const accountSchema = z
  .strictObject({
    account: z.string().max(300).regex(PATTERN, "is not an account name; * stands for any part"),
    code: z
      .string()
      .regex(/^[0-9A-Za-z.]{1,30}$/, "is not an account code (1–30 letters, digits or dots)"),
    name: text(60),
    auxiliary: z.enum(AUXILIARIES).optional(),
  })
  .refine(({ account, auxiliary }) => auxiliary === undefined || partyOf(account) !== undefined, {
    message: "is allowed only for an account that has an owner",
    path: ["auxiliary"],
  });

const schema = z.strictObject({
  voucherWord: text(10),
  preparedBy: text(20),
  maxLines: z.int().min(2).max(MAX_LINES).optional(),
  currencies: z
    .record(z.string(), z.strictObject({ code: text(10), name: text(20) }).nullable())
    .refine((all) => Object.values(all).filter((one) => one !== null).length === 1, {
      message: "vouchers have one currency: all assets except one must be null",
    }),
  summaries: z.record(z.string(), text(30)).optional(),
  accounts: z
    .array(accountSchema)
    .min(1)
    .max(MAX_ACCOUNTS)
    .refine((all) => new Set(all.map(({ account }) => account)).size === all.length, {
      message: "an account is listed twice",
    }),
});

export type MappingDocument = z.infer<typeof schema>;
type AccountLine = MappingDocument["accounts"][number];

/** One of our accounts in the accountant's chart of accounts. */
export interface MappedAccount {
  readonly code: string;
  readonly name: string;
  readonly auxiliary: Auxiliary | undefined;
  /** The owner of the account, if it has auxiliary accounting. */
  readonly party: Party | undefined;
}

/** Validates a mapping; throws `Refusals` with the path of each fault within the request. */
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
  /**
   * Maps an account by its exact line, else by the first matching pattern; undefined if none
   * matches.
   */
  readonly find = remembering((account: string) => this.#find(account));

  constructor(document: MappingDocument) {
    this.document = document;
    this.#exact = new Map(document.accounts.map((line) => [line.account, line]));
    this.#patterns = document.accounts
      .filter(({ account }) => isMask(account))
      .map((line) => [maskExpression(line.account), line]);
  }

  /** The asset of the voucher amounts. */
  get asset(): string {
    return Object.entries(this.document.currencies).find(([, one]) => one !== null)![0];
  }

  /** Whether the mapping lists an asset: as the vouchers' currency, or as left out. */
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
