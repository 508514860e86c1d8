// Volume programmes through the API: documents, how periods stand, statements and live accruals, each to whom they concern.
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, supplier } from "../support/api.ts";
import {
  ProgrammeCloseDocument,
  ProgrammeDocument,
  ProgrammePublishDocument,
  ProgrammesDocument,
  ProgrammeValidateDocument,
  RebateAccruedDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";

const MONTHLY = {
  code: "2026-monthly",
  suppliers: ["S001", "S002"],
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [
    { over: "100.00", rate: "0.03" },
    { over: "1000.00", rate: "0.05" },
  ],
};

let database: Database;
let api: Api;

beforeAll(async () => {
  database = await openTestDatabase();
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { plan: { ...PLAN, rules: [] } });
});

afterAll(async () => {
  await api.close();
  await database.close();
});

const sale = (ref: string, supplyPrice: string, product = "QB-10") =>
  order(ref, { unitPrice: "5000.00", supplyPrice, product });

test("publish, sell, refund, follow, close: a supplier's month", async () => {
  const lane = api.lanes.of(api.network);
  const faulty = { document: { ...MONTHLY, bands: [{ over: "1", rate: "2" }] } };
  const { programmeValidate } = await api.data(ADMIN, ProgrammeValidateDocument, faulty);
  expect(programmeValidate).toMatchObject({
    valid: false,
    userErrors: [{ field: "document.bands[0].rate" }],
  });
  const published = await api.data(ADMIN, ProgrammePublishDocument, { document: MONTHLY });
  expect(published.programmePublish).toEqual({
    programme: { code: "2026-monthly", versions: [{ version: 1 }] },
    userErrors: [],
  });

  await lane.submit([sale("a", "90.00"), sale("b", "60.00", "CARD-50")]);
  await lane.submit([sale("c", "850.01")]);
  const back = { ref: "r", orderRef: "c", occurredAt: "2026-01-20T00:00:00Z", quantity: "1" };
  await lane.submit([parseRefund(back)]);

  const events = api.subscribe(ADMIN, RebateAccruedDocument, { after: "ZTowOjA" });
  const told: unknown[] = [];
  while (told.length < 4) {
    const { value } = await events.next();
    const { cursor: _, settlement, ...fact } = value!.data!.rebateAccrued;
    told.push([
      settlement?.ref ?? null,
      fact.supplier.code,
      fact.amount.amount,
      fact.trueUp.amount,
    ]);
    expect(fact).toMatchObject({ programme: { code: "2026-monthly" }, period: "2026-01" });
  }
  await events.return?.();
  // b crosses 100.00: 3 % of 150.00 is 4.50, of which 1.80 is b's own; c crosses 1,000.00.
  expect(told).toEqual([
    ["b", "S001", "2.70", "2.70"],
    ["b", "S002", "1.80", "0.00"],
    ["c", "S001", "44.30", "1.80"],
    ["c", "S002", "1.20", "1.20"],
  ]);

  const { programme } = await api.data(ADMIN, ProgrammeDocument, {
    code: "2026-monthly",
    period: "2026-01",
  });
  expect(programme).toMatchObject({
    period: "MONTH",
    payer: "PLATFORM",
    suppliers: [{ code: "S001" }, { code: "S002" }],
    standing: {
      closed: false,
      volume: { amount: "150.00" },
      bonus: { amount: "4.50" },
      band: { over: { amount: "100.00" }, missing: { amount: "0.00" }, rate: "0.03" },
      nextBand: { over: { amount: "1000.00" }, missing: { amount: "850.01" }, rate: "0.05" },
      members: [
        { supplier: { code: "S001" }, volume: { amount: "90.00" }, bonus: { amount: "2.70" } },
        { supplier: { code: "S002" }, volume: { amount: "60.00" }, bonus: { amount: "1.80" } },
      ],
    },
  });

  const mine = supplier("S002");
  const own = await api.data(mine, ProgrammeDocument, { code: "2026-monthly", period: "2026-01" });
  expect(own.programme?.standing?.members).toEqual([
    { supplier: { code: "S002" }, volume: { amount: "60.00" }, bonus: { amount: "1.80" } },
  ]);
  expect(
    own.programme?.standing?.accruals.nodes.map((line) => [line.ref, line.amount.amount]),
  ).toEqual([
    ["b", "1.80"],
    ["c", "1.20"],
    ["r", "-1.20"],
  ]);

  const closed = await api.data(ADMIN, ProgrammeCloseDocument, {
    programme: "2026-monthly",
    period: "2026-01",
  });
  expect(closed.programmeClose.userErrors).toEqual([]);
  expect(closed.programmeClose.standing).toMatchObject({
    closed: true,
    statement: {
      closed: true,
      opening: { amount: "0.00" },
      orders: { amount: "44.30" },
      trueUps: { amount: "2.70" },
      refunds: { amount: "-42.50" },
      closing: { amount: "4.50" },
      shortfall: { amount: "0.00" },
      late: { amount: "0.00" },
    },
  });
  await lane.submit([sale("late", "100.00")]);
  const after = await api.data(ADMIN, ProgrammeDocument, {
    code: "2026-monthly",
    period: "2026-01",
  });
  expect(after.programme?.standing?.statement).toMatchObject({
    closing: { amount: "4.50" },
    late: { amount: "3.00" },
  });
});

test("a supplier sees the programmes that it is in, and no others", async () => {
  const solo = { ...MONTHLY, code: "solo", suppliers: undefined, supplier: "S001" };
  await api.data(ADMIN, ProgrammePublishDocument, { document: solo });
  const codes = async (asker: Parameters<Api["data"]>[0]) => {
    const { programmes } = await api.data(asker, ProgrammesDocument, { first: 10 });
    return programmes.edges.map(({ node }) => node.code);
  };
  expect(await codes(ADMIN)).toEqual(["2026-monthly", "solo"]);
  expect(await codes(supplier("S001"))).toEqual(["2026-monthly", "solo"]);
  expect(await codes(supplier("S002"))).toEqual(["2026-monthly"]);
  const hidden = await api.data(supplier("S002"), ProgrammeDocument, { code: "solo" });
  expect(hidden.programme).toBeNull();
});

test("what cannot be closed is a user error", async () => {
  const { programmeClose } = await api.data(ADMIN, ProgrammeCloseDocument, {
    programme: "2026-monthly",
    period: "January",
  });
  expect(programmeClose).toMatchObject({
    standing: null,
    userErrors: [{ field: "period", code: "INVALID" }],
  });
});
