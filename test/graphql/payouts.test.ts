// §7 Payouts through the API: held when asked for, approved by a second person, paid once or there again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import type { Database } from "../../src/database/database.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { ADMIN, Api, distributor, supplier } from "../support/api.ts";
import {
  PayoutApproveDocument,
  PayoutByRefDocument,
  PayoutCancelDocument,
  PayoutChangedDocument,
  PayoutConfirmDocument,
  PayoutFailDocument,
  PayoutRequestDocument,
  PayoutsDocument,
  TermsPublishDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";

const TERMS = {
  effectiveFrom: "2026-01-01T00:00:00+08:00",
  payout: { minimum: "10.00", fee: { rate: "0.006", min: "1.00", max: "2.00" } },
};
const BOSS = { ...ADMIN, sub: "boss" };
const CLERK = { role: "FINANCE" as const, sub: "clerk" };
const E = distributor("E");

let database: Database;
let api: Api;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  api = new Api(database, await createTestNetwork(database));
  await fillNetwork(api.network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  // E earns 150.00; its supplier is owed 850.00.
  await api.lanes.of(api.network).submit([order("o-1", { quantity: "100" })]);
  await api.data(ADMIN, TermsPublishDocument, { document: TERMS });
  return () => api.close();
});

const request = async (asker: object, ref: string, amount: string, whom: object = {}) =>
  (
    await api.data(asker, PayoutRequestDocument, {
      input: { idempotencyKey: ref, amount, ...whom },
    })
  ).payoutRequest;
const approve = async (asker: object, ref: string) =>
  (await api.data(asker, PayoutApproveDocument, { input: { ref } })).payoutApprove;
const cancel = async (asker: object, ref: string) =>
  (await api.data(asker, PayoutCancelDocument, { input: { ref } })).payoutCancel;
const fail = async (ref: string, reason = "account closed") =>
  (await api.data(CLERK, PayoutFailDocument, { input: { ref, reason } })).payoutFail;
const confirm = async (ref: string, reference = "B-1") => {
  const occurredAt = "2026-01-21T10:00:00+08:00";
  const input = { ref, reference, occurredAt };
  return (await api.data(CLERK, PayoutConfirmDocument, { input })).payoutConfirm;
};

/** What is not zero, by account; the book is sound. */
async function balances(): Promise<Record<string, number>> {
  expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
  const all = await api.network.read((tx) => allBalances(tx));
  return Object.fromEntries(
    all.map(({ account, balanceMinor }) => [account, Number(balanceMinor)]),
  );
}

const fault = (code: string, message: string) => [{ code, field: message.split(":")[0], message }];

describe("§7 confirming a payout debits held and credits custody, tax and the fee", () => {
  it("asked for by the payee, approved, paid; each of it once", async () => {
    const asked = await request(E, "p-1", "100.00");
    expect(asked.payout).toEqual({
      ref: "p-1",
      status: "REQUESTED",
      amount: { amount: "100.00" },
      fee: { amount: "1.00" },
      tax: { amount: "0.00" },
      net: { amount: "99.00" },
    });
    expect(await balances()).toMatchObject({
      "liabilities:distributor:E:available": -5000,
      "liabilities:distributor:E:held": -10000,
    });
    expect(await request(E, "p-1", "100.00", { distributor: "E" })).toEqual(asked);
    expect((await confirm("p-1")).userErrors).toEqual(
      fault("INVALID", 'ref: "p-1" is REQUESTED; only what is APPROVED or SENT becomes CONFIRMED'),
    );
    expect((await approve(CLERK, "p-1")).payout!.status).toBe("APPROVED");
    expect((await approve(BOSS, "p-1")).payout!.status).toBe("APPROVED");
    const paid = await confirm("p-1");
    expect(paid.payout!.status).toBe("CONFIRMED");
    expect(await confirm("p-1")).toEqual(paid);
    expect((await confirm("p-1", "B-2")).userErrors).toMatchObject([{ code: "CONFLICT" }]);
    expect((await fail("p-1")).userErrors).toMatchObject([{ code: "INVALID", field: "ref" }]);
    const after = await balances();
    expect(after).toMatchObject({
      "assets:custody": 100_000 - 9_900,
      "liabilities:distributor:E:available": -5000,
      "revenue:payout-fee": -100,
    });
    expect(after).not.toHaveProperty("liabilities:distributor:E:held");
    const { payout } = await api.data(E, PayoutByRefDocument, { ref: "p-1" });
    expect(payout!.steps.map(({ status, reference }) => [status, reference])).toEqual([
      ["REQUESTED", null],
      ["APPROVED", null],
      ["CONFIRMED", "B-1"],
    ]);
  });

  it("a supplier's payable goes the same way", async () => {
    await request(CLERK, "s-1", "850.00", { supplier: "S001" });
    expect(await balances()).toMatchObject({ "liabilities:supplier:S001:held": -85_000 });
    await approve(BOSS, "s-1");
    await confirm("s-1");
    const after = await balances();
    expect(after).toMatchObject({ "revenue:payout-fee": -200 });
    expect(Object.keys(after).filter((name) => name.includes("S001"))).toEqual([]);
  });
});

