// What a socket's client may do: sign in once, and then run operations within the same limits as over HTTP.
import {
  type ExecutionArgs,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from "graphql";
import type { ServerOptions, Context as SocketState, SubscribePayload } from "graphql-ws";
import type { Network } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Gate, Session } from "./auth.ts";
import { type ErrorLog, formatErrorWith, isNestedTooDeep, isUnexpected } from "./errors.ts";
import { findExcess, MAX_TOKENS } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { createContext, networkOf, type Services } from "./session.ts";
import type { SocketBounds, Wire } from "./socket-wire.ts";

const UNAUTHENTICATED = 4401;
const FORBIDDEN = 4403;
/** A close frame holds 123 bytes of reason. */
const MAX_REASON = 120;

export interface SocketServices {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly gate: Gate;
  readonly log: ErrorLog;
  readonly metrics: Metrics;
  readonly bounds: SocketBounds;
}

/** One client: its socket, the `Authorization` header that it came with, and who it turned out to be. */
export interface SocketClient {
  readonly wire: Wire;
  readonly header: string | undefined;
  session?: Session;
  network?: Network;
}

type State = SocketState<Record<string, unknown>, SocketClient>;

export function socketOptions(
  options: SocketServices,
): ServerOptions<Record<string, unknown>, SocketClient> {
  const { metrics, log } = options;
  const format = formatErrorWith(log);
  const tell = (error: GraphQLError) => {
    const { extensions: { http: _, ...extensions } = {}, ...rest } = error.toJSON();
    return format({ ...rest, extensions }, error);
  };
  return {
    connectionInitWaitTimeout: options.bounds.signInMs,
    onConnect: (state) => signIn(options, state),
    onSubscribe: (state, _id, payload) => prepare(options, state, payload),
    execute: async (args) => {
      const started = performance.now();
      const result = await execute(args);
      const type = getOperationAST(args.document, args.operationName)?.operation ?? "query";
      metrics.operation(type, "socket", result.errors !== undefined, performance.now() - started);
      return result;
    },
    subscribe: async (args) => {
      const started = performance.now();
      const result = await subscribe(args);
      const failed = "errors" in result;
      metrics.operation("subscription", "socket", failed, performance.now() - started);
      return result;
    },
    onNext: (_state, _id, _payload, args, { errors, ...result }) => {
      // Of an event in part a client would keep the cursor: it ends the subscription instead.
      const broken = isSubscription(args) && errors?.find(isUnexpected);
      if (broken) throw broken;
      return errors && ({ ...result, errors: errors.map(tell) } as FormattedExecutionResult);
    },
    // An event that could not be sent any more is no error of the operation.
    onError: ({ extra }, _id, _payload, errors) => (extra.wire.isOpen ? errors.map(tell) : []),
  };
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === "subscription";
}

/** Lets a client in by the token in its parameters or its header; another is told why and closed. */
async function signIn(options: SocketServices, { connectionParams, extra }: State) {
  const { wire } = extra;
  const given = connectionParams?.authorization ?? connectionParams?.Authorization ?? extra.header;
  try {
    const header = typeof given === "string" ? given : undefined;
    extra.session = await options.gate.admit(header);
    extra.network = await networkOf(options.services, extra.session.viewer);
    wire.closeAt(extra.session.expiresAt, UNAUTHENTICATED, "the token has expired");
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const code = extra.session === undefined ? UNAUTHENTICATED : FORBIDDEN;
    wire.close(code, error.message.slice(0, MAX_REASON));
    return false;
  }
}

/** Parses and checks an operation, as Apollo does over HTTP. */
function prepare(
  { schema, services, bounds }: SocketServices,
  { extra, subscriptions }: State,
  { query, variables, operationName }: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  if (Object.keys(subscriptions).length > bounds.maxOperations) {
    const message = `a socket runs at most ${bounds.maxOperations} operations at once`;
    return [new GraphQLError(message, { extensions: { code: "BUSY" } })];
  }
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const faults = validate(schema, document, undefined, { hideSuggestions: true });
    if (faults.length > 0) return faults;
    const excess = findExcess(document, operationName, variables ?? {});
    if (excess !== undefined) return [excess];
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: createContext(services, extra.network!, extra.session!.viewer),
      hideSuggestions: true,
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    if (isNestedTooDeep(error)) return [new GraphQLError("", { originalError: error as Error })];
    throw error;
  }
}
