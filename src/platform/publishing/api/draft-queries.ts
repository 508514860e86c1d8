// Documents of any kind before they are published: `planValidate` and `planCompare`.
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
  description: "A draft beside what is in force when it starts. Nothing was published.",
})
class Comparison {
  @Field(() => Int, { nullable: true, description: "Null where nothing is in force then." })
  readonly version: number | null;

  @Field(() => [String], {
    description: "A line for each change, at most 200 and the number left.",
  })
  readonly changes: readonly string[];

  @Field(() => [UserError], { description: "Faults of the draft's form." })
  readonly userErrors: readonly UserError[];

  constructor({ done, userErrors }: Attempt<Compared>) {
    this.version = done?.version ?? null;
    this.changes = done?.changes ?? [];
    this.userErrors = userErrors;
  }
}

/** What the schema says of a kind's queries of drafts. */
export interface DraftText {
  readonly validate?: string;
  readonly compare?: string;
  readonly document?: string;
  readonly acknowledge?: string;
}

/** The queries that check a draft of a kind, and compare it; nothing is published by them. */
export function draftQueries(kind: DocumentKind, text: DraftText = {}): ClassType {
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
  // Only where there is something to acknowledge is there an argument for it.
  if (kind.acknowledges !== undefined) {
    const options = { nullable: true, description: text.acknowledge };
    Arg("acknowledge", () => String, options)(DraftQuery.prototype, "validate", 2);
  }
  return DraftQuery;
}
