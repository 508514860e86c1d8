// Teams: their kept sizes and depths against a naive recount, through any history; and verify finds what is wrong.
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { M20261128TeamSizes } from "../../../migrations/0019-network-team-sizes.ts";
import { M20261128Paths } from "../../../migrations/0020-network-paths.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { migrateAll } from "../../../src/database/networks.ts";
import { enrol } from "../../../src/network/store/enrol.ts";
import { importDistributors } from "../../../src/network/store/import-distributors.ts";
import { move } from "../../../src/network/store/move.ts";
import { type Team, teamsOf } from "../../../src/network/store/teams.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";
import { AT, fileRows, fillNetwork } from "../../support/sample.ts";
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

/** Each distributor's parent, by code. */
type Tree = Map<string, string | null>;

let made = 0;

function newCode(): string {
  made += 1;
  return `n${made}`;
}

interface Step {
  readonly kind: "ENROL" | "IMPORT" | "MOVE";
  readonly parents: readonly (number | null)[];
  readonly moved: number;
}

const STEP = fc.record<Step>({
  kind: fc.constantFrom("ENROL", "IMPORT", "MOVE", "MOVE"),
  // Where in all codes so far, those of the same file included, each one's parent is; null: a root.
  parents: fc.array(fc.option(fc.nat(), { freq: 6 }), { minLength: 1, maxLength: 8 }),
  moved: fc.nat(),
});

// Does one step in the network, and in the model unless it is refused.
async function take(step: Step, tree: Tree): Promise<void> {
  const codes = [...tree.keys()];
  const at = (n: number | null, of: readonly string[]) => (n === null ? null : of[n % of.length]!);
  if (step.kind === "IMPORT" || codes.length === 0) {
    const fresh: [string, string | null][] = [];
    for (const n of step.parents) {
      const known = [...codes, ...fresh.map(([code]) => code)];
      fresh.push([newCode(), known.length === 0 ? null : at(n, known)]);
    }
    // Children come before their parents.
    const rows = fresh.map(([code, parent]) => ({ code, parent: parent ?? "" })).reverse();
    await importDistributors(network, fileRows(rows), AT);
    for (const [code, parent] of fresh) tree.set(code, parent);
  } else if (step.kind === "ENROL") {
    const code = newCode();
    const parent = at(step.parents[0]!, codes);
    await enrol(network, { code, parent }, AT);
    tree.set(code, parent);
  } else {
    const [code, parent] = [at(step.moved, codes)!, at(step.parents[0]!, codes)];
    const done = await move(network, code, parent, AT).then(
      () => true,
      () => false,
    );
    expect(done).toBe(!lineOf(tree, parent).includes(code));
    if (done) tree.set(code, parent);
  }
}

function lineOf(tree: Tree, code: string | null): string[] {
  return code === null ? [] : [code, ...lineOf(tree, tree.get(code)!)];
}

function recount(tree: Tree): Map<string, Team> {
  const teams = new Map([...tree.keys()].map((code) => [code, { size: 0, depth: 0 }]));
  for (const code of tree.keys()) {
    for (const [depth, above] of lineOf(tree, code).entries()) {
      const team = teams.get(above)!;
      if (depth > 0) team.size += 1;
      team.depth = Math.max(team.depth, depth);
    }
  }
  return teams;
}

async function kept(): Promise<Map<string, Team>> {
  return network.read(async (tx) => {
    const { rows } = await sql<{
      id: number;
      code: string;
    }>`select id, code from distributor`.execute(tx.db);
    const teams = await teamsOf(
      tx,
      rows.map(({ id }) => id),
    );
    return new Map(rows.map(({ code }, n) => [code, teams[n]!]));
  });
}

const write = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));

