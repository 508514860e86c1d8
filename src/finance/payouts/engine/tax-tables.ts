// The tables of the law, each with the day from which it holds and where it stands; in fen of CNY.
import type { CumulativeTable, PaymentTable, TaxBand } from "./tax.ts";

/** A table of the law. */
export interface StatutoryTable<Table> {
  /** The first local day on which it holds. */
  readonly from: string;
  readonly source: string;
  readonly table: Table;
}

/** The asset in whose minor units the tables are. */
export const STATUTORY_ASSET = { code: "CNY", scale: 2 };

/** Bands by their bounds in yuan (0: none), rates in percent, and quick deductions in yuan. */
function bands(...rows: readonly (readonly [number, number, number])[]): readonly TaxBand[] {
  return rows.map(([upTo, percent, quick]) => ({
    upToMinor: upTo === 0 ? undefined : BigInt(upTo) * 100n,
    rateMicro: BigInt(percent) * 10_000n,
    quickMinor: BigInt(quick) * 100n,
  }));
}

const PAYMENT: Omit<PaymentTable, "method"> = {
  allowance: { upToMinor: 400_000n, fixedMinor: 80_000n, rateMicro: 200_000n },
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
      expenseRateMicro: 200_000n,
      monthlyMinor: 500_000n,
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
