// Verifies tiers: judges each window close again, and recomputes every tier from its changes.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { entriesOf } from "../../../ledger/entries-of.ts";
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import { after, isNamedAfter } from "../../../ledger/since.ts";
import { findLadders } from "../../../network/index.ts";
import { endOfMonth, windowsBack } from "../../engine/window.ts";
import { TIER } from "../kinds.ts";
import { type Downgraded, type Judged, judgeWindow } from "./judge-window.ts";
import type { VolumeIn } from "./load-tier-holders.ts";
import type { Volumes } from "./volumes.ts";

interface CloseRow
  extends Row<"window_close", "month" | "ladder_version" | "distributors" | "downgraded"> {
  /** The latest ladder published by then. */
  readonly latest: number;
}

const NOTHING = { personal: 0, team: 0 };

/** The mismatches of a WINDOW_CLOSE; `volumes` are the volumes before it, without which nobody is judged. */
export async function verifyClose(
  network: Network,
  tx: Tx,
  { seq, ref, occurredAt }: StoredTransaction,
  volumes: Volumes | undefined,
): Promise<string[]> {
  const { zone, asset } = network.settings;
  const { rows } = await sql<CloseRow>`
    select month::text, ladder_version, distributors, downgraded,
           (select coalesce(max(version), 0) from ladder where seq < ${seq}) as latest
      from window_close where seq = ${seq}`.execute(tx.db);
  const close = rows[0];
  if (close === undefined) return [`close ${seq}: its row is missing`];
  const { month } = close;
  const ladders = (await findLadders(tx, asset)).filter(({ version }) => version <= close.latest);
  const windows = windowsBack(ladders, zone, month);
  const told: string[] = [];
  if (ref !== month.slice(0, 7) || occurredAt !== endOfMonth(zone, month)) {
    told.push(`is stored as ${month} but booked as ${ref}`);
  }
  if (windows[0]?.ladder.version !== close.ladder_version) {
    told.push(`ladder is ${close.ladder_version} and should be ${windows[0]?.ladder.version}`);
  }
  if (volumes !== undefined) told.push(...(await judge(tx, { seq, close, windows }, volumes)));
  return told.map((what) => `close ${ref}: ${what}`);
}

/** A close that is judged again, with the windows that it looks back on. */
interface Judging {
  readonly seq: number;
  readonly close: CloseRow;
  readonly windows: ReturnType<typeof windowsBack>;
}

async function judge(
  tx: Tx,
  { seq, close, windows }: Judging,
  volumes: Volumes,
): Promise<string[]> {
  const told: string[] = [];
  const volumeIn: VolumeIn = (id, of) => {
    const { personal, team } = volumes.find(id, of) ?? NOTHING;
    return { personal: BigInt(personal), team: BigInt(team) };
  };
  const of = { seq, distributors: close.distributors, windows };
  let downgraded = 0;
  for await (const judged of judgeWindow(tx, of, async () => volumeIn)) {
    downgraded += judged.downgraded.length;
    told.push(...(await compare(tx, seq, judged)));
  }
  const { rows: kept } = await sql<{ n: number }>`
    select count(*)::int as n from tier_change where seq = ${seq}`.execute(tx.db);
  for (const n of new Set([close.downgraded, kept[0]!.n])) {
    if (n !== downgraded) told.push(`has ${n} downgrades and should have ${downgraded}`);
  }
  return told;
}

