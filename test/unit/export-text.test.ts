// Exports as text: names that beancount can write, and texts that nothing runs or reads as more than text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BeancountFile } from "../../src/finance/exports/formats/beancount.ts";
import {
  accountOfBeancount,
  beancountCurrency,
  beancountName,
} from "../../src/finance/exports/formats/beancount-name.ts";
import { HledgerJournal } from "../../src/finance/exports/formats/hledger.ts";
import { LedgerCsv } from "../../src/finance/exports/formats/ledger-csv.ts";
import type { JournalEntry } from "../../src/finance/exports/journal/read-journal.ts";

const assets = [
  { code: "CNY", scale: 2 },
  { code: "P2", scale: 0 },
];
const title = { network: "acme", days: { from: "2026-01-01", to: "2026-01-31" }, assets };

function entry(text: { ref?: string; reason?: string; buyer?: string }): JournalEntry {
  return {
    ...{ seq: 7, date: "2026-01-05", kind: "ADJUSTMENT", ref: text.ref ?? null },
    ...{ occurredAt: 0, request: { reason: text.reason, buyer: text.buyer } },
    postings: [
      { line: 1, account: "assets:custody", asset: "CNY", amountMinor: 1_050n },
      { line: 2, account: "liabilities:buyer:B.1", asset: "CNY", amountMinor: -1_050n },
      { line: 3, account: "expenses:cashback", asset: "P2", amountMinor: 9n },
      { line: 4, account: "liabilities:buyer:B.1", asset: "P2", amountMinor: -9n },
    ],
  };
}

describe("§7 account names, as beancount writes them", () => {
  it.each([
    ["assets:custody", "Assets:Custody"],
    ["assets:receivable:distributor:CN-440305", "Assets:Receivable:Distributor:CN-440305"],
    ["liabilities:channel-fee", "Liabilities:Channel--fee"],
    ["liabilities:supplier:S001", "Liabilities:Supplier:S001:Owed"],
    ["liabilities:supplier:S001:held", "Liabilities:Supplier:S001:Held"],
    ["liabilities:distributor:a:available", "Liabilities:Distributor:X-xa:Available"],
    ["liabilities:distributor:walk-in:available", "Liabilities:Distributor:Walk--in:Available"],
    ["liabilities:buyer:no_1.x", "Liabilities:Buyer:No-u1-dx"],
    ["liabilities:buyer:No", "Liabilities:Buyer:X-xNo"],
    ["liabilities:rebate:2026.m:S1", "Liabilities:Rebate:2026-dm:S1"],
    ["revenue:platform", "Income:Revenue:Platform"],
    ["income:rebate", "Income:Other:Rebate"],
    ["expenses:write-off", "Expenses:Write--off"],
  ])("%s is %s, and back", (account, name) => {
    expect(beancountName(account)).toBe(name);
    expect(accountOfBeancount(name)).toBe(account);
  });

  it("any code comes back as it was, so that no two become the same", () => {
    const code = fc.string({
      unit: fc.constantFrom(..."abdhuxABXO019-_."),
      minLength: 1,
      maxLength: 8,
    });
    const account = fc.oneof(
      code.map((one) => `liabilities:supplier:${one}`),
      code.map((one) => `liabilities:supplier:${one}:held`),
      fc.tuple(code, code).map(([one, other]) => `assets:rebate:${one}:${other}`),
    );
    fc.assert(
      fc.property(account, (one) => {
        const name = beancountName(one);
        expect(name).toMatch(/^[A-Z][A-Za-z]+(:[A-Z0-9][A-Za-z0-9-]*)+$/);
        expect(accountOfBeancount(name)).toBe(one);
      }),
      { numRuns: 5_000 },
    );
  });

  it("assets that beancount would read as something else get another name", () => {
    expect(["CNY", "P", "TRUE"].map(beancountCurrency)).toEqual(["CNY", "P-1", "TRUE-1"]);
  });
});

describe("texts of others in an export", () => {
  it.each(["=1+1", "+1", "-1", "@x", "  =1", "\t=1", "\r=1", "＝1"])(
    "CSV: %j runs in no text column, and amounts stay numbers",
    (hostile) => {
      const csv = new LedgerCsv(assets);
      const rows = csv.entry(entry({ ref: hostile, buyer: hostile }));
      const [row] = rows.split(/\n(?=2026)/);
      expect(row).toMatch(/^2026-01-05,7,"?'/);
      expect(row).toContain(",1,assets:custody,10.50,,CNY,");
      expect(row!.split(",CNY,")[1]).toMatch(/^"?'/);
      expect(rows).toContain(",2,liabilities:buyer:B.1,,10.50,CNY,B.1,ADJUSTMENT\n");
      expect(rows).toContain(",3,expenses:cashback,9,,P2,");
    },
  );

  it("CSV: quotes, commas and line breaks stay inside their column", () => {
    const rows = new LedgerCsv(assets).entry(entry({ reason: 'a "b", c\nd' }));
    expect(rows).toContain(',"ADJUSTMENT a ""b"", c\nd"\n');
  });

  it("hledger: a reason begins no comment and no other line", () => {
    const text = new HledgerJournal(title).entry(
      entry({ ref: "r;1", reason: "x ; date:2020-01-01\n    assets:custody  1.00 CNY" }),
    );
    expect(text.split("\n").slice(1, 4)).toEqual([
      "2026-01-05 * (7) r；1 | ADJUSTMENT x ； date:2020-01-01     assets:custody  1.00 CNY  ; kind:ADJUSTMENT, occurred:1970-01-01T00:00:00.000Z",
      "    assets:custody  10.50 CNY",
      "    liabilities:buyer:B.1  -10.50 CNY",
    ]);
    expect(text).toContain('    expenses:cashback  9 "P2"\n');
  });

  it("beancount: a reason stays in its string", () => {
    const text = new BeancountFile(title).entry(entry({ reason: 'x" \\ "\n2026-01-01 close' }));
    expect(text).toContain(
      '\n2026-01-05 * "ADJUSTMENT x\\" \\\\ \\" 2026-01-01 close"\n  seq: 7\n',
    );
  });
});
