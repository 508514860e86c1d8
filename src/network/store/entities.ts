// The tables of the tree: every distributor with its place in it, what its status was, and when its earnings were withheld.
import { defineEntity, p } from "@mikro-orm/core";
import { STATUSES } from "../../commission/engine/distributor.ts";

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
    /** The tier that it joined with. */
    joinedTier: p.text().strictNullable(),
    status: p.enum(STATUSES),
    /** Whether its earnings wait for a decision. */
    isWithheld: p.boolean().default(false),
    joinedAt: p.datetime(3),
    /** The ids from the root down to the distributor itself. */
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
    /** Null: as it joined. */
    fromStatus: p.enum(STATUSES).strictNullable(),
    toStatus: p.enum(STATUSES),
  },
});

export class StatusChange extends StatusChangeSchema.class {}
StatusChangeSchema.setClass(StatusChange);

const WithholdingSchema = defineEntity({
  name: "Withholding",
  tableName: "withholding",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    distributorId: p.integer(),
    /** Whether from then on earnings are withheld. */
    isWithheld: p.boolean(),
    reason: p.text(),
  },
});

export class Withholding extends WithholdingSchema.class {}
WithholdingSchema.setClass(Withholding);
