// Apollo as we run it: no landing page, nothing of the schema in its errors, bounded operations, measured.
import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContextWillSendResponse,
} from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Context } from "./context.ts";
import { formatErrorWith } from "./errors.ts";
import { findExcess, MAX_TOKENS } from "./limits.ts";
import type { Metrics } from "./metrics.ts";

export async function startApollo(
  schema: GraphQLSchema,
  log: Logger,
  metrics: Metrics,
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
    plugins: [ApolloServerPluginLandingPageDisabled(), limits, measure(metrics)],
  });
  await apollo.start();
  return apollo;
}

const limits: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, request }) {
        if (operation?.operation === "subscription") throw notHere();
        const excess = findExcess(document, request.operationName, request.variables ?? {});
        if (excess !== undefined) throw excess;
      },
    };
  },
};

function notHere(): GraphQLError {
  return new GraphQLError("subscriptions are run over a WebSocket to this address", {
    extensions: { code: "BAD_REQUEST", http: { status: 400 } },
  });
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
          if (isUnauthenticated(request)) request.response.http.status = 401;
        },
      };
    },
  };
}

// A token that is missing is told as HTTP tells it, if nothing could be answered without it.
function isUnauthenticated({ response }: GraphQLRequestContextWillSendResponse<Context>): boolean {
  if (response.body.kind !== "single") return false;
  const { data, errors } = response.body.singleResult;
  const isEmpty = data == null || Object.values(data).every((value) => value === null);
  return (
    isEmpty && errors?.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED") === true
  );
}
