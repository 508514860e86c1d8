// Publishes payout terms, and returns the terms in force.
import {
  Arg,
  Ctx,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import { inForce } from "../../../kernel/in-force.ts";
import { Access, ANYONE } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { type PublishedVersion, publishAll } from "../../../platform/publishing/publish.ts";
import { findStanding, type Standing } from "../../../platform/publishing/standing.ts";
import type { TermsDocument } from "../engine/terms-document.ts";
import { TERMS_KIND } from "../store/terms-kind.ts";

@InputType()
class TermsPublishInput {
  @Field(() => Json, { description: "The payout terms as a JSON document." })
  readonly document!: unknown;
}

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

  constructor({ version, effectiveFrom, document }: Standing<TermsDocument>) {
    this.version = version;
    this.effectiveFrom = effectiveFrom;
    this.document = document;
  }
}

@ObjectType()
class TermsPublishPayload extends Payload {
  @Field(() => Terms, {
    nullable: true,
    description: "The published terms. Null if they were rejected.",
  })
  readonly terms: Terms | null;

  @Field(() => [String], {
    description: "Possible mistakes in the terms. They were published all the same.",
  })
  readonly warnings: readonly string[];

  constructor(userErrors: readonly UserError[], terms: Terms | null, warnings: readonly string[]) {
    super(userErrors);
    this.terms = terms;
    this.warnings = warnings;
  }
}

@Resolver()
export class TermsMutation {
  @Access("ADMIN")
  @Mutation(() => TermsPublishPayload, {
    description:
      "Publishes a version of the payout terms. For ADMIN. Safe to repeat: publishing the same document again returns the existing version.",
  })
  async termsPublish(
    @Arg("input", () => TermsPublishInput) input: TermsPublishInput,
    @Ctx() context: Context,
  ): Promise<TermsPublishPayload> {
    const publish = () => publishAll(context.network, TERMS_KIND, [input], Date.now());
    const { done, userErrors } = await write(context, publish, "document");
    if (done === undefined) return new TermsPublishPayload(userErrors, null, []);
    const [{ version, warnings }] = done as [PublishedVersion];
    const found = (await standing(context)).find((one) => one.version === version)!;
    return new TermsPublishPayload(userErrors, new Terms(found), warnings);
  }

  @Access(...ANYONE)
  @Query(() => Terms, {
    nullable: true,
    description: "The payout terms in force. Null if there are none.",
  })
  async terms(@Ctx() context: Context): Promise<Terms | null> {
    const found = inForce(await standing(context), Date.now());
    return found === undefined ? null : new Terms(found);
  }
}

function standing({ network }: Context): Promise<Standing<TermsDocument>[]> {
  return network.read((tx) => findStanding<TermsDocument>(tx, "terms"));
}
