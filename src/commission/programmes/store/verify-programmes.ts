// Recomputes every volume bonus from the turnover of suppliers (docs/rules.md §5).
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { periodOf } from "../../../kernel/period.ts";
import { balancesOf } from "../../../ledger/balances.ts";
import { after } from "../../../ledger/since.ts";
import { accrualAccounts, shareBonus, volumeOf } from "../../engine/accrual.ts";
import { type Programmes, ruler } from "../../engine/programme.ts";
import type { Supplier } from "../../engine/supplier.ts";
import { loadSuppliers } from "./load-goods.ts";
import { findProgrammes } from "./programmes.ts";

/** The stored accrual of one supplier of a programme in one period. */
interface Accrued extends Row<"programme", "code">, Row<"accrual", "period"> {
  readonly supplier: string;
  readonly amount: string;
  readonly closed: boolean;
}

/**
 * The mismatches of accruals; the orders' feature verifies the turnover that they follow from. Behind
 * a `since` only accruals and closes are compared with those before.
 */
export async function verifyProgrammes(
  { settings }: Network,
  tx: Tx,
  since: number,
): Promise<string[]> {
  if (since > 0) return [...(await verifyRunning(tx, since)), ...(await verifyClosed(tx, since))];
  const programmes = await findProgrammes(tx, settings.asset);
  const stored = await readAccrued(tx);
  const mismatches = await verifyRunning(tx, since);
  mismatches.push(...(await verifyBonuses(tx, programmes, stored)));
  mismatches.push(...(await verifyClosed(tx, since)));
  const balances = await verifyBalances(tx, settings.asset.code, programmes, stored);
  return [...mismatches, ...balances];
}

// Each accrual must continue from the ones before it.
async function verifyRunning(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with added as (
      select a.*, p.code from accrual a join programme p on p.id = a.programme_id
       where ${after(sql`a.seq`, since)}),
    begun as (
      select code, supplier_id, period, coalesce((
               select b.accrued from accrual b
                where b.programme_id in (select id from programme p where p.code = of.code)
                  and b.supplier_id = of.supplier_id and b.period = of.period and b.seq <= ${since}
                order by b.seq desc, b.line desc limit 1), 0) as accrued
        from (select distinct code, supplier_id, period from added) of)
    select format('accrual %s/%s: total is %s and should be %s', seq, line, accrued, should) as what
      from (select a.seq, a.line, a.accrued, b.accrued + sum(a.amount) over (
                     partition by a.code, a.supplier_id, a.period order by a.seq, a.line) as should
              from added a join begun b using (code, supplier_id, period)) running
     where accrued <> should`.execute(tx.db);
  return rows.map(({ what }) => what);
}

async function readAccrued(tx: Tx): Promise<Accrued[]> {
  const { rows } = await sql<Accrued>`
    select p.code, s.code as supplier, a.period::text, sum(a.amount)::text as amount,
           exists (select from programme_close c where c.code = p.code and c.period = a.period) as closed
      from accrual a
      join programme p on p.id = a.programme_id
      join supplier s on s.id = a.supplier_id
     group by p.code, s.code, a.period`.execute(tx.db);
  return rows;
}

// Computes B(V) of every period with sales of a member, whether or not there are accruals.
async function verifyBonuses(
  tx: Tx,
  programmes: Programmes,
  stored: readonly Accrued[],
): Promise<string[]> {
  const left = new Map(
    stored.map((one) => [`${one.code} ${one.supplier} ${one.period}`, BigInt(one.amount)]),
  );
  const mismatches: string[] = [];
  const suppliers = await membersOf(tx, programmes);
  for (const { code, period, supplier, part } of bonuses(programmes, suppliers)) {
    const key = `${code} ${supplier} ${period}`;
    const is = left.get(key) ?? 0n;
    left.delete(key);
    if (is !== part) mismatches.push(`bonus of ${key}: ${is} accrued and should be ${part}`);
  }
  const extra = [...left].filter(([, amount]) => amount !== 0n);
  return [
    ...mismatches,
    ...extra.map(([key, is]) => `bonus of ${key}: ${is} accrued and should be 0`),
  ];
}

async function membersOf(tx: Tx, programmes: Programmes): Promise<Map<string, Supplier>> {
  const codes = [...new Set(programmes.all.flatMap(({ suppliers }) => suppliers))];
  return new Map((await loadSuppliers(tx, codes)).map((supplier) => [supplier.code, supplier]));
}

function* bonuses(programmes: Programmes, suppliers: ReadonlyMap<string, Supplier>) {
  for (const [code, versions] of programmes.byCode) {
    const members = versions[0]!.suppliers.map((supplier) => suppliers.get(supplier)!);
    const months = new Set(members.flatMap(({ turnover }) => [...turnover.keys()]));
    const periods = new Set([...months].map((month) => periodOf(versions[0]!.period, month)));
    for (const period of periods) {
      const programme = ruler(versions, period);
      if (programme === undefined) continue;
      const volumes = members.map((member) => volumeOf(programme, member, period));
      const { parts } = shareBonus(programme, volumes);
      for (const [index, { code: supplier }] of members.entries()) {
        yield { code, period, supplier, part: parts[index]! };
      }
    }
  }
}

// A close must move the amount accrued until then.
async function verifyClosed(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<
    Row<"programme_close", "code" | "period" | "bonus"> & { accrued: string }
  >`
    select c.code, c.period::text, c.bonus::text, coalesce((
             select sum(a.amount) from accrual a join programme p on p.id = a.programme_id
              where p.code = c.code and a.period = c.period and a.seq < c.seq), 0)::text as accrued
      from programme_close c where ${after(sql`c.seq`, since)}`.execute(tx.db);
  return rows
    .filter(({ bonus, accrued }) => bonus !== accrued)
    .map(({ code, period, bonus, accrued }) => {
      return `close of ${code} ${period}: moved ${bonus} and should have moved ${accrued}`;
    });
}

// The balances of the accrual accounts must equal the accruals of open periods.
async function verifyBalances(
  tx: Tx,
  asset: string,
  programmes: Programmes,
  stored: readonly Accrued[],
): Promise<string[]> {
  const open = new Map<string, bigint>();
  for (const [code, [programme]] of programmes.byCode) {
    for (const supplier of programme!.suppliers) {
      const own = stored.filter((one) => one.code === code && one.supplier === supplier);
      const sum = own.reduce((all, one) => all + (one.closed ? 0n : BigInt(one.amount)), 0n);
      const { accrued } = accrualAccounts(programme!, supplier);
      open.set(accrued, programme!.payer === "PLATFORM" ? -sum : sum);
    }
  }
  const names = [...open.keys()];
  const balances = await balancesOf(tx, asset, names);
  return names.flatMap((name, index) => {
    const [is, should] = [balances[index]!, open.get(name)!];
    return is === should ? [] : [`balance of ${name}: is ${is} and should be ${should}`];
  });
}
