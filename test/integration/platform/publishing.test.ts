// The publishing machine knows no kind by name: one that the product does not have goes all its ways.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Database, Network, Tx } from "../../../src/database/database.ts";
import { checkDocument, dayText } from "../../../src/kernel/document.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { act } from "../../../src/ledger/kind.ts";
import { changesOf } from "../../../src/platform/publishing/change-text.ts";
import { compare } from "../../../src/platform/publishing/compare.ts";
import type { DocumentKind } from "../../../src/platform/publishing/document-kind.ts";
import { findInForce } from "../../../src/platform/publishing/in-force.ts";
import { publishAll, validate } from "../../../src/platform/publishing/publish.ts";
import { findPublishedByCode, pageCodes } from "../../../src/platform/publishing/read-published.ts";
import { ON_DAY } from "../../../src/platform/publishing/start.ts";
import { verifyPublished } from "../../../src/platform/publishing/verify-published.ts";
import { withdraw } from "../../../src/platform/publishing/withdraw.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT } from "../../support/sample.ts";

const SCHEMA = z.strictObject({ code: z.string(), effectiveFrom: dayText, budget: z.int() });
type Campaign = z.infer<typeof SCHEMA>;

/** Sets its budget aside when it is published; a budget of 13 has a reason, and 1 a warning. */
const CAMPAIGN: DocumentKind<Campaign> = {
  name: "campaign",
  description: "campaigns: what is given away",
  publication: act("CAMPAIGN"),
  withdrawal: act("CAMPAIGN_WITHDRAWAL"),
  start: ON_DAY,
  codeOf: ({ code }) => code,
  acknowledges: "why a budget is taken that brings no luck",
  check: async (_network, _tx, document) => checkDocument(SCHEMA, document),
  draft: async (_network, _tx, document, { acknowledge }) => ({
    document,
    acknowledgement: document.budget === 13 ? (acknowledge ?? null) : null,
    warnings: document.budget === 1 ? ["budget: gives next to nothing away"] : [],
  }),
  usedSince: async (_tx, start) =>
    start < ON_DAY.parse("2026-01-10") ? "gifts since then are already sent" : undefined,
  startsLate: true,
  compare: ({ budget: was }, { budget: is }) => changesOf({ budget: was }, { budget: is }),
  async post({ network, book, tx }, { code, budget }) {
    const { code: asset } = network.settings.asset;
    const amountMinor = BigInt(budget);
    const [from, to] = ["equity:gifts", `liabilities:gifts:${code}`];
    await book.load(tx, asset, [from, to]);
    const leg = { account: from, asset, amountMinor };
    const legs = [leg, { account: to, asset, amountMinor: -amountMinor }];
    return { legs, store: (seq) => setAside(tx, code, seq) };
  },
};

async function setAside(tx: Tx, code: string, seq: number): Promise<void> {
  await sql`insert into gift (code, seq) values (${code}, ${seq})`.execute(tx.db);
}

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await network.write(async ({ db }) => {
    await sql`create table campaign (id int primary key, code text, version int, document jsonb,
      effective_from date, seq bigint, acknowledgement text)`.execute(db);
    await sql`create table gift (code text, seq bigint)`.execute(db);
  });
});

const SPRING = { code: "spring", effectiveFrom: "2026-02-01", budget: 500 };
const MORE = { ...SPRING, effectiveFrom: "2026-03-01", budget: 700 };
const OTHER = { ...SPRING, code: "autumn", budget: 1 };

const publish = (...documents: object[]) =>
  publishAll(
    network,
    CAMPAIGN,
    documents.map((document) => ({ document })),
    AT,
  );
const booked = () =>
  network.read(async ({ db }) => {
    const { rows } = await sql<{ entry: string }>`
      select kind || ' ' || ref || ' ' || cause as entry from ledger_transaction order by seq`.execute(
      db,
    );
    return rows.map(({ entry }) => entry);
  });

