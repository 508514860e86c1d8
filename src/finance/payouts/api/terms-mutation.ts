// Publishes payout terms, and returns the terms in force.
import { Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { Access, ANYONE } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { findInForce } from "../../../platform/publishing/in-force.ts";
import { findVersions, type Version } from "../../../platform/publishing/versions.ts";
import type { TermsDocument } from "../engine/terms-document.ts";
import { TERMS_KIND } from "../store/terms-kind.ts";

@ObjectType({
  description:
    "A published version of the payout terms: minimum amount, fee, and tax to withhold. Its content never changes.",
})
class Terms {
  @Field(() => Int, { description: "Counts from 1 in the order of publication." })
  readonly version: number;

  @Field(() => DateTime, {
    description: "The version is in force from this instant until the next version starts.",
  })
  readonly effectiveFrom: number;

  @Field(() => Json, { description: "The JSON document exactly as it was published." })
  readonly document: TermsDocument;

  constructor({ version, effectiveFrom, document }: Version<TermsDocument>) {
    this.version = version;
    this.effectiveFrom = effectiveFrom;
    this.document = document;
  }
}

@Resolver()
export class TermsQuery {
  @Access(...ANYONE)
  @Query(() => Terms, {
    nullable: true,
    description: "The payout terms in force. Null if there are none.",
  })
  async terms(@Ctx() context: Context): Promise<Terms | null> {
    const { network } = context;
    const found = await network.read((tx) => findInForce(network, tx, TERMS_KIND, Date.now()));
    return found === undefined ? null : new Terms(found);
  }
}

const PUBLISHED: Shown<Terms> = {
  type: Terms,
  async find({ network }, { version }) {
    const versions = await network.read((tx) => findVersions<TermsDocument>(tx, "terms"));
    const found = versions.find((one) => one.version === version);
    return found === undefined ? null : new Terms(found);
  },
};

export const TermsMutation = publishMutation(TERMS_KIND, PUBLISHED, {
  what: "payout terms",
  description:
    "Publishes a version of the payout terms. For ADMIN. Safe to repeat: publishing the same document again returns the existing version.",
  warns: true,
});
