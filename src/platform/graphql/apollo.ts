// Configures Apollo Server: no landing page, no schema details in errors, limits on operations, metrics.
import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContextWillSendResponse,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import type { Traces } from "../traces/traces.ts";
import type { Api, Context } from "./context.ts";
import { formatErrorWith } from "./errors.ts";
import { findExcess, MAX_TOKENS } from "./limits.ts";
import type { Metrics } from "./metrics.ts";

export interface Observed {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Undefined if traces are off. */
  readonly traces: Traces | undefined;
}

export async function startApollo(
  { schema, lists }: Api,
  { log, metrics, traces }: Observed,
): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: formatErrorWith(log),
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It computes how long each field may be cached; `measure` says that nothing may.
      ApolloServerPluginCacheControlDisabled(),
      limits(lists),
      measure(metrics),
      ...(traces === undefined ? [] : [tell(traces)]),
    ],
  });
  await apollo.start();
  return apollo;
}

function limits(lists: Api["lists"]): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (operation?.operation === "subscription") throw notOverHttp();
          const excess = findExcess(
            document,
            request.operationName,
            request.variables ?? {},
            lists,
          );
          if (excess !== undefined) throw excess;
        },
      };
    },
  };
}

function notOverHttp(): GraphQLError {
  return new GraphQLError(
    "subscriptions need a WebSocket connection to this URL (graphql-transport-ws)",
    {
      extensions: { code: "BAD_REQUEST", http: { status: 400 } },
    },
  );
}

function measure(metrics: Metrics): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const started = performance.now();
      return {
        async willSendResponse(request) {
          const type = request.operation?.operation ?? "invalid";
          const failed = request.errors !== undefined;
          metrics.operation(type, "http", failed, performance.now() - started);
          request.response.http.headers.set("cache-control", "no-store");
          if (isUnauthenticated(request)) request.response.http.status = 401;
        },
      };
    },
  };
}

function tell(traces: Traces): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation !== undefined) traces.describe(operation);
        },
        async willSendResponse({ errors }) {
          if (errors !== undefined) traces.failed();
        },
      };
    },
  };
}

// The HTTP status is 401 if a token is missing and no field could be answered without it.
function isUnauthenticated({ response }: GraphQLRequestContextWillSendResponse<Context>): boolean {
  if (response.body.kind !== "single") return false;
  const { data, errors } = response.body.singleResult;
  const isEmpty = data == null || Object.values(data).every((value) => value === null);
  return (
    isEmpty && errors?.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED") === true
  );
}
