// Names keys and indexes as PostgreSQL does by default, so that migrations and entities need not name them.
import { type NamingStrategy, UnderscoreNamingStrategy } from "@mikro-orm/core";

type Kind = Parameters<NamingStrategy["indexName"]>[2];

const SUFFIX: Partial<Record<Kind, string>> = { unique: "key", foreign: "fkey", index: "idx" };

export class PostgresNames extends UnderscoreNamingStrategy {
  override indexName(table: string, columns: string[], kind: Kind): string {
    const name = super.indexName(table, columns, kind);
    const suffix = SUFFIX[kind];
    return suffix === undefined ? name : name.slice(0, -kind.length) + suffix;
  }
}
