// Imports a whole tree, all or nothing: parents may come in any order, and each fault names its
// line. The rows are stored before the lane is taken, so orders are settled meanwhile.
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { writeBeside } from "../../database/beside.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { texts } from "../../database/unnest.ts";
import { Refusal } from "../../kernel/errors.ts";
import { commitIn } from "../../ledger/post.ts";
import { FileFaults, type FileRow } from "../../platform/files/row.ts";
import type { Status } from "../engine/distributor.ts";
import type { Ladder } from "../engine/ladder.ts";
import { PackedDistributors } from "../engine/packed-distributors.ts";
import { type Base, PlacedDistributors } from "../engine/place-distributors.ts";
import { DISTRIBUTORS_IMPORT } from "../kinds.ts";
import {
  findDistributors,
  insertDistributors,
  ladderFor,
  lastDistributorId,
  parseDistributor,
} from "./distributors.ts";
import { findLadders } from "./ladders.ts";
import { storeJoined } from "./status.ts";
import { storeNewTeams } from "./teams.ts";

/** Most rows of one file. */
const MAX_ROWS = 5_000_000;
/** Distributors that one statement looks for or inserts. */
const SOME = 2_000;

/**
 * Imports distributors in one transaction. An existing distributor with the same parent and name
 * stays unchanged; with another parent or name it is a `CONFLICT`. Throws `Refusals` with the line
 * of each fault.
 */
export async function importDistributors(
  network: Network,
  rows: AsyncIterable<FileRow>,
  at: number,
): Promise<{ added: number; unchanged: number }> {
  const faults = new FileFaults();
  const ladders = await network.read((tx) => findLadders(tx, network.settings.asset));
  const ladder = ladderFor(ladders, at);
  const { packed, digest } = await readRows(rows, ladder, at, faults);
  return writeBeside(network, "tree", async (tx) => {
    const fresh = await findFresh(tx, packed, faults);
    const bases = await findBases(tx, packed, fresh);
    const firstId = (await lastDistributorId(tx)) + 1;
    const placed = new PlacedDistributors(packed, fresh, bases, firstId);
    placed.measure((row, why) => faults.add(packed.line(row), why));
    faults.assertNone();
    if (fresh.length > 0) {
      const order = placed.order();
      await insertPlaced(tx, packed, placed, order);
      storeNewTeams(tx, { firstId, parents: placed.parents(), order });
      const cause = JSON.stringify({ rows: packed.size, sha256: digest });
      await commitIn(network, tx, async (book) => {
        await assertSameLadder(network, tx, ladder, at);
        const kind = DISTRIBUTORS_IMPORT;
        const { seq } = book.append({ kind, ref: null, occurredAt: at, cause, legs: [] });
        await storeJoined(tx, seq, statusesOf(packed, placed));
      });
    }
    return { added: fresh.length, unchanged: packed.size - fresh.length };
  });
}

// The file was read before the network's lock was taken: the ladder that checked its tiers must not
// have changed.
async function assertSameLadder(
  network: Network,
  tx: Tx,
  ladder: Ladder | undefined,
  at: number,
): Promise<void> {
  const now = ladderFor(await findLadders(tx, network.settings.asset), at);
  if (now?.version === ladder?.version) return;
  const why = "a ladder was published while the file was read; import the file again";
  throw new Refusal("CONFLICT", why);
}

async function readRows(
  rows: AsyncIterable<FileRow>,
  ladder: Ladder | undefined,
  at: number,
  faults: FileFaults,
): Promise<{ packed: PackedDistributors; digest: string }> {
  const packed = new PackedDistributors();
  const digest = createHash("sha256");
  for await (const { line, values } of rows) {
    if (packed.size >= MAX_ROWS)
      throw new Refusal("INVALID", `the file has too many rows: at most ${MAX_ROWS} are allowed`);
    const { code = "", parent, name, tier, status, joined_at: joinedAt } = values;
    const text = { code, parent, name, tier, status, joinedAt };
    digest.update(`${JSON.stringify(Object.values(text))}\n`);
    const parsed = faults.guard(line, () => parseDistributor(text, ladder, at));
    if (parsed === undefined) continue;
    const twin = packed.add(parsed, line);
    if (twin === undefined) continue;
    const why = `code: "${code}" is already on line ${packed.line(twin)}`;
    faults.add(line, new Refusal("CONFLICT", why, "code"));
  }
  return { packed, digest: digest.digest("hex") };
}

// The rows of the file that are new. A distributor that is there must have the same parent and name.
async function findFresh(
  tx: Tx,
  packed: PackedDistributors,
  faults: FileFaults,
): Promise<Int32Array> {
  const fresh = new Int32Array(packed.size);
  let count = 0;
  for (let from = 0; from < packed.size; from += SOME) {
    const rows = range(from, Math.min(from + SOME, packed.size));
    const stored = await findStored(
      tx,
      rows.map((row) => packed.code(row)),
    );
    for (const row of rows) {
      const { code, parent, name } = packed.at(row);
      const there = stored.get(code);
      if (there === undefined) {
        fresh[count] = row;
        count += 1;
      } else if (there.parent !== parent || there.name !== name) {
        const why = `code: distributor "${code}" already exists with another parent or name`;
        faults.add(packed.line(row), new Refusal("CONFLICT", why, "code"));
      }
    }
  }
  return fresh.slice(0, count);
}

type Stored = Row<"distributor", "code" | "name"> & { readonly parent: string | null };

async function findStored(tx: Tx, codes: readonly string[]): Promise<Map<string, Stored>> {
  const { rows } = await sql<Stored>`
    select d.code, d.name, p.code as parent
      from distributor d left join distributor p on p.id = d.parent_id
     where d.code = any(${texts(codes)}::text[])`.execute(tx.db);
  return new Map(rows.map((row) => [row.code, row]));
}

// What was there before of those that new rows name as parents.
async function findBases(
  tx: Tx,
  packed: PackedDistributors,
  fresh: Int32Array,
): Promise<ReadonlyMap<string, Base>> {
  const isFresh = new Uint8Array(packed.size);
  for (const row of fresh) isFresh[row] = 1;
  const named = new Set<string>();
  for (const row of fresh) {
    const parent = packed.parent(row);
    if (parent !== null && isFresh[packed.find(parent) ?? -1] !== 1) named.add(parent);
  }
  const bases = new Map<string, Base>();
  const codes = [...named];
  for (let from = 0; from < codes.length; from += SOME) {
    const found = await findDistributors(tx, codes.slice(from, from + SOME));
    for (const [code, { id, path }] of found) bases.set(code, { id, path });
  }
  return bases;
}

// While PostgreSQL stores some, the next are made ready.
async function insertPlaced(
  tx: Tx,
  packed: PackedDistributors,
  placed: PlacedDistributors,
  order: Int32Array,
): Promise<void> {
  let stored = Promise.resolve();
  for (let from = 0; from < order.length; from += SOME) {
    const some = Array.from(order.subarray(from, from + SOME), (place) => {
      const id = placed.firstId + place;
      return { ...packed.at(placed.rows[place]!), id, path: placed.path(place) };
    });
    await stored;
    stored = insertDistributors(tx, some);
    // Its error is thrown where it is awaited.
    stored.catch(() => {});
  }
  await stored;
}

function statusesOf(packed: PackedDistributors, { firstId, rows }: PlacedDistributors) {
  const joined: { id: number; status: Status }[] = [];
  for (const [place, row] of rows.entries()) {
    const status = packed.status(row);
    if (status !== "ACTIVE") joined.push({ id: firstId + place, status });
  }
  return joined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
