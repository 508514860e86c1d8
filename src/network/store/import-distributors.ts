// Imports a whole tree, all or nothing: parents may come in any order, and each fault names its
// line. The rows are stored before the lane is taken, so orders are settled meanwhile.
import { createHash } from "node:crypto";
import { writeBeside } from "../../database/beside.ts";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { commitIn } from "../../ledger/post.ts";
import { FileFaults, type FileRow } from "../../platform/files/row.ts";
import { TOO_DEEP } from "../codes.ts";
import type { Ladder } from "../engine/ladder.ts";
import { DISTRIBUTORS_IMPORT } from "../kinds.ts";
import {
  type DistributorRow,
  findDistributors,
  insertDistributors,
  ladderFor,
  lastDistributorId,
  MAX_DEPTH,
  type NewDistributor,
  type PlacedDistributor,
  parseDistributor,
} from "./distributors.ts";
import { findLadders } from "./ladders.ts";
import { storeJoined } from "./status.ts";
import { storeNewTeams } from "./teams.ts";

/** Most rows of one file. */
const MAX_ROWS = 5_000_000;

interface Node extends NewDistributor {
  readonly line: number;
  id: number;
  path: readonly number[] | undefined;
}

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
  const { nodes, digest } = await readNodes(rows, ladder, at, faults);
  return writeBeside(network, "tree", async (tx) => {
    const stored = await findDistributors(tx, namedIn(nodes));
    const fresh = [...nodes.values()].filter((node) => !isThere(node, stored, faults));
    await place(tx, fresh, nodes, stored, faults);
    faults.assertNone();
    if (fresh.length > 0) {
      const byDepth = (fresh as PlacedDistributor[]).toSorted(
        (a, b) => a.path.length - b.path.length,
      );
      await insertDistributors(tx, byDepth);
      const firstId = fresh[0]!.id;
      const parents = Int32Array.from(byDepth, () => 0);
      for (const { id, path } of byDepth) parents[id - firstId] = path.at(-2) ?? 0;
      storeNewTeams(tx, {
        firstId,
        parents,
        order: Int32Array.from(byDepth, ({ id }) => id - firstId),
      });
      const cause = JSON.stringify({ rows: nodes.size, sha256: digest });
      await commitIn(network, tx, async (book) => {
        await assertSameLadder(network, tx, ladder, at);
        const kind = DISTRIBUTORS_IMPORT;
        const { seq } = book.append({ kind, ref: null, occurredAt: at, cause, legs: [] });
        await storeJoined(tx, seq, fresh);
      });
    }
    return { added: fresh.length, unchanged: nodes.size - fresh.length };
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

async function readNodes(
  rows: AsyncIterable<FileRow>,
  ladder: Ladder | undefined,
  at: number,
  faults: FileFaults,
): Promise<{ nodes: Map<string, Node>; digest: string }> {
  const nodes = new Map<string, Node>();
  const digest = createHash("sha256");
  for await (const { line, values } of rows) {
    if (nodes.size >= MAX_ROWS)
      throw new Refusal("INVALID", `the file has too many rows: at most ${MAX_ROWS} are allowed`);
    const { code = "", parent, name, tier, status, joined_at: joinedAt } = values;
    const text = { code, parent, name, tier, status, joinedAt };
    digest.update(`${JSON.stringify(Object.values(text))}\n`);
    const parsed = faults.guard(line, () => parseDistributor(text, ladder, at));
    if (parsed === undefined) continue;
    const twin = nodes.get(parsed.code);
    if (twin !== undefined) {
      const why = `code: "${code}" is already on line ${twin.line}`;
      faults.add(line, new Refusal("CONFLICT", why, "code"));
    } else nodes.set(parsed.code, { ...parsed, line, id: 0, path: undefined });
  }
  return { nodes, digest: digest.digest("hex") };
}

function namedIn(nodes: Map<string, Node>): string[] {
  const codes = new Set(nodes.keys());
  for (const { parent } of nodes.values()) if (parent !== null) codes.add(parent);
  return [...codes];
}

function isThere(node: Node, stored: Map<string, DistributorRow>, faults: FileFaults): boolean {
  const there = stored.get(node.code);
  if (there === undefined) return false;
  const parent = node.parent === null ? null : (stored.get(node.parent)?.id ?? 0);
  if (there.parent_id !== parent || there.name !== node.name) {
    const why = `code: distributor "${node.code}" already exists with another parent or name`;
    faults.add(node.line, new Refusal("CONFLICT", why, "code"));
  }
  return true;
}

// Ids follow the order of the file; a path is built by walking up to the first ancestor with a
// path.
async function place(
  tx: Tx,
  fresh: readonly Node[],
  nodes: Map<string, Node>,
  stored: Map<string, DistributorRow>,
  faults: FileFaults,
): Promise<void> {
  let id = await lastDistributorId(tx);
  for (const node of fresh) {
    id += 1;
    node.id = id;
  }
  for (const node of fresh) {
    const chain: Node[] = [];
    let base: readonly number[] | undefined;
    for (let one: Node | undefined = node; base === undefined; ) {
      if (one.path !== undefined) base = one.path;
      else if (chain.length > MAX_DEPTH) break;
      else {
        chain.push(one);
        base = one.parent === null ? [] : stored.get(one.parent)?.path;
        if (base !== undefined) break;
        const above: Node | undefined = nodes.get(one.parent!);
        if (above === undefined) break;
        one = above;
      }
    }
    if (base === undefined || base.length + chain.length > MAX_DEPTH) {
      faults.add(node.line, whyUnplaced(node, chain, nodes));
      continue;
    }
    for (const one of chain.reverse()) {
      base = [...base, one.id];
      one.path = base;
    }
  }
}

function whyUnplaced(node: Node, chain: readonly Node[], nodes: Map<string, Node>): Refusal {
  const again = chain.findIndex((one, index) => index > 0 && one === node);
  if (again > 0) {
    const circle = chain.slice(0, again + 1).map((one) => one.code);
    const shown = circle.length > 6 ? [...circle.slice(0, 5), "…", node.code] : circle;
    return new Refusal(
      "INVALID",
      `parent: the parents form a circle: ${shown.join(" → ")}`,
      "parent",
    );
  }
  const last = chain.at(-1);
  if (last !== undefined && last.parent !== null && !nodes.has(last.parent)) {
    const whose = last === node ? "" : ` (the parent of its ancestor "${last.code}")`;
    const why = `parent: distributor "${last.parent}"${whose} does not exist`;
    return new Refusal("NOT_FOUND", why, "parent");
  }
  return new Refusal(
    TOO_DEEP,
    `parent: is deeper than ${MAX_DEPTH} levels, or below a circle of parents`,
    "parent",
  );
}
