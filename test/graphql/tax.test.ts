// docs/rules.md §7: Withholding tax through the API: what it would be, what it is, and who is told.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { ADMIN, Api, distributor } from "../support/api.ts";
import {
  PayoutApproveDocument,
  PayoutByRefDocument,
  PayoutCancelDocument,
  PayoutChangedDocument,
  PayoutRequestDocument,
  TermsPublishDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order, PLAN } from "../support/sample.ts";

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
  // E earns 99,150.00.
  await api.lanes.of(api.network).submit([order("o-1", { quantity: "100", unitPrice: "1000.00" })]);
  return () => api.close();
});

const publish = async (tax: object, effectiveFrom = "2026-01-01T00:00:00+08:00") => {
  const document = { effectiveFrom, payout: { fee: { min: "1.00" } }, tax };
  return (await api.data(ADMIN, TermsPublishDocument, { document })).termsPublish;
};
const request = async (ref: string, amount: string) => {
  const input = { idempotencyKey: ref, amount };
  return (await api.data(E, PayoutRequestDocument, { input })).payoutRequest.payout!;
};
const approve = async (ref: string) =>
  (await api.data(CLERK, PayoutApproveDocument, { input: { ref } })).payoutApprove.payout!;

/** Tax and net of what was told. */
const figures = (told: {
  readonly tax: { readonly amount: string } | null;
  readonly net: { readonly amount: string } | null;
}) => [told.tax?.amount, told.net?.amount];
const seen = async (ref: string) =>
  figures((await api.data(E, PayoutByRefDocument, { ref })).payout!);

describe("the tax of a payout", () => {
  it("is what it would be until the approval, and what was fixed from then on", async () => {
    await publish({ distributor: "CUMULATIVE" });
    expect(figures(await request("p-1", "20000.00"))).toEqual(["330.00", "19669.00"]);
    expect(figures(await request("p-2", "20000.00"))).toEqual(["330.00", "19669.00"]);
    expect(figures(await approve("p-1"))).toEqual(["330.00", "19669.00"]);
    expect(await seen("p-2")).toEqual(["480.00", "19519.00"]);
    expect(figures(await approve("p-2"))).toEqual(["480.00", "19519.00"]);
    await api.data(E, PayoutCancelDocument, { input: { ref: "p-1" } });
    expect(await seen("p-1")).toEqual(["330.00", "19669.00"]);
    expect(await seen("p-2")).toEqual(["480.00", "19519.00"]);
  });

  it("is unknown of one that was called off before", async () => {
    await publish({ distributor: "CUMULATIVE" });
    await request("p-1", "20000.00");
    await api.data(E, PayoutCancelDocument, { input: { ref: "p-1" } });
    expect(await seen("p-1")).toEqual([undefined, "19999.00"]);
  });

  it("is told with each step", async () => {
    await publish({ distributor: "PER_PAYMENT" });
    const events = api.subscribe(E, PayoutChangedDocument, { after: null });
    const first = events.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await request("p-1", "2000.00");
    await approve("p-1");
    const told = [await first, await events.next()].map(({ value }) => value!.data!.payoutChanged);
    expect(told.map(({ status, ...one }) => [status, ...figures(one)])).toEqual([
      ["REQUESTED", undefined, undefined],
      ["APPROVED", "240.00", "1759.00"],
    ]);
    await events.return(undefined);
  });
});

it("an approver is refused who saw another tax", async () => {
  await publish({ distributor: "PER_PAYMENT" });
  await request("p-1", "2000.00");
  const approval = async (tax: string) =>
    (await api.data(CLERK, PayoutApproveDocument, { input: { ref: "p-1", tax } })).payoutApprove;
  expect((await approval("0.00")).userErrors).toEqual([
    {
      code: "INVALID",
      field: "tax",
      message: "tax: 240.00 would be withheld, but the request expects 0.00",
    },
  ]);
  expect((await approval("240.00")).payout!.status).toBe("APPROVED");
});

describe("terms with a tax", () => {
  it("are published with a warning where the tax jumps", async () => {
    const allowance = { upTo: "0", fixed: "0", rate: "0" };
    const bands = [{ upTo: "1000", rate: "0.10" }, { rate: "0.20" }];
    const { warnings, terms } = await publish({
      supplier: { method: "PER_PAYMENT", allowance, bands },
    });
    expect(warnings).toEqual([
      "tax.supplier.bands[1].quickDeduction: the tax jumps at 1000.00; use 100.00 to avoid the jump",
    ]);
    expect(terms!.version).toBe(1);
    const smooth = await publish({ supplier: "PER_PAYMENT" }, "2026-01-02T00:00:00+08:00");
    expect(smooth.warnings).toEqual([]);
  });

  it("are refused that name a table before the law has it", async () => {
    const { userErrors } = await publish(
      { distributor: "CUMULATIVE", supplier: "CUMULATIVE" },
      "2025-09-30T00:00:00+08:00",
    );
    expect(userErrors.map(({ code, field }) => [code, field])).toEqual([
      ["INVALID", "document.tax.distributor"],
      ["INVALID", "document.tax.supplier"],
    ]);
  });
});
