// What an adjustment would post now, and whether it may: asked when it is proposed, and when approved.

import type { State } from "../../../commission/engine/state.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import type { Book } from "../../../ledger/book.ts";
import { findCoverage, owedOf } from "../../../ledger/coverage.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { isWithheld } from "../../../network/store/withhold.ts";
import {
  type Adjusted,
  adjustmentAccounts,
  adjustmentLegs,
  reversalLegs,
  standingAccounts,
} from "../engine/adjustment.ts";
import { findMisplaced, findOverdrawn } from "../engine/overdrawn.ts";
import type { AdjustmentRow } from "./adjustment-row.ts";
import { assertLeft, legsOfPosted } from "./earlier.ts";

/** An adjustment that is posted or not. */
export type Wanted = Omit<AdjustmentRow, "seq" | "status">;
type Balances = Pick<State, "asset" | "balance">;

const SUSPENSE = "assets:suspense";

/**
 * What it posts. Throws `INVALID` where it takes more from an account than there is, more out of
 * custody than is the platform's own, or more than is left of what it explains or takes back.
 */
export async function postable(
  network: Network,
  book: Book,
  tx: Tx,
  wanted: Wanted,
): Promise<Leg[]> {
  const { asset } = network.settings;
  await book.load(tx, asset.code, standingAccounts(wanted.party));
  const balances: Balances = { asset, balance: (account, code) => book.balance(code, account) };
  const { template, distributorId } = wanted;
  const withheld = distributorId !== null && (await isWithheld(tx, distributorId));
  const legs =
    template === "REVERSAL"
      ? await takenBack(book, tx, wanted)
      : await ownLegs(book, tx, balances, { ...wanted, template, isWithheld: withheld });
  assertHolds(balances, legs, wanted, withheld);
  return legs;
}

async function takenBack(book: Book, tx: Tx, { ofSeq, asset }: Wanted): Promise<Leg[]> {
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

/** What the platform takes out may leave no gap, and is not what is found and not explained yet. */
async function assertOwn(book: Book, tx: Tx, { asset, amountMinor }: Wanted): Promise<void> {
  await book.load(tx, asset.code, [SUSPENSE]);
  const coverage = await findCoverage(tx, Number.MAX_SAFE_INTEGER);
  const suspense = book.balance(asset.code, SUSPENSE);
  const found = suspense < 0n ? -suspense : 0n;
  const free = coverage.custody - owedOf(coverage) - found;
  const freeMinor = free > 0n ? free : 0n;
  if (amountMinor <= freeMinor) return;
  const [wanted, own] = [amountMinor, freeMinor].map((minor) => formatAmount(minor, asset.scale));
  const why = `${wanted} is more than what lies in custody and is owed to nobody, ${own}`;
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
    const why = `${taken} is more than what ${over.account} has, ${has}`;
    throw new Refusal("INVALID", `${field}: ${why}`, field);
  }
  if (party?.kind !== "DISTRIBUTOR") return;
  const amiss = findMisplaced(balances, legs, { code: party.code, isWithheld: withheld });
  if (amiss !== undefined) throw new Refusal("INVALID", `${field}: ${amiss}`, field);
}
