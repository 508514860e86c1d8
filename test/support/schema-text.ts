// The schema as it is committed: sorted, so that it does not depend on the order of imports.
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";

export function schemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
