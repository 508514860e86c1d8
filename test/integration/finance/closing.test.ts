// §7 Closing months: what comes late is dated in the open month, totals are kept by accounting date, and verify agrees.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { closeProgramme } from "../../../src/commission/programmes/store/close-programme.ts";
import { release } from "../../../src/commission/release/release.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { closeMonth, reopenMonth } from "../../../src/finance/periods/store/close-month.ts";
import { Refusals } from "../../../src/kernel/errors.ts";
import { balancesOn } from "../../../src/ledger/balances-on.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN, publishProgramme } from "../../support/sample.ts";

let database: Database;
let network: Network;
let lane: Lane;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const PROGRAMME = {
  code: "monthly",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "MARGINAL",
  bands: [{ over: "0", rate: "0.1" }],
};

beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  await publishProgramme(network, PROGRAMME);
  lane = new Lane(network);
});

const NOW = Date.parse("2026-07-15T12:00:00+08:00");

async function sell(ref: string, day: string, text: object = {}): Promise<void> {
  const occurredAt = `${day}T12:00:00+08:00`;
  const [outcome] = await lane.submit([order(ref, { occurredAt, ...text })]);
  expect(outcome).toMatchObject({ status: "SETTLED" });
}

async function giveBack(orderRef: string, day: string): Promise<void> {
  const occurredAt = `${day}T12:00:00+08:00`;
  const refund = parseRefund({ ref: `back-${orderRef}`, orderRef, quantity: "1", occurredAt });
  expect(await lane.submit([refund])).toMatchObject([{ status: "SETTLED" }]);
}

const close = (month: string, at = NOW) => closeMonth(network, month, at);
const reopen = (month: string, reason = "a mistake", at = NOW) =>
  reopenMonth(network, month, reason, at);

async function rows(query: string): Promise<string[]> {
  return network.read(async (tx) => {
    const found = await sql.raw<{ line: string }>(query).execute(tx.db);
    return found.rows.map(({ line }) => line);
  });
}

/** Orders, refunds and closes as `REF accounting date, local day`. */
const dates = () =>
  rows(`select coalesce(ref, kind) || ' ' || accounting_date || ' ' ||
      (occurred_at at time zone 'Asia/Shanghai')::date as line from ledger_transaction
      where kind in ('SETTLEMENT', 'REFUND', 'PERIOD_CLOSE', 'PERIOD_REOPEN') order by seq`);

async function custodyOn(...days: string[]): Promise<bigint[]> {
  const found = days.map((day) =>
    network.read(async (tx) => (await balancesOn(tx, "CNY", ["assets:custody"], day))[0]!),
  );
  return Promise.all(found);
}

async function mismatches(): Promise<readonly string[]> {
  return (await verifyNetwork(network)).mismatches;
}

async function refusal(work: Promise<unknown>): Promise<string[]> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refusals)) throw thrown ?? new Error("was not refused");
  return thrown.faults.map(({ code, message }) => `${code} ${message}`);
}

