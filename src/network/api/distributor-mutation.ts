// Changing the tree: enrolling, moving, and setting a status.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import type { Status } from "../../commission/engine/distributor.ts";
import { Refusal } from "../../kernel/errors.ts";
import { Access } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { DateTime } from "../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../platform/graphql/user-error.ts";
import { enrol } from "../store/enrol.ts";
import { move, setStatus } from "../store/move.ts";
import { Distributor, StatusEnum } from "./distributor.ts";

@InputType()
class DistributorEnrollInput {
  @Field(() => String)
  readonly code!: string;

  @Field(() => String, { nullable: true, description: "The parent's code; none: a root." })
  readonly parent?: string | null;

  @Field(() => String, { nullable: true, description: "Default: the code." })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: "A tier's code; default: the lowest." })
  readonly tier?: string | null;

  @Field(() => StatusEnum, { nullable: true, description: "Default: ACTIVE." })
  readonly status?: Status | null;

  @Field(() => DateTime, { nullable: true, description: "Default: now." })
  readonly joinedAt?: string | null;
}

@InputType()
class DistributorMoveInput {
  @Field(() => String)
  readonly code!: string;

  @Field(() => String, { nullable: true, description: "The new parent's code; null: a root." })
  readonly parent?: string | null;
}

@InputType()
class DistributorSetStatusInput {
  @Field(() => String)
  readonly code!: string;

  @Field(() => StatusEnum)
  readonly status!: Status;
}

@ObjectType()
export class DistributorPayload extends Payload {
  @Field(() => Distributor, { nullable: true })
  readonly distributor: Distributor | null;

  constructor(userErrors: readonly UserError[], distributor: Distributor | null) {
    super(userErrors);
    this.distributor = distributor;
  }
}

@ObjectType()
class DistributorEnrollPayload extends DistributorPayload {}

@ObjectType()
class DistributorMovePayload extends DistributorPayload {}

@ObjectType()
class DistributorSetStatusPayload extends DistributorPayload {}

@Resolver()
export class DistributorMutation {
  @Access("ADMIN")
  @Mutation(() => DistributorEnrollPayload, {
    description: "The code is the key: the same input again does nothing.",
  })
  async distributorEnroll(
    @Arg("input", () => DistributorEnrollInput) input: DistributorEnrollInput,
    @Ctx() context: Context,
  ): Promise<DistributorEnrollPayload> {
    const { code, parent, name, tier, status, joinedAt } = input;
    const texts = { parent, name, tier, status, joinedAt };
    const given = Object.entries(texts).filter(([, text]) => text != null && text !== "");
    const text = { code, ...Object.fromEntries(given) };
    const { userErrors } = await write(context, () => enrol(context.network, text, Date.now()));
    return new DistributorEnrollPayload(userErrors, await found(context, code, userErrors));
  }

  @Access("ADMIN")
  @Mutation(() => DistributorMovePayload, {
    description: "Moves a distributor with its whole team; what was settled before stays.",
  })
  async distributorMove(
    @Arg("input", () => DistributorMoveInput) { code, parent }: DistributorMoveInput,
    @Ctx() context: Context,
  ): Promise<DistributorMovePayload> {
    const { userErrors } = await write(context, async () => {
      if (parent === undefined) throw new Refusal("INVALID", PARENT_MISSING, "parent");
      await move(context.network, code, parent, Date.now());
    });
    return new DistributorMovePayload(userErrors, await found(context, code, userErrors));
  }

  @Access("ADMIN")
  @Mutation(() => DistributorSetStatusPayload)
  async distributorSetStatus(
    @Arg("input", () => DistributorSetStatusInput) { code, status }: DistributorSetStatusInput,
    @Ctx() context: Context,
  ): Promise<DistributorSetStatusPayload> {
    const { userErrors } = await write(context, () =>
      setStatus(context.network, code, status, Date.now()),
    );
    return new DistributorSetStatusPayload(userErrors, await found(context, code, userErrors));
  }
}

const PARENT_MISSING = "parent: is missing; give a code, or null to make it a root";

/** The distributor that a mutation changed, unless it was refused. */
export async function found(
  { loaders }: Context,
  code: string,
  userErrors: readonly UserError[],
): Promise<Distributor | null> {
  return userErrors.length > 0 ? null : Distributor.of(await loaders.distributorsByCode.load(code));
}
