// The API over HTTP: who is let in, how large a request may be, what errors say, health and metrics.
import { setTimeout as sleep } from "node:timers/promises";
import { getIntrospectionQuery, parse, validate } from "graphql";
import { SignJWT, UnsecuredJWT } from "jose";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import { readHeadSeq } from "../../src/platform/feed/read.ts";
import { FIRST_OPERATIONS } from "../../src/platform/graphql/graphiql-page.ts";
import {
  MAX_COST,
  MAX_DEPTH,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
} from "../../src/platform/graphql/limits.ts";
import { loadApi } from "../../src/platform/load-api.ts";
import { createScratchDatabase, createTestNetwork } from "../support/network.ts";
import { fillNetwork } from "../support/sample.ts";
import { orderInput, SECRET, Served, tokenFor } from "../support/served.ts";

let served: Served;
let network: Network;
let admin: string;
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network);
  admin = await tokenFor(network);
});
afterAll(() => served.close());

const SETTLE =
  "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome userErrors { code } } }";
const ME = "{ me { role } }";

/** Posts a body as it is, with other headers than an operation's where they are given. */
function post(body: string, headers: Record<string, string> = {}) {
  const all = { "content-type": "application/json", authorization: `Bearer ${admin}`, ...headers };
  return fetch(served.url, { method: "POST", headers: all, body });
}

async function codeOf(answer: Response) {
  const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
  return `${answer.status} ${errors[0]!.extensions.code}`;
}

