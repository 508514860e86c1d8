// The errors whose messages are written for users: an input is refused, or the program cannot start.

/** The reasons to refuse an input. The API's `ErrorCode` enum and the rejects files use these names. */
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
