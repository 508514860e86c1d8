// Closes a period of a volume programme: the accrued bonus becomes payable or receivable
// (docs/rules.md §5).

import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatPeriod, nextPeriod, parsePeriod } from "../../../kernel/period.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Book } from "../../../ledger/book.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { supplierAccounts } from "../../../ledger/entry-draft.ts";
import { commit } from "../../../ledger/post.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { accrualAccounts } from "../../engine/accrual.ts";
import { type Closing, type ClosingLine, close } from "../../engine/closing.ts";
import { type Programme, ruler } from "../../engine/programme.ts";
import { PROGRAMME_CLOSE } from "../kinds.ts";
import { loadSuppliers } from "./load-goods.ts";
import { findProgrammes } from "./programmes.ts";

/**
 * The result of a close for one supplier, as stored in the `lines` column; minor units, as text.
 */
export interface CloseLineRecord {
  readonly supplier: string;
  readonly volume: string;
  readonly bonus: string;
  /** The shortfall that the committing side owes for the supplier. */
  readonly shortfall: string;
}

/** A closed period, by its first day, and the transaction that closed it. */
export interface Closed {
  readonly seq: number;
  readonly period: string;
}

/**
 * Closes a period, written `2026-01`, `2026-Q1` or `2026`; the close occurs at the first instant
 * after the period. Later volume changes are posted at once. Repeating the call changes nothing.
 * Throws `NOT_FOUND`, and `INVALID` if the period has not ended at `at`.
 */
export async function closeProgramme(
  network: Network,
  code: string,
  text: string,
  at: number,
): Promise<Closed> {
  return commit(network, async (book, tx) => {
    const { zone } = network.settings;
    const { programme, period } = await find(tx, network, code, text);
    const name = formatPeriod(programme.period, period);
    const ref = `${code} ${name}`;
    const first = (await findTransactions(tx, PROGRAMME_CLOSE, [ref])).get(ref);
    if (first !== undefined) return { seq: first.seq, period };
    const ends = zone.startOfDay(nextPeriod(programme.period, period));
    if (at < ends) {
      throw new Refusal(
        "INVALID",
        `period: ${name} has not ended yet: it ends at ${formatInstant(ends)}`,
        "period",
      );
    }
    const closing = await workOut(network, book, tx, programme, period);
    const cause = JSON.stringify({ programme: code, period: name });
    const entry = { kind: PROGRAMME_CLOSE, ref, occurredAt: ends, cause } as const;
    const { seq } = book.append({ ...entry, legs: closing.legs });
    await insert(tx, seq, programme, period, closing);
    return { seq, period };
  });
}

async function workOut(
  network: Network,
  book: Book,
  tx: Tx,
  programme: Programme,
  period: string,
): Promise<Closing> {
  const { asset } = network.settings;
  await book.load(tx, asset.code, accountsOf(programme));
  const found = await loadSuppliers(tx, programme.suppliers);
  const suppliers = new Map(found.map((supplier) => [supplier.code, supplier]));
  const state = {
    asset,
    balance: (account: string) => book.balance(asset.code, account),
    supplier: (code: string) => suppliers.get(code)!,
  };
  return close(state, programme, period);
}

async function find(
  tx: Tx,
  network: Network,
  code: string,
  text: string,
): Promise<{ programme: Programme; period: string }> {
  const versions = (await findProgrammes(tx, network.settings.asset)).versionsOf(code);
  const latest = versions.at(-1);
  if (latest === undefined) {
    const shown = JSON.stringify(code.slice(0, 70));
    throw new Refusal("NOT_FOUND", `programme: programme ${shown} does not exist`, "programme");
  }
  const period = parsePeriod(latest.period, text, "period");
  const programme = ruler(versions, period);
  if (programme !== undefined) return { programme, period };
  throw new Refusal("NOT_FOUND", `period: "${code}" is not in force in ${text}`, "period");
}

function accountsOf(programme: Programme): string[] {
  const results = [accounts.rebateExpense, accounts.rebateIncome];
  return programme.suppliers.flatMap((code) => {
    const { payable, receivable } = supplierAccounts(code);
    return [accrualAccounts(programme, code).accrued, payable, receivable, ...results];
  });
}

async function insert(
  tx: Tx,
  seq: number,
  { id, code }: Programme,
  period: string,
  { volumeMinor, lines }: Closing,
): Promise<void> {
  const bonusMinor = lines.reduce((sum, line) => sum + line.bonusMinor, 0n);
  const shortfallMinor = lines.reduce((sum, line) => sum + line.shortfallMinor, 0n);
  await sql`insert into programme_close
      (seq, programme_id, code, period, volume, bonus, shortfall, lines)
    values (${seq}, ${id}, ${code}, ${period}, ${volumeMinor}, ${bonusMinor}, ${shortfallMinor},
            ${JSON.stringify(lines.map(recordOf))}::json)`.execute(tx.db);
}

function recordOf(line: ClosingLine): CloseLineRecord {
  return {
    supplier: line.supplier,
    volume: line.volumeMinor.toString(),
    bonus: line.bonusMinor.toString(),
    shortfall: line.shortfallMinor.toString(),
  };
}
