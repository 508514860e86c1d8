// docs/rules.md §7: What each template of an adjustment debits and credits, and what no adjustment
// may do.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  type Adjusted,
  adjustmentAccounts,
  adjustmentLegs,
  explains,
  type OwnTemplate,
  partyKindOf,
  reversalLegs,
  TEMPLATES,
} from "../../src/finance/adjustments/engine/adjustment.ts";
import { findMisplaced, findOverdrawn } from "../../src/finance/adjustments/engine/overdrawn.ts";

const CODES = { DISTRIBUTOR: "D", SUPPLIER: "S", BUYER: "B" };

/** Balances in CNY by account; debits positive. */
function book(of: Readonly<Record<string, bigint>> = {}) {
  const asset = { code: "CNY", scale: 2 };
  const balance = (account: string, code: string) => (code === "CNY" ? (of[account] ?? 0n) : 0n);
  return { asset, balance };
}

function adjusted(template: OwnTemplate, amountMinor = 100n): Adjusted {
  const kind = partyKindOf(template);
  const party = kind === null ? null : { kind, code: CODES[kind] };
  return { template, party, isWithheld: false, asset: "CNY", amountMinor };
}

function sidesOf(template: OwnTemplate, of?: Readonly<Record<string, bigint>>): unknown {
  const legs = adjustmentLegs(book(of), adjusted(template));
  return legs.map(({ account, amountMinor }) => [account, Number(amountMinor)]);
}

const DEBT = "assets:receivable:distributor:D";
const AVAILABLE = "liabilities:distributor:D:available";

describe("§7 the two sides of a template", () => {
  const cases: readonly [OwnTemplate, debit: string, credit: string][] = [
    ["WRITE_OFF_DISTRIBUTOR_DEBT", "expenses:write-off", DEBT],
    ["WRITE_OFF_SUPPLIER_DEBT", "expenses:write-off", "assets:receivable:supplier:S"],
    ["DISTRIBUTOR_DEBT_PAID", "assets:custody", DEBT],
    ["SUPPLIER_DEBT_PAID", "assets:custody", "assets:receivable:supplier:S"],
    ["CREDIT_DISTRIBUTOR", "revenue:platform", AVAILABLE],
    ["CREDIT_SUPPLIER", "revenue:platform", "liabilities:supplier:S"],
    ["DEBIT_DISTRIBUTOR", DEBT, "revenue:platform"],
    ["DEBIT_SUPPLIER", "assets:receivable:supplier:S", "revenue:platform"],
    ["DEPOSIT_RETURNED", "liabilities:distributor:D:deposit", "assets:custody"],
    ["BUYER_PAID", "liabilities:buyer:B", "assets:custody"],
    ["BUYER_WRITTEN_OFF", "liabilities:buyer:B", "expenses:cashback"],
    ["CHANNEL_FEE_PAID", "liabilities:channel-fee", "assets:custody"],
    ["TAX_PAID", "liabilities:tax", "assets:custody"],
    ["CUSTODY_WITHDRAWN", "equity:platform", "assets:custody"],
    ["SUSPENSE_IN", "assets:custody", "assets:suspense"],
    ["SUSPENSE_OUT", "assets:suspense", "assets:custody"],
    ["SUSPENSE_TO_DISTRIBUTOR", "assets:suspense", AVAILABLE],
    ["SUSPENSE_TO_SUPPLIER", "assets:suspense", "liabilities:supplier:S"],
    ["SUSPENSE_TO_DEPOSIT", "assets:suspense", "liabilities:distributor:D:deposit"],
    ["SUSPENSE_TO_PLATFORM", "assets:suspense", "revenue:platform"],
    ["SUSPENSE_FROM_DISTRIBUTOR", DEBT, "assets:suspense"],
    ["SUSPENSE_FROM_SUPPLIER", "assets:receivable:supplier:S", "assets:suspense"],
    ["SUSPENSE_FROM_CHANNEL_FEE", "liabilities:channel-fee", "assets:suspense"],
    ["SUSPENSE_FROM_PLATFORM", "expenses:write-off", "assets:suspense"],
  ];

  it.each(cases)("%s: %s to %s", (template, debit, credit) => {
    expect(sidesOf(template)).toEqual([
      [debit, 100],
      [credit, -100],
    ]);
    expect(adjustmentAccounts(template, adjusted(template).party)).toEqual(
      expect.arrayContaining([debit, credit]),
    );
  });

  it("are told of every template, and only money in suspense is explained", () => {
    expect(cases.map(([template]) => template)).toEqual(
      TEMPLATES.filter((one) => one !== "REVERSAL"),
    );
    const explaining = cases.map(([template]) => [template, explains(template)] as const);
    for (const [template, of] of explaining) {
      const side = template.startsWith("SUSPENSE_TO_") ? "SUSPENSE_IN" : undefined;
      const other = template.startsWith("SUSPENSE_FROM_") ? "SUSPENSE_OUT" : undefined;
      expect([template, of]).toEqual([template, side ?? other]);
    }
  });

  it("are all in the manual's table", async () => {
    const rows = (await readFile("docs/manual/finance/adjustments.md", "utf8")).split("\n");
    const named = rows.filter((row) => row.startsWith("| `")).map((row) => row.split("|")[1]!);
    const missing = TEMPLATES.filter((one) => !named.some((cell) => cell.includes(`\`${one}\``)));
    expect(missing).toEqual([]);
  });

  it("points are written off in points", () => {
    const points = { ...adjusted("BUYER_WRITTEN_OFF"), asset: "POINT" };
    expect(adjustmentLegs(book(), points).map(({ asset }) => asset)).toEqual(["POINT", "POINT"]);
  });
});

