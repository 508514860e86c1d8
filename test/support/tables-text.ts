// The two committed descriptions of the tables: the types of their rows, and what the database checks.
import type { Column, Table } from "./tables.ts";

/** What the driver returns for a column of each type, as the ORM configures it. */
const RETURNED: Readonly<Record<string, string>> = {
  bigint: "string",
  boolean: "boolean",
  bytea: "Buffer",
  date: "string",
  "double precision": "number",
  integer: "number",
  "integer[]": "number[]",
  json: "unknown",
  jsonb: "unknown",
  numeric: "string",
  smallint: "number",
  text: "string",
  "text[]": "string[]",
  "timestamp with time zone": "string",
  uuid: "string",
};

const HEAD = `// The rows of a network's tables as the driver returns them; \`npm run tables\` writes this file from the
// migrations. 64-bit integers, sums, days and instants come as text.

/** The columns of a table that a query selects under their own names. */
export type Row<Name extends keyof Tables, Columns extends keyof Tables[Name]> = Pick<
  Tables[Name],
  Columns
>;
`;

/** The text of src/database/tables.ts. Throws for a type that no row has had so far. */
export function rowTypes(tables: readonly Table[]): string {
  const members = tables.map(({ name, comment, columns }) => {
    const lines = columns.map(
      (one) => `${documented(one.comment, "    ")}    readonly ${one.name}: ${typeOf(one)};\n`,
    );
    return `${documented(comment, "  ")}  readonly ${name}: {\n${lines.join("")}  };\n`;
  });
  return `${HEAD}\nexport interface Tables {\n${members.join("")}}\n`;
}

/** A description as a comment: each sentence has a line. */
function documented(comment: string | null, indent: string): string {
  if (comment === null) return "";
  const sentences = comment.split(/(?<=\.) /);
  if (sentences.length === 1) return `${indent}/** ${comment} */\n`;
  return `${indent}/**\n${sentences.map((one) => `${indent} * ${one}\n`).join("")}${indent} */\n`;
}

function typeOf({ base, name, required }: Column): string {
  const type = RETURNED[base];
  if (type === undefined) throw new Error(`${name}: RETURNED has no entry for the type ${base}`);
  return required || type === "unknown" ? type : `${type} | null`;
}

/** The text of schema/tables.sql: every column, key, check, index, trigger and description. */
export function description(tables: readonly Table[]): string {
  const head =
    "-- The tables of a network as the migrations leave them; `npm run tables` writes this file.\n";
  return head + tables.map(describe).join("");
}

function describe({ name, comment, columns, constraints, indexes, triggers }: Table): string {
  const lines = [
    ...columns.map(
      (one) =>
        `${one.name} ${one.type}${one.preset === null ? "" : ` default ${one.preset}`}${one.required ? " not null" : ""}`,
    ),
    ...constraints.map((one) => `constraint ${one}`),
  ];
  const comments = [
    describing(`table ${name}`, comment),
    ...columns.map((one) => describing(`column ${name}.${one.name}`, one.comment)),
  ];
  const after = [...indexes, ...triggers, ...comments.flat()].map((one) => `${one};\n`);
  return `\ncreate table ${name} (\n  ${lines.join(",\n  ")}\n);\n${after.join("")}`;
}

function describing(what: string, comment: string | null): string[] {
  return comment === null ? [] : [`comment on ${what} is '${comment.replaceAll("'", "''")}'`];
}
