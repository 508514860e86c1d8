// The tree: enrolling, importing, moving whole teams, and counting them.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { enrol } from "../../../src/network/store/enrol.ts";
import { importDistributors } from "../../../src/network/store/import-distributors.ts";
import { move, setStatus } from "../../../src/network/store/move.ts";
import { teamsOf } from "../../../src/network/store/teams.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fileRows, LADDER, LINE } from "../../support/sample.ts";

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

/** Each distributor as `code: its line from the root`, by code. */
async function lines(): Promise<string[]> {
  return network.read(async (tx) => {
    const { rows } = await sql<{ line: string }>`
      select d.code || ': ' || string_agg(u.code, '/' order by n) as line
        from distributor d join distributor_path on distributor_id = d.id, unnest(path) with ordinality p (id, n) join distributor u on u.id = p.id
       group by d.code order by d.code`.execute(tx.db);
    return rows.map((row) => row.line);
  });
}

const load = (rows: Record<string, string>[]) => importDistributors(network, fileRows(rows), AT);

describe("importing distributors", () => {
  it("takes parents that come after their children", async () => {
    expect(await load([...LINE].reverse())).toEqual({ added: 5, unchanged: 0 });
    expect(await lines()).toEqual(["A: A", "B: A/B", "C: A/B/C", "D: A/B/C/D", "E: A/B/C/D/E"]);
  });

  it("again changes nothing; more below what is there is added", async () => {
    await load(LINE);
    expect(await load(LINE)).toEqual({ added: 0, unchanged: 5 });
    expect(await load([...LINE, { code: "F", parent: "C" }])).toEqual({ added: 1, unchanged: 5 });
    expect((await lines()).at(-1)).toBe("F: A/B/C/F");
  });

  it("§2, §4 an empty status is ACTIVE, and an empty tier the lowest", async () => {
    await load([{ code: "X", status: "", tier: "" }, { code: "Y" }]);
    const { rows } = await network.read((tx) =>
      sql`select code, status, tier from distributor order by code`.execute(tx.db),
    );
    expect(rows).toEqual([
      { code: "X", status: "ACTIVE", tier: "AGENT" },
      { code: "Y", status: "ACTIVE", tier: "AGENT" },
    ]);
  });

  it.each([
    [
      "an orphan",
      [{ code: "X", parent: "nobody" }],
      /^line 2: parent: distributor "nobody" does not exist$/,
    ],
    [
      "one below an orphan",
      [
        { code: "X", parent: "Y" },
        { code: "Y", parent: "Z" },
      ],
      /line 2: parent: distributor "Z" \(the parent of its ancestor "Y"\) does not exist\nline 3/,
    ],
    [
      "a circle",
      [
        { code: "X", parent: "Y" },
        { code: "Y", parent: "X" },
      ],
      /^line 2: parent: the parents form a circle: X → Y → X\nline 3: parent: the parents form a circle: Y → X → Y$/,
    ],
    [
      "one that is its own parent",
      [{ code: "X", parent: "X" }],
      /^line 2: parent: the parents form a circle: X → X$/,
    ],
    ["a code twice", [{ code: "X" }, { code: "X" }], /^line 3: code: "X" is already on line 2$/],
    [
      "a tier that the ladder lacks",
      [{ code: "X", tier: "PLATINUM" }],
      /^line 2: tier: "PLATINUM" is not in the ladder in force$/,
    ],
    [
      "an unknown status",
      [{ code: "X", status: "GONE" }],
      /^line 2: status: "GONE" must be one of/,
    ],
    ["a time without an offset", [{ code: "X", joined_at: "2026-01-01" }], /^line 2: joinedAt: /],
    [
      "a tree that is too deep",
      Array.from({ length: 257 }, (_, n) => ({
        code: `n${n}`,
        parent: n === 0 ? "" : `n${n - 1}`,
      })),
      /^line 258: parent: is deeper than 256 levels/,
    ],
  ])("refuses %s by line, and nothing has changed", async (_, rows, message) => {
    await expect(load(rows as Record<string, string>[])).rejects.toThrow(message);
    expect(await lines()).toEqual([]);
  });

  it("is refused where a ladder is published while the file is read", async () => {
    async function* slowly() {
      yield { line: 2, values: { code: "X" } };
      const tiers = [{ code: "NEW" }, ...LADDER.tiers];
      await publishLadder(network, { ...LADDER, tiers, effectiveFrom: "2025-12-31T18:00:00Z" }, AT);
    }
    await expect(
      importDistributors(network, slowly(), Date.parse("2025-12-31T20:00:00Z")),
    ).rejects.toThrow("a ladder was published while the file was read");
    expect(await lines()).toEqual([]);
  });

  it("a code that is there with another parent is a CONFLICT", async () => {
    await load(LINE);
    await expect(load([{ code: "E", parent: "A" }])).rejects.toThrow(
      'line 2: code: distributor "E" already exists',
    );
  });
});

