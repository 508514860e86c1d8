// Explains differences, and matches the open ones again.
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { explainDifference } from "../store/explain.ts";
import { parseTolerance } from "../store/options.ts";
import { rematch } from "../store/rematch.ts";
import { Difference } from "./difference.ts";
import { ToleranceInput } from "./tolerance-input.ts";

@InputType({
  description:
    "An explanation of a difference. Give exactly one of note, adjustment and counterpart.",
})
class DifferenceExplainInput {
  @Field(() => Int, { description: "The difference number." })
  readonly difference!: number;

  @Field(() => String, {
    nullable: true,
    description: "An explanation in words. It is stored in the audit trail.",
  })
  readonly note?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The ref of the posted adjustment that corrects the difference. Its amount must be the same.",
  })
  readonly adjustment?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The number of a difference of another source that shows the same money.",
  })
  readonly counterpart?: number | null;
}

@InputType()
class DifferencesMatchInput extends ToleranceInput {}

@ObjectType()
class DifferenceExplainPayload extends Payload {
  @Field(() => Difference, {
    nullable: true,
    description: "The difference. Null if the explanation was rejected.",
  })
  readonly difference: Difference | null;

  constructor(userErrors: readonly UserError[], difference: Difference | null) {
    super(userErrors);
    this.difference = difference;
  }
}

@ObjectType()
class DifferencesMatchPayload extends Payload {
  @Field(() => Int, {
    nullable: true,
    description:
      "The number of statement lines that were matched now. Null if the input was rejected.",
  })
  readonly matched: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The number of new differences. Null if the input was rejected.",
  })
  readonly opened: number | null;

  constructor(userErrors: readonly UserError[], done?: { matched: number; opened: number }) {
    super(userErrors);
    this.matched = done?.matched ?? null;
    this.opened = done?.opened ?? null;
  }
}

@Resolver()
export class DifferenceMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => DifferenceExplainPayload, {
    description:
      "Explains an open difference. For ADMIN and FINANCE. Safe to repeat: the same explanation again changes nothing.",
  })
  async differenceExplain(
    @Arg("input", () => DifferenceExplainInput) input: DifferenceExplainInput,
    @Ctx() context: Context,
  ): Promise<DifferenceExplainPayload> {
    const { done, userErrors } = await write(context, () =>
      explainDifference(context.network, input, Date.now()),
    );
    return new DifferenceExplainPayload(userErrors, done ? new Difference(done) : null);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => DifferencesMatchPayload, {
    description:
      "Matches open differences with transactions that were recorded later. Each import does the same. For ADMIN and FINANCE. Safe to repeat.",
  })
  async differencesMatch(
    @Arg("input", () => DifferencesMatchInput) input: DifferencesMatchInput,
    @Ctx() context: Context,
  ): Promise<DifferencesMatchPayload> {
    const { network } = context;
    const { done, userErrors } = await write(context, async () =>
      rematch(network, parseTolerance(input, network.settings.asset), Date.now()),
    );
    return new DifferencesMatchPayload(userErrors, done);
  }
}
