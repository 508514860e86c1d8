// What a client is told of an error, and what only the log is told.
import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { Refusal, Refusals } from "../../src/kernel/errors.ts";
import { formatErrorWith } from "../../src/platform/graphql/errors.ts";

function formatted(thrown: unknown, extensions?: Record<string, unknown>) {
  const logged: { id: string; err: unknown }[] = [];
  const format = formatErrorWith({ error: (fields) => logged.push(fields) });
  const { message } = thrown as Error;
  const path = ["part", 1];
  const answer = format({ message, path, ...(extensions ? { extensions } : {}) }, thrown);
  return { answer, logged };
}

/** As graphql-js throws it on from a resolver. */
function located(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, path: ["part", 1] });
}

test("a refusal keeps its message, and has its code and field", () => {
  const refusal = new Refusal("NOT_FOUND", 'code: no distributor "x"', "code");
  const { answer, logged } = formatted(located(refusal), { code: "INTERNAL_SERVER_ERROR" });
  expect(answer).toEqual({
    message: 'code: no distributor "x"',
    path: ["part", 1],
    extensions: { code: "NOT_FOUND", field: "code" },
  });
  expect(logged).toEqual([]);
});

test("several faults are told together, under the code of the first", () => {
  const faults = [new Refusal("INVALID", "a: bad", "a"), new Refusal("CONFLICT", "b: worse", "b")];
  const { answer } = formatted(located(located(new Refusals(faults))));
  expect(answer).toMatchObject({
    message: "a: bad\nb: worse",
    extensions: { code: "INVALID", field: "a" },
  });
});

test.each([
  new Error('relation "secret" does not exist'),
  new TypeError("undefined is not a function"),
  "a text",
  undefined,
])("what is unexpected is masked behind an id that the log has: %s", (thrown) => {
  const cause = thrown instanceof Error ? located(thrown) : thrown;
  const wrapped = cause ?? new GraphQLError("x", { originalError: new Error("secret") });
  const { answer, logged } = formatted(wrapped, { code: "X", stacktrace: ["at secret.ts"] });
  expect(logged).toHaveLength(1);
  const [{ id, err }] = logged as [{ id: string; err: unknown }];
  expect(err).toBe(cause instanceof GraphQLError ? thrown : err);
  expect(answer).toEqual({
    message: `something went wrong here; the log has it as ${id}`,
    path: ["part", 1],
    extensions: { code: "INTERNAL_SERVER_ERROR", id },
  });
  expect(JSON.stringify(answer)).not.toContain("secret");
});

test("faults of the request itself are told as they are, without where our code is", () => {
  const fault = new GraphQLError('Cannot query field "x" on type "Query".');
  const extensions = { code: "GRAPHQL_VALIDATION_FAILED", stacktrace: ["at somewhere.ts"] };
  expect(formatted(fault, extensions)).toEqual({
    answer: {
      message: 'Cannot query field "x" on type "Query".',
      path: ["part", 1],
      extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
    },
    logged: [],
  });
  expect(formatted(fault).answer.extensions).toEqual({ code: "BAD_USER_INPUT" });
});
