// The tables of totals by accounting date, and of the months that are closed.
import { defineEntity, p } from "@mikro-orm/core";

const sum = () => p.decimal("string").columnType("numeric");

// Kept by store-totals.ts alone; a month that is closed moves no more.
const DayTotalSchema = defineEntity({
  name: "DayTotal",
  tableName: "day_total",
  schema: "*",
  properties: {
    accountId: p.integer().primary(),
    day: p.date().primary(),
    debitMinor: sum().fieldName("debit"),
    creditMinor: sum().fieldName("credit"),
    /** The transactions that it is summed from lie between these two. */
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
    /** Of all days up to the month's last. */
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
    /** How many accounts have a closing total. */
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
