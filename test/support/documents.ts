// The documents that people read, as the tests see them: their blocks, links and headings, and who runs their commands.
import { globSync, readFileSync } from "node:fs";

/** Which test runs a document's blocks `sh run` and `js run`. */
export const RUN_BY: Readonly<Record<string, string>> = {
  "README.md": "test/docs/demo.test.ts",
  "docs/manual/administrator.md": "test/docs/demo.test.ts",
  "docs/manual/developer.md": "test/docs/demo.test.ts",
  "docs/manual/finance.md": "test/docs/demo.test.ts",
  "docs/manual/finance/exports.md": "test/docs/demo.test.ts",
  "docs/manual/finance/payouts.md": "test/docs/demo.test.ts",
  "docs/manual/finance/tax.md": "test/docs/demo.test.ts",
  "docs/manual/operator.md": "test/docs/demo.test.ts",
  "docs/manual/finance/month.md": "test/integration/finance/month.test.ts",
};

/** A fenced block. */
export interface Block {
  /** The line of its fence, from 1. */
  readonly line: number;
  /** What stands behind the fence, such as `sh run`. */
  readonly info: string;
  readonly body: string;
  /** Why it is not run, where the line before it says so. */
  readonly reason: string | undefined;
}

export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  /** The text outside the blocks, a string for each line of the page. */
  readonly prose: readonly string[];
}

const FENCE = /^( *)```(.*)$/;
const REASON = /^ *<!-- not run: (.+) -->$/;

/** Every document that the tests look at. */
export function pages(): Page[] {
  const paths = ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md").sort()];
  return paths.map((path) => readPage(path, readFileSync(path, "utf8")));
}

export function readPage(path: string, text: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { line: number; indent: number; info: string; body: string[] } | undefined;
  let before = "";
  for (const [n, line] of text.split("\n").entries()) {
    const [, indent, info] = FENCE.exec(line) ?? [];
    prose.push("");
    if (open === undefined && info === undefined) prose[n] = line;
    if (open === undefined && info === undefined && line.trim() !== "") before = line;
    if (open !== undefined && info === undefined) open.body.push(line.slice(open.indent));
    if (info === undefined) continue;
    if (open === undefined) {
      open = { line: n + 1, indent: indent!.length, info: info.trim(), body: [] };
      continue;
    }
    const { body, indent: _, ...rest } = open;
    blocks.push({ ...rest, body: `${body.join("\n")}\n`, reason: REASON.exec(before)?.[1] });
    [open, before] = [undefined, ""];
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the block is not closed`);
  return { path, blocks, prose };
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors({ prose }: Page): Set<string> {
  const found = new Set<string>();
  for (const line of prose) {
    const [, heading] = /^#{1,6} (.+)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    let anchor = slug;
    for (let n = 1; found.has(anchor); n += 1) anchor = `${slug}-${n}`;
    found.add(anchor);
  }
  return found;
}

function slugOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return text.replaceAll(/[^\p{L}\p{M}\p{N}_ -]/gu, "").replaceAll(" ", "-");
}
