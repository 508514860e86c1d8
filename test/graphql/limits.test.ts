// What an operation may cost: lists count as long as they can be, whether they come by pages or whole.
import { isObjectType, parse } from "graphql";
import { expect, test } from "vitest";
import { findExcess, MAX_COST } from "../../src/platform/graphql/limits.ts";
import { buildSchema } from "../../src/platform/graphql/schema.ts";

const costOf = (query: string, variables = {}) => {
  const message = findExcess(parse(query), undefined, variables)?.message ?? "";
  return Number(/cost .* is (\d+), and/.exec(message)?.[1] ?? 0);
};
const own = (fields: string) => `{ distributor(code: "E") { ${fields} } }`;

test("an upline inside an upline counts every ancestor of every ancestor", () => {
  expect(costOf(own("upline { upline { code } }"))).toBe(0);
  const nested = costOf(own("upline { upline { upline { code } } }"));
  expect(nested).toBeGreaterThan(MAX_COST);
  const between =
    "upline { parent { upline { children(first: 1) { nodes { upline { code } } } } } }";
  expect(costOf(own(between))).toBeGreaterThan(nested);
  const fragment = "fragment Up on Distributor { upline { upline { code } } }";
  expect(costOf(`${own("upline { ...Up }")} ${fragment}`)).toBe(nested);
});

test("an upline of few levels counts as those", () => {
  expect(
    costOf(own("upline(levels: 9) { upline(levels: 9) { upline(levels: 9) { code } } }")),
  ).toBe(0);
  const nested = `query ($n: Int) ${own("upline(levels: $n) { upline(levels: $n) { code } }")}`;
  expect(costOf(nested, { n: 20 })).toBe(0);
  for (const n of [1_000_000, -1, null, undefined]) {
    expect(costOf(nested, { n })).toBeGreaterThan(MAX_COST);
  }
});

test("the shares, postings and tier changes of many settlements count as several each", () => {
  const orders = (fields: string) =>
    `{ orders(first: 100) { nodes { settlement { ${fields} } } } }`;
  const recipient = "shares { recipient { upline(levels: 10) { code name } } }";
  expect(costOf(orders("shares { kind amount { amount } }"))).toBe(0);
  expect(costOf(orders(`${recipient} ${recipient} ${recipient}`))).toBeGreaterThan(MAX_COST);
});

test("no list that comes by pages has the name of one that comes whole", () => {
  const types = Object.values(buildSchema().getTypeMap()).filter(isObjectType);
  const paged = types
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ args }) => args.some(({ name }) => name === "first"));
  expect(paged.length).toBeGreaterThan(10);
  for (const { name } of paged) {
    const full = `{ of { ${name}(first: 100) { ${"field ".repeat(600)} } } }`;
    expect([name, costOf(full)]).toEqual([name, 60_002]);
  }
});

test("what people ask for fits", () => {
  const outcome = `outcome ref userErrors { field code message } order { ref settlement {
    margin { amount } platform { amount } tierChanges { from to distributor { code } }
    shares { kind level tier recipient { code } rate amount { amount asset } reason } } }`;
  expect(costOf(`mutation { ordersSettle { results { ${outcome} } } }`)).toBe(0);
  expect(costOf("{ distributors(first: 100) { nodes { name upline { code name tier } } } }")).toBe(
    0,
  );
});
