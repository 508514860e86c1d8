// Entities of a few tables, for the tests of the ORM's sessions: the features read and write these tables in SQL.
import { defineEntity, p } from "@mikro-orm/core";

const SupplierSchema = defineEntity({
  name: "Supplier",
  tableName: "supplier",
  schema: "*",
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text(),
    name: p.text(),
  },
});

export class Supplier extends SupplierSchema.class {}
SupplierSchema.setClass(Supplier);

const ProductSchema = defineEntity({
  name: "Product",
  tableName: "product",
  schema: "*",
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text(),
    name: p.text(),
    category: p.text(),
    supplier: () => p.manyToOne(Supplier),
    supplyPriceMinor: p.bigint().fieldName("supply_price"),
    listPriceMinor: p.bigint().fieldName("list_price").strictNullable(),
  },
});

export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);

const DistributorSchema = defineEntity({
  name: "Distributor",
  tableName: "distributor",
  schema: "*",
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text(),
    parent: () => p.manyToOne(Distributor).strictNullable(),
    name: p.text(),
  },
});

export class Distributor extends DistributorSchema.class {}
DistributorSchema.setClass(Distributor);

const SettingsSchema = defineEntity({
  name: "Settings",
  tableName: "settings",
  schema: "*",
  properties: {
    id: p.smallint().primary().autoincrement(false).default(1),
    timeZone: p.text(),
  },
});

export class Settings extends SettingsSchema.class {}
SettingsSchema.setClass(Settings);

/** For `openTestDatabase`. */
export const ENTITIES = [Supplier, Product, Distributor, Settings];
