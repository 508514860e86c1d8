// Blocks of the documents: each command is run by a test or says why not, each operation is valid, and the README is short.
import { existsSync, readFileSync } from "node:fs";
import { buildSchema, parse, specifiedRules, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { type Block, type Page, pages, RUN_BY, readPage } from "../support/documents.ts";
import { commandsOf } from "../support/told.ts";

const README_LINES = 150;
/** Languages that blocks are in; a block without one is the output of the block before it. */
const LANGUAGES = ["", "sh", "js", "ts", "json", "graphql", "csv", "text", "mermaid"];
const PROGRAMS = /^(npx|npm|tributary|curl|hledger|node|export) /;
const INDENTED = /^(?: {4,}|\t)(?:\$ )?(\S.*)$/;
const TEST = /\b(?:test|seeds)\/[\w./-]+\.ts/g;
const TEMPLATE = /\bgql`([^`]*)`/g;

const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));

/** What of a page's commands neither runs nor says why. */
function unrunBlocks(page: Page): string[] {
  const faults = page.blocks.map((block, n) => {
    const fault = faultOf(page, block, page.blocks[n - 1]);
    return fault && `${page.path}:${block.line}: ${fault}`;
  });
  const hidden = page.prose.map((line, n) => {
    const command = INDENTED.exec(line)?.[1] ?? "";
    return PROGRAMS.test(command) ? `${page.path}:${n + 1}: a command outside a fence` : undefined;
  });
  return [...faults, ...hidden].filter((fault) => fault !== undefined);
}

function faultOf(page: Page, { info, reason }: Block, before?: Block): string | undefined {
  const [language, run] = info.split(" ");
  const isFile = language === "json" && run?.endsWith(".json");
  if (!LANGUAGES.includes(language!)) return `a block in ${JSON.stringify(language)}`;
  if (run !== undefined && run !== "run" && !isFile) return `not "run": ${JSON.stringify(run)}`;
  if (run === "run") return page.path in RUN_BY ? undefined : "no test runs this document";
  if (language === "sh") return faultOfReason(reason);
  if (language === "" && !/ run\b/.test(before?.info ?? "")) return "an output of nothing";
  return undefined;
}

/** A reason may name the test that runs the same. */
function faultOfReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return "is not run, and does not say why";
  const missing = reason.match(TEST)?.filter((path) => !existsSync(path)) ?? [];
  return missing.length === 0 ? undefined : `its reason names ${missing.join(", ")}, not there`;
}

/** What is wrong with the GraphQL of a page, in blocks of it and in templates of programs. */
function invalidOperations(page: Page): string[] {
  return page.blocks.flatMap(({ info, body, line }) => {
    const isProgram = /^(js|ts)\b/.test(info);
    const templates = isProgram ? [...body.matchAll(TEMPLATE)].map(([, text]) => text!) : [];
    const operations = info === "graphql" ? [body] : templates;
    return operations.flatMap(faultsOf).map((fault) => `${page.path}:${line}: ${fault}`);
  });
}

function faultsOf(operation: string): string[] {
  try {
    return validate(schema, parse(operation), specifiedRules).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}

describe("the documents", () => {
  it("run each command or say why not", () => {
    expect(pages().flatMap(unrunBlocks)).toEqual([]);
  });

  it("are run by tests that are there, with something to run", () => {
    const running = pages().filter(({ blocks }) => blocks.some(({ info }) => / run\b/.test(info)));
    expect(running.map(({ path }) => path).sort()).toEqual(Object.keys(RUN_BY).sort());
    for (const test of Object.values(RUN_BY)) expect(existsSync(test), test).toBe(true);
  });

  it("have operations that the schema allows", () => {
    const all = pages();
    const count = all
      .flatMap(({ blocks }) => blocks)
      .filter(({ info }) => info === "graphql").length;
    expect(count).toBeGreaterThan(2);
    expect(all.flatMap(invalidOperations)).toEqual([]);
  });

  it("begin with a short README", () => {
    const lines = readFileSync("README.md", "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(README_LINES);
  });
});

describe("the check of blocks sees", () => {
  const page = (text: string, path = "docs/new.md") => readPage(path, text);

  it.each([
    ["```sh\nnpx tributary verify\n```", "docs/new.md:1: is not run, and does not say why"],
    ["```sh run\nls\n```", "docs/new.md:1: no test runs this document"],
    ["```bash\nls\n```", 'docs/new.md:1: a block in "bash"'],
    ["```sh runs\nls\n```", 'docs/new.md:1: not "run": "runs"'],
    ["```\nprinted\n```", "docs/new.md:1: an output of nothing"],
    ["    npx tributary verify", "docs/new.md:1: a command outside a fence"],
  ])("%j", (text, fault) => {
    expect(unrunBlocks(page(text))).toEqual([fault]);
  });

  it("a reason, and only where it stands before the block", () => {
    const reasoned = "<!-- not run: too long -->\n```sh\nls\n```\n";
    expect(unrunBlocks(page(reasoned))).toEqual([]);
    expect(unrunBlocks(page(`${reasoned}\n\`\`\`sh\nls\n\`\`\``))).toHaveLength(1);
    const elsewhere = page("<!-- not run: see test/no/such.test.ts -->\n```sh\nls\n```");
    expect(unrunBlocks(elsewhere)).toEqual([
      "docs/new.md:2: its reason names test/no/such.test.ts, not there",
    ]);
    expect(unrunBlocks(page("<!-- not run: -->\n```sh\nls\n```"))).toHaveLength(1);
  });

  it("an operation with a field that is not there", () => {
    const text = "```graphql\n{ nothing }\n```\n```js\nconst A = gql`{ xyzzy }`;\n```";
    expect(invalidOperations(page(text))).toEqual([
      'docs/new.md:1: Cannot query field "nothing" on type "Query".',
      'docs/new.md:4: Cannot query field "xyzzy" on type "Query".',
    ]);
  });
});

describe("a block's commands", () => {
  it("go on where a quote is open or a line ends with a backslash", () => {
    const body = "a 'b\nc' \\\n  d # it's\necho \"it's\"  # exit code 3\n";
    expect(commandsOf(body).map(({ command, exitCode }) => [command, exitCode])).toEqual([
      ["a 'b\nc' \\\n  d # it's", 0],
      ['echo "it\'s"  # exit code 3', 3],
    ]);
  });
});
