// Vouchers: which transactions go into which, under which accounts and numbers, and how 用友 and 金蝶 are given them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_MAPPING } from "../../src/finance/exports/journal/default-mapping.ts";
import { type MappingDocument, parseMapping } from "../../src/finance/exports/journal/mapping.ts";
import type { JournalEntry } from "../../src/finance/exports/journal/read-journal.ts";
import { type Voucher, Vouchers } from "../../src/finance/exports/vouchers/voucher.ts";
import { yonyouLines } from "../../src/finance/exports/vouchers/yonyou.ts";
import { encodeGbk } from "../../src/platform/files/gbk.ts";

const CNY = { code: "CNY", scale: 2 };

type Leg = readonly [account: string, amountMinor: bigint, asset?: string];
let seq = 0;
function entry(
  date: string,
  kind: string,
  legs: readonly Leg[],
  ref: string | null = null,
): JournalEntry {
  seq += 1;
  const postings = legs.map(([account, amountMinor, asset = "CNY"], index) => {
    return { line: index + 1, account, asset, amountMinor };
  });
  return { seq, date, kind, ref, occurredAt: 0, request: {}, postings };
}

const sale = (date: string, supplier: string, fen: bigint, ref = "o") =>
  entry(
    date,
    "SETTLEMENT",
    [
      ["assets:custody", fen],
      [`liabilities:supplier:${supplier}`, -fen],
    ],
    ref,
  );

function vouchersOf(
  entries: readonly JournalEntry[],
  {
    by = "day",
    first = 1,
    ...changes
  }: { by?: "day" | "transaction"; first?: number } & Partial<MappingDocument> = {},
): Voucher[] {
  const vouchers = new Vouchers(parseMapping({ ...DEFAULT_MAPPING, ...changes }), by, first);
  return [...entries.flatMap((one) => [...vouchers.apply(one)]), ...vouchers.end()];
}

/** `day 记-number summary: 1012 D 1.00, 2202 S1 C 1.00`. */
function told({ day, number, summary, lines }: Voucher): string {
  const sides = lines.map(({ account, isDebit, amountMinor }) => {
    const party = account.party === undefined ? "" : ` ${account.party.code}`;
    return `${account.code}${party} ${isDebit ? "D" : "C"} ${amountMinor}`;
  });
  return `${day} ${number} ${summary}: ${sides.join(", ")}`;
}

