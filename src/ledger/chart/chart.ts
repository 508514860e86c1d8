// The chart of accounts (docs/rules.md §7): every kind of account is defined, and spelt,
// only here.
import { buildersOf } from "./builders.ts";
import { parserOf } from "./parser.ts";
import { type AccountPattern, type AccountPatterns, isOwed } from "./pattern.ts";

const OWN_DEBIT = { owner: "PLATFORM", side: "DEBIT" } as const;
const OWN_CREDIT = { owner: "PLATFORM", side: "CREDIT" } as const;
const OWN_LIABILITY = { ...OWN_CREDIT, endsAtZero: true } as const;
const OWED_BY = { side: "DEBIT", endsAtZero: true, covers: "receivables" } as const;
const OWED_TO = { side: "CREDIT", endsAtZero: true } as const;
const OWED_TO_SUPPLIER = { owner: "SUPPLIER", ...OWED_TO, covers: "suppliers" } as const;
const OWED_TO_DISTRIBUTOR = { owner: "DISTRIBUTOR", ...OWED_TO, covers: "distributors" } as const;

export const CHART = {
  /** Money at the custody bank. */
  custody: { name: "assets:custody", ...OWN_DEBIT, endsAtZero: true, covers: "custody" },
  /** Debts: what refunds took back and is not recovered yet. */
  distributorDebt: {
    name: "assets:receivable:distributor:<distributor>",
    owner: "DISTRIBUTOR",
    ...OWED_BY,
  },
  supplierDebt: { name: "assets:receivable:supplier:<supplier>", owner: "SUPPLIER", ...OWED_BY },
  /** Found by reconciliation and not explained yet: too much, or too little. */
  suspense: { name: "assets:suspense", ...OWN_DEBIT },
  /** Bonus that a supplier will owe for a period that is not closed. */
  rebateDue: {
    name: "assets:rebate:<programme>:<supplier>",
    owner: "SUPPLIER",
    side: "DEBIT",
  },

  supplierPayable: { name: "liabilities:supplier:<supplier>", ...OWED_TO_SUPPLIER },
  /** Being paid out. */
  supplierHeld: { name: "liabilities:supplier:<supplier>:held", ...OWED_TO_SUPPLIER },
  /** Earnings that can be paid out. */
  available: { name: "liabilities:distributor:<distributor>:available", ...OWED_TO_DISTRIBUTOR },
  /** Earnings that are not released yet. */
  pending: { name: "liabilities:distributor:<distributor>:pending", ...OWED_TO_DISTRIBUTOR },
  /** Earnings that wait for a decision. */
  withheld: { name: "liabilities:distributor:<distributor>:withheld", ...OWED_TO_DISTRIBUTOR },
  /** Being paid out. */
  held: { name: "liabilities:distributor:<distributor>:held", ...OWED_TO_DISTRIBUTOR },
  /** Prepaid. */
  deposit: { name: "liabilities:distributor:<distributor>:deposit", ...OWED_TO_DISTRIBUTOR },
  /** Cashback or points. */
  buyerBalance: { name: "liabilities:buyer:<buyer>", owner: "BUYER", ...OWED_TO, covers: "buyers" },
  /** Bonus that the platform will owe, for a period that is not closed: not owed until then. */
  rebateOwed: {
    name: "liabilities:rebate:<programme>:<supplier>",
    owner: "SUPPLIER",
    ...OWED_TO,
  },
  channelFee: { name: "liabilities:channel-fee", ...OWN_LIABILITY, covers: "channel" },
  tax: { name: "liabilities:tax", ...OWN_LIABILITY, covers: "tax" },

  /** The platform's own money put into or taken out of custody. */
  ownMoney: { name: "equity:platform", ...OWN_CREDIT },
  /** What is left of margins. */
  platformRevenue: { name: "revenue:platform", ...OWN_CREDIT },
  payoutFee: { name: "revenue:payout-fee", ...OWN_CREDIT },
  rebateIncome: { name: "income:rebate", ...OWN_CREDIT },
  rebateExpense: { name: "expenses:rebate", ...OWN_DEBIT },
  /** Cashback that the platform bears. */
  cashback: { name: "expenses:cashback", ...OWN_DEBIT },
  /** Debts given up. */
  writeOff: { name: "expenses:write-off", ...OWN_DEBIT },
} as const satisfies AccountPatterns;

/** All patterns; new ones are added to this list. */
export const PATTERNS: readonly AccountPattern[] = Object.values(CHART);

/** The names of accounts that exist only once. */
export type SingleAccount = Exclude<
  (typeof CHART)[keyof typeof CHART]["name"],
  `${string}<${string}`
>;

/**
 * Names: a text for an account that exists only once, otherwise a function of the codes in the
 * name.
 */
export const accounts = buildersOf(CHART);

export const { find: findPattern, parse: parseAccount, party: findParty } = parserOf(PATTERNS);

/** The accounts that a share can be posted to; what repays a debt is negative on the debt account. */
export const EARNED: readonly AccountPattern[] = [
  CHART.available,
  CHART.pending,
  CHART.withheld,
  CHART.distributorDebt,
];

/** The accounts whose balances custody must cover. */
export const OWED: readonly AccountPattern[] = PATTERNS.filter(isOwed);

const PARENTS: ReadonlySet<AccountPattern> = new Set(
  PATTERNS.filter((one) => PATTERNS.some(({ name }) => name.startsWith(`${one.name}:`))),
);

/** Whether names of other accounts can begin with this name. */
export function hasAccountsBelow(account: string): boolean {
  const pattern = findPattern(account);
  return pattern !== undefined && PARENTS.has(pattern);
}
