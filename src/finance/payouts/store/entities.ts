// The tables of finance: payouts with each of their steps and their tax, and who is taxed as whom.
import { defineEntity, p } from "@mikro-orm/core";

/** Null: a supplier's. */
const distributorId = () => p.integer().strictNullable();
/** Null: a distributor's. */
const supplierId = () => p.integer().strictNullable();

// The status alone changes: it is that of the last step. Amounts in minor units.
const PayoutSchema = defineEntity({
  name: "Payout",
  tableName: "payout",
  schema: "*",
  indexes: [
    { properties: ["status", "seq"] },
    { properties: ["distributorId", "seq"] },
    { properties: ["supplierId", "seq"] },
  ],
  checks: [
    { name: "payout_check", expression: "(distributor_id is null) <> (supplier_id is null)" },
  ],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    ref: p.text().unique(),
    distributorId: distributorId(),
    supplierId: supplierId(),
    amountMinor: p.bigint().fieldName("amount").check("amount > 0"),
    feeMinor: p.bigint().fieldName("fee").check("fee >= 0"),
    /** Of whom of the staff; null where the payee asked itself. */
    requestedBy: p.text().strictNullable(),
    status: p.text(),
  },
});

export class Payout extends PayoutSchema.class {}
PayoutSchema.setClass(Payout);

const PayoutStepSchema = defineEntity({
  name: "PayoutStep",
  tableName: "payout_step",
  schema: "*",
  indexes: [
    { properties: ["payoutSeq", "seq"] },
    { properties: ["distributorId", "seq"] },
    { properties: ["supplierId", "seq"] },
  ],
  properties: {
    seq: p.bigint().primary(),
    line: p.integer().primary(),
    payoutSeq: p.bigint(),
    distributorId: distributorId(),
    supplierId: supplierId(),
    status: p.text(),
    taxMinor: p.bigint().fieldName("tax"),
    /** What the bank calls it. */
    reference: p.text().strictNullable(),
    reason: p.text().strictNullable(),
  },
});

export class PayoutStep extends PayoutStepSchema.class {}
PayoutStepSchema.setClass(PayoutStep);

// The last one of a payee holds.
const TaxIdentitySchema = defineEntity({
  name: "TaxIdentity",
  tableName: "tax_identity",
  schema: "*",
  indexes: [{ properties: ["distributorId", "seq"] }, { properties: ["supplierId", "seq"] }],
  checks: [
    { name: "tax_identity_check", expression: "(distributor_id is null) <> (supplier_id is null)" },
  ],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    distributorId: distributorId(),
    supplierId: supplierId(),
    /** Null: its own again. */
    identity: p.text().strictNullable(),
    reason: p.text(),
  },
});

export class TaxIdentity extends TaxIdentitySchema.class {}
TaxIdentitySchema.setClass(TaxIdentity);

// What was fixed at the approval; amounts in minor units.
const PayoutTaxSchema = defineEntity({
  name: "PayoutTax",
  tableName: "payout_tax",
  schema: "*",
  indexes: [{ properties: ["identity", "year"] }],
  properties: {
    payoutSeq: p.bigint().primary().autoincrement(false),
    /** Of the approval. */
    seq: p.bigint().unique(),
    identity: p.text(),
    method: p.text(),
    /** The version that was in force; null: none. */
    terms: p.integer().strictNullable(),
    /** The tax year, and the month in it, of the approval's local date. */
    year: p.integer(),
    month: p.integer(),
    incomeMinor: p.bigint().fieldName("income").check("income > 0"),
    taxMinor: p.bigint().fieldName("tax").check("tax >= 0"),
  },
});

export class PayoutTax extends PayoutTaxSchema.class {}
PayoutTaxSchema.setClass(PayoutTax);
