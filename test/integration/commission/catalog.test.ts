// Publishing: versioned, immutable, once; and importing products, all or nothing.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addAsset } from "../../../src/books/store/assets.ts";
import { importProducts } from "../../../src/catalog/store/import-products.ts";
import { PLAN_KIND } from "../../../src/commission/plans/store/plan-kind.ts";
import { findPlans, publishPlan } from "../../../src/commission/plans/store/published.ts";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { validate } from "../../../src/platform/publishing/publish.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fileRows, LADDER, PLAN, PRODUCTS } from "../../support/sample.ts";

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

const transactions = () => rows("select kind, ref from ledger_transaction order by seq");

describe("publishing", () => {
  it("gives versions in order of publication; the same again gives the version that it has", async () => {
    await publishLadder(network, LADDER, AT);
    const later = { ...PLAN, name: "later", effectiveFrom: "2026-03-01T00:00:00+08:00" };
    expect(await publishPlan(network, PLAN, AT)).toBe(1);
    expect(await publishPlan(network, later, AT)).toBe(2);
    const again = { ...PLAN, effectiveFrom: "2025-12-31T16:00:00Z" };
    expect(await publishPlan(network, again, AT)).toBe(1);
    expect(await transactions()).toHaveLength(3);
    const plans = await network.read((tx) => findPlans(network, tx));
    expect(plans.map((plan) => `${plan.version} ${plan.name}`)).toEqual(["1 standard", "2 later"]);
  });

  it("another plan of the same effectiveFrom is a CONFLICT, and nothing has changed", async () => {
    await publishLadder(network, LADDER, AT);
    await publishPlan(network, PLAN, AT);
    const before = await rows("select * from plan");
    const other = publishPlan(network, { ...PLAN, name: "other" }, AT);
    await expect(other).rejects.toMatchObject({ code: "CONFLICT", field: "effectiveFrom" });
    expect(await rows("select * from plan")).toEqual(before);
  });

  it("a plan with a tier that the ladder lacks is refused, also by validate; nothing has changed", async () => {
    await publishLadder(network, LADDER, AT);
    const plan = { ...PLAN, rules: [{ kind: "SELLER", rate: { PLATINUM: "0.1" } }] };
    const why = /rules\[0\]\.rate\.PLATINUM/;
    await expect(publishPlan(network, plan, AT)).rejects.toThrow(why);
    await expect(validate(network, PLAN_KIND, { document: plan })).rejects.toThrow(why);
    expect(await rows("select * from plan")).toEqual([]);
    expect(await transactions()).toHaveLength(1);
  });

  it("a ladder may not lose a tier that an earlier one has", async () => {
    await publishLadder(network, LADDER, AT);
    const less = { ...LADDER, effectiveFrom: "2026-06-01T00:00:00Z", tiers: [{ code: "AGENT" }] };
    await expect(publishLadder(network, less, AT)).rejects.toThrow(
      'tier "GOLD" of version 1 is missing',
    );
    expect(await rows("select version from ladder")).toEqual([{ version: 1 }]);
  });
});

describe("assets", () => {
  it("are added once; another scale is a CONFLICT", async () => {
    await addAsset(network, { code: "POINT", scale: 0 }, AT);
    await addAsset(network, { code: "POINT", scale: 0 }, AT);
    expect(await transactions()).toEqual([{ kind: "ASSET", ref: "POINT" }]);
    const other = addAsset(network, { code: "CNY", scale: 3 }, AT);
    await expect(other).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addAsset(network, { code: "points", scale: 0 }, AT)).rejects.toThrow(
      "code: is not an asset",
    );
    await expect(addAsset(network, { code: "X", scale: 13 }, AT)).rejects.toThrow("scale: ");
    expect(await transactions()).toHaveLength(1);
  });

  it("a plan may name those that are there", async () => {
    const rules = [{ kind: "CASHBACK", rate: "0.1", asset: "POINT" }];
    await expect(publishPlan(network, { ...PLAN, rules }, AT)).rejects.toThrow(
      'asset "POINT" does not exist',
    );
    await addAsset(network, { code: "POINT", scale: 0 }, AT);
    expect(await publishPlan(network, { ...PLAN, rules }, AT)).toBe(1);
  });
});

describe("importing products", () => {
  it("creates suppliers with them, updates what has changed, and leaves the rest", async () => {
    expect(await importProducts(network, fileRows(PRODUCTS), AT)).toEqual({
      written: 2,
      unchanged: 0,
    });
    const changed = [PRODUCTS[0]!, { ...PRODUCTS[1]!, supply_price: "40.00", supplier: "S003" }];
    expect(await importProducts(network, fileRows(changed), AT)).toEqual({
      written: 1,
      unchanged: 1,
    });
    expect(await importProducts(network, fileRows(changed), AT)).toEqual({
      written: 0,
      unchanged: 2,
    });
    expect(
      await rows(
        "select p.id, p.code, s.code as s, supply_price as c from product p join supplier s on s.id = supplier_id order by 1",
      ),
    ).toEqual([
      { id: 1, code: "QB-10", s: "S001", c: "850" },
      { id: 2, code: "CARD-50", s: "S003", c: "4000" },
    ]);
    expect(await transactions()).toHaveLength(2);
  });

  it("is all or nothing: every fault by its line, and nothing has changed", async () => {
    const file = [
      PRODUCTS[0]!,
      { ...PRODUCTS[1]!, supply_price: "1.234" },
      { ...PRODUCTS[0]! },
      { ...PRODUCTS[1]!, code: "x y" },
      { ...PRODUCTS[1]!, list_price: "-1" },
    ];
    await expect(importProducts(network, fileRows(file), AT)).rejects.toThrow(
      /^line 3: supply_price: "1.234" has more than 2 decimals\nline 4: code: "QB-10" is already on line 2\nline 5: code: .*\nline 6: list_price: "-1" must be 0 or more$/,
    );
    expect(await rows("select * from product")).toEqual([]);
    expect(await rows("select * from supplier")).toEqual([]);
  });
});
