// Sets a distributor's tier manually.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { DistributorPayload, found } from "../../../network/api/distributor-mutation.ts";
import { Access } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import { write } from "../../../platform/graphql/user-error.ts";
import { setTier } from "../store/set-tier.ts";

@InputType()
class DistributorSetTierInput {
  @Field(() => String, { description: "The code of the distributor." })
  readonly code!: string;

  @Field(() => String, {
    description: "The code of the new tier; it may be higher or lower than the current one.",
  })
  readonly tier!: string;

  @Field(() => String, {
    description: "Why the tier is set. It is stored in the ledger and shown in the tier history.",
  })
  readonly reason!: string;

  @Field(() => LocalDate, {
    description: "A day after today. The first month close after this day ends the floor.",
  })
  readonly until!: string;
}

@ObjectType()
class DistributorSetTierPayload extends DistributorPayload {}

@Resolver()
export class TierMutation {
  @Access("ADMIN")
  @Mutation(() => DistributorSetTierPayload, {
    description:
      "Sets a distributor's tier at once. Until the floor ends, the close of a month does not downgrade the distributor below this tier. A later call replaces the floor. For ADMIN. Safe to repeat: the same input again changes nothing.",
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
