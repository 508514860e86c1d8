// Which subscriptions share their payloads: the same operation, without its cursor, for the same eyes.
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import type { Viewer } from "../../src/platform/graphql/context.ts";
import { keyOf } from "../../src/platform/graphql/shared-operation.ts";

const ADMIN: Viewer = { sub: "a", token: "1", role: "ADMIN", network: "n" };
const QUERY = "subscription ($after: Cursor) { earningPosted(after: $after) { cursor } }";

function key(query = QUERY, variables = {}, viewer = ADMIN, operationName?: string): string {
  const scope = viewer.distributor === undefined ? ({ all: true } as const) : { distributorId: 1 };
  return keyOf({ query, document: parse(query), variables, operationName }, viewer, scope);
}

describe("two subscriptions share", () => {
  it.each<[string, string, object, Viewer]>([
    ["with another cursor", QUERY, { after: "x" }, ADMIN],
    ["for another token of the role", QUERY, {}, { ...ADMIN, sub: "b", token: "2" }],
  ])("%s", (_what, query, variables, viewer) => {
    expect(key(query, variables, viewer)).toBe(key());
  });

  it("with a cursor that a fragment passes on", () => {
    const query = `subscription ($c: Cursor) { ...all }
      fragment all on Subscription { ... { earningPosted(after: $c) { cursor } } }`;
    expect(key(query, { c: "x" })).toBe(key(query, { c: "y" }));
  });
});

describe("two subscriptions do not share", () => {
  const one: Viewer = { ...ADMIN, role: "DISTRIBUTOR", distributor: "E" };

  it.each<[string, string, object, Viewer]>([
    ["of another network", QUERY, {}, { ...ADMIN, network: "m" }],
    ["of another role", QUERY, {}, { ...ADMIN, role: "FINANCE" }],
    ["with another document", QUERY.replace("cursor", "recordedAt"), {}, ADMIN],
    ["with another variable", QUERY, { first: 1 }, ADMIN],
  ])("%s", (_what, query, variables, viewer) => {
    expect(key(query, variables, viewer)).not.toBe(key());
  });

  it("of two distributors, or of two suppliers", () => {
    expect(key(QUERY, {}, one)).not.toBe(key(QUERY, {}, { ...one, distributor: "D" }));
    const supplier: Viewer = { ...ADMIN, role: "SUPPLIER", supplier: "S001" };
    expect(key(QUERY, {}, supplier)).not.toBe(key(QUERY, {}, { ...supplier, supplier: "S002" }));
  });

  it("of a distributor whose code has become another's", () => {
    const asked = { query: QUERY, document: parse(QUERY) };
    expect(keyOf(asked, one, { distributorId: 1 })).not.toBe(
      keyOf(asked, one, { distributorId: 2 }),
    );
  });

  it("with another operation of the document", () => {
    const query =
      "subscription A { earningPosted { cursor } } subscription B { earningPosted { seq } }";
    expect(key(query, {}, ADMIN, "A")).not.toBe(key(query, {}, ADMIN, "B"));
  });

  it("with a cursor that the selection uses too", () => {
    const query = `subscription ($after: Cursor) { earningPosted(after: $after) {
      distributor { earnings(first: 1, after: $after) { edges { cursor } } } } }`;
    expect(key(query, { after: "x" })).not.toBe(key(query, { after: "y" }));
  });
});
