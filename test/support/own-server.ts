// A server process with a database of its own, filled with the sample, and sockets that send it orders.
import type { Database, Network } from "../../src/database/database.ts";
import { migrateAll } from "../../src/database/networks.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { Flood } from "./flood.ts";
import { createScratchDatabase, openTestDatabase } from "./network.ts";
import { ServerProcess } from "./process.ts";
import { fillNetwork } from "./sample.ts";
import { SECRET } from "./served.ts";
import type { Scratch } from "./server.ts";

export class OwnServer {
  readonly network: Network;
  readonly url: string;
  /** An administrator's. */
  readonly token: string;
  readonly orders: Flood;
  readonly #scratch: Scratch;
  readonly #database: Database;
  readonly #server: ServerProcess;

  private constructor(
    scratch: Scratch,
    database: Database,
    network: Network,
    server: ServerProcess,
    at: { readonly url: string; readonly token: string },
  ) {
    this.#scratch = scratch;
    this.#database = database;
    this.#server = server;
    this.network = network;
    this.url = at.url;
    this.token = at.token;
    this.orders = new Flood(at.url, at.token);
  }

  static async start(): Promise<OwnServer> {
    const scratch = await createScratchDatabase();
    const database = await openTestDatabase({ url: scratch.url });
    await migrateAll(database);
    const network = await database.network("default");
    await fillNetwork(network);
    const server = new ServerProcess({ DATABASE_URL: scratch.url, AUTH_SECRET: SECRET });
    const token = await signToken(SECRET, { role: "ADMIN", network: "default" });
    return new OwnServer(scratch, database, network, server, { url: await server.url(), token });
  }

  async stop(): Promise<void> {
    this.orders.close();
    this.#server.killGroup("SIGTERM");
    await this.#server.ended;
    await this.#database.close();
    await this.#scratch.drop();
  }
}