describe("§7 a month that is closed", () => {
  it("gives what comes late the first open day, and leaves occurredAt, windows and programme periods", async () => {
    await sell("in-time", "2026-01-20");
    const closed = await close("2026-01");
    await sell("late", "2026-01-21", { unitPrice: "20.00" });
    await giveBack("in-time", "2026-01-31");
    await sell("new", "2026-02-02");
    expect(await dates()).toEqual([
      "in-time 2026-01-20 2026-01-20",
      "2026-01 2026-02-01 2026-02-01",
      "late 2026-02-01 2026-01-21",
      "back-in-time 2026-02-01 2026-01-31",
      "new 2026-02-02 2026-02-02",
    ]);
    const volumes = `select month || ' ' || personal as line from volume v
      join distributor d on d.id = distributor_id where code = 'E' order by 1`;
    expect(await rows(volumes)).toEqual(["2026-01-01 2000", "2026-02-01 1000"]);
    expect(
      await rows("select period || ' ' || amount as line from accrual order by seq, line"),
    ).toEqual(["2026-01-01 85", "2026-01-01 85", "2026-01-01 -85", "2026-02-01 85"]);
    expect(await custodyOn("2026-01-19", "2026-01-31", "2026-02-01", "2026-02-02")).toEqual([
      0n,
      1000n,
      2000n,
      3000n,
    ]);
    expect(await close("2026-01")).toBe(closed);
    expect(await mismatches()).toEqual([]);
  });

  it("keeps the closing total of every account, which the next month opens with", async () => {
    await sell("a", "2026-01-20");
    await close("2026-01");
    await sell("late", "2026-01-21");
    await sell("b", "2026-02-20");
    await close("2026-02");
    const totals = `select to_char(month, 'YYYY-MM') || ' ' || name || ' ' || debit || ' ' || credit
        || ' ' || balance as line
      from period_total t join period_close c using (seq) join account a on a.id = account_id
      where name in ('assets:custody', 'liabilities:supplier:S001') order by month, name`;
    expect(await rows(totals)).toEqual([
      "2026-01 assets:custody 1000 0 1000",
      "2026-01 liabilities:supplier:S001 0 850 -850",
      "2026-02 assets:custody 2000 0 3000",
      "2026-02 liabilities:supplier:S001 0 1700 -2550",
    ]);
    const sums = "select seq || ' ' || sum(balance) as line from period_total group by seq";
    for (const line of await rows(sums)) expect(line).toMatch(/ 0$/);
    expect(await mismatches()).toEqual([]);
  });

  it("also by a lane that remembers the book as it was before the close", async () => {
    await sell("a", "2026-01-20");
    const other = new Lane(network);
    await other.submit([order("b")]);
    await close("2026-01");
    await other.submit([order("c"), order("d", { occurredAt: "2026-02-02T12:00:00+08:00" })]);
    expect((await dates()).slice(-2)).toEqual([
      "c 2026-02-01 2026-01-15",
      "d 2026-02-02 2026-02-02",
    ]);
    await reopen("2026-01");
    await other.submit([order("e")]);
    expect((await dates()).at(-1)).toBe("e 2026-01-15 2026-01-15");
    expect(await mismatches()).toEqual([]);
  });

  it("a programme's close and a release for it are dated in the open month", async () => {
    const plan = { ...PLAN, effectiveFrom: "2026-01-10T00:00:00+08:00", release: { days: 3 } };
    network = await createTestNetwork(database);
    await fillNetwork(network, { plan });
    await publishProgramme(network, PROGRAMME);
    lane = new Lane(network);
    await sell("a", "2026-01-20");
    await release(network, NOW);
    await close("2026-01");
    await close("2026-02");
    await closeProgramme(network, "monthly", "2026-01", NOW);
    await sell("late", "2026-01-20");
    await release(network, NOW);
    const after = `select distinct kind || ' ' || accounting_date as line from ledger_transaction
      where seq > (select max(seq) from period_close) order by 1`;
    expect(await rows(after)).toEqual([
      "PROGRAMME_CLOSE 2026-03-01",
      "RELEASE 2026-03-01",
      "SETTLEMENT 2026-03-01",
    ]);
    expect(await mismatches()).toEqual([]);
  });
});

describe("§7 what stands against a close", () => {
  it("a month that is not over, one out of order, and releases that are due", async () => {
    await sell("a", "2026-01-20");
    await sell("b", "2026-02-20");
    const before = await mismatches();
    expect(await refusal(close("2026-01", Date.parse("2026-01-31T23:59:59+08:00")))).toEqual([
      "INVALID month: 2026-01 has not ended: it ends at 2026-01-31T16:00:00.000Z",
    ]);
    expect(await refusal(close("2026-02"))).toEqual([
      "INVALID month: 2026-02 cannot be closed before those before it: the next one is 2026-01",
    ]);
    await close("2026-01");
    expect(await refusal(close("2026-03"))).toEqual([
      "INVALID month: 2026-03 cannot be closed before those before it: the next one is 2026-02",
    ]);
    expect(await refusal(close("2025-12"))).toEqual([
      "INVALID month: 2025-12 is before those that are closed: the next one is 2026-02",
    ]);
    await expect(close("January")).rejects.toMatchObject({ code: "INVALID", field: "month" });
    expect(await mismatches()).toEqual(before);
  });

  it("releases that are due in it, until they are released", async () => {
    network = await createTestNetwork(database);
    await fillNetwork(network, { plan: { ...PLAN, release: { days: 3 } } });
    lane = new Lane(network);
    await sell("a", "2026-01-28");
    await sell("b", "2026-01-29");
    const [fault] = await refusal(close("2026-01"));
    expect(fault).toMatch(
      /^INVALID month: 2026-01 has \d releases due in it or before that are not released, 0\.\d\d CNY in all$/,
    );
    // Due at 00:00 of the 31st; those of the 29th are due on the first of February.
    await release(network, Date.parse("2026-01-31T00:00:00+08:00"));
    await close("2026-01");
    expect(await mismatches()).toEqual([]);
  });

  it.each([
    ["a posting", "update posting set amount = amount + 1 where seq = 6 and line = 1", /sum to 1/],
    [
      "a balance",
      "update posting set balance = balance + 1 where seq = 6 and line = 1",
      /balance is/,
    ],
    ["a day total", "update day_total set debit = debit + 1", /day total of/],
    ["a month total", "update month_total set balance = balance + 1", /month total of/],
  ])("%s that does not add up", async (_, corruption, message) => {
    await sell("a", "2026-01-20");
    await network.write((tx) =>
      sql
        .raw(`alter table posting disable trigger all; ${corruption};
              alter table posting enable always trigger posting_immutable`)
        .execute(tx.db),
    );
    expect((await refusal(close("2026-01"))).join("\n")).toMatch(message);
  });
});