describe("enrolling", () => {
  it("puts one under its parent, at the lowest tier, once", async () => {
    await enrol(network, { code: "A" }, AT);
    await enrol(network, { code: "B", parent: "A" }, AT);
    await enrol(network, { code: "B", parent: "A" }, AT);
    expect(await lines()).toEqual(["A: A", "B: A/B"]);
    await expect(enrol(network, { code: "B" }, AT)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(enrol(network, { code: "C", parent: "x" }, AT)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await lines()).toHaveLength(2);
  });
});

describe("moving", () => {
  beforeEach(() => load([...LINE, { code: "X", parent: "A" }]));

  it("takes the whole team along", async () => {
    await move(network, "C", "X", AT);
    expect(await lines()).toEqual([
      "A: A",
      "B: A/B",
      "C: A/X/C",
      "D: A/X/C/D",
      "E: A/X/C/D/E",
      "X: A/X",
    ]);
    await move(network, "C", null, AT);
    expect((await lines())[4]).toBe("E: C/D/E");
  });

  it.each([
    ["C", "E"],
    ["C", "C"],
    ["A", "D"],
  ])("%s under %s, its own team, is refused", async (code, parent) => {
    const before = await lines();
    await expect(move(network, code, parent, AT)).rejects.toMatchObject({ code: "UNDER_ITSELF" });
    expect(await lines()).toEqual(before);
  });

  it("of two moves that exclude each other one wins", async () => {
    const results = await Promise.allSettled([
      move(network, "B", "X", AT),
      move(network, "X", "B", AT),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("under the parent that it has changes nothing", async () => {
    const count = () =>
      network.read(
        async (tx) => (await sql`select from ledger_transaction`.execute(tx.db)).rows.length,
      );
    const before = await count();
    await move(network, "C", "B", AT);
    await setStatus(network, "C", "ACTIVE", AT);
    expect(await count()).toBe(before);
  });

  it("any moves leave a tree, and teams counted as a walk counts them", async () => {
    const codes = ["A", "B", "C", "D", "E", "X"];
    const pair = fc.tuple(fc.constantFrom(...codes), fc.constantFrom(null, ...codes));
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 5 }), async (moves) => {
        for (const [code, parent] of moves) await move(network, code, parent, AT).catch(() => {});
        const walked = await network.read(async (tx) => {
          const { rows } = await sql<{ id: number; size: string; depth: number }>`
            with recursive below as (
              select id as top, id, 0 as depth from distributor
              union all select b.top, d.id, b.depth + 1 from below b join distributor d on d.parent_id = b.id)
            select top as id, count(*) - 1 as size, max(depth) as depth from below group by top order by top`.execute(
            tx.db,
          );
          const teams = await teamsOf(
            tx,
            rows.map((row) => row.id),
          );
          expect(teams).toEqual(rows.map((row) => ({ size: Number(row.size), depth: row.depth })));
          return rows;
        });
        expect(walked).toHaveLength(6);
      }),
      { numRuns: 40 },
    );
  });
});
