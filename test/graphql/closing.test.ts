// Closing months through the API: what stands against it, the totals, reopening, and many at once.
import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import { release } from "../../src/commission/release/release.ts";
import type { Database } from "../../src/database/database.ts";
import { cancelPayout } from "../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../src/finance/payouts/store/request-payout.ts";
import { ADMIN, Api } from "../support/api.ts";
import {
  AuditTrailDocument,
  PeriodCloseDocument,
  PeriodDocument,
  PeriodReopenDocument,
  TrialBalanceDocument,
} from "../support/generated/operations.ts";
import { createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, LADDER, order, PLAN, publishProgramme } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";

const FINANCE = { role: "FINANCE" as const, sub: "fay" };
const BEGIN = "2020-01-01T00:00:00+08:00";

describe("a month through the API", () => {
  let database: Database;
  let api: Api;
  beforeAll(async () => {
    database = await openTestDatabase();
    api = new Api(database, await createTestNetwork(database));
    await fillNetwork(api.network, {
      ladder: { ...LADDER, effectiveFrom: BEGIN, downgrade: { policy: "ONE_STEP" } },
      plan: { ...PLAN, effectiveFrom: BEGIN, release: { days: 1 } },
    });
    await publishProgramme(api.network, {
      code: "yearly",
      supplier: "S001",
      effectiveFrom: "2019-01-01",
      period: "QUARTER",
      method: "MARGINAL",
      bands: [{ over: "0", rate: "0.01" }],
    });
    const lane = api.lanes.of(api.network);
    await lane.submit([order("a", { occurredAt: "2020-03-10T12:00:00+08:00" })]);
    const ask = (idempotencyKey: string, amount: string, at: string) =>
      requestPayout(api.network, { idempotencyKey, supplier: "S001", amount }, Date.parse(at));
    await ask("open", "2.00", "2020-03-31T23:59:59+08:00");
    await ask("ended", "1.00", "2020-03-31T12:00:00+08:00");
    await cancelPayout(api.network, "ended", Date.parse("2020-04-02T12:00:00+08:00"));
    await ask("later", "4.00", "2020-04-01T00:00:00+08:00");
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it("says what stands against it, closes, and reopens for an administrator with a reason", async () => {
    const month = { month: "2020-03" };
    const { period: open } = await api.data(FINANCE, PeriodDocument, month);
    expect(open).toMatchObject({ month: "2020-03", closed: false, closes: [] });
    expect(open.obstacles).toEqual([
      {
        code: "PENDING_RELEASES",
        message: expect.stringMatching(
          /^has \d releases due in it or before that are not released/,
        ),
      },
    ]);
    expect(open.warnings).toEqual([
      {
        code: "PROGRAMME_OPEN",
        message: "ends 2020-Q1 of programme yearly, which is not closed",
      },
      { code: "WINDOW_OPEN", message: "has a window of tiers that is not closed" },
      {
        code: "PAYOUT_OPEN",
        message: "has payouts of it or before that have not ended: 1, with 2.00 CNY held",
      },
    ]);
    const refused = await api.data(FINANCE, PeriodCloseDocument, { input: month });
    expect(refused.periodClose).toEqual({
      period: null,
      userErrors: [
        {
          field: "month",
          code: "INVALID",
          message: `month: 2020-03 ${open.obstacles[0]!.message}`,
        },
      ],
    });
    await release(api.network, Date.now());
    const { periodClose } = await api.data(FINANCE, PeriodCloseDocument, { input: month });
    expect(periodClose.userErrors).toEqual([]);
    const [closed] = periodClose.period!.closes;
    expect(closed).toMatchObject({
      reopenedAt: null,
      reason: null,
      transaction: { kind: "PERIOD_CLOSE", ref: "2020-03", accountingDate: "2020-04-01" },
    });
    expect(closed!.totals.edges.map(({ node }) => node).slice(0, 1)).toEqual([
      {
        account: "assets:custody",
        opening: { amount: "0.00", asset: "CNY" },
        debits: { amount: "10.00" },
        credits: { amount: "0.00" },
        closing: { amount: "10.00" },
      },
    ]);
    expect(closed!.accounts).toBe(closed!.totals.edges.length);
    const { period } = await api.data(FINANCE, PeriodDocument, month);
    expect(period).toMatchObject({ closed: true, obstacles: [] });

    const input = { month: "2020-03", reason: "a late statement" };
    const { codes } = await api.codes(FINANCE, PeriodReopenDocument, { input });
    expect(codes).toEqual(["FORBIDDEN"]);
    const { periodReopen } = await api.data(ADMIN, PeriodReopenDocument, { input });
    expect(periodReopen).toMatchObject({
      userErrors: [],
      period: { closed: false, closes: [{ reason: "a late statement" }] },
    });
    const { auditTrail } = await api.data(FINANCE, AuditTrailDocument, { last: 2 });
    expect(auditTrail.edges.map(({ node }) => [node.kind, node.by?.sub, node.reason])).toEqual([
      ["PERIOD_CLOSE", "fay", null],
      ["PERIOD_REOPEN", expect.any(String), "a late statement"],
    ]);
    expect((await verifyNetwork(api.network)).mismatches).toEqual([]);
  });

  it("refuses what is no month, and one that is not over", async () => {
    const { codes } = await api.codes(FINANCE, PeriodDocument, { month: "2020-13" });
    expect(codes).toEqual(["INVALID"]);
    const { period } = await api.data(FINANCE, PeriodDocument, { month: "2999-01" });
    expect(period.obstacles.map(({ code }) => code)).toEqual(["NOT_OVER", "OUT_OF_ORDER"]);
    const none = await api.data(FINANCE, PeriodCloseDocument, { input: { month: "x" } });
    expect(none.periodClose.userErrors).toMatchObject([{ field: "month", code: "INVALID" }]);
    const blank = { input: { month: "2020-03", reason: "" } };
    const { periodReopen } = await api.data(ADMIN, PeriodReopenDocument, blank);
    expect(periodReopen.userErrors).toMatchObject([{ field: "reason", code: "INVALID" }]);
  });

  it("the trial balance on a day is what the totals were then", async () => {
    const lane = api.lanes.of(api.network);
    await lane.submit([order("b", { occurredAt: "2020-04-10T12:00:00+08:00" })]);
    const custody = async (on: string) => {
      const { trialBalance } = await api.data(FINANCE, TrialBalanceDocument, { on, first: 100 });
      const { debits, credits } = trialBalance.totals[0]!;
      expect(debits.amount).toBe(credits.amount);
      expect(trialBalance.on).toBe(on);
      const lines = trialBalance.lines.edges.map(({ node }) => node);
      return lines.find(({ account }) => account === "assets:custody")?.balance.amount;
    };
    expect(await custody("2020-03-09")).toBeUndefined();
    expect(await custody("2020-03-10")).toBe("10.00");
    expect(await custody("2020-04-09")).toBe("10.00");
    expect(await custody("2020-04-10")).toBe("20.00");
    const both = { on: "2020-04-10", asOf: "2020-04-10T00:00:00Z", first: 1 };
    expect((await api.codes(FINANCE, TrialBalanceDocument, both)).codes).toEqual(["INVALID"]);
    const wrong = { on: "2020-02-30", first: 1 };
    expect((await api.codes(FINANCE, TrialBalanceDocument, wrong)).codes).toEqual(["INVALID"]);
  });
});

describe("from many sockets at once", () => {
  let served: Served;
  const clients: Client[] = [];
  beforeAll(async () => {
    served = await Served.open();
  });
  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await served.close();
  });

  async function ask(client: Client, query: string, input: object) {
    for await (const { data, errors } of client.iterate({ query, variables: { input } })) {
      expect(errors).toBeUndefined();
      return data as Record<string, { userErrors: unknown[]; period?: unknown }>;
    }
    throw new Error("no answer");
  }

  it("a month closes once, while orders for it go on coming: none is dated in it after the close", async () => {
    const network = await served.network();
    await fillNetwork(network, {
      ladder: { ...LADDER, effectiveFrom: BEGIN },
      plan: { ...PLAN, effectiveFrom: BEGIN },
    });
    const token = await tokenFor(network);
    for (let n = 0; n < 6; n += 1) {
      const connectionParams = { authorization: `Bearer ${token}` };
      clients.push(
        createClient({ url: served.socketUrl, webSocketImpl: WebSocket, connectionParams }),
      );
    }
    const settle =
      "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { userErrors { code } } }";
    const close =
      "mutation ($input: PeriodCloseInput!) { periodClose(input: $input) { userErrors { message } period { closes { transaction { seq } } } } }";
    const months = ["2020-01", "2020-02", "2020-03"];
    await ask(
      clients[0]!,
      settle,
      orderInput("first", { occurredAt: "2020-01-01T00:00:00+08:00" }),
    );
    const sold = clients.slice(2).map(async (client, n) => {
      for (const [index, month] of [...months, ...months, ...months].entries()) {
        const occurredAt = `${month}-15T12:00:00+08:00`;
        const input = orderInput(`s${n}-${index}`, { occurredAt });
        expect(await ask(client, settle, input)).toEqual({ orderSettle: { userErrors: [] } });
      }
    });
    for (const month of months) {
      const twice = clients.slice(0, 2).map((client) => ask(client, close, { month }));
      const [one, other] = await Promise.all(twice);
      expect(one!.periodClose!.userErrors).toEqual([]);
      expect(other).toEqual(one);
    }
    await Promise.all(sold);
    const { mismatches, settlements } = await verifyNetwork(network);
    expect(mismatches).toEqual([]);
    expect(settlements).toBe(4 * 9 + 1);
  });
});