describe("§6 whoever owes pays that first, and what is not there becomes a debt", () => {
  it.each<[OwnTemplate, Record<string, bigint>, unknown]>([
    [
      "CREDIT_DISTRIBUTOR",
      { [DEBT]: 30n },
      [
        ["revenue:platform", 100],
        [DEBT, -30],
        [AVAILABLE, -70],
      ],
    ],
    [
      "DEBIT_DISTRIBUTOR",
      { [AVAILABLE]: -30n },
      [
        [AVAILABLE, 30],
        [DEBT, 70],
        ["revenue:platform", -100],
      ],
    ],
    [
      "SUSPENSE_TO_SUPPLIER",
      { "assets:receivable:supplier:S": 30n },
      [
        ["assets:suspense", 100],
        ["assets:receivable:supplier:S", -30],
        ["liabilities:supplier:S", -70],
      ],
    ],
  ])("%s with %o", (template, of, legs) => {
    expect(sidesOf(template, of)).toEqual(legs);
  });
});

describe("nothing takes more than there is", () => {
  it.each<[OwnTemplate, account: string, sign: bigint]>([
    ["WRITE_OFF_DISTRIBUTOR_DEBT", DEBT, 1n],
    ["DEPOSIT_RETURNED", "liabilities:distributor:D:deposit", -1n],
    ["BUYER_PAID", "liabilities:buyer:B", -1n],
    ["TAX_PAID", "liabilities:tax", -1n],
    ["SUSPENSE_OUT", "assets:custody", 1n],
  ])("%s: %s", (template, account, sign) => {
    const legs = adjustmentLegs(book(), adjusted(template));
    const there = { "assets:custody": 1_000n };
    const enough = book({ ...there, [account]: sign * 100n });
    const short = book({ ...there, [account]: sign * 99n });
    expect(findOverdrawn(enough, legs)).toBeUndefined();
    expect(findOverdrawn(short, legs)).toEqual({ account, hasMinor: 99n, takenMinor: 100n });
  });

  it("but of what is earned, spent, or in suspense there may be less than nothing", () => {
    for (const template of ["SUSPENSE_IN", "CREDIT_DISTRIBUTOR", "DEBIT_DISTRIBUTOR"] as const) {
      expect(findOverdrawn(book(), adjustmentLegs(book(), adjusted(template)))).toBeUndefined();
    }
  });

  it("a reversal is the same the other way round", () => {
    const posted = adjustmentLegs(book(), adjusted("WRITE_OFF_DISTRIBUTOR_DEBT"));
    const back = reversalLegs(posted);
    expect(back.map(({ account, amountMinor }) => [account, Number(amountMinor)])).toEqual([
      ["expenses:write-off", -100],
      [DEBT, 100],
    ]);
  });
});

describe("§6, §7 where a distributor's money may lie", () => {
  const WITHHELD = "liabilities:distributor:D:withheld";
  const back = reversalLegs(adjustmentLegs(book(), adjusted("WRITE_OFF_DISTRIBUTOR_DEBT")));
  const amiss = (of: Record<string, bigint>, isWithheld: boolean, code = "D") =>
    findMisplaced(book(of), back, { code, isWithheld });

  it("what is given to one whose earnings are withheld is withheld, and pays no debt", () => {
    const withheld = { ...adjusted("CREDIT_DISTRIBUTOR"), isWithheld: true };
    const legs = adjustmentLegs(book({ [DEBT]: 30n }), withheld);
    expect(legs.map(({ account }) => account)).toEqual(["revenue:platform", WITHHELD]);
  });

  it("nobody owes and has, or has outside of where its earnings go", () => {
    const owes = "D would have a debt and an available balance at once";
    expect(amiss({}, false)).toBeUndefined();
    expect(amiss({ [AVAILABLE]: -1n }, false)).toBe(owes);
    expect(amiss({ [AVAILABLE]: -1n }, false, "other")).toBeUndefined();
    expect(amiss({ [WITHHELD]: -1n }, true)).toBeUndefined();
    expect(amiss({ [WITHHELD]: -1n }, false)).toBe("the earnings of D are not withheld");
    expect(amiss({ [DEBT]: -100n, [AVAILABLE]: -1n }, true)).toBe("the earnings of D are withheld");
  });
});
