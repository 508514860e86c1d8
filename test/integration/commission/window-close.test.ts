// docs/rules.md §4: Closing windows on a real network: what counts, what is kept, what is refused.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { closeWindow } from "../../../src/commission/tiers/store/close-window.ts";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import type { Database } from "../../../src/database/database.ts";
import { enrol } from "../../../src/network/store/enrol.ts";
import { move } from "../../../src/network/store/move.ts";
import { openTestDatabase } from "../../support/network.ts";
import { LADDER, order } from "../../support/sample.ts";
import {
  changes,
  close,
  head,
  NOW,
  openTiered,
  sell,
  TIERS,
  tiers,
  verified,
} from "../../support/tiered.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const opened = (downgrade?: object, rest?: object) => openTiered(database, downgrade, rest);

describe("§4 windowClose of a month", () => {
  it("downgrades whoever missed its criteria, the book and the tier alike, in the order in which they joined", async () => {
    const network = await opened();
    await sell(network, "2026-01-10", 99);
    await close(network, "2026-01");
    expect(await changes(network)).toEqual([
      "WINDOW_CLOSE 2026-01: A CORE→GOLD",
      "WINDOW_CLOSE 2026-01: B GOLD→AGENT",
    ]);
    expect(await tiers(network)).toEqual(["A GOLD", "B AGENT", "E AGENT"]);
    const { rows } = await network.read((tx) =>
      sql`select kind, ref, cause, posting_count, accounting_date::text as day,
                 extract(epoch from occurred_at) * 1000 = ${Date.parse("2026-02-01T00:00:00+08:00")} as first_instant
            from ledger_transaction order by seq desc limit 1`.execute(tx.db),
    );
    expect(rows).toEqual([
      {
        kind: "WINDOW_CLOSE",
        ref: "2026-01",
        cause: '{"month":"2026-01"}',
        posting_count: 0,
        day: "2026-02-01",
        first_instant: true,
      },
    ]);
    expect(await verified(network)).toEqual([]);
  });

  it("in more than graceWindows windows in a row: one that was met begins anew", async () => {
    const network = await opened({ policy: "ONE_STEP", graceWindows: 1 });
    await sell(network, "2026-02-10", 120, "B");
    await close(network, "2026-01", "2026-02", "2026-03");
    // B met GOLD in February; A missed CORE in January and in February.
    expect(await changes(network)).toEqual(["WINDOW_CLOSE 2026-02: A CORE→GOLD"]);
    await close(network, "2026-04");
    // A holds GOLD since March only: it has missed two full windows now, as B has.
    expect((await changes(network)).slice(1)).toEqual([
      "WINDOW_CLOSE 2026-04: A GOLD→AGENT",
      "WINDOW_CLOSE 2026-04: B GOLD→AGENT",
    ]);
    expect(await verified(network)).toEqual([]);
  });

  it("TO_QUALIFIED goes to the highest tier met in that window, NEVER nowhere, LIFETIME never closes", async () => {
    const [qualified, never] = [
      await opened({ policy: "TO_QUALIFIED" }),
      await opened({ policy: "NEVER" }),
    ];
    const silent = await opened({}, { downgrade: undefined });
    for (const network of [qualified, never, silent]) await close(network, "2026-01");
    expect(await tiers(qualified)).toEqual(["A AGENT", "B AGENT", "E AGENT"]);
    for (const network of [never, silent]) expect(await changes(network)).toEqual([]);
    const lifetime = await opened({ policy: "ONE_STEP" }, { window: "LIFETIME" });
    const before = await head(lifetime);
    await expect(close(lifetime, "2026-01")).rejects.toMatchObject({
      code: "INVALID",
      field: "month",
      message: "month: 2026-01 cannot be closed: ladder 1 has a LIFETIME window",
    });
    expect(await head(lifetime)).toEqual(before);
  });

  it("only windows held in full since the last change of tier count", async () => {
    const network = await opened();
    const ref = await sell(network, "2026-02-10", 100);
    // Up on the tenth: February was not held in full, however little was left of the volume.
    expect(await changes(network)).toEqual([`SETTLEMENT ${ref}: E AGENT→GOLD`]);
    const [refund] = await new Lane(network).submit([
      parseRefund({
        ref: "back",
        orderRef: ref,
        quantity: "1",
        occurredAt: "2026-02-11T00:00:00Z",
      }),
    ]);
    expect(refund).toMatchObject({ status: "SETTLED" });
    // Nothing else downgrades: nor did the refund.
    expect(await tiers(network)).toContain("E GOLD");
    await close(network, "2026-02");
    expect(await tiers(network)).toEqual(["A GOLD", "B AGENT", "E GOLD"]);
    await close(network, "2026-03");
    expect(await tiers(network)).toContain("E AGENT");
    expect(await verified(network)).toEqual([]);
  });

  it("a distributor that joined in the middle of the month has not held its tier in full", async () => {
    const network = await opened();
    const joinedAt = "2026-01-01T00:00:00.001+08:00";
    await enrol(network, { code: "F", parent: "E", tier: "CORE", joinedAt }, NOW);
    await close(network, "2026-01");
    expect(await tiers(network)).toEqual(["A GOLD", "B AGENT", "E AGENT", "F CORE"]);
    await close(network, "2026-02");
    expect(await tiers(network)).toContain("F GOLD");
    expect(await verified(network)).toEqual([]);
  });

  it("a late order counts in its own window, also a closed one, and upgrades at once", async () => {
    const network = await opened({ policy: "ONE_STEP", graceWindows: 1 });
    await close(network, "2026-01");
    await sell(network, "2026-01-31", 150);
    // In January, which is closed: E is up since the end of that window, not since the order's day.
    expect(await tiers(network)).toEqual(["A CORE", "B GOLD", "E GOLD"]);
    await close(network, "2026-02");
    // B met January after all, and has missed but one window in a row.
    expect(await tiers(network)).toEqual(["A GOLD", "B GOLD", "E GOLD"]);
    await close(network, "2026-03");
    expect((await changes(network)).slice(-2)).toEqual([
      "WINDOW_CLOSE 2026-03: B GOLD→AGENT",
      "WINDOW_CLOSE 2026-03: E GOLD→AGENT",
    ]);
    expect(await verified(network)).toEqual([]);
  });

  it("a tier held since a late order in a closed window counts from the end of the last one closed", async () => {
    const network = await opened({ policy: "ONE_STEP", graceWindows: 1 });
    await close(network, "2026-01", "2026-02");
    await sell(network, "2026-01-31", 100);
    expect(await tiers(network)).toContain("E GOLD");
    // February was closed when E came up: March is the first that it has missed.
    await close(network, "2026-03");
    expect(await tiers(network)).toContain("E GOLD");
    await close(network, "2026-04");
    expect(await tiers(network)).toContain("E AGENT");
    expect(await verified(network)).toEqual([]);
  });

  it("a tier that the ladder of the window does not know is left alone", async () => {
    const network = await opened();
    const more = [...TIERS, { code: "PLATINUM", teamVolume: "900.00" }];
    const effectiveFrom = "2026-03-01T00:00:00+08:00";
    await publishLadder(
      network,
      { ...LADDER, tiers: more, effectiveFrom, downgrade: { policy: "TO_QUALIFIED" } },
      NOW,
    );
    await enrol(network, { code: "P", tier: "PLATINUM", joinedAt: "2025-01-01T00:00:00Z" }, NOW);
    await close(network, "2026-01", "2026-02");
    expect(await tiers(network)).toEqual(["A AGENT", "B AGENT", "E AGENT", "P PLATINUM"]);
    // The month is judged by the ladder in force at its end.
    await close(network, "2026-03");
    expect(await tiers(network)).toContain("P AGENT");
    expect(await verified(network)).toEqual([]);
  });
});

