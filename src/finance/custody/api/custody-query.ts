// Custody coverage in the API: whether the money in custody covers the amounts owed.
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { accountKey, BALANCES } from "../../../books/api/account.ts";
import { AS_OF } from "../../../books/api/moment.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { gapOf, owedOf, positionOf } from "../../../ledger/coverage.ts";
import { pageOwed } from "../../../ledger/read-accounts.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { type CustodyView, readCustody } from "../store/custody.ts";

@ObjectType({ description: "The amounts owed to owners of money in custody, by kind of owner." })
class Owed {
  @Field(() => Money, { description: "Owed to suppliers." })
  readonly suppliers!: Money;

  @Field(() => Money, {
    description:
      "Owed to distributors: available, pending, withheld and held earnings, and deposits.",
  })
  readonly distributors!: Money;

  @Field(() => Money, { description: "Owed to buyers: cashback." })
  readonly buyers!: Money;

  @Field(() => Money, { description: "Fees owed to payment channels." })
  readonly channel!: Money;

  @Field(() => Money, { description: "Tax that was withheld from payouts and is not paid yet." })
  readonly tax!: Money;

  @Field(() => Money, { description: "The sum of all of them." })
  readonly total!: Money;
}

@ObjectType({ description: "An account with money in custody." })
class CustodyHolder {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, { description: "The amount owed to the account." })
  readonly amount!: Money;
}

const CustodyHolderConnection = connectionOf<CustodyHolder>("CustodyHolder", () => CustodyHolder);

@ObjectType({
  description:
    "The custody coverage: the money in custody and the amounts owed, in the settlement asset.",
})
export class Custody {
  readonly view: CustodyView;

  @Field(() => DateTime, { description: "Transactions recorded up to this instant are counted." })
  readonly asOf: number;

  @Field(() => BigInteger, {
    description: "The sequence number of the last transaction that is counted. 0 if there is none.",
  })
  readonly seq: number;

  constructor(view: CustodyView) {
    this.view = view;
    this.asOf = view.asOf;
    this.seq = view.seq;
  }
}

@Resolver(() => Custody)
export class CustodyFields {
  @FieldResolver(() => Money, { description: "The money at the custody bank." })
  custody(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, view.coverage.custody);
  }

  @FieldResolver(() => Owed, { description: "The amounts owed." })
  owed(@Root() { view }: Custody, @Ctx() context: Context): Owed {
    const { suppliers, distributors, buyers, channel, tax } = view.coverage;
    const money = (minor: bigint) => settlementMoney(context, minor);
    return {
      suppliers: money(suppliers),
      distributors: money(distributors),
      buyers: money(buyers),
      channel: money(channel),
      tax: money(tax),
      total: money(owedOf(view.coverage)),
    };
  }

  @FieldResolver(() => CustodyHolderConnection, {
    description:
      "The accounts that money in custody is owed to, ordered by name. Their sum is `owed { total }`.",
  })
  async holders(
    @Root() { view: { seq } }: Custody,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<CustodyHolder>> {
    const { network } = context;
    const { code } = network.settings.asset;
    const page = BALANCES.page(args);
    const rows = await network.read((tx) => pageOwed(tx, seq, code, page));
    return BALANCES.connect(rows, page, accountKey, ({ name, balanceMinor }) => ({
      account: name,
      amount: settlementMoney(context, -balanceMinor),
    }));
  }

  @FieldResolver(() => Money, {
    description: "The debts of distributors and suppliers to the platform.",
  })
  receivables(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, view.coverage.receivables);
  }

  @FieldResolver(() => Money, {
    description: "The amount by which custody is below `owed { total }`; 0 if it covers it.",
  })
  gap(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, gapOf(view.coverage));
  }

  @FieldResolver(() => Money, {
    description: "The platform's own position: custody + receivables − owed.",
  })
  position(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, positionOf(view.coverage));
  }
}

@Resolver()
export class CustodyQuery {
  @Access(...STAFF)
  @Query(() => Custody, { description: "The custody coverage. For ADMIN, FINANCE and AUDITOR." })
  async custody(
    @Arg("asOf", () => DateTime, AS_OF) asOf: string | null,
    @Ctx() { network }: Context,
  ): Promise<Custody> {
    const instant = asOf == null ? undefined : parseInstant(asOf, "asOf");
    return new Custody(await readCustody(network, instant));
  }
}
