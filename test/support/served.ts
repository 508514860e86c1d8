// A server on the run's database, in this process: the app as it is wired, its own port, its log kept.
import { Writable } from "node:stream";
import { pino } from "pino";
import { inject } from "vitest";
import { openApp } from "../../src/app.ts";
import type { Network } from "../../src/database/database.ts";
import type { App } from "../../src/platform/app.ts";
import { type Claims, signToken } from "../../src/platform/graphql/auth.ts";
import { type RunningServer, startServer } from "../../src/platform/graphql/server.ts";
import type { SocketBounds } from "../../src/platform/graphql/socket-wire.ts";
import { loadApi } from "../../src/platform/load-api.ts";
import { createTestNetwork } from "./network.ts";

/** Signs the tokens of tests. */
export const SECRET = "a secret that only the tests know of";

export interface HttpAnswer {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly extensions: Record<string, unknown>;
    }[];
  };
}

export class Served {
  readonly app: App;
  readonly server: RunningServer;
  /** Lines of the log. */
  readonly logged: readonly { readonly id?: string; readonly err?: { readonly message: string } }[];

  private constructor(app: App, server: RunningServer, logged: Served["logged"]) {
    this.app = app;
    this.server = server;
    this.logged = logged;
  }

  static async open(
    bounds: Partial<SocketBounds> = {},
    databaseUrl = inject("databaseUrl"),
  ): Promise<Served> {
    // The database is shared: other tests' networks are theirs to migrate, and their jobs to do.
    return Served.#on(await openApp({ databaseUrl, dataDir: "" }, { migrate: false }), bounds);
  }

  /** On a database that no other test uses, doing the jobs of its networks. */
  static async openWorking(databaseUrl: string): Promise<Served> {
    const app = await openApp({ databaseUrl, dataDir: "" });
    const served = await Served.#on(app, {});
    await app.services.jobs.work();
    return served;
  }

  static async #on(app: App, bounds: Partial<SocketBounds>): Promise<Served> {
    const logged: Served["logged"][number][] = [];
    const log = pino(
      { level: "info" },
      new Writable({
        write(line, _, done) {
          logged.push(JSON.parse(String(line)));
          done();
        },
      }),
    );
    const built = await loadApi(app.features);
    const place = { host: "127.0.0.1", port: 0 };
    // Signing in takes as long as a busy machine needs, unless a test is of that.
    const options = { authSecret: SECRET, log, bounds: { signInMs: 60_000, ...bounds } };
    const server = await startServer(app.services, { built, ...place, ...options });
    return new Served(app, server, logged);
  }

  get url(): string {
    return `${this.server.url}/graphql`;
  }

  get socketUrl(): string {
    return this.url.replace("http", "ws");
  }

  network(): Promise<Network> {
    return createTestNetwork(this.app.database);
  }

  /** Posts an operation; without a token nobody asks. */
  async ask(
    token: string | undefined,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<HttpAnswer> {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: answer.status, body: (await answer.json()) as HttpAnswer["body"] };
  }

  /** One figure of the metrics; 0 if it is not there yet. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.server.url}/metrics`)).text();
    const line = text.split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.app.close();
  }
}

export function tokenFor(
  network: Network,
  claims: Claims = { role: "ADMIN" },
  expires?: string,
): Promise<string> {
  return signToken(SECRET, { ...claims, network: network.settings.name }, expires);
}

/** The input of an order of one QB-10 by `E`, but for what is said otherwise. */
export function orderInput(ref: string, rest: Record<string, unknown> = {}) {
  return {
    ref,
    occurredAt: "2026-01-15T12:00:00+08:00",
    seller: "E",
    product: "QB-10",
    quantity: 1,
    unitPrice: "10.00",
    ...rest,
  };
}
