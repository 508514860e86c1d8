// Takes the steps of a requested payout: approve, confirm, fail or cancel; each happens at most
// once.
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount, parseAmount } from "../../../kernel/money.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Book } from "../../../ledger/book.ts";
import { actorOf } from "../../../ledger/cause.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { isWithheld } from "../../../network/index.ts";
import { type Payee, paidLegs, payoutAccounts, returnLegs } from "../engine/payout.ts";
import { PAYOUT_REQUEST } from "../kinds.ts";
import { getPayout, type PayoutRow, storeStep } from "./payout-row.ts";
import { type PayoutStatus, STEPS } from "./payout-status.ts";
import { fixTax } from "./payout-tax.ts";

/** The payout after a step, and whether the step was already taken. */
export interface Stepped {
  readonly payout: PayoutRow;
  readonly repeated: boolean;
}

/** A requested step of one payout. */
interface Asked {
  readonly status: "APPROVED" | "CONFIRMED" | "FAILED" | "CANCELLED";
  readonly occurredAt: number;
  readonly reference?: string;
  readonly reason?: string;
  /** The tax that the approver expects, if given. */
  readonly taxMinor?: bigint | undefined;
  /** The time given in the request; a time taken from the clock is not part of the cause. */
  readonly saidAt?: string;
  /** Throws if the step is not allowed; the status is checked separately. */
  check?(payout: PayoutRow, tx: Tx): void | Promise<void>;
  /**
   * Stores further facts of the step under its sequence number; throws if the step is not allowed.
   */
  keep?(tx: Tx, payout: PayoutRow, seq: number): Promise<PayoutRow>;
}

/**
 * Approves a requested payout, and fixes its tax. Throws `FORBIDDEN` for the requester, in any
 * role; `INVALID` if fee and tax leave nothing, or if the tax differs from `tax`. For this and
 * every other step: repeating the call changes nothing; throws `NOT_FOUND`, `INVALID` if the
 * payout's status does not allow the step, `CONFLICT` for the same step with other content.
 */
export async function approvePayout(
  network: Network,
  ref: string,
  at: number,
  tax?: string | null,
): Promise<Stepped> {
  const { scale } = network.settings.asset;
  const taxMinor = tax == null ? undefined : parseAmount(tax, scale, "tax");
  const check = async (_: PayoutRow, tx: Tx) => {
    const requested = (await findTransactions(tx, PAYOUT_REQUEST, [ref])).get(ref)!;
    const sub = actorOf(requested.cause)?.sub;
    if (sub === undefined || sub !== network.actor?.sub) return;
    const why = "must be approved by a different person than the requester";
    throw new Refusal("FORBIDDEN", `ref: "${ref}" ${why}`, "ref");
  };
  const keep = async (tx: Tx, payout: PayoutRow, seq: number) => {
    const fixed = await fixTax(network, tx, payout, seq, at);
    if (taxMinor === undefined || fixed.taxMinor === taxMinor) return fixed;
    const [is, not] = [fixed.taxMinor!, taxMinor].map((minor) => formatAmount(minor, scale));
    throw new Refusal(
      "INVALID",
      `tax: ${is} would be withheld, but the request expects ${not}`,
      "tax",
    );
  };
  return recordStep(network, ref, { status: "APPROVED", occurredAt: at, taxMinor, check, keep });
}

/** Records that the bank has paid: the held amount leaves custody, less the fee and the tax. */
export async function confirmPayout(
  network: Network,
  ref: string,
  reference: string,
  occurredAt: number,
): Promise<Stepped> {
  const said = {
    reference: parseReason(reference, "reference"),
    saidAt: formatInstant(occurredAt),
  };
  return recordStep(network, ref, { status: "CONFIRMED", occurredAt, ...said });
}

/**
 * Records that the bank has not paid: the held amount is available again, less the part that pays a
 * debt.
 */
export async function failPayout(
  network: Network,
  ref: string,
  reason: string,
  at: number,
): Promise<Stepped> {
  const why = parseReason(reason, "reason");
  return recordStep(network, ref, { status: "FAILED", occurredAt: at, reason: why });
}

/** Cancels a payout that was not sent; `check` throws if it does not belong to the caller. */
export function cancelPayout(
  network: Network,
  ref: string,
  at: number,
  check: (payout: PayoutRow) => void = () => {},
): Promise<Stepped> {
  return recordStep(network, ref, { status: "CANCELLED", occurredAt: at, check });
}

function recordStep(network: Network, ref: string, asked: Asked): Promise<Stepped> {
  const { status, occurredAt, reference, reason, saidAt } = asked;
  const { kind, from } = STEPS[status];
  const tax = asked.taxMinor?.toString();
  const cause = JSON.stringify({ ref, tax, reference, reason, occurredAt: saidAt });
  return commit(network, async (book, tx) => {
    const payout = await getPayout(tx, ref);
    await asked.check?.(payout, tx);
    if ((await findRepeated(tx, kind, ref, cause, "ref")) !== undefined) {
      return { payout, repeated: true };
    }
    assertFrom(payout, from, status);
    const legs = await legsOf(network, book, tx, payout, status);
    const { seq } = book.append({ kind, ref, occurredAt, cause, legs });
    const kept = (await asked.keep?.(tx, payout, seq)) ?? payout;
    const taxMinor = status === "CONFIRMED" ? (kept.taxMinor ?? 0n) : 0n;
    await storeStep(tx, seq, 1, kept, { status, taxMinor, reference, reason });
    return { payout: { ...kept, status }, repeated: false };
  });
}

function assertFrom(
  { ref, status }: PayoutRow,
  from: readonly PayoutStatus[],
  to: PayoutStatus,
): void {
  if (from.includes(status)) return;
  const only = `a payout must be ${from.join(" or ")} before it can be ${to}`;
  throw new Refusal("INVALID", `ref: "${ref}" is ${status}; ${only}`, "ref");
}

async function legsOf(
  network: Network,
  book: Book,
  tx: Tx,
  { payee, distributorId, amountMinor, feeMinor, taxMinor }: PayoutRow,
  status: Asked["status"],
): Promise<Leg[]> {
  if (status === "APPROVED") return [];
  const balances = await loadBalances(network, book, tx, payee);
  if (status === "CONFIRMED")
    return paidLegs(balances, payee, { amountMinor, feeMinor, taxMinor: taxMinor ?? 0n });
  const withheld = distributorId !== null && (await isWithheld(tx, distributorId));
  return returnLegs(balances, payee, amountMinor, withheld);
}

async function loadBalances({ settings: { asset } }: Network, book: Book, tx: Tx, payee: Payee) {
  await book.load(tx, asset.code, payoutAccounts(payee));
  return { asset, balance: (name: string) => book.balance(asset.code, name) };
}
