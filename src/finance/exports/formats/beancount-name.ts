// Our account and asset names as beancount can write them, and back: no two become the same.

const ROOTS: Readonly<Record<string, string>> = {
  assets: "Assets",
  liabilities: "Liabilities",
  equity: "Equity",
  revenue: "Income:Revenue",
  income: "Income:Other",
  expenses: "Expenses",
};
/**
 * `liabilities:supplier:<code>` has an account below it. A balance that is asserted there holds for
 * all that is below, so what it holds itself gets a leaf of its own; no account of ours ends so.
 */
const OWED = "Owed";
const SUPPLIER = /^liabilities:supplier:[^:]+$/;
const SUPPLIER_OWED = /^Liabilities:Supplier:[^:]+:Owed$/;

/**
 * `liabilities:buyer:no_1.x` is `Liabilities:Buyer:X-xno-u1-dx`. Each part starts with a capital or
 * a digit: words get their capital, and whatever else could be confused with one or starts otherwise
 * gets `X-x` before it; `_` is `-u`, `.` is `-d`, and `-` is doubled where it could be read as these.
 */
export function beancountName(account: string): string {
  const [root = "", ...parts] = account.split(":");
  const name = [ROOTS[root] ?? escapePart(root), ...parts.map(escapePart)].join(":");
  return SUPPLIER.test(account) ? `${name}:${OWED}` : name;
}

/** The account that `beancountName` made a name of. */
export function accountOfBeancount(name: string): string {
  const own = SUPPLIER_OWED.test(name) ? name.slice(0, -OWED.length - 1) : name;
  const found = Object.entries(ROOTS).find(([, root]) => own.startsWith(`${root}:`));
  if (found === undefined) throw new Error(`${name} is no name of an account here`);
  const [root, shown] = found;
  return [
    root,
    ...own
      .slice(shown.length + 1)
      .split(":")
      .map(originalPart),
  ].join(":");
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

/** Words that beancount reads as values, */
const VALUES = new Set(["TRUE", "FALSE", "NULL"]);

/** and codes of one character, which it does not take; no code of ours has a `-`. */
export function beancountCurrency(asset: string): string {
  return asset.length === 1 || VALUES.has(asset) ? `${asset}-1` : asset;
}
