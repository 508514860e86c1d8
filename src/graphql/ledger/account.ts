// An account of the book as the API has it.
import { Field, ObjectType } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import { parseDay } from "../../kernel/time.ts";
import type { AccountKey, AccountView } from "../../ledger/read-accounts.ts";
import { connectionOf } from "../connection.ts";
import { List } from "../list.ts";
import { Money } from "../money.ts";
import { globalId, Node } from "../node.ts";

@ObjectType({ implements: Node, description: "An account of the book, in one asset." })
export class LedgerAccount implements Node {
  readonly id: string;

  @Field(() => String, { description: "Its parts separated by colons." })
  readonly name: string;

  @Field(() => Money, { description: "Debits positive, credits negative." })
  readonly balance: Money;

  constructor({ id, name, asset, balanceMinor }: AccountView) {
    this.id = globalId("LedgerAccount", id);
    this.name = name;
    this.balance = new Money(balanceMinor, asset);
  }
}

export const LedgerAccountConnection = connectionOf<LedgerAccount>(
  "LedgerAccount",
  () => LedgerAccount,
);

export function isAccountKey(key: unknown): boolean {
  return Array.isArray(key) && key.length === 2 && key.every((part) => typeof part === "string");
}

/** The day of an `on` argument; throws `INVALID` where a recorded time is asked for as well. */
export function dayOf(on: string | null, asOf: string | null): string | null {
  if (on == null) return null;
  if (asOf == null) return parseDay(on, "on");
  throw new Refusal("INVALID", "on: give either an accounting date or asOf", "on");
}

export const ACCOUNTS = new List<AccountKey>("accounts", isAccountKey);
export const BALANCES = new List<AccountKey>("balances", isAccountKey);

export function accountKey({ name, asset }: AccountView): AccountKey {
  return [name, asset.code];
}
