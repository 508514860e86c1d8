// Finds row types that repeat columns by hand: a query names them by the generated types of the tables.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The types of a table's columns, by the columns' names. */
type Columns = ReadonlyMap<string, string>;

const TABLE = /^ {2}readonly (\w+): \{\n([\s\S]*?)^ {2}\};/gm;
const COLUMN = /^ {4}readonly (\w+): (.+);/gm;
const QUERY = /\b(?:sql|fetchPages|query)(?=<)/g;
const QUERIED = /\b(?:from|join)\s+(\w+)/gi;
/** What is in parentheses yields columns only after `from`, `join` or `lateral`. */
const SCALAR = /(?<!\b(?:from|join|lateral)\s*)\([^()]*\)/gi;
const MEMBER = /(\w+): ([\w[\]| ]+?)(?= ?[;}])/g;

/** The tables that src/database/tables.ts describes. */
export function generatedTables(text: string): Map<string, Columns> {
  const columns = (body: string) =>
    new Map([...body.matchAll(COLUMN)].map(([, name = "", type = ""]) => [name, type]));
  return new Map(
    [...text.matchAll(TABLE)].map(([, name = "", body = ""]) => [name, columns(body)]),
  );
}

/** One line for each column that the row type of a query repeats with its type. */
export function repeatedColumns(
  root: string,
  files: Iterable<string>,
  tables: ReadonlyMap<string, Columns>,
): string[] {
  return [...files].flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(QUERY)].flatMap((match) => {
      const start = match.index + match[0].length;
      const type = typeAt(text, start);
      const query = match[0] === "fetchPages" ? text : queryAfter(text, start + type.length);
      const line = text.slice(0, start).split("\n").length;
      return repeatedIn(expanded(type, text), query, tables).map(
        (column) => `${file}:${line} repeats ${column}`,
      );
    });
  });
}

function repeatedIn(type: string, query: string, tables: ReadonlyMap<string, Columns>): string[] {
  const queried = new Set([...rowsOf(query).matchAll(QUERIED)].map(([, table = ""]) => table));
  const members = [...type.matchAll(MEMBER)];
  return [...queried].flatMap((table) =>
    members
      .filter(
        ([, name = "", type = ""]) =>
          tables.get(table)?.get(name) === type.replace("readonly ", ""),
      )
      .filter(([, name]) => !new RegExp(`\\bas "?${name}\\b`, "i").test(query))
      .map(([, name]) => `${table}.${name}`),
  );
}

/** A query without the conditions and values in parentheses: their tables are not those of its rows. */
function rowsOf(query: string): string {
  const less = query.replaceAll(SCALAR, "");
  return less === query ? query : rowsOf(less);
}

/** The type argument that opens at `start`, with its brackets. */
function typeAt(text: string, start: number): string {
  let depth = 0;
  for (let end = start; end < text.length; end += 1) {
    if (text[end] === "<") depth += 1;
    if (text[end] === ">" && text[end - 1] !== "=") depth -= 1;
    if (depth === 0) return text.slice(start, end + 1);
  }
  return "";
}

/** The query whose text starts there: up to its `.execute`, or its end as a constant or an argument. */
function queryAfter(text: string, start: number): string {
  const [query = ""] = /^[\s\S]*?(?:\.execute\b|["`],?\s*\)?;)/.exec(text.slice(start)) ?? [];
  return query;
}

/** A type with the declarations of the names in it, as far as the file has them. */
function expanded(type: string, text: string, known: readonly string[] = []): string {
  // What stands in braces are members: their types are no columns.
  const outside = type.replaceAll(/\{[^{}]*\}/g, "");
  const names = new Set([...outside.matchAll(/\b[A-Z]\w*/g)].map(([name]) => name));
  const fresh = [...names].filter((name) => !known.includes(name));
  return fresh.reduce((whole, name) => {
    const [declared] = declarationOf(name).exec(text) ?? [];
    if (declared === undefined) return whole;
    return `${whole}\n${expanded(declared, text, [...known, ...fresh])}`;
  }, type);
}

function declarationOf(name: string): RegExp {
  const members = "\\{[^{}]*\\}";
  return new RegExp(
    `\\binterface ${name}\\b[^{]*${members}|\\btype ${name}\\b(?:[^;{]|${members})*;`,
  );
}
