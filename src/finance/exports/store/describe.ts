// An entry in words: with whom it was, and what it was of.
import { remembering } from "../../../kernel/remember.ts";
import type { JournalEntry, JournalLine } from "./read-journal.ts";

/** One whose account it is. */
export interface Party {
  readonly role: "distributor" | "supplier" | "buyer";
  readonly code: string;
}

/** Accounts that are of somebody: the code is its name's last part but for the kind of balance. */
const PARTY =
  /^(?:liabilities:(?=[sdb])|assets:receivable:(?=[sd]))(supplier|distributor|buyer):([^:]+)/;
const REBATE = /^(?:liabilities|assets):rebate:[^:]+:([^:]+)$/;

/** Whose account it is; undefined for one of the platform's own. */
export const partyOf: (account: string) => Party | undefined = remembering(findParty);

function findParty(account: string): Party | undefined {
  const [, role, code] = PARTY.exec(account) ?? [];
  if (role !== undefined) return { role: role as Party["role"], code: code! };
  const [, supplier] = REBATE.exec(account) ?? [];
  return supplier === undefined ? undefined : { role: "supplier", code: supplier };
}

/** The code of the one whom a line is of; for the platform's own accounts the order's buyer or seller. */
export function counterpartyOf({ request }: JournalEntry, { account }: JournalLine): string {
  return partyOf(account)?.code ?? textOf(request.buyer) ?? textOf(request.seller) ?? "";
}

/** Its kind, with the goods of an order, the order of a refund, and the reason of what has one. */
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

/** A text on one line, without what only a terminal or a parser would read. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
