// Runs a document's commands as it tells them: in order, in one shell, with the output and exit code that it shows.
import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Block } from "./documents.ts";

/** Between what two commands print; in no text. */
const MARK = "\u001e";
const MAX_OUTPUT = 16 * 1024 * 1024;
/** What commands find beside them, as in the project's folder. */
const BESIDE = ["seeds", "node_modules"];
/** `npx tributary …` and `npm run demo -- …` as they were built: the tests do not build again. */
const PROGRAMS = `
npx() { shift; "${process.execPath}" "${resolve("dist/src/tributary.js")}" "$@"; }
npm() { [ "$1 $2 $3" = "run demo --" ] && shift 3 && "${process.execPath}" "${resolve("dist/seeds/stream-demo.js")}" "$@"; }
node() { "${process.execPath}" "$@"; }`;

/** A command of a document, and what it says that it prints. */
export interface Told {
  readonly command: string;
  readonly exitCode: number;
  /** Undefined where the document does not say. */
  readonly output: string | undefined;
}

/**
 * The commands of the blocks `sh run` and `js run`, which find those like `json plan.json` as files. A block without a language tells what the command
 * before it prints. Blocks that need a tool (`sh run hledger`) are left out where `has` says so.
 */
export function toldBy(blocks: readonly Block[], has: (tool: string) => boolean): Told[] {
  const told: Told[] = [];
  let ran = false;
  for (const { info, body, line } of blocks) {
    const [language, run, tool] = info.split(" ");
    if (language === "json" && run !== undefined) {
      told.push({ command: fileOf(run, body), exitCode: 0, output: undefined });
    } else if (run === "run") {
      ran = tool === undefined || has(tool);
      if (ran) told.push(...commandsOf(language === "js" ? scriptOf(body) : body));
    } else if (info === "") {
      const last = told.at(-1);
      if (last === undefined) throw new Error(`line ${line}: an output without a command`);
      if (ran) told.splice(-1, 1, { ...last, output: body });
    }
  }
  return told;
}

/** A program in a block is a file that Node.js runs; no line of it is a command. */
function scriptOf(body: string): string {
  return `node --input-type=module --eval '${body.replaceAll("'", `'"'"'`)}'`;
}

function fileOf(name: string, body: string): string {
  return `cat > ${name} <<'END OF FILE'\n${body}END OF FILE`;
}

/** A line each; one with an open quote, or a backslash at its end, goes on in the next. */
export function commandsOf(body: string): Told[] {
  const commands: string[] = [];
  let open = "";
  for (const line of body.trimEnd().split("\n")) {
    open = open === "" ? line : `${open}\n${line}`;
    if (goesOn(open)) continue;
    commands.push(open);
    open = "";
  }
  if (open !== "") throw new Error(`this command does not end: ${open}`);
  return commands.map((command) => {
    const exitCode = Number(/ # exit code (\d+)$/.exec(command)?.[1] ?? "0");
    return { command, exitCode, output: undefined };
  });
}

function goesOn(text: string): boolean {
  const bare = text.replaceAll(/\\.|'[^']*'|"(?:\\.|[^"\\])*"| #[^\n]*/gs, "");
  return /['"]/.test(bare) || bare.endsWith("\\");
}

export interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Gives a folder what the project's has, so that a document's commands find it. */
export async function furnish(folder: string): Promise<void> {
  for (const one of BESIDE) await symlink(resolve(one), `${folder}/${one}`);
}

/** What became of each command, in the form in which the document tells it, and all of standard error. */
export async function runTold(told: readonly Told[], { folder, environment }: Place) {
  const marked = told.map(({ command }) => `${command}\nprintf '${MARK}%s${MARK}' $?`);
  const { stdout, stderr } = await promisify(execFile)(
    "bash",
    ["-c", [PROGRAMS, ...marked].join("\n")],
    { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: MAX_OUTPUT },
  );
  const parts = stdout.split(MARK);
  const ran = told.map(({ command, output }, n): Told => {
    const shown = output === undefined ? undefined : parts[2 * n];
    return { command, exitCode: Number(parts[2 * n + 1]), output: shown };
  });
  return { ran, stderr };
}
