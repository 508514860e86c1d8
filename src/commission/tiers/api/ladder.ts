// The Ladder and Tier types of the API.

import { Field, Int, ObjectType } from "type-graphql";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import type { LadderDocument } from "../../../network/engine/ladder-document.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { Money } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { VersionFromInstant } from "../../../platform/publishing/api/published-version.ts";
import type { PublishedView } from "../../../platform/publishing/read-published.ts";
import { laddersInForceLoader, laddersLoader } from "./loaders.ts";

@ObjectType({
  description:
    "A tier of a ladder. A distributor reaches it when it meets all of its volume criteria.",
})
export class Tier {
  @Field(() => String, { description: "Unique in the ladder, such as GOLD." })
  readonly code!: string;

  @Field(() => Int, { description: "The position of the tier: 0 is the lowest." })
  readonly rank!: number;

  @Field(() => Money, {
    nullable: true,
    description:
      "The volume that the distributor itself must sell. Null if the tier has no such criterion.",
  })
  readonly personalVolume!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description:
      "The volume that the distributor and its team must sell. Null if the tier has no such criterion.",
  })
  readonly teamVolume!: Money | null;
}

@ObjectType({
  implements: Node,
  description: "A published version of the tier ladder. Its content never changes.",
})
export class Ladder extends VersionFromInstant implements Node {
  readonly id: string;

  @Field(() => [Tier], { description: "The tiers in rank order, the lowest first." })
  readonly tiers: readonly Tier[];

  @Field(() => Json, { description: "The JSON document exactly as it was published." })
  readonly document: unknown;

  constructor(view: PublishedView<LadderDocument>, asset: Asset) {
    super(view);
    this.id = globalId("Ladder", view.version);
    this.document = view.document;
    this.tiers = tiersOf(view.document, asset);
  }
}

function tiersOf({ tiers }: LadderDocument, asset: Asset): Tier[] {
  const money = (text: string | undefined) =>
    text === undefined ? null : new Money(parseAmount(text, asset.scale, "volume"), asset);
  return tiers.map(({ code, personalVolume, teamVolume }, rank) => ({
    code,
    rank,
    personalVolume: money(personalVolume),
    teamVolume: money(teamVolume),
  }));
}

export const LadderConnection = connectionOf<Ladder>("Ladder", () => Ladder);
export const LADDERS = new List<number>("ladders", isId);

/** The ladder with that version, or null. */
export async function findLadder(
  { loaders, network }: Context,
  version: number,
): Promise<Ladder | null> {
  const view = await loaders.of(laddersLoader).load(version);
  return view === undefined ? null : new Ladder(view, network.settings.asset);
}

/** The ladder in force at an instant; before the first ladder starts, the first one. Null if there is none. */
export async function currentLadder(
  { loaders, network }: Context,
  at: number,
): Promise<Ladder | null> {
  const view = await loaders.of(laddersInForceLoader).load(at);
  return view === undefined ? null : new Ladder(view, network.settings.asset);
}
