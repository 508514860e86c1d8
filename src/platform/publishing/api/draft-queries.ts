// Checks and compares drafts of any kind of document: `planValidate` and `planCompare`.
import { Arg, type ClassType, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../graphql/access.ts";
import type { Context } from "../../graphql/context.ts";
import { Json } from "../../graphql/scalars.ts";
import { type Attempt, attempt, UserError } from "../../graphql/user-error.ts";
import { type Comparison as Compared, compare } from "../compare.ts";
import type { DocumentKind } from "../document-kind.ts";
import { validate } from "../publish.ts";
import { Validation } from "./validation.ts";

@ObjectType({
  description:
    "The differences between a draft and the version in force when the draft would start. Comparing publishes nothing.",
})
class Comparison {
  @Field(() => Int, {
    nullable: true,
    description:
      "The version that the draft was compared with. Null if no version is in force when the draft would start.",
  })
  readonly version: number | null;

  @Field(() => [String], {
    description:
      "One sentence for each change, at most 200. If there are more, the last entry gives their number.",
  })
  readonly changes: readonly string[];

  @Field(() => [UserError], {
    description: "Errors in the form of the draft. Empty if the draft could be compared.",
  })
  readonly userErrors: readonly UserError[];

  constructor({ done, userErrors }: Attempt<Compared>) {
    this.version = done?.version ?? null;
    this.changes = done?.changes ?? [];
    this.userErrors = userErrors;
  }
}

/**
 * The queries that validate and compare a draft of a kind; neither publishes anything. `what` names
 * the kind in the schema's descriptions, like `commission plan`.
 */
export function draftQueries(kind: DocumentKind, what: string): ClassType {
  const readers = "For ADMIN, FINANCE and AUDITOR.";
  const text = {
    validate: `Checks whether a ${what} could be published now. ${readers}`,
    compare: `Compares a draft ${what} with the version in force when the draft would start. ${readers}`,
    document: `The draft, in the format that ${kind.name}Publish accepts.`,
    acknowledge: `The same reason that ${kind.name}Publish would be given.`,
  };

  @Resolver()
  class DraftQuery {
    @Access(...STAFF)
    @Query(() => Validation, { name: `${kind.name}Validate`, description: text.validate })
    async validate(
      @Arg("document", () => Json, { description: text.document }) document: unknown,
      @Ctx() { network }: Context,
      acknowledge?: string | null,
    ): Promise<Validation> {
      const check = () => validate(network, kind, { document, acknowledge });
      return new Validation(await attempt(check, "document", ["acknowledge"]));
    }

    @Access(...STAFF)
    @Query(() => Comparison, { name: `${kind.name}Compare`, description: text.compare })
    async compare(
      @Arg("document", () => Json, { description: text.document }) document: unknown,
      @Ctx() { network }: Context,
    ): Promise<Comparison> {
      return new Comparison(await attempt(() => compare(network, kind, document), "document"));
    }
  }
  // Only kinds that can be acknowledged have an argument for it.
  if (kind.acknowledges !== undefined) {
    const options = { nullable: true, description: text.acknowledge };
    Arg("acknowledge", () => String, options)(DraftQuery.prototype, "validate", 2);
  }
  return DraftQuery;
}
