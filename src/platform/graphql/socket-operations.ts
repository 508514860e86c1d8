// The operations of a WebSocket client: it signs in once, then runs operations within the same limits as over HTTP.

import type { Context as TraceContext } from "@opentelemetry/api";
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  parse,
  validate,
} from "graphql";
import type { ServerOptions, Context as SocketState, SubscribePayload } from "graphql-ws";
import type { Network } from "../../database/database.ts";
import { Overloaded, Refusal } from "../../kernel/errors.ts";
import type { FeedEvent } from "../feed/event.ts";
import { FeedSubscription } from "../feed/feed.ts";
import { Traces } from "../traces/traces.ts";
import type { Gate, Session } from "./auth.ts";
import { type ErrorLog, formatErrorWith, isNestedTooDeep, isUnexpected } from "./errors.ts";
import { EventFrames } from "./event-frames.ts";
import { findExcess, MAX_TOKENS } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { Room } from "./room.ts";
import { createContext, networkOf, type Served } from "./session.ts";
import { SharedEvents } from "./shared-events.ts";
import type { SocketBounds, Wire } from "./socket-wire.ts";
import { Turns } from "./turns.ts";

const UNAUTHENTICATED = 4401;
const FORBIDDEN = 4403;
/** A close frame has room for 123 bytes of reason. */
const MAX_REASON = 120;

export interface SocketServices {
  readonly served: Served;
  readonly gate: Gate;
  readonly log: ErrorLog;
  readonly metrics: Metrics;
  readonly room: Room;
  readonly bounds: SocketBounds;
  /** Undefined if traces are off. */
  readonly traces?: Traces | undefined;
}

/** One client: its socket, the `Authorization` header of its upgrade, and its session after signing in. */
export interface SocketClient {
  readonly wire: Wire;
  readonly header: string | undefined;
  session?: Session;
  network?: Network;
  /** The trace that the client named when it signed in. */
  parent?: TraceContext;
}

/** An operation, with the trace that its client named. */
interface Prepared extends ExecutionArgs {
  readonly parent: TraceContext | undefined;
}

type State = SocketState<Record<string, unknown>, SocketClient>;

export function socketOptions(
  options: SocketServices,
): ServerOptions<Record<string, unknown>, SocketClient> {
  const { metrics, log, room, traces } = options;
  const format = formatErrorWith(log);
  const tell = (error: GraphQLError) => {
    const { extensions: { http: _, ...extensions } = {}, ...rest } = error.toJSON();
    return format({ ...rest, extensions }, error);
  };
  const events = new SharedEvents(options.served, tell);
  const turns = new Turns();
  const inSpan = <T>(args: ExecutionArgs, work: () => Promise<T>): Promise<T> =>
    traces === undefined ? work() : traceOperation(traces, args as Prepared, work);
  const run = async <T>(args: ExecutionArgs, work: () => Promise<T>) => {
    try {
      return await room.hold(() => inSpan(args, work));
    } catch (error) {
      if (error instanceof Overloaded) return { errors: [busy(error)] };
      throw error;
    }
  };
  return {
    connectionInitWaitTimeout: options.bounds.signInMs,
    onConnect: (state) => signIn(options, state),
    onSubscribe: (state, _id, payload) => prepare(options, state, payload),
    execute: async (args) => {
      const started = performance.now();
      const result = await run(args, async () => execute(args));
      const type = getOperationAST(args.document, args.operationName)?.operation ?? "query";
      metrics.operation(type, "socket", result.errors !== undefined, performance.now() - started);
      return result;
    },
    subscribe: async (args) => {
      const started = performance.now();
      const result = await run(args, async () => createSourceEventStream(args));
      const failed = !(result instanceof FeedSubscription);
      metrics.operation("subscription", "socket", failed, performance.now() - started);
      return result as AsyncIterableIterator<never> | ExecutionResult;
    },
    onOperation: ({ extra }, id, { query, variables, operationName }, args, source) => {
      if (!(source instanceof FeedSubscription)) return undefined;
      const asked = { query, variables, operationName, document: args.document };
      const { viewer } = extra.session!;
      const payloads = events.follow({ source, asked, args, viewer, network: extra.network! });
      const { schema } = extra.network!;
      const onSent = traces && (({ seq }: FeedEvent) => traces.published(schema, seq));
      return new EventFrames(payloads, id, { wire: extra.wire, turns, metrics, onSent });
    },
    onNext: (_state, _id, _payload, args, { errors, ...result }) => {
      // A subscription that could not begin for no fault of the client's.
      const broken = isSubscription(args) && errors?.find(isUnexpected);
      if (broken) throw broken;
      return errors && ({ ...result, errors: errors.map(tell) } as FormattedExecutionResult);
    },
    // An event that could not be sent because the socket closed is not an error of the operation.
    onError: ({ extra }, _id, _payload, errors) => (extra.wire.isOpen ? errors.map(tell) : []),
  };
}

function traceOperation<T>(
  traces: Traces,
  { document, operationName, parent }: Prepared,
  work: () => Promise<T>,
): Promise<T> {
  const run = async () => {
    const operation = getOperationAST(document, operationName);
    if (operation) traces.describe(operation);
    const result = await work();
    if ((result as ExecutionResult).errors !== undefined) traces.failed();
    return result;
  };
  return traces.operation("socket", run, parent);
}

function busy({ message, code, retryAfter }: Overloaded): GraphQLError {
  return new GraphQLError(message, { extensions: { code, retryAfter } });
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === "subscription";
}

/** Signs a client in by the token in its parameters or header; without a valid one the socket is closed. */
async function signIn(options: SocketServices, { connectionParams, extra }: State) {
  const { wire } = extra;
  const given = connectionParams?.authorization ?? connectionParams?.Authorization ?? extra.header;
  try {
    const header = typeof given === "string" ? given : undefined;
    extra.session = await options.gate.admit(header);
    extra.network = await networkOf(options.served, extra.session.viewer);
    if (options.traces !== undefined) extra.parent = Traces.parentOf(connectionParams);
    wire.closeAt(extra.session.expiresAt, UNAUTHENTICATED, "the token has expired");
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const code = extra.session === undefined ? UNAUTHENTICATED : FORBIDDEN;
    wire.close(code, error.message.slice(0, MAX_REASON));
    return false;
  }
}

/** Parses, validates and measures an operation, as Apollo does over HTTP. */
function prepare(
  { served, bounds, room }: SocketServices,
  { extra, subscriptions }: State,
  { query, variables, operationName }: SubscribePayload,
): Prepared | readonly GraphQLError[] {
  if (Object.keys(subscriptions).length > bounds.maxOperations) {
    const message = `a WebSocket may run at most ${bounds.maxOperations} operations at once`;
    return [new GraphQLError(message, { extensions: { code: "BUSY" } })];
  }
  const { schema, lists } = served.api;
  try {
    room.assertFree();
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const faults = validate(schema, document, undefined, { hideSuggestions: true });
    if (faults.length > 0) return faults;
    const excess = findExcess(document, operationName, variables ?? {}, lists);
    if (excess !== undefined) return [excess];
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: createContext(served, extra.network!, extra.session!.viewer),
      hideSuggestions: true,
      parent: extra.parent,
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    if (error instanceof Overloaded) return [busy(error)];
    if (isNestedTooDeep(error)) return [new GraphQLError("", { originalError: error as Error })];
    throw error;
  }
}
