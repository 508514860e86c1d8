// The documents of a replay: the published ones, with drafts in their place during the range.
import { sql } from "kysely";
import type { Plan } from "../../commission/engine/plan.ts";
import { findPlans } from "../../commission/plans/index.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { inForce } from "../../kernel/in-force.ts";
import type { Ladder } from "../../network/engine/ladder.ts";
import { findLadders } from "../../network/index.ts";
import type { Drafts } from "./drafts.ts";
import type { Range } from "./entry.ts";

/**
 * The documents of one kind, in order of effectiveFrom, each with the transaction that published
 * it.
 */
interface Published<Document> {
  readonly all: readonly Document[];
  /** The transactions of the publications, by version. */
  readonly seqs: ReadonlyMap<number, number>;
}

/** The documents in force at each entry of a journal; withdrawn documents are never in force. */
export class ReplayDocuments {
  readonly #plans: Published<Plan>;
  readonly #ladders: Published<Ladder>;
  readonly #drafts: Drafts;
  readonly #range: Range;

  private constructor(
    plans: Published<Plan>,
    ladders: Published<Ladder>,
    drafts: Drafts,
    range: Range,
  ) {
    this.#plans = plans;
    this.#ladders = ladders;
    this.#drafts = drafts;
    this.#range = range;
  }

  static async open(
    network: Network,
    tx: Tx,
    drafts: Drafts,
    range: Range,
  ): Promise<ReplayDocuments> {
    const [plans, ladders] = [
      await findPlans(network, tx),
      await findLadders(tx, network.settings.asset),
    ];
    return new ReplayDocuments(
      { all: plans, seqs: await readSeqs(tx, "plan") },
      { all: ladders, seqs: await readSeqs(tx, "ladder") },
      drafts,
      range,
    );
  }

  /** All tiers of the ladders except the lowest. */
  get tiers(): readonly string[] {
    const ladders = [...this.#ladders.all, ...(this.#drafts.ladder ? [this.#drafts.ladder] : [])];
    const above = ladders.flatMap(({ tiers }) => tiers.slice(1).map(({ code }) => code));
    return [...new Set(above)];
  }

  /** The plans and ladders after a transaction, including the drafts. */
  after(seq: number): { readonly plans: readonly Plan[]; readonly ladders: readonly Ladder[] } {
    return {
      plans: overlaid(publishedBy(this.#plans, seq), this.#drafts.plan, this.#range),
      ladders: overlaid(publishedBy(this.#ladders, seq), this.#drafts.ladder, this.#range),
    };
  }
}

async function readSeqs(tx: Tx, table: "plan" | "ladder"): Promise<Map<number, number>> {
  const { rows } = await sql<Row<"plan" | "ladder", "version" | "seq">>`
    select version, seq from ${sql.id(table)}`.execute(tx.db);
  return new Map(rows.map(({ version, seq }) => [version, Number(seq)]));
}

interface Version {
  readonly version: number;
  readonly effectiveFrom: number;
}

function publishedBy<T extends Version>({ all, seqs }: Published<T>, seq: number): T[] {
  return all.filter(({ version }) => seqs.get(version)! <= seq);
}

/** The versions, replaced by a draft within the range. */
function overlaid<T extends Version>(
  versions: readonly T[],
  draft: T | undefined,
  { from, to }: Range,
): readonly T[] {
  if (draft === undefined) return versions;
  const after = inForce(versions, to);
  return [
    ...versions.filter(({ effectiveFrom }) => effectiveFrom < from),
    draft,
    ...(after === undefined ? [] : [{ ...after, effectiveFrom: to }]),
    ...versions.filter(({ effectiveFrom }) => effectiveFrom > to),
  ];
}
