// Publishing plans and ladders, and finding what has been published: versioned and immutable (rules §3, §4).
import { type RawBuilder, sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import type { Ladder } from "../engine/ladder.ts";
import type { Plan } from "../engine/plan.ts";
import { inForce } from "../engine/state.ts";
import { Refusal } from "../kernel/errors.ts";
import type { Asset } from "../kernel/money.ts";
import { formatInstant, parseInstant } from "../kernel/time.ts";
import { commit } from "../ledger/post.ts";
import { findTransactions } from "../ledger/transactions.ts";
import { findAssets } from "./assets.ts";
import { checkLadder, compileLadder, type LadderDocument } from "./ladder-document.ts";
import { checkPlan, checkPlanTiers, compilePlan, type PlanDocument } from "./plan-document.ts";

interface Row<Document> {
  version: number;
  document: Document;
}

/** All plans, compiled, in order of effectiveFrom. */
export async function findPlans(network: Network, tx: Tx): Promise<Plan[]> {
  const assets = await findAssets(network, tx);
  const { rows } = await sql<Row<PlanDocument>>`
    select version, document from plan order by effective_from`.execute(tx.db);
  return rows.map(({ version, document }) => compilePlan(version, document, assets));
}

/** All ladders, compiled, in order of effectiveFrom. */
export async function findLadders(tx: Tx, asset: Asset): Promise<Ladder[]> {
  const { rows } = await sql<Row<LadderDocument>>`
    select version, document from ladder order by effective_from`.execute(tx.db);
  return rows.map(({ version, document }) => compileLadder(version, document, asset));
}

/** Checks a plan's form, and its tiers against the ladder in force when it starts. Publishes nothing. */
export async function validatePlan(network: Network, document: unknown): Promise<PlanDocument> {
  return network.read(async (tx) => {
    const plan = checkPlan(document, await findAssets(network, tx));
    await assertTiers(network, tx, plan);
    return plan;
  });
}

/** Checks a ladder's form, and that it keeps every tier there is. Publishes nothing. */
export async function validateLadder(network: Network, document: unknown): Promise<LadderDocument> {
  const ladder = checkLadder(document, network.settings.asset);
  await network.read((tx) => assertKeepsTiers(network, tx, ladder));
  return ladder;
}

/**
 * Publishes a plan; the same document again gives the version that it has. Returns the version.
 * Throws `Refusals` for its faults, `CONFLICT` for another plan of the same effectiveFrom.
 */
export async function publishPlan(
  network: Network,
  document: unknown,
  at: number,
): Promise<number> {
  const assets = await network.read((tx) => findAssets(network, tx));
  const plan = checkPlan(document, assets);
  return publish(
    network,
    "PLAN",
    plan,
    at,
    async (tx, seq, version, from) => {
      await sql`insert into plan (version, name, effective_from, seq, document)
      values (${version}, ${plan.name}, ${from}, ${seq}, ${JSON.stringify(plan)}::jsonb)`.execute(
        tx.db,
      );
    },
    (tx) => assertTiers(network, tx, plan),
  );
}

/** Publishes a ladder, like a plan; it keeps every tier of the ladders before it. */
export async function publishLadder(
  network: Network,
  document: unknown,
  at: number,
): Promise<number> {
  const ladder = checkLadder(document, network.settings.asset);
  return publish(
    network,
    "LADDER",
    ladder,
    at,
    async (tx, seq, version, from) => {
      await sql`insert into ladder (version, effective_from, seq, document)
      values (${version}, ${from}, ${seq}, ${JSON.stringify(ladder)}::jsonb)`.execute(tx.db);
    },
    (tx) => assertKeepsTiers(network, tx, ladder),
  );
}

type Insert = (tx: Tx, seq: number, version: number, effectiveFrom: string) => Promise<void>;

async function publish(
  network: Network,
  kind: "PLAN" | "LADDER",
  document: { effectiveFrom: string },
  at: number,
  insert: Insert,
  check: (tx: Tx) => Promise<void>,
): Promise<number> {
  const effectiveFrom = formatInstant(parseInstant(document.effectiveFrom, "effectiveFrom"));
  const cause = JSON.stringify({ ...document, effectiveFrom });
  const table = sql.raw(kind === "PLAN" ? "plan" : "ladder");
  return commit(network, async (book, tx) => {
    const first = (await findTransactions(tx, kind, [effectiveFrom])).get(effectiveFrom);
    if (first !== undefined) {
      if (first.cause === cause) return versionAt(tx, table, first.seq);
      const what = `another ${kind.toLowerCase()} starts at ${effectiveFrom}`;
      throw new Refusal("CONFLICT", `effectiveFrom: ${what}`, "effectiveFrom");
    }
    await check(tx);
    const version = (await versionAt(tx, table, Number.MAX_SAFE_INTEGER)) + 1;
    const entry = { kind, ref: effectiveFrom, occurredAt: at, cause, legs: [] };
    await insert(tx, book.append(entry).seq, version, effectiveFrom);
    return version;
  });
}

// The latest version that was published up to a transaction; 0 before the first.
async function versionAt(tx: Tx, table: RawBuilder<unknown>, seq: number): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select coalesce(max(version), 0) as version from ${table} where seq <= ${seq}`.execute(tx.db);
  return rows[0]!.version;
}

async function assertTiers(network: Network, tx: Tx, plan: PlanDocument): Promise<void> {
  const ladders = await findLadders(tx, network.settings.asset);
  checkPlanTiers(plan, inForce(ladders, parseInstant(plan.effectiveFrom, "effectiveFrom")));
}

// Plans name tiers, and distributors hold them: a later ladder may add some, and take none away.
async function assertKeepsTiers(network: Network, tx: Tx, ladder: LadderDocument): Promise<void> {
  const kept = new Set(ladder.tiers.map((tier) => tier.code));
  for (const earlier of await findLadders(tx, network.settings.asset)) {
    const lost = earlier.tiers.find((tier) => !kept.has(tier.code));
    if (lost !== undefined) {
      const why = `it lacks the tier "${lost.code}" of version ${earlier.version}`;
      throw new Refusal("INVALID", `tiers: ${why}`, "tiers");
    }
  }
}
