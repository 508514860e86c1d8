// docs/rules.md §7: Reconciliation: statements of banks and channels against what custody did, to
// the last difference.
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { approveAdjustment } from "../../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../../src/finance/adjustments/store/propose.ts";
import { recordDeposit } from "../../../src/finance/deposits/store/paid-in.ts";
import { approvePayout, confirmPayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { closeMonth } from "../../../src/finance/periods/store/close-month.ts";
import { parseMapping } from "../../../src/finance/reconciliation/formats/bank-mapping.ts";
import { parseStatement } from "../../../src/finance/reconciliation/formats/parse-statement.ts";
import type { StatementFormat } from "../../../src/finance/reconciliation/formats/statement.ts";
import { explainDifference } from "../../../src/finance/reconciliation/store/explain.ts";
import { importStatement } from "../../../src/finance/reconciliation/store/import-statement.ts";
import { pageDifferences } from "../../../src/finance/reconciliation/store/read-differences.ts";
import { findStatements } from "../../../src/finance/reconciliation/store/read-statements.ts";
import { rematch } from "../../../src/finance/reconciliation/store/rematch.ts";
import { alipayText, camtText, gbk, pieces, wechatText } from "../../support/bank-statements.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
});

const NOW = Date.parse("2026-07-15T12:00:00+08:00");
const TOLERANCE = { days: 3, amountMinor: 0n };
const MAPPING = { columns: { date: "date", amount: "amount", reference: "ref", memo: "memo" } };

interface Options {
  readonly source?: string;
  readonly days?: { from?: string; to?: string };
  readonly tolerance?: { days: number; amountMinor: bigint };
}

async function take(format: StatementFormat, content: string | Buffer, options: Options = {}) {
  const mapping = format === "BANK_CSV" ? parseMapping(MAPPING) : undefined;
  const { asset } = network.settings;
  const statement = await parseStatement(format, pieces(content), asset, mapping);
  const { source = format.toLowerCase(), days = {}, tolerance = TOLERANCE } = options;
  return importStatement(network, { source, format, days, tolerance }, statement, NOW);
}

/** A bank's CSV of rows like `2026-01-15,500.00,B-1,memo`. */
const bank = (...rows: string[]) => ["date,amount,ref,memo", ...rows, ""].join("\n");

const sell = (ref: string, text: object = {}) =>
  new Lane(network).submit([order(ref, { channelFee: "0.06", ...text })]);

const deposit = (key: string, amount: string, day: string, reference = `R-${key}`) => {
  const occurredAt = `${day}T12:00:00+08:00`;
  return recordDeposit(network, { key, distributor: "E", amount, reference, occurredAt }, "key");
};

it("a fee whose difference does not fit 64 bits is refused, and is no error of ours", async () => {
  await sell("o-1");
  const bill = wechatText([{ order: "o-1", amount: "10.00", fee: "0.00000" }]);
  const huge = bill.replaceAll("`0.00000", "`-92233720368547758.07");
  await expect(take("WECHAT", huge)).rejects.toThrow(/^fee: -9223372036854775813 does not fit/);
});

/** Every difference as `KIND STATUS day amount what`, with the fee where that differs. */
async function differences(filter: object = {}): Promise<string[]> {
  const page = { size: 1000, backwards: false };
  const all = await network.read((tx) => pageDifferences(tx, filter, page));
  return all.map(({ kind, status, day, amountMinor, feeMinor, reference, movement }) =>
    [
      kind,
      status,
      day.slice(5),
      amountMinor,
      feeMinor === 0n ? "" : `fee ${feeMinor}`,
      reference ?? movement,
    ]
      .filter((part) => part !== "" && part !== null)
      .join(" "),
  );
}

async function statement(seq: number) {
  const [found] = await network.read((tx) => findStatements(tx, [seq]));
  const { lines, known, matched, open } = found!;
  return { lines, known, matched, open };
}

const explain = (difference: number, text: object) =>
  explainDifference(network, { difference, ...text }, NOW);

