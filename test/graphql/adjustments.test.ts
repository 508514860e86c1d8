// docs/rules.md §7: Manual adjustments through the API: by a template, posted once a second person
// approves, taken back once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addAsset } from "../../src/books/store/assets.ts";
import type { Database } from "../../src/database/database.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { setEarningsWithheld } from "../../src/network/store/withhold-earnings.ts";
import { Api } from "../support/api.ts";
import {
  AdjustmentApproveDocument,
  AdjustmentByRefDocument,
  AdjustmentPostDocument,
  AdjustmentRejectDocument,
  AdjustmentsDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../support/sample.ts";
import { verifyNetwork } from "../support/verify.ts";

const BOSS = { role: "ADMIN" as const, sub: "boss" };
const CLERK = { role: "FINANCE" as const, sub: "clerk" };
const WHEN = "2026-01-21T10:00:00+08:00";
const CASHBACK = { kind: "CASHBACK", rate: "0.01", basis: "GROSS" };

let database: Database;
let api: Api;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  api = new Api(database, await createTestNetwork(database));
  await addAsset(api.network, { code: "POINT", scale: 0 }, AT);
  const rules = [{ kind: "SELLER", rate: "0.5" }, CASHBACK, { ...CASHBACK, asset: "POINT" }];
  await fillNetwork(api.network, { plan: { ...PLAN, rules } });
  // Custody 1,000.00: the supplier's 850.00, E's 72.00, buyer b's 10.00, the channel's 6.00, our 62.00.
  const sold = order("o-1", { quantity: "100", channelFee: "6.00", buyer: "b" });
  await api.lanes.of(api.network).submit([sold]);
  return () => api.close();
});

async function propose(template: string, ref: string, rest: object = {}, asker: object = CLERK) {
  const input = { idempotencyKey: ref, template, occurredAt: WHEN, reason: "agreed", ...rest };
  return (await api.data(asker, AdjustmentPostDocument, { input: input as never })).adjustmentPost;
}
const approve = async (ref: string, asker: object = BOSS) =>
  (await api.data(asker, AdjustmentApproveDocument, { input: { ref } })).adjustmentApprove;
const reject = async (ref: string, reason = "no", asker: object = BOSS) =>
  (await api.data(asker, AdjustmentRejectDocument, { input: { ref, reason } })).adjustmentReject;

/** Proposes and approves; gives what was posted. */
async function post(template: string, ref: string, rest: object = {}): Promise<unknown> {
  expect((await propose(template, ref, rest)).userErrors).toEqual([]);
  const { adjustment, userErrors } = await approve(ref);
  expect(userErrors).toEqual([]);
  const { postings } = adjustment!.transaction!;
  return postings.map(({ account, amount }) => [account, amount.amount]);
}

/** What is not zero, by account, in minor units; the book is sound. */
async function balances(): Promise<Record<string, number>> {
  expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
  const all = await api.network.read((tx) => allBalances(tx));
  const name = (account: string, asset: string) =>
    asset === "CNY" ? account : `${asset} ${account}`;
  return Object.fromEntries(
    all.map(({ account, asset, balanceMinor }) => [name(account, asset), Number(balanceMinor)]),
  );
}

const fault = (code: string, message: string) => [{ code, field: message.split(":")[0], message }];
const CREDIT = { distributor: "E", amount: "5.00" };

