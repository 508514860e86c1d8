// The result of validating a document without publishing it.
import { Field, ObjectType } from "type-graphql";
import { type Attempt, UserError } from "../graphql/user-error.ts";

@ObjectType({ description: "The result of validating a document. Validating publishes nothing." })
export class Validation {
  @Field(() => Boolean, { description: "Whether the document could be published now." })
  readonly valid: boolean;

  @Field(() => [UserError], {
    description: "Why the document would be rejected. Empty if it is valid.",
  })
  readonly userErrors: readonly UserError[];

  @Field(() => [String], {
    description: "Possible mistakes in the document. It could be published all the same.",
  })
  readonly warnings: readonly string[];

  constructor({ done = [], userErrors }: Attempt<readonly string[]>) {
    this.valid = userErrors.length === 0;
    this.userErrors = userErrors;
    this.warnings = done;
  }
}
