// hledger and beancount, as Debian has them: independent readers of what we export.
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Network } from "../../src/database/database.ts";
import { accountOfBeancount } from "../../src/finance/export/beancount-name.ts";
import { type ExportRequest, exportBook } from "../../src/finance/export/export-book.ts";
import type { Manifest } from "../../src/finance/export/manifest.ts";

const TOOLS = ["hledger", "bean-check", "bean-query"];

/** Whether the tools are here. Without them tests are skipped and say so; where `CI` is set they fail. */
export function haveBookkeepers(): boolean {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (missing.length === 0) return true;
  const line = `${missing.join(", ")} missing: apt-get install hledger beancount`;
  if (process.env.CI) throw new Error(line);
  process.stderr.write(`\nSKIPPED, exports are not checked by outside tools: ${line}\n\n`);
  return false;
}

export interface Exported {
  readonly text: string;
  readonly manifest: Manifest;
}

/** An export as one text. */
export async function exported(network: Network, request: ExportRequest): Promise<Exported> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  const manifest = await exportBook(network, request, sink);
  return { text: Buffer.concat(chunks).toString(), manifest };
}

/** Files in a folder, read by the tools; each call writes its own. */
export class Bookkeepers {
  readonly #folder: string;
  #files = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What hledger's strict check says; empty if it accepts. */
  async hledger(text: string): Promise<string> {
    return run("hledger", ["-f", await this.#write(text, "journal"), "check", "--strict"]);
  }

  /** What bean-check says; empty if it accepts. */
  async beancount(text: string): Promise<string> {
    return run("bean-check", [await this.#write(text, "beancount")]);
  }

  /** hledger's own balances, `account amount asset`, sorted; zeros are not among them. */
  async hledgerBalances(text: string): Promise<string[]> {
    const file = await this.#write(text, "journal");
    const args = ["-f", file, "balance", "--flat", "--no-total", "--layout=bare", "-O", "csv"];
    const rows = run("hledger", args).trim().split("\n").slice(1);
    return rows
      .map((row) => row.replaceAll('"', "").split(","))
      .map(([account, asset, amount]) => `${account} ${amount} ${asset}`)
      .filter((line) => !/ -?0(\.0+)? /.test(line))
      .sort();
  }

  /** beancount's own balances in the same form, under our names. */
  async beancountBalances(text: string): Promise<string[]> {
    const file = await this.#write(text, "beancount");
    const query = "select account, sum(number), currency group by account, currency";
    const rows = run("bean-query", ["-f", "csv", file, query]).trim().split(/\r?\n/).slice(1);
    return rows
      .map((row) => row.split(",").map((part) => part.trim()))
      .map(([name, amount, asset]) => `${accountOfBeancount(name!)} ${amount} ${asset}`)
      .filter((line) => !/ -?0(\.0+)? /.test(line))
      .sort();
  }

  async #write(text: string, ending: string): Promise<string> {
    this.#files += 1;
    const path = join(this.#folder, `${this.#files}.${ending}`);
    await writeFile(path, text);
    return path;
  }
}

/** Everything that a tool prints: both of them say nothing where nothing is wrong. */
function run(tool: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(tool, args, {
    encoding: "utf8",
    env: { ...process.env, LANG: "C.UTF-8" },
  });
  return stdout + stderr + (status === 0 ? "" : `exit ${status}`);
}
