// A payout as the API has it, with the steps that it has taken.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, ANYONE, type Reach, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { netOf, type PayoutRow } from "../store/payout-row.ts";
import { PAYOUT_STATUSES, type PayoutStatus } from "../store/payout-status.ts";
import type { StepView } from "../store/read-payouts.ts";

export const PayoutStatusEnum = enumOf("PayoutStatus", "How far a payout is.", PAYOUT_STATUSES);

@ObjectType({ description: "A step that a payout has taken. It never changes." })
export class PayoutStep {
  readonly view: StepView;

  @Field(() => BigInteger, { description: "The sequence number of its transaction." })
  readonly seq: number;

  @Field(() => PayoutStatusEnum)
  readonly status: PayoutStatus;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => String, { nullable: true, description: "What the bank calls it." })
  readonly reference: string | null;

  @Field(() => String, { nullable: true, description: "Why the bank did not pay." })
  readonly reason: string | null;

  constructor(view: StepView) {
    this.view = view;
    this.seq = view.seq;
    this.status = view.status;
    this.occurredAt = view.occurredAt;
    this.reference = view.reference;
    this.reason = view.reason;
  }
}

@Resolver(() => PayoutStep)
export class PayoutStepFields {
  @Access(...STAFF)
  @FieldResolver(() => String, { nullable: true, description: "Who took it: a token's subject." })
  by(@Root() { view }: PayoutStep): string | null {
    return view.by?.sub ?? null;
  }
}

@ObjectType({
  implements: Node,
  description: "Money on its way to a distributor or supplier: what is asked for is held.",
})
export class Payout implements Node {
  readonly row: PayoutRow;
  readonly id: string;

  @Field(() => String, { description: "The key that it was requested by." })
  readonly ref: string;

  @Field(() => PayoutStatusEnum)
  readonly status: PayoutStatus;

  constructor(row: PayoutRow) {
    this.row = row;
    this.id = globalId("Payout", row.seq);
    this.ref = row.ref;
    this.status = row.status;
  }

  /** Null for one that is not there, or is not the viewer's to see. */
  static of(row: PayoutRow | undefined, reach: Reach): Payout | null {
    return row === undefined || !isSeen(row, reach) ? null : new Payout(row);
  }
}

/** The staff see every payout, others their own. */
function isSeen({ distributorId, supplierId }: PayoutRow, reach: Reach): boolean {
  if (reach.distributor !== undefined) return reach.distributor.id === distributorId;
  return reach.supplier === undefined || reach.supplier.id === supplierId;
}

export const PayoutConnection = connectionOf<Payout>("Payout", () => Payout);
export const PAYOUTS = new List<number>("payouts", isWhole);

@Resolver(() => Payout)
export class PayoutFields {
  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Distributor, { nullable: true, description: "Whom it pays, if it is one." })
  async distributor(@Root() { row }: Payout, @Ctx() { loaders }: Context) {
    const id = row.distributorId;
    return id === null ? null : Distributor.of(await loaders.distributors.load(id));
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Supplier, { nullable: true, description: "Whom it pays, if it is one." })
  async supplier(@Root() { row }: Payout, @Ctx() { loaders }: Context) {
    const id = row.supplierId;
    return id === null ? null : Supplier.of(await loaders.suppliers.load(id));
  }

  @FieldResolver(() => Money, { description: "What was asked for." })
  amount(@Root() { row }: Payout, @Ctx() context: Context): Money {
    return settlementMoney(context, row.amountMinor);
  }

  @FieldResolver(() => Money, { description: "By the terms in force when it was asked for." })
  fee(@Root() { row }: Payout, @Ctx() context: Context): Money {
    return settlementMoney(context, row.feeMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description:
      "What is withheld: fixed at the approval, and until then what it would be now. Null for one that was called off before.",
  })
  async tax(@Root() { row }: Payout, @Ctx() context: Context): Promise<Money | null> {
    const { taxMinor } = await withTax(row, context);
    return taxMinor === null ? null : settlementMoney(context, taxMinor);
  }

  @FieldResolver(() => Money, {
    description: "What the bank pays: the amount less the fee and the tax, as far as it is known.",
  })
  async net(@Root() { row }: Payout, @Ctx() context: Context): Promise<Money> {
    return settlementMoney(context, netOf(await withTax(row, context)));
  }

  @Access(...ANYONE)
  @FieldResolver(() => [PayoutStep], { description: "In the order of the stream." })
  async steps(@Root() { row }: Payout, @Ctx() { loaders }: Context): Promise<PayoutStep[]> {
    return (await loaders.payoutSteps.load(row.seq)).map((view) => new PayoutStep(view));
  }
}

/** With the tax that it would have if it were approved now, where none is fixed yet. */
async function withTax(row: PayoutRow, { loaders }: Context): Promise<PayoutRow> {
  if (row.status !== "REQUESTED") return row;
  const { taxMinor } = await loaders.taxDue.load(row);
  return { ...row, taxMinor };
}
