// The scalars of the schema. They check only the JSON type of an input. The features check the value, so
// that an error names its field, for one order of a thousand as for a single argument.
import { GraphQLError, GraphQLScalarType } from "graphql";
import { formatInstant } from "../../kernel/time.ts";

function text(scalar: string, example: string) {
  return (value: unknown): string => {
    if (typeof value === "string") return value;
    throw new GraphQLError(
      `${scalar} must be a string such as "${example}", not a ${typeof value}`,
    );
  };
}

export const DateTime = new GraphQLScalarType<string, string>({
  name: "DateTime",
  description:
    'An instant in ISO 8601 with an offset and at most milliseconds, such as "2026-01-31T08:00:00+08:00". Results are in UTC.',
  serialize: (ms) => formatInstant(ms as number),
  parseValue: text("DateTime", "2026-01-31T08:00:00+08:00"),
});

export const LocalDate = new GraphQLScalarType<string, string>({
  name: "Date",
  description: 'A day in the network\'s time zone: YYYY-MM-DD, such as "2026-01-31".',
  serialize: String,
  parseValue: text("Date", "2026-01-31"),
});

export const Decimal = new GraphQLScalarType<string, string>({
  name: "Decimal",
  description:
    'An exact decimal number as a string, such as "12.50". Amounts are in the major unit of their asset. JSON numbers are rejected.',
  serialize: String,
  parseValue: text("Decimal", "12.50"),
});

export const Cursor = new GraphQLScalarType<string, string>({
  name: "Cursor",
  description: "A position in a list or in the event feed. It is opaque: pass it back unchanged.",
  serialize: String,
  parseValue: text("Cursor", "ZTo3OjA"),
});

export const BigInteger = new GraphQLScalarType<string, number>({
  name: "BigInt",
  description:
    "An integer that may exceed 32 bits. Results are JSON numbers; inputs may be JSON numbers or strings of digits.",
  serialize: Number,
  parseValue(value) {
    if (typeof value === "number" || typeof value === "string") return String(value);
    throw new GraphQLError(
      `BigInt must be an integer or a string of digits, not a ${typeof value}`,
    );
  },
});

export const Json = new GraphQLScalarType<unknown, unknown>({
  name: "JSON",
  description: "Any JSON value, such as a document.",
  serialize: (value) => value,
  parseValue: (value) => value,
});
