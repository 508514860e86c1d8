// Writes schema/schema.graphql and schema/access.txt from the compiled resolvers: tsc && node dist/test/emit-schema.js.
import { writeFile } from "node:fs/promises";
import { features } from "../src/features.ts";
import { loadApi } from "../src/platform/load-api.ts";
import { accessText } from "./support/access.ts";
import { schemaText } from "./support/schema-text.ts";

const { schema } = (await loadApi(features)).api;
await writeFile("schema/schema.graphql", schemaText(schema));
await writeFile("schema/access.txt", accessText(schema));
