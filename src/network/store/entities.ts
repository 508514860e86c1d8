// The tables of the distributor tree, of the status changes, and of the withheld earnings.
import { defineEntity, p } from "@mikro-orm/core";
import { STATUSES } from "../engine/distributor.ts";

const DistributorSchema = defineEntity({
  name: "Distributor",
  tableName: "distributor",
  schema: "*",
  indexes: [{ properties: ["parent", "id"] }],
  checks: [
    {
      name: "distributor_path_check",
      expression:
        "path[cardinality(path)] = id and not path[cardinality(path) - 1] is distinct from parent_id",
    },
  ],
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text().unique(),
    parent: () => p.manyToOne(Distributor).strictNullable().index(false).deleteRule("no action"),
    name: p.text(),
    tier: p.text().strictNullable(),
    /** The tier at enrolment. */
    joinedTier: p.text().strictNullable(),
    status: p.enum(STATUSES),
    /** Whether its earnings are withheld until a decision. */
    isWithheld: p.boolean().default(false),
    joinedAt: p.datetime(3),
    /** The ids from the root to the distributor. */
    path: p.array(Number, String).columnType("int[]").unique(),
  },
});

export class Distributor extends DistributorSchema.class {}
DistributorSchema.setClass(Distributor);

const StatusChangeSchema = defineEntity({
  name: "StatusChange",
  tableName: "status_change",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }],
  properties: {
    seq: p.bigint().primary(),
    distributorId: p.integer().primary(),
    /** Null for the status at enrolment. */
    fromStatus: p.enum(STATUSES).strictNullable(),
    toStatus: p.enum(STATUSES),
  },
});

export class StatusChange extends StatusChangeSchema.class {}
StatusChangeSchema.setClass(StatusChange);

const EarningsWithholdingSchema = defineEntity({
  name: "EarningsWithholding",
  tableName: "withholding",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    distributorId: p.integer(),
    /** Whether earnings are withheld from this transaction on. */
    isWithheld: p.boolean(),
    reason: p.text(),
  },
});

export class EarningsWithholding extends EarningsWithholdingSchema.class {}
EarningsWithholdingSchema.setClass(EarningsWithholding);
