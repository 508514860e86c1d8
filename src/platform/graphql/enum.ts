// Registers GraphQL enums from the constant lists of the features, so that each value is written once.
import { registerEnumType } from "type-graphql";

/**
 * Registers an enum with the given values; `type-graphql` knows it by the object returned.
 * `meanings` describes the values whose names do not explain themselves.
 */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: readonly T[],
  meanings?: { readonly [value in T]?: string },
): Readonly<Record<T, T>> {
  const type = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
  const valuesConfig = Object.fromEntries(
    values.map((value) => [value, { description: meanings?.[value] }]),
  ) as Record<T, { description?: string }>;
  registerEnumType(type, { name, description, valuesConfig });
  return type;
}

type ValuesConfig = Record<string, { description?: string | undefined }>;

/** type-graphql reads the descriptions of an open enum when it builds the schema. */
const configs = new WeakMap<object, ValuesConfig>();

/** An enum whose values the features declare: `fillEnum` gives them when the schema is built. */
export function openEnum(name: string, description: string): Record<string, string> {
  const type: Record<string, string> = {};
  const valuesConfig: ValuesConfig = {};
  registerEnumType(type, { name, description, valuesConfig });
  configs.set(type, valuesConfig);
  return type;
}

/** Adds values with their descriptions; a value whose name explains itself has none. */
export function fillEnum(
  type: Record<string, string>,
  values: readonly (readonly [value: string, description: string | undefined])[],
): void {
  for (const [value, description] of values) {
    type[value] = value;
    configs.get(type)![value] = { description };
  }
}
