// Checks, before anything is written, that a mapping covers all accounts and assets with postings
// in the days.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { partyOf } from "../journal/describe.ts";
import type { VoucherMapping } from "../journal/mapping.ts";
import type { Extent } from "../journal/read-journal.ts";
import { VOUCHER_SCALE } from "./amount.ts";

/** Accounts of one page. */
const PAGE = 2_000;

/**
 * Throws `Refusals`: one for each kind of account, and each asset, that the mapping does not cover.
 */
export async function assertMapped(
  tx: Tx,
  { from, to }: Extent,
  mapping: VoucherMapping,
  assets: readonly Asset[],
): Promise<void> {
  const missing = new Map<string, { count: number; example: string }>();
  const unknown = new Set<string>();
  const query = sql`select a.name, a.asset from account a
    where exists (select 1 from day_total d
                   where d.account_id = a.id and d.day between ${from}::date and ${to}::date)
    order by a.name collate "C", a.asset collate "C"`;
  type Account = Row<"account", "name" | "asset">;
  for await (const rows of fetchPages<Account>(tx, "moved", query, PAGE)) {
    for (const { name, asset } of rows) {
      if (!mapping.knows(asset)) unknown.add(asset);
      if (asset !== mapping.asset || mapping.find(name) !== undefined) continue;
      const shape = shapeOf(name);
      const { count = 0, example = name } = missing.get(shape) ?? {};
      missing.set(shape, { count: count + 1, example });
    }
  }
  const faults = [...[...missing].map(unmapped), ...[...unknown].map(undecided)];
  if (faults.length > 0) throw new Refusals(faults);
  assertScale(assets, mapping.asset);
}

function unmapped([shape, { count, example }]: [string, { count: number; example: string }]) {
  const like =
    count === 1 && shape === example ? "" : ` (${count} in total, for example ${example})`;
  return new Refusal("INVALID", `mapping: accounts: ${shape} is not mapped${like}`, "mapping");
}

function undecided(asset: string): Refusal {
  const message = `mapping: currencies: ${asset} is missing; map it, or use null to leave it out`;
  return new Refusal("INVALID", message, "mapping");
}

function assertScale(assets: readonly Asset[], code: string): void {
  const asset = assets.find((one) => one.code === code);
  if (asset === undefined) {
    const message = `mapping: currencies: asset ${code} does not exist in this network`;
    throw new Refusal("INVALID", message, "mapping");
  }
  if (asset.scale > VOUCHER_SCALE) {
    const what = `${code} has ${asset.scale} decimals; vouchers allow at most ${VOUCHER_SCALE}`;
    const message = `mapping: currencies: ${what}`;
    throw new Refusal("INVALID", message, "mapping");
  }
}

/** An account's name with `*` in place of the owner's code. */
function shapeOf(account: string): string {
  const party = partyOf(account);
  return party === undefined ? account : account.replace(`:${party.code}`, ":*");
}
