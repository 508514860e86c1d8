// Links of the documents: every relative one leads to a file that is there, and to a heading in it.
import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { anchors, type Page, pages, readPage } from "../support/documents.ts";

const LINK = /\]\(([^)\s]+)\)/g;
const ELSEWHERE = /^[a-z]+:/;

function brokenLinks(page: Page): string[] {
  return page.prose.flatMap((line, n) => {
    const bare = line.replaceAll(/`[^`]*`/g, "");
    const targets = [...bare.matchAll(LINK)].map(([, target]) => target!);
    return targets
      .filter((target) => !ELSEWHERE.test(target))
      .map((target) => faultOf(page, decodeURI(target)))
      .filter((fault) => fault !== undefined)
      .map((fault) => `${page.path}:${n + 1}: ${fault}`);
  });
}

function faultOf(page: Page, target: string): string | undefined {
  const [file, anchor] = target.split("#");
  const path = file === "" ? page.path : normalize(join(page.path, "..", file!));
  if (file !== "" && !existsSync(path)) return `${path} is not there`;
  if (anchor === undefined) return undefined;
  const there = file === "" ? page : readPage(path, readFileSync(path, "utf8"));
  return anchors(there).has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

describe("links", () => {
  it("of every document lead somewhere", () => {
    const all = pages();
    expect(all.length).toBeGreaterThan(10);
    expect(all.flatMap(brokenLinks)).toEqual([]);
  });

  it.each([
    ["[a](missing.md)", "missing.md is not there"],
    ["[a](CONTRIBUTING.md#no-such-heading)", "CONTRIBUTING.md has no heading #no-such-heading"],
    ["[a](#nowhere)", "README.md has no heading #nowhere"],
    ["![a](docs/pictures/missing.svg)", "docs/pictures/missing.svg is not there"],
  ])("that lead nowhere are found: %s", (line, fault) => {
    const page = readPage(
      "README.md",
      `# Here and there (这里)\n[fine](#here-and-there-这里)\n${line}`,
    );
    expect(brokenLinks(page)).toEqual([`README.md:3: ${fault}`]);
  });

  it("in code are none", () => {
    expect(brokenLinks(readPage("README.md", "```\n[a](b.md)\n```\nand `[a](b.md)`"))).toEqual([]);
  });
});
