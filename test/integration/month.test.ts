// A finance team's month, run as the README tells it: each of its commands, and what it says they print.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { haveBookkeepers } from "../support/bookkeepers.ts";
import { AUTH_SECRET, Folder } from "../support/cli.ts";

const CHAPTER = "### A month of a finance team (财务的一个月)";
const PROGRAM = resolve("dist/src/cli/tributary.js");

/** A command of the chapter, the exit code that it says, and what it says is printed by it and those before it. */
interface Told {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string | undefined;
}

let folder: Folder;
beforeAll(async () => {
  folder = await Folder.open();
  await symlink(resolve("seeds"), `${folder.path}/seeds`);
});
afterAll(() => folder.remove());

/** Runs a command line of the README in a folder of its own, where `seeds` is the project's. */
function run(command: string): { code: number; stdout: string; stderr: string } {
  const npx = `npx() { shift; "${process.execPath}" "${PROGRAM}" "$@"; }`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", `${npx}\n${command}`], {
    cwd: folder.path,
    encoding: "utf8",
    env: { ...process.env, DATABASE_URL: inject("databaseUrl"), AUTH_SECRET },
  });
  return { code: status!, stdout, stderr };
}

/** The chapter's commands in order. A block without a language behind commands is what they print. */
function chapter(): Told[] {
  const readme = readFileSync("README.md", "utf8");
  const text = readme.slice(readme.indexOf(CHAPTER)).split(/\n#{2,3} /)[1] ?? "";
  const told: Told[] = [];
  for (const [, language, body] of text.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (language === "sh") told.push(...commandsOf(body!));
    if (language === "") told.push({ ...told.pop()!, output: body! });
  }
  return told;
}

function commandsOf(body: string): Told[] {
  const lines = body.replaceAll("\\\n", " ").trim().split("\n");
  return lines.map((command) => {
    const exitCode = Number(/# exit code (\d+)/.exec(command)?.[1] ?? "0");
    return { command, exitCode, output: undefined };
  });
}

describe.skipIf(!haveBookkeepers())("the README's month", () => {
  it("runs as it is told, and prints what it says", () => {
    const told = chapter();
    expect(told.length).toBeGreaterThan(20);
    let printed = "";
    for (const { command, exitCode, output } of told) {
      const { code, stdout, stderr } = run(command);
      expect({ command, code, stderr: code === exitCode ? "" : stderr }).toEqual({
        command,
        code: exitCode,
        stderr: "",
      });
      printed += stdout;
      if (output === undefined) continue;
      expect(printed).toBe(output);
      printed = "";
    }
  });
});
