// The terms of payouts: publishing them, and those that are in force.
import { Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { Access, ANYONE } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { findInForce } from "../../../platform/publishing/in-force.ts";
import { findStanding, type Standing } from "../../../platform/publishing/standing.ts";
import type { TermsDocument } from "../engine/terms-document.ts";
import { TERMS_KIND } from "../store/terms-kind.ts";

@ObjectType({
  description:
    "The least that is paid out, what it costs, and the tax withheld. They never change.",
})
class Terms {
  @Field(() => Int)
  readonly version: number;

  @Field(() => DateTime)
  readonly effectiveFrom: number;

  @Field(() => Json, { description: "As they were published." })
  readonly document: TermsDocument;

  constructor({ version, effectiveFrom, document }: Standing<TermsDocument>) {
    this.version = version;
    this.effectiveFrom = effectiveFrom;
    this.document = document;
  }
}

@Resolver()
export class TermsQuery {
  @Access(...ANYONE)
  @Query(() => Terms, { nullable: true, description: "The terms of payouts in force; null: none." })
  async terms(@Ctx() context: Context): Promise<Terms | null> {
    const { network } = context;
    const found = await network.read((tx) => findInForce(network, tx, TERMS_KIND, Date.now()));
    return found === undefined ? null : new Terms(found);
  }
}

const PUBLISHED: Shown<Terms> = {
  type: Terms,
  async find({ network }, { version }) {
    const standing = await network.read((tx) => findStanding<TermsDocument>(tx, "terms"));
    const found = standing.find((one) => one.version === version);
    return found === undefined ? null : new Terms(found);
  },
};

export const TermsMutation = publishMutation(TERMS_KIND, PUBLISHED, {
  description: "The same document again gives the version that it has.",
  warnings: "What may be a mistake and was taken all the same.",
});
