// How a payout goes on once it was asked for: approved, then paid, failed or called off; each once.
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
import { isWithheld } from "../../../network/store/withhold.ts";
import { type Payee, paidLegs, payoutAccounts, returnLegs } from "../engine/payout.ts";
import { getPayout, type PayoutRow, storeStep } from "./payout-row.ts";
import { type PayoutStatus, STEPS } from "./payout-status.ts";
import { fixTax } from "./payout-tax.ts";

/** What became of a payout, and whether it had before. */
export interface Stepped {
  readonly payout: PayoutRow;
  readonly repeated: boolean;
}

/** A step of one payout, as it was asked for. */
interface Asked {
  readonly status: "APPROVED" | "CONFIRMED" | "FAILED" | "CANCELLED";
  readonly occurredAt: number;
  readonly reference?: string;
  readonly reason?: string;
  /** What is agreed to be withheld, where that was said. */
  readonly taxMinor?: bigint | undefined;
  /** As the request said it; a clock's time is no part of it. */
  readonly saidAt?: string;
  /** Throws where it may not be; what the statuses say is seen to. */
  check?(payout: PayoutRow, tx: Tx): void | Promise<void>;
  /** Keeps what else there is to a step, under its sequence number; throws where it may not be. */
  keep?(tx: Tx, payout: PayoutRow, seq: number): Promise<PayoutRow>;
}

/**
 * Approves a payout that was requested, and fixes its tax. Throws `FORBIDDEN` for who asked for it,
 * in whatever role; `INVALID` where fee and tax leave nothing, or where the tax is not what `tax`
 * agrees to. Of this and every other step: the same again does nothing; `NOT_FOUND`, `INVALID` for a
 * payout that has gone another way, `CONFLICT` for the same step with other content.
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
    const requested = (await findTransactions(tx, "PAYOUT_REQUEST", [ref])).get(ref)!;
    const sub = actorOf(requested.cause)?.sub;
    if (sub === undefined || sub !== network.actor?.sub) return;
    throw new Refusal("FORBIDDEN", `ref: "${ref}" needs a second person's approval`, "ref");
  };
  const keep = async (tx: Tx, payout: PayoutRow, seq: number) => {
    const fixed = await fixTax(network, tx, payout, seq, at);
    if (taxMinor === undefined || fixed.taxMinor === taxMinor) return fixed;
    const [is, not] = [fixed.taxMinor!, taxMinor].map((minor) => formatAmount(minor, scale));
    throw new Refusal("INVALID", `tax: ${is} would be withheld, not ${not}`, "tax");
  };
  return takeStep(network, ref, { status: "APPROVED", occurredAt: at, taxMinor, check, keep });
}

/** The bank has paid: what was held leaves custody, less the fee and the tax. */
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
  return takeStep(network, ref, { status: "CONFIRMED", occurredAt, ...said });
}

/** The bank has not paid: what was held is there again, less what pays a debt. */
export async function failPayout(
  network: Network,
  ref: string,
  reason: string,
  at: number,
): Promise<Stepped> {
  const why = parseReason(reason, "reason");
  return takeStep(network, ref, { status: "FAILED", occurredAt: at, reason: why });
}

/** Calls off a payout that was not sent; `check` throws where it is not the caller's. */
export function cancelPayout(
  network: Network,
  ref: string,
  at: number,
  check: (payout: PayoutRow) => void = () => {},
): Promise<Stepped> {
  return takeStep(network, ref, { status: "CANCELLED", occurredAt: at, check });
}

function takeStep(network: Network, ref: string, asked: Asked): Promise<Stepped> {
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
  const only = `only what is ${from.join(" or ")} becomes ${to}`;
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
