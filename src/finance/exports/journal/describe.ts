// Describes an entry in words: its counterparty and its subject.
import { remembering } from "../../../kernel/remember.ts";
import { findParty } from "../../../ledger/chart/chart.ts";
import type { Party } from "../../../ledger/chart/pattern.ts";
import type { JournalEntry, JournalPosting } from "./read-journal.ts";

/** The owner of an account; undefined for the platform's own accounts. */
export const partyOf: (account: string) => Party | undefined = remembering(findParty);

/**
 * The owner's code of a posting's account; for the platform's own accounts the order's buyer or
 * seller.
 */
export function counterpartyOf({ request }: JournalEntry, { account }: JournalPosting): string {
  return partyOf(account)?.code ?? textOf(request.buyer) ?? textOf(request.seller) ?? "";
}

/**
 * The kind, with the product of an order, the order of a refund, and the reason if there is one.
 */
export function memoOf({ kind, request }: Pick<JournalEntry, "kind" | "request">): string {
  const { product, quantity, orderRef, reason, acknowledge } = request;
  const parts = [
    kind,
    textOf(product) && `${textOf(product)} × ${textOf(quantity)}`,
    textOf(orderRef) && `of ${textOf(orderRef)}`,
    textOf(reason) ?? textOf(acknowledge),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** A text on one line, without control characters. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
