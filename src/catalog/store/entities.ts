// The tables of what is sold and by which terms: suppliers, products, and the published documents.
import { defineEntity, p } from "@mikro-orm/core";

const SupplierSchema = defineEntity({
  name: "Supplier",
  tableName: "supplier",
  schema: "*",
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text().unique(),
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
    code: p.text().unique(),
    name: p.text(),
    category: p.text(),
    supplier: () => p.manyToOne(Supplier).index(),
    supplyPriceMinor: p.bigint().fieldName("supply_price").check("supply_price >= 0"),
    listPriceMinor: p.bigint().fieldName("list_price").strictNullable().check("list_price >= 0"),
  },
});

export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);

const CategoryChangeSchema = defineEntity({
  name: "CategoryChange",
  tableName: "category_change",
  schema: "*",
  indexes: [{ properties: ["productId", "seq"] }],
  properties: {
    seq: p.bigint().primary(),
    productId: p.integer().primary(),
    fromCategory: p.text(),
    toCategory: p.text(),
  },
});

export class CategoryChange extends CategoryChangeSchema.class {}
CategoryChangeSchema.setClass(CategoryChange);

// What the documents of every kind have in common: their place among the versions and in the stream.
const published = {
  version: p.integer().primary().autoincrement(false),
  /** Of those that are not withdrawn one starts at a moment, which a trigger sees to. */
  effectiveFrom: p.datetime(3),
  seq: p.bigint(),
  /** As it was published. */
  document: p.json<Record<string, unknown>>(),
};

const PlanSchema = defineEntity({
  name: "Plan",
  tableName: "plan",
  schema: "*",
  properties: {
    ...published,
    name: p.text(),
    /** Why it was published though it reaches farther than the network allows. */
    acknowledgement: p.text().strictNullable(),
  },
});

export class Plan extends PlanSchema.class {}
PlanSchema.setClass(Plan);

const ProgrammeSchema = defineEntity({
  name: "Programme",
  tableName: "programme",
  schema: "*",
  uniques: [{ properties: ["code", "version"] }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    code: p.text(),
    version: p.integer(),
    effectiveFrom: p.date(),
    effectiveTo: p.date().strictNullable(),
    seq: p.bigint(),
    /** As it was published. */
    document: p.json<Record<string, unknown>>(),
  },
});

export class Programme extends ProgrammeSchema.class {}
ProgrammeSchema.setClass(Programme);

const LadderSchema = defineEntity({
  name: "Ladder",
  tableName: "ladder",
  schema: "*",
  properties: published,
});

export class Ladder extends LadderSchema.class {}
LadderSchema.setClass(Ladder);

const TermsSchema = defineEntity({
  name: "Terms",
  tableName: "terms",
  schema: "*",
  properties: published,
});

export class Terms extends TermsSchema.class {}
TermsSchema.setClass(Terms);

// A publication of any kind that was withdrawn before it took effect.
const WithdrawalSchema = defineEntity({
  name: "Withdrawal",
  tableName: "withdrawal",
  schema: "*",
  properties: {
    /** The publication's transaction. */
    published: p.bigint().primary().autoincrement(false),
    seq: p.bigint(),
    reason: p.text(),
  },
});

export class Withdrawal extends WithdrawalSchema.class {}
WithdrawalSchema.setClass(Withdrawal);