describe("§7 two people", () => {
  it("nothing is posted before another one approves, and then once", async () => {
    const before = await balances();
    const asked = await propose("CREDIT_DISTRIBUTOR", "a-1", { ...CREDIT, reference: "T-1" });
    expect(asked).toEqual({
      adjustment: {
        ref: "a-1",
        template: "CREDIT_DISTRIBUTOR",
        status: "PROPOSED",
        amount: { amount: "5.00", asset: "CNY" },
        occurredAt: "2026-01-21T02:00:00.000Z",
        reference: "T-1",
        reason: "agreed",
        transaction: null,
      },
      userErrors: [],
    });
    expect(await balances()).toEqual(before);
    const own = fault(
      "FORBIDDEN",
      `ref: "a-1" must be approved by a different staff member than the proposer`,
    );
    expect((await approve("a-1", CLERK)).userErrors).toEqual(own);
    expect(await balances()).toEqual(before);

    const approved = await approve("a-1");
    expect(approved.adjustment).toMatchObject({
      status: "POSTED",
      transaction: {
        postings: [
          { account: "revenue:platform", amount: { amount: "5.00" } },
          { account: "liabilities:distributor:E:available", amount: { amount: "-5.00" } },
        ],
      },
    });
    const after = await balances();
    expect(after["liabilities:distributor:E:available"]).toBe(-7_700);
    expect(await approve("a-1")).toEqual(approved);
    expect(await approve("a-1", { ...CLERK, sub: "third" })).toEqual(approved);
    expect((await approve("a-1", CLERK)).userErrors).toEqual(own);
    expect(await balances()).toEqual(after);
    const { adjustment } = await api.data(BOSS, AdjustmentByRefDocument, { ref: "a-1" });
    expect(adjustment).toMatchObject({
      distributor: { code: "E" },
      steps: [
        { status: "PROPOSED", by: "clerk" },
        { status: "POSTED", by: "boss" },
      ],
      transaction: { kind: "ADJUSTMENT", occurredAt: "2026-01-21T02:00:00.000Z" },
    });
  });

  it("the same proposal again does nothing, another under its key is a CONFLICT", async () => {
    const asked = await propose("CREDIT_DISTRIBUTOR", "a-1", CREDIT);
    expect(await propose("CREDIT_DISTRIBUTOR", "a-1", CREDIT, BOSS)).toEqual(asked);
    expect(
      (await propose("CREDIT_DISTRIBUTOR", "a-1", { ...CREDIT, reason: "else" })).userErrors,
    ).toEqual(fault("CONFLICT", 'idempotencyKey: "a-1" was already used with other content'));
    // Whoever sent it again has not proposed it.
    expect((await approve("a-1", BOSS)).userErrors).toEqual([]);
  });

  it("what is rejected is not posted, also by who proposed it; what is posted is not rejected", async () => {
    const before = await balances();
    await propose("CREDIT_DISTRIBUTOR", "a-1", CREDIT);
    const rejected = await reject("a-1", "too much", CLERK);
    expect(rejected.adjustment!.status).toBe("REJECTED");
    expect(await reject("a-1", "too much")).toEqual(rejected);
    expect((await reject("a-1", "other")).userErrors).toMatchObject([{ code: "CONFLICT" }]);
    expect((await approve("a-1")).userErrors).toEqual(
      fault(
        "INVALID",
        'ref: "a-1" is REJECTED; an adjustment must be PROPOSED before it can be POSTED',
      ),
    );
    expect(await balances()).toEqual(before);
    await post("CREDIT_DISTRIBUTOR", "a-2", CREDIT);
    expect((await reject("a-2")).userErrors).toEqual(
      fault(
        "INVALID",
        'ref: "a-2" is POSTED; an adjustment must be PROPOSED before it can be REJECTED',
      ),
    );
    expect((await approve("none")).userErrors).toEqual(
      fault("NOT_FOUND", 'ref: adjustment "none" does not exist'),
    );
    const seen = async (filter: object) => {
      const { adjustments } = await api.data(CLERK, AdjustmentsDocument, { first: 9, ...filter });
      return adjustments.nodes.map(({ ref }) => ref);
    };
    expect(await seen({})).toEqual(["a-1", "a-2"]);
    expect(await seen({ status: "POSTED" })).toEqual(["a-2"]);
    expect(await seen({ template: "TAX_PAID" })).toEqual([]);
  });
});

