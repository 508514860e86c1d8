// The chart of accounts: names made and read, whose they are, on which side, and what custody covers.
import { describe, expect, it } from "vitest";
import { buildersOf, nameOfOwner } from "../../src/ledger/chart/builders.ts";
import {
  accounts,
  CHART,
  EARNED,
  findParty,
  findPattern,
  hasAccountsBelow,
  OWED,
  PATTERNS,
  parseAccount,
} from "../../src/ledger/chart/chart.ts";
import { maskExpression, maskOf } from "../../src/ledger/chart/mask.ts";
import { parserOf } from "../../src/ledger/chart/parser.ts";
import {
  type AccountPattern,
  type AccountPatterns,
  COVERAGE_PARTS,
  isOwed,
  rootOf,
} from "../../src/ledger/chart/pattern.ts";

type Key = keyof typeof CHART;

// The table of docs/rules.md §7: its account, who owns it, its side, where custody coverage has it,
// and whether that is owed.
const TABLE: readonly (readonly [
  Key,
  name: string,
  owner: string,
  side: string,
  covers: string | undefined,
  isOwed: boolean,
])[] = [
  ["custody", "assets:custody", "PLATFORM", "DEBIT", "custody", false],
  [
    "distributorDebt",
    "assets:receivable:distributor:<code>",
    "DISTRIBUTOR",
    "DEBIT",
    "receivables",
    false,
  ],
  ["supplierDebt", "assets:receivable:supplier:<code>", "SUPPLIER", "DEBIT", "receivables", false],
  ["suspense", "assets:suspense", "PLATFORM", "DEBIT", undefined, false],
  ["rebateDue", "assets:rebate:<programme>:<code>", "SUPPLIER", "DEBIT", undefined, false],
  ["supplierPayable", "liabilities:supplier:<code>", "SUPPLIER", "CREDIT", "suppliers", true],
  ["supplierHeld", "liabilities:supplier:<code>:held", "SUPPLIER", "CREDIT", "suppliers", true],
  [
    "available",
    "liabilities:distributor:<code>:available",
    "DISTRIBUTOR",
    "CREDIT",
    "distributors",
    true,
  ],
  [
    "pending",
    "liabilities:distributor:<code>:pending",
    "DISTRIBUTOR",
    "CREDIT",
    "distributors",
    true,
  ],
  [
    "withheld",
    "liabilities:distributor:<code>:withheld",
    "DISTRIBUTOR",
    "CREDIT",
    "distributors",
    true,
  ],
  ["held", "liabilities:distributor:<code>:held", "DISTRIBUTOR", "CREDIT", "distributors", true],
  [
    "deposit",
    "liabilities:distributor:<code>:deposit",
    "DISTRIBUTOR",
    "CREDIT",
    "distributors",
    true,
  ],
  ["buyerBalance", "liabilities:buyer:<code>", "BUYER", "CREDIT", "buyers", true],
  ["rebateOwed", "liabilities:rebate:<programme>:<code>", "SUPPLIER", "CREDIT", undefined, false],
  ["channelFee", "liabilities:channel-fee", "PLATFORM", "CREDIT", "channel", true],
  ["tax", "liabilities:tax", "PLATFORM", "CREDIT", "tax", true],
  ["ownMoney", "equity:platform", "PLATFORM", "CREDIT", undefined, false],
  ["platformRevenue", "revenue:platform", "PLATFORM", "CREDIT", undefined, false],
  ["payoutFee", "revenue:payout-fee", "PLATFORM", "CREDIT", undefined, false],
  ["rebateIncome", "income:rebate", "PLATFORM", "CREDIT", undefined, false],
  ["rebateExpense", "expenses:rebate", "PLATFORM", "DEBIT", undefined, false],
  ["cashback", "expenses:cashback", "PLATFORM", "DEBIT", undefined, false],
  ["writeOff", "expenses:write-off", "PLATFORM", "DEBIT", undefined, false],
];
/** Codes that could be taken for something else. */
const CODES = ["E", "S001", "held", "available", "custody", "no_1.x", "a-b"];

function build(key: Key, programme: string, code: string): string {
  const builder: unknown = accounts[key];
  if (typeof builder !== "function") return builder as string;
  return builder.length === 2 ? builder(programme, code) : builder(code);
}

