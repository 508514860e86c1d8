// Publishing volume programmes, and closing their periods.
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
  @Field(() => Json)
  readonly document!: unknown;
}

@InputType()
class ProgrammeCloseInput {
  @Field(() => String, { description: "The programme's code." })
  readonly programme!: string;

  @Field(() => String, { description: "Like 2026-01, 2026-Q1 or 2026." })
  readonly period!: string;
}

@InputType()
class ProgrammeWithdrawInput {
  @Field(() => String, { description: "The programme's code." })
  readonly programme!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { description: "Why; it is kept." })
  readonly reason!: string;
}

@ObjectType()
class ProgrammePayload extends Payload {
  @Field(() => Programme, { nullable: true })
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
    description: "The period, with its statement.",
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
    description: "What its period has sold so far counts. The same document again does nothing.",
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
    description: "Takes back a version that has not taken effect. It stays listed.",
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