describe("a payout that comes to nothing", () => {
  it("is there again, once; debts are paid first", async () => {
    await request(E, "p-1", "150.00");
    const occurredAt = "2026-01-20T12:00:00+08:00";
    const back = parseRefund({ ref: "r-1", orderRef: "o-1", occurredAt, quantity: "40" });
    await api.lanes.of(api.network).submit([back]);
    expect(await balances()).toMatchObject({
      "assets:receivable:distributor:E": 6000,
      "liabilities:distributor:E:held": -15_000,
    });
    await approve(BOSS, "p-1");
    await fail("p-1");
    await fail("p-1");
    expect((await fail("p-1", "another reason")).userErrors).toMatchObject([{ code: "CONFLICT" }]);
    const after = await balances();
    expect(after["liabilities:distributor:E:available"]).toBe(-9000);
    expect(after).not.toHaveProperty("assets:receivable:distributor:E");
    expect((await cancel(E, "p-1")).userErrors).toEqual(
      fault(
        "INVALID",
        'ref: "p-1" is FAILED; only what is REQUESTED or APPROVED becomes CANCELLED',
      ),
    );
  });

  it("is called off by its payee, or the staff, and by nobody else", async () => {
    await request(E, "p-1", "50.00");
    const unknown = fault("NOT_FOUND", 'ref: no payout "p-1"');
    expect((await cancel(distributor("D"), "p-1")).userErrors).toEqual(unknown);
    expect((await cancel(E, "p-1")).payout!.status).toBe("CANCELLED");
    expect((await cancel(E, "p-1")).payout!.status).toBe("CANCELLED");
    await request(E, "p-2", "50.00");
    await approve(BOSS, "p-2");
    expect((await cancel(CLERK, "p-2")).payout!.status).toBe("CANCELLED");
    expect((await balances())["liabilities:distributor:E:available"]).toBe(-15_000);
  });
});

