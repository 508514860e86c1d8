// Ladders and their tiers as the API has them.
import { Field, Int, ObjectType } from "type-graphql";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { Money } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import type { LadderDocument } from "../engine/ladder-document.ts";
import type { PublishedView } from "../store/read-published.ts";

@ObjectType({
  description: "A rank of a ladder, with the volumes that all must be met to reach it.",
})
export class Tier {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int, { description: "0 is the lowest." })
  readonly rank!: number;

  @Field(() => Money, { nullable: true })
  readonly personalVolume!: Money | null;

  @Field(() => Money, { nullable: true })
  readonly teamVolume!: Money | null;
}

@ObjectType({
  implements: Node,
  description: "A published version of the tiers. It never changes.",
})
export class Ladder implements Node {
  readonly id: string;

  @Field(() => Int)
  readonly version: number;

  @Field(() => DateTime)
  readonly effectiveFrom: number;

  @Field(() => DateTime)
  readonly publishedAt: number;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was taken back, before it took effect: it is never in force.",
  })
  readonly withdrawnAt: number | null;

  @Access(...STAFF)
  @Field(() => String, { nullable: true })
  readonly withdrawalReason: string | null;

  @Field(() => [Tier], { description: "In rank order, the lowest first." })
  readonly tiers: readonly Tier[];

  @Field(() => Json, { description: "As it was published." })
  readonly document: unknown;

  constructor(view: PublishedView, asset: Asset) {
    const { version, effectiveFrom, publishedAt, document } = view;
    this.id = globalId("Ladder", version);
    this.version = version;
    this.effectiveFrom = effectiveFrom;
    this.publishedAt = publishedAt;
    this.withdrawnAt = view.withdrawnAt;
    this.withdrawalReason = view.withdrawalReason;
    this.document = document;
    this.tiers = tiersOf(document as unknown as LadderDocument, asset);
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
  const view = await loaders.ladders.load(version);
  return view === undefined ? null : new Ladder(view, network.settings.asset);
}

/** The ladder in force at an instant, or before the first one that; null without any. */
export async function currentLadder(
  { loaders, network }: Context,
  at: number,
): Promise<Ladder | null> {
  const view = await loaders.laddersInForce.load(at);
  return view === undefined ? null : new Ladder(view, network.settings.asset);
}
