// Checks the draft documents of a replay as if they were published at the start of its range.
import { findAssets } from "../../books/index.ts";
import type { Plan } from "../../commission/engine/plan.ts";
import type { Programme } from "../../commission/engine/programme.ts";
import { acknowledged } from "../../commission/plans/engine/guard.ts";
import {
  checkPlan,
  checkPlanTiers,
  compilePlan,
  type PlanDocument,
} from "../../commission/plans/engine/plan-document.ts";
import { findPlans, warnOfGoods } from "../../commission/plans/index.ts";
import {
  checkProgramme,
  compileProgramme,
} from "../../commission/programmes/engine/programme-document.ts";
import { findMembers } from "../../commission/programmes/index.ts";
import { assertKeepsTiers, LADDER_KIND } from "../../commission/tiers/index.ts";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import { inForce } from "../../kernel/in-force.ts";
import { periodOf } from "../../kernel/period.ts";
import type { Ladder } from "../../network/engine/ladder.ts";
import { compileLadder } from "../../network/engine/ladder-document.ts";
import { findLadders } from "../../network/index.ts";
import { eachInPlace, type Place } from "../../platform/publishing/publish.ts";
import type { Range } from "./entry.ts";

/**
 * The draft documents as received. A plan or ladder is in force within the range, whatever its
 * `effectiveFrom`; a programme replaces its code in the whole periods that overlap the range.
 */
export interface DraftDocuments {
  readonly plan?: unknown;
  readonly ladder?: unknown;
  readonly programmes?: readonly unknown[] | undefined;
}

export interface Drafts {
  readonly plan?: Plan | undefined;
  readonly ladder?: Ladder | undefined;
  readonly programmes: readonly Programme[];
}

/** How faults name the drafts. */
export interface Naming {
  /** Runs the check of one draft, or of all programmes. */
  readonly of: <T>(draft: keyof DraftDocuments, check: () => Promise<T>) => Promise<T>;
  /** Adds the position of a programme to its fault. */
  readonly place: Place;
}

export interface CheckedDrafts {
  readonly drafts: Drafts;
  /** The warnings of publishing the drafts, and the faults that need an acknowledgement. */
  readonly warnings: readonly string[];
}

/** Checks drafts as if they were published at the start of the range. Throws `Refusals`. */
export async function checkDrafts(
  network: Network,
  tx: Tx,
  documents: DraftDocuments,
  { from }: Range,
  naming: Naming,
): Promise<CheckedDrafts> {
  const { programmes = [] } = documents;
  if (documents.plan === undefined && documents.ladder === undefined && programmes.length === 0) {
    throw new Refusal("INVALID", "plan: give a draft of a plan, a ladder or a programme", "plan");
  }
  const ladder = await naming.of("ladder", () => draftLadder(network, tx, documents.ladder, from));
  const warnings: string[] = [];
  const plan = await naming.of("plan", async () => {
    if (documents.plan === undefined) return undefined;
    const assets = await findAssets(network, tx);
    const ladders = await findLadders(tx, network.settings.asset);
    const document = checkPlan(documents.plan, assets);
    checkPlanTiers(document, ladder ?? inForce(ladders, from));
    warnings.push(...(await warningsOf(network, tx, document)));
    const version = (await findPlans(network, tx)).length + 1;
    return { ...compilePlan(version, document, assets), effectiveFrom: from };
  });
  const drafted = await naming.of("programmes", () => {
    const codes = new Set<string>();
    return eachInPlace(programmes, naming.place, async (sent) => {
      const programme = await draftProgramme(network, tx, sent, from);
      const { code } = programme;
      if (codes.has(code)) throw new Refusal("INVALID", `code: "${code}" has two drafts`, "code");
      codes.add(code);
      return programme;
    });
  });
  return { drafts: { plan, ladder, programmes: drafted }, warnings };
}

async function draftLadder(
  network: Network,
  tx: Tx,
  sent: unknown,
  from: number,
): Promise<Ladder | undefined> {
  if (sent === undefined) return undefined;
  const { asset } = network.settings;
  const document = await LADDER_KIND.check(network, tx, sent);
  await assertKeepsTiers(network, tx, document);
  const version = (await findLadders(tx, asset)).length + 1;
  return { ...compileLadder(version, document, asset), effectiveFrom: from };
}

// A plan that pays too many levels can still be simulated; the fault becomes a warning.
async function warningsOf(network: Network, tx: Tx, plan: PlanDocument): Promise<string[]> {
  const goods = await warnOfGoods(tx, plan);
  try {
    return [...acknowledged(plan, network.settings.complianceLevels, null).warnings, ...goods];
  } catch (fault) {
    if (!(fault instanceof Refusals)) throw fault;
    return [...fault.faults.map(({ message }) => message), ...goods];
  }
}

async function draftProgramme(
  network: Network,
  tx: Tx,
  sent: unknown,
  from: number,
): Promise<Programme> {
  const { asset, zone } = network.settings;
  const document = checkProgramme(sent, asset);
  await findMembers(tx, document);
  const effectiveFrom = periodOf(document.period, zone.day(from));
  const draft = compileProgramme({ id: 0, version: 0 }, document, asset);
  return { ...draft, effectiveFrom, effectiveTo: null };
}
