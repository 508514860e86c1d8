// What an account held at a moment, and its statement of some days.
import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../platform/graphql/context.ts";
import { Money } from "../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../platform/graphql/scalars.ts";
import { LedgerAccount } from "./account.ts";
import { AccountStatement } from "./account-statement.ts";
import { momentOf, rangeOf } from "./moment.ts";

@Resolver(() => LedgerAccount)
export class LedgerAccountFields {
  @FieldResolver(() => Money, { description: "Debits positive, credits negative." })
  async balance(
    @Root() { view }: LedgerAccount,
    @Arg("asOf", () => DateTime, { nullable: true, description: "A recorded time; default: now." })
    asOf: string | null,
    @Arg("on", () => LocalDate, {
      nullable: true,
      description: "The end of a day, by accounting date; not with asOf.",
    })
    on: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Money> {
    const { name, asset, balanceMinor } = view;
    const at = momentOf(on, asOf);
    if (at === undefined) return new Money(balanceMinor, asset);
    return new Money(await loaders.balancesAt.load({ name, asset: asset.code, at }), asset);
  }

  @FieldResolver(() => AccountStatement, {
    description: "By accounting date, from the first day to the last, both included.",
  })
  statement(
    @Root() { view }: LedgerAccount,
    @Arg("from", () => LocalDate) from: string,
    @Arg("to", () => LocalDate) to: string,
  ): AccountStatement {
    return new AccountStatement(view, rangeOf(from, to));
  }
}
