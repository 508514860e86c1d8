// §7 The tax on payouts is fixed at the approval, by what the identity was paid in the year, and posted when paid.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { getPayout } from "../../../src/finance/payouts/store/payout-row.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
} from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { setTaxIdentity } from "../../../src/finance/payouts/store/tax-identity.ts";
import { TERMS_KIND } from "../../../src/finance/payouts/store/terms-kind.ts";
import { formatAmount } from "../../../src/kernel/money.ts";
import { parseInstant } from "../../../src/kernel/time.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "1" }] } });
  // D and E earn 991,500.00 each; the supplier is owed 17,000.00.
  const sales = { quantity: "1000", unitPrice: "1000.00" };
  const orders = ["D", "E"].map((seller) => order(`o-${seller}`, { ...sales, seller }));
  await new Lane(network).submit(orders);
});

const publish = (tax: object, effectiveFrom = "2026-01-01T00:00:00+08:00") =>
  publishAll(network, TERMS_KIND, [{ document: { effectiveFrom, payout: {}, tax } }], AT);

/** Local time in the network's zone. */
const at = (day: string) => parseInstant(`${day}T12:00:00+08:00`, "");

const request = (ref: string, day: string, amount: string, whom: object = { distributor: "E" }) =>
  requestPayout(network, { idempotencyKey: ref, amount, ...whom }, at(day));

/** The tax of a payout that is asked for and approved on a day. */
async function approved(ref: string, day: string, amount: string, whom?: object) {
  await request(ref, day, amount, whom);
  return tax((await approvePayout(network, ref, at(day))).payout.taxMinor);
}

const tax = (minor: bigint | null) => (minor === null ? null : formatAmount(minor, 2));
const kept = async (ref: string) => tax((await network.read((tx) => getPayout(tx, ref))).taxMinor);

async function balance(account: string): Promise<string> {
  const all = await network.read((tx) => allBalances(tx));
  return formatAmount(all.find((one) => one.account === account)?.balanceMinor ?? 0n, 2);
}