describe("§7 the chart of accounts", () => {
  it("has the accounts of the rules and no other", () => {
    expect(TABLE.map(([key]) => key).toSorted()).toEqual(Object.keys(CHART).toSorted());
  });

  it.each(TABLE)("%s is %s", (key, name, owner, side, covers, owed) => {
    const pattern: AccountPattern = CHART[key];
    for (const code of CODES) {
      const account = name.replace("<programme>", "2026.m").replace("<code>", code);
      expect(build(key, "2026.m", code)).toBe(account);
      const hasCode = name.includes("<code>");
      const codes = name.includes("<programme>") ? ["2026.m", code] : hasCode ? [code] : [];
      const owned = hasCode ? code : undefined;
      expect(parseAccount(account)).toEqual({ pattern, owner, code: owned, codes });
      expect(findPattern(account)).toBe(pattern);
      expect(findParty(account)).toEqual(hasCode ? { kind: owner, code } : undefined);
    }
    expect(pattern).toMatchObject({ owner, side });
    expect(pattern.covers).toBe(covers);
    expect(isOwed(pattern)).toBe(owed);
    expect(OWED.includes(pattern)).toBe(owed);
    expect(rootOf(name)).toBe(name.slice(0, name.indexOf(":")));
  });

  it("covers every part of coverage", () => {
    const covered = new Set(PATTERNS.map(({ covers }) => covers));
    expect(COVERAGE_PARTS.filter((part) => !covered.has(part))).toEqual([]);
  });

  it.each([
    "",
    "assets",
    "assets:custody:",
    "assets:nothing",
    "assets:receivable:buyer:B",
    "liabilities:supplier:",
    "liabilities:supplier:S:held:",
    "liabilities:distributor:D",
    "liabilities:distributor:D:owed",
    "liabilities:distributor::held",
    "liabilities:rebate:P",
    "Assets:Custody",
  ])("%j is no account", (name) => {
    expect(parseAccount(name)).toBeUndefined();
    expect(findPattern(name)).toBeUndefined();
  });

  it.each([
    ["liabilities:distributor:*:*", "DISTRIBUTOR", "*"],
    ["liabilities:distributor:*:owed", "DISTRIBUTOR", "*"],
    ["assets:receivable:supplier:*", "SUPPLIER", "*"],
    ["liabilities:rebate:2026.m:*", "SUPPLIER", "*"],
  ])("all that %s can be is of one owner", (mask, owner, code) => {
    expect(findParty(mask)).toEqual({ kind: owner, code });
  });

  it.each(["liabilities:*:*", "assets:*", "liabilities:rebate:*", "assets:receivable:*:D"])(
    "what %s can be is of many",
    (mask) => expect(findParty(mask)).toBeUndefined(),
  );

  it("makes a distributor's accounts of their patterns", () => {
    expect(EARNED.map((pattern) => nameOfOwner(pattern, "D"))).toEqual([
      "liabilities:distributor:D:available",
      "liabilities:distributor:D:pending",
      "liabilities:distributor:D:withheld",
      "assets:receivable:distributor:D",
    ]);
    expect(() => nameOfOwner(CHART.rebateOwed, "S")).toThrow("is not of an owner alone");
    expect(() => nameOfOwner(CHART.custody, "S")).toThrow("is not of an owner alone");
  });

  it("knows which accounts have others below", () => {
    const parents = PATTERNS.filter(({ name }) => hasAccountsBelow(name.replaceAll(/[<>]/g, "")));
    expect(parents).toEqual([CHART.supplierPayable]);
  });
});

describe("a mask", () => {
  it.each([
    ["assets:custody", [CHART.custody]],
    ["liabilities:rebate:*:*", [CHART.rebateOwed]],
    ["liabilities:supplier:*:held", [CHART.supplierHeld]],
    ["liabilities:distributor:*:*", [CHART.available, CHART.pending, CHART.withheld, CHART.held]],
  ])("%s is as narrow as it can be", (mask, patterns) => {
    expect(maskOf(...patterns)).toBe(mask);
  });

  it("fits each part as a whole", () => {
    const expression = maskExpression("liabilities:rebate:2026.m:*");
    expect(expression.test("liabilities:rebate:2026.m:S1")).toBe(true);
    expect(expression.test("liabilities:rebate:2026xm:S1")).toBe(false);
    expect(expression.test("liabilities:rebate:2026.m:S1:held")).toBe(false);
  });
});

describe("patterns that a parser refuses", () => {
  const pattern = (name: AccountPattern["name"], owner: AccountPattern["owner"]) =>
    ({ name, owner, side: "DEBIT" }) as const;

  it.each([
    ["twice the same", pattern("assets:custody", "PLATFORM"), "are the same"],
    ["a code where words are", pattern("assets:<buyer>", "BUYER"), "a code and a word"],
    ["a word where a code is", pattern("liabilities:buyer:all", "PLATFORM"), "a code and a word"],
    ["no code of the owner", pattern("assets:claim:<programme>", "BUYER"), "no code of its owner"],
    [
      "a code that is of another owner",
      pattern("liabilities:buyer:<supplier>:claim", "SUPPLIER"),
      "that code is of a BUYER",
    ],
  ])("%s", (_, wrong, why) => {
    expect(() => parserOf([...PATTERNS, wrong])).toThrow(why);
  });

  it("takes what is added to the chart, and builds its names", () => {
    const MORE = {
      claim: { name: "assets:claim:<supplier>", owner: "SUPPLIER", side: "DEBIT" },
      penalty: { name: "revenue:penalty", owner: "PLATFORM", side: "CREDIT" },
    } as const satisfies AccountPatterns;
    const more = buildersOf(MORE);
    expect([more.claim("S"), more.penalty]).toEqual(["assets:claim:S", "revenue:penalty"]);
    const { parse } = parserOf([...PATTERNS, ...Object.values(MORE)]);
    expect(parse("assets:claim:S")).toMatchObject({ pattern: MORE.claim, code: "S" });
    expect(parse("assets:custody")).toMatchObject({ pattern: CHART.custody, code: undefined });
  });

  it("refuses names with more codes than a builder takes", () => {
    const more = { one: pattern("assets:<buyer>:<programme>:<supplier>", "BUYER") };
    expect(() => buildersOf(more)).toThrow("has more than two codes");
  });
});