describe("a request is refused, and its key is free again", () => {
  it.each([
    ["9.99", {}, "INVALID", "amount: 9.99 is below the least that is paid out, 10.00"],
    ["150.01", {}, "INVALID", "amount: 150.01 is more than what there is to take, 150.00"],
    ["10.00", { distributor: "D" }, "FORBIDDEN", "distributor: you may ask for yourself only"],
    ["10.00", { supplier: "S001" }, "FORBIDDEN", "distributor: you may ask for yourself only"],
  ])("%s %j", async (amount, whom, code, message) => {
    expect((await request(E, "p-1", amount, whom)).userErrors).toEqual(fault(code, message));
    expect((await request(E, "p-1", "10.00")).payout!.status).toBe("REQUESTED");
  });

  it.each([
    [{}, "INVALID", "distributor: name either a distributor or a supplier"],
    [
      { distributor: "E", supplier: "S001" },
      "INVALID",
      "distributor: name either a distributor or a supplier",
    ],
    [{ distributor: "nobody" }, "NOT_FOUND", 'distributor: no distributor "nobody"'],
    [{ supplier: "nobody" }, "NOT_FOUND", 'supplier: no supplier "nobody"'],
  ])("by the staff with %j", async (whom, code, message) => {
    expect((await request(CLERK, "p-1", "10.00", whom)).userErrors).toEqual(fault(code, message));
  });

  it("where the fee leaves nothing", async () => {
    const effectiveFrom = "2026-01-02T00:00:00+08:00";
    const document = { effectiveFrom, payout: { fee: { min: "5.00" } } };
    await api.data(ADMIN, TermsPublishDocument, { document });
    expect((await request(E, "p-1", "5.00")).userErrors).toEqual(
      fault("INVALID", "amount: the fee of 5.00 leaves nothing of 5.00"),
    );
    expect((await request(E, "p-1", "5.01")).payout!.net).toEqual({ amount: "0.01" });
    // Terms by which a payout went stay what was in force then.
    const late = { effectiveFrom: "2026-01-03T00:00:00+08:00", payout: {} };
    const { termsPublish } = await api.data(ADMIN, TermsPublishDocument, { document: late });
    expect(termsPublish.userErrors[0]!.message).toContain('payout "p-1" was requested at');
  });
});

it("whoever of the staff asked for it does not approve it", async () => {
  await request(CLERK, "p-1", "50.00", { distributor: "E" });
  expect((await approve(CLERK, "p-1")).userErrors).toEqual(
    fault("FORBIDDEN", `ref: "p-1" needs a second person's approval`),
  );
  expect((await approve(BOSS, "p-1")).payout!.status).toBe("APPROVED");
});

it("who asked for it as its payee does not approve it as one of the staff", async () => {
  await request({ ...E, sub: CLERK.sub }, "p-1", "50.00");
  expect((await approve(CLERK, "p-1")).userErrors).toEqual(
    fault("FORBIDDEN", `ref: "p-1" needs a second person's approval`),
  );
  expect((await approve(BOSS, "p-1")).payout!.status).toBe("APPROVED");
});

it("payee and staff are told of each step, and others neither see nor hear of it", async () => {
  const heard = (asker: object) => {
    const events = api.subscribe(asker, PayoutChangedDocument, { after: null });
    const next = async () => (await events.next()).value!.data!.payoutChanged;
    return { next, end: () => events.return(undefined) };
  };
  const [own, staff, dealer] = [heard(E), heard(CLERK), heard(supplier("S001"))];
  const first = [own.next(), staff.next(), dealer.next()];
  await new Promise((resolve) => setTimeout(resolve, 200));
  await request(E, "p-1", "50.00");
  await request(CLERK, "s-1", "50.00", { supplier: "S001" });
  await approve(BOSS, "p-1");
  const told = (await Promise.all(first)).map(({ status, payout }) => [status, payout.ref]);
  expect(told).toEqual([
    ["REQUESTED", "p-1"],
    ["REQUESTED", "p-1"],
    ["REQUESTED", "s-1"],
  ]);
  expect(await own.next()).toMatchObject({ status: "APPROVED", payout: { ref: "p-1" } });
  for (const one of [own, staff, dealer]) await one.end();

  const seen = async (asker: object, filter: object = {}) => {
    const { payouts } = await api.data(asker, PayoutsDocument, { first: 10, ...filter });
    return payouts.nodes.map(({ ref }) => ref);
  };
  expect(await seen(CLERK)).toEqual(["p-1", "s-1"]);
  expect(await seen(CLERK, { status: "APPROVED" })).toEqual(["p-1"]);
  expect(await seen(CLERK, { supplier: "S001" })).toEqual(["s-1"]);
  expect(await seen(CLERK, { supplier: "nobody" })).toEqual([]);
  expect(await seen(E)).toEqual(["p-1"]);
  expect(await seen(E, { distributor: "D" })).toEqual([]);
  expect(await seen(distributor("D"))).toEqual([]);
  expect(await seen(supplier("S001"))).toEqual(["s-1"]);
  expect((await api.data(distributor("D"), PayoutByRefDocument, { ref: "p-1" })).payout).toBeNull();
});
