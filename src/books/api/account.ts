// An account of the book as the API has it.
import { Field, ObjectType } from "type-graphql";
import type { AccountKey, AccountView } from "../../ledger/read-accounts.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import { List } from "../../platform/graphql/list.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";

@ObjectType({ implements: Node, description: "An account of the book, in one asset." })
export class LedgerAccount implements Node {
  readonly view: AccountView;
  readonly id: string;

  @Field(() => String, { description: "Its parts separated by colons." })
  readonly name: string;

  constructor(view: AccountView) {
    this.view = view;
    this.id = globalId("LedgerAccount", view.id);
    this.name = view.name;
  }
}

export const LedgerAccountConnection = connectionOf<LedgerAccount>(
  "LedgerAccount",
  () => LedgerAccount,
);

export function isAccountKey(key: unknown): boolean {
  return Array.isArray(key) && key.length === 2 && key.every((part) => typeof part === "string");
}

export const ACCOUNTS = new List<AccountKey>("accounts", isAccountKey);
export const BALANCES = new List<AccountKey>("balances", isAccountKey);

export function accountKey({ name, asset }: AccountView): AccountKey {
  return [name, asset.code];
}
