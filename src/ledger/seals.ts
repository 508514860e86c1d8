// Reads the chain of seals: the one from which a part of the book is verified, and those behind it.
import { sql } from "kysely";
import { fetchPages } from "../database/cursor.ts";
import type { Tx } from "../database/database.ts";
import { Refusal } from "../kernel/errors.ts";
import { GENESIS, sealHash } from "./chain.ts";
import { after } from "./since.ts";

/** Seals of one page. */
const PAGE = 5_000;

export interface Seal {
  readonly first: number;
  readonly last: number;
  readonly recordedAt: number;
  readonly hash: string;
}

/** Where a verification begins: behind a seal, and the last transaction that it covers. */
export interface SealedAt extends Seal {
  readonly transactionHash: string;
}

/** Before the first transaction. */
export const BEGINNING: SealedAt = {
  first: 0,
  last: 0,
  recordedAt: 0,
  hash: GENESIS,
  transactionHash: GENESIS,
};

/** A seal as people have it: its last sequence number, and its hash if they wrote that down. */
export interface NamedSeal {
  readonly last: number;
  readonly hash: string | undefined;
}

const NAMED = /^(\d{1,15})(?::([0-9a-f]{64}))?$/;

/** Reads `SEQ:HASH`, or `SEQ` alone. */
export function parseSeal(text: string): NamedSeal {
  const [, last, hash] = NAMED.exec(text) ?? [];
  if (last !== undefined) return { last: Number(last), hash };
  const allowed = "it is SEQ:HASH as `verify` prints it, or SEQ alone";
  throw new Refusal("INVALID", `${JSON.stringify(text)} is no seal; ${allowed}`, "since");
}

/** A seal as `verify` prints it, and `parseSeal` reads it. */
export function sealText({ last, hash }: Seal): string {
  return `${last}:${hash}`;
}

/** The seal, if it is what is stored, and what its last transaction and the seal before make it. */
export async function getSealedAt(tx: Tx, { last, hash }: NamedSeal): Promise<SealedAt> {
  const stored = last === 0 ? BEGINNING : await findSealedAt(tx, last);
  if (stored === undefined) throw await notFound(tx, last);
  if (hash !== undefined && hash !== stored.hash) {
    const is = `the seal of transaction ${last} is ${stored.hash}, and not ${hash}`;
    throw new Refusal("INVALID", `${is}: this is not the book that was sealed so`, "since");
  }
  return stored;
}

interface SealRow extends Record<"first" | "last" | "at" | "hash", string> {}

const SEAL = sql`first_seq as first, last_seq as last, extract(epoch from recorded_at) * 1000 as at,
                 encode(hash, 'hex') as hash`;

function sealOf({ first, last, at, hash }: SealRow): Seal {
  return { first: Number(first), last: Number(last), recordedAt: Number(at), hash };
}

async function findSealedAt(tx: Tx, last: number): Promise<SealedAt | undefined> {
  const { rows } = await sql<SealRow & Record<"before" | "transaction", string | null>>`
    select ${SEAL},
           (select encode(b.hash, 'hex') from seal b where b.last_seq < s.last_seq
             order by b.last_seq desc limit 1) as before,
           (select encode(t.hash, 'hex') from ledger_transaction t
             where t.seq = s.last_seq) as transaction
      from seal s where last_seq = ${last}`.execute(tx.db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const [seal, transactionHash] = [sealOf(row), row.transaction ?? ""];
  const { first, recordedAt } = seal;
  const hash = sealHash(row.before ?? GENESIS, first, last, recordedAt, transactionHash);
  if (hash === seal.hash) return { ...seal, transactionHash };
  const is = `the seal of transaction ${last} is ${seal.hash} and should be ${hash}`;
  throw new Refusal("INVALID", `${is}; run \`verify\` without --since`, "since");
}

async function notFound(tx: Tx, last: number): Promise<Refusal> {
  const { rows } = await sql<Record<"before" | "next", string | null>>`
    select (select max(last_seq) from seal where last_seq < ${last}) as before,
           (select min(last_seq) from seal where last_seq > ${last}) as next`.execute(tx.db);
  const { before, next } = rows[0]!;
  const near = next === null ? `the last one is of ${before ?? 0}` : `the next one is of ${next}`;
  const message = `no seal is of transaction ${last}; ${near}`;
  return new Refusal("NOT_FOUND", message, "since");
}

/** The seals behind one, in order. */
export async function* readSeals(tx: Tx, since: number): AsyncGenerator<Seal> {
  const query = sql`select ${SEAL} from seal where ${after(sql`last_seq`, since)} order by last_seq`;
  for await (const rows of fetchPages<SealRow>(tx, "seals", query, PAGE))
    for (const row of rows) yield sealOf(row);
}
