// What checking a document says.
import { Field, ObjectType } from "type-graphql";
import { type Attempt, UserError } from "../graphql/user-error.ts";

@ObjectType({ description: "What publishing a document would say now. Nothing was published." })
export class Validation {
  @Field(() => Boolean)
  readonly valid: boolean;

  @Field(() => [UserError])
  readonly userErrors: readonly UserError[];

  @Field(() => [String], { description: "What may be a mistake and would be taken all the same." })
  readonly warnings: readonly string[];

  constructor({ done = [], userErrors }: Attempt<readonly string[]>) {
    this.valid = userErrors.length === 0;
    this.userErrors = userErrors;
    this.warnings = done;
  }
}
