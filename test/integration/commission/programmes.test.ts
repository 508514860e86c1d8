// §5 Supplier volume programmes on a real database: published, accrued, closed, and changed afterwards.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { compareProgramme } from "../../../src/commission/programmes/engine/compare-programmes.ts";
import { closeProgramme } from "../../../src/commission/programmes/store/close-programme.ts";
import { validateProgramme } from "../../../src/commission/programmes/store/publish-programme.ts";
import { withdrawProgramme } from "../../../src/commission/programmes/store/withdraw-programme.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN, publishProgramme } from "../../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** 10 % of the whole cost once it exceeds 100.00 in a month. */
const TEN = {
  code: "ten",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  effectiveTo: null,
  period: "MONTH",
  basis: "COST",
  method: "RETROACTIVE",
  threshold: "EXCLUSIVE",
  payer: "PLATFORM",
  bands: [{ over: "100.00", rate: "0.10" }],
};
const BY_SUPPLIER = { ...TEN, payer: "SUPPLIER" };
const LATER = Date.parse("2027-01-02T00:00:00Z");

async function setUp(...programmes: object[]): Promise<{ network: Network; lane: Lane }> {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [] } });
  for (const one of programmes) await publishProgramme(network, one);
  return { network, lane: new Lane(network) };
}

/** An order whose cost is `cents` of S001, or of S002. */
function sale(ref: string, cost: string, text: Parameters<typeof order>[1] = {}) {
  return order(ref, { unitPrice: "1000.00", supplyPrice: cost, ...text });
}

function giveBack(ref: string, orderRef: string, quantity = "1") {
  return parseRefund({ ref, orderRef, occurredAt: "2026-06-01T00:00:00Z", quantity });
}

async function balances(network: Network): Promise<Record<string, bigint>> {
  const all = await network.read((tx) => allBalances(tx));
  const own = all.filter(({ account }) => /rebate|supplier/.test(account));
  return Object.fromEntries(own.map((one) => [one.account, one.balanceMinor]));
}

async function assertSound(network: Network): Promise<void> {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}

describe("§5 accrual", () => {
  it("is B(V) at every moment, negative on refunds", async () => {
    const { network, lane } = await setUp(TEN);
    const accrued = async () => (await balances(network))["liabilities:rebate:ten:S001"] ?? 0n;
    await lane.submit([sale("a", "100.00")]);
    expect(await accrued()).toBe(0n);
    await lane.submit([sale("b", "20.00", { quantity: "2" })]);
    expect(await accrued()).toBe(-1_400n);
    await lane.submit([giveBack("r1", "b")]);
    expect(await accrued()).toBe(-1_200n);
    await lane.submit([giveBack("r2", "b")]);
    expect(await accrued()).toBe(0n);
    await assertSound(network);
  });

  it("raises and lowers where the order lies, also in a late refund", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([
      sale("a", "150.00", { occurredAt: "2026-01-31T23:59:59+08:00" }),
      sale("b", "150.00", { occurredAt: "2026-02-01T00:00:00+08:00" }),
    ]);
    await lane.submit([giveBack("r", "a")]);
    const { rows } = await network.read((tx) =>
      sql`select month::text, gross::text, cost::text from supplier_volume order by month`.execute(
        tx.db,
      ),
    );
    expect(rows).toEqual([
      { month: "2026-01-01", gross: "0", cost: "0" },
      { month: "2026-02-01", gross: "100000", cost: "15000" },
    ]);
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-1_500n);
    await assertSound(network);
  });
});

