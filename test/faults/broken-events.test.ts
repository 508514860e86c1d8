// Events whose details cannot be read, as while the database is away: none is told in part, since who
// takes its cursor for seen would never hear of the rest.

import { type Client, createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";

let served: Served;
let network: Network;
let client: Client;
beforeAll(async () => {
  served = await Served.open();
  network = await served.network();
  await fillNetwork(network);
  client = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${await tokenFor(network)}` },
    retryAttempts: 0,
  });
});
afterAll(async () => {
  await client.dispose();
  await served.close();
});

interface Told {
  readonly settlementPosted: { cursor: string; settlement: { ref: string; supplier: object } };
}

function follow(after: string | null) {
  const query = `subscription ($after: Cursor) {
    settlementPosted(after: $after) { cursor settlement { ref supplier { code } } } }`;
  return client.iterate<Told>({ query, variables: { after } });
}

async function rename(table: string, name: string): Promise<void> {
  const pool = await served.app.database.pool();
  await pool.query(`alter table "${network.schema}"."${table}" rename to "${name}"`);
}

test("the subscription ends with an error, and goes on whole from the last cursor", async () => {
  const lane = served.app.services.get(lanes).of(network);
  const events = follow(Buffer.from("e:0:0").toString("base64url"));
  await lane.submit([order("whole")]);
  const { value: first } = await events.next();
  expect(first?.data?.settlementPosted.settlement.ref).toBe("whole");
  await rename("supplier", "away");
  const next = events.next();
  await lane.submit([order("cut-short")]);
  await expect(next).rejects.toMatchObject([{ extensions: { code: "INTERNAL_SERVER_ERROR" } }]);
  await rename("away", "supplier");
  const again = follow(first!.data!.settlementPosted.cursor);
  const { value: second } = await again.next();
  expect(second).toEqual({
    data: {
      settlementPosted: {
        cursor: expect.any(String),
        settlement: { ref: "cut-short", supplier: { code: "S001" } },
      },
    },
  });
  await again.return?.();
});

/** Longer than anything takes, also where a machine has much else to do. */
const WAIT = { timeout: 20_000 };

test("a subscription that cannot read on has ended, and is not kept", async () => {
  const subscribers = () => served.metric("graphql_subscribers");
  const events = follow(null);
  const next = events.next();
  await expect.poll(subscribers, WAIT).toBe(1);
  await rename("tier_change", "away");
  // It may fail before the order is answered.
  const failing = expect(next).rejects.toMatchObject([
    { extensions: { code: "INTERNAL_SERVER_ERROR" } },
  ]);
  await served.app.services
    .get(lanes)
    .of(network)
    .submit([order("unread")]);
  await failing;
  await rename("away", "tier_change");
  await expect.poll(subscribers, WAIT).toBe(0);
});

test("what a viewer may not see of an event is refused in its place, and the rest is told", async () => {
  const token = await tokenFor(network, { role: "SUPPLIER", supplier: "S001" });
  const supplier = createClient({
    url: served.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const after = Buffer.from("e:0:0").toString("base64url");
  const query = `subscription { settlementPosted(after: "${after}") { settlement { ref margin { amount } } } }`;
  const { value } = await supplier.iterate({ query }).next();
  expect(value).toMatchObject({
    data: { settlementPosted: { settlement: { ref: "whole", margin: null } } },
    errors: [{ extensions: { code: "FORBIDDEN" } }],
  });
  await supplier.dispose();
});