describe("closing in turn", () => {
  it("again does nothing, whenever it is asked", async () => {
    const network = await opened();
    const seq = await closeWindow(network, "2026-01", NOW);
    const before = await head(network);
    expect(await closeWindow(network, "2026-01", NOW)).toBe(seq);
    expect(await closeWindow(network, "2026-01", 0)).toBe(seq);
    expect(await head(network)).toEqual(before);
    // So it does when others were closed since, and when it is asked by many at once.
    await close(network, "2026-02");
    expect(await closeWindow(network, "2026-01", NOW)).toBe(seq);
    const many = await Promise.all([1, 2, 3].map(() => closeWindow(network, "2026-03", NOW)));
    expect(new Set(many).size).toBe(1);
    expect(await verified(network)).toEqual([]);
  });

  it("the first month may be any; from then on each in its turn", async () => {
    const network = await opened();
    await close(network, "2026-03");
    const before = await head(network);
    for (const [month, turn] of [
      ["2026-05", "cannot be closed before earlier months"],
      ["2026-02", "is before the last closed month"],
    ]) {
      await expect(close(network, month!)).rejects.toMatchObject({
        code: "INVALID",
        field: "month",
        message: `month: ${month} ${turn}; the next month to close is 2026-04`,
      });
    }
    expect(await head(network)).toEqual(before);
    await close(network, "2026-04", "2026-05");
  });

  it("months that never close are passed over, and end what was missed before them", async () => {
    const network = await opened({ policy: "ONE_STEP", graceWindows: 1 });
    const next = (month: string, rest: object) => {
      const effectiveFrom = `${month}-01T00:00:00+08:00`;
      return publishLadder(network, { ...LADDER, tiers: TIERS, effectiveFrom, ...rest }, NOW);
    };
    await next("2026-02", { window: "LIFETIME" });
    await next("2026-04", { downgrade: { policy: "ONE_STEP", graceWindows: 1 } });
    await close(network, "2026-01");
    await expect(close(network, "2026-05")).rejects.toThrow("the next month to close is 2026-04");
    await close(network, "2026-04");
    expect(await changes(network)).toEqual([]);
    await close(network, "2026-05");
    expect(await tiers(network)).toEqual(["A GOLD", "B AGENT", "E AGENT"]);
    expect(await verified(network)).toEqual([]);
  });

  it.each([
    ["2026-07", "month: 2026-07 has not ended yet: it ends at 2026-07-31T16:00:00.000Z"],
    ["2025-12", "month: 2025-12 ended before the first ladder took effect"],
    ["2026-13", 'month: "2026-13" is not a month, for example 2026-01'],
    ["2026-01-01", 'month: "2026-01-01" is not a month, for example 2026-01'],
    ["", 'month: "" is not a month, for example 2026-01'],
  ])("%j is refused, and nothing has changed", async (month, message) => {
    const network = await opened();
    const before = await head(network);
    await expect(close(network, month)).rejects.toMatchObject({
      code: "INVALID",
      field: "month",
      message,
    });
    expect(await head(network)).toEqual(before);
  });

  it("a month has ended in the network's own time zone, to the millisecond", async () => {
    const network = await opened();
    const end = Date.parse("2026-02-01T00:00:00+08:00");
    await expect(closeWindow(network, "2026-01", end - 1)).rejects.toThrow("has not ended");
    await closeWindow(network, "2026-01", end);
  });
});

