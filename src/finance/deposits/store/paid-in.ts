// Money that comes into custody: distributors' prepaid balances (预存款), and the platform's own (rules §7).
import type { Network } from "../../../database/database.ts";
import { parseCode, parseReason } from "../../../kernel/code.ts";
import { formatInstant, parseInstant } from "../../../kernel/time.ts";
import { EntryDraft } from "../../../ledger/entry-draft.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { getDistributor } from "../../../network/store/distributors.ts";
import { parsePaid } from "../../amount.ts";

/** What the platform puts into custody, as a CSV row or an input object has it. */
export interface TopUpText {
  readonly key: string;
  readonly amount: string;
  /** What the bank calls it. */
  readonly reference: string;
  readonly occurredAt: string;
}

/** What a distributor pays in ahead of its orders. */
export interface DepositText extends TopUpText {
  readonly distributor: string;
}

/** The transaction that holds what was asked, and whether it did before. */
export interface Recorded {
  readonly seq: number;
  readonly repeated: boolean;
}

/**
 * Records a deposit: orders paid by `DEPOSIT` spend it. The same again does nothing. Throws
 * `INVALID`, `OUT_OF_RANGE`, `NOT_FOUND` and `CONFLICT` with the field; `keyField` holds the key.
 */
export async function recordDeposit(
  network: Network,
  text: DepositText,
  keyField: string,
): Promise<Recorded> {
  const distributor = parseCode(text.distributor, "distributor");
  const account = `liabilities:distributor:${distributor}:deposit`;
  const key = parseCode(text.key, keyField);
  return payIn(network, { kind: "DEPOSIT", key, keyField, account, distributor }, text);
}

/** Records what the platform puts into custody of its own. The same again does nothing. */
export async function topUpCustody(
  network: Network,
  text: TopUpText,
  keyField: string,
): Promise<Recorded> {
  const key = parseCode(text.key, keyField);
  return payIn(
    network,
    { kind: "CUSTODY_TOP_UP", key, keyField, account: "equity:platform" },
    text,
  );
}

/** What is paid in: under which key, and into which account. */
interface PaidIn {
  readonly kind: "DEPOSIT" | "CUSTODY_TOP_UP";
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
    await book.load(tx, asset.code, ["assets:custody", account]);
    const draft = new EntryDraft({ asset, balance: (name) => book.balance(asset.code, name) });
    draft.add("assets:custody", amountMinor);
    draft.add(account, -amountMinor);
    const { seq } = book.append({ kind, ref: key, occurredAt, cause, legs: draft.legs });
    return { seq, repeated: false };
  });
}
