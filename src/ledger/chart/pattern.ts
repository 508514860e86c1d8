// All facts about a kind of account: plain data, from which names, parsers and SQL are made.

/** The nature of an account: the first part of its name. */
export const ACCOUNT_ROOTS = [
  "assets",
  "liabilities",
  "equity",
  "revenue",
  "income",
  "expenses",
] as const;
export type AccountRoot = (typeof ACCOUNT_ROOTS)[number];

/** The kinds of owners of accounts, besides the platform. */
export const PARTY_KINDS = ["DISTRIBUTOR", "SUPPLIER", "BUYER"] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** A distributor, supplier or buyer that has accounts. */
export interface Party {
  readonly kind: PartyKind;
  readonly code: string;
}

/** The kinds of owners of accounts. */
export const ACCOUNT_OWNERS = ["PLATFORM", ...PARTY_KINDS] as const;
export type AccountOwner = (typeof ACCOUNT_OWNERS)[number];

/**
 * What custody coverage is made of (docs/rules.md §7), in the order in which it is kept and shown.
 */
export const COVERAGE_PARTS = [
  "custody",
  "suppliers",
  "distributors",
  "buyers",
  "channel",
  "tax",
  "receivables",
] as const;
export type CoveragePart = (typeof COVERAGE_PARTS)[number];

/** One kind of account of the ledger (docs/rules.md §7). */
export interface AccountPattern {
  /**
   * The name's parts, `:` between them. A part in angle brackets stands for a code of what it names;
   * the one named like the owner is the owner's code.
   */
  readonly name: `${AccountRoot}:${string}`;
  readonly owner: AccountOwner;
  /** The side on which its balance normally is. */
  readonly side: "DEBIT" | "CREDIT";
  /** Whether entries by hand must not take more from it than it has. */
  readonly endsAtZero?: true;
  /** The part of custody coverage that it counts as; on the credit side it is owed. */
  readonly covers?: CoveragePart;
}

export type AccountPatterns = Readonly<Record<string, AccountPattern>>;

/** Whether its balance is owed, so that custody must cover it. */
export function isOwed({ side, covers }: AccountPattern): boolean {
  return covers !== undefined && side === "CREDIT";
}

/** The parts of an account's name. */
export function partsOf(account: string): string[] {
  return account.split(":");
}

/** The account's name from its parts. */
export function nameOf(parts: readonly string[]): string {
  return parts.join(":");
}

/** The nature of an account; undefined if the name is not in the chart. */
export function rootOf(account: string): AccountRoot | undefined {
  const [first] = partsOf(account);
  return ACCOUNT_ROOTS.find((root) => root === first);
}

/** What a part of a pattern's name stands for; undefined for a fixed word. */
export function placeholderOf(part: string): string | undefined {
  return /^<([a-z]+)>$/.exec(part)?.[1];
}

/** The fixed texts of a pattern's name before, between and after its codes. */
export function textsAround({ name }: AccountPattern): string[] {
  return name.split(/<[a-z]+>/);
}
