// Reads the tables of a freshly migrated network from PostgreSQL's catalogue.
import type { Pool } from "pg";
import { Database } from "../../src/database/database.ts";
import { createNetwork } from "../../src/database/networks.ts";
import { features } from "../../src/features.ts";
import { tablesOf } from "../../src/platform/app.ts";
import { createDatabase } from "./server.ts";

export interface Column {
  readonly name: string;
  /** As PostgreSQL writes it, such as `timestamp(3) with time zone`. */
  readonly type: string;
  /** The same without a length or precision. */
  readonly base: string;
  readonly required: boolean;
  /** Its default, as an expression. */
  readonly preset: string | null;
  /** What it means, as a migration describes it. */
  readonly comment: string | null;
}

export interface Table {
  readonly name: string;
  /** What it means, as a migration describes it. */
  readonly comment: string | null;
  readonly columns: readonly Column[];
  /** Keys and checks by name; `not null` is said by the columns. */
  readonly constraints: readonly string[];
  /** Indexes that no key brings along, by name. */
  readonly indexes: readonly string[];
  /** By name; those that fire always do so under replication's role too. */
  readonly triggers: readonly string[];
}

/** The migrator keeps this table itself. */
const FOREIGN = "mikro_orm_migrations";

const TABLES = `
  select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    (select json_agg(json_build_object(
              'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
              'base', format_type(a.atttypid, null), 'required', a.attnotnull,
              'preset', pg_get_expr(d.adbin, d.adrelid),
              'comment', col_description(c.oid, a.attnum)) order by a.attnum)
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    array(select conname || ' ' || pg_get_constraintdef(oid, true) from pg_constraint
           where conrelid = c.oid and contype not in ('n', 't') order by conname) as constraints,
    array(select pg_get_indexdef(indexrelid) from pg_index i
           where indrelid = c.oid and not exists (
             select from pg_constraint where conindid = i.indexrelid and conrelid = c.oid)
           order by indexrelid::regclass::text) as indexes,
    array(select pg_get_triggerdef(oid, true) || case tgenabled when 'A'
                   then format(E';\\nalter table %I enable always trigger %I', c.relname, tgname) else '' end
            from pg_trigger where tgrelid = c.oid and not tgisinternal order by tgname) as triggers
    from pg_class c
   where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and c.relname <> '${FOREIGN}'
   order by c.relname collate "C"`;

/** The tables that the migrations of all features make, by name. */
export async function migratedTables(serverUrl: string): Promise<Table[]> {
  const scratch = await createDatabase(serverUrl);
  const database = await Database.open({ url: scratch.url, ...tablesOf(features) });
  try {
    await createNetwork(database, { name: "tables" });
    const { schema } = await database.network("tables");
    return await readTables(await database.pool(), schema);
  } finally {
    await database.close();
    await scratch.drop();
  }
}

async function readTables(pool: Pool, schema: string): Promise<Table[]> {
  const { rows } = await pool.query<Table>(TABLES, [schema]);
  const plain = (text: string) => text.replaceAll(`${schema}.`, "");
  return rows.map((table) => ({
    ...table,
    constraints: table.constraints.map(plain),
    indexes: table.indexes.map(plain),
    triggers: table.triggers.map(plain),
  }));
}
