// The parts of sharing events: what is kept is bounded, turns are taken in order, and a token's own stays its own.
import { buildSchema, parse } from "graphql";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Network } from "../../src/database/database.ts";
import type { FeedEvent } from "../../src/platform/feed/event.ts";
import type { Batch, FeedSubscription } from "../../src/platform/feed/feed.ts";
import type { Viewer } from "../../src/platform/graphql/context.ts";
import { KeptBytes } from "../../src/platform/graphql/kept-bytes.ts";
import { isFresh, KEPT_MS } from "../../src/platform/graphql/page-readings.ts";
import type { PayloadStream } from "../../src/platform/graphql/payload-stream.ts";
import type { Served } from "../../src/platform/graphql/session.ts";
import { SharedEvents } from "../../src/platform/graphql/shared-events.ts";
import { Turns } from "../../src/platform/graphql/turns.ts";

afterEach(() => void vi.useRealTimers());

describe("what is kept", () => {
  it("is forgotten oldest first when it becomes too much", () => {
    const forgotten: string[] = [];
    const kept = new KeptBytes(100);
    const at = performance.now();
    for (const [name, size] of [
      ["a", 40],
      ["b", 40],
      ["c", 30],
      ["huge", 200],
    ] as const) {
      kept.add({ at, size }, () => forgotten.push(name));
      if (name === "c") expect(forgotten).toEqual(["a"]);
    }
    expect(forgotten).toEqual(["a", "b", "c", "huge"]);
    expect(kept.bytes).toBe(0);
  });

  it("is forgotten when it is old", () => {
    const forgotten: string[] = [];
    const kept = new KeptBytes(100);
    kept.add({ at: performance.now() - KEPT_MS - 1, size: 1 }, () => forgotten.push("old"));
    kept.add({ at: performance.now(), size: 1 }, () => forgotten.push("new"));
    expect(forgotten).toEqual(["old"]);
  });

  it("is not for who subscribed later, and not for long", () => {
    const now = performance.now();
    expect(isFresh(now, now)).toBe(true);
    expect(isFresh(now, now + 1)).toBe(false);
    expect(isFresh(now - KEPT_MS - 1, -Infinity)).toBe(false);
  });
});

describe("turns", () => {
  it("let some through, and the others later, in their order", async () => {
    const turns = new Turns(2);
    const through: number[] = [];
    const all = Array.from({ length: 5 }, async (_, n) => {
      await turns.take();
      through.push(n);
    });
    await Promise.resolve();
    expect(through).toEqual([0, 1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(through.length).toBeLessThan(5);
    await Promise.all(all);
    expect(through).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("payloads", () => {
  const schema = buildSchema(
    "type Query { a: Int } type Subscription { seen: String, mine: String }",
  );
  let executions = 0;
  Object.assign(schema.getSubscriptionType()!.getFields().seen!, {
    resolve: (fact: FeedEvent) => {
      executions += 1;
      return `${fact.cursor} ${executions}`;
    },
  });
  Object.assign(schema.getSubscriptionType()!.getFields().mine!, {
    resolve: (fact: FeedEvent, _: unknown, { viewer }: { viewer: Viewer }) =>
      `${fact.cursor} of ${viewer.sub}`,
  });
  const events = ["1", "2", "3"].map((cursor) => ({ cursor, kind: "K" })) as FeedEvent[];
  const page = { to: { seq: 1, n: 0 }, events };
  const served = {
    services: {},
    api: { schema, events: new Map(), lists: new Map() },
  } as unknown as Served;
  const network = { as: () => network } as unknown as Network;

  function source(since: number): FeedSubscription {
    const batches: Batch[] = [{ page, events }];
    const scope = { all: true };
    const stub = { scope, since, nextBatch: async () => batches.shift(), return: async () => {} };
    return stub as unknown as FeedSubscription;
  }

  function follow(shared: SharedEvents, sub: string, query: string, since = 0): PayloadStream {
    const viewer: Viewer = { sub, role: "ADMIN", network: "n" };
    const document = parse(query);
    const args = { schema, document };
    return shared.follow({
      source: source(since),
      asked: { query, document },
      args,
      viewer,
      network,
    });
  }

  async function all(stream: PayloadStream): Promise<string[]> {
    const told: string[] = [];
    for (let some = await stream.next(); some.length > 0; some = await stream.next()) {
      told.push(
        ...some.map(({ bytes }) => Object.values(JSON.parse(`${bytes}`).data)[0] as string),
      );
    }
    return told;
  }

  it("are executed once for all, and again for who began later", async () => {
    const shared = new SharedEvents(served, (error) => error.toJSON());
    const query = "subscription { seen }";
    const [a, b] = ["a", "b"].map((sub) => follow(shared, sub, query));
    expect(shared.groups).toBe(1);
    const first = await all(a!);
    expect(await all(b!)).toEqual(first);
    expect(executions).toBe(3);
    const one = follow(shared, "c", query);
    const later = follow(shared, "d", query, performance.now());
    expect(await all(later)).not.toEqual(first);
    await all(one);
    expect(executions).toBe(6);
    expect(shared.groups).toBe(0);
  });

  it("that show who asks are each token's own", async () => {
    const shared = new SharedEvents(served, (error) => error.toJSON());
    const [a, b] = ["a", "b"].map((sub) => follow(shared, sub, "subscription { mine }"));
    expect(await Promise.all([all(a!), all(b!)])).toEqual(
      ["a", "b"].map((sub) => ["1", "2", "3"].map((cursor) => `${cursor} of ${sub}`)),
    );
  });
});
