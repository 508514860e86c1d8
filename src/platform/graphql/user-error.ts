// The payloads of mutations. A rejected input is reported in the payload's `userErrors`, not in the GraphQL errors.
import { Field, Int, ObjectType } from "type-graphql";
import { Overloaded, Refusal, type RefusalCode, Refusals } from "../../kernel/errors.ts";
import type { Context } from "./context.ts";
import { openEnum } from "./enum.ts";

/** The common codes and those that features declare. */
export const ErrorCode = openEnum("ErrorCode", "Why an input was rejected.");

@ObjectType({
  description: "An error in an input. The input was rejected and nothing has changed.",
})
export class UserError {
  @Field(() => String, {
    nullable: true,
    description:
      "The path of the wrong part of the input, such as rules[0].rate. Null if the error concerns the whole input.",
  })
  readonly field: string | null;

  @Field(() => String, { description: "What is wrong, what was given and what is allowed." })
  readonly message: string;

  @Field(() => ErrorCode, { description: "The kind of the error, for programs." })
  readonly code: RefusalCode;

  @Field(() => Int, {
    nullable: true,
    description:
      "After how many seconds to send the same input again, if the server was overloaded. Null for other errors.",
  })
  readonly retryAfter: number | null;

  /** `at` is the path in the input that the refusal's own path is relative to. */
  constructor(refusal: Refusal, at = "") {
    this.field = joined(at, refusal.field);
    this.message = refusal.message;
    this.code = refusal.code;
    this.retryAfter = refusal instanceof Overloaded ? refusal.retryAfter : null;
  }
}

function joined(at: string, field: string | undefined): string | null {
  if (!field) return at === "" ? null : at;
  return at === "" ? field : `${at}${field.startsWith("[") ? "" : "."}${field}`;
}

@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], {
    description: "Why the mutation was rejected. Empty if it succeeded.",
  })
  readonly userErrors: readonly UserError[];

  constructor(userErrors: readonly UserError[]) {
    this.userErrors = userErrors;
  }
}

/** The result of a piece of work, or why it was rejected. */
export interface Attempt<T> {
  readonly done: T | undefined;
  readonly userErrors: readonly UserError[];
}

/**
 * Runs work and turns refusals into user errors; other errors are thrown on. Field paths are relative
 * to the part `at` of the input, except those of the fields `beside` it.
 */
export async function attempt<T>(
  work: () => T | Promise<T>,
  at = "",
  beside: readonly string[] = [],
): Promise<Attempt<T>> {
  try {
    return { done: await work(), userErrors: [] };
  } catch (thrown) {
    const faults = thrown instanceof Refusals ? thrown.faults : [thrown];
    const userErrors = faults.map((fault) => {
      if (!(fault instanceof Refusal)) throw thrown;
      return new UserError(fault, beside.includes(fault.field ?? "") ? "" : at);
    });
    return { done: undefined, userErrors };
  }
}

/** Like `attempt`, for writes: the loaders forget what they read before. */
export async function write<T>(
  { loaders }: Context,
  work: () => Promise<T>,
  at = "",
  beside: readonly string[] = [],
): Promise<Attempt<T>> {
  const result = await attempt(work, at, beside);
  loaders.forget();
  return result;
}
