// Looks up ledger accounts and transactions.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { accounts } from "../../ledger/chart/chart.ts";
import { pageTransactions } from "../../ledger/read.ts";
import { findAccount, pageAccounts } from "../../ledger/read-accounts.ts";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { ACCOUNTS, accountKey, LedgerAccount, LedgerAccountConnection } from "./account.ts";
import { LedgerTransaction, LedgerTransactionConnection, TRANSACTIONS } from "./transaction.ts";

@Resolver()
export class LedgerQuery {
  @Access(...STAFF)
  @Query(() => LedgerAccount, {
    nullable: true,
    description:
      "The account with this name. Null if nothing has been posted to it. For ADMIN, FINANCE and AUDITOR.",
  })
  async ledgerAccount(
    @Arg("name", () => String, { description: `The full name, such as ${accounts.custody}.` })
    name: string,
    @Arg("asset", () => String, {
      nullable: true,
      description: "The code of the asset. Default: the settlement asset.",
    })
    asset: string | null,
    @Ctx() { network }: Context,
  ): Promise<LedgerAccount | null> {
    const code = asset ?? network.settings.asset.code;
    const view = await network.lookUp((tx) => findAccount(tx, [name, code]));
    return view === undefined ? null : new LedgerAccount(view);
  }

  @Access(...STAFF)
  @Query(() => LedgerAccountConnection, {
    description: "The accounts of the ledger, ordered by name. For ADMIN, FINANCE and AUDITOR.",
  })
  async ledgerAccounts(
    @Arg("prefix", () => String, {
      defaultValue: "",
      description: "Returns only accounts whose names start with this text. Default: all accounts.",
    })
    prefix: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<LedgerAccount>> {
    const page = ACCOUNTS.page(args);
    const rows = await network.read((tx) => pageAccounts(tx, prefix, page));
    return ACCOUNTS.connect(rows, page, accountKey, (view) => new LedgerAccount(view));
  }

  @Access(...STAFF)
  @Query(() => LedgerTransactionConnection, {
    description:
      "The transactions of the ledger by sequence number, oldest first. For ADMIN, FINANCE and AUDITOR.",
  })
  async ledgerTransactions(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<LedgerTransaction>> {
    const page = TRANSACTIONS.page(args);
    const rows = await network.read((tx) => pageTransactions(tx, page));
    return TRANSACTIONS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (view) => new LedgerTransaction(view),
    );
  }
}