describe("§5 publishing", () => {
  it("in the middle of a period posts B of the volume so far", async () => {
    const { network, lane } = await setUp();
    await lane.submit([sale("a", "300.00")]);
    await publishProgramme(network, TEN);
    expect(await balances(network)).toMatchObject({
      "liabilities:rebate:ten:S001": -3_000n,
      "expenses:rebate": 3_000n,
    });
    await lane.submit([sale("b", "100.00")]);
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-4_000n);
    await assertSound(network);
  });

  it("again does nothing, with other content it is a CONFLICT", async () => {
    const { network } = await setUp(TEN);
    expect(await publishProgramme(network, TEN)).toEqual({ code: "ten", version: 1, warnings: [] });
    await expect(publishProgramme(network, { ...TEN, basis: "GROSS" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("a later version rules from its own period on, and in a running one posts the difference", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00", { occurredAt: "2026-02-03T00:00:00Z" })]);
    const higher = { ...TEN, effectiveFrom: "2026-02-01", bands: [{ over: "0", rate: "0.15" }] };
    expect(await publishProgramme(network, higher)).toEqual({
      code: "ten",
      version: 2,
      warnings: [],
    });
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-4_500n);
    await lane.submit([sale("late", "300.00", { occurredAt: "2026-01-03T00:00:00Z" })]);
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-7_500n);
    await assertSound(network);
  });

  it.each<[fault: string, change: object]>([
    ['supplier: no supplier "S9"', { supplier: "S9", code: "x", effectiveFrom: "2026-03-01" }],
    [
      'suppliers[1]: no supplier "S9"',
      { supplier: undefined, suppliers: ["S001", "S9"], code: "x" },
    ],
    ['effectiveFrom: version 1 of "ten" starts on 2026-01-01', { effectiveFrom: "2025-12-01" }],
    [
      'payer: the versions of "ten" keep PLATFORM',
      { effectiveFrom: "2026-02-01", payer: "SUPPLIER" },
    ],
    ['period: the versions of "ten" keep MONTH', { effectiveFrom: "2027-01-01", period: "YEAR" }],
    [
      'suppliers: the versions of "ten" keep S001',
      { effectiveFrom: "2026-02-01", supplier: "S002" },
    ],
    [
      'effectiveFrom: "2025-12-01" is before 2026-03, of which there are settled orders',
      { code: "x", effectiveFrom: "2025-12-01" },
    ],
  ])("is refused, and changes nothing: %s", async (fault, change) => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "1.00", { occurredAt: "2026-03-01T00:00:00+08:00" })]);
    const before = await verifyNetwork(network);
    await expect(validateProgramme(network, { document: { ...TEN, ...change } })).rejects.toThrow(
      fault,
    );
    await expect(publishProgramme(network, { ...TEN, ...change })).rejects.toThrow(fault);
    expect(await verifyNetwork(network)).toEqual(before);
  });
});

describe("before it takes effect", () => {
  const future = { ...TEN, effectiveFrom: "2026-05-01", bands: [{ over: "0", rate: "0.50" }] };

  it("a version is compared in words with the one that rules when it starts", async () => {
    const { network } = await setUp(TEN);
    const draft = {
      ...future,
      basis: "GROSS",
      bands: [
        { over: "100.00", rate: "0.12" },
        { over: "500.00", amount: "70.00" },
      ],
    };
    expect(await compareProgramme(network, draft)).toEqual({
      version: 1,
      changes: [
        "basis COST → GROSS",
        "band 1: rate 0.10 → 0.12",
        "band 2 is new: over 500.00; amount 70.00",
      ],
    });
    const other = { ...draft, code: "other" };
    expect(await compareProgramme(network, other)).toEqual({ version: null, changes: [] });
  });

  it("it is withdrawn, with a reason; then it never rules, and its start is free again", async () => {
    const { network, lane } = await setUp(TEN, future);
    await withdrawProgramme(network, "ten", 2, "a mistake", AT);
    await withdrawProgramme(network, "ten", 2, "a mistake", AT);
    await lane.submit([sale("a", "300.00", { occurredAt: "2026-05-02T00:00:00Z" })]);
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-3_000n);
    const again = { ...future, bands: [{ over: "0", rate: "0.20" }] };
    expect(await publishProgramme(network, again)).toMatchObject({ code: "ten", version: 3 });
    expect((await balances(network))["liabilities:rebate:ten:S001"]).toBe(-6_000n);
    await assertSound(network);
  });

  it.each<[fault: string, version: number, at: number]>([
    ['version: there is no version 9 of "ten"', 9, AT],
    ['version: version 1 of "ten" is followed by another', 1, AT - 1],
    ['version: version 2 of "ten" has taken effect on 2026-05-01;', 2, LATER],
  ])("what cannot be withdrawn stays: %s", async (fault, version, at) => {
    const { network } = await setUp(TEN, future);
    await expect(withdrawProgramme(network, "ten", version, "why", at)).rejects.toThrow(fault);
  });

  it("an order that is settled makes a version take effect", async () => {
    const { network, lane } = await setUp(TEN, future);
    await lane.submit([sale("a", "1.00", { occurredAt: "2026-05-02T00:00:00Z" })]);
    await expect(withdrawProgramme(network, "ten", 2, "why", AT)).rejects.toThrow(
      "has taken effect on 2026-05-01 for orders that are settled",
    );
  });
});

