// The documents of a replay: those that were in force, and drafts in their place for a part of the time.
import { sql } from "kysely";
import type { Ladder } from "../../commission/engine/ladder.ts";
import type { Plan } from "../../commission/engine/plan.ts";
import { inForce } from "../../commission/engine/state.ts";
import { findLadders, findPlans } from "../../commission/plans/store/published.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { DatedTable } from "../../platform/publishing/standing.ts";
import type { Drafts } from "./drafts.ts";
import type { Range } from "./entry.ts";

/** The documents of one kind, in order of effectiveFrom, each from its publication in the stream on. */
interface Published<Document> {
  readonly all: readonly Document[];
  /** The transactions of the publications, by version. */
  readonly seqs: ReadonlyMap<number, number>;
}

/** What is in force while a journal goes by. What was withdrawn in time never was. */
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

  /** Every tier above the lowest that one of the ladders has. */
  get tiers(): readonly string[] {
    const ladders = [...this.#ladders.all, ...(this.#drafts.ladder ? [this.#drafts.ladder] : [])];
    const above = ladders.flatMap(({ tiers }) => tiers.slice(1).map(({ code }) => code));
    return [...new Set(above)];
  }

  /** The plans and ladders after a transaction of the stream, with the drafts among them. */
  after(seq: number): { readonly plans: readonly Plan[]; readonly ladders: readonly Ladder[] } {
    return {
      plans: overlaid(publishedBy(this.#plans, seq), this.#drafts.plan, this.#range),
      ladders: overlaid(publishedBy(this.#ladders, seq), this.#drafts.ladder, this.#range),
    };
  }
}

async function readSeqs(tx: Tx, table: DatedTable): Promise<Map<number, number>> {
  const { rows } = await sql<{ version: number; seq: string }>`
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

/** The versions with a draft in their place within the range. */
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
