// The terms of payouts: publishing them, and those that are in force.
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
import { inForce } from "../../../commission/engine/state.ts";
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
  @Field(() => Json)
  readonly document!: unknown;
}

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

@ObjectType()
class TermsPublishPayload extends Payload {
  @Field(() => Terms, { nullable: true })
  readonly terms: Terms | null;

  @Field(() => [String], { description: "What may be a mistake and was taken all the same." })
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
    description: "The same document again gives the version that it has.",
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
  @Query(() => Terms, { nullable: true, description: "The terms of payouts in force; null: none." })
  async terms(@Ctx() context: Context): Promise<Terms | null> {
    const found = inForce(await standing(context), Date.now());
    return found === undefined ? null : new Terms(found);
  }
}

function standing({ network }: Context): Promise<Standing<TermsDocument>[]> {
  return network.read((tx) => findStanding<TermsDocument>(tx, "terms"));
}
