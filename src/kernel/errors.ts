// The two errors that people are meant to read: a refusal of an input, and a start that cannot go on.

/** Why an input was refused. The API's `ErrorCode` enum and the rejects files carry these names. */
export const REFUSAL_CODES = [
  "INVALID",
  "NOT_FOUND",
  "CONFLICT",
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "BUSY",
  "OUT_OF_RANGE",
  "UNKNOWN_SELLER",
  "UNKNOWN_PRODUCT",
  "BEFORE_FIRST_PLAN",
  "NEGATIVE_MARGIN",
  "INSUFFICIENT_DEPOSIT",
  "UNKNOWN_ORDER",
  "EXCEEDS_ORDER",
  "UNDER_ITSELF",
  "TOO_DEEP",
  "COMPLIANCE",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

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
