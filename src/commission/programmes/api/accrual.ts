// One accrual of a volume programme: the change of the bonus by one order, refund or publication.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { suppliersLoader } from "../../../catalog/api/loaders.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import type { AccrualView } from "../store/read-programme-statement.ts";

const CAUSES = ["PROGRAMME", "SETTLEMENT", "REFUND"] as const;
const AccrualCauseEnum = enumOf("AccrualCause", "What changed a volume bonus.", CAUSES, {
  PROGRAMME: "The programme was published during the period; earlier sales of the period count.",
  SETTLEMENT: "An order was settled.",
  REFUND: "An order was refunded.",
});

@ObjectType({
  description:
    "The change of a supplier's volume bonus by one order, refund or publication of a programme.",
})
export class Accrual {
  readonly view: AccrualView;

  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => AccrualCauseEnum, { description: "What changed the bonus." })
  readonly cause: AccrualView["kind"];

  @Field(() => String, {
    description: "The ref of the order or refund, or the code of the programme.",
  })
  readonly ref: string;

  @Field(() => DateTime, { description: "When the order, refund or publication happened." })
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
  @FieldResolver(() => Supplier, { description: "The supplier that earns the bonus." })
  async supplier(@Root() { view }: Accrual, @Ctx() { loaders }: Context): Promise<Supplier> {
    return new Supplier((await loaders.of(suppliersLoader).load(view.supplierId))!);
  }

  @FieldResolver(() => Money, { description: "The change of the bonus. Negative if it decreased." })
  amount(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, {
    description: "The part of the amount that comes from reaching or leaving a band.",
  })
  trueUp(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.trueUpMinor);
  }

  @FieldResolver(() => Money, {
    description: "The programme's volume in the period after this change.",
  })
  volume(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, {
    description: "The supplier's bonus in the period after this change.",
  })
  accrued(@Root() { view }: Accrual, @Ctx() context: Context): Money {
    return settlementMoney(context, view.accruedMinor);
  }
}
