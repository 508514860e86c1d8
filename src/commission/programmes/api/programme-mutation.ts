// Publishes and withdraws volume programmes, and closes their periods.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS, scopeOf } from "../../../platform/graphql/access.ts";
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
  @Field(() => String, { description: "The code of the programme." })
  readonly programme!: string;

  @Field(() => String, {
    description: "The period, such as 2026-01, 2026-Q1 or 2026. It must have ended.",
  })
  readonly period!: string;
}

@ObjectType()
class ProgrammeClosePayload extends Payload {
  @Field(() => Programme, {
    nullable: true,
    description: "The programme after the change. Null if the change was rejected.",
  })
  readonly programme: Programme | null;

  @Field(() => ProgrammeStanding, {
    nullable: true,
    description: "The closed period, with its statement. Null if the close was rejected.",
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
    description:
      "Closes a period of a volume programme: the accrued bonus becomes payable to the supplier, or receivable from it. For ADMIN and FINANCE. Safe to repeat: a closed period stays as it is.",
  })
  async programmeClose(
    @Arg("input", () => ProgrammeCloseInput) { programme: code, period }: ProgrammeCloseInput,
    @Ctx() context: Context,
  ): Promise<ProgrammeClosePayload> {
    const close = () => closeProgramme(context.network, code, period, Date.now());
    const { done, userErrors } = await write(context, close);
    if (done === undefined) return new ProgrammeClosePayload(userErrors, null, null);
    const programme = (await findProgramme(context, code, await scopeOf(context)))!;
    const standing = await standingAt(context, programme, period);
    return new ProgrammeClosePayload([], programme, standing);
  }
}

const PROGRAMMES: Shown<Programme> = {
  type: Programme,
  find: async (context, { code }) => findProgramme(context, code!, await scopeOf(context)),
};

export const PROGRAMME_DOCUMENTS = [
  publishMutation(PROGRAMME_KIND, PROGRAMMES, {
    what: "programme",
    description:
      "Publishes a version of a volume programme. Sales of the current period made before the publication count. For ADMIN. Safe to repeat: publishing the same document again changes nothing.",
  }),
  withdrawMutation(PROGRAMME_KIND, PROGRAMMES, {
    what: "programme",
    description:
      "Withdraws a version of a volume programme before it takes effect, and before any order at or after its effectiveFrom is settled. The version stays in the list. For ADMIN. Safe to repeat with the same reason.",
  }),
  draftQueries(PROGRAMME_KIND, "volume programme"),
];
