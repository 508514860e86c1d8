// A finance team's month, run as the README tells it: each of its commands, and what it says they print.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import type { Network } from "../../../src/database/database.ts";
import { formatAmount } from "../../../src/kernel/money.ts";
import { pageBalancesOn } from "../../../src/ledger/balances-on.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../../support/bookkeepers.ts";
import { Folder } from "../../support/cli.ts";
import { SECRET, Served } from "../../support/served.ts";

const CHAPTER = "### A month of a finance team (财务的一个月)";
const PROGRAM = resolve("dist/src/tributary.js");
/** Where the README's server listens. */
const SERVER = "http://127.0.0.1:4000/graphql";
/** Between what two commands print; in no text. */
const MARK = "\u001e";

/** A command of the chapter, and what it says that it prints. */
interface Told {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string | undefined;
}

let folder: Folder;
let served: Served;
beforeAll(async () => {
  folder = await Folder.open();
  served = await Served.open();
  await symlink(resolve("seeds"), `${folder.path}/seeds`);
});
afterAll(async () => {
  await served.close();
  await folder.remove();
});

/** The chapter's commands in order. A block without a language tells what the command before it prints. */
function chapter(): Told[] {
  const readme = readFileSync("README.md", "utf8");
  const text = readme.slice(readme.indexOf(CHAPTER)).split(/\n### /)[0]!;
  const told: Told[] = [];
  for (const [, language, body] of text.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (language === "sh") told.push(...commandsOf(body!));
    if (language === "") told.push({ ...told.pop()!, output: body! });
  }
  return told;
}

function commandsOf(body: string): Told[] {
  return body
    .trim()
    .split("\n")
    .map((command) => {
      const exitCode = Number(/# exit code (\d+)/.exec(command)?.[1] ?? "0");
      return { command, exitCode, output: undefined };
    });
}

/** Runs command lines in one shell, in a folder where `seeds` is the project's; each with its exit code. */
async function runAll(commands: readonly string[]) {
  const npx = `npx() { shift; "${process.execPath}" "${PROGRAM}" "$@"; }`;
  const marked = commands.map((command) => `${command}\nprintf '${MARK}%s${MARK}' $?`);
  const script = [npx, ...marked].join("\n");
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], {
    cwd: folder.path,
    env: { ...process.env, DATABASE_URL: inject("databaseUrl"), AUTH_SECRET: SECRET },
  });
  const parts = stdout.split(MARK);
  return {
    stderr,
    ran: commands.map((command, n) => {
      return { command, output: parts[2 * n], exitCode: Number(parts[2 * n + 1]) };
    }),
  };
}

describe.skipIf(!haveBookkeepers())("the README's month", () => {
  it("runs as it is told, and prints what it says", async () => {
    const told = chapter();
    expect(told.length).toBeGreaterThan(20);
    const here = told.map(({ command }) => command.replace(SERVER, served.url));
    const { ran, stderr } = await runAll(here);
    const shown = ran.map((one, n) => ({
      command: told[n]!.command,
      exitCode: one.exitCode,
      output: told[n]!.output === undefined ? undefined : one.output,
    }));
    expect(shown, stderr).toEqual(told);
    await agree();
  }, 480_000);
});

/** What was exported, whole and of the month, holds what our own trial balance does. */
async function agree(): Promise<void> {
  const bookkeepers = new Bookkeepers(folder.path);
  const network = await served.app.database.network("month");
  const january = { from: "2026-01-01", to: "2026-01-31" };
  for (const request of [{ to: undefined }, january]) {
    const ours = await trialBalance(network, request.to ?? "2026-12-31");
    expect(ours.length).toBeGreaterThan(10);
    const journal = await exported(network, { format: "hledger", ...request });
    const file = await exported(network, { format: "beancount", ...request });
    expect(await bookkeepers.hledgerBalances(journal.text)).toEqual(ours);
    expect(await bookkeepers.beancountBalances(file.text)).toEqual(ours);
  }
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}

async function trialBalance(network: Network, day: string): Promise<string[]> {
  const all = { size: 1_000, backwards: false };
  const rows = await network.read((tx) => pageBalancesOn(tx, day, all));
  return rows
    .map(({ name, asset, balanceMinor }) => {
      return `${name} ${formatAmount(balanceMinor, asset.scale)} ${asset.code}`;
    })
    .sort();
}
