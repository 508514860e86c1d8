// The chart of accounts in queries: names made, matched and taken apart by the same patterns.
import { type RawBuilder, sql } from "kysely";
import { texts } from "../database/unnest.ts";
import { nameOfOwner } from "./chart/builders.ts";
import { PATTERNS } from "./chart/chart.ts";
import {
  type AccountOwner,
  type AccountPattern,
  partsOf,
  placeholderOf,
  textsAround,
} from "./chart/pattern.ts";

type Text = RawBuilder<unknown>;

/** The name of an account whose codes, in their order, are expressions of the query. */
export function nameSql(pattern: AccountPattern, ...codes: readonly Text[]): Text {
  const around = textsAround(pattern).map((text) => (text === "" ? [] : [sql.lit(text)]));
  const [first = [], ...others] = around;
  const parts = [...first, ...others.flatMap((text, index) => [codes[index]!, ...text])];
  return parts.length === 1 ? parts[0]! : sql`(${sql.join(parts, sql` || `)})`;
}

/** Whether a name in the query is that of an account of one of the patterns. */
export function fitsSql(name: Text, patterns: readonly AccountPattern[]): RawBuilder<boolean> {
  const names = patterns.map((pattern) => textsAround(pattern).join("[^:]+"));
  return sql`${name} ~ ${`^(${names.join("|")})$`}`;
}

/** The owner's code in a name in the query that fits the pattern. */
export function codeSql(name: Text, { name: form, owner }: AccountPattern): Text {
  const index = partsOf(form).findIndex((part) => placeholderOf(part) === owner.toLowerCase());
  return sql`split_part(${name}, ':', ${sql.lit(index + 1)})`;
}

/** Whether a name in the query is that of an account of this owner. */
export function ownedBySql(name: Text, owner: AccountOwner, code: string): RawBuilder<boolean> {
  const own = PATTERNS.filter((pattern) => pattern.owner === owner);
  const single = own.filter((pattern) => textsAround(pattern).length === 2);
  const names = single.map((pattern) => nameOfOwner(pattern, code));
  const others = own
    .filter((pattern) => !single.includes(pattern))
    .map((one) => sql`(${fitsSql(name, [one])} and ${codeSql(name, one)} = ${code})`);
  const conditions = [sql`${name} = any(${texts(names)}::text[])`, ...others];
  return sql`(${sql.join(conditions, sql` or `)})`;
}
