// Notes of the staff about distributors: written once, removed once, each by an entry of the ledger.
import { sql } from "kysely";
import type { Network, Tx } from "../../../../src/database/database.ts";
import { parseCode, parseReason } from "../../../../src/kernel/code.ts";
import { Refusal } from "../../../../src/kernel/errors.ts";
import { commit } from "../../../../src/ledger/post.ts";
import { findRepeated } from "../../../../src/ledger/repeat.ts";
import { getDistributor } from "../../../../src/network/index.ts";
import { NOTE_REMOVED } from "../codes.ts";
import { NOTE, NOTE_REMOVAL } from "../kinds.ts";

export interface NoteView {
  readonly ref: string;
  readonly distributor: string;
  readonly text: string;
  readonly isRemoved: boolean;
}

/** Writes a note; repeating the call changes nothing. Throws `NOT_FOUND`, `CONFLICT`. */
export async function writeNote(
  network: Network,
  note: { readonly ref: string; readonly distributor: string; readonly text: string },
  at: number,
): Promise<NoteView> {
  const ref = parseCode(note.ref, "ref");
  const text = parseReason(note.text, "text");
  return commit(network, async (book, tx) => {
    const { id, code } = await getDistributor(tx, note.distributor, "distributor");
    const cause = JSON.stringify({ distributor: code, text });
    if ((await findRepeated(tx, NOTE, ref, cause, "ref")) === undefined) {
      const { seq } = book.append({ kind: NOTE, ref, occurredAt: at, cause, legs: [] });
      await sql`insert into note (seq, ref, distributor_id, text)
        values (${seq}, ${ref}, ${id}, ${text})`.execute(tx.db);
    }
    return { ref, distributor: code, text, isRemoved: false };
  });
}

/** Removes a note. Throws `NOT_FOUND`, and `NOTE_REMOVED` for one that is removed already. */
export async function removeNote(network: Network, ref: string, at: number): Promise<NoteView> {
  return commit(network, async (book, tx) => {
    const note = (await readNotes(tx)).find((one) => one.ref === ref);
    if (note === undefined)
      throw new Refusal("NOT_FOUND", `ref: note "${ref}" does not exist`, "ref");
    if (note.isRemoved) throw new Refusal(NOTE_REMOVED, `ref: note "${ref}" is removed`, "ref");
    const entry = { kind: NOTE_REMOVAL, ref, occurredAt: at, cause: "{}", legs: [] };
    const { seq } = book.append(entry);
    await sql`update note set removed_seq = ${seq} where ref = ${ref}`.execute(tx.db);
    return { ...note, isRemoved: true };
  });
}

export async function readNotes(tx: Tx): Promise<NoteView[]> {
  const { rows } = await sql<NoteView>`
    select n.ref, d.code as distributor, n.text, n.removed_seq is not null as "isRemoved"
      from note n join distributor d on d.id = n.distributor_id order by n.seq`.execute(tx.db);
  return rows;
}
