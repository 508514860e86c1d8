// Closing a period of a volume programme: what has accrued becomes payable or receivable (rules §5).
import { sql } from "kysely";
import { findProgrammes } from "../catalog/programmes.ts";
import type { Network, Tx } from "../database/database.ts";
import { accrualAccounts, postOwed, standingOf, volumeOf } from "../engine/accrual.ts";
import { EntryDraft, supplierStanding } from "../engine/entry.ts";
import { formatPeriod, nextPeriod, parsePeriod } from "../engine/period.ts";
import { type Programme, ruler, shortfall } from "../engine/programme.ts";
import { allocate } from "../kernel/allocate.ts";
import { Refusal } from "../kernel/errors.ts";
import { formatInstant } from "../kernel/time.ts";
import { commit } from "../ledger/post.ts";
import { findTransactions } from "../ledger/transactions.ts";
import { loadSuppliers } from "./load-goods.ts";

/** What a close came to for one supplier, as the `lines` column keeps it; minor units, as text. */
export interface CloseLineRecord {
  readonly supplier: string;
  readonly volume: string;
  readonly bonus: string;
  /** What the committing side owes for it. */
  readonly shortfall: string;
}

/** A period that is closed, by its first day, and the transaction that closed it. */
export interface Closed {
  readonly seq: number;
  readonly period: string;
}

/** The close of a period, in minor units. */
interface Closing {
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
  readonly shortfallMinor: bigint;
  readonly lines: readonly CloseLineRecord[];
}

/**
 * Closes a period, written `2026-01`, `2026-Q1` or `2026`, with the first instant after it as its
 * time; what changes its volume later is posted at once. Doing it again does nothing. Throws `NOT_FOUND`, and `INVALID` before the period has ended (`at`).
 */
export async function closeProgramme(
  network: Network,
  code: string,
  text: string,
  at: number,
): Promise<Closed> {
  return commit(network, async (book, tx) => {
    const { zone, asset } = network.settings;
    const { programme, period } = await find(tx, network, code, text);
    const name = formatPeriod(programme.period, period);
    const ref = `${code} ${name}`;
    const first = (await findTransactions(tx, "PROGRAMME_CLOSE", [ref])).get(ref);
    if (first !== undefined) return { seq: first.seq, period };
    const ends = zone.startOfDay(nextPeriod(programme.period, period));
    if (at < ends) {
      throw new Refusal("INVALID", `period: ${name} ends at ${formatInstant(ends)}`, "period");
    }
    await book.load(tx, asset.code, accountsOf(programme));
    const draft = new EntryDraft({
      asset,
      balance: (account) => book.balance(asset.code, account),
    });
    const closing = await close(tx, draft, programme, period);
    const cause = JSON.stringify({ programme: code, period: name });
    const entry = { kind: "PROGRAMME_CLOSE", ref, occurredAt: ends, cause } as const;
    const { seq } = book.append({ ...entry, legs: draft.legs });
    await insert(tx, seq, programme, period, closing);
    return { seq, period };
  });
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
    throw new Refusal("NOT_FOUND", `programme: no programme ${shown}`, "programme");
  }
  const period = parsePeriod(latest.period, text, "period");
  const programme = ruler(versions, period);
  if (programme !== undefined) return { programme, period };
  throw new Refusal("NOT_FOUND", `period: "${code}" is not in force in ${text}`, "period");
}

function accountsOf(programme: Programme): string[] {
  const results = ["expenses:rebate", "income:rebate"];
  return programme.suppliers.flatMap((code) => {
    const { payable, receivable } = supplierStanding(code);
    return [accrualAccounts(programme, code).accrued, payable, receivable, ...results];
  });
}

async function close(
  tx: Tx,
  draft: EntryDraft,
  programme: Programme,
  period: string,
): Promise<Closing> {
  const found = await loadSuppliers(tx, programme.suppliers);
  const byCode = new Map(found.map((supplier) => [supplier.code, supplier]));
  const volumes = programme.suppliers.map((code) => volumeOf(programme, byCode.get(code)!, period));
  const { volumeMinor, parts } = standingOf(programme, volumes);
  const shortfallMinor = shortfall(programme, volumeMinor);
  const missing = shareShortfall(shortfallMinor, volumes);
  for (const [index, supplier] of programme.suppliers.entries()) {
    postClose(draft, programme, supplier, parts[index]!, missing[index]!);
  }
  const lines = programme.suppliers.map((supplier, index) => ({
    supplier,
    volume: volumes[index]!.toString(),
    bonus: parts[index]!.toString(),
    shortfall: missing[index]!.toString(),
  }));
  const bonusMinor = parts.reduce((sum, part) => sum + part, 0n);
  return { volumeMinor, bonusMinor, shortfallMinor, lines };
}

// By the members' volumes, or evenly where nobody has sold anything.
function shareShortfall(shortfallMinor: bigint, volumes: readonly bigint[]): bigint[] {
  const weights = volumes.map((volume) => (volume < 0n ? 0n : volume));
  const none = weights.every((weight) => weight === 0n);
  return allocate(shortfallMinor, none ? weights.map(() => 1n) : weights);
}

function postClose(
  draft: EntryDraft,
  programme: Programme,
  supplier: string,
  bonusMinor: bigint,
  missingMinor: bigint,
): void {
  const { accrued } = accrualAccounts(programme, supplier);
  draft.add(accrued, programme.payer === "PLATFORM" ? bonusMinor : -bonusMinor);
  postOwed(draft, programme, supplier, bonusMinor);
  const payer = programme.commitment?.committedBy ?? "PLATFORM";
  if (payer === "PLATFORM") draft.add("expenses:rebate", missingMinor);
  else draft.add("income:rebate", -missingMinor);
  postOwed(draft, { payer }, supplier, missingMinor);
}

async function insert(
  tx: Tx,
  seq: number,
  { id, code }: Programme,
  period: string,
  { volumeMinor, bonusMinor, shortfallMinor, lines }: Closing,
): Promise<void> {
  await sql`insert into programme_close
      (seq, programme_id, code, period, volume, bonus, shortfall, lines)
    values (${seq}, ${id}, ${code}, ${period}, ${volumeMinor}, ${bonusMinor}, ${shortfallMinor},
            ${JSON.stringify(lines)}::json)`.execute(tx.db);
}
