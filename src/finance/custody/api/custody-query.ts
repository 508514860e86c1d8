// Custody coverage as the API has it: whether what lies in custody covers what is owed.
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
import { parseInstant } from "../../../kernel/time.ts";
import { gapOf, owedOf, positionOf } from "../../../ledger/coverage.ts";
import { pageOwed } from "../../../ledger/read-accounts.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { type CustodyView, readCustody } from "../store/custody.ts";

@ObjectType({ description: "Whose money lies in custody." })
class Owed {
  @Field(() => Money)
  readonly suppliers!: Money;

  @Field(() => Money, { description: "Available, pending, withheld, held and prepaid." })
  readonly distributors!: Money;

  @Field(() => Money)
  readonly buyers!: Money;

  @Field(() => Money, { description: "Fees of payment channels." })
  readonly channel!: Money;

  @Field(() => Money, { description: "Tax withheld." })
  readonly tax!: Money;

  @Field(() => Money)
  readonly total!: Money;
}

@ObjectType({ description: "An account of somebody whose money lies in custody." })
class CustodyHolder {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, { description: "What is owed to it." })
  readonly amount!: Money;
}

const CustodyHolderConnection = connectionOf<CustodyHolder>("CustodyHolder", () => CustodyHolder);

@ObjectType({ description: "What lies in custody, and what is owed, in the settlement asset." })
export class Custody {
  readonly view: CustodyView;

  @Field(() => DateTime, { description: "What was recorded up to here is in it." })
  readonly asOf: number;

  @Field(() => BigInteger, { description: "The last transaction that is in it; 0: none." })
  readonly seq: number;

  constructor(view: CustodyView) {
    this.view = view;
    this.asOf = view.asOf;
    this.seq = view.seq;
  }
}

@Resolver(() => Custody)
export class CustodyFields {
  @FieldResolver(() => Money, { description: "Money at the custody bank." })
  custody(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, view.coverage.custody);
  }

  @FieldResolver(() => Owed)
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
    description: "Whose money it is, account by account, by name; it sums to `owed { total }`.",
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

  @FieldResolver(() => Money, { description: "Owed by distributors and suppliers." })
  receivables(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, view.coverage.receivables);
  }

  @FieldResolver(() => Money, { description: "What custody lacks of what is owed." })
  gap(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, gapOf(view.coverage));
  }

  @FieldResolver(() => Money, {
    description: "The platform's own: custody and receivables less what is owed.",
  })
  position(@Root() { view }: Custody, @Ctx() context: Context): Money {
    return settlementMoney(context, positionOf(view.coverage));
  }
}

@Resolver()
export class CustodyQuery {
  @Access(...STAFF)
  @Query(() => Custody, { description: "Whether custody covers what is owed." })
  async custody(
    @Arg("asOf", () => DateTime, { nullable: true, description: "A recorded time; default: now." })
    asOf: string | null,
    @Ctx() { network }: Context,
  ): Promise<Custody> {
    const instant = asOf == null ? undefined : parseInstant(asOf, "asOf");
    return new Custody(await readCustody(network, instant));
  }
}
