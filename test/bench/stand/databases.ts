// The databases of one run, on the server that was given or on an embedded one in a temporary folder.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Client, escapeIdentifier } from "pg";
import { type EmbeddedCluster, startEmbedded } from "../../../src/database/embedded.ts";

const INSUFFICIENT_PRIVILEGE = "42501";

export class Databases {
  readonly #serverUrl: string;
  readonly #cluster: EmbeddedCluster | undefined;
  /** The URLs of the databases that this run has made. */
  readonly #made = new Set<string>();

  private constructor(serverUrl: string, cluster: EmbeddedCluster | undefined) {
    this.#serverUrl = serverUrl;
    this.#cluster = cluster;
  }

  static async open(folder: string, serverUrl: string | undefined): Promise<Databases> {
    if (serverUrl !== undefined) return new Databases(serverUrl, undefined);
    const cluster = await startEmbedded({ dataDir: join(folder, "data") });
    return new Databases(cluster.url, cluster);
  }

  /** The URL of a new database: empty, or a copy of one that nothing is connected to. */
  async create(templateUrl?: string): Promise<string> {
    const name = `tributary_bench_${randomBytes(6).toString("hex")}`;
    const template = templateUrl === undefined ? "template0" : nameOf(templateUrl);
    await this.#execute(
      `create database ${escapeIdentifier(name)} encoding utf8 template ${escapeIdentifier(template)}`,
    );
    const url = new URL(this.#serverUrl);
    url.pathname = `/${name}`;
    this.#made.add(url.href);
    await this.flush();
    return url.href;
  }

  /** Writes out what earlier work left in memory, so that the next figure does not pay for it. */
  async flush(): Promise<void> {
    try {
      await this.#execute("checkpoint");
    } catch (error) {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    }
  }

  async drop(url: string): Promise<void> {
    this.#made.delete(url);
    await this.#execute(`drop database if exists ${escapeIdentifier(nameOf(url))} with (force)`);
  }

  async close(): Promise<void> {
    if (this.#cluster !== undefined) await this.#cluster.stop();
    else for (const url of this.#made) await this.drop(url);
  }

  #execute(statement: string): Promise<unknown> {
    return connected(this.#serverUrl, (client) => client.query(statement));
  }
}

function nameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** Runs `work` on one connection. */
export async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
