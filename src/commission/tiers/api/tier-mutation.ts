// Setting a distributor's tier by hand.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { DistributorPayload, found } from "../../../network/api/distributor-mutation.ts";
import { Access } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import { write } from "../../../platform/graphql/user-error.ts";
import { setTier } from "../store/set-tier.ts";

@InputType()
class DistributorSetTierInput {
  @Field(() => String)
  readonly code!: string;

  @Field(() => String, { description: "A tier's code, higher or lower than its own." })
  readonly tier!: string;

  @Field(() => String, { description: "Kept for good, and shown." })
  readonly reason!: string;

  @Field(() => LocalDate, { description: "The first close after this day ends the floor." })
  readonly until!: string;
}

@ObjectType()
class DistributorSetTierPayload extends DistributorPayload {}

@Resolver()
export class TierMutation {
  @Access("ADMIN")
  @Mutation(() => DistributorSetTierPayload, {
    description:
      "Sets its tier at once, and keeps closes from going below it. A later one replaces it; the same again does nothing.",
  })
  async distributorSetTier(
    @Arg("input", () => DistributorSetTierInput) input: DistributorSetTierInput,
    @Ctx() context: Context,
  ): Promise<DistributorSetTierPayload> {
    const { code, tier, reason, until } = input;
    const set = () => setTier(context.network, { code, tier, reason, until }, Date.now());
    const { userErrors } = await write(context, set);
    return new DistributorSetTierPayload(userErrors, await found(context, code, userErrors));
  }
}