describe("§7 opening a month again", () => {
  it("lets entries be dated in it; it closes again with new totals, and the old ones stay", async () => {
    await sell("a", "2026-01-20");
    const first = await close("2026-01");
    const reopened = await reopen("2026-01");
    expect(await reopen("2026-01", "a mistake", NOW + 1)).toBe(reopened);
    await sell("b", "2026-01-21");
    const second = await close("2026-01");
    expect(second).toBeGreaterThan(first);
    expect(await close("2026-01")).toBe(second);
    expect(await reopen("2026-01")).toBeGreaterThan(second);
    expect(
      await rows(
        "select kind || ' ' || ref as line from ledger_transaction where kind like 'PERIOD%' order by seq",
      ),
    ).toEqual([
      "PERIOD_CLOSE 2026-01",
      "PERIOD_REOPEN 2026-01",
      "PERIOD_CLOSE 2026-01 2",
      "PERIOD_REOPEN 2026-01 2",
    ]);
    const custody = `select balance as line from period_total join account a on a.id = account_id
      where name = 'assets:custody' order by seq`;
    expect(await rows(custody)).toEqual(["1000", "2000"]);
    expect(await mismatches()).toEqual([]);
  });

  it("only the last one closed, with a reason, and for one reason", async () => {
    await sell("a", "2026-01-20");
    await expect(reopen("2026-01")).rejects.toMatchObject({
      message: "month: 2026-01 is not the last month that was closed; none is closed",
    });
    await close("2026-01");
    await close("2026-02");
    await expect(reopen("2026-01")).rejects.toMatchObject({
      code: "INVALID",
      message: "month: 2026-01 is not the last month that was closed; that is 2026-02",
    });
    await expect(reopen("2026-02", " ")).rejects.toMatchObject({ field: "reason" });
    await reopen("2026-02");
    await expect(reopen("2026-02", "another")).rejects.toMatchObject({ code: "CONFLICT" });
    await reopen("2026-01");
    await sell("b", "2026-01-20");
    expect((await dates()).at(-1)).toBe("b 2026-01-20 2026-01-20");
    expect(await mismatches()).toEqual([]);
  });

  it("is dated in the open month when that is all there is", async () => {
    await sell("a", "2026-01-20");
    await close("2026-01");
    await reopen("2026-01", "early", Date.parse("2026-01-15T00:00:00Z"));
    expect((await dates()).at(-1)).toBe("2026-01 2026-02-01 2026-01-15");
    expect(await mismatches()).toEqual([]);
  });
});

describe("§7 totals by accounting date", () => {
  it("follow what comes in any order, over months, in one batch or several", async () => {
    const days = [
      "2026-03-05",
      "2026-01-31",
      "2026-02-01",
      "2026-03-01",
      "2026-01-31",
      "2026-05-09",
    ];
    const orders = days.map((day, index) =>
      order(`o-${index}`, { occurredAt: `${day}T12:00:00+08:00` }),
    );
    await lane.submit(orders.slice(0, 4));
    await lane.submit(orders.slice(4));
    expect(
      await custodyOn(
        "2026-01-30",
        "2026-01-31",
        "2026-02-01",
        "2026-02-28",
        "2026-03-04",
        "2026-12-31",
      ),
    ).toEqual([0n, 2000n, 3000n, 3000n, 4000n, 6000n]);
    expect(await mismatches()).toEqual([]);
  });

  it("sums beyond 64 bits are kept where each balance is not", async () => {
    const huge = { unitPrice: "60000000000000000.00", supplyPrice: "60000000000000000.00" };
    for (const ref of ["a", "b", "c"]) {
      await sell(ref, "2026-01-20", huge);
      await giveBack(ref, "2026-01-20");
    }
    expect(await mismatches()).toEqual([]);
    await close("2026-01");
  });
});

