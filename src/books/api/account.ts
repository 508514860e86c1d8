// The LedgerAccount type of the API.

import { Field, ObjectType } from "type-graphql";
import { accounts } from "../../ledger/chart/chart.ts";
import type { AccountKey, AccountView } from "../../ledger/read-accounts.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import { List } from "../../platform/graphql/list.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";

@ObjectType({ implements: Node, description: "An account of the ledger in one asset." })
export class LedgerAccount implements Node {
  readonly view: AccountView;
  readonly id: string;

  @Field(() => String, {
    description: `The account's name: parts separated by colons, such as ${accounts.supplierPayable("S001")}.`,
  })
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
