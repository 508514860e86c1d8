// What a client is told of an error: refusals and faults of the request as they are, anything else
// as an id that the log has.
import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { Refusal, Refusals } from "../../kernel/errors.ts";

/** Where masked errors go; a pino logger is one. */
export interface ErrorLog {
  error(fields: { readonly id: string; readonly err: unknown }, message: string): void;
}

/**
 * The `formatError` of both transports: takes the formatted error and what was thrown. A refusal's
 * code is in `extensions.code`, with `extensions.field` where it names one; of several faults the
 * first one's. What is unexpected becomes `INTERNAL_SERVER_ERROR` with `extensions.id`.
 */
export function formatErrorWith(log: ErrorLog) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const cause = causeOf(thrown);
    if (cause instanceof GraphQLError) {
      const { code = "BAD_USER_INPUT", stacktrace: _, ...extensions } = formatted.extensions ?? {};
      return { ...formatted, extensions: { ...extensions, code } };
    }
    const { message, ...extensions } = refusalOf(cause) ?? nestingOf(cause) ?? maskedBy(log, cause);
    return { ...placeOf(formatted), message, extensions };
  };
}

/** Whether an error is none that a client is told the cause of. */
export function isUnexpected(thrown: unknown): boolean {
  const cause = causeOf(thrown);
  return !(cause instanceof GraphQLError || refusalOf(cause) || isNestedTooDeep(cause));
}

// graphql-js wraps what a resolver throws, and may wrap that again.
function causeOf(thrown: unknown): unknown {
  let cause = thrown;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function refusalOf(cause: unknown) {
  const first = cause instanceof Refusals ? cause.faults[0] : cause;
  if (!(first instanceof Refusal)) return undefined;
  const { code, field } = first;
  const { message } = cause as Error;
  return field === undefined ? { message, code } : { message, code, field };
}

/** Whether a parser, which goes down with what it parses, has come to the end of its stack. */
export function isNestedTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes("call stack");
}

function nestingOf(cause: unknown) {
  if (!isNestedTooDeep(cause)) return undefined;
  return { message: "the operation is nested too deeply", code: "OPERATION_TOO_LARGE" };
}

function maskedBy(log: ErrorLog, err: unknown) {
  const id = randomUUID();
  log.error({ id, err }, "an operation failed");
  const message = `something went wrong here; the log has it as ${id}`;
  return { message, code: "INTERNAL_SERVER_ERROR", id };
}

function placeOf({ locations, path }: GraphQLFormattedError) {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}