describe("a kind that the product does not have", () => {
  it("is published by code, with what it posts and keeps of that, once", async () => {
    expect(await publish(SPRING, OTHER, MORE)).toEqual([
      { code: "spring", version: 1, warnings: [] },
      { code: "autumn", version: 1, warnings: ["budget: gives next to nothing away"] },
      { code: "spring", version: 2, warnings: [] },
    ]);
    expect(await publish(SPRING)).toEqual([{ code: "spring", version: 1, warnings: [] }]);
    expect(await booked()).toEqual([
      `CAMPAIGN spring 1 ${JSON.stringify(SPRING)}`,
      `CAMPAIGN autumn 1 ${JSON.stringify(OTHER)}`,
      `CAMPAIGN spring 2 ${JSON.stringify(MORE)}`,
    ]);
    const balances = await network.read((tx) => allBalances(tx));
    expect(balances.find(({ account }) => account === "liabilities:gifts:spring")).toMatchObject({
      balanceMinor: -1_200n,
    });
    const { rows } = await network.read(({ db }) => sql`select seq from gift`.execute(db));
    expect(rows).toEqual([{ seq: "1" }, { seq: "2" }, { seq: "3" }]);
  });

  it("is refused by its path, by its start, and by another reason; nothing has changed", async () => {
    await publish(SPRING);
    const check = (change: object, acknowledge?: string) =>
      validate(network, CAMPAIGN, { document: { ...SPRING, ...change }, acknowledge });
    await expect(check({ budget: "much" })).rejects.toThrow("budget: ");
    await expect(check({ budget: 2 })).rejects.toThrow(
      'effectiveFrom: a different version of "spring" already starts on 2026-02-01',
    );
    await expect(check({ effectiveFrom: "2026-01-31" })).rejects.toThrow(
      'effectiveFrom: must be after 2026-02-01, the start of version 1 of "spring"',
    );
    const unlucky = { ...MORE, budget: 13 };
    await publishAll(network, CAMPAIGN, [{ document: unlucky, acknowledge: "we dare" }], AT);
    await expect(check(unlucky, "we do not")).rejects.toThrow(
      "already published with a different reason",
    );
    expect((await booked()).at(-1)).toContain('"budget":13,"acknowledge":"we dare"');
  });

  it("is compared, in force and listed by code", async () => {
    await publish(SPRING, OTHER, MORE);
    const draft = { ...SPRING, effectiveFrom: "2026-02-20", budget: 800 };
    expect(await compare(network, CAMPAIGN, draft)).toEqual({
      version: 1,
      changes: ["budget 500 → 800"],
    });
    const inForce = (at: string) =>
      network.read((tx) => findInForce(network, tx, CAMPAIGN, Date.parse(at), "spring"));
    expect(await inForce("2026-02-28T23:59:59+08:00")).toMatchObject({ version: 1 });
    expect(await inForce("2026-03-01T00:00:00+08:00")).toMatchObject({ version: 2 });
    expect(await inForce("2026-01-31T23:59:59+08:00")).toBeUndefined();
    const page = { size: 9, after: undefined, before: undefined, backwards: false };
    expect(await network.read((tx) => pageCodes(tx, CAMPAIGN, page))).toEqual(["autumn", "spring"]);
    const [versions] = await network.read((tx) => findPublishedByCode(tx, CAMPAIGN, ["spring"]));
    expect(versions!.map(({ document }) => document.budget)).toEqual([500, 700]);
  });

  it("is withdrawn from the last version on, unless it has taken effect; and is verified", async () => {
    const january = { ...SPRING, code: "january", effectiveFrom: "2026-01-05" };
    await publish(SPRING, MORE, january);
    const takeBack = (code: string, version: number) =>
      withdraw(network, CAMPAIGN, { code, version }, "a mistake", AT);
    await expect(takeBack("spring", 1)).rejects.toThrow(
      "has a later version; withdraw the later version first",
    );
    await expect(takeBack("january", 1)).rejects.toThrow(
      'version 1 of "january" took effect on 2026-01-05 (gifts since then are already sent); publish',
    );
    await takeBack("spring", 2);
    await takeBack("spring", 1);
    expect(await booked()).toContain(
      'CAMPAIGN_WITHDRAWAL spring 2 {"campaign":"spring","version":2,"reason":"a mistake"}',
    );
    const verified = () => network.read((tx) => verifyPublished(tx, 0, [CAMPAIGN]));
    expect(await verified()).toEqual([]);
    await network.write(({ db }) =>
      sql`update campaign set document = document || '{"budget": 1}' where version = 2`.execute(db),
    );
    expect(await verified()).toEqual([
      'version 2 of "spring": differs from transaction 2, which published it',
    ]);
  });
});
