// What the rows of one run share: databases, the network with its tree, the settled file, and a server. Each is
// made when a row first asks for it.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measured } from "../program.ts";
import type { Sizes } from "../sizes.ts";
import { writeTrade } from "../trade.ts";
import { Databases } from "./databases.ts";
import { createNetwork, fillNetwork, NETWORK, placeOf } from "./network.ts";
import { Serving } from "./serving.ts";

/** What `tributary settle` did with the file of orders. */
export interface Settled {
  readonly url: string;
  readonly orders: number;
  readonly ordersPerSecond: number;
  readonly peakMiB: number;
}

/** What `tributary import distributors` did, and the network before it. */
export interface Imported {
  readonly emptyUrl: string;
  readonly url: string;
  readonly seconds: number;
  readonly peakMiB: number;
}

export class Stand {
  readonly sizes: Sizes;
  readonly folder: string;
  readonly databases: Databases;
  /** The files of the trade. */
  readonly trade: string;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #servers = new Set<Serving>();

  private constructor(sizes: Sizes, folder: string, databases: Databases) {
    this.sizes = sizes;
    this.folder = folder;
    this.databases = databases;
    this.trade = join(folder, "trade");
  }

  static async open(sizes: Sizes, databaseUrl: string | undefined): Promise<Stand> {
    const folder = await mkdtemp(join(tmpdir(), "tributary-bench-"));
    // As root the embedded server runs as another user, who has to get in.
    await chmod(folder, 0o755);
    return new Stand(sizes, folder, await Databases.open(folder, databaseUrl));
  }

  /** A database with the tree, the catalogue and the plan, to be copied; nothing is settled in it. */
  filled(): Promise<string> {
    return this.once("filled", async () => {
      await writeTrade(this.trade, this.sizes);
      const url = await this.databases.create();
      await createNetwork(url, this.trade);
      await fillNetwork(url, this.trade);
      return url;
    });
  }

  /** The file of orders, settled by the command. */
  settled(): Promise<Settled> {
    return this.once("settled", async () => {
      const url = await this.databases.create(await this.filled());
      const args = ["settle", join(this.trade, "orders.csv"), "--network", NETWORK, "--json"];
      const { stdout, peakMiB } = await measured(placeOf(url), args);
      const told = JSON.parse(stdout) as { settled: number; ordersPerSecond: number };
      const { settled: orders, ordersPerSecond } = told;
      if (orders !== this.sizes.orders) throw new Error(`settle: ${stdout}`);
      return { url, orders, ordersPerSecond, peakMiB };
    });
  }

  /** A large tree, imported by the command. */
  imported(): Promise<Imported> {
    return this.once("imported", async () => {
      const trade = join(this.folder, "large");
      await writeTrade(trade, { distributors: this.sizes.imported, orders: 0 });
      const emptyUrl = await this.databases.create();
      await createNetwork(emptyUrl, trade);
      const url = await this.databases.create(emptyUrl);
      const file = join(trade, "distributors.csv");
      const args = ["import", "distributors", file, "--network", NETWORK];
      return { emptyUrl, url, ...(await measured(placeOf(url), args)) };
    });
  }

  /** The server that settles and notifies; it stays until the end, so that its memory can be read. */
  server(): Promise<Serving> {
    return this.once("server", async () => {
      return this.#start(await this.databases.create(await this.filled()));
    });
  }

  /** A server on a database for as long as `work` takes. */
  async serving<T>(url: string, work: (server: Serving) => Promise<T>): Promise<T> {
    const server = await this.#start(url);
    try {
      return await work(server);
    } finally {
      this.#servers.delete(server);
      await server.stop();
    }
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.kill();
    await this.databases.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #start(url: string): Promise<Serving> {
    const server = await Serving.start(url);
    this.#servers.add(server);
    return server;
  }

  /** Makes what several rows share once for the run. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as Promise<T>;
  }
}