describe("vouchers by day", () => {
  it("one for each kind and day, debits and credits of an account apart, numbered from 1 in each month", () => {
    const book = [
      sale("2026-01-30", "S1", 100n),
      sale("2026-01-30", "S2", 50n),
      entry("2026-01-30", "REFUND", [
        ["liabilities:supplier:S1", 30n],
        ["assets:custody", -30n],
      ]),
      sale("2026-01-31", "S1", 7n),
      sale("2026-02-01", "S1", 8n),
      entry("2026-02-01", "PAYOUT_REQUEST", [
        ["liabilities:supplier:S1", 5n],
        ["liabilities:supplier:S1:held", -5n],
      ]),
    ];
    expect(vouchersOf(book).map(told)).toEqual([
      "2026-01-30 1 订单退款 1笔: 2202 S1 D 30, 1012 C 30",
      "2026-01-30 2 订单分账 2笔: 1012 D 150, 2202 S1 C 100, 2202 S2 C 50",
      "2026-01-31 3 订单分账 1笔: 1012 D 7, 2202 S1 C 7",
      "2026-02-01 1 提现申请 1笔: 2202 S1 D 5, 2202 S1 C 5",
      "2026-02-01 2 订单分账 1笔: 1012 D 8, 2202 S1 C 8",
    ]);
  });

  it("a full one is followed by another of the same kind and day, and a later number can be the first", () => {
    const book = ["A", "B", "C"].map((supplier) => sale("2026-01-30", supplier, 1n));
    expect(vouchersOf(book, { maxLines: 4, first: 12 }).map(told)).toEqual([
      "2026-01-30 12 订单分账 2笔: 1012 D 2, 2202 A C 1, 2202 B C 1",
      "2026-01-30 13 订单分账 1笔: 1012 D 1, 2202 C C 1",
    ]);
  });

  it("what is in other assets is left out, and a transaction of them alone has no voucher", () => {
    const points = [
      ["expenses:cashback", 9n, "POINT"],
      ["liabilities:buyer:B", -9n, "POINT"],
    ] as const;
    const book = [
      entry("2026-01-30", "SETTLEMENT", [
        ...points,
        ["assets:custody", 1n],
        ["liabilities:channel-fee", -1n],
      ]),
      entry("2026-01-30", "RELEASE", points),
    ];
    expect(vouchersOf(book).map(told)).toEqual(["2026-01-30 1 订单分账 1笔: 1012 D 1, 2241 C 1"]);
  });

  it("whatever comes: every voucher balances, none has a gap in its number, and nothing is lost", () => {
    const day = fc.constantFrom("2026-01-30", "2026-01-31", "2026-02-01", "2026-03-05");
    const one = fc.record({
      day,
      kind: fc.constantFrom("SETTLEMENT", "REFUND", "NEW_KIND"),
      supplier: fc.constantFrom("A", "B", "C", "D", "E"),
      fen: fc.bigInt({ min: -99n, max: 99n }).filter((fen) => fen !== 0n),
    });
    const books = fc.array(one, { maxLength: 40 }).map((all) =>
      all
        .toSorted((a, b) => (a.day < b.day ? -1 : 1))
        .map(({ day, kind, supplier, fen }) =>
          entry(
            day,
            kind,
            [
              ["assets:custody", fen],
              [`liabilities:supplier:${supplier}`, -fen],
            ],
            "r",
          ),
        ),
    );
    fc.assert(
      fc.property(
        books,
        fc.constantFrom("day", "transaction"),
        fc.integer({ min: 2, max: 6 }),
        (book, by, maxLines) => {
          const vouchers = vouchersOf(book, { by: by as "day" | "transaction", maxLines });
          for (const { lines } of vouchers) {
            const sum = lines.reduce(
              (all, { isDebit, amountMinor }) => all + (isDebit ? amountMinor : -amountMinor),
              0n,
            );
            expect([
              sum,
              lines.length <= maxLines,
              lines.every((line) => line.amountMinor > 0n),
            ]).toEqual([0n, true, true]);
          }
          const months = Map.groupBy(vouchers, (one) => one.day.slice(0, 7));
          for (const month of months.values()) {
            expect(month.map((one) => one.number)).toEqual(month.map((_, index) => index + 1));
          }
          const debits = (of: readonly { amountMinor: bigint }[]) =>
            of.reduce((all, { amountMinor }) => all + (amountMinor > 0n ? amountMinor : 0n), 0n);
          const posted = book.reduce((all, { postings }) => all + debits(postings), 0n);
          const there = vouchers.reduce(
            (all, { lines }) => all + debits(lines.filter((line) => line.isDebit)),
            0n,
          );
          expect(there).toBe(posted);
        },
      ),
    );
  });
});

it("vouchers by transaction: each with its ref", () => {
  const book = [sale("2026-01-30", "S1", 100n, "o-1"), sale("2026-01-30", "S1", 50n, "o-2")];
  expect(vouchersOf(book, { by: "transaction" }).map(told)).toEqual([
    "2026-01-30 1 订单分账 o-1: 1012 D 100, 2202 S1 C 100",
    "2026-01-30 2 订单分账 o-2: 1012 D 50, 2202 S1 C 50",
  ]);
});

describe("用友 U8", () => {
  const mapping = parseMapping(DEFAULT_MAPPING);
  const lines = (vouchers: readonly Voucher[]) =>
    new TextDecoder("gbk", { fatal: true })
      .decode(yonyouLines(vouchers, mapping, CNY))
      .split("\r\n");

  it("21 fields a line, the party under its own kind, the other side 0, and no comma of ours", () => {
    const [voucher] = vouchersOf([sale("2026-01-30", "S1", 123_456n)], {
      summaries: { SETTLEMENT: "分账,日结" },
    });
    const [debit, credit, end] = lines([voucher!]);
    expect(debit).toBe("2026-01-30,记,1,0,分账，日结 1笔,1012,1234.56,0.00,,,,Tributary,,,,,,,,,");
    expect(credit).toBe(
      "2026-01-30,记,1,0,分账，日结 1笔,2202,0.00,1234.56,,,,Tributary,,,,,,,S1,,",
    );
    expect([debit!.split(",").length, end]).toEqual([21, ""]);
  });

  it("more vouchers in a month than it can number are refused", () => {
    const [voucher] = vouchersOf([sale("2026-01-30", "S1", 1n)], { first: 32_767 });
    expect(lines([voucher!])).toHaveLength(3);
    expect(() => lines([{ ...voucher!, number: 32_768 }])).toThrow(
      /2026-01 needs more than 32767 voucher numbers/,
    );
  });
});

