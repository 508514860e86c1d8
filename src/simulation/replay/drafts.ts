// Drafts of documents for a replay, checked as if they were published when its range begins.
import { findAssets } from "../../catalog/store/assets.ts";
import type { Ladder } from "../../commission/engine/ladder.ts";
import type { Plan } from "../../commission/engine/plan.ts";
import type { Programme } from "../../commission/engine/programme.ts";
import { inForce } from "../../commission/engine/state.ts";
import { acknowledged } from "../../commission/plans/engine/guard.ts";
import { compileLadder } from "../../commission/plans/engine/ladder-document.ts";
import {
  checkPlan,
  checkPlanTiers,
  compilePlan,
  type PlanDocument,
} from "../../commission/plans/engine/plan-document.ts";
import { warnOfGoods } from "../../commission/plans/store/goods-warnings.ts";
import { LADDER_KIND } from "../../commission/plans/store/ladder-kind.ts";
import { findLadders, findPlans } from "../../commission/plans/store/published.ts";
import {
  checkProgramme,
  compileProgramme,
} from "../../commission/programmes/engine/programme-document.ts";
import { findMembers } from "../../commission/programmes/store/publish-programme.ts";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import { periodOf } from "../../kernel/period.ts";
import { eachInPlace, type Place } from "../../platform/publishing/publish.ts";
import type { Range } from "./entry.ts";

/**
 * Drafts as people write them. A plan or ladder is in force within the range, whatever its
 * `effectiveFrom`; a programme in the whole periods that the range touches, in place of its code's.
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

/** How the caller names the drafts in what is told of their faults. */
export interface Naming {
  /** Runs the check of one draft, or of all programmes. */
  readonly of: <T>(draft: keyof DraftDocuments, check: () => Promise<T>) => Promise<T>;
  /** Of one programme among the others. */
  readonly place: Place;
}

export interface CheckedDrafts {
  readonly drafts: Drafts;
  /** What publishing them would warn of, or refuse without a reason. */
  readonly warnings: readonly string[];
}

/** Checks drafts as if they were published from the beginning of the range. Throws `Refusals`. */
export async function checkDrafts(
  network: Network,
  tx: Tx,
  documents: DraftDocuments,
  { from }: Range,
  naming: Naming,
): Promise<CheckedDrafts> {
  const { programmes = [] } = documents;
  if (documents.plan === undefined && documents.ladder === undefined && programmes.length === 0) {
    throw new Refusal("INVALID", "plan: a draft of a plan, ladder or programme is needed", "plan");
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
      if (codes.has(code)) throw new Refusal("INVALID", `code: "${code}" is drafted twice`, "code");
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
  await LADDER_KIND.assertFits(network, tx, document);
  const version = (await findLadders(tx, asset)).length + 1;
  return { ...compileLadder(version, document, asset), effectiveFrom: from };
}

// What reaches too far up to be published can still be simulated: it is told, and pays nobody.
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
