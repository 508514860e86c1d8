// Holds back a distributor's earnings until a decision, or releases them.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { write } from "../../platform/graphql/user-error.ts";
import { setEarningsWithheld } from "../store/withhold-earnings.ts";
import { DistributorPayload, found } from "./distributor-mutation.ts";

@InputType()
class DistributorSetWithheldInput {
  @Field(() => String, { description: "The code of the distributor." })
  readonly code!: string;

  @Field(() => Boolean, {
    description: "True to hold back earnings from now on, false to release them.",
  })
  readonly withheld!: boolean;

  @Field(() => String, {
    description: "Why the earnings are held back or released. It is stored in the ledger.",
  })
  readonly reason!: string;
}

@ObjectType()
class DistributorSetWithheldPayload extends DistributorPayload {}

@Resolver()
export class WithholdMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => DistributorSetWithheldPayload, {
    description:
      "With `withheld: true`: holds back the distributor's available balance and all earnings that would become available. With `withheld: false`: makes them available again; debts are paid first. For ADMIN and FINANCE. Safe to repeat: setting the current value changes nothing.",
  })
  async distributorSetWithheld(
    @Arg("input", () => DistributorSetWithheldInput) input: DistributorSetWithheldInput,
    @Ctx() context: Context,
  ): Promise<DistributorSetWithheldPayload> {
    const { code, withheld, reason } = input;
    const set = () => setEarningsWithheld(context.network, { code, withheld, reason }, Date.now());
    const { userErrors } = await write(context, set);
    return new DistributorSetWithheldPayload(userErrors, await found(context, code, userErrors));
  }
}
