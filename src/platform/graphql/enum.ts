// Enums whose values are the constants that the rooms export, so that each is written once.
import { registerEnumType } from "type-graphql";

/** Registers an enum with the given values; `type-graphql` knows it by the object returned. */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: readonly T[],
): Readonly<Record<T, T>> {
  const type = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
  registerEnumType(type, { name, description });
  return type;
}
