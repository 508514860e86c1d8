// hledger and beancount, as Debian has them: independent readers of what we export.
import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Network } from "../../src/database/database.ts";
import { accountOfBeancount } from "../../src/finance/exports/formats/beancount-name.ts";
import type { Manifest } from "../../src/finance/exports/journal/manifest.ts";
import type { ExportRequest } from "../../src/finance/exports/journal/request.ts";
import { exportBook } from "../../src/finance/exports/store/export-book.ts";

/** Bytes that a tool prints at most: the balances of many thousands of accounts. */
const MAX_OUTPUT = 64 * 1024 * 1024;
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
  const { bytes, manifest } = await exportedBytes(network, request);
  return { text: bytes.toString(), manifest };
}

/** An export as it is. */
export async function exportedBytes(
  network: Network,
  request: ExportRequest,
): Promise<{ bytes: Buffer; manifest: Manifest }> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  const manifest = await exportBook(network, request, sink);
  return { bytes: Buffer.concat(chunks), manifest };
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

  /**
   * hledger's own balances, at the end of a day or of all, `account amount asset`, sorted; zeros are
   * not among them.
   */
  async hledgerBalances(text: string, day?: string): Promise<string[]> {
    const file = await this.#write(text, "journal");
    const upTo = day === undefined ? [] : ["--end", dayAfter(day)];
    const form = ["--flat", "--no-total", "--layout=bare", "-O", "csv"];
    const args = ["-f", file, "balance", ...form, ...upTo];
    const rows = (await run("hledger", args)).trim().split("\n").slice(1);
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
    const rows = (await run("bean-query", ["-f", "csv", file, query]))
      .trim()
      .split(/\r?\n/)
      .slice(1);
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

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Everything that a tool prints: both of them say nothing where nothing is wrong. */
function run(tool: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, LANG: "C.UTF-8" };
  return new Promise((resolve) => {
    execFile(tool, args, { env, maxBuffer: MAX_OUTPUT }, (fault, stdout, stderr) => {
      resolve(stdout + stderr + (fault === null ? "" : `exit ${fault.code}`));
    });
  });
}
