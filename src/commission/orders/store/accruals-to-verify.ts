// Reads which accounts each transaction's accruals moved, for the checks of orders and refunds.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { remembering } from "../../../kernel/remember.ts";
import { subtract, type Whole, wholeOf } from "../../../kernel/whole.ts";
import { accounts } from "../../../ledger/chart/chart.ts";

/** An accrual: the supplier's account, the expense or income account, and the amount owed. */
export interface Accrued {
  readonly account: string;
  readonly result: string;
  readonly amountMinor: Whole;
}

/** SQL: a transaction's accruals as text, for `AccrualAccounts`; empty without any. */
export function accrualsOf(seq: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select coalesce(string_agg(concat_ws(' ', programme_id, supplier_id, period, amount), ','), '')
      from accrual where seq = ${seq})`;
}

const NONE: readonly Accrued[] = [];

/** The accounts of a supplier's accruals of one period. */
interface Target {
  /** The transaction that closed the period. */
  readonly closedBy: number;
  readonly open: string;
  readonly payable: string;
  readonly result: string;
  readonly isOwedByIt: boolean;
}

type Programme = Row<"programme", "code"> & { readonly payer: string | null };

/**
 * Accruals go to the accrual account while the period is open, later to the supplier. Programmes,
 * suppliers and closes are looked up here, and not joined to each accrual.
 */
export class AccrualAccounts {
  readonly #programmes = new Map<string, Programme>();
  readonly #suppliers = new Map<string, string>();
  /** The transactions that closed periods, by programme and period. */
  readonly #closes = new Map<string, number>();

  async load(tx: Tx): Promise<void> {
    const programmes = await sql<Programme & Row<"programme", "id">>`
      select id, code, document ->> 'payer' as payer from programme`.execute(tx.db);
    for (const { id, ...one } of programmes.rows) this.#programmes.set(String(id), one);
    const suppliers = await sql<Row<"supplier", "id" | "code">>`
      select id, code from supplier`.execute(tx.db);
    for (const { id, code } of suppliers.rows) this.#suppliers.set(String(id), code);
    const closes = await sql<Row<"programme_close", "code" | "period" | "seq">>`
      select code, period::text, seq from programme_close`.execute(tx.db);
    for (const { code, period, seq } of closes.rows)
      this.#closes.set(`${code} ${period}`, Number(seq));
  }

  /** The accruals of a transaction, from their text. */
  of(seq: number, text: string): readonly Accrued[] {
    if (text === "") return NONE;
    return text.split(",").flatMap((one) => {
      const space = one.lastIndexOf(" ");
      const found = this.#targetOf(one.slice(0, space));
      // What names nothing explains no posting, so that the postings are a mismatch.
      if (found === undefined) return [];
      const { closedBy, open, payable, result, isOwedByIt } = found;
      const amount = wholeOf(one.slice(space + 1));
      const amountMinor = isOwedByIt ? subtract(0, amount) : amount;
      return [{ account: closedBy < seq ? payable : open, result, amountMinor }];
    });
  }

  readonly #targetOf = remembering((text): Target | undefined => {
    const [id, supplierId, period] = text.split(" ") as [string, string, string];
    const [programme, supplier] = [this.#programmes.get(id), this.#suppliers.get(supplierId)];
    if (programme === undefined || supplier === undefined) return undefined;
    const isOwedByIt = programme.payer === "SUPPLIER";
    const open = isOwedByIt ? accounts.rebateDue : accounts.rebateOwed;
    return {
      closedBy: this.#closes.get(`${programme.code} ${period}`) ?? Number.POSITIVE_INFINITY,
      open: open(programme.code, supplier),
      payable: accounts.supplierPayable(supplier),
      result: isOwedByIt ? accounts.rebateIncome : accounts.rebateExpense,
      isOwedByIt,
    };
  });
}
