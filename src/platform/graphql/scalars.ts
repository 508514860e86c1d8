// The scalars. On the way in they judge only the JSON type: the rooms judge the value, and then the
// fault comes with the name of its field, for one order of a thousand as for a lone argument.
import { GraphQLError, GraphQLScalarType } from "graphql";
import { formatInstant } from "../../kernel/time.ts";

function text(scalar: string, example: string) {
  return (value: unknown): string => {
    if (typeof value === "string") return value;
    throw new GraphQLError(`${scalar} is a string such as "${example}", not a ${typeof value}`);
  };
}

export const DateTime = new GraphQLScalarType<string, string>({
  name: "DateTime",
  description:
    'An instant: ISO 8601 with an offset and at most milliseconds, such as "2026-01-31T08:00:00+08:00". It is given in UTC.',
  serialize: (ms) => formatInstant(ms as number),
  parseValue: text("DateTime", "2026-01-31T08:00:00+08:00"),
});

export const LocalDate = new GraphQLScalarType<string, string>({
  name: "Date",
  description: 'A day in the time zone of the network, such as "2026-01-31".',
  serialize: String,
  parseValue: text("Date", "2026-01-31"),
});

export const Decimal = new GraphQLScalarType<string, string>({
  name: "Decimal",
  description: 'An exact decimal number as a string, such as "12.50". A JSON number is refused.',
  serialize: String,
  parseValue: text("Decimal", "12.50"),
});

export const Cursor = new GraphQLScalarType<string, string>({
  name: "Cursor",
  description: "A place in a list or in the feed of events. Opaque: give back what you were given.",
  serialize: String,
  parseValue: text("Cursor", "ZTo3OjA"),
});

export const BigInteger = new GraphQLScalarType<string, number>({
  name: "BigInt",
  description:
    "A whole number beyond 32 bits. It is given as a JSON number, and taken as that or as a string of digits.",
  serialize: Number,
  parseValue(value) {
    if (typeof value === "number" || typeof value === "string") return String(value);
    throw new GraphQLError(`BigInt is a whole number, not a ${typeof value}`);
  },
});

export const Json = new GraphQLScalarType<unknown, unknown>({
  name: "JSON",
  description: "A document: any JSON value.",
  serialize: (value) => value,
  parseValue: (value) => value,
});