describe("what the templates do to the book", () => {
  it("debts are made, paid and given up; credits pay them first", async () => {
    await post("DEBIT_DISTRIBUTOR", "d-1", { distributor: "D", amount: "9.00" });
    await post("DISTRIBUTOR_DEBT_PAID", "d-2", { distributor: "D", amount: "2.00" });
    await post("WRITE_OFF_DISTRIBUTOR_DEBT", "d-3", { distributor: "D", amount: "3.00" });
    expect(await post("CREDIT_DISTRIBUTOR", "d-4", { distributor: "D", amount: "5.00" })).toEqual([
      ["revenue:platform", "5.00"],
      ["assets:receivable:distributor:D", "-4.00"],
      ["liabilities:distributor:D:available", "-1.00"],
    ]);
    await post("DEBIT_SUPPLIER", "s-1", { supplier: "S002", amount: "7.00" });
    await post("SUPPLIER_DEBT_PAID", "s-2", { supplier: "S002", amount: "3.00" });
    await post("WRITE_OFF_SUPPLIER_DEBT", "s-3", { supplier: "S002", amount: "4.00" });
    await post("CREDIT_SUPPLIER", "s-4", { supplier: "S002", amount: "1.00" });
    expect(await balances()).toMatchObject({
      "assets:custody": 100_000 + 200 + 300,
      "expenses:write-off": 300 + 400,
      "liabilities:distributor:D:available": -100,
      "liabilities:supplier:S002": -100,
      "revenue:platform": -6_200 - 900 + 500 - 700 + 100,
    });
  });

  it("buyers' cashback is paid out or given up, in its own asset", async () => {
    await post("BUYER_PAID", "b-1", { buyer: "b", amount: "4.00" });
    await post("BUYER_WRITTEN_OFF", "b-2", { buyer: "b", amount: "6.00" });
    await post("BUYER_WRITTEN_OFF", "b-3", { buyer: "b", amount: "7", asset: "POINT" });
    const after = await balances();
    expect(after).toMatchObject({
      "assets:custody": 99_600,
      "expenses:cashback": -600,
      "POINT liabilities:buyer:b": -3,
      "POINT expenses:cashback": 3,
    });
    expect(after).not.toHaveProperty("liabilities:buyer:b");
  });

  it("the channel and the platform are paid out of custody, the platform only what is its own", async () => {
    await post("CHANNEL_FEE_PAID", "c-1", { amount: "6.00" });
    await post("SUSPENSE_IN", "x-1", { amount: "8.00" });
    const out = (amount: string, ref: string) => propose("CUSTODY_WITHDRAWN", ref, { amount });
    const most = "is more than the platform's own money in custody";
    expect((await out("62.01", "w-1")).userErrors).toEqual(
      fault("INVALID", `amount: 62.01 ${most}, 62.00`),
    );
    // Both could be when they were proposed.
    await out("40.00", "w-1");
    await out("40.00", "w-2");
    expect((await approve("w-1")).userErrors).toEqual([]);
    expect((await approve("w-2")).userErrors).toEqual(
      fault("INVALID", `amount: 40.00 ${most}, 22.00`),
    );
    expect(await balances()).toMatchObject({ "equity:platform": 4_000, "assets:custody": 96_200 });
  });

  it("what is found or lacking lies in suspense until it is explained, and no more of it than there is", async () => {
    await post("SUSPENSE_IN", "in", { amount: "10.00" });
    await post("SUSPENSE_OUT", "out", { amount: "3.00" });
    await post("SUSPENSE_TO_DEPOSIT", "in-1", { of: "in", distributor: "D", amount: "4.00" });
    const over = { of: "in", distributor: "E", amount: "6.01" };
    expect((await propose("SUSPENSE_TO_DISTRIBUTOR", "in-2", over)).userErrors).toEqual(
      fault("INVALID", 'amount: 6.01 is more than the rest of "in", 6.00'),
    );
    await post("SUSPENSE_TO_DISTRIBUTOR", "in-2", { ...over, amount: "6.00" });
    const wrong = await propose("SUSPENSE_TO_PLATFORM", "in-3", { of: "out", amount: "1.00" });
    expect(wrong.userErrors).toEqual(
      fault(
        "INVALID",
        'of: "out" is a SUSPENSE_OUT, but SUSPENSE_TO_PLATFORM can only explain a SUSPENSE_IN',
      ),
    );
    await post("SUSPENSE_FROM_CHANNEL_FEE", "out-1", { of: "out", amount: "2.00" });
    await post("SUSPENSE_FROM_PLATFORM", "out-2", { of: "out", amount: "1.00" });
    const after = await balances();
    expect(after).not.toHaveProperty("assets:suspense");
    expect(after).toMatchObject({
      "assets:custody": 100_700,
      "liabilities:distributor:D:deposit": -400,
      "liabilities:distributor:E:available": -7_800,
      "liabilities:channel-fee": -400,
      "expenses:write-off": 100,
    });
    await post("DEPOSIT_RETURNED", "back", { distributor: "D", amount: "4.00" });
    expect(await balances()).not.toHaveProperty("liabilities:distributor:D:deposit");
  });
});