// Whatever was done to it, the book and what was kept of its statements agree.
afterEach(async () => {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

describe("§7 a channel's statement", () => {
  it("is matched with orders and refunds, and their fees", async () => {
    await sell("o-1");
    await sell("o-2");
    await sell("o-3");
    await sell("o-4");
    const back = {
      ref: "r-1",
      orderRef: "o-1",
      quantity: "1",
      occurredAt: "2026-01-15T13:00:00+08:00",
    };
    await new Lane(network).submit([parseRefund(back)]);
    const bill = wechatText([
      { order: "o-1", amount: "10.00", fee: "0.06" },
      { order: "o-1", refund: "r-1", amount: "10.00", fee: "-0.06" },
      { order: "o-2", amount: "10.01", fee: "0.06" },
      { order: "o-3", amount: "10.00", fee: "0.05" },
      { order: "o-9", amount: "10.00", fee: "0.06" },
    ]);
    const { seq } = await take("WECHAT", bill);
    expect(await statement(seq)).toEqual({ lines: 5, known: 0, matched: 2, open: 4 });
    expect(await differences()).toEqual([
      "DIFFERENT_AMOUNT OPEN 01-15 0 fee -1 o-3",
      "DIFFERENT_AMOUNT OPEN 01-15 1 o-2",
      "MISSING_HERE OPEN 01-15 1000 o-9",
      "MISSING_THERE OPEN 01-15 -1000 SETTLEMENT o-4",
    ]);
  });

  it("Alipay's refunds are told by their order alone, and its fees are rows of their own", async () => {
    await sell("o-1", { quantity: "3" });
    for (const [ref, quantity] of [
      ["r-1", "1"],
      ["r-2", "2"],
    ] as const) {
      const occurredAt = "2026-01-15T13:00:00+08:00";
      await new Lane(network).submit([parseRefund({ ref, orderRef: "o-1", quantity, occurredAt })]);
    }
    const { seq } = await take(
      "ALIPAY",
      gbk(
        alipayText([
          { id: "A1", order: "o-1", amount: "30.00" },
          { id: "A2", order: "o-1", amount: "-0.06", type: "收费" },
          { id: "A3", order: "o-1", amount: "-20.00" },
          { id: "A4", order: "o-1", amount: "-10.00" },
        ]),
      ),
    );
    expect(await statement(seq)).toEqual({ lines: 3, known: 0, matched: 3, open: 0 });
  });

  it("an order paid by deposit is nothing that it could have", async () => {
    await deposit("d-1", "50.00", "2026-01-14");
    await sell("o-1", { payment: "DEPOSIT", channelFee: "0" });
    await take("WECHAT", wechatText([]), { days: { from: "2026-01-15", to: "2026-01-15" } });
    expect(await differences()).toEqual([]);
  });

  it("an order is missing there once every channel has told of its day, and found when one does", async () => {
    await sell("o-1");
    await sell("o-2");
    await sell("late", { occurredAt: "2026-01-16T12:00:00+08:00" });
    await take("WECHAT", wechatText([{ order: "o-0", at: "2026-01-10 12:00:00", amount: "1.00" }]));
    await explain(1, { note: "a test of the channel's" });
    const alipay = gbk(alipayText([{ id: "A1", order: "o-1", amount: "10.00" }]));
    await take("ALIPAY", alipay);
    expect(await differences({ status: "OPEN" })).toEqual([]);
    await take("WECHAT", wechatText([]), { days: { from: "2026-01-11", to: "2026-01-15" } });
    expect(await differences({ status: "OPEN" })).toEqual([
      "MISSING_THERE OPEN 01-15 -1000 SETTLEMENT o-2",
    ]);
    const { seq } = await take(
      "WECHAT",
      wechatText([{ order: "o-2", at: "2026-01-16 00:00:01", amount: "10.00", fee: "0.06" }]),
    );
    expect(await statement(seq)).toMatchObject({ matched: 1 });
    expect(await differences({ status: "OPEN" })).toEqual([]);
  });

  it("a channel that begins later holds no earlier day back", async () => {
    await sell("o-1");
    await take("WECHAT", wechatText([]), { days: { from: "2026-01-20", to: "2026-01-21" } });
    await take("ALIPAY", gbk(alipayText([])));
    expect(await differences()).toEqual(["MISSING_THERE OPEN 01-15 -1000 SETTLEMENT o-1"]);
  });

  it("a fee that it took by itself is the adjustment that pays it", async () => {
    await sell("o-1");
    const occurredAt = "2026-01-15T23:00:00+08:00";
    const text = {
      idempotencyKey: "fee",
      template: "CHANNEL_FEE_PAID",
      amount: "0.06",
      occurredAt,
    };
    await proposeAdjustment(
      network.as({ sub: "clerk", role: "FINANCE" }),
      { ...text, reason: "January" },
      NOW,
    );
    await approveAdjustment(network.as({ sub: "boss", role: "ADMIN" }), "fee");
    const fee = { id: "A2", amount: "-0.06", type: "收费", at: "2026-01-15 23:59:00" };
    await take("ALIPAY", gbk(alipayText([{ id: "A1", order: "o-1", amount: "10.00" }, fee])));
    expect(await differences()).toEqual([]);
  });
});

describe("§7 a bank's statement", () => {
  it("is matched by reference, by what the memo says, and by amount and day", async () => {
    await sell("o-1", { quantity: "100" });
    await deposit("d-1", "500.00", "2026-01-15", "B-77");
    await deposit("d-2", "300.00", "2026-01-16");
    const text = { idempotencyKey: "pay-1", distributor: "E", amount: "20.00" };
    await requestPayout(network, text, NOW);
    await approvePayout(network.as({ sub: "boss", role: "ADMIN" }), "pay-1", NOW);
    await confirmPayout(network, "pay-1", "X-1", Date.parse("2026-01-20T12:00:00+08:00"));
    const { seq } = await take(
      "CAMT053",
      camtText([
        { amount: "500.00", reference: "B-77", day: "2026-01-20" },
        { amount: "300.00", day: "2026-01-14" },
        { amount: "-20.00", memo: "payout pay-1 Shop Ltd", day: "2026-01-21" },
        { amount: "-5.00", memo: "bank fee" },
      ]),
    );
    expect(await statement(seq)).toEqual({ lines: 4, known: 0, matched: 3, open: 1 });
    expect(await differences()).toEqual(["MISSING_HERE OPEN 01-15 -500 BANK-3"]);
  });

  it("what was recorded afterwards is found again, at the next import or by hand", async () => {
    const days = { from: "2026-01-01", to: "2026-01-31" };
    await take("BANK_CSV", bank("2026-01-15,500.00,B-1,", "2026-01-16,7.00,B-2,"), { days });
    expect(await rematch(network, TOLERANCE, NOW)).toEqual({
      seq: undefined,
      matched: 0,
      opened: 0,
    });
    await deposit("d-1", "500.00", "2026-01-15", "B-1");
    await deposit("d-2", "9.00", "2026-01-15", "B-9");
    await deposit("d-3", "9.00", "2026-02-15", "B-10");
    expect(await rematch(network, TOLERANCE, NOW)).toMatchObject({ matched: 1, opened: 1 });
    expect(await rematch(network, TOLERANCE, NOW)).toMatchObject({ seq: undefined });
    await deposit("d-4", "7.00", "2026-01-16", "B-2");
    const next = { from: "2026-03-01", to: "2026-03-10" };
    await take("BANK_CSV", bank("2026-03-01,9.00,B-9,"), { days: next });
    expect(await differences()).toEqual([
      "MISSING_HERE MATCHED 01-15 50000 B-1",
      "MISSING_HERE MATCHED 01-16 700 B-2",
      "MISSING_THERE MATCHED 01-15 -900 DEPOSIT d-2",
    ]);
  });
});

describe("§7 a file twice, and files that overlap", () => {
  const rows = ["2026-01-15,500.00,B-1,", "2026-01-16,7.00,,", "2026-01-16,7.00,,"];

  it("changes nothing the second time", async () => {
    const content = bank(...rows);
    const first = await take("BANK_CSV", content);
    expect(first).toMatchObject({ repeated: false });
    const head = (await verifyNetwork(network)).head;
    expect(await take("BANK_CSV", content)).toEqual({ seq: first.seq, repeated: true });
    expect((await verifyNetwork(network)).head).toEqual(head);
    const other = take("BANK_CSV", content, { source: "another" });
    await expect(other).rejects.toMatchObject({ code: "CONFLICT", field: "source" });
    const tolerance = { days: 5, amountMinor: 0n };
    await expect(take("BANK_CSV", content, { tolerance })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await verifyNetwork(network)).head).toEqual(head);
  });

  it("knows the lines again, and equal ones by how many there are", async () => {
    await take("BANK_CSV", bank(...rows));
    const { seq } = await take("BANK_CSV", bank(...rows.slice(1), rows[2]!, "2026-01-17,1.00,,"));
    expect(await statement(seq)).toEqual({ lines: 4, known: 2, matched: 0, open: 2 });
    expect(await differences()).toHaveLength(5);
  });

  it("takes what has the same name and another amount, time or source for another line", async () => {
    await take("BANK_CSV", bank("2026-01-15,500.00,B-1,"));
    for (const [row, source] of [
      ["2026-01-15,400.00,B-1,", "bank_csv"],
      ["2026-01-16,500.00,B-1,", "bank_csv"],
      ["2026-01-15,500.00,B-1,again", "another"],
    ] as const) {
      const { seq } = await take("BANK_CSV", bank(row), { source });
      expect(await statement(seq)).toMatchObject({ lines: 1, known: 0 });
    }
  });

  it("a reference that comes twice is a duplicate, also in another file", async () => {
    await deposit("d-1", "500.00", "2026-01-15", "B-1");
    await take("BANK_CSV", bank("2026-01-15,500.00,B-1,", "2026-01-16,500.00,B-1,"));
    await take("BANK_CSV", bank("2026-01-20,500.00,B-1,"));
    expect(await differences()).toEqual([
      "DUPLICATED OPEN 01-16 50000 B-1",
      "DUPLICATED OPEN 01-20 50000 B-1",
    ]);
  });
});

describe("§7 a statement that is refused", () => {
  it.each<[string, StatementFormat, string, Options, string, string]>([
    [
      "without lines and days",
      "WECHAT",
      wechatText([]),
      {},
      "from",
      "from: is required: the statement has no lines and names no days",
    ],
    [
      "with other days than it says",
      "CAMT053",
      camtText([]),
      { days: { from: "2026-01-02" } },
      "from",
      "from: 2026-01-02 differs from the statement, which says 2026-01-01",
    ],
    [
      "with a line outside its days",
      "CAMT053",
      camtText([{ amount: "1.00", day: "2026-02-01" }]),
      {},
      "content",
      "line 20: 2026-02-01 is outside the days of the statement, 2026-01-01 to 2026-01-31",
    ],
    [
      "with days the wrong way round",
      "BANK_CSV",
      bank(),
      { days: { from: "2026-01-02", to: "2026-01-01" } },
      "to",
      "to: 2026-01-01 is before 2026-01-02",
    ],
    [
      "of more than a year",
      "BANK_CSV",
      bank(),
      { days: { from: "2026-01-01", to: "2027-01-02" } },
      "to",
      "to: 2026-01-01 to 2027-01-02 is more than 366 days",
    ],
    [
      "of a source that is no code",
      "BANK_CSV",
      bank("2026-01-01,1.00,,"),
      { source: "our bank" },
      "source",
      'source: "our bank" is not a code (use 1 to 64 letters, digits, "-", "_", ".")',
    ],
  ])("%s", async (_, format, content, options, field, message) => {
    const { head } = await verifyNetwork(network);
    await expect(take(format, content, options)).rejects.toMatchObject({ field, message });
    expect((await verifyNetwork(network)).head).toEqual(head);
  });

  it("of a source that is a bank here and a channel there", async () => {
    await take("BANK_CSV", bank("2026-01-01,1.00,,"), { source: "icbc" });
    const bill = wechatText([{ order: "o-1", amount: "1.00" }]);
    await expect(take("WECHAT", bill, { source: "icbc" })).rejects.toMatchObject({
      message: 'source: "icbc" is a bank, not a channel',
    });
  });
});

describe("§7 each difference is explained before the month closes", () => {
  async function adjust(ref: string, amount: string, template = "SUSPENSE_IN", day = "2026-01-15") {
    const occurredAt = `${day}T12:00:00+08:00`;
    const text = { idempotencyKey: ref, template, amount, occurredAt, reason: "found" };
    await proposeAdjustment(network.as({ sub: "clerk", role: "FINANCE" }), text, NOW);
  }
  const post = (ref: string) => approveAdjustment(network.as({ sub: "boss", role: "ADMIN" }), ref);

  it("by a note, or by a correction of exactly what differs", async () => {
    await deposit("d-1", "40.00", "2026-01-15");
    const days = { from: "2026-01-01", to: "2026-01-31" };
    await take("BANK_CSV", bank("2026-01-16,500.00,B-1,", "2026-01-16,0.02,,interest"), { days });
    expect(await differences()).toEqual([
      "MISSING_HERE OPEN 01-16 2",
      "MISSING_HERE OPEN 01-16 50000 B-1",
      "MISSING_THERE OPEN 01-15 -4000 DEPOSIT d-1",
    ]);
    const january = () => closeMonth(network, "2026-01", NOW);
    await expect(january()).rejects.toThrow(
      "month: 2026-01 has 3 differences with statements unexplained up to the end of this month",
    );
    await adjust("a-1", "500.00");
    await expect(explain(2, { adjustment: "a-1" })).rejects.toMatchObject({
      message: 'adjustment: "a-1" is PROPOSED; it must be POSTED',
    });
    await post("a-1");
    await expect(explain(1, { adjustment: "a-1" })).rejects.toMatchObject({
      message: 'adjustment: "a-1" changes custody by 500.00, but the difference is 0.02',
    });
    expect(await explain(2, { adjustment: "a-1" })).toMatchObject({
      status: "EXPLAINED",
      correction: "a-1",
    });
    await expect(explain(1, { adjustment: "a-1" })).rejects.toMatchObject({
      message: 'adjustment: "a-1" already explains difference 2',
    });
    expect(await explain(1, { note: "interest, kept by the bank" })).toMatchObject({
      status: "EXPLAINED",
      note: "interest, kept by the bank",
    });
    await expect(january()).rejects.toThrow("has 1 difference with statements");
    await explain(3, { note: "on its way" });
    // What corrected a difference is no movement that the bank lacks.
    expect(await rematch(network, TOLERANCE, NOW)).toMatchObject({ seq: undefined });
    expect(await january()).toBeGreaterThan(0);
  });

  it("once, and for one reason", async () => {
    await take("BANK_CSV", bank("2026-01-16,500.00,B-1,"));
    await explain(1, { note: "a mistake of theirs" });
    const { head } = await verifyNetwork(network);
    expect(await explain(1, { note: "a mistake of theirs" })).toMatchObject({
      status: "EXPLAINED",
    });
    await expect(explain(1, { note: "another" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(explain(2, { note: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(explain(1, {})).rejects.toMatchObject({ field: "note" });
    await expect(explain(1, { note: "a", adjustment: "b" })).rejects.toMatchObject({
      field: "note",
    });
    await expect(explain(1, { note: " " })).rejects.toMatchObject({ field: "note" });
    expect((await verifyNetwork(network)).head).toEqual(head);
    await deposit("d-1", "500.00", "2026-01-16", "B-1");
    expect(await rematch(network, TOLERANCE, NOW)).toMatchObject({ matched: 0, opened: 1 });
  });

  it("a correction that is taken back is a movement that the bank lacks", async () => {
    const days = { from: "2026-01-01", to: "2026-01-31" };
    await take("BANK_CSV", bank("2026-01-16,500.00,B-1,"), { days });
    await adjust("a-1", "500.00");
    await post("a-1");
    await explain(1, { adjustment: "a-1" });
    const occurredAt = "2026-01-20T12:00:00+08:00";
    const back = { template: "REVERSAL", of: "a-1", occurredAt, reason: "it was another's" };
    const clerk = network.as({ sub: "clerk", role: "FINANCE" });
    await proposeAdjustment(clerk, { idempotencyKey: "a-2", ...back }, NOW);
    await post("a-2");
    expect(await rematch(network, TOLERANCE, NOW)).toMatchObject({ matched: 0, opened: 1 });
    expect(await differences({ status: "OPEN" })).toEqual([
      "MISSING_THERE OPEN 01-20 50000 ADJUSTMENT a-2",
    ]);
  });

  it("a fee that differs has no correction in custody", async () => {
    await sell("o-1");
    await take("WECHAT", wechatText([{ order: "o-1", amount: "10.00", fee: "0.05" }]));
    await adjust("a-1", "0.01");
    await post("a-1");
    await expect(explain(1, { adjustment: "a-1" })).rejects.toMatchObject({
      message: "adjustment: only the fee differs; use a note",
    });
  });

  it("money on its way from a channel to the bank is one difference there and one here", async () => {
    const rows = [{ id: "A1", amount: "-59.00", type: "提现" }];
    await take("ALIPAY", gbk(alipayText(rows)));
    await take("BANK_CSV", bank("2026-01-16,59.00,,Alipay", "2026-01-16,58.00,,Alipay"));
    expect(await differences()).toHaveLength(3);
    await expect(explain(1, { counterpart: 2 })).rejects.toMatchObject({
      message: "counterpart: 2 must have the same amount in the opposite direction",
    });
    await expect(explain(2, { counterpart: 3 })).rejects.toMatchObject({
      message: "counterpart: 3 must be a line of another source",
    });
    expect(await explain(1, { counterpart: 3 })).toMatchObject({ counterpart: 3 });
    expect((await differences({ status: "OPEN" })).length).toBe(1);
    await expect(explain(3, { note: "again" })).rejects.toMatchObject({
      message: "difference: 3 is EXPLAINED; a difference must be OPEN before it can be explained",
    });
  });

  it("an adjustment that moved custody is matched with the bank like a payout", async () => {
    await adjust("a-1", "500.00");
    await post("a-1");
    await adjust("a-2", "7.00");
    await post("a-2");
    const days = { from: "2026-01-01", to: "2026-01-31" };
    await take("BANK_CSV", bank("2026-01-16,500.00,,"), { days });
    expect(await differences()).toEqual(["MISSING_THERE OPEN 01-15 -700 ADJUSTMENT a-2"]);
    await expect(explain(1, { adjustment: "a-1" })).rejects.toMatchObject({
      message: 'adjustment: "a-1" is already matched with a statement line',
    });
  });
});

it("§7 nobody changes what was read, matched or explained", async () => {
  await take("BANK_CSV", bank("2026-01-16,500.00,B-1,"));
  const run = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));
  const tables = [
    "matching_run",
    "statement",
    "statement_line",
    "statement_match",
    "difference_explanation",
  ];
  for (const table of tables) {
    await expect(run(`delete from ${table}`)).rejects.toThrow(/is refused/);
  }
  await expect(run("delete from difference")).rejects.toThrow(/is refused/);
  await expect(run("update difference set amount = 1")).rejects.toThrow(
    /only an open one's status/,
  );
  await explain(1, { note: "known" });
  await expect(run("update difference set status = 'OPEN'")).rejects.toThrow(
    /only an open one's status/,
  );
});