describe("each payment by itself", () => {
  it("is fixed at the approval, and posted when the bank has paid", async () => {
    await publish({ distributor: "PER_PAYMENT" });
    await request("p-1", "2026-02-01", "2000.00");
    expect(await kept("p-1")).toBeNull();
    await approvePayout(network, "p-1", at("2026-02-02"));
    expect(await kept("p-1")).toBe("240.00");
    expect(await balance("liabilities:tax")).toBe("0.00");
    const before = Number(await balance("assets:custody"));
    await confirmPayout(network, "p-1", "bank 1", at("2026-02-03"));
    expect(await balance("liabilities:tax")).toBe("-240.00");
    expect(Number(await balance("assets:custody"))).toBe(before - 1760);
    expect(await balance("liabilities:distributor:E:held")).toBe("0.00");
    // What it was paid before does not matter.
    expect(await approved("p-2", "2026-02-04", "2000.00")).toBe("240.00");
    await failPayout(network, "p-2", "closed", at("2026-02-05"));
    expect(await balance("liabilities:tax")).toBe("-240.00");
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("of a supplier by a table of its own", async () => {
    const bands = [{ rate: "0.10" }];
    const allowance = { upTo: "0", fixed: "0", rate: "0" };
    await publish({ supplier: { method: "PER_PAYMENT", allowance, bands } });
    expect(await approved("s-1", "2026-02-01", "100.00", { supplier: "S001" })).toBe("10.00");
    expect(await approved("p-1", "2026-02-01", "100.00")).toBe("0.00");
  });
});

it("of a month together is what the month's sum costs, without what failed", async () => {
  await publish({ distributor: "PER_MONTH" });
  expect(await approved("p-1", "2026-02-01", "1000.00")).toBe("40.00");
  expect(await approved("p-2", "2026-02-02", "1000.00")).toBe("200.00");
  await failPayout(network, "p-1", "closed", at("2026-02-03"));
  // Of 2,000 in all 240.00 are due, and 200.00 were withheld.
  expect(await approved("p-3", "2026-02-04", "1000.00")).toBe("40.00");
  expect(await approved("p-4", "2026-03-01", "1000.00")).toBe("40.00");
  await publish({ distributor: "CUMULATIVE" }, "2026-03-02T00:00:00+08:00");
  expect(await approved("p-5", "2026-03-02", "10000.00")).toBe("90.00");
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("is by the terms in force at the approval; terms do not start before one", async () => {
  await request("p-1", "2026-02-01", "2000.00");
  await request("p-2", "2026-02-01", "2000.00");
  await approvePayout(network, "p-1", at("2026-02-20"));
  expect(await kept("p-1")).toBe("0.00");
  await expect(publish({}, "2026-02-10T00:00:00+08:00")).rejects.toThrow(
    'payout "p-1" was approved at 2026-02-20T04:00:00.000Z; it can only start after that',
  );
  await publish({ distributor: "PER_PAYMENT" }, "2026-03-01T00:00:00+08:00");
  expect((await approvePayout(network, "p-2", at("2026-03-01"))).payout.taxMinor).toBe(24_000n);
});

it("is refused where it is not what the approver agreed to", async () => {
  await publish({ distributor: "CUMULATIVE" });
  await request("p-1", "2026-02-01", "20000.00");
  await request("p-2", "2026-02-01", "20000.00");
  const approve = (ref: string, agreed?: string) =>
    approvePayout(network, ref, at("2026-02-02"), agreed);
  expect((await approve("p-1", "330")).repeated).toBe(false);
  await expect(approve("p-2", "330.00")).rejects.toThrow(
    "tax: 480.00 would be withheld, not 330.00",
  );
  expect((await network.read((tx) => getPayout(tx, "p-2"))).status).toBe("REQUESTED");
  await expect(approve("p-2", "a lot")).rejects.toThrow('tax: "a lot" is not a decimal amount');
  expect((await approve("p-2", "480.00")).payout.taxMinor).toBe(48_000n);
  expect((await approve("p-2", "480.00")).repeated).toBe(true);
  await expect(approve("p-2", "330.00")).rejects.toThrow("was taken with other content");
  await expect(approve("p-2")).rejects.toThrow("was taken with other content");
});

it("is refused where fee and tax leave nothing, and nothing has changed", async () => {
  const bands = [{ rate: "1" }];
  const allowance = { upTo: "10.00", fixed: "0", rate: "0" };
  await publish({ distributor: { method: "PER_PAYMENT", allowance, bands } });
  await request("p-1", "2026-02-01", "10.00");
  await expect(approvePayout(network, "p-1", at("2026-02-01"))).rejects.toThrow(
    'ref: "p-1": the fee of 0.00 and the tax of 10.00 leave nothing of 10.00',
  );
  const payout = await network.read((tx) => getPayout(tx, "p-1"));
  expect(payout).toMatchObject({ status: "REQUESTED", taxMinor: null });
  await cancelPayout(network, "p-1", at("2026-02-01"));
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

describe("a tax year so far", () => {
  beforeEach(() => publish({ distributor: "CUMULATIVE" }));

  it("counts what was approved, by local months, until the year ends", async () => {
    expect(await approved("p-1", "2026-01-05", "20000.00")).toBe("330.00");
    expect(await approved("p-2", "2026-01-06", "10000.00")).toBe("240.00");
    expect(await approved("p-3", "2026-02-06", "10000.00")).toBe("90.00");
    // No payment in March: the sums begin afresh.
    expect(await approved("p-4", "2026-04-06", "10000.00")).toBe("90.00");
    expect(await approved("p-5", "2026-12-31", "20000.00")).toBe("330.00");
    expect(await approved("p-6", "2027-01-01", "20000.00")).toBe("330.00");
  });

  it("the month and the year are those of the network's own zone", async () => {
    await request("p-1", "2026-12-01", "20000.00");
    await request("p-2", "2026-12-01", "20000.00");
    await request("p-3", "2026-12-01", "20000.00");
    const approve = async (ref: string, time: string) =>
      tax((await approvePayout(network, ref, parseInstant(time, ""))).payout.taxMinor);
    expect(await approve("p-1", "2026-12-31T15:59:59.999Z")).toBe("330.00");
    expect(await approve("p-2", "2026-12-31T16:00:00.000Z")).toBe("330.00");
    // 40,000 × 80 % less 5,000 is 27,000 at 3 %.
    expect(await approve("p-3", "2027-01-01T00:00:00Z")).toBe("480.00");
  });

  it("what fails drops out with its tax, and the next payment corrects what was too much", async () => {
    expect(await approved("p-1", "2026-01-05", "20000.00")).toBe("330.00");
    expect(await approved("p-2", "2026-01-06", "10000.00")).toBe("240.00");
    await failPayout(network, "p-1", "closed", at("2026-01-07"));
    // Of 20,000 in all 330.00 are due, and 240.00 were withheld.
    expect(await approved("p-3", "2026-01-08", "10000.00")).toBe("90.00");
    await cancelPayout(network, "p-3", at("2026-01-09"));
    // Of 11,000 in all 114.00 are due: too much was withheld, and nothing is paid back.
    expect(await approved("p-4", "2026-01-10", "1000.00")).toBe("0.00");
    await confirmPayout(network, "p-2", "bank 2", at("2026-01-11"));
    await confirmPayout(network, "p-4", "bank 4", at("2026-01-11"));
    expect(await balance("liabilities:tax")).toBe("-240.00");
    expect(await kept("p-1")).toBe("330.00");
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("several who share an identity are one; what was approved before they did stays its own", async () => {
    const reason = "the same person";
    const share = (distributor: string, identity: string | null) =>
      setTaxIdentity(network, { distributor, identity, reason }, at("2026-01-06"));
    expect(await approved("p-1", "2026-01-05", "20000.00")).toBe("330.00");
    expect(await share("E", "T-1")).toEqual({ identity: "T-1", repeated: false });
    expect(await share("D", "T-1")).toEqual({ identity: "T-1", repeated: false });
    expect(await share("D", "T-1")).toEqual({ identity: "T-1", repeated: true });
    expect(await approved("p-2", "2026-01-07", "10000.00")).toBe("90.00");
    expect(await approved("p-3", "2026-01-07", "10000.00", { distributor: "D" })).toBe("240.00");
    expect(await share("E", null)).toEqual({ identity: "distributor:E", repeated: false });
    // With the 20,000 of its own.
    expect(await approved("p-4", "2026-01-08", "10000.00")).toBe("240.00");
    expect(await approved("p-5", "2026-01-08", "10000.00", { distributor: "D" })).toBe("240.00");
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("what was approved by another method is not part of it", async () => {
    const own = "2025-12-01T00:00:00+08:00";
    await publish({ distributor: "PER_PAYMENT" }, own);
    expect(await approved("p-1", "2025-12-05", "2000.00")).toBe("240.00");
    await publish({ distributor: "PER_PAYMENT" }, "2026-02-01T00:00:00+08:00");
    await publish({ distributor: "CUMULATIVE" }, "2026-02-03T00:00:00+08:00");
    expect(await approved("p-2", "2026-02-02", "20000.00")).toBe("3200.00");
    expect(await approved("p-3", "2026-02-03", "10000.00")).toBe("90.00");
  });
});

describe("an identity is refused", () => {
  it.each([
    [{ identity: "T 1" }, "identity: "],
    [{ identity: "T-1", reason: " " }, "reason: is missing"],
    [{ distributor: "nobody", identity: "T-1" }, 'distributor: no distributor "nobody"'],
    [{ supplier: "S001", identity: "T-1" }, "distributor: name either a distributor or a supplier"],
  ])("%j", async (text, message) => {
    const whole = { distributor: "E", reason: "any", ...text };
    await expect(setTaxIdentity(network, whole, AT)).rejects.toThrow(message);
  });
});
