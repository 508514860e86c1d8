// The tables of settlement: settlements, refunds, accruals, pending shares, tier changes and
// volumes.
import { defineEntity, p } from "@mikro-orm/core";
import { PAYMENTS } from "../../engine/order.ts";
import type { CloseLineRecord } from "../../programmes/index.ts";
import type { RefundLineRecord } from "./store-refunds.ts";
import type { ShareRecord } from "./store-settlements.ts";

const ids = () => p.array(Number, String).columnType("int[]");

// Ids have no foreign keys: the fold has already looked them up, and checking them would cost more
// than the insert.
const SettlementSchema = defineEntity({
  name: "Settlement",
  tableName: "settlement",
  schema: "*",
  indexes: [{ properties: ["sellerId", "seq"] }, { properties: ["supplierId", "seq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    sellerId: p.integer(),
    productId: p.integer(),
    supplierId: p.integer(),
    planVersion: p.integer(),
    ladderVersion: p.integer().strictNullable(),
    /** The first day of the local month whose volumes the order increased. */
    month: p.date(),
    quantity: p.bigint(),
    unitPriceMinor: p.bigint().fieldName("unit_price"),
    supplyPriceMinor: p.bigint().fieldName("supply_price"),
    channelFeeMinor: p.bigint().fieldName("channel_fee"),
    platformMinor: p.bigint().fieldName("platform"),
    buyer: p.text().strictNullable(),
    payment: p.enum(PAYMENTS),
    /** The ids of the seller's ancestors at the time of the order, the nearest first. */
    upline: ids(),
    shares: p.json<ShareRecord[]>().columnType("json"),
    /** When the distributors' shares become available; null if at once. */
    dueAt: p.datetime(3).strictNullable(),
  },
});

export class Settlement extends SettlementSchema.class {}
SettlementSchema.setClass(Settlement);

const TierChangeSchema = defineEntity({
  name: "TierChange",
  tableName: "tier_change",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }],
  properties: {
    seq: p.bigint().primary(),
    line: p.integer().primary(),
    distributorId: p.integer(),
    fromTier: p.text().strictNullable(),
    toTier: p.text(),
    upline: ids(),
  },
});

export class TierChange extends TierChangeSchema.class {}
TierChangeSchema.setClass(TierChange);

const ManualTierSchema = defineEntity({
  name: "ManualTier",
  tableName: "manual_tier",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    distributorId: p.integer(),
    tier: p.text(),
    /** The last local day on which the tier is a floor. */
    until: p.date(),
    reason: p.text(),
  },
});

export class ManualTier extends ManualTierSchema.class {}
ManualTierSchema.setClass(ManualTier);

const WindowCloseSchema = defineEntity({
  name: "WindowClose",
  tableName: "window_close",
  schema: "*",
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    /** The first day of the month. */
    month: p.date().unique(),
    ladderVersion: p.integer(),
    /** The number of distributors at the close; their ids are 1 to this number. */
    distributors: p.integer(),
    downgraded: p.integer(),
  },
});

export class WindowClose extends WindowCloseSchema.class {}
WindowCloseSchema.setClass(WindowClose);

const VolumeSchema = defineEntity({
  name: "Volume",
  tableName: "volume",
  schema: "*",
  properties: {
    distributorId: p.integer().primary(),
    month: p.date().primary(),
    personalMinor: p.bigint().fieldName("personal"),
    teamMinor: p.bigint().fieldName("team"),
  },
});

export class Volume extends VolumeSchema.class {}
VolumeSchema.setClass(Volume);

const PendingSchema = defineEntity({
  name: "Pending",
  tableName: "pending",
  schema: "*",
  properties: {
    dueAt: p.datetime(3).primary(),
    distributorId: p.integer().primary(),
    amountMinor: p.bigint().fieldName("amount"),
  },
});

export class Pending extends PendingSchema.class {}
PendingSchema.setClass(Pending);

const ReleaseSchema = defineEntity({
  name: "Release",
  tableName: "release",
  schema: "*",
  indexes: [{ properties: ["distributorId", "dueAt", "seq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    distributorId: p.integer(),
    dueAt: p.datetime(3),
    amountMinor: p.bigint().fieldName("amount"),
  },
});

export class Release extends ReleaseSchema.class {}
ReleaseSchema.setClass(Release);

const RefundSchema = defineEntity({
  name: "Refund",
  tableName: "refund",
  schema: "*",
  indexes: [{ properties: ["orderSeq"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    orderSeq: p.bigint(),
    quantity: p.bigint().check("quantity > 0"),
    platformMinor: p.bigint().fieldName("platform"),
    lines: p.json<RefundLineRecord[]>().columnType("json"),
  },
});

export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);

const SupplierVolumeSchema = defineEntity({
  name: "SupplierVolume",
  tableName: "supplier_volume",
  schema: "*",
  properties: {
    supplierId: p.integer().primary(),
    month: p.date().primary(),
    grossMinor: p.bigint().fieldName("gross"),
    costMinor: p.bigint().fieldName("cost"),
  },
});

export class SupplierVolume extends SupplierVolumeSchema.class {}
SupplierVolumeSchema.setClass(SupplierVolume);

const AccrualSchema = defineEntity({
  name: "Accrual",
  tableName: "accrual",
  schema: "*",
  indexes: [
    { properties: ["programmeId", "period", "seq"] },
    { properties: ["supplierId", "seq"] },
  ],
  properties: {
    seq: p.bigint().primary(),
    line: p.smallint().primary(),
    /** The version in force for the period at that time. */
    programmeId: p.integer(),
    supplierId: p.integer(),
    /** The first day of the period. */
    period: p.date(),
    amountMinor: p.bigint().fieldName("amount").check("amount <> 0"),
    /** The part of the amount that comes from crossing a band, not from the order itself. */
    trueUpMinor: p.bigint().fieldName("true_up"),
    /** The programme's volume after this accrual. */
    volumeMinor: p.bigint().fieldName("volume"),
    /** The supplier's part of the bonus after this accrual. */
    accruedMinor: p.bigint().fieldName("accrued"),
  },
});

export class Accrual extends AccrualSchema.class {}
AccrualSchema.setClass(Accrual);

const ProgrammeCloseSchema = defineEntity({
  name: "ProgrammeClose",
  tableName: "programme_close",
  schema: "*",
  uniques: [{ properties: ["code", "period"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    programmeId: p.integer(),
    code: p.text(),
    period: p.date(),
    volumeMinor: p.bigint().fieldName("volume"),
    bonusMinor: p.bigint().fieldName("bonus"),
    shortfallMinor: p.bigint().fieldName("shortfall"),
    lines: p.json<CloseLineRecord[]>().columnType("json"),
  },
});

export class ProgrammeClose extends ProgrammeCloseSchema.class {}
ProgrammeCloseSchema.setClass(ProgrammeClose);