describe("§4 a later move carries no volume along, and downgrades tell the upline of then", () => {
  it("a close tells those who are above when it is closed, the nearest first", async () => {
    const network = await opened();
    const joinedAt = "2025-01-01T00:00:00Z";
    await enrol(network, { code: "F", parent: "E", tier: "GOLD", joinedAt }, NOW);
    await move(network, "B", null, NOW);
    await close(network, "2026-01");
    await move(network, "B", "A", NOW);
    const { rows } = await network.read((tx) =>
      sql`select d.code, c.upline from tier_change c join distributor d on d.id = c.distributor_id
           order by c.line`.execute(tx.db),
    );
    expect(rows).toEqual([
      { code: "A", upline: [] },
      { code: "B", upline: [] },
      { code: "F", upline: [3, 2] },
    ]);
    expect(await verified(network)).toEqual([]);
  });
});

describe("what is downgraded is paid so", () => {
  it("by a lane that remembered the higher tier", async () => {
    const network = await opened();
    const lane = new Lane(network);
    const paidTo = async (ref: string) => {
      await lane.submit([order(ref, { occurredAt: "2026-02-15T12:00:00+08:00" })]);
      const { rows } = await network.read((tx) =>
        sql<{ tier: string }>`
          select share ->> 'tier' as tier from settlement s join ledger_transaction t using (seq),
                 json_array_elements(s.shares) share
           where t.ref = ${ref} and share ->> 'recipient' = 'B' and share ->> 'kind' = 'LEVEL'`.execute(
          tx.db,
        ),
      );
      return rows.map(({ tier }) => tier);
    };
    expect(await paidTo("before")).toEqual(["GOLD"]);
    await close(network, "2026-01");
    expect(await paidTo("after")).toEqual(["AGENT"]);
    expect(await verified(network)).toEqual([]);
  });
});