describe("§5 programmeClose", () => {
  it("moves what has accrued to the supplier's payable, its debt first", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00")]);
    await closeProgramme(network, "ten", "2026-01", LATER);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -33_000n,
      "expenses:rebate": 3_000n,
    });
    await assertSound(network);
  });

  it("with payer SUPPLIER moves it to a receivable, which the next payable pays first", async () => {
    const { network, lane } = await setUp(BY_SUPPLIER);
    await lane.submit([sale("a", "300.00")]);
    expect(await balances(network)).toMatchObject({
      "assets:rebate:ten:S001": 3_000n,
      "income:rebate": -3_000n,
    });
    await closeProgramme(network, "ten", "2026-01", LATER);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -30_000n,
      "assets:receivable:supplier:S001": 3_000n,
      "income:rebate": -3_000n,
    });
    await lane.submit([sale("b", "50.00", { occurredAt: "2026-02-01T00:00:00Z" })]);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -32_000n,
      "income:rebate": -3_000n,
    });
    await assertSound(network);
  });

  it("what changes V later posts its difference at once: payer PLATFORM", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00")]);
    await closeProgramme(network, "ten", "2026-01", LATER);
    await lane.submit([sale("late", "100.00")]);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -44_000n,
      "expenses:rebate": 4_000n,
    });
    await lane.submit([giveBack("r", "a")]);
    expect(await balances(network)).toEqual({ "liabilities:supplier:S001": -10_000n });
    await assertSound(network);
  });

  it("what changes V later posts its difference at once: payer SUPPLIER", async () => {
    const { network, lane } = await setUp(BY_SUPPLIER);
    await lane.submit([sale("a", "300.00")]);
    await closeProgramme(network, "ten", "2026-01", LATER);
    await lane.submit([sale("late", "100.00")]);
    // The order's cost paid the debt of 30.00; its own 10.00 is owed anew.
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -37_000n,
      "assets:receivable:supplier:S001": 1_000n,
      "income:rebate": -4_000n,
    });
    await lane.submit([giveBack("r", "a")]);
    // What it is given back pays the debt, then is owed to it.
    expect(await balances(network)).toEqual({ "liabilities:supplier:S001": -10_000n });
    await assertSound(network);
  });

  it("its time is the first instant after the period; again it does nothing", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00")]);
    const first = await closeProgramme(network, "ten", "2026-01", LATER);
    expect(await closeProgramme(network, "ten", "2026-01", LATER + 1)).toEqual(first);
    const { rows } = await network.read((tx) =>
      sql`select ref, occurred_at = '2026-02-01T00:00:00+08:00' as ends, accounting_date::text as day
            from ledger_transaction where kind = 'PROGRAMME_CLOSE'`.execute(tx.db),
    );
    expect(rows).toEqual([{ ref: "ten 2026-01", ends: true, day: "2026-02-01" }]);
  });

  it.each<[code: string, period: string, at: number, fault: string]>([
    ["none", "2026-01", LATER, 'programme: no programme "none"'],
    ["ten", "2025-12", LATER, 'period: "ten" is not in force in 2025-12'],
    ["ten", "2026-Q1", LATER, 'period: "2026-Q1" is not a month, like 2026-01'],
    ["ten", "2026-01", AT, "period: 2026-01 ends at 2026-01-31T16:00:00.000Z"],
  ])("refuses %s %s", async (code, period, at, fault) => {
    const { network } = await setUp(TEN);
    await expect(closeProgramme(network, code, period, at)).rejects.toThrow(fault);
  });

  it("refuses a version that would start in a closed period", async () => {
    const { network } = await setUp(TEN);
    await closeProgramme(network, "ten", "2026-02", LATER);
    const version = { ...TEN, effectiveFrom: "2026-02-01", bands: [{ over: "0", rate: "0.2" }] };
    await expect(publishProgramme(network, version)).rejects.toThrow(
      "its period 2026-02 is closed",
    );
  });
});

