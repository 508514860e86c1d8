// The Adjustment type of the API: a manual correction of the ledger.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { suppliersLoader } from "../../../catalog/api/loaders.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { TEMPLATES, type Template } from "../engine/adjustment.ts";
import type { AdjustmentRow } from "../store/adjustment-row.ts";
import type { AdjustmentStatus } from "../store/adjustment-status.ts";
import { AdjustmentStatusEnum, AdjustmentStep } from "./adjustment-step.ts";
import { adjustmentStepsLoader, adjustmentsLoader } from "./loaders.ts";

export const AdjustmentTemplateEnum = enumOf(
  "AdjustmentTemplate",
  "The kind of an adjustment; it determines the accounts that are debited and credited.",
  TEMPLATES,
  {
    WRITE_OFF_DISTRIBUTOR_DEBT: "Cancels a distributor's debt; the platform bears the loss.",
    WRITE_OFF_SUPPLIER_DEBT: "Cancels a supplier's debt; the platform bears the loss.",
    DISTRIBUTOR_DEBT_PAID: "A distributor paid its debt into custody.",
    SUPPLIER_DEBT_PAID: "A supplier paid its debt into custody.",
    CREDIT_DISTRIBUTOR: "The platform pays a distributor; the distributor's debt is paid first.",
    CREDIT_SUPPLIER: "The platform pays a supplier; the supplier's debt is paid first.",
    DEBIT_DISTRIBUTOR:
      "A distributor pays the platform; the part above its balance becomes a debt.",
    DEBIT_SUPPLIER: "A supplier pays the platform; the part above its balance becomes a debt.",
    DEPOSIT_RETURNED: "A distributor's deposit was paid back from custody.",
    BUYER_PAID: "A buyer's cashback was paid from custody.",
    BUYER_WRITTEN_OFF: "Cancels a buyer's cashback or points.",
    CHANNEL_FEE_PAID: "Payment channel fees were paid from custody.",
    TAX_PAID: "Withheld tax was paid from custody to the tax authority.",
    CUSTODY_WITHDRAWN: "The platform withdrew its own money from custody.",
    SUSPENSE_IN: "Unexplained money came into custody.",
    SUSPENSE_OUT: "Money left custody without an explanation.",
    SUSPENSE_TO_DISTRIBUTOR: "Money of a SUSPENSE_IN belongs to a distributor's earnings.",
    SUSPENSE_TO_SUPPLIER: "Money of a SUSPENSE_IN belongs to a supplier.",
    SUSPENSE_TO_DEPOSIT: "Money of a SUSPENSE_IN belongs to a distributor's deposit.",
    SUSPENSE_TO_PLATFORM: "Money of a SUSPENSE_IN belongs to the platform.",
    SUSPENSE_FROM_DISTRIBUTOR: "Money of a SUSPENSE_OUT was paid for a distributor.",
    SUSPENSE_FROM_SUPPLIER: "Money of a SUSPENSE_OUT was paid for a supplier.",
    SUSPENSE_FROM_CHANNEL_FEE: "Money of a SUSPENSE_OUT was a payment channel fee.",
    SUSPENSE_FROM_PLATFORM: "Money of a SUSPENSE_OUT is a loss of the platform.",
    REVERSAL: "Reverses an earlier adjustment in full.",
  },
);

@ObjectType({
  implements: Node,
  description:
    "A manual correction of the ledger. A template determines the accounts; it is posted after a second person approves it.",
})
export class Adjustment implements Node {
  readonly row: AdjustmentRow;
  readonly id: string;

  @Field(() => String, {
    description: "The idempotencyKey of the proposal; unique among the adjustments.",
  })
  readonly ref: string;

  @Field(() => AdjustmentTemplateEnum, {
    description: "The template that determines the accounts.",
  })
  readonly template: Template;

  @Field(() => AdjustmentStatusEnum, { description: "The current status." })
  readonly status: AdjustmentStatus;

  @Field(() => DateTime, { description: "When the corrected event happened." })
  readonly occurredAt: number;

  @Field(() => String, {
    nullable: true,
    description: "The bank's reference, if the adjustment moves custody.",
  })
  readonly reference: string | null;

  @Field(() => String, { description: "Why the adjustment was proposed." })
  readonly reason: string;

  constructor(row: AdjustmentRow) {
    this.row = row;
    this.id = globalId("Adjustment", row.seq);
    this.ref = row.ref;
    this.template = row.template;
    this.status = row.status;
    this.occurredAt = row.occurredAt;
    this.reference = row.reference;
    this.reason = row.reason;
  }
}

export const AdjustmentConnection = connectionOf<Adjustment>("Adjustment", () => Adjustment);
export const ADJUSTMENTS = new List<number>("adjustments", isWhole);

@Resolver(() => Adjustment)
export class AdjustmentFields {
  @FieldResolver(() => Distributor, {
    nullable: true,
    description: "The distributor that the adjustment concerns, if any.",
  })
  async distributor(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const id = row.distributorId;
    return id === null ? null : Distributor.of(await loaders.of(distributorsLoader).load(id));
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier that the adjustment concerns, if any.",
  })
  async supplier(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const id = row.supplierId;
    return id === null ? null : Supplier.of(await loaders.of(suppliersLoader).load(id));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The code of the buyer that the adjustment concerns, if any.",
  })
  buyer(@Root() { row: { party } }: Adjustment): string | null {
    return party?.kind === "BUYER" ? party.code : null;
  }

  @FieldResolver(() => Money, { description: "The amount, above 0." })
  amount(@Root() { row }: Adjustment): Money {
    return new Money(row.amountMinor, row.asset);
  }

  @FieldResolver(() => Adjustment, {
    nullable: true,
    description: "The adjustment that this one reverses, or whose suspense money it explains.",
  })
  async of(@Root() { row }: Adjustment, @Ctx() { loaders }: Context): Promise<Adjustment | null> {
    const of = row.ofSeq === null ? undefined : await loaders.of(adjustmentsLoader).load(row.ofSeq);
    return of === undefined ? null : new Adjustment(of);
  }

  @FieldResolver(() => [AdjustmentStep], {
    description: "The steps of the adjustment, oldest first.",
  })
  async steps(@Root() { row }: Adjustment, @Ctx() { loaders }: Context): Promise<AdjustmentStep[]> {
    return (await loaders.of(adjustmentStepsLoader).load(row.seq)).map(
      (view) => new AdjustmentStep(view),
    );
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction. Null if the adjustment is not posted.",
  })
  async transaction(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const steps = await loaders.of(adjustmentStepsLoader).load(row.seq);
    const posted = steps.find(({ status }) => status === "POSTED");
    const view =
      posted === undefined ? undefined : await loaders.of(transactionsLoader).load(posted.seq);
    return view === undefined ? null : new LedgerTransaction(view);
  }
}
