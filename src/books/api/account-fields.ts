// An account's balance at an instant or day, and its statement.

import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../platform/graphql/context.ts";
import { Money } from "../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../platform/graphql/scalars.ts";
import { LedgerAccount } from "./account.ts";
import { AccountStatement } from "./account-statement.ts";
import { balancesAtLoader } from "./loaders.ts";
import { AS_OF, daysOf, momentOf, ON_DAY } from "./moment.ts";

@Resolver(() => LedgerAccount)
export class LedgerAccountFields {
  @FieldResolver(() => Money, { description: "Debits are positive, credits negative." })
  async balance(
    @Root() { view }: LedgerAccount,
    @Arg("asOf", () => DateTime, AS_OF) asOf: string | null,
    @Arg("on", () => LocalDate, ON_DAY) on: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Money> {
    const { name, asset, balanceMinor } = view;
    const at = momentOf(on, asOf);
    if (at === undefined) return new Money(balanceMinor, asset);
    return new Money(
      await loaders.of(balancesAtLoader).load({ name, asset: asset.code, at }),
      asset,
    );
  }

  @FieldResolver(() => AccountStatement, {
    description: "The account statement from one accounting date to another.",
  })
  statement(
    @Root() { view }: LedgerAccount,
    @Arg("from", () => LocalDate, { description: "The first accounting date." }) from: string,
    @Arg("to", () => LocalDate, { description: "The last accounting date, included." }) to: string,
  ): AccountStatement {
    return new AccountStatement(view, daysOf(from, to));
  }
}
