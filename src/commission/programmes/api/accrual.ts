// One line of a programme's statement: what one order, refund or publication accrued.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import type { AccrualView } from "../store/read-programme-statement.ts";

const CAUSES = ["PROGRAMME", "SETTLEMENT", "REFUND"] as const;
const AccrualCauseEnum = enumOf("AccrualCause", "What changed a programme's bonus.", CAUSES);

@ObjectType({ description: "What one order, refund or publication brought a supplier, or took." })
export class Accrual {
  readonly view: AccrualView;

  @Field(() => BigInteger, { description: "The sequence number of its transaction." })
  readonly seq: number;

  @Field(() => AccrualCauseEnum)
  readonly cause: AccrualView["kind"];

  @Field(() => String, { description: "The order's, refund's or programme's." })
  readonly ref: string;

  @Field(() => DateTime)
  readonly occurredAt: number;

  constructor(view: AccrualView) {
    this.view = view;
    this.seq = view.seq;
    this.cause = view.kind;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
  }
}

export const AccrualConnection = connectionOf<Accrual>("Accrual", () => Accrual);

@Resolver(() => Accrual)
export class AccrualFields {
  @FieldResolver(() => Supplier)
  async supplier(@Root() { view }: Accrual, @Ctx() { loaders }: Context): Promise<Supplier> {
    return new Supplier((await loaders.suppliers.load(view.supplierId))!);
  }

  @FieldResolver(() => Money)
  amount(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, { description: "How much of it came of a band that was crossed." })
  trueUp(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.trueUpMinor);
  }

  @FieldResolver(() => Money, { description: "The programme's volume with it." })
  volume(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, { description: "The supplier's bonus with it." })
  accrued(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.accruedMinor);
  }
}