describe("verify", () => {
  beforeEach(async () => {
    await sell("a", "2026-01-20");
    await close("2026-01");
    await reopen("2026-01");
    await sell("b", "2026-01-21");
    await close("2026-01");
    await sell("late", "2026-01-22");
    expect(await mismatches()).toEqual([]);
  });

  const custody = "account_id = (select id from account where name = 'assets:custody')";
  const last = "(select max(seq) from period_close)";
  const first = "(select min(seq) from period_close)";
  it.each([
    [
      "a day's total",
      `update day_total set debit = debit + 1 where ${custody}`,
      /day total of assets:custody 2026-01-20: is 1001 0 \d+ \d+ and should be 1000 0/,
    ],
    [
      "a day's transactions",
      `update day_total set last_seq = 1 where ${custody}`,
      /day total of assets:custody/,
    ],
    [
      "a day that is gone",
      `delete from day_total where ${custody} and day = '2026-01-21'`,
      /day total of assets:custody 2026-01-21: is {2}and should be 1000/,
    ],
    [
      "a day that should not be",
      "insert into day_total values (1, '2026-01-02', 1, 1, 1, 1)",
      /2026-01-02: is 1 1 1 1 and should be $/m,
    ],
    [
      "a month's total",
      `update month_total set credit = 7 where ${custody}`,
      /month total of assets:custody 2026-01-01: is 2000 7 2000 and should be 2000 0 2000/,
    ],
    [
      "a month's balance",
      `update month_total set balance = 7 where ${custody} and month = '2026-02-01'`,
      /month total of assets:custody 2026-02-01: is 1000 0 7 and should be 1000 0 3000/,
    ],
    [
      "a month that is gone",
      `delete from month_total where ${custody} and month = '2026-02-01'`,
      /month total of assets:custody 2026-02-01/,
    ],
    [
      "a closing total",
      `update period_total set balance = 7 where ${custody} and seq = ${last}`,
      /closing total of assets:custody in 2026-01: is 2000 0 7 and should be 2000 0 2000/,
    ],
    [
      "a closing total of a close that was reopened",
      `update period_total set balance = 7 where ${custody} and seq = ${first}`,
      /closing total of assets:custody in 2026-01: is 1000 0 7 and should be 1000 0 1000/,
    ],
    [
      "a closing total that is gone",
      `delete from period_total where ${custody}`,
      /closing total of assets:custody in 2026-01: is {2}and should be 2000 0 2000/,
    ],
    [
      "an accounting date in a closed month",
      "update ledger_transaction set accounting_date = '2026-01-22' where ref = 'late'",
      /accounting date 2026-01-22 is not 2026-02-01, the first open day of/,
    ],
    [
      "an accounting date put off",
      "update ledger_transaction set accounting_date = '2026-02-01' where ref = 'a'",
      /accounting date 2026-02-01 is not the local day of/,
    ],
    [
      "a close that is gone",
      `delete from period_close where seq = ${last}`,
      /close \d+: is kept as {2}and booked as 2026-01/,
    ],
    [
      "a close of another month",
      "update period_close set month = '2026-05-01'",
      /close \d+: is kept as 2026-05 and booked as 2026-01/,
    ],
    [
      "a reopening that is gone",
      "delete from period_reopen",
      /reopening \d+: is kept as {2}and booked as 2026-01/,
    ],
    [
      "a reopening for another reason",
      "update period_reopen set reason = 'x'",
      /reopening \d+: is kept as 2026-01/,
    ],
  ])("finds %s", async (_, corruption, mismatch) => {
    const guarded = ["ledger_transaction", "period_close", "period_total", "period_reopen"];
    const free = guarded.map((table) => `alter table ${table} disable trigger all`).join("; ");
    await network.write((tx) => sql.raw(`${free}; ${corruption}`).execute(tx.db));
    expect((await mismatches()).join("\n")).toMatch(mismatch);
  });

  it.each([
    "update period_close set month = '2030-01-01'",
    "delete from period_total",
    "truncate period_reopen",
  ])("the database refuses: %s", async (statement) => {
    await expect(network.write((tx) => sql.raw(statement).execute(tx.db))).rejects.toThrow(
      "is refused",
    );
  });
});
