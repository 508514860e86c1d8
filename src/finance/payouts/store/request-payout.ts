// Asking for a payout: what is to be paid is held at once, so nobody asks for it twice (rules §7).
import { sql } from "kysely";
import { inForce } from "../../../commission/engine/state.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { parseCode } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import type { Book } from "../../../ledger/book.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { parsePaid } from "../../amount.ts";
import { feeOf, holdLegs, type Payee, payable, payoutAccounts } from "../engine/payout.ts";
import { idsOf, type PayeeText, payeeOf } from "./payee.ts";
import { getPayout, type PayoutRow, storeStep } from "./payout-row.ts";
import { findTerms } from "./terms-kind.ts";

/** Who is to be paid, by one of the two codes, and how much. */
export interface PayoutText extends PayeeText {
  readonly idempotencyKey: string;
  readonly amount: string;
}

/** Those who ask for themselves: their own request is no decision of the staff's. */
const PAYEES = new Set(["DISTRIBUTOR", "SUPPLIER"]);

/**
 * Asks for a payout, with the terms in force at `at`; its key is its ref from then on. The same
 * again does nothing. Throws `INVALID` below the minimum, above what there is, or where the fee
 * takes it all; `NOT_FOUND`; `CONFLICT`.
 */
export async function requestPayout(
  network: Network,
  text: PayoutText,
  at: number,
): Promise<PayoutRow> {
  const ref = parseCode(text.idempotencyKey, "idempotencyKey");
  const payee = payeeOf(text);
  const amountMinor = parsePaid(text.amount, network.settings.asset);
  const [whose, amount] = [{ [payee.kind.toLowerCase()]: payee.code }, amountMinor.toString()];
  const cause = JSON.stringify({ idempotencyKey: ref, ...whose, amount });
  return commit(network, async (book, tx) => {
    const first = await findRepeated(tx, "PAYOUT_REQUEST", ref, cause, "idempotencyKey");
    if (first !== undefined) return getPayout(tx, ref);
    const ids = await idsOf(tx, payee);
    const feeMinor = await priceOf(network, tx, amountMinor, at);
    const legs = await hold(network, book, tx, payee, amountMinor);
    const entry = { kind: "PAYOUT_REQUEST", ref, occurredAt: at, cause, legs } as const;
    const { seq } = book.append(entry);
    const { actor } = network;
    const requestedBy = actor === undefined || PAYEES.has(actor.role) ? null : actor.sub;
    const row = { seq, ref, payee, ...ids, amountMinor, feeMinor, requestedBy } as const;
    const payout: PayoutRow = { ...row, taxMinor: null, status: "REQUESTED" };
    await insert(tx, payout);
    return payout;
  });
}

/** The fee; throws `INVALID` below the minimum, and where nothing would be left. */
async function priceOf(
  { settings: { asset } }: Network,
  tx: Tx,
  amountMinor: bigint,
  at: number,
): Promise<bigint> {
  const terms = inForce(await findTerms(tx, asset), at);
  const money = (minor: bigint) => formatAmount(minor, asset.scale);
  if (terms !== undefined && amountMinor < terms.minimumMinor) {
    const least = `the least that is paid out, ${money(terms.minimumMinor)}`;
    throw new Refusal("INVALID", `amount: ${money(amountMinor)} is below ${least}`, "amount");
  }
  const feeMinor = feeOf(terms, amountMinor);
  if (feeMinor < amountMinor) return feeMinor;
  const all = `the fee of ${money(feeMinor)} leaves nothing of ${money(amountMinor)}`;
  throw new Refusal("INVALID", `amount: ${all}`, "amount");
}

async function hold(network: Network, book: Book, tx: Tx, payee: Payee, amountMinor: bigint) {
  const { asset } = network.settings;
  await book.load(tx, asset.code, payoutAccounts(payee));
  const balances = { asset, balance: (name: string) => book.balance(asset.code, name) };
  const there = payable(balances, payee);
  if (amountMinor <= there) return holdLegs(balances, payee, amountMinor);
  const [wanted, has] = [amountMinor, there].map((minor) => formatAmount(minor, asset.scale));
  const why = `${wanted} is more than what there is to take, ${has}`;
  throw new Refusal("INVALID", `amount: ${why}`, "amount");
}

async function insert(tx: Tx, payout: PayoutRow): Promise<void> {
  const { seq, ref, distributorId, supplierId, amountMinor, feeMinor, requestedBy } = payout;
  await sql`insert into payout
      (seq, ref, distributor_id, supplier_id, amount, fee, requested_by, status)
    values (${seq}, ${ref}, ${distributorId}, ${supplierId}, ${amountMinor}, ${feeMinor},
            ${requestedBy}, ${payout.status})`.execute(tx.db);
  await storeStep(tx, seq, 1, payout, { status: payout.status });
}
