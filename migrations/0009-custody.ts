// What lies in custody against what is owed, after each commit, and where a gap between them opened.
import { Migration } from "@mikro-orm/migrations";

export class M20261124Custody extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const TABLES = ["coverage", "gap_opened"];
const PARTS = [
  ["custody", "n = 'assets:custody'"],
  ["suppliers", "n like 'liabilities:supplier:%'"],
  ["distributors", "n like 'liabilities:distributor:%'"],
  ["buyers", "n like 'liabilities:buyer:%'"],
  ["channel", "n = 'liabilities:channel-fee'"],
  ["tax", "n = 'liabilities:tax'"],
  ["receivables", "n like 'assets:receivable:%'"],
] as const;
const NAMES = PARTS.map(([part]) => part).join(", ");
const SUMS = PARTS.map(([part, condition]) => {
  const sign = part === "custody" || part === "receivables" ? "" : "-";
  return `${sign}coalesce(sum(amount) filter (where ${condition}), 0) as ${part}`;
});
const RUNNING = PARTS.map(
  ([part]) => `sum(coalesce(c.${part}, 0)) over (order by t.seq) as ${part}`,
);

const STATEMENTS = [
  // Sums over all accounts, which can pass the 64 bits of each.
  `create table coverage (
     last_seq bigint primary key,
     custody numeric not null,
     suppliers numeric not null,
     distributors numeric not null,
     buyers numeric not null,
     channel numeric not null,
     tax numeric not null,
     receivables numeric not null)`,
  `create table gap_opened (
     seq bigint primary key,
     gap numeric not null check (gap > 0))`,

  // A book that is there already: what every transaction left, kept where it ends a commit.
  `create temporary table covered on commit drop as
     select t.seq, ${RUNNING.join(", ")}
       from ledger_transaction t
       left join (
         select seq, ${SUMS.join(", ")}
           from (select p.seq, p.amount, a.name as n
                   from posting p
                   join account a on a.id = p.account_id
                   join settings on a.asset = settlement_asset) p
          group by seq) c on c.seq = t.seq`,
  `insert into coverage (last_seq, ${NAMES})
     select c.seq, ${NAMES} from covered c join seal on last_seq = c.seq`,
  `insert into gap_opened (seq, gap)
     select seq, gap
       from (select seq, gap, lag(gap, 1, 0) over (order by seq) as before
               from (select seq, suppliers + distributors + buyers + channel + tax - custody as gap
                       from covered) c) c
      where gap > 0 and before <= 0`,
  "drop table covered",

  ...TABLES.flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
