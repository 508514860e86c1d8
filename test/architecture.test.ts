// The house: imports only point down its floors, the engine is pure, the book has one writer.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { brokenFloors } from "./support/floors.ts";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));

describe("the house", () => {
  it("keeps its floors", () => {
    expect(brokenFloors(SOURCE)).toEqual([]);
  });

  it("has one writer of the book", () => {
    const writers = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") &&
        /insert into (ledger_transaction|posting|account|seal)\b/i.test(
          readFileSync(join(SOURCE, file), "utf8"),
        ),
    );
    expect(writers).toEqual(["ledger/post.ts"]);
  });

  it("reads the environment in one place", () => {
    const readers = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") && readFileSync(join(SOURCE, file), "utf8").includes("process.env"),
    );
    expect(readers).toEqual(["platform/config.ts"]);
  });
});

describe("the check of the floors sees", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tributary-floors-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const build = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return brokenFloors(root);
  };

  it.each([
    [
      "an import upwards",
      { "engine/a.ts": 'import { b } from "../ledger/b.ts";', "ledger/b.ts": "" },
      "engine/a.ts imports ledger/b.ts",
    ],
    [
      "a type import upwards",
      { "kernel/a.ts": 'import type { B } from "../engine/b.ts";', "engine/b.ts": "" },
      "kernel/a.ts imports engine/b.ts",
    ],
    [
      "an import over many lines",
      { "ledger/a.ts": 'import {\n  b,\n  c,\n} from "../graphql/b.ts";', "graphql/b.ts": "" },
      "ledger/a.ts imports graphql/b.ts",
    ],
    [
      "an export from above",
      { "engine/a.ts": 'export { b } from "../cli/b.ts";', "cli/b.ts": "" },
      "engine/a.ts imports cli/b.ts",
    ],
    [
      "a late import",
      { "engine/a.ts": 'const b = await import("../cli/b.ts");', "cli/b.ts": "" },
      "engine/a.ts imports cli/b.ts",
    ],
    [
      "the engine doing I/O",
      { "engine/a.ts": 'import { readFile } from "node:fs";' },
      "engine takes zod alone",
    ],
    [
      "a room on no floor",
      { "attic/a.ts": 'import { b } from "../kernel/b.ts";', "kernel/b.ts": "" },
      "attic is on no floor",
    ],
    [
      "rooms side by side",
      { "files/a.ts": 'import { b } from "../database/b.ts";', "database/b.ts": "" },
      "database is not below files",
    ],
    [
      "a circle",
      {
        "kernel/a.ts": 'import { b } from "./b.ts";',
        "kernel/b.ts": 'import { a } from "./a.ts";',
      },
      "a circle: kernel/a.ts → kernel/b.ts → kernel/a.ts",
    ],
  ])("%s", (_, files, broken) => {
    expect(build(files as Record<string, string>).join("\n")).toContain(broken);
  });

  it("nothing wrong where nothing is", () => {
    expect(
      build({
        "ledger/a.ts": 'import { b } from "../kernel/b.ts";',
        "kernel/b.ts": 'import { Decimal } from "decimal.js";',
      }),
    ).toEqual([]);
  });
});
