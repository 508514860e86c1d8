// The AdjustmentStep type of the API: a change of an adjustment's status.
import { Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "../store/adjustment-status.ts";
import type { AdjustmentStepView } from "../store/read-adjustments.ts";

export const AdjustmentStatusEnum = enumOf(
  "AdjustmentStatus",
  "The status of an adjustment.",
  ADJUSTMENT_STATUSES,
  {
    PROPOSED: "Waiting for approval; nothing is posted.",
    POSTED: "Approved and posted.",
    REJECTED: "Rejected; nothing is posted.",
    REVERSED: "Posted, and later reversed by a REVERSAL.",
  },
);

@ObjectType({ description: "A change of an adjustment's status. It never changes." })
export class AdjustmentStep {
  readonly view: AdjustmentStepView;

  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => AdjustmentStatusEnum, { description: "The status after this step." })
  readonly status: AdjustmentStatus;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  @Field(() => String, {
    nullable: true,
    description: "Why the adjustment was rejected. Null except for REJECTED.",
  })
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
  @FieldResolver(() => String, {
    nullable: true,
    description: "The subject (`sub` claim) of the person who took the step.",
  })
  by(@Root() { view }: AdjustmentStep): string | null {
    return view.by?.sub ?? null;
  }
}
