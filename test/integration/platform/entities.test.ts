// What the entities read is what the tables hold: 64-bit amounts, instants, days, arrays, bytes, JSON.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Plan, Product, Supplier } from "../../../src/catalog/store/entities.ts";
import { Settlement, TierChange, Volume } from "../../../src/commission/orders/store/entities.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { INT64_MAX, INT64_MIN } from "../../../src/kernel/money.ts";
import { Account, LedgerTransaction, Posting, Seal } from "../../../src/ledger/entities.ts";
import { Distributor } from "../../../src/network/store/entities.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";

const INSTANT = new Date("2026-01-31T23:30:00.123+08:00");
const HASH = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);

let database: Database;
let network: Network;

beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
});

afterAll(() => database.close());

test("the tree", async () => {
  await network.write(({ db }) =>
    sql`insert into distributor values
      (1, 'R', null, '根', null, 'ACTIVE', ${INSTANT}, '{1}'),
      (20, 'C', 1, 'child', 'GOLD', 'SUSPENDED', ${INSTANT}, '{1,20}')`.execute(db),
  );
  const [root, child] = await network.read(({ em }) =>
    em.find(Distributor, {}, { orderBy: { id: "asc" } }),
  );
  expect(root).toBeInstanceOf(Distributor);
  expect(root).toMatchObject({ parent: null, tier: null, name: "根", joinedAt: INSTANT });
  expect(child).toMatchObject({ tier: "GOLD", status: "SUSPENDED", path: [1, 20] });
  expect(child!.parent).toBe(root);
});

test("the catalogue, written through the ORM", async () => {
  const document = { name: "standard", rules: [{ rate: "0.10", names: ["a\\b", '"', "金"] }] };
  const rule = { version: 1, name: "standard", effectiveFrom: INSTANT, seq: 9n, document };
  await network.write(async ({ em }) => {
    const supplier = em.create(Supplier, { id: 1, code: "S", name: "S" });
    const product = { id: 1, code: "P", name: "P", category: "c", supplier };
    em.create(Product, { ...product, supplyPriceMinor: INT64_MAX, listPriceMinor: null });
    em.create(Plan, rule);
  });
  await network.read(async ({ em }) => {
    const product = await em.findOneOrFail(Product, { supplier: { code: "S" } });
    expect(product).toMatchObject({ supplyPriceMinor: INT64_MAX, listPriceMinor: null });
    expect(await em.findOneOrFail(Plan, 1)).toMatchObject(rule);
  });
});

test("the book", async () => {
  await network.write(async ({ db }) => {
    await sql`insert into account values (1, 'assets:custody', 'CNY'), (2, 'x', 'CNY')`.execute(db);
    await sql`insert into ledger_transaction values
      (1, 'SETTLEMENT', null, ${INSTANT}, '2026-01-31', ${INSTANT}, '{}', 2, ${HASH})`.execute(db);
    await sql`insert into posting values
      (1, 1, 1, 'CNY', ${INT64_MAX}, ${INT64_MAX}),
      (1, 2, 2, 'CNY', ${-INT64_MAX}, ${INT64_MIN})`.execute(db);
    await sql`insert into seal values (1, 1, ${INSTANT}, ${HASH})`.execute(db);
  });
  await network.read(async ({ em }) => {
    const entry = await em.findOneOrFail(LedgerTransaction, 1n);
    const dates = { occurredAt: INSTANT, accountingDate: "2026-01-31", recordedAt: INSTANT };
    expect(entry).toMatchObject({ seq: 1n, ref: null, postingCount: 2, ...dates });
    expect([...entry.hash]).toEqual([...HASH]);
    const posting = await em.findOneOrFail(Posting, { seq: 1n, line: 2 });
    expect(posting).toMatchObject({ accountId: 2, balanceMinor: INT64_MIN });
    expect(posting.amountMinor).toBe(-INT64_MAX);
    const account = await em.findOneOrFail(Account, { asset: "CNY", name: "x" });
    expect(account.asset.code).toBe("CNY");
    expect(await em.findOneOrFail(Seal, 1n)).toMatchObject({ firstSeq: 1n, recordedAt: INSTANT });
  });
});

test("settlements, tier changes and volumes", async () => {
  const share = { rule: 0, kind: "SELLER", recipient: "R", amount: "9223372036854775807" };
  await network.write(async ({ db }) => {
    await sql`insert into settlement values
      (1, 20, 1, 1, 1, null, '2026-01-01', 5, 4, 3, 2, -1, null, 'DEPOSIT', '{1}',
       ${JSON.stringify([share])})`.execute(db);
    await sql`insert into tier_change values (1, 1, 20, null, 'GOLD', '{}')`.execute(db);
    await sql`insert into volume values (20, '2026-01-01', 0, ${INT64_MAX})`.execute(db);
  });
  await network.read(async ({ em }) => {
    const settlement = await em.findOneOrFail(Settlement, { sellerId: 20 });
    expect(settlement).toMatchObject({ seq: 1n, month: "2026-01-01", platformMinor: -1n });
    expect(settlement).toMatchObject({ ladderVersion: null, upline: [1], shares: [share] });
    expect(settlement.payment).toBe("DEPOSIT");
    const change = await em.findOneOrFail(TierChange, { seq: 1n, line: 1 });
    expect(change).toMatchObject({ fromTier: null, toTier: "GOLD", upline: [] });
    const volume = await em.findOneOrFail(Volume, { distributorId: 20, month: "2026-01-01" });
    expect(volume).toMatchObject({ personalMinor: 0n, teamMinor: INT64_MAX });
  });
});
