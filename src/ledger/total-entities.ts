// The tables of totals by accounting date, and of closed months.
import { defineEntity, p } from "@mikro-orm/core";

const sum = () => p.decimal("string").columnType("numeric");

// Only store-totals.ts writes these rows; the rows of a closed month do not change.
const DayTotalSchema = defineEntity({
  name: "DayTotal",
  tableName: "day_total",
  schema: "*",
  properties: {
    accountId: p.integer().primary(),
    day: p.date().primary(),
    debitMinor: sum().fieldName("debit"),
    creditMinor: sum().fieldName("credit"),
    /** The first and last transaction that the total includes. */
    firstSeq: p.bigint(),
    lastSeq: p.bigint(),
  },
});

export class DayTotal extends DayTotalSchema.class {}
DayTotalSchema.setClass(DayTotal);

const MonthTotalSchema = defineEntity({
  name: "MonthTotal",
  tableName: "month_total",
  schema: "*",
  properties: {
    accountId: p.integer().primary(),
    month: p.date().primary(),
    debitMinor: sum().fieldName("debit"),
    creditMinor: sum().fieldName("credit"),
    /** The balance at the end of the month. */
    balanceMinor: sum().fieldName("balance"),
  },
});

export class MonthTotal extends MonthTotalSchema.class {}
MonthTotalSchema.setClass(MonthTotal);

const PeriodCloseSchema = defineEntity({
  name: "PeriodClose",
  tableName: "period_close",
  schema: "*",
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    month: p.date(),
    /** The number of accounts with a closing total. */
    accounts: p.integer(),
  },
});

export class PeriodClose extends PeriodCloseSchema.class {}
PeriodCloseSchema.setClass(PeriodClose);

const PeriodTotalSchema = defineEntity({
  name: "PeriodTotal",
  tableName: "period_total",
  schema: "*",
  properties: {
    seq: p.bigint().primary(),
    accountId: p.integer().primary(),
    debitMinor: sum().fieldName("debit"),
    creditMinor: sum().fieldName("credit"),
    balanceMinor: sum().fieldName("balance"),
  },
});

export class PeriodTotal extends PeriodTotalSchema.class {}
PeriodTotalSchema.setClass(PeriodTotal);

const PeriodReopenSchema = defineEntity({
  name: "PeriodReopen",
  tableName: "period_reopen",
  schema: "*",
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    closeSeq: p.bigint().unique(),
    reason: p.text(),
  },
});

export class PeriodReopen extends PeriodReopenSchema.class {}
PeriodReopenSchema.setClass(PeriodReopen);
