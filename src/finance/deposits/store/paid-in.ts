// Records money paid into custody: distributors' prepaid balances (预存款), and the platform's own
// money (docs/rules.md §7).

import type { Network } from "../../../database/database.ts";
import { parseCode, parseReason } from "../../../kernel/code.ts";
import { parsePaid } from "../../../kernel/money.ts";
import { formatInstant, parseInstant } from "../../../kernel/time.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { EntryDraft } from "../../../ledger/entry-draft.ts";
import type { TransactionKind } from "../../../ledger/kind.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { getDistributor } from "../../../network/index.ts";
import { CUSTODY_TOP_UP, DEPOSIT } from "../kinds.ts";

/** A payment of the platform into custody, as text from a CSV row or an input object. */
export interface TopUpText {
  readonly key: string;
  readonly amount: string;
  /** The bank's reference. */
  readonly reference: string;
  readonly occurredAt: string;
}

/** A payment of a distributor in advance of its orders. */
export interface DepositText extends TopUpText {
  readonly distributor: string;
}

/** The transaction of the request, and whether it already existed. */
export interface Recorded {
  readonly seq: number;
  readonly repeated: boolean;
}

/**
 * Records a deposit, which orders paid by `DEPOSIT` spend. Repeating the call changes nothing.
 * Throws `INVALID`, `OUT_OF_RANGE`, `NOT_FOUND` and `CONFLICT` with the field; `keyField` names the
 * key's field.
 */
export async function recordDeposit(
  network: Network,
  text: DepositText,
  keyField: string,
): Promise<Recorded> {
  const distributor = parseCode(text.distributor, "distributor");
  const account = accounts.deposit(distributor);
  const key = parseCode(text.key, keyField);
  return payIn(network, { kind: DEPOSIT, key, keyField, account, distributor }, text);
}

/** Records the platform's own money paid into custody. Repeating the call changes nothing. */
export async function topUpCustody(
  network: Network,
  text: TopUpText,
  keyField: string,
): Promise<Recorded> {
  const key = parseCode(text.key, keyField);
  return payIn(network, { kind: CUSTODY_TOP_UP, key, keyField, account: accounts.ownMoney }, text);
}

/** A payment in: its key, and the account that it credits. */
interface PaidIn {
  readonly kind: TransactionKind;
  readonly key: string;
  readonly keyField: string;
  readonly account: string;
  readonly distributor?: string;
}

function payIn(
  network: Network,
  { kind, key, keyField, account, distributor }: PaidIn,
  text: TopUpText,
): Promise<Recorded> {
  const { asset } = network.settings;
  const amountMinor = parsePaid(text.amount, asset);
  const occurredAt = parseInstant(text.occurredAt, "occurredAt");
  const reference = parseReason(text.reference, "reference");
  const said = { amount: amountMinor.toString(), reference, occurredAt: formatInstant(occurredAt) };
  const cause = JSON.stringify({ key, distributor, ...said });
  return commit(network, async (book, tx) => {
    const first = await findRepeated(tx, kind, key, cause, keyField);
    if (first !== undefined) return { seq: first, repeated: true };
    if (distributor !== undefined) await getDistributor(tx, distributor, "distributor");
    await book.load(tx, asset.code, [accounts.custody, account]);
    const draft = new EntryDraft({ asset, balance: (name) => book.balance(asset.code, name) });
    draft.add(accounts.custody, amountMinor);
    draft.add(account, -amountMinor);
    const { seq } = book.append({ kind, ref: key, occurredAt, cause, legs: draft.legs });
    return { seq, repeated: false };
  });
}
