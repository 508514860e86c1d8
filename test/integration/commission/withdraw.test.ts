// docs/rules.md §3: what has been published stays as it was; before it takes effect it can be
// withdrawn, never after.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { PLAN_KIND } from "../../../src/commission/plans/store/plan-kind.ts";
import { findPlans, publishPlan } from "../../../src/commission/plans/store/published.ts";
import { closeWindow } from "../../../src/commission/tiers/store/close-window.ts";
import { LADDER_KIND } from "../../../src/commission/tiers/store/ladder-kind.ts";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { importDistributors } from "../../../src/network/store/import-distributors.ts";
import { findLadders } from "../../../src/network/store/ladders.ts";
import { validate } from "../../../src/platform/publishing/publish.ts";
import { withdraw } from "../../../src/platform/publishing/withdraw.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fileRows, fillNetwork, LADDER, order, PLAN } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
});

async function rows(query: string): Promise<unknown[]> {
  return network.read(async (tx) => (await sql.raw(query).execute(tx.db)).rows);
}

const head = async () => (await rows("select max(seq) as seq from ledger_transaction"))[0];
const inForceOrLater = () =>
  network.read(async (tx) => ({
    plans: (await findPlans(network, tx)).map(({ version }) => version),
    ladders: (await findLadders(tx, network.settings.asset)).map(({ version }) => version),
  }));

const MARCH = "2026-03-01T00:00:00+08:00";
const START = Date.parse(MARCH);
const LATER = { ...PLAN, name: "later", effectiveFrom: MARCH };