it("what is given while earnings are withheld is withheld, and what was available is not given back", async () => {
  await post("DEBIT_DISTRIBUTOR", "d-1", CREDIT);
  await setEarningsWithheld(api.network, { code: "E", withheld: true, reason: "KYC" }, AT);
  expect(await post("CREDIT_DISTRIBUTOR", "c-1", CREDIT)).toEqual([
    ["revenue:platform", "5.00"],
    ["liabilities:distributor:E:withheld", "-5.00"],
  ]);
  expect((await propose("REVERSAL", "r-1", { of: "d-1" })).userErrors).toEqual(
    fault("INVALID", "of: the earnings of E are withheld"),
  );
  await setEarningsWithheld(api.network, { code: "E", withheld: false, reason: "seen" }, AT);
  await post("REVERSAL", "r-1", { of: "d-1" });
  expect((await balances())["liabilities:distributor:E:available"]).toBe(-7_700);
});

describe("§7 a correction is a new transaction that names the old one", () => {
  it("takes back exactly what was posted, once", async () => {
    await post("DEBIT_DISTRIBUTOR", "d-1", { distributor: "E", amount: "80.00" });
    const debited = await balances();
    expect(debited["assets:receivable:distributor:E"]).toBe(800);
    await propose("REVERSAL", "r-1", { of: "d-1" });
    await propose("REVERSAL", "r-2", { of: "d-1" });
    expect((await approve("r-1")).adjustment).toMatchObject({
      amount: { amount: "80.00" },
      transaction: {
        postings: [
          { account: "liabilities:distributor:E:available", amount: { amount: "-72.00" } },
          { account: "assets:receivable:distributor:E", amount: { amount: "-8.00" } },
          { account: "revenue:platform", amount: { amount: "80.00" } },
        ],
      },
    });
    expect((await balances())["liabilities:distributor:E:available"]).toBe(-7_200);
    const taken = fault("INVALID", 'of: "d-1" is REVERSED; it must be POSTED');
    expect((await approve("r-2")).userErrors).toEqual(taken);
    expect((await propose("REVERSAL", "r-3", { of: "d-1" })).userErrors).toEqual(taken);
    expect((await propose("REVERSAL", "r-3", { of: "r-1" })).userErrors).toEqual(
      fault("INVALID", 'of: "r-1" is a REVERSAL and cannot be reversed'),
    );
    const { adjustment } = await api.data(BOSS, AdjustmentByRefDocument, { ref: "d-1" });
    expect(adjustment!.steps.map(({ status }) => status)).toEqual([
      ...["PROPOSED", "POSTED", "REVERSED"],
    ]);
    const reversal = await api.data(BOSS, AdjustmentByRefDocument, { ref: "r-1" });
    expect(reversal.adjustment).toMatchObject({ of: { ref: "d-1" }, distributor: { code: "E" } });
  });

  it("is refused where what was given is no longer there, or a debt would stand beside it", async () => {
    await post("CREDIT_DISTRIBUTOR", "c-1", { distributor: "D", amount: "5.00" });
    await post("DEBIT_DISTRIBUTOR", "c-2", { distributor: "D", amount: "6.00" });
    expect((await propose("REVERSAL", "r-1", { of: "c-1" })).userErrors).toEqual(
      fault(
        "INVALID",
        "of: 5.00 is more than the balance of liabilities:distributor:D:available, 0.00",
      ),
    );
    await post("WRITE_OFF_DISTRIBUTOR_DEBT", "c-3", { distributor: "D", amount: "1.00" });
    await post("CREDIT_DISTRIBUTOR", "c-4", { distributor: "D", amount: "2.00" });
    expect((await propose("REVERSAL", "r-2", { of: "c-3" })).userErrors).toEqual(
      fault("INVALID", "of: D would have a debt and an available balance at once"),
    );
  });

  it("money in suspense is not taken back before what explains it is", async () => {
    await post("SUSPENSE_IN", "in", { amount: "10.00" });
    await post("SUSPENSE_TO_PLATFORM", "in-1", { of: "in", amount: "1.00" });
    expect((await propose("REVERSAL", "r-1", { of: "in" })).userErrors).toEqual(
      fault("INVALID", 'of: "in" is already explained; reverse the explaining adjustments first'),
    );
    await post("REVERSAL", "r-2", { of: "in-1" });
    await post("SUSPENSE_TO_PLATFORM", "in-2", { of: "in", amount: "10.00" });
    await post("REVERSAL", "r-3", { of: "in-2" });
    await post("REVERSAL", "r-4", { of: "in" });
    expect(await balances()).toMatchObject({ "assets:custody": 100_000 });
    expect(
      (await propose("SUSPENSE_TO_PLATFORM", "in-3", { of: "in", amount: "1.00" })).userErrors,
    ).toMatchObject([{ code: "INVALID", field: "of" }]);
  });
});

