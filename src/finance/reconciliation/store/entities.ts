// The tables of reconciliation: statements with their lines, what was matched, and what differs.
import { defineEntity, p } from "@mikro-orm/core";

const StatementSchema = defineEntity({
  name: "Statement",
  tableName: "statement",
  schema: "*",
  indexes: [{ properties: ["source", "fromDay"] }],
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    source: p.text(),
    side: p.text(),
    format: p.text(),
    sha256: p.text().fieldName("sha256").unique(),
    account: p.text(),
    fromDay: p.date(),
    toDay: p.date(),
    openingMinor: p.bigint().fieldName("opening").strictNullable(),
    closingMinor: p.bigint().fieldName("closing").strictNullable(),
    toleranceDays: p.integer(),
    toleranceMinor: p.bigint().fieldName("tolerance"),
  },
});

export class Statement extends StatementSchema.class {}
StatementSchema.setClass(Statement);

const StatementLineSchema = defineEntity({
  name: "StatementLine",
  tableName: "statement_line",
  schema: "*",
  indexes: [{ properties: ["identity"] }, { properties: ["reference"] }],
  properties: {
    seq: p.bigint().primary(),
    n: p.integer().primary(),
    line: p.integer(),
    /** What the other side calls the line itself. */
    lineId: p.text(),
    /** The likeliest of the references. */
    reference: p.text().strictNullable(),
    refs: p.array<string>().columnType("text[]"),
    day: p.date(),
    time: p.text(),
    amountMinor: p.bigint().fieldName("amount"),
    feeMinor: p.bigint().fieldName("fee").strictNullable(),
    counterparty: p.text(),
    memo: p.text(),
    /** What tells it again in a file that overlaps, */
    identity: p.text(),
    /** and the line that it is again. */
    firstSeq: p.bigint().strictNullable(),
    firstN: p.integer().fieldName("first_n").strictNullable(),
  },
});

export class StatementLine extends StatementLineSchema.class {}
StatementLineSchema.setClass(StatementLine);

const StatementMatchSchema = defineEntity({
  name: "StatementMatch",
  tableName: "statement_match",
  schema: "*",
  uniques: [{ properties: ["lineSeq", "lineN"] }],
  properties: {
    seq: p.bigint().primary(),
    n: p.integer().primary(),
    lineSeq: p.bigint(),
    lineN: p.integer().fieldName("line_n"),
    movementSeq: p.bigint().unique(),
    by: p.text(),
    differs: p.boolean(),
  },
});

export class StatementMatch extends StatementMatchSchema.class {}
StatementMatchSchema.setClass(StatementMatch);

// The status alone changes, with the transaction that changed it. Amounts: theirs less ours.
const DifferenceSchema = defineEntity({
  name: "Difference",
  tableName: "difference",
  schema: "*",
  indexes: [
    { properties: ["status", "day"] },
    { properties: ["lineSeq", "lineN"] },
    { properties: ["movementSeq"] },
    { properties: ["seq"] },
  ],
  checks: [{ name: "difference_check", expression: "(line_seq is null) = (line_n is null)" }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    seq: p.bigint(),
    kind: p.text(),
    side: p.text(),
    lineSeq: p.bigint().strictNullable(),
    lineN: p.integer().fieldName("line_n").strictNullable(),
    movementSeq: p.bigint().strictNullable(),
    day: p.date(),
    amountMinor: p.bigint().fieldName("amount"),
    feeMinor: p.bigint().fieldName("fee"),
    status: p.text(),
    resolvedSeq: p.bigint().strictNullable(),
  },
});

export class Difference extends DifferenceSchema.class {}
DifferenceSchema.setClass(Difference);

const DifferenceExplanationSchema = defineEntity({
  name: "DifferenceExplanation",
  tableName: "difference_explanation",
  schema: "*",
  properties: {
    differenceId: p.integer().primary().autoincrement(false),
    seq: p.bigint(),
    note: p.text().strictNullable(),
    /** The posted transaction that corrects it. */
    correctionSeq: p.bigint().unique().strictNullable(),
    /** The difference of another source that it goes with. */
    counterpartId: p.integer().strictNullable(),
  },
});

export class DifferenceExplanation extends DifferenceExplanationSchema.class {}
DifferenceExplanationSchema.setClass(DifferenceExplanation);
