// The tables that define a network: its settings and its assets.
import { defineEntity, p } from "@mikro-orm/core";

const AssetSchema = defineEntity({
  name: "Asset",
  tableName: "asset",
  schema: "*",
  properties: {
    code: p.text().primary(),
    scale: p.smallint().check("scale >= 0 and scale <= 12"),
  },
});

export class Asset extends AssetSchema.class {}
AssetSchema.setClass(Asset);

const SettingsSchema = defineEntity({
  name: "Settings",
  tableName: "settings",
  schema: "*",
  properties: {
    id: p.smallint().primary().autoincrement(false).default(1).check("id = 1"),
    settlementAsset: () => p.manyToOne(Asset).fieldName("settlement_asset").index(false),
    timeZone: p.text(),
    complianceLevels: p.integer(),
  },
});

export class Settings extends SettingsSchema.class {}
SettingsSchema.setClass(Settings);
