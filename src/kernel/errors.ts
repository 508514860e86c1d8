// The errors whose messages are written for users: an input is refused, or the program cannot start.

declare const brand: unique symbol;

/** A code that a feature declares. The API's `ErrorCode` enum and the rejects files carry its name. */
export type FeatureCode = string & { readonly [brand]: "error code" };

/** Codes that any input may be refused with, and their meanings; a feature declares further codes. */
export const COMMON_CODES = {
  INVALID: "A value is wrong, or the operation is not possible in the current state.",
  NOT_FOUND: "Something that the input names does not exist.",
  CONFLICT: "The key was already used with different content.",
  FORBIDDEN: "The viewer may not do this.",
  UNAUTHENTICATED: "A token is missing or not valid.",
  BUSY: "The server is overloaded; try again later.",
  OUT_OF_RANGE: "An amount or sum exceeds 64 bits.",
} as const;

/** Why an input was refused. */
export type RefusalCode = keyof typeof COMMON_CODES | FeatureCode;

/** Declares a code of a feature, to be named in its manifest. */
export function errorCode(name: string): FeatureCode {
  return name as FeatureCode;
}

/** An input was refused; nothing has changed. `field` is the path of the invalid value. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly field: string | undefined;
  constructor(code: RefusalCode, message: string, field?: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.field = field;
  }
}

/** Too much waits already: the same input can be sent again after some seconds. */
export class Overloaded extends Refusal {
  readonly retryAfter: number;
  constructor(message: string, retryAfter: number) {
    super("BUSY", message);
    this.retryAfter = retryAfter;
  }
}

/** One document or file has several errors, one on each line; nothing has changed. */
export class Refusals extends Error {
  readonly faults: readonly Refusal[];
  constructor(faults: readonly Refusal[]) {
    super(faults.map((fault) => fault.message).join("\n"));
    this.name = "Refusals";
    this.faults = faults;
  }
}

/** The program cannot start or continue; the operator reads the message, one line for each problem. */
export class StartupError extends Error {
  override name = "StartupError";
}
