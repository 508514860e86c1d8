// Input that no client of good will sends: each is told as a fault of the input, and nothing breaks here.

import { createClient } from "graphql-ws";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";

let served: Served;
let network: Network;
let admin: string;
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network);
  await served.app.services
    .get(lanes)
    .of(network)
    .submit([order("one")]);
  admin = await tokenFor(network);
});
afterEach(() => expect(served.logged).toEqual([]));
afterAll(() => served.close());

const opaque = (text: string) => Buffer.from(text).toString("base64url");

test.each([
  "distributor(code: $text) { code }",
  "order(ref: $text) { ref }",
  "settlement(ref: $text) { ref }",
  "supplier(code: $text) { code }",
  "product(code: $text) { code }",
  "orders(seller: $text, first: 1) { nodes { ref } }",
  "ledgerAccount(name: $text) { name }",
  "ledgerAccounts(prefix: $text, first: 1) { nodes { name } }",
  'distributor(code: "E") { isInTeam(of: $text) }',
])("a NUL character is refused: %s", async (field) => {
  const { body } = await served.ask(admin, `query ($text: String!) { ${field} }`, {
    text: "a\u0000b",
  });
  expect(body.errors).toMatchObject([
    { message: expect.stringContaining("U+0000"), extensions: { code: "INVALID" } },
  ]);
});

test("a NUL character in a mutation's code is a user error", async () => {
  const move = `mutation ($code: String!) {
    distributorMove(input: { code: $code, parent: null }) { userErrors { code } } }`;
  const { body } = await served.ask(admin, move, { code: "\u0000" });
  expect(body.data).toEqual({ distributorMove: { userErrors: [{ code: "INVALID" }] } });
});

test.each(["Distributor", "Supplier", "Product", "Plan", "Ladder", "LedgerAccount", "Order"])(
  "the id of a %s beyond all ids is nobody's",
  async (type) => {
    for (const key of ["2147483648", "999999999999999"]) {
      const id = opaque(`${type}:${key}`);
      const { body } = await served.ask(admin, "query ($id: ID!) { node(id: $id) { id } }", { id });
      expect(body).toEqual({ data: { node: null } });
    }
  },
);

test.each([
  ["plans", "plans(first: 1, after: $after) { nodes { id } }", 2 ** 31],
  ["ladders", "ladders(first: 1, after: $after) { nodes { id } }", Number.MAX_SAFE_INTEGER],
  [
    "earnings",
    'distributor(code: "E") { earnings(first: 1, after: $after) { nodes { occurredAt } } }',
    [1, 2 ** 15],
  ],
])("a cursor of %s beyond all keys is none", async (name, field, key) => {
  const after = opaque(JSON.stringify([name, key]));
  const { body } = await served.ask(admin, `query ($after: Cursor) { ${field} }`, { after });
  expect(body.errors).toMatchObject([{ extensions: { code: "INVALID", field: "after" } }]);
});

const DEEP = 12_000;
const nested = `{ ${"network {".repeat(DEEP)} name ${"}".repeat(DEEP)} }`;
const list = `{ planValidate(document: ${"[".repeat(DEEP)}${"]".repeat(DEEP)}) { valid } }`;

test.each([
  ["fields", nested],
  ["lists", list],
])("%s nested beyond what can be parsed are too large", async (_what, query) => {
  const { status, body } = await served.ask(admin, query);
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ extensions: { code: "OPERATION_TOO_LARGE" } }]);
});

test("over a socket too, which stays open", async () => {
  const client = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${admin}` },
    retryAttempts: 0,
  });
  const ask = (query: string) => client.iterate({ query }).next();
  await expect(ask(nested)).rejects.toMatchObject([
    { extensions: { code: "OPERATION_TOO_LARGE" } },
  ]);
  expect((await ask("{ me { role } }")).value).toEqual({ data: { me: { role: "ADMIN" } } });
  await client.dispose();
});

test("a subscription over HTTP is told to come by WebSocket", async () => {
  const query = "subscription { settlementPosted { cursor } }";
  const { status, body } = await served.ask(admin, query);
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([
    { message: expect.stringContaining("WebSocket"), extensions: { code: "BAD_REQUEST" } },
  ]);
});
