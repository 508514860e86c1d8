// The errors that clients receive: refusals and request errors as they are; any other error is replaced by
// a log reference.
import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { Refusal, Refusals } from "../../kernel/errors.ts";

/** The log for masked errors; a pino logger fits. */
export interface ErrorLog {
  error(fields: { readonly id: string; readonly err: unknown }, message: string): void;
}

/**
 * The `formatError` of both transports: takes the formatted error and the thrown value. A refusal's
 * code is in `extensions.code`, and its field, if any, in `extensions.field`; of several refusals the
 * first counts. Unexpected errors become `INTERNAL_SERVER_ERROR` with the log reference in `extensions.id`.
 */
export function formatErrorWith(log: ErrorLog) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const error = rootError(thrown);
    if (error instanceof GraphQLError) {
      const { code = "BAD_USER_INPUT", stacktrace: _, ...extensions } = formatted.extensions ?? {};
      return { ...formatted, extensions: { ...extensions, code } };
    }
    const { message, ...extensions } = refusalOf(error) ?? nestingOf(error) ?? maskedBy(log, error);
    return { ...placeOf(formatted), message, extensions };
  };
}

/** Whether an error is unexpected, so that its message is hidden from clients. */
export function isUnexpected(thrown: unknown): boolean {
  const error = rootError(thrown);
  return !(error instanceof GraphQLError || refusalOf(error) || isNestedTooDeep(error));
}

// graphql-js wraps the errors of resolvers, sometimes more than once.
function rootError(thrown: unknown): unknown {
  let error = thrown;
  while (error instanceof GraphQLError && error.originalError) error = error.originalError;
  return error;
}

function refusalOf(error: unknown) {
  const first = error instanceof Refusals ? error.faults[0] : error;
  if (!(first instanceof Refusal)) return undefined;
  const { code, field } = first;
  const { message } = error as Error;
  return field === undefined ? { message, code } : { message, code, field };
}

/** Whether a parser exceeded the call stack, because the document is nested too deeply. */
export function isNestedTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes("call stack");
}

function nestingOf(error: unknown) {
  if (!isNestedTooDeep(error)) return undefined;
  return { message: "the operation is nested too deeply", code: "OPERATION_TOO_LARGE" };
}

function maskedBy(log: ErrorLog, err: unknown) {
  const id = randomUUID();
  log.error({ id, err }, "an operation failed");
  const message = `internal error; log reference ${id}`;
  return { message, code: "INTERNAL_SERVER_ERROR", id };
}

function placeOf({ locations, path }: GraphQLFormattedError) {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}
