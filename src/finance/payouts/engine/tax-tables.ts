// The statutory tax tables, each with the first day in force and its legal source.
import { Exact } from "../../../kernel/exact.ts";
import { parseAmount } from "../../../kernel/money.ts";
import type { CumulativeTable, PaymentTable, TaxBand } from "./tax.ts";

/** A statutory tax table. */
export interface StatutoryTable<Table> {
  /** The first local day on which it is in force. */
  readonly from: string;
  readonly source: string;
  readonly table: Table;
}

/** The asset of the tables' amounts. */
export const STATUTORY_ASSET = { code: "CNY", scale: 2 };

/** The minor units of an amount in yuan. */
function yuan(amount: number): bigint {
  return parseAmount(String(amount), STATUTORY_ASSET.scale, "");
}

function percent(number: number): Exact {
  return new Exact(number).div(100);
}

/**
 * Bands from upper limits in yuan (0: no limit), rates in percent, and quick deductions in yuan.
 */
function bands(...rows: readonly (readonly [number, number, number])[]): readonly TaxBand[] {
  return rows.map(([upTo, rate, quick]) => ({
    upToMinor: upTo === 0 ? undefined : yuan(upTo),
    rate: percent(rate),
    quickMinor: yuan(quick),
  }));
}

const PAYMENT: Omit<PaymentTable, "method"> = {
  allowance: { upToMinor: yuan(4_000), fixedMinor: yuan(800), rate: percent(20) },
  bands: bands([20_000, 20, 0], [50_000, 30, 2_000], [0, 40, 7_000]),
};

export const STATUTORY: {
  readonly PER_PAYMENT: StatutoryTable<PaymentTable>;
  readonly PER_MONTH: StatutoryTable<PaymentTable>;
  readonly CUMULATIVE: StatutoryTable<CumulativeTable>;
} = {
  PER_PAYMENT: {
    from: "2019-01-01",
    source: "国家税务总局公告2018年第61号, 个人所得税预扣率表二",
    table: { method: "PER_PAYMENT", ...PAYMENT },
  },
  PER_MONTH: {
    from: "2019-01-01",
    source:
      "个人所得税法实施条例 (国务院令第707号) 第十四条; 公告2018年第61号, 个人所得税预扣率表二",
    table: { method: "PER_MONTH", ...PAYMENT },
  },
  CUMULATIVE: {
    from: "2025-10-01",
    source: "国家税务总局公告2025年第16号; 公告2018年第61号, 个人所得税预扣率表一",
    table: {
      method: "CUMULATIVE",
      expenseRate: percent(20),
      monthlyMinor: yuan(5_000),
      months: "CONSECUTIVE",
      bands: bands(
        [36_000, 3, 0],
        [144_000, 10, 2_520],
        [300_000, 20, 16_920],
        [420_000, 25, 31_920],
        [660_000, 30, 52_920],
        [960_000, 35, 85_920],
        [0, 45, 181_920],
      ),
    },
  },
};
