// Enrolls and moves distributors, and sets their status.

import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import { Access } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { DateTime } from "../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../platform/graphql/user-error.ts";
import type { Status } from "../engine/distributor.ts";
import { enrol } from "../store/enrol.ts";
import { move, setStatus } from "../store/move.ts";
import { Distributor, StatusEnum } from "./distributor.ts";
import { distributorsByCodeLoader } from "./loaders.ts";

@InputType()
class DistributorEnrollInput {
  @Field(() => String, {
    description:
      "Unique in the network: 1 to 64 ASCII letters, digits, `-`, `_` and `.`. The idempotency key.",
  })
  readonly code!: string;

  @Field(() => String, {
    nullable: true,
    description: "The code of the parent. Leave it out for a root.",
  })
  readonly parent?: string | null;

  @Field(() => String, { nullable: true, description: "The display name. Default: the code." })
  readonly name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The code of the tier. Default: the lowest tier.",
  })
  readonly tier?: string | null;

  @Field(() => StatusEnum, { nullable: true, description: "Default: ACTIVE." })
  readonly status?: Status | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the distributor joined. Default: now.",
  })
  readonly joinedAt?: string | null;
}

@InputType()
class DistributorMoveInput {
  @Field(() => String, { description: "The code of the distributor to move." })
  readonly code!: string;

  @Field(() => String, {
    nullable: true,
    description: "The code of the new parent, or null to make the distributor a root. Required.",
  })
  readonly parent?: string | null;
}

@InputType()
class DistributorSetStatusInput {
  @Field(() => String, { description: "The code of the distributor." })
  readonly code!: string;

  @Field(() => StatusEnum, { description: "The new status." })
  readonly status!: Status;
}

@ObjectType()
export class DistributorPayload extends Payload {
  @Field(() => Distributor, {
    nullable: true,
    description: "The distributor after the change. Null if the change was rejected.",
  })
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
    description:
      "Adds a distributor to the tree. For ADMIN. Safe to repeat: the code is the idempotency key, and the same input again changes nothing.",
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
    description:
      "Moves a distributor and its team to another parent. Earlier settlements do not change. For ADMIN. Safe to repeat: moving to the current parent changes nothing.",
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
  @Mutation(() => DistributorSetStatusPayload, {
    description:
      "Sets the status of a distributor. Earlier settlements do not change. For ADMIN. Safe to repeat: setting the current status changes nothing.",
  })
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

const PARENT_MISSING = "parent: is required: give a code, or null to make the distributor a root";

/** The distributor that a mutation changed; null if the mutation was rejected. */
export async function found(
  { loaders }: Context,
  code: string,
  userErrors: readonly UserError[],
): Promise<Distributor | null> {
  return userErrors.length > 0
    ? null
    : Distributor.of(await loaders.of(distributorsByCodeLoader).load(code));
}
