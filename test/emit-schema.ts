// Writes schema/schema.graphql from the compiled resolvers: tsc && node dist/test/emit-schema.js.
import { writeFile } from "node:fs/promises";
import { printSchema } from "graphql";
import { buildSchema } from "../src/graphql/schema.ts";

await writeFile("schema/schema.graphql", `${printSchema(buildSchema())}\n`);
