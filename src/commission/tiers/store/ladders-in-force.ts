// The ladders in force at instants, for the API.
import type { Tx } from "../../../database/database.ts";
import { inForce } from "../../../kernel/in-force.ts";
import type { LadderDocument } from "../../../network/engine/ladder-document.ts";
import {
  findVersionViews,
  type PublishedView,
} from "../../../platform/publishing/read-published.ts";
import { LADDER_KIND } from "./ladder-kind.ts";

/**
 * The ladder in force at each instant, or the first ladder before that one starts; undefined if
 * there is none.
 */
export async function laddersInForce(
  tx: Tx,
  instants: readonly number[],
): Promise<(PublishedView<LadderDocument> | undefined)[]> {
  const ladders = await findVersionViews(tx, LADDER_KIND);
  return instants.map((at) => inForce(ladders, at) ?? ladders[0]);
}
