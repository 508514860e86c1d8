// The tables of the ledger; only post.ts writes their rows, and rows never change.
import { defineEntity, p } from "@mikro-orm/core";
import { Asset } from "../database/entities.ts";

const AccountSchema = defineEntity({
  name: "Account",
  tableName: "account",
  schema: "*",
  uniques: [{ properties: ["name", "asset"] }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    name: p.text(),
    asset: () => p.manyToOne(Asset).fieldName("asset").index(false),
  },
});

export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);

const LedgerTransactionSchema = defineEntity({
  name: "LedgerTransaction",
  tableName: "ledger_transaction",
  schema: "*",
  uniques: [{ properties: ["ref", "kind"] }],
  indexes: [
    { properties: ["accountingDate", "seq"] },
    { properties: ["occurredAt"], where: "kind = 'SETTLEMENT'" },
    { properties: ["accountingDate"], where: "kind = 'PAYOUT_CONFIRMATION'" },
    {
      properties: ["seq"],
      where: "kind <> 'SETTLEMENT' and kind <> 'REFUND' and kind <> 'RELEASE'",
    },
  ],
  properties: {
    seq: p.bigint().primary().autoincrement(false).check("seq > 0"),
    kind: p.text(),
    ref: p.text().strictNullable(),
    occurredAt: p.datetime(3),
    accountingDate: p.date(),
    recordedAt: p.datetime(3),
    cause: p.text(),
    postingCount: p.smallint().check("posting_count >= 0"),
    hash: p.uint8array().check("length(hash) = 32"),
  },
});

export class LedgerTransaction extends LedgerTransactionSchema.class {}
LedgerTransactionSchema.setClass(LedgerTransaction);

// Amounts are in minor units; triggers on posting replace foreign keys and check whole sets of
// rows.
const PostingSchema = defineEntity({
  name: "Posting",
  tableName: "posting",
  schema: "*",
  indexes: [{ properties: ["accountId", "seq", "line"] }],
  properties: {
    seq: p.bigint().primary(),
    line: p.smallint().primary(),
    accountId: p.integer(),
    asset: p.text(),
    amountMinor: p.bigint().fieldName("amount").check("amount <> 0"),
    balanceMinor: p.bigint().fieldName("balance"),
  },
});

export class Posting extends PostingSchema.class {}
PostingSchema.setClass(Posting);

const SealSchema = defineEntity({
  name: "Seal",
  tableName: "seal",
  schema: "*",
  indexes: [{ properties: ["recordedAt", "lastSeq"] }],
  checks: [{ name: "seal_check", expression: "first_seq <= last_seq" }],
  properties: {
    lastSeq: p.bigint().primary().autoincrement(false),
    firstSeq: p.bigint(),
    recordedAt: p.datetime(3),
    hash: p.uint8array().check("length(hash) = 32"),
  },
});

export class Seal extends SealSchema.class {}
SealSchema.setClass(Seal);

// In minor units; each commit has one row, stored with its seal.
const CoverageSchema = defineEntity({
  name: "Coverage",
  tableName: "coverage",
  schema: "*",
  properties: {
    lastSeq: p.bigint().primary().autoincrement(false),
    custody: p.decimal().columnType("numeric"),
    suppliers: p.decimal().columnType("numeric"),
    distributors: p.decimal().columnType("numeric"),
    buyers: p.decimal().columnType("numeric"),
    channel: p.decimal().columnType("numeric"),
    tax: p.decimal().columnType("numeric"),
    receivables: p.decimal().columnType("numeric"),
  },
});

export class Coverage extends CoverageSchema.class {}
CoverageSchema.setClass(Coverage);

const GapOpenedSchema = defineEntity({
  name: "GapOpened",
  tableName: "gap_opened",
  schema: "*",
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    gapMinor: p.decimal().columnType("numeric").fieldName("gap").check("gap > 0"),
  },
});

export class GapOpened extends GapOpenedSchema.class {}
GapOpenedSchema.setClass(GapOpened);