describe("a plan that has not taken effect", () => {
  beforeEach(async () => {
    await fillNetwork(network);
    await publishPlan(network, LATER, AT);
  });

  it("is withdrawn, and no order goes by it; it stays listed with the reason", async () => {
    await withdraw(network, PLAN_KIND, { version: 2 }, " a wrong rate ", START - 1);
    expect(await inForceOrLater()).toEqual({ plans: [1], ladders: [1] });
    const lane = new Lane(network);
    await lane.submit([order("o", { occurredAt: "2026-03-05T00:00:00Z" })]);
    expect(await rows("select plan_version from settlement")).toEqual([{ plan_version: 1 }]);
    expect(
      await rows(`select v.version, w.reason, t.kind, t.ref, t.cause
          from plan v join withdrawal w on w.published = v.seq join ledger_transaction t on t.seq = w.seq`),
    ).toEqual([
      {
        ...{ version: 2, reason: "a wrong rate", kind: "PLAN_WITHDRAWAL", ref: "2" },
        cause: '{"version":2,"reason":"a wrong rate"}',
      },
    ]);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("is withdrawn for a lane that has it in memory too", async () => {
    const lane = new Lane(network);
    await lane.submit([order("before", { occurredAt: "2026-02-05T00:00:00Z" })]);
    await withdraw(network, PLAN_KIND, { version: 2 }, "a wrong rate", AT);
    await lane.submit([order("after", { occurredAt: "2026-03-05T00:00:00Z" })]);
    expect(await rows("select distinct plan_version from settlement")).toEqual([
      { plan_version: 1 },
    ]);
  });

  it("withdrawn twice is withdrawn once, also after its time; another reason is a CONFLICT", async () => {
    await withdraw(network, PLAN_KIND, { version: 2 }, "a wrong rate", AT);
    const before = await head();
    await withdraw(network, PLAN_KIND, { version: 2 }, "a wrong rate", START + 1);
    await expect(withdraw(network, PLAN_KIND, { version: 2 }, "another", AT)).rejects.toMatchObject(
      {
        code: "CONFLICT",
        field: "reason",
      },
    );
    expect(await head()).toEqual(before);
  });

  it("leaves its start to another, or to itself as a new version, any number of times", async () => {
    await withdraw(network, PLAN_KIND, { version: 2 }, "first", AT);
    expect(await publishPlan(network, { ...LATER, name: "other" }, AT)).toBe(3);
    await expect(publishPlan(network, LATER, AT)).rejects.toMatchObject({ code: "CONFLICT" });
    await withdraw(network, PLAN_KIND, { version: 3 }, "second", AT);
    expect(await publishPlan(network, LATER, AT)).toBe(4);
    expect(await publishPlan(network, LATER, AT)).toBe(4);
    expect(await inForceOrLater()).toEqual({ plans: [1, 4], ladders: [1] });
    expect(
      await rows("select ref from ledger_transaction where kind = 'PLAN' order by seq"),
    ).toEqual([
      { ref: "2025-12-31T16:00:00.000Z" },
      { ref: "2026-02-28T16:00:00.000Z" },
      { ref: "2026-02-28T16:00:00.000Z 3" },
      { ref: "2026-02-28T16:00:00.000Z 4" },
    ]);
  });

  it.each<[string, () => Promise<void>, object]>([
    [
      "from its very start",
      () => withdraw(network, PLAN_KIND, { version: 2 }, "late", START),
      { code: "INVALID", field: "version" },
    ],
    [
      "that is not there",
      () => withdraw(network, PLAN_KIND, { version: 3 }, "none", AT),
      { code: "NOT_FOUND", field: "version" },
    ],
    [
      "without a reason",
      () => withdraw(network, PLAN_KIND, { version: 2 }, " ", AT),
      { code: "INVALID", field: "reason" },
    ],
  ])("%s is not withdrawn, and nothing has changed", async (_, attempt, refusal) => {
    const before = await head();
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(await head()).toEqual(before);
    expect(await inForceOrLater()).toEqual({ plans: [1, 2], ladders: [1] });
  });

  it("is not withdrawn once an order of its time is settled, whatever the clock says", async () => {
    await new Lane(network).submit([order("o", { occurredAt: MARCH })]);
    await expect(withdraw(network, PLAN_KIND, { version: 2 }, "late", AT)).rejects.toThrow(
      "version: plan 2 took effect at 2026-02-28T16:00:00.000Z (an order of 2026-02-28T16:00:00.000Z is already settled)",
    );
    expect(await rows("select * from withdrawal")).toEqual([]);
  });
});

describe("a ladder that has not taken effect", () => {
  const LEAD = { ...LADDER, effectiveFrom: MARCH, tiers: [...LADDER.tiers, { code: "LEAD" }] };
  const NAMING = { ...LATER, rules: [{ kind: "SELLER", rate: { LEAD: "0.5" } }] };

  it("is withdrawn, but not while a plan names a tier that only it has", async () => {
    await fillNetwork(network);
    await publishLadder(network, LEAD, AT);
    await publishPlan(network, NAMING, AT);
    await expect(withdraw(network, LADDER_KIND, { version: 2 }, "a mistake", AT)).rejects.toThrow(
      "version: plan 2 uses a tier of this ladder; withdraw the plan first",
    );
    await withdraw(network, PLAN_KIND, { version: 2 }, "a mistake", AT);
    await withdraw(network, LADDER_KIND, { version: 2 }, "a mistake", AT);
    expect(await inForceOrLater()).toEqual({ plans: [1], ladders: [1] });
    // Its tier is none that a later one has to keep.
    expect(await publishLadder(network, { ...LADDER, effectiveFrom: MARCH }, AT)).toBe(3);
    await expect(validate(network, PLAN_KIND, { document: NAMING })).rejects.toThrow('"LEAD"');
  });

  it("is not withdrawn while a distributor holds a tier that only it has", async () => {
    await publishLadder(network, LEAD, AT);
    await importDistributors(network, fileRows([{ code: "A", parent: "", tier: "LEAD" }]), AT);
    await expect(withdraw(network, LADDER_KIND, { version: 1 }, "a mistake", AT)).rejects.toThrow(
      'version: distributor "A" holds tier "LEAD" of this ladder',
    );
    await publishLadder(network, { ...LEAD, effectiveFrom: "2026-04-01T00:00:00Z" }, AT);
    await withdraw(network, LADDER_KIND, { version: 1 }, "a mistake", AT);
    expect(await inForceOrLater()).toEqual({ plans: [], ladders: [2] });
  });
});

describe("a ladder for a month that is closed", () => {
  const MID_MARCH = { ...LADDER, effectiveFrom: "2026-03-15T00:00:00+08:00" };
  const APRIL = { ...LADDER, effectiveFrom: "2026-04-01T00:00:00+08:00" };
  const why = "the window of 2026-03 is closed";

  beforeEach(async () => {
    await fillNetwork(network);
  });

  it("is refused by publish and validate alike; one for the month after is taken", async () => {
    await closeWindow(network, "2026-03", Date.parse("2026-04-02T00:00:00Z"));
    await expect(publishLadder(network, MID_MARCH, AT)).rejects.toThrow(why);
    await expect(validate(network, LADDER_KIND, { document: MID_MARCH })).rejects.toThrow(why);
    expect(await publishLadder(network, APRIL, AT)).toBe(2);
    // A plan does not decide on tiers.
    expect(await publishPlan(network, LATER, AT)).toBe(2);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("is not withdrawn, whatever the clock says", async () => {
    await publishLadder(network, MID_MARCH, AT);
    await publishLadder(network, APRIL, AT);
    await closeWindow(network, "2026-03", Date.parse("2026-04-02T00:00:00Z"));
    await expect(withdraw(network, LADDER_KIND, { version: 2 }, "late", AT)).rejects.toThrow(why);
    await withdraw(network, LADDER_KIND, { version: 3 }, "a mistake", AT);
    expect(await inForceOrLater()).toEqual({ plans: [1], ladders: [1, 2] });
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });
});

describe("a document that starts before an order that is settled", () => {
  const occurredAt = "2026-02-10T12:00:00+08:00";
  const why = "an order of 2026-02-10T04:00:00.000Z is already settled; choose a later time";
  const late = (document: object, effectiveFrom: string) => ({ ...document, effectiveFrom });

  beforeEach(async () => {
    await fillNetwork(network);
    const lane = new Lane(network);
    await lane.submit([order("o1", { occurredAt }), order("o2")]);
  });

  it.each(["2026-02-10T12:00:00+08:00", "2026-01-20T00:00:00Z", "2025-01-01T00:00:00Z"])(
    "%s: is refused by publish and validate alike, and nothing has changed",
    async (effectiveFrom) => {
      const before = await head();
      const [plan, ladder] = [late(PLAN, effectiveFrom), late(LADDER, effectiveFrom)];
      await expect(publishPlan(network, plan, AT)).rejects.toThrow(why);
      await expect(validate(network, PLAN_KIND, { document: plan })).rejects.toThrow(why);
      await expect(publishLadder(network, ladder, AT)).rejects.toThrow(why);
      await expect(validate(network, LADDER_KIND, { document: ladder })).rejects.toThrow(why);
      expect(await head()).toEqual(before);
    },
  );

  it("is taken a millisecond later; one that is there already stays there", async () => {
    const effectiveFrom = "2026-02-10T12:00:00.001+08:00";
    expect(await publishPlan(network, late(PLAN, effectiveFrom), AT)).toBe(2);
    expect(await publishPlan(network, PLAN, AT)).toBe(1);
    expect(await publishLadder(network, LADDER, AT)).toBe(1);
  });
});

describe("the database itself", () => {
  const insert = (
    version: number,
  ) => `insert into plan (version, name, effective_from, seq, document)
     values (${version}, 'x', '${MARCH}', 2, '{}')`;
  const change = (statement: string) =>
    network.write(async (tx) => (await sql.raw(statement).execute(tx.db)).rows);

  beforeEach(async () => {
    await fillNetwork(network);
    await publishPlan(network, LATER, AT);
  });

  it("has one document at a moment, but for what is withdrawn", async () => {
    await expect(change(insert(3))).rejects.toThrow("plan 2 starts at");
    await withdraw(network, PLAN_KIND, { version: 2 }, "a mistake", AT);
    await change(insert(3));
    await expect(change(insert(4))).rejects.toThrow("plan 3 starts at");
  });

  it("keeps withdrawals as they were", async () => {
    await withdraw(network, PLAN_KIND, { version: 2 }, "a mistake", AT);
    await expect(change("delete from withdrawal")).rejects.toThrow("what is posted stays");
    await expect(change("update withdrawal set reason = ''")).rejects.toThrow("what is posted");
  });
});

describe("verify", () => {
  const force = async (statements: string) => {
    const pool = await database.pool();
    const client = await pool.connect();
    try {
      await client.query(`set search_path to "${network.schema}"`);
      await client.query(`set session_replication_role = replica`);
      for (const table of ["plan", "withdrawal", "ladder"]) {
        await client.query(`alter table ${table} disable trigger ${table}_immutable`);
      }
      await client.query(statements);
    } finally {
      client.release(true);
    }
  };
  const mismatches = async () => (await verifyNetwork(network)).mismatches;

  beforeEach(async () => {
    await fillNetwork(network);
    const rules = [{ kind: "DIFFERENTIAL", rate: "0.1" }];
    await publishPlan(network, { ...LATER, rules }, AT, "reviewed");
    await withdraw(network, PLAN_KIND, { version: 2 }, "a mistake", AT);
    await publishPlan(network, LATER, AT);
    expect(await mismatches()).toEqual([]);
  });

  it.each([
    [`update plan set document = jsonb_set(document, '{rules,0,rate}', '"0.9"') where version = 3`],
    ["update plan set acknowledgement = 'other' where version = 2"],
    ["update plan set effective_from = effective_from - interval '1 day' where version = 3"],
    ['update ladder set document = document || \'{"window": "LIFETIME"}\''],
    ["update withdrawal set reason = 'other'"],
    ["delete from withdrawal"],
    ["delete from plan where version = 3"],
  ])("finds %s", async (statement) => {
    await force(statement);
    expect(await mismatches()).toHaveLength(1);
  });
});
