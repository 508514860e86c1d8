// The tables of what orders brought about: settlements with their shares, tier changes and volumes.
import { defineEntity, p } from "@mikro-orm/core";
import { PAYMENTS } from "../engine/order.ts";
import type { ShareRecord } from "./store.ts";

const ids = () => p.array(Number, String).columnType("int[]");

// Ids without relations: the fold has looked them up, and foreign keys would cost more than the insert.
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
    /** First day of the local month whose volumes the order raised. */
    month: p.date(),
    quantity: p.bigint(),
    unitPriceMinor: p.bigint().fieldName("unit_price"),
    supplyPriceMinor: p.bigint().fieldName("supply_price"),
    channelFeeMinor: p.bigint().fieldName("channel_fee"),
    platformMinor: p.bigint().fieldName("platform"),
    buyer: p.text().strictNullable(),
    payment: p.enum(PAYMENTS),
    /** The ids of the seller's ancestors as the order met them, the nearest first. */
    upline: ids(),
    shares: p.json<ShareRecord[]>().columnType("json"),
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
    line: p.smallint().primary(),
    distributorId: p.integer(),
    fromTier: p.text().strictNullable(),
    toTier: p.text(),
    upline: ids(),
  },
});

export class TierChange extends TierChangeSchema.class {}
TierChangeSchema.setClass(TierChange);

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
