// The tables of manual adjustments: what was proposed, and each of its steps.
import { defineEntity, p } from "@mikro-orm/core";

// The status alone changes: it is that of the last step. The amount in minor units of the asset.
const AdjustmentSchema = defineEntity({
  name: "Adjustment",
  tableName: "adjustment",
  schema: "*",
  indexes: [{ properties: ["status", "seq"] }, { properties: ["ofSeq"] }],
  checks: [
    {
      name: "adjustment_check",
      expression: "num_nonnulls(distributor_id, supplier_id, buyer) <= 1",
    },
  ],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    ref: p.text().unique(),
    template: p.text(),
    distributorId: p.integer().strictNullable(),
    supplierId: p.integer().strictNullable(),
    buyer: p.text().strictNullable(),
    asset: p.text(),
    amountMinor: p.bigint().fieldName("amount").check("amount > 0"),
    /** The adjustment that it takes back, or whose money it explains. */
    ofSeq: p.bigint().strictNullable(),
    occurredAt: p.datetime(3),
    /** What the bank calls it. */
    reference: p.text().strictNullable(),
    reason: p.text(),
    proposedBy: p.text().strictNullable(),
    status: p.text(),
  },
});

export class Adjustment extends AdjustmentSchema.class {}
AdjustmentSchema.setClass(Adjustment);

const AdjustmentStepSchema = defineEntity({
  name: "AdjustmentStep",
  tableName: "adjustment_step",
  schema: "*",
  indexes: [{ properties: ["adjustmentSeq", "seq"] }],
  properties: {
    seq: p.bigint().primary(),
    line: p.integer().primary(),
    adjustmentSeq: p.bigint(),
    status: p.text(),
    reason: p.text().strictNullable(),
  },
});

export class AdjustmentStep extends AdjustmentStepSchema.class {}
AdjustmentStepSchema.setClass(AdjustmentStep);
