// Runs the server from its start to a signal, saying each step: what `npm start` and `tributary serve` do.
import { once } from "node:events";
import { pino } from "pino";
import { ensureDemo } from "../seeds/demo.ts";
import { getAuthSecret } from "./access/auth-secret.ts";
import { App } from "./app.ts";
import type { Config } from "./platform/config.ts";
import { signToken } from "./platform/graphql/auth.ts";
import { buildSchema } from "./platform/graphql/schema.ts";
import { startServer } from "./platform/graphql/server.ts";
import { catchSignals } from "./platform/signals.ts";

/** Each start prints new ones. */
const DEMO_EXPIRES = "7d";
const DEMO_TOKENS = [
  { name: "ADMIN_TOKEN", role: "ADMIN" },
  { name: "FINANCE_TOKEN", role: "FINANCE" },
  { name: "DISTRIBUTOR_TOKEN", role: "DISTRIBUTOR", distributor: "CN-440305" },
  { name: "SUPPLIER_TOKEN", role: "SUPPLIER", supplier: "S001" },
];
/** Standard error: standard output is for the steps. */
const LOG_TO = 2;

/**
 * Serves until SIGINT or SIGTERM, and returns when everything has been closed. Throws
 * `StartupError` for what the operator can mend. With the embedded PostgreSQL it has a demo.
 */
export async function serve(config: Config, say: (line: string) => void): Promise<void> {
  const stopping = catchSignals();
  const isDemo = config.databaseUrl === undefined;
  // What is missing is told before anything starts.
  if (!isDemo) await getAuthSecret(config);
  const app = await App.open(config, { onStep: say });
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
  { host, port, logLevel, databaseUrl }: Config,
  authSecret: string,
  stopping: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const log = pino({ level: logLevel }, pino.destination(LOG_TO));
  const schema = buildSchema();
  const server = await startServer(app, { schema, host, port, authSecret, log });
  app.jobs.onFault = (job, network, err) =>
    log.error({ job, network, err }, "unexpected fault in a job");
  try {
    await app.jobs.work();
    say(`listening on ${server.url}`);
    if (databaseUrl === undefined) await invite(server.url, authSecret, say);
    if (!stopping.aborted) await once(stopping, "abort");
    say(`${stopping.reason}: finishing what is in flight`);
  } finally {
    // What runs is given back at once: another server need not wait for this one's requests.
    await Promise.all([server.close(), app.jobs.close()]);
  }
}

/** What to open, and tokens to try: paste the lines into a shell. */
async function invite(url: string, authSecret: string, say: (line: string) => void): Promise<void> {
  const tokens = await Promise.all(
    DEMO_TOKENS.map(async ({ name, ...claims }) => {
      return { name, token: await signToken(authSecret, claims, DEMO_EXPIRES) };
    }),
  );
  say(`\ntokens to try, good for ${DEMO_EXPIRES}:`);
  for (const { name, token } of tokens) say(`export ${name}=${token}`);
  say(`\nopen ${url}/graphiql#token=${tokens[0]!.token}`);
  say("stream live orders: npm run demo    stop: Ctrl-C\n");
}
