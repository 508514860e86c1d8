// Commands that the documents name: each is one of the program's, and so are its options.
import { describe, expect, it } from "vitest";
import { tributary } from "../support/cli.ts";
import { type Page, pages, readPage } from "../support/documents.ts";

const SPAN = /`(?:npx )?tributary ([^`]+)`/g;
/** Of a line of a shell, up to what is no argument. */
const LINE = /\bnpx tributary ([^|>&;)\n]+)/g;
const OPTION = /--[a-z][a-z-]*/g;
const helps = new Map<string, Promise<string>>();

function helpOf(path: readonly string[]): Promise<string> {
  const key = path.join(" ");
  if (!helps.has(key))
    helps.set(
      key,
      tributary(...path, "--help").then(({ stdout }) => stdout),
    );
  return helps.get(key)!;
}

/** The commands that a page names, by line, without the program's name. */
function namedCommands({ prose, blocks }: Page): { line: number; command: string }[] {
  const spans = prose.flatMap((text, n) =>
    [...text.matchAll(SPAN)].map(([, command]) => ({ line: n + 1, command: command! })),
  );
  const lines = blocks
    .filter(({ info }) => info.startsWith("sh"))
    .flatMap(({ line, body }) =>
      [...body.matchAll(LINE)].map(([, command]) => ({ line, command: command! })),
    );
  return [...spans, ...lines].filter(({ command }) => command !== "…");
}

/** The names under `Commands:` of a help; none of a command that does something itself. */
function subcommands(help: string): string[] {
  const [, list] = help.split(/^Commands:$/m);
  return [...(list ?? "").matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!);
}

async function faultOf(command: string): Promise<string | undefined> {
  const path: string[] = [];
  let help = await helpOf(path);
  for (const word of command.split(/\s+/)) {
    const names = subcommands(help);
    if (names.length === 0) break;
    path.push(word);
    if (!names.includes(word)) return `no command ${JSON.stringify(path.join(" "))}`;
    help = await helpOf(path);
  }
  const options = command.split(" # ")[0]!.match(OPTION) ?? [];
  const unknown = options.filter((option) => !new RegExp(`${option}\\b(?!-)`).test(help));
  return unknown.length === 0 ? undefined : `${path.join(" ")} has no ${unknown.join(", ")}`;
}

async function unknownCommands(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const { line, command } of namedCommands(page)) {
    const fault = await faultOf(command);
    if (fault !== undefined) faults.push(`${page.path}:${line}: ${fault}`);
  }
  return faults;
}

describe("commands that documents name", () => {
  it("are the program's, with its options", async () => {
    const all = pages();
    expect(all.flatMap(namedCommands).length).toBeGreaterThan(50);
    const faults = await Promise.all(all.map(unknownCommands));
    expect(faults.flat()).toEqual([]);
  });

  it.each([
    ["`tributary plan burn FILE`", 'no command "plan burn"'],
    ["`tributary settle FILE --reject x`", "settle has no --reject"],
    ["```sh\nnpx tributary verify --agains x | head --lines 1\n```", "verify has no --agains"],
  ])("that are not there are found: %j", async (text, fault) => {
    expect(await unknownCommands(readPage("a.md", text))).toEqual([`a.md:1: ${fault}`]);
  });
});
