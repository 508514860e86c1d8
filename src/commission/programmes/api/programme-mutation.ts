// Publishes and withdraws volume programmes, and closes their periods.
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS, reachOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { closeProgramme } from "../store/close-programme.ts";
import { publishProgrammes } from "../store/publish-programme.ts";
import { withdrawProgramme } from "../store/withdraw-programme.ts";
import { findProgramme, Programme, standingAt } from "./programme.ts";
import { ProgrammeStanding } from "./programme-period.ts";

@InputType()
class ProgrammePublishInput {
  @Field(() => Json, { description: "The programme as a JSON document." })
  readonly document!: unknown;
}

@InputType()
class ProgrammeCloseInput {
  @Field(() => String, { description: "The code of the programme." })
  readonly programme!: string;

  @Field(() => String, {
    description: "The period, such as 2026-01, 2026-Q1 or 2026. It must have ended.",
  })
  readonly period!: string;
}

@InputType()
class ProgrammeWithdrawInput {
  @Field(() => String, { description: "The code of the programme." })
  readonly programme!: string;

  @Field(() => Int, { description: "The version to withdraw." })
  readonly version!: number;

  @Field(() => String, {
    description: "Why the version is withdrawn. It is stored with the version.",
  })
  readonly reason!: string;
}

@ObjectType()
class ProgrammePayload extends Payload {
  @Field(() => Programme, {
    nullable: true,
    description: "The programme after the change. Null if the change was rejected.",
  })
  readonly programme: Programme | null;

  constructor(userErrors: readonly UserError[], programme: Programme | null) {
    super(userErrors);
    this.programme = programme;
  }
}

@ObjectType()
class ProgrammeWithdrawPayload extends ProgrammePayload {}

@ObjectType()
class ProgrammePublishPayload extends ProgrammePayload {}

@ObjectType()
class ProgrammeClosePayload extends ProgrammePayload {
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
    super(userErrors, programme);
    this.standing = standing;
  }
}

@Resolver()
export class ProgrammeMutation {
  @Access("ADMIN")
  @Mutation(() => ProgrammePublishPayload, {
    description:
      "Publishes a version of a volume programme. Sales of the current period made before the publication count. For ADMIN. Safe to repeat: publishing the same document again changes nothing.",
  })
  async programmePublish(
    @Arg("input", () => ProgrammePublishInput) { document }: ProgrammePublishInput,
    @Ctx() context: Context,
  ): Promise<ProgrammePublishPayload> {
    const publish = () => publishProgrammes(context.network, [{ document }], Date.now());
    const { done, userErrors } = await write(context, publish, "document");
    const code = done?.[0]?.code;
    if (code === undefined) return new ProgrammePublishPayload(userErrors, null);
    const programme = await findProgramme(context, code, await reachOf(context));
    return new ProgrammePublishPayload([], programme);
  }

  @Access("ADMIN")
  @Mutation(() => ProgrammeWithdrawPayload, {
    description:
      "Withdraws a version of a volume programme before it takes effect, and before any order at or after its effectiveFrom is settled. The version stays in the list. For ADMIN. Safe to repeat with the same reason.",
  })
  async programmeWithdraw(
    @Arg("input", () => ProgrammeWithdrawInput) input: ProgrammeWithdrawInput,
    @Ctx() context: Context,
  ): Promise<ProgrammeWithdrawPayload> {
    const { programme: code, version, reason } = input;
    const { userErrors } = await write(context, () =>
      withdrawProgramme(context.network, code, version, reason, Date.now()),
    );
    if (userErrors.length > 0) return new ProgrammeWithdrawPayload(userErrors, null);
    const programme = await findProgramme(context, code, await reachOf(context));
    return new ProgrammeWithdrawPayload([], programme);
  }

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
    const programme = (await findProgramme(context, code, await reachOf(context)))!;
    const standing = await standingAt(context, programme, period);
    return new ProgrammeClosePayload([], programme, standing);
  }
}
