// Writes schema/schema.graphql from the compiled resolvers: tsc && node dist/test/emit-schema.js.
import { writeFile } from "node:fs/promises";
import { buildSchema } from "../src/platform/graphql/schema.ts";
import { schemaText } from "./support/schema-text.ts";

await writeFile("schema/schema.graphql", schemaText(buildSchema()));
