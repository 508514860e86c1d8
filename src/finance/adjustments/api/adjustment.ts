// A manual adjustment as the API has it, with the steps that it has taken.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { TEMPLATES, type Template } from "../engine/adjustment.ts";
import type { AdjustmentRow } from "../store/adjustment-row.ts";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "../store/adjustment-status.ts";
import type { AdjustmentStepView } from "../store/read-adjustments.ts";

export const AdjustmentStatusEnum = enumOf(
  "AdjustmentStatus",
  "How far an adjustment is; nothing is posted before it is approved.",
  ADJUSTMENT_STATUSES,
);
export const AdjustmentTemplateEnum = enumOf(
  "AdjustmentTemplate",
  "Which accounts an adjustment debits and credits.",
  TEMPLATES,
);

@ObjectType({ description: "A step that an adjustment has taken. It never changes." })
export class AdjustmentStep {
  readonly view: AdjustmentStepView;

  @Field(() => BigInteger, { description: "The sequence number of its transaction." })
  readonly seq: number;

  @Field(() => AdjustmentStatusEnum)
  readonly status: AdjustmentStatus;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => String, { nullable: true, description: "Why it was rejected." })
  readonly reason: string | null;

  constructor(view: AdjustmentStepView) {
    this.view = view;
    this.seq = view.seq;
    this.status = view.status;
    this.recordedAt = view.recordedAt;
    this.reason = view.reason;
  }
}

@Resolver(() => AdjustmentStep)
export class AdjustmentStepFields {
  @FieldResolver(() => String, { nullable: true, description: "Who took it: a token's subject." })
  by(@Root() { view }: AdjustmentStep): string | null {
    return view.by?.sub ?? null;
  }
}

@ObjectType({
  implements: Node,
  description: "A correction by hand: posted by a template once a second person approves it.",
})
export class Adjustment implements Node {
  readonly row: AdjustmentRow;
  readonly id: string;

  @Field(() => String, { description: "The key that it was proposed by." })
  readonly ref: string;

  @Field(() => AdjustmentTemplateEnum)
  readonly template: Template;

  @Field(() => AdjustmentStatusEnum)
  readonly status: AdjustmentStatus;

  @Field(() => DateTime, { description: "When what it books happened." })
  readonly occurredAt: number;

  @Field(() => String, { nullable: true, description: "What the bank calls it." })
  readonly reference: string | null;

  @Field(() => String)
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
  @FieldResolver(() => Distributor, { nullable: true })
  async distributor(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const id = row.distributorId;
    return id === null ? null : Distributor.of(await loaders.distributors.load(id));
  }

  @FieldResolver(() => Supplier, { nullable: true })
  async supplier(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const id = row.supplierId;
    return id === null ? null : Supplier.of(await loaders.suppliers.load(id));
  }

  @FieldResolver(() => String, { nullable: true, description: "The buyer's code." })
  buyer(@Root() { row: { party } }: Adjustment): string | null {
    return party?.kind === "BUYER" ? party.code : null;
  }

  @FieldResolver(() => Money)
  amount(@Root() { row }: Adjustment): Money {
    return new Money(row.amountMinor, row.asset);
  }

  @FieldResolver(() => Adjustment, {
    nullable: true,
    description: "The earlier one that it takes back, or whose money in suspense it explains.",
  })
  async of(@Root() { row }: Adjustment, @Ctx() { loaders }: Context): Promise<Adjustment | null> {
    const of = row.ofSeq === null ? undefined : await loaders.adjustments.load(row.ofSeq);
    return of === undefined ? null : new Adjustment(of);
  }

  @FieldResolver(() => [AdjustmentStep], { description: "In the order of the stream." })
  async steps(@Root() { row }: Adjustment, @Ctx() { loaders }: Context): Promise<AdjustmentStep[]> {
    return (await loaders.adjustmentSteps.load(row.seq)).map((view) => new AdjustmentStep(view));
  }

  @FieldResolver(() => LedgerTransaction, { nullable: true, description: "What it posted." })
  async transaction(@Root() { row }: Adjustment, @Ctx() { loaders }: Context) {
    const steps = await loaders.adjustmentSteps.load(row.seq);
    const posted = steps.find(({ status }) => status === "POSTED");
    const view = posted === undefined ? undefined : await loaders.transactions.load(posted.seq);
    return view === undefined ? null : new LedgerTransaction(view);
  }
}
