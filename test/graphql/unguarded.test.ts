// No root field answers somebody without a token, also one that no test names; the check is fed some that do.
import { execute, type GraphQLSchema, subscribe } from "graphql";
import { Arg, Mutation, Query, Resolver, Subscription } from "type-graphql";
import { expect, it } from "vitest";
import { features } from "../../src/features.ts";
import type { Feature } from "../../src/platform/feature.ts";
import { Access } from "../../src/platform/graphql/access.ts";
import { Json } from "../../src/platform/graphql/scalars.ts";
import { loadApi } from "../../src/platform/load-api.ts";
import { notes } from "../features/notes/feature.ts";
import { accessRules, rootFields } from "../support/access.ts";
import { leastOperation } from "../support/least-operation.ts";

const nothing = async function* (): AsyncGenerator<string> {};

@Resolver()
class Open {
  @Query(() => [String])
  openly(@Arg("document", () => Json) _document: unknown): string[] {
    return [];
  }

  @Mutation(() => String)
  openlyDo(@Arg("ref", () => String) ref: string): string {
    return ref;
  }

  @Subscription(() => String, { subscribe: nothing })
  openlyDone(): string {
    return "";
  }

  @Access("ADMIN")
  @Query(() => String)
  guarded(): string {
    return "";
  }
}

const open: Feature = { name: "open", api: async () => ({ api: { resolvers: [Open] } }) };

async function schemaOf(...more: readonly Feature[]): Promise<GraphQLSchema> {
  return (await loadApi([...features, ...more])).api.schema;
}

/** The root fields that somebody without a token may use. */
async function unguarded(schema: GraphQLSchema): Promise<string[]> {
  const found: string[] = [];
  for (const field of rootFields(schema)) {
    const { document, variables } = leastOperation(schema, field);
    const run = field.startsWith("Subscription.") ? subscribe : execute;
    const contextValue = { viewer: undefined };
    const ended = await run({ schema, document, variableValues: variables, contextValue });
    const [error] = "errors" in ended ? (ended.errors ?? []) : [];
    const { code } = (error?.originalError ?? {}) as { code?: string };
    if (code !== "UNAUTHENTICATED") found.push(field);
  }
  return found;
}

it("the product has none", async () => {
  expect(await unguarded(await schemaOf())).toEqual([]);
});

it("a feature that the test does not know has none, and says who may use its fields", async () => {
  const schema = await schemaOf(notes);
  expect(rootFields(schema)).toContain("Mutation.noteRemove");
  expect(await unguarded(schema)).toEqual([]);
  expect(accessRules(schema).get("Mutation.noteRemove")).toEqual(["ADMIN"]);
});

it("the check sees one that is open", async () => {
  const schema = await schemaOf(open);
  const found = ["Query.openly", "Mutation.openlyDo", "Subscription.openlyDone"];
  expect(await unguarded(schema)).toEqual(found);
  for (const field of found) expect(accessRules(schema).get(field)).toEqual([]);
});