describe("a proposal is refused, and its key is free again", () => {
  const more = (account: string, has: string) =>
    `amount: 5.00 is more than the balance of ${account}, ${has}`;

  it.each<[string, object, string, string]>([
    [
      "CREDIT_DISTRIBUTOR",
      { amount: "5.00" },
      "INVALID",
      "distributor: is required by CREDIT_DISTRIBUTOR",
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, buyer: "b" },
      "INVALID",
      "buyer: is not allowed in CREDIT_DISTRIBUTOR",
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { distributor: "E" },
      "INVALID",
      "amount: is required by CREDIT_DISTRIBUTOR",
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, amount: "0" },
      "INVALID",
      'amount: "0" must be greater than 0',
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, amount: "-1.00" },
      "INVALID",
      'amount: "-1.00" must be greater than 0',
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, distributor: "nobody" },
      "NOT_FOUND",
      'distributor: distributor "nobody" does not exist',
    ],
    ["CREDIT_DISTRIBUTOR", { ...CREDIT, reason: " " }, "INVALID", "reason: is missing"],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, of: "x" },
      "INVALID",
      "of: is not allowed in CREDIT_DISTRIBUTOR",
    ],
    [
      "CREDIT_DISTRIBUTOR",
      { ...CREDIT, asset: "POINT" },
      "INVALID",
      'asset: CREDIT_DISTRIBUTOR accepts CNY only, not "POINT"',
    ],
    [
      "BUYER_WRITTEN_OFF",
      { buyer: "b", amount: "5", asset: "GOLD" },
      "NOT_FOUND",
      'asset: asset "GOLD" does not exist',
    ],
    [
      "CREDIT_SUPPLIER",
      { supplier: "nobody", amount: "5.00" },
      "NOT_FOUND",
      'supplier: supplier "nobody" does not exist',
    ],
    ["REVERSAL", {}, "INVALID", "of: is required by REVERSAL"],
    ["REVERSAL", { of: "none" }, "NOT_FOUND", 'of: adjustment "none" does not exist'],
    ["REVERSAL", { of: "none", amount: "5.00" }, "INVALID", "amount: is not allowed in REVERSAL"],
    ["REVERSAL", { of: "none", asset: "CNY" }, "INVALID", "asset: is not allowed in REVERSAL"],
    [
      "WRITE_OFF_DISTRIBUTOR_DEBT",
      CREDIT,
      "INVALID",
      more("assets:receivable:distributor:E", "0.00"),
    ],
    ["DEPOSIT_RETURNED", CREDIT, "INVALID", more("liabilities:distributor:E:deposit", "0.00")],
    ["TAX_PAID", { amount: "5.00" }, "INVALID", more("liabilities:tax", "0.00")],
    [
      "BUYER_PAID",
      { buyer: "nobody", amount: "5.00" },
      "INVALID",
      more("liabilities:buyer:nobody", "0.00"),
    ],
    [
      "CHANNEL_FEE_PAID",
      { amount: "6.01" },
      "INVALID",
      "amount: 6.01 is more than the balance of liabilities:channel-fee, 6.00",
    ],
    [
      "SUSPENSE_OUT",
      { amount: "1000.01" },
      "INVALID",
      "amount: 1000.01 is more than the balance of assets:custody, 1000.00",
    ],
  ])("%s with %j", async (template, rest, code, message) => {
    expect((await propose(template, "a-1", rest)).userErrors).toEqual(fault(code, message));
    expect((await propose("CREDIT_DISTRIBUTOR", "a-1", CREDIT)).userErrors).toEqual([]);
  });

  it("what could be posted when it was proposed is looked at again when it is approved", async () => {
    await propose("CHANNEL_FEE_PAID", "c-1", { amount: "6.00" });
    await propose("CHANNEL_FEE_PAID", "c-2", { amount: "5.00" });
    await approve("c-1");
    expect((await approve("c-2")).userErrors).toEqual(
      fault("INVALID", more("liabilities:channel-fee", "0.00")),
    );
    expect((await reject("c-2")).adjustment!.status).toBe("REJECTED");
  });
});
