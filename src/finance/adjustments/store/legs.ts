// Computes the legs of an adjustment and checks them, when it is proposed and again when it is
// approved.

import type { State } from "../../../commission/engine/state.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import type { Book } from "../../../ledger/book.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { findCoverage, owedOf } from "../../../ledger/coverage.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { isWithheld } from "../../../network/index.ts";
import {
  type Adjusted,
  adjustmentAccounts,
  adjustmentLegs,
  partyAccountNames,
  reversalLegs,
} from "../engine/adjustment.ts";
import { findMisplaced, findOverdrawn } from "../engine/overdrawn.ts";
import type { AdjustmentRow } from "./adjustment-row.ts";
import { assertLeft, legsOfPosted } from "./earlier.ts";

/** An adjustment, whether posted or not. */
export type Wanted = Omit<AdjustmentRow, "seq" | "status">;
type Balances = Pick<State, "asset" | "balance">;

const SUSPENSE = accounts.suspense;

/**
 * The legs to post. Throws `INVALID` if they exceed the balance of an account, the platform's own
 * money in custody, or the rest of the adjustment that this one explains or reverses.
 */
export async function postable(
  network: Network,
  book: Book,
  tx: Tx,
  wanted: Wanted,
): Promise<Leg[]> {
  const { asset } = network.settings;
  await book.load(tx, asset.code, partyAccountNames(wanted.party));
  const balances: Balances = { asset, balance: (account, code) => book.balance(code, account) };
  const { template, distributorId } = wanted;
  const withheld = distributorId !== null && (await isWithheld(tx, distributorId));
  const legs =
    template === "REVERSAL"
      ? await reversalOf(book, tx, wanted)
      : await ownLegs(book, tx, balances, { ...wanted, template, isWithheld: withheld });
  assertHolds(balances, legs, wanted, withheld);
  return legs;
}

async function reversalOf(book: Book, tx: Tx, { ofSeq, asset }: Wanted): Promise<Leg[]> {
  const posted = await legsOfPosted(tx, ofSeq!);
  const accounts = posted.map(({ account }) => account);
  await book.load(tx, asset.code, accounts);
  return reversalLegs(posted);
}

async function ownLegs(
  book: Book,
  tx: Tx,
  balances: Balances,
  wanted: Wanted & Pick<Adjusted, "template" | "isWithheld">,
): Promise<Leg[]> {
  const { template, party, asset, amountMinor, ofSeq } = wanted;
  if (ofSeq !== null) await assertLeft(tx, ofSeq, template, amountMinor);
  await book.load(tx, asset.code, adjustmentAccounts(template, party));
  if (template === "CUSTODY_WITHDRAWN") await assertOwn(book, tx, wanted);
  return adjustmentLegs(balances, { ...wanted, asset: asset.code });
}

/** The platform may withdraw only its own money: no coverage gap, and no unexplained money. */
async function assertOwn(book: Book, tx: Tx, { asset, amountMinor }: Wanted): Promise<void> {
  await book.load(tx, asset.code, [SUSPENSE]);
  const coverage = await findCoverage(tx, Number.MAX_SAFE_INTEGER);
  const suspense = book.balance(asset.code, SUSPENSE);
  const found = suspense < 0n ? -suspense : 0n;
  const free = coverage.custody - owedOf(coverage) - found;
  const freeMinor = free > 0n ? free : 0n;
  if (amountMinor <= freeMinor) return;
  const [wanted, own] = [amountMinor, freeMinor].map((minor) => formatAmount(minor, asset.scale));
  const why = `${wanted} is more than the platform's own money in custody, ${own}`;
  throw new Refusal("INVALID", `amount: ${why}`, "amount");
}

function assertHolds(
  balances: Balances,
  legs: readonly Leg[],
  { template, party, asset }: Wanted,
  withheld: boolean,
): void {
  const field = template === "REVERSAL" ? "of" : "amount";
  const over = findOverdrawn(balances, legs);
  if (over !== undefined) {
    const { takenMinor, hasMinor } = over;
    const [taken, has] = [takenMinor, hasMinor].map((minor) => formatAmount(minor, asset.scale));
    const why = `${taken} is more than the balance of ${over.account}, ${has}`;
    throw new Refusal("INVALID", `${field}: ${why}`, field);
  }
  if (party?.kind !== "DISTRIBUTOR") return;
  const amiss = findMisplaced(balances, legs, { code: party.code, isWithheld: withheld });
  if (amiss !== undefined) throw new Refusal("INVALID", `${field}: ${amiss}`, field);
}