describe("§5 a commitment (年度保底采购)", () => {
  const yearly = { ...TEN, period: "YEAR", committed: "1000.00", shortfallRate: "0.05" };

  it("by the platform: it owes (committed − V) × shortfallRate beside B(V), rounded down", async () => {
    const { network, lane } = await setUp(yearly);
    await lane.submit([sale("a", "300.30")]);
    await closeProgramme(network, "ten", "2026", LATER);
    // B = 30.03, and 699.70 × 5 % = 34.985.
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -(30_030n + 3_003n + 3_498n),
      "expenses:rebate": 3_003n + 3_498n,
    });
    await assertSound(network);
  });

  it("by the supplier: it owes", async () => {
    const { network, lane } = await setUp({ ...yearly, committedBy: "SUPPLIER" });
    await lane.submit([sale("a", "300.30")]);
    await closeProgramme(network, "ten", "2026", LATER);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -(30_030n + 3_003n),
      "assets:receivable:supplier:S001": 3_498n,
      "expenses:rebate": 3_003n,
      "income:rebate": -3_498n,
    });
    await assertSound(network);
  });

  it("that was kept owes nothing", async () => {
    const { network, lane } = await setUp({ ...yearly, committed: "300.30" });
    await lane.submit([sale("a", "300.30")]);
    await closeProgramme(network, "ten", "2026", LATER);
    expect((await balances(network))["expenses:rebate"]).toBe(3_003n);
  });
});

describe("§5 an alliance (集采联盟)", () => {
  const alliance = { ...TEN, code: "all", supplier: undefined, suppliers: ["S002", "S001"] };

  it("pools volume and shares the bonus by largest remainder, at every order", async () => {
    const { network, lane } = await setUp(alliance);
    await lane.submit([sale("a", "70.01"), sale("b", "70.04", { product: "CARD-50" })]);
    // 14.005 down to 14.00: 7.0016… and 6.9983…, the fen that is left to S001.
    expect(await balances(network)).toMatchObject({
      "liabilities:rebate:all:S002": -700n,
      "liabilities:rebate:all:S001": -700n,
    });
    await closeProgramme(network, "all", "2026-01", LATER);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S001": -7_701n,
      "liabilities:supplier:S002": -7_704n,
      "expenses:rebate": 1_400n,
    });
    await assertSound(network);
  });

  it("nobody has sold: its shortfall is shared evenly, the fen that is left to the first", async () => {
    const { network } = await setUp({ ...alliance, committed: "0.30", shortfallRate: "0.1" });
    await closeProgramme(network, "all", "2026-01", LATER);
    expect(await balances(network)).toEqual({
      "liabilities:supplier:S002": -2n,
      "liabilities:supplier:S001": -1n,
      "expenses:rebate": 3n,
    });
  });
});

describe("verify", () => {
  it.each<[what: string, statement: string, told: RegExp]>([
    [
      "turnover",
      "update supplier_volume set cost = cost + 1",
      /turnover of supplier 1 in 2026-01-01/,
    ],
    [
      "an accrual's amount",
      "update accrual set amount = amount + 1",
      /bonus of ten S001 2026-01-01: 3001 accrued and should be 3000/,
    ],
    [
      "an accrual's total",
      "update accrual set accrued = accrued + 1",
      /accrual \d+\/1: comes to 3001/,
    ],
    ["a missing accrual", "delete from accrual", /bonus of ten S001 2026-01-01: 0 accrued/],
    ["a close", "update programme_close set bonus = 1", /close of ten 2026-01-01: moved 1/],
    [
      "the programme",
      "update programme set document = jsonb_set(document, '{bands,0,rate}', '\"0.2\"')",
      /should be 6000/,
    ],
  ])("finds %s that was altered", async (_what, statement, told) => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00")]);
    if (statement.includes("close")) await closeProgramme(network, "ten", "2026-01", LATER);
    await network.write(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx.db);
      for (const table of ["accrual", "programme", "programme_close"])
        await sql.raw(`alter table ${table} disable trigger ${table}_immutable`).execute(tx.db);
      await sql.raw(statement).execute(tx.db);
    });
    expect((await verifyNetwork(network)).mismatches.join("\n")).toMatch(told);
  });

  it("the database refuses to change what has accrued", async () => {
    const { network, lane } = await setUp(TEN);
    await lane.submit([sale("a", "300.00")]);
    for (const table of ["accrual", "programme", "programme_close"]) {
      const change = network.write((tx) => sql.raw(`truncate ${table}`).execute(tx.db));
      await expect(change).rejects.toThrow(/is refused: what is posted stays/);
    }
  });
});
