// The commands of the README and the manuals, run on what `npm start` starts: each, in order, with the output that is shown.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawArchitecture } from "../../docs/pictures/architecture.ts";
import { drawTerminal, shownLines } from "../../docs/pictures/terminal.ts";
import { haveBookkeepers } from "../support/bookkeepers.ts";
import { RUN_BY, readPage } from "../support/documents.ts";
import { ServerProcess } from "../support/process.ts";
import { furnish, runTold, toldBy } from "../support/told.ts";

/** Each command is a process that has to start, on a machine that may be busy. */
const LIMIT_MS = 900_000;
const EXPORT = /^export (\w+)=(\S+)$/gm;
const PAGES = Object.keys(RUN_BY).filter((page) => RUN_BY[page] === "test/docs/demo.test.ts");

let base: string;
let server: ServerProcess;
let environment: Record<string, string>;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "tributary-docs-"));
  // PostgreSQL, which may run as another user, has to get in.
  chmodSync(base, 0o755);
  const data = { DATA_DIR: join(base, "data") };
  server = new ServerProcess({ ...data, LOG_LEVEL: "error" });
  await server.said(/stop: Ctrl-C/);
  // What the reader is told to paste, and where the server listens, as `npm run demo` takes it.
  const pasted = [...server.stdout.matchAll(EXPORT)].map(([, name, value]) => [name!, value!]);
  environment = { ...data, DATABASE_URL: "", ...Object.fromEntries(pasted) };
  environment.PORT = new URL(environment.TRIBUTARY_URL!).port;
}, LIMIT_MS);

afterAll(async () => {
  server.killGroup("SIGINT");
  await server.ended;
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
}, LIMIT_MS);

/** A failure says which command mends it. */
describe("the pictures are those that `npm run pictures` writes", () => {
  it("of the start", () => {
    const drawn = drawTerminal(shownLines(server.stdout, environment.DATA_DIR!));
    expect(drawn).toBe(readFileSync("docs/pictures/start.svg", "utf8"));
  });

  it("of the architecture", () => {
    expect(drawArchitecture()).toBe(readFileSync("docs/pictures/architecture.svg", "utf8"));
  });
});

describe("what a document tells is so", () => {
  it.each(PAGES)(
    "%s",
    async (page) => {
      const has = () => haveBookkeepers();
      const told = toldBy(readPage(page, readFileSync(page, "utf8")).blocks, has);
      expect(told.length).toBeGreaterThan(0);
      const folder = join(base, basename(page, ".md"));
      mkdirSync(folder);
      await furnish(folder);
      const { ran, stderr } = await runTold(told, { folder, environment });
      expect(ran, stderr).toEqual(told);
    },
    LIMIT_MS,
  );
});