// Compares the new judgements with the stored changes of the same distributors.
async function compare(tx: Tx, seq: number, judged: Judged): Promise<string[]> {
  const { rows } = await sql<
    Row<"distributor", "code"> & { id: number; from: string | null; to: string }
  >`
    select c.distributor_id as id, d.code, c.from_tier as "from", c.to_tier as "to"
      from tier_change c join distributor d on d.id = c.distributor_id
     where c.seq = ${seq} and c.distributor_id > ${judged.after}
       and c.distributor_id <= ${judged.upTo}`.execute(tx.db);
  const kept = new Map(rows.map((row) => [row.id, row]));
  const should = new Map<number, Downgraded>(judged.downgraded.map((one) => [one.held.id, one]));
  return [...new Set([...kept.keys(), ...should.keys()])].flatMap((id) => {
    const [is, due] = [kept.get(id), should.get(id)];
    const wants = due === undefined ? "nothing" : `${due.held.tier} to ${due.to}`;
    const has = is === undefined ? "nothing" : `${is.from} to ${is.to}`;
    return wants === has
      ? []
      : [`${is?.code ?? due!.held.code} had ${has} and should have ${wants}`];
  });
}

/**
 * The mismatches of tiers with their changes, of the distributors that changed behind `since`: each change must start from the tier after the one
 * before, the first from the tier at joining, and the last must be the current tier. Its
 * transaction must be an order, a window close or a manual change.
 */
export async function verifyTiers(tx: Tx, since: number): Promise<string[]> {
  const hasChanged = (id: string) =>
    isNamedAfter(sql.ref(id), "tier_change", "distributor_id", since);
  const { rows } = await sql<{ what: string }>`
    with change as (
      select c.seq, c.distributor_id, c.from_tier, c.to_tier, t.kind, m.tier as by_hand,
             row_number() over (partition by c.distributor_id order by c.seq desc, c.line desc) as back,
             lag(c.to_tier) over w as before, lag(c.seq) over w as earlier
        from tier_change c
        left join ledger_transaction t on t.seq = c.seq
        left join manual_tier m on m.seq = c.seq and m.distributor_id = c.distributor_id
       where ${hasChanged("c.distributor_id")}
      window w as (partition by c.distributor_id order by c.seq, c.line))
    select format('tier of %s: is %s and should be %s by its changes', d.code, d.tier,
             case when c.seq is null then d.joined_tier else c.to_tier end) as what
      from distributor d left join change c on c.distributor_id = d.id and c.back = 1
     where d.tier is distinct from case when c.seq is null then d.joined_tier else c.to_tier end
       and ${hasChanged("d.id")}
    union all
    select format('tier of %s: was %s before a change and should have been %s', d.code, c.from_tier,
             case when c.earlier is null then d.joined_tier else c.before end)
      from change c join distributor d on d.id = c.distributor_id
     where c.from_tier is distinct from case when c.earlier is null then d.joined_tier else c.before end
       and ${after(sql`c.seq`, since)}
    union all
    select format('tier change in %s: has a wrong cause, %s', c.seq, coalesce(c.kind, 'a missing transaction'))
      from change c
     where (c.kind is null or c.kind not in ('SETTLEMENT', 'TIER', 'WINDOW_CLOSE')
            or c.kind = 'TIER' and c.by_hand is distinct from c.to_tier)
       and ${after(sql`c.seq`, since)}`.execute(tx.db);
  return [...rows.map(({ what }) => what), ...(await verifyManual(tx, since))];
}

// Manual tiers must equal their requests, and each close must have its transaction.
async function verifyManual(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('manual tier in %s: differs from its request', coalesce(t.seq, m.seq)) as what
      from (select seq, cause as asked from ${entriesOf(TIER, since)} t) t
      full join (select m.*, d.code from manual_tier m
                   left join distributor d on d.id = m.distributor_id
                  where ${after(sql`m.seq`, since)}) m using (seq)
     where (m.code, m.tier, m.until::text, m.reason) is distinct from
           (asked ->> 'code', asked ->> 'tier', asked ->> 'until', asked ->> 'reason')
    union all
    select format('close %s: its transaction is missing', w.month) from window_close w
      left join ledger_transaction t on t.seq = w.seq and t.kind = 'WINDOW_CLOSE'
     where t.seq is null and ${after(sql`w.seq`, since)}`.execute(tx.db);
  return rows.map(({ what }) => what);
}
