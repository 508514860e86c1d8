// A feature that the product does not have joins the running app by its manifest alone: nothing in src knows it.
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKER } from "../../src/app.ts";
import { verifyNetwork } from "../../src/books/store/verify-network.ts";
import type { Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import { App } from "../../src/platform/app.ts";
import { run } from "../../src/platform/cli/program.ts";
import { readConfig } from "../../src/platform/config.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { type RunningServer, startServer } from "../../src/platform/graphql/server.ts";
import { loadApi } from "../../src/platform/load-api.ts";
import { createScratchDatabase } from "../support/network.ts";
import { fillNetwork } from "../support/sample.ts";
import { SECRET } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";
import { notes } from "./notes/feature.ts";

const ALL = [...features, notes];
let scratch: Scratch;
let app: App;
let network: Network;
let server: RunningServer;
beforeAll(async () => {
  scratch = await createScratchDatabase();
  app = await App.open(ALL, { databaseUrl: scratch.url, dataDir: "" }, { worker: WORKER });
  network = await app.database.network("default");
  await fillNetwork(network);
  server = await startServer(app.services, {
    built: await loadApi(ALL),
    ...{ host: "127.0.0.1", port: 0, authSecret: SECRET, log: pino({ level: "silent" }) },
  });
});
afterAll(async () => {
  await server.close();
  await app.close();
  await scratch.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: the answer's form is what each test asks for
async function ask(query: string, role: "ADMIN" | "FINANCE" = "ADMIN"): Promise<any> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await signToken(SECRET, { role })}`,
    },
    body: JSON.stringify({ query }),
  });
  return answer.json();
}

const writeNote = (ref: string, text: string) =>
  ask(`mutation { noteWrite(input: { ref: "${ref}", distributor: "E", text: "${text}" }) {
    note { ref text } userErrors { code message } } }`);
const removeNote = (ref: string, role?: "ADMIN" | "FINANCE") =>
  ask(
    `mutation { noteRemove(input: { ref: "${ref}" }) { note { isRemoved } userErrors { code } } }`,
    role,
  );
const verified = async () => (await verifyNetwork(network, app.services.verifiers)).mismatches;

test("its mutations write and remove, once; its code and its roles refuse", async () => {
  const written = { data: { noteWrite: { note: { ref: "n-1", text: "calls" }, userErrors: [] } } };
  expect(await writeNote("n-1", "calls")).toEqual(written);
  expect(await writeNote("n-1", "calls")).toEqual(written);
  expect((await writeNote("n-1", "other")).data.noteWrite.userErrors[0].code).toBe("CONFLICT");
  expect((await removeNote("n-1", "FINANCE")).errors[0].extensions.code).toBe("FORBIDDEN");
  expect((await removeNote("n-1")).data.noteRemove.note).toEqual({ isRemoved: true });
  expect((await removeNote("n-1")).data.noteRemove.userErrors).toEqual([{ code: "NOTE_REMOVED" }]);
});

test("its event is in the feed, and its kinds in the ledger and the audit trail", async () => {
  await writeNote("n-2", "pays late");
  const events = `{ events(first: 10, kinds: [NOTE_WRITTEN]) { nodes {
    __typename ... on NoteWritten { text } } } }`;
  expect((await ask(events)).data.events.nodes).toContainEqual({
    __typename: "NoteWritten",
    text: "pays late",
  });
  const trail = await ask("{ auditTrail(last: 1) { nodes { kind ref by { role } } } }");
  expect(trail.data.auditTrail.nodes).toEqual([
    { kind: "NOTE", ref: "n-2", by: { role: "ADMIN" } },
  ]);
});

test("its command runs", async () => {
  await writeNote("n-3", "asks for terms");
  let printed = "";
  const keep = new Writable({
    write(chunk, _, done) {
      printed += chunk;
      done();
    },
  });
  const shell = {
    ...{ stdout: keep, stderr: keep, exitCode: 0 as const },
    config: () => readConfig({ DATABASE_URL: scratch.url, AUTH_SECRET: SECRET }),
    open: (config: Parameters<typeof App.open>[1]) =>
      App.open(ALL, config, { worker: WORKER, migrate: false }),
    interrupted: () => new AbortController().signal,
  };
  const commands = ALL.flatMap(({ commands = [] }) => commands);
  expect(await run(["notes"], shell, commands)).toBe(0);
  expect(printed).toContain("n-3 E: asks for terms\n");
});

test("its check is part of verify", async () => {
  await writeNote("n-4", "as written");
  expect(await verified()).toEqual([]);
  const pool = await app.database.pool();
  await pool.query(`update "${network.schema}".note set text = 'forged' where ref = 'n-4'`);
  expect(await verified()).toEqual(["note n-4 differs from its entry"]);
});
