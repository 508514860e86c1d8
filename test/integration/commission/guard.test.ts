// docs/rules.md §3: a plan that reaches farther than its network allows is published with a reason
// that is kept, or not at all.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PLAN_KIND } from "../../../src/commission/plans/store/plan-kind.ts";
import { publishPlan } from "../../../src/commission/plans/store/published.ts";
import { LADDER_KIND } from "../../../src/commission/tiers/store/ladder-kind.ts";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { publishAll, validate } from "../../../src/platform/publishing/publish.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, LADDER, PLAN } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await publishLadder(network, LADDER, AT);
});

async function rows(query: string): Promise<unknown[]> {
  return network.read(async (tx) => (await sql.raw(query).execute(tx.db)).rows);
}

const validatePlan = (on: Network, document: unknown, acknowledge?: string) =>
  validate(on, PLAN_KIND, { document, acknowledge });
const published = () =>
  rows(`select version, acknowledgement, cause::json ->> 'acknowledge' as cause
          from plan join ledger_transaction using (seq) order by version`);

// The renren shop manual's example pays three levels.
const DEEP = {
  ...PLAN,
  rules: [{ kind: "LEVEL", rates: ["0.04", "0.03", "0.02"], basis: "GROSS" }],
};
const REASON = "三级分销，已由法务审阅";

describe("a plan of three levels in a network that allows two", () => {
  it("is refused by publish and validate alike, and nothing has changed", async () => {
    const refusal = { faults: [{ code: "COMPLIANCE", field: "rules[0]" }] };
    await expect(publishPlan(network, DEEP, AT)).rejects.toMatchObject(refusal);
    await expect(validatePlan(network, DEEP)).rejects.toMatchObject(refusal);
    expect(await published()).toEqual([]);
  });

  it("is published with a reason, which stands in its row and in what the book has of it", async () => {
    expect(await validatePlan(network, DEEP, REASON)).toEqual([]);
    expect(await publishPlan(network, DEEP, AT, REASON)).toBe(1);
    expect(await published()).toEqual([{ version: 1, acknowledgement: REASON, cause: REASON }]);
  });

  it("the same again does nothing; with another reason, or none, it is refused", async () => {
    await publishPlan(network, DEEP, AT, REASON);
    const before = await rows("select * from ledger_transaction");
    expect(await publishPlan(network, DEEP, AT, ` ${REASON} `)).toBe(1);
    await expect(publishPlan(network, DEEP, AT, "another")).rejects.toMatchObject({
      code: "CONFLICT",
      field: "acknowledge",
    });
    await expect(publishPlan(network, DEEP, AT)).rejects.toMatchObject({
      faults: [{ code: "COMPLIANCE" }],
    });
    expect(await rows("select * from ledger_transaction")).toEqual(before);
  });

  it("needs no reason where the network allows three, and keeps none", async () => {
    network = await createTestNetwork(database, { complianceLevels: 3 });
    await publishLadder(network, LADDER, AT);
    expect(await validatePlan(network, DEEP, REASON)).toEqual([
      expect.stringContaining("the reason is not stored"),
    ]);
    expect(await publishPlan(network, DEEP, AT, REASON)).toBe(1);
    expect(await publishPlan(network, DEEP, AT)).toBe(1);
    expect(await published()).toEqual([{ version: 1, acknowledgement: null, cause: null }]);
  });

  it("a reward for enrolling has no way around", async () => {
    const plan = { ...PLAN, rules: [{ kind: "ENROLMENT", amount: "100.00" }] };
    const refusal = { faults: [{ code: "COMPLIANCE", field: "rules[0]" }] };
    await expect(publishPlan(network, plan, AT, REASON)).rejects.toMatchObject(refusal);
    expect(await published()).toEqual([]);
  });
});

describe("a plan for goods that are not there", () => {
  it("is taken with a warning for each, up to a bound", async () => {
    await fillNetwork(network);
    const match = { product: "QB-11", category: "top-up", supplier: "S009" };
    const rules = [
      { kind: "SELLER", rate: "0.1", match },
      { kind: "SELLER", rate: "0.2", match: { category: "card-game" } },
      { kind: "SELLER", rate: "0.3", match: { product: "QB-10", supplier: "S001" } },
    ];
    const plan = { ...PLAN, effectiveFrom: "2026-06-01T00:00:00+08:00", rules };
    expect(await validatePlan(network, plan)).toEqual([
      'rules[0].match.product: no product matches the product "QB-11" yet; check the spelling',
      'rules[0].match.supplier: no product matches the supplier "S009" yet; check the spelling',
      'rules[1].match.category: no product matches the category "card-game" yet; check the spelling',
    ]);
    expect(await publishPlan(network, plan, AT)).toBe(2);
    const many = { ...plan, rules: Array(1_000).fill(rules[1]) };
    const warnings = await validatePlan(network, {
      ...many,
      effectiveFrom: "2026-07-01T00:00:00+08:00",
    });
    expect(warnings).toHaveLength(21);
    expect(warnings[20]).toBe("and 980 more warnings");
  });
});

describe("several documents", () => {
  const later = (month: string) => ({ ...PLAN, effectiveFrom: `2026-${month}-01T00:00:00+08:00` });

  it("are published all or none: one that only its predecessor contradicts too", async () => {
    const all = [later("02"), { ...later("02"), name: "other" }, later("03")];
    const sent = all.map((document) => ({ document }));
    await expect(publishAll(network, PLAN_KIND, sent, AT)).rejects.toThrow(
      "a different plan already starts at 2026-01-31T16:00:00.000Z",
    );
    expect(await published()).toEqual([]);
    const [first, , last] = sent;
    expect(await publishAll(network, PLAN_KIND, [first!, first!, last!], AT)).toMatchObject([
      { version: 1 },
      { version: 1 },
      { version: 2 },
    ]);
  });

  it("the later ones are judged by the earlier ones", async () => {
    const more = { ...LADDER, effectiveFrom: "2026-02-01T00:00:00Z" };
    const sent = [
      { document: { ...more, tiers: [...LADDER.tiers, { code: "LEAD" }] } },
      { document: { ...more, effectiveFrom: "2026-03-01T00:00:00Z" } },
    ];
    await expect(publishAll(network, LADDER_KIND, sent, AT)).rejects.toThrow(
      'tier "LEAD" of version 2 is missing',
    );
    expect(await rows("select version from ladder")).toEqual([{ version: 1 }]);
  });
});
