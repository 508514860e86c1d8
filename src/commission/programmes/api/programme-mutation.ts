// Publishing volume programmes, and closing their periods.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS, reachOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { draftQueries } from "../../../platform/publishing/api/draft-queries.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { withdrawMutation } from "../../../platform/publishing/api/withdraw-mutation.ts";
import { closeProgramme } from "../store/close-programme.ts";
import { PROGRAMME_KIND } from "../store/programme-kind.ts";
import { findProgramme, Programme, standingAt } from "./programme.ts";
import { ProgrammeStanding } from "./programme-period.ts";

@InputType()
class ProgrammeCloseInput {
  @Field(() => String, { description: "The programme's code." })
  readonly programme!: string;

  @Field(() => String, { description: "Like 2026-01, 2026-Q1 or 2026." })
  readonly period!: string;
}

@ObjectType()
class ProgrammeClosePayload extends Payload {
  @Field(() => Programme, { nullable: true })
  readonly programme: Programme | null;

  @Field(() => ProgrammeStanding, {
    nullable: true,
    description: "The period, with its statement.",
  })
  readonly standing: ProgrammeStanding | null;

  constructor(
    userErrors: readonly UserError[],
    programme: Programme | null,
    standing: ProgrammeStanding | null,
  ) {
    super(userErrors);
    this.programme = programme;
    this.standing = standing;
  }
}

@Resolver()
export class ProgrammeMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => ProgrammeClosePayload, {
    description: "What has accrued becomes payable or receivable. Doing it again does nothing.",
  })
  async programmeClose(
    @Arg("input", () => ProgrammeCloseInput) { programme: code, period }: ProgrammeCloseInput,
    @Ctx() context: Context,
  ): Promise<ProgrammeClosePayload> {
    const close = () => closeProgramme(context.network, code, period, Date.now());
    const { done, userErrors } = await write(context, close);
    if (done === undefined) return new ProgrammeClosePayload(userErrors, null, null);
    const programme = (await findProgramme(context, code, await reachOf(context)))!;
    const standing = await standingAt(context, programme, period);
    return new ProgrammeClosePayload([], programme, standing);
  }
}

const PROGRAMMES: Shown<Programme> = {
  type: Programme,
  find: async (context, { code }) => findProgramme(context, code!, await reachOf(context)),
};

export const PROGRAMME_DOCUMENTS = [
  publishMutation(PROGRAMME_KIND, PROGRAMMES, {
    description: "What its period has sold so far counts. The same document again does nothing.",
  }),
  withdrawMutation(PROGRAMME_KIND, PROGRAMMES, {
    description: "Takes back a version that has not taken effect. It stays listed.",
  }),
  draftQueries(PROGRAMME_KIND),
];