describe("the size and depth of teams", () => {
  it("are what a recount finds, after any enrolments, imports and moves", async () => {
    const forest: Tree[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 14 }), async (steps) => {
        // The trees of all runs stand beside each other in one network.
        const tree: Tree = new Map();
        forest.push(tree);
        for (const step of steps) {
          await take(step, tree);
          expect(await kept()).toEqual(new Map(forest.flatMap((one) => [...recount(one)])));
        }
      }),
      { numRuns: 25 },
    );
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("shrink where the deepest team moves away, and grow where it arrives", async () => {
    const parents = { A: "", B: "A", C: "B", D: "C", X: "A", Y: "X" };
    const rows = Object.entries(parents).map(([code, parent]) => ({ code, parent }));
    await importDistributors(network, fileRows(rows), AT);
    const told = async () =>
      [...(await kept())].map(([code, { size, depth }]) => `${code} ${size}/${depth}`).sort();
    expect(await told()).toEqual(["A 5/3", "B 2/2", "C 1/1", "D 0/0", "X 1/1", "Y 0/0"]);
    await move(network, "C", null, AT);
    expect(await told()).toEqual(["A 3/2", "B 0/0", "C 1/1", "D 0/0", "X 1/1", "Y 0/0"]);
    await move(network, "C", "Y", AT);
    expect(await told()).toEqual(["A 5/4", "B 0/0", "C 1/1", "D 0/0", "X 3/3", "Y 2/2"]);
  });

  it.each([
    [
      "update team_size set size = 9 where distributor_id = 2",
      /^team of B: is 9 in 3 levels and should be 3 in 3 levels/,
    ],
    [
      "update team_size set depth = 1 where distributor_id = 3",
      /^team of C: is 2 in 1 levels and should be 2 in 2 levels/,
    ],
    [
      "delete from team_size where distributor_id = 1",
      /^team of A: is 0 in 0 levels and should be 4 in 4 levels/,
    ],
    [
      "insert into team_size values (5, 4, 1, 1)",
      /^team of E: is 1 in 1 levels and should be 0 in 0 levels/,
    ],
    [
      "insert into team_size values (77, 4, 1, 1)",
      /^team of 77: is 1 in 1 levels and should be 0 in 0 levels/,
    ],
    [
      "update team_size set parent_id = 1 where distributor_id = 4",
      /^team of D: is below 1 and should be below 3/,
    ],
    [
      "update distributor_path set path = '{1,3,2}' where distributor_id = 2",
      /^path of B: is \{1,3,2\} and should be \{1,2\}$/,
    ],
    [
      "update distributor_path set path = '{2}' where distributor_id = 2",
      /^path of B: is \{2\} and should be \{1,2\}$/,
    ],
    [
      "update distributor set parent_id = null where id = 2",
      /^path of B: is \{1,2\} and should be \{2\}$/,
    ],
    [
      "delete from distributor_path where distributor_id = 5",
      /^path of E: is none and should be \{1,2,3,4,5\}$/,
    ],
    [
      "delete from distributor_path where distributor_id = 2",
      /^path of C: is \{1,2,3\} and should be \{3\}$/,
    ],
    [
      "insert into distributor_path values (77, '{1,77}')",
      /^path of 77: is \{1,77\} and should be none$/,
    ],
  ])("verify finds %s", async (statement, mismatch) => {
    await fillNetwork(network);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
    await write(statement);
    const { mismatches } = await verifyNetwork(network);
    expect(mismatches).toContainEqual(expect.stringMatching(mismatch));
  });
});

it("paths and teams that there are move to their tables when the network is migrated", async () => {
  const scratch = await createScratchDatabase();
  const own = await openTestDatabase({ url: scratch.url });
  try {
    await migrateAll(own);
    network = await own.network("default");
    await fillNetwork(network);
    await enrol(network, { code: "F", parent: "B" }, AT);
    const paths = () =>
      network.read(
        async ({ db }) => (await sql`select * from distributor_path order by 1`.execute(db)).rows,
      );
    const before = [await kept(), await paths()];
    await write("alter table distributor add path int[] unique");
    await write(
      "update distributor set path = p.path from distributor_path p where distributor_id = id",
    );
    await write("drop table team_size, distributor_path");
    for (const { name } of [M20261128TeamSizes, M20261128Paths]) {
      await write(`delete from mikro_orm_migrations where name = '${name}'`);
    }
    expect(await migrateAll(own)).toEqual([{ name: "default", applied: 2 }]);
    expect([await kept(), await paths()]).toEqual(before);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  } finally {
    await own.close();
    await scratch.drop();
  }
});
