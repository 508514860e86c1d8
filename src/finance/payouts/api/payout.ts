// The Payout type of the API, with its steps.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { suppliersLoader } from "../../../catalog/api/loaders.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { Access, ANYONE, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import type { ViewerScope } from "../../../platform/graphql/viewer-scope.ts";
import { netOf, type PayoutRow } from "../store/payout-row.ts";
import { PAYOUT_STATUSES, type PayoutStatus } from "../store/payout-status.ts";
import type { StepView } from "../store/read-payouts.ts";
import { payoutStepsLoader, taxDueLoader } from "./loaders.ts";

export const PayoutStatusEnum = enumOf("PayoutStatus", "The status of a payout.", PAYOUT_STATUSES, {
  REQUESTED: "Waiting for approval; the amount is held.",
  APPROVED: "Approved, and not sent to the bank yet; the tax is fixed.",
  SENT: "In a payment file that was sent to the bank.",
  CONFIRMED: "The bank has paid it.",
  FAILED: "The bank did not pay it; the amount was returned to the payee.",
  CANCELLED: "Cancelled before it was sent; the amount was returned to the payee.",
});

@ObjectType({ description: "A change of a payout's status. It never changes." })
export class PayoutStep {
  readonly view: StepView;

  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => PayoutStatusEnum, { description: "The status after this step." })
  readonly status: PayoutStatus;

  @Field(() => DateTime, { description: "When the step happened." })
  readonly occurredAt: number;

  @Field(() => String, {
    nullable: true,
    description: "The bank's reference of the transfer. Null except for CONFIRMED.",
  })
  readonly reference: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why the bank did not pay. Null except for FAILED.",
  })
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
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The subject (`sub` claim) of the person who took the step. For ADMIN, FINANCE and AUDITOR.",
  })
  by(@Root() { view }: PayoutStep): string | null {
    return view.by?.sub ?? null;
  }
}

@ObjectType({
  implements: Node,
  description:
    "A payment from custody to a distributor or supplier. The amount is held from the request until it is paid or returned.",
})
export class Payout implements Node {
  readonly row: PayoutRow;
  readonly id: string;

  @Field(() => String, {
    description: "The idempotencyKey of the request; unique among the payouts.",
  })
  readonly ref: string;

  @Field(() => PayoutStatusEnum, { description: "The current status." })
  readonly status: PayoutStatus;

  constructor(row: PayoutRow) {
    this.row = row;
    this.id = globalId("Payout", row.seq);
    this.ref = row.ref;
    this.status = row.status;
  }

  /** Null if there is no such payout or the viewer may not see it. */
  static of(row: PayoutRow | undefined, scope: ViewerScope): Payout | null {
    return row === undefined || !isSeen(row, scope) ? null : new Payout(row);
  }
}

/** Staff see every payout, distributors and suppliers their own. */
function isSeen({ distributorId, supplierId }: PayoutRow, scope: ViewerScope): boolean {
  if (scope.distributor !== undefined) return scope.distributor.id === distributorId;
  return scope.supplier === undefined || scope.supplier.id === supplierId;
}

export const PayoutConnection = connectionOf<Payout>("Payout", () => Payout);
export const PAYOUTS = new List<number>("payouts", isWhole);

@Resolver(() => Payout)
export class PayoutFields {
  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Distributor, {
    nullable: true,
    description:
      "The distributor that is paid. Null if the payee is a supplier. Not visible to suppliers.",
  })
  async distributor(@Root() { row }: Payout, @Ctx() { loaders }: Context) {
    const id = row.distributorId;
    return id === null ? null : Distributor.of(await loaders.of(distributorsLoader).load(id));
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Supplier, {
    nullable: true,
    description:
      "The supplier that is paid. Null if the payee is a distributor. Not visible to distributors.",
  })
  async supplier(@Root() { row }: Payout, @Ctx() { loaders }: Context) {
    const id = row.supplierId;
    return id === null ? null : Supplier.of(await loaders.of(suppliersLoader).load(id));
  }

  @FieldResolver(() => Money, { description: "The requested amount, before fee and tax." })
  amount(@Root() { row }: Payout, @Ctx() context: Context): Money {
    return settlementMoney(context, row.amountMinor);
  }

  @FieldResolver(() => Money, {
    description: "The fee by the payout terms that were in force at the request.",
  })
  fee(@Root() { row }: Payout, @Ctx() context: Context): Money {
    return settlementMoney(context, row.feeMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description:
      "The tax that is withheld. It is fixed at the approval; before that, it is the tax that an approval now would fix. Null if the payout was cancelled before approval.",
  })
  async tax(@Root() { row }: Payout, @Ctx() context: Context): Promise<Money | null> {
    const { taxMinor } = await withTax(row, context);
    return taxMinor === null ? null : settlementMoney(context, taxMinor);
  }

  @FieldResolver(() => Money, {
    description: "The amount that the bank pays: amount − fee − tax.",
  })
  async net(@Root() { row }: Payout, @Ctx() context: Context): Promise<Money> {
    return settlementMoney(context, netOf(await withTax(row, context)));
  }

  @Access(...ANYONE)
  @FieldResolver(() => [PayoutStep], { description: "The steps of the payout, oldest first." })
  async steps(@Root() { row }: Payout, @Ctx() { loaders }: Context): Promise<PayoutStep[]> {
    return (await loaders.of(payoutStepsLoader).load(row.seq)).map((view) => new PayoutStep(view));
  }
}

/** The payout with its tax: the fixed one, or before approval the one that an approval now would fix. */
async function withTax(row: PayoutRow, { loaders }: Context): Promise<PayoutRow> {
  if (row.status !== "REQUESTED") return row;
  const { taxMinor } = await loaders.of(taxDueLoader).load(row);
  return { ...row, taxMinor };
}
