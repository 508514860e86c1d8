// Converts account and asset names to valid beancount names and back, one to one.
import { hasAccountsBelow } from "../../../ledger/chart/chart.ts";
import { type AccountRoot, nameOf, partsOf, rootOf } from "../../../ledger/chart/pattern.ts";

const ROOTS: Readonly<Record<AccountRoot, string>> = {
  assets: "Assets",
  liabilities: "Liabilities",
  equity: "Equity",
  revenue: "Income:Revenue",
  income: "Income:Other",
  expenses: "Expenses",
};
/**
 * A supplier's account has accounts below it, and a beancount balance assertion includes
 * all accounts below. So its own balance goes to a separate leaf with a name that no other account
 * ends with.
 */
const OWED = ":Owed";

/**
 * The buyer `no_1.x` is `No-u1-dx` there. Each part starts with a capital or a digit: words get their
 * capital, and whatever else could be confused with one or starts
 * otherwise gets `X-x` before it; `_`
 * is `-u`, `.` is `-d`, and `-` is doubled where it could be
 * read as these.
 */
export function beancountName(account: string): string {
  const root = rootOf(account);
  const [first = "", ...parts] = partsOf(account);
  const shown = root === undefined ? escapePart(first) : ROOTS[root];
  const name = [shown, ...parts.map(escapePart)].join(":");
  return hasAccountsBelow(account) ? `${name}${OWED}` : name;
}

/** The inverse of `beancountName`. */
export function accountOfBeancount(name: string): string {
  const account = originalName(name);
  const above = nameOf(partsOf(account).slice(0, -1));
  return name.endsWith(OWED) && hasAccountsBelow(above) ? above : account;
}

function originalName(name: string): string {
  const found = Object.entries(ROOTS).find(([, root]) => name.startsWith(`${root}:`));
  if (found === undefined) throw new Error(`${name} is not the name of an account of this network`);
  const [root, shown] = found;
  return nameOf([root, ...partsOf(name.slice(shown.length + 1)).map(originalPart)]);
}

function escapePart(part: string): string {
  const text = part
    .replaceAll(/-(?=[a-z_.-])/g, "--")
    .replaceAll("_", "-u")
    .replaceAll(".", "-d");
  if (/^[a-z][a-z]/.test(text)) return text.charAt(0).toUpperCase() + text.slice(1);
  return /^[A-Z0-9](?![a-z])/.test(text) ? text : `X-x${text}`;
}

function originalPart(shown: string): string {
  const text = shown.startsWith("X-x")
    ? shown.slice(3)
    : shown.replace(/^[A-Z](?=[a-z])/, (capital) => capital.toLowerCase());
  return text.replaceAll(/-([-ud])/g, (_, mark: string) => ORIGINALS[mark]!);
}

const ORIGINALS: Readonly<Record<string, string>> = { "-": "-", u: "_", d: "." };

/** Words that beancount reads as values. */
const VALUES = new Set(["TRUE", "FALSE", "NULL"]);

/** Also marks codes of one character, which beancount refuses; our codes have no `-`. */
export function beancountCurrency(asset: string): string {
  return asset.length === 1 || VALUES.has(asset) ? `${asset}-1` : asset;
}