describe("a token", () => {
  it("lets its bearer settle an order", async () => {
    const { status, body } = await served.ask(admin, SETTLE, { input: orderInput("h-1") });
    expect(status).toBe(200);
    expect(body.data).toEqual({ orderSettle: { outcome: "SETTLED", userErrors: [] } });
  });

  it("holds for its role: an order by a distributor is forbidden and changes nothing", async () => {
    const own = await tokenFor(network, { role: "DISTRIBUTOR", distributor: "E" });
    const before = await network.read(readHeadSeq);
    const { body } = await served.ask(own, SETTLE, { input: orderInput("h-2") });
    expect(body.errors![0]!.extensions.code).toBe("FORBIDDEN");
    expect(await network.read(readHeadSeq)).toBe(before);
  });

  it("holds for its network alone", async () => {
    const other = await served.network();
    const { body } = await served.ask(await tokenFor(other), '{ distributor(code: "E") { code } }');
    expect(body.data).toEqual({ distributor: null });
  });

  const key = new TextEncoder().encode(SECRET);
  const claims = { sub: "t", role: "ADMIN" };
  const here = () => ({ network: network.settings.name });
  const sign = (payload: Record<string, unknown>, alg = "HS256", exp = "1h", secret = key) =>
    new SignJWT({ ...here(), ...payload })
      .setProtectedHeader({ alg })
      .setExpirationTime(exp)
      .sign(secret);
  it("that is made like the ones below, but well, is taken", async () => {
    expect((await served.ask(await sign(claims), ME)).body.data).toEqual({ me: { role: "ADMIN" } });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["that is none", () => "nonsense"],
    [
      "without a signature",
      () => new UnsecuredJWT({ ...here(), ...claims }).setExpirationTime("1h").encode(),
    ],
    ["of another algorithm", () => sign(claims, "HS512")],
    [
      "of another secret",
      () => sign(claims, "HS256", "1h", new TextEncoder().encode(`${SECRET}!`)),
    ],
    ["that has expired", () => sign(claims, "HS256", "-1s")],
    [
      "without an end",
      () => new SignJWT({ ...here(), ...claims }).setProtectedHeader({ alg: "HS256" }).sign(key),
    ],
    ["without a subject", () => sign({ ...claims, sub: undefined })],
    ["of an unknown role", () => sign({ ...claims, role: "ROOT" })],
    ["of a role in small letters", () => sign({ ...claims, role: "admin" })],
    ["of a distributor without a code", () => sign({ ...claims, role: "DISTRIBUTOR" })],
    [
      "of a distributor with a code that is none",
      () => sign({ ...claims, role: "DISTRIBUTOR", distributor: "a b" }),
    ],
    [
      "of a supplier with a distributor's code",
      () => sign({ ...claims, role: "SUPPLIER", distributor: "E" }),
    ],
    ["of a network that is not there", () => sign({ ...claims, network: "nowhere" })],
    ["of a network's name that breaks out", () => sign({ ...claims, network: 'default"; --' })],
  ])("%s is refused", async (_what, make) => {
    const { status, body } = await served.ask(await make(), "{ __typename }");
    expect({ status, code: body.errors![0]!.extensions.code }).toEqual({
      status: 401,
      code: "UNAUTHENTICATED",
    });
    expect(body.data).toBeUndefined();
  });

  it("is not needed to read the schema, and is for anything else", async () => {
    // Without a token it is the network `default`, which another test may have made.
    await createTestNetwork(served.app.database, { name: "default" }).catch(() => {});
    const schema = await served.ask(undefined, getIntrospectionQuery());
    expect(schema.body.errors).toBeUndefined();
    const { status, body } = await served.ask(undefined, ME);
    expect(status).toBe(401);
    expect(body.errors![0]!.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("ends when it says, though it was good a moment ago", async () => {
    const token = await tokenFor(network, { role: "ADMIN" }, "2s");
    expect((await served.ask(token, ME)).status).toBe(200);
    await sleep(2_000);
    expect((await served.ask(token, ME)).body.errors![0]!.message).toBe("the token has expired");
  });

  it("that comes by another scheme is none", async () => {
    const answer = await post(JSON.stringify({ query: ME }), { authorization: `Basic ${admin}` });
    expect(await codeOf(answer)).toBe("401 UNAUTHENTICATED");
  });
});

describe("a request is refused", () => {
  it("as a batch", async () => {
    const answer = await post(JSON.stringify([{ query: ME }, { query: ME }]));
    expect(await codeOf(answer)).toBe("400 BAD_REQUEST");
  });

  it("as a form, which another site could send", async () => {
    const answer = await post(JSON.stringify({ query: ME }), { "content-type": "text/plain" });
    expect(await codeOf(answer)).toBe("400 BAD_REQUEST");
  });

  it("as a GET", async () => {
    const answer = await fetch(`${served.url}?query=${encodeURIComponent(ME)}`);
    expect(answer.headers.get("allow")).toBe("POST");
    expect(await codeOf(answer)).toBe("405 BAD_REQUEST");
  });

  it("when it is no JSON", async () => {
    expect(await codeOf(await post('{"query":'))).toBe("400 BAD_REQUEST");
  });

  it("beyond 2 MiB", async () => {
    const answer = await post(JSON.stringify({ query: `# ${" ".repeat(2 * 1024 * 1024)}\n${ME}` }));
    expect(await codeOf(answer)).toBe("413 BAD_REQUEST");
  });

  it("to an address that is not there", async () => {
    const answer = await fetch(`${served.server.url}/nothing`);
    expect(await codeOf(answer)).toBe("404 NOT_FOUND");
  });
});

describe("an operation", () => {
  it("is answered for nobody to keep", async () => {
    for (const query of [ME, "{ me { nothing } }", "{ broken"]) {
      const { headers } = await post(JSON.stringify({ query }));
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  const nested = (depth: number) => {
    const inner = depth - 3;
    return `{ distributor(code: "E") { ${"parent { ".repeat(inner + 1)} code ${"} ".repeat(inner + 1)} } }`;
  };
  const many = (count: number, field: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => field(index)).join(" ");
  const inOne = (fields: string) => `{ network { ${fields} } }`;
  const spreadTwice = (count: number) =>
    `{ me { ...M } ...Q } fragment Q on Query { me { ...M } } fragment M on Me { ${many(count, (n) => `a${n}: sub`)} }`;
  const children = "children(first: 100) { edges { node { code } } }";

  it.each<[string, string, string]>([
    ["depth", nested(MAX_DEPTH), nested(MAX_DEPTH + 1)],
    [
      "number of aliases",
      inOne(many(50, (n) => `a${n}: name`)),
      inOne(many(51, (n) => `a${n}: name`)),
    ],
    ["number of aliases", spreadTwice(25), spreadTwice(26)],
    [
      "number of root fields",
      `{ ${many(MAX_ROOT_FIELDS, () => "__typename")} }`,
      `{ ${many(MAX_ROOT_FIELDS + 1, () => "__typename")} }`,
    ],
    [
      "cost",
      `{ distributors(first: 100) { edges { node { ${children} } } } }`,
      `{ distributors(first: 100) { edges { node { ${children} parent { ${children} } } } } }`,
    ],
  ])("is bounded in its %s", async (what, fits, exceeds) => {
    const good = await served.ask(admin, fits);
    expect(good.body.errors).toBeUndefined();
    const { status, body } = await served.ask(admin, exceeds);
    expect(status).toBe(400);
    expect(body.errors![0]).toMatchObject({
      message: expect.stringContaining(what),
      extensions: { code: "OPERATION_TOO_LARGE" },
    });
  });

  it("has its pages' sizes counted where they are variables", async () => {
    const query = `query ($n: Int, $m: Int) {
      distributors(first: $n) { edges { node { children(first: $m) { edges { node {
        children(first: 100) { edges { node { code } } } } } } } } } }`;
    expect((await served.ask(admin, query, { n: 5, m: 5 })).status).toBe(200);
    for (const variables of [{ n: 100, m: 100 }, {}, { n: 100, m: -1e9 }]) {
      const { body } = await served.ask(admin, query, variables);
      expect(body.errors![0]!.message).toContain(`at most ${MAX_COST} is allowed`);
    }
  });

  it("is bounded in its tokens", async () => {
    const { status, body } = await served.ask(admin, `{ ${"name ".repeat(MAX_TOKENS)} }`);
    expect(status).toBe(400);
    expect(body.errors![0]!.message).toContain("tokens");
  });

  it("that is wrong is not told what else there is", async () => {
    const { body } = await served.ask(admin, "{ distributer { code } }");
    expect(body.errors![0]!.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(body.errors![0]!.message).not.toMatch(/did you mean/i);
  });

  it("that fails for a reason of ours is told an id, and the log has the rest", async () => {
    const broken = await served.network();
    await broken.unitOfWork((em) =>
      em.execute("drop table settings cascade; drop table distributor cascade"),
    );
    const { body } = await served.ask(
      await tokenFor(broken),
      '{ distributor(code: "secret-code") { code } }',
    );
    const [error] = body.errors!;
    expect(error!.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR", id: expect.any(String) });
    expect(JSON.stringify(body)).not.toMatch(/relation|select|stack/i);
    const logged = served.logged.find(({ id }) => id === error!.extensions.id);
    expect(logged?.err?.message).toMatch(/relation "distributor" does not exist/);
  });
});

describe("the server", () => {
  it("says that it lives and is ready", async () => {
    for (const path of ["livez", "readyz"]) {
      const answer = await fetch(`${served.server.url}/${path}`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
    }
  });

  it("is not ready before the database is migrated, nor after it has gone", async () => {
    const scratch = await createScratchDatabase();
    const fresh = await Served.open({}, scratch.url);
    const ready = async () => {
      const answer = await fetch(`${fresh.server.url}/readyz`);
      return [answer.status, ((await answer.json()) as { reason: string }).reason];
    };
    expect(await ready()).toEqual([503, "the database is not migrated: run `tributary migrate`"]);
    await scratch.drop();
    expect(await ready()).toEqual([503, "the database cannot be reached"]);
    expect((await fetch(`${fresh.server.url}/livez`)).status).toBe(200);
    await fresh.close();
  });

  it("counts orders, batches, requests and operations", async () => {
    const name = 'settlement_orders_total{outcome="refused"}';
    const [refused, batches] = [
      await served.metric(name),
      await served.metric("settlement_batch_orders_count"),
    ];
    await served.ask(admin, SETTLE, { input: orderInput("h-3", { seller: "NOBODY" }) });
    expect(await served.metric(name)).toBe(refused + 1);
    expect(await served.metric("settlement_batch_orders_count")).toBe(batches + 1);
    const operations =
      'graphql_operation_duration_seconds_count{type="mutation",transport="http",outcome="ok"}';
    const requests =
      'http_request_duration_seconds_count{method="POST",route="/graphql",status="200"}';
    expect(await served.metric(operations)).toBeGreaterThan(0);
    expect(await served.metric(requests)).toBeGreaterThan(0);
    expect(await served.metric("process_cpu_seconds_total")).toBeGreaterThan(0);
  });

  it("lets what is in flight end before it stops, and takes nothing new", async () => {
    const closing = await Served.open();
    const lane = new Client({ connectionString: inject("databaseUrl") });
    await lane.connect();
    const lock = `hashtextextended('${network.schema}.lane', 0)`;
    await lane.query(`select pg_advisory_lock(${lock})`);
    const underway = closing.ask(admin, SETTLE, { input: orderInput("h-4") });
    await sleep(200);
    const closed = closing.close();
    await sleep(100);
    await expect(fetch(`${closing.server.url}/livez`)).rejects.toThrow();
    await lane.end();
    expect((await underway).body.data).toEqual({
      orderSettle: { outcome: "SETTLED", userErrors: [] },
    });
    const since = performance.now();
    await closed;
    expect(performance.now() - since).toBeLessThan(2_000);
  });
});

describe("GraphiQL", () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${served.server.url}${path}`, { headers, redirect: "manual" });

  it("is where the root leads, and loads nothing from elsewhere", async () => {
    expect((await get("/")).headers.get("location")).toBe("/graphiql");
    const page = await get("/graphiql");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url!);
    expect(loaded.length).toBeGreaterThan(4);
    for (const url of loaded.filter((one) => one !== "data:,")) {
      expect(url).toMatch(/^\/graphiql\//);
      const asset = await get(url);
      expect([url, asset.status]).toEqual([url, 200]);
      const text = await asset.text();
      expect(text.length).toBeGreaterThan(100);
      expect(text).not.toMatch(/url\(["']?https?:|@import/);
    }
  });

  it("begins with operations that the schema has", async () => {
    const { schema } = (await loadApi(features)).api;
    expect(validate(schema, parse(FIRST_OPERATIONS))).toEqual([]);
    expect(await (await get("/graphiql/page.js")).text()).toContain("subscription Live");
  });

  it("is not sent again to who has it", async () => {
    const first = await get("/graphiql/graphiql.js");
    const tag = first.headers.get("etag")!;
    expect((await get("/graphiql/graphiql.js", { "if-none-match": tag })).status).toBe(304);
  });
});
