// Withholding a distributor's earnings until somebody has decided, and lifting that.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { write } from "../../platform/graphql/user-error.ts";
import { setWithheld } from "../store/withhold.ts";
import { DistributorPayload, found } from "./distributor-mutation.ts";

@InputType()
class DistributorSetWithheldInput {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Boolean, { description: "Whether its earnings are withheld from now on." })
  readonly withheld!: boolean;

  @Field(() => String, { description: "Kept for good." })
  readonly reason!: string;
}

@ObjectType()
class DistributorSetWithheldPayload extends DistributorPayload {}

@Resolver()
export class WithholdMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => DistributorSetWithheldPayload, {
    description:
      "Withholds what it has available and whatever would become available, or makes all of it available. What it is already changes nothing.",
  })
  async distributorSetWithheld(
    @Arg("input", () => DistributorSetWithheldInput) input: DistributorSetWithheldInput,
    @Ctx() context: Context,
  ): Promise<DistributorSetWithheldPayload> {
    const { code, withheld, reason } = input;
    const set = () => setWithheld(context.network, { code, withheld, reason }, Date.now());
    const { userErrors } = await write(context, set);
    return new DistributorSetWithheldPayload(userErrors, await found(context, code, userErrors));
  }
}
