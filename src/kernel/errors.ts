// The two errors that people are meant to read: a refusal of an input, and a start that cannot go on.

declare const brand: unique symbol;

/** A code that a feature declares. The API's `ErrorCode` enum and the rejects files carry its name. */
export type FeatureCode = string & { readonly [brand]: "error code" };

/** Codes that any input may be refused with; a feature declares its own beside them. */
export const COMMON_CODES = [
  "INVALID",
  "NOT_FOUND",
  "CONFLICT",
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "BUSY",
  "OUT_OF_RANGE",
] as const;

/** Why an input was refused. */
export type RefusalCode = (typeof COMMON_CODES)[number] | FeatureCode;

/** Declares a code of a feature, to be named in its manifest. */
export function errorCode(name: string): FeatureCode {
  return name as FeatureCode;
}

/** An input that cannot be taken; nothing has changed. `field` is the path of the faulty part. */
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

/** Several faults of one document or file, each a line of its own; nothing has changed. */
export class Refusals extends Error {
  readonly faults: readonly Refusal[];
  constructor(faults: readonly Refusal[]) {
    super(faults.map((fault) => fault.message).join("\n"));
    this.name = "Refusals";
    this.faults = faults;
  }
}

/** The program cannot start or go on; the message is the one line that the operator reads. */
export class StartupError extends Error {
  override name = "StartupError";
}
