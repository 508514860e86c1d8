// Runs the server until a stop signal and prints each step, for `npm start` and `tributary serve`.
import { once } from "node:events";
import { pino } from "pino";
import { getAuthSecret } from "./access/auth-secret.ts";
import { openApp } from "./app.ts";
import { ensureDemo } from "./demo/load-demo.ts";
import type { App } from "./platform/app.ts";
import type { Config } from "./platform/config.ts";
import { signToken } from "./platform/graphql/auth.ts";
import { startServer } from "./platform/graphql/server.ts";
import { loadApi } from "./platform/load-api.ts";
import { catchSignals } from "./platform/signals.ts";
import { startTraces } from "./platform/traces/start.ts";

/** How long a sample token is valid; each start prints new ones. */
const DEMO_EXPIRES = "7d";
const DEMO_TOKENS = [
  { name: "ADMIN_TOKEN", role: "ADMIN" },
  { name: "FINANCE_TOKEN", role: "FINANCE" },
  { name: "DISTRIBUTOR_TOKEN", role: "DISTRIBUTOR", distributor: "CN-440305" },
  { name: "SUPPLIER_TOKEN", role: "SUPPLIER", supplier: "S001" },
];
/** The log goes to standard error; standard output shows the start-up steps. */
const LOG_TO = 2;

/**
 * Serves until SIGINT or SIGTERM, and returns when everything is closed. Throws `StartupError` for a
 * problem that the operator can solve. With the embedded PostgreSQL it also loads the demo network.
 */
export async function serve(config: Config, say: (line: string) => void): Promise<void> {
  const stopping = catchSignals();
  const isDemo = config.databaseUrl === undefined;
  // Reports a missing secret before anything starts.
  if (!isDemo) await getAuthSecret(config);
  const app = await openApp(config, { onStep: say });
  try {
    if (isDemo) await ensureDemo(app, config.dataDir, say);
    const authSecret = await getAuthSecret(config);
    if (!stopping.aborted) await listen(app, config, authSecret, stopping, say);
  } finally {
    await app.close();
  }
  say("stopped");
}

async function listen(
  app: App,
  { host, port, logLevel, databaseUrl, traces: share }: Config,
  authSecret: string,
  stopping: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const log = pino({ level: logLevel }, pino.destination(LOG_TO));
  const tracing =
    share === undefined
      ? undefined
      : await startTraces(share, (what) => log.warn({ what }, "traces"));
  const built = await loadApi(app.features);
  const options = { built, host, port, authSecret, log, traces: tracing?.traces };
  const server = await startServer(app.services, options);
  app.services.jobs.onFault = (job, network, err) =>
    log.error({ job, network, err }, "unexpected error in a job");
  try {
    await app.services.jobs.work();
    say(`listening on ${server.url}`);
    if (databaseUrl === undefined) await invite(server.url, authSecret, say);
    if (!stopping.aborted) await once(stopping, "abort");
    say(`${stopping.reason}: finishing the requests in progress`);
  } finally {
    // Running jobs are given back at once: another server need not wait for this one's requests.
    await Promise.all([server.close(), app.services.jobs.close()]);
    await tracing?.close();
  }
}

/** Prints the URL to open; the address and sample tokens as lines that can be pasted into a shell. */
async function invite(url: string, authSecret: string, say: (line: string) => void): Promise<void> {
  const tokens = await Promise.all(
    DEMO_TOKENS.map(async ({ name, ...claims }) => {
      return { name, token: await signToken(authSecret, claims, DEMO_EXPIRES) };
    }),
  );
  say(`\nthe address, and sample tokens, valid for ${DEMO_EXPIRES}:`);
  say(`export TRIBUTARY_URL=${url}`);
  for (const { name, token } of tokens) say(`export ${name}=${token}`);
  say(`\nopen ${url}/graphiql#token=${tokens[0]!.token}`);
  say("send live orders: npm run demo    stop: Ctrl-C\n");
}
