// The tables of payouts: the payouts, their steps and their tax, and the tax identities of payees.
import { defineEntity, p } from "@mikro-orm/core";

/** Null for a supplier. */
const distributorId = () => p.integer().strictNullable();
/** Null for a distributor. */
const supplierId = () => p.integer().strictNullable();

// Only the status changes; it is the status of the last step. Amounts are in minor units.
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
    /** The staff member who requested it; null if the payee did. */
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
    /** The bank's reference. */
    reference: p.text().strictNullable(),
    reason: p.text().strictNullable(),
  },
});

export class PayoutStep extends PayoutStepSchema.class {}
PayoutStepSchema.setClass(PayoutStep);

// The last row of a payee is valid.
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
    /** Null resets the payee to its own identity. */
    identity: p.text().strictNullable(),
    reason: p.text(),
  },
});

export class TaxIdentity extends TaxIdentitySchema.class {}
TaxIdentitySchema.setClass(TaxIdentity);

// The tax fixed at the approval; amounts in minor units.
const PayoutTaxSchema = defineEntity({
  name: "PayoutTax",
  tableName: "payout_tax",
  schema: "*",
  indexes: [{ properties: ["identity", "year"] }],
  properties: {
    payoutSeq: p.bigint().primary().autoincrement(false),
    /** The transaction of the approval. */
    seq: p.bigint().unique(),
    identity: p.text(),
    method: p.text(),
    /** The version of the terms in force; null if there was none. */
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
