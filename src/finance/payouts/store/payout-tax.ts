// Computes the tax of a payout from the earlier payments to its tax identity in the tax year; fixed
// at the approval.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { inForce } from "../../../kernel/in-force.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { type TaxedMonth, type TaxMethod, taxOf } from "../engine/tax.ts";
import { netOf, type PayoutRow } from "./payout-row.ts";
import { identitiesOf } from "./tax-identity.ts";
import { findTerms } from "./terms-kind.ts";

/** The tax that the approval of a payout withholds, and its basis. */
interface TaxDue {
  readonly identity: string;
  readonly method: TaxMethod;
  /** The version of the terms in force; null if there is none. */
  readonly terms: number | null;
  readonly year: number;
  readonly month: number;
  readonly taxMinor: bigint;
}

/** The tax of each payout if only that payout were approved at `at`. */
export async function findTaxDue(
  { settings: { asset, zone } }: Network,
  tx: Tx,
  payouts: readonly PayoutRow[],
  at: number,
): Promise<TaxDue[]> {
  const terms = inForce(await findTerms(tx, asset), at);
  const [year, month] = zone.day(at).split("-").map(Number) as [number, number];
  const identities = await identitiesOf(tx, payouts);
  const paid = await findPaid(tx, identities, year);
  return payouts.map(({ payee, amountMinor }, index) => {
    const identity = identities[index]!;
    const table = terms?.tax[payee.kind];
    const method = table?.method ?? "NONE";
    const earlier = paid.get(`${method} ${identity}`) ?? [];
    const taxMinor = taxOf(table, amountMinor, month, earlier);
    return { identity, method, terms: terms?.version ?? null, year, month, taxMinor };
  });
}

/** Adds the tax to payouts; for a payout that is not approved yet, the tax as of now. */
export async function withTaxDue(
  network: Network,
  tx: Tx,
  payouts: readonly PayoutRow[],
  at: number,
): Promise<PayoutRow[]> {
  const open = payouts.filter(({ status }) => status === "REQUESTED");
  const due = await findTaxDue(network, tx, open, at);
  const taxes = new Map(open.map(({ seq }, index) => [seq, due[index]!.taxMinor]));
  return payouts.map((one) => ({ ...one, taxMinor: taxes.get(one.seq) ?? one.taxMinor }));
}

/** The payments to tax identities in a tax year, by method and month, without failed payouts. */
async function findPaid(
  tx: Tx,
  identities: readonly string[],
  year: number,
): Promise<Map<string, TaxedMonth[]>> {
  const { rows } = await sql<
    Row<"payout_tax", "month"> & { key: string; income: string; tax: string }
  >`
    select x.method || ' ' || x.identity as key, x.month, sum(x.income) as income, sum(x.tax) as tax
      from payout_tax x join payout p on p.seq = x.payout_seq
     where x.identity = any(${texts(new Set(identities))}::text[]) and x.year = ${year}
       and x.method in ('CUMULATIVE', 'PER_MONTH') and p.status not in ('FAILED', 'CANCELLED')
     group by x.method, x.identity, x.month`.execute(tx.db);
  const months = rows.map(({ key, month, income, tax }) => {
    return { key, month, incomeMinor: BigInt(income), taxMinor: BigInt(tax) };
  });
  return Map.groupBy(months, ({ key }) => key);
}

/** Fixes the tax of an approved payout; throws `INVALID` if fee and tax leave nothing. */
export async function fixTax(
  network: Network,
  tx: Tx,
  payout: PayoutRow,
  seq: number,
  at: number,
): Promise<PayoutRow> {
  const [due] = await findTaxDue(network, tx, [payout], at);
  const { identity, method, terms, year, month, taxMinor } = due!;
  const taxed = { ...payout, taxMinor };
  assertLeft(network, taxed);
  await sql`insert into payout_tax
      (payout_seq, seq, identity, method, terms, year, month, income, tax)
    values (${payout.seq}, ${seq}, ${identity}, ${method}, ${terms}, ${year}, ${month},
            ${payout.amountMinor}, ${taxMinor})`.execute(tx.db);
  return taxed;
}

function assertLeft({ settings: { asset } }: Network, payout: PayoutRow): void {
  if (netOf(payout) > 0n) return;
  const { ref, amountMinor, feeMinor, taxMinor } = payout;
  const [amount, fee, tax] = [amountMinor, feeMinor, taxMinor!].map((minor) =>
    formatAmount(minor, asset.scale),
  );
  const why = `the amount of ${amount} must be more than the fee of ${fee} plus the tax of ${tax}`;
  throw new Refusal("INVALID", `ref: "${ref}": ${why}`, "ref");
}
