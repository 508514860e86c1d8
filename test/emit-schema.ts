// Writes schema/schema.graphql from the compiled resolvers: tsc && node dist/test/emit-schema.js.
import { writeFile } from "node:fs/promises";
import { features } from "../src/features.ts";
import { loadApi } from "../src/platform/load-api.ts";
import { schemaText } from "./support/schema-text.ts";

await writeFile("schema/schema.graphql", schemaText((await loadApi(features)).api.schema));
