// How mutations answer: what was refused stands in the payload's `userErrors`, not among the errors.
import { Field, ObjectType } from "type-graphql";
import { REFUSAL_CODES, Refusal, type RefusalCode, Refusals } from "../../kernel/errors.ts";
import type { Context } from "./context.ts";
import { enumOf } from "./enum.ts";

export const ErrorCode = enumOf("ErrorCode", "Why an input was refused.", REFUSAL_CODES);

@ObjectType({ description: "A fault of an input; nothing has changed." })
export class UserError {
  @Field(() => String, { nullable: true, description: "The path of the faulty part." })
  readonly field: string | null;

  @Field(() => String, { description: "Names the field, its value and the cause." })
  readonly message: string;

  @Field(() => ErrorCode)
  readonly code: RefusalCode;

  /** `at` is the path of the part of the input that the refusal's own path starts from. */
  constructor({ field, message, code }: Refusal, at = "") {
    this.field = joined(at, field);
    this.message = message;
    this.code = code;
  }
}

function joined(at: string, field: string | undefined): string | null {
  if (!field) return at === "" ? null : at;
  return at === "" ? field : `${at}${field.startsWith("[") ? "" : "."}${field}`;
}

@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], { description: "Empty if the mutation did what it was asked." })
  readonly userErrors: readonly UserError[];

  constructor(userErrors: readonly UserError[]) {
    this.userErrors = userErrors;
  }
}

/** What was asked for, or why it was refused. */
export interface Attempt<T> {
  readonly done: T | undefined;
  readonly userErrors: readonly UserError[];
}

/**
 * Does what may be refused; what is thrown otherwise goes on. Faults are of the part `at` of the
 * input, but for those of the fields `beside` it.
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

/** A write for a mutation: like `attempt`, and what was read before it is read again. */
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