describe("GBK", () => {
  it.each([
    ["填制凭证,V800", "ccee d6c6 c6be d6a4 2c 56 38 30 30"],
    ["企业会计", "c6f3 d2b5 bbe1 bcc6"],
    // Only GBK has it, GB 2312 has not,
    ["漢", "9d68"],
    // and this neither.
    ["😀", "3f"],
  ])("%s", (text, hex) => {
    expect(encodeGbk(text).toString("hex")).toBe(hex.replaceAll(" ", ""));
  });

  it("comes back as it was, of all that it has", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)),
        }),
        (text) => {
          expect(new TextDecoder("gbk", { fatal: true }).decode(encodeGbk(text))).toBe(text);
        },
      ),
    );
  });
});

describe("a mapping that cannot be used is refused with the place", () => {
  const accounts = DEFAULT_MAPPING.accounts;
  it.each([
    [
      { accounts: [{ account: "assets:custody", code: "10 12", name: "x" }] },
      "accounts[0].code: is not an account code",
    ],
    [
      { accounts: [{ account: "assets custody", code: "1012", name: "x" }] },
      "accounts[0].account: is not an account name",
    ],
    [{ accounts: [...accounts, accounts[0]] }, "accounts: an account is listed twice"],
    [
      {
        accounts: [{ account: "revenue:platform", code: "6001", name: "x", auxiliary: "CUSTOMER" }],
      },
      "accounts[0].auxiliary: is allowed only for an account that has an owner",
    ],
    [{ accounts: [] }, "accounts: "],
    [
      { currencies: { CNY: { code: "RMB", name: "x" }, USD: { code: "USD", name: "y" } } },
      "currencies: vouchers have one currency",
    ],
    [{ currencies: { CNY: null } }, "currencies: vouchers have one currency"],
    [{ voucherWord: "" }, "voucherWord: "],
    [{ voucherWord: "记\n" }, "voucherWord: must be one line"],
    [{ maxLines: 501 }, "maxLines: "],
    [{ account: [] }, "document: "],
  ])("%j", (changes, message) => {
    expect(() => parseMapping({ ...DEFAULT_MAPPING, ...changes })).toThrow(message);
  });

  it.each([
    ...["assets:custody", "assets:suspense", "assets:receivable:distributor:D", "equity:platform"],
    ...["assets:receivable:supplier:S", "assets:rebate:P:S", "liabilities:rebate:P:S"],
    ...["liabilities:supplier:S", "liabilities:supplier:S:held", "liabilities:buyer:B"],
    ...["available", "pending", "withheld", "held", "deposit"].map(
      (kind) => `liabilities:distributor:D:${kind}`,
    ),
    ...["liabilities:channel-fee", "liabilities:tax", "revenue:platform", "revenue:payout-fee"],
    ...["income:rebate", "expenses:rebate", "expenses:cashback", "expenses:write-off"],
  ])("§7 %s has its place in the mapping to begin with", (account) => {
    expect(parseMapping(DEFAULT_MAPPING).find(account)).toBeDefined();
  });

  it("an account's own line goes before a pattern, and the first pattern before later ones", () => {
    const line = (account: string, code: string) => ({ account, code, name: "x" });
    const mapping = parseMapping({
      ...DEFAULT_MAPPING,
      accounts: [
        line("liabilities:distributor:*:held", "1"),
        line("liabilities:distributor:*:*", "2"),
        line("liabilities:distributor:D1:held", "3"),
        line("liabilities:rebate:2026.m:*", "4"),
      ],
    });
    const code = (account: string) => mapping.find(account)?.code;
    expect(code("liabilities:distributor:D1:held")).toBe("3");
    expect(code("liabilities:distributor:D2:held")).toBe("1");
    expect(code("liabilities:distributor:D2:pending")).toBe("2");
    expect(code("liabilities:rebate:2026.m:S1")).toBe("4");
    expect(code("liabilities:rebate:2026xm:S1")).toBeUndefined();
  });
});
