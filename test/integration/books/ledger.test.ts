// docs/rules.md §7: The ledger: what the database itself refuses, and that `verify` finds whatever
// was done behind its back.

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SETTLEMENT } from "../../../src/commission/orders/kinds.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { allBalances, seqAsOf } from "../../../src/ledger/balances.ts";
import { commit } from "../../../src/ledger/post.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, LADDER, order } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Runs one statement in the network's schema, as the tables' owner. */
async function run(statement: string): Promise<void> {
  await network.write(async (tx) => {
    await sql.raw(statement).execute(tx.db);
  });
}

async function count(table: string): Promise<number> {
  return network.read(async (tx) => {
    const { rows } = await sql<{
      n: string;
    }>`select count(*) as n from ${sql.table(table)}`.execute(tx.db);
    return Number(rows[0]!.n);
  });
}

beforeEach(async () => {
  network = await createTestNetwork(database);
  const tiers = [
    { code: "AGENT" },
    { code: "GOLD", personalVolume: "25.00" },
    { code: "CORE", teamVolume: "45.00" },
  ];
  await fillNetwork(network, { ladder: { ...LADDER, tiers } });
  const lane = new Lane(network);
  // Two commits: transactions 5 to 7, and 8 to 9.
  await lane.submit(["a", "b", "c"].map((ref) => order(ref)));
  await lane.submit(
    ["d", "e"].map((ref) => order(ref, { product: "CARD-50", unitPrice: "50.00" })),
  );
});

describe("§7 the database itself refuses", () => {
  const seq = "(select max(seq) from ledger_transaction)";
  it.each([
    ["UPDATE of postings", "update posting set amount = amount + 1"],
    ["DELETE of postings", "delete from posting"],
    ["TRUNCATE of postings", "truncate posting"],
    ["UPDATE of transactions", "update ledger_transaction set ref = 'x'"],
    ["DELETE of transactions", "delete from ledger_transaction where seq = 5"],
    ["TRUNCATE of transactions", "truncate ledger_transaction cascade"],
    ["an UPDATE that hits no row", "update posting set amount = 1 where seq = -1"],
    ["UPDATE of settlements", "update settlement set platform = 0"],
    ["UPDATE of seals", "update seal set recorded_at = now()"],
    ["UPDATE of accounts", "update account set name = 'assets:other' where id = 1"],
    ["DELETE of accounts", "delete from account"],
    ["TRUNCATE of accounts", "truncate account"],
    ["UPDATE of assets", "update asset set scale = 0"],
    ["UPDATE of settings", "update settings set time_zone = 'UTC'"],
    ["UPDATE of plans", "update plan set name = 'other'"],
    ["DELETE of ladders", "delete from ladder"],
    ["also in replica mode", "set local session_replication_role = replica; delete from posting"],
  ])("%s", async (_, statement) => {
    const before = await count("posting");
    await expect(run(statement)).rejects.toThrow(/is refused: what is posted stays/);
    expect(await count("posting")).toBe(before);
  });

  const transaction = (values: string) =>
    `insert into ledger_transaction (seq, kind, ref, occurred_at, accounting_date, recorded_at, cause,
       posting_count, hash) values ${values}`;
  const next = (offset: number, ref: string, postings: number) =>
    `(${seq} + ${offset}, 'SETTLEMENT', '${ref}', now(), now(), now(), '{}', ${postings}, sha256(''))`;
  const postings = (...rows: string[]) =>
    `insert into posting (seq, line, account_id, asset, amount, balance) values ${rows
      .map((row) => `(${seq}, ${row})`)
      .join(", ")}`;

  it.each([
    [
      "postings that do not sum to zero",
      transaction(next(1, "x", 2)),
      postings("1, 1, 'CNY', 5, 5", "2, 2, 'CNY', -4, -4"),
      /does not balance in CNY: 1/,
    ],
    [
      "a posting of zero",
      transaction(next(1, "x", 1)),
      postings("1, 1, 'CNY', 0, 0"),
      /posting_amount_check/,
    ],
    [
      "fewer postings than announced",
      transaction(next(1, "x", 3)),
      postings("1, 1, 'CNY', 5, 5", "2, 2, 'CNY', -5, -5"),
      /has 2 postings, numbered 1 to 2, and announced 3/,
    ],
    [
      "postings for what is posted already",
      "",
      postings("8, 1, 'CNY', 5, 5", "9, 2, 'CNY', -5, -5"),
      /has 2 postings, numbered 8 to 9, and announced 6/,
    ],
    [
      "as many balanced postings again for what is posted already",
      "",
      "insert into posting (seq, line, account_id, asset, amount, balance) select seq, line + 100, account_id, asset, amount, balance from posting where seq = 6",
      /has 6 postings, numbered 101 to 106, and announced 6/,
    ],
    [
      "postings that are numbered with a gap",
      transaction(next(1, "x", 2)),
      postings("1, 1, 'CNY', 5, 5", "3, 2, 'CNY', -5, -5"),
      /has 2 postings, numbered 1 to 3, and announced 2/,
    ],
    [
      "the same postings again for what is posted already",
      "",
      "insert into posting (seq, line, account_id, asset, amount, balance) select seq, line, account_id, asset, amount, balance from posting where seq = 6",
      /duplicate key/,
    ],
    [
      "an account that does not exist",
      transaction(next(1, "x", 2)),
      postings("1, 99, 'CNY', 5, 5", "2, 2, 'CNY', -5, -5"),
      /names account 99/,
    ],
    ["a gap in the sequence", transaction(next(2, "x", 0)), "", /without a gap/],
    [
      "a gap within one statement",
      transaction(`${next(1, "x", 0)}, ${next(3, "y", 0)}`),
      "",
      /without a gap/,
    ],
    ["one ref twice", transaction(next(1, "a", 0)), "", /duplicate key/],
    ["a number used twice", transaction(next(0, "x", 0)), "", /duplicate key|without a gap/],
  ])("%s", async (_, first, second, why) => {
    const before = await count("ledger_transaction");
    await expect(run([first, second].filter(Boolean).join("; "))).rejects.toThrow(why);
    expect(await count("ledger_transaction")).toBe(before);
  });
});

describe("§7 verify recomputes all of it from the postings", () => {
  it("agrees with a book that nobody touched", async () => {
    expect(await verifyNetwork(network)).toMatchObject({
      head: { seq: 9, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      transactions: 9,
      postings: await count("posting"),
      settlements: 5,
      mismatches: [],
    });
    expect(await count("tier_change")).toBeGreaterThan(1);
  });

  it.each([
    [
      "an amount",
      "update posting set amount = amount + 1 where seq = 6 and line = 1",
      /transaction 6: postings in CNY sum to 1/,
    ],
    [
      "amounts that still balance",
      "update posting set amount = amount + (case line when 1 then 1 else -1 end) where seq = 6 and line < 3",
      /transaction 6: line 1: balance of assets:custody/,
    ],
    [
      "amounts and balances from there on",
      "update posting set balance = balance + 7 where account_id = 1 and seq >= 6; update posting set amount = amount + 7 where account_id = 1 and seq = 6; update posting set amount = amount - 7, balance = balance - 7 where seq = 6 and line = 2; update posting set balance = balance - 7 where account_id = 2 and seq > 6",
      /transaction 6: hash/,
    ],
    [
      "a running balance",
      "update posting set balance = balance + 1 where seq = 7 and line = 2",
      /transaction 7: line 2: balance of/,
    ],
    [
      "a posting that is gone",
      "delete from posting where seq = 6 and line = 3",
      /transaction 6: has \d postings and should have \d/,
    ],
    [
      "a posting that belongs to nothing",
      "insert into posting values (99, 1, 1, 'CNY', 5, 5)",
      /1 postings have no transaction/,
    ],
    [
      "a transaction that is gone",
      "delete from posting where seq = 7; delete from ledger_transaction where seq = 7",
      /transaction 8: follows 6: the sequence has a gap/,
    ],
    [
      "a time",
      "update ledger_transaction set occurred_at = occurred_at + interval '1 second' where seq = 5",
      /transaction 5: hash/,
    ],
    [
      "an accounting date",
      "update ledger_transaction set accounting_date = accounting_date - 40 where seq = 5",
      /transaction 5: accounting date/,
    ],
    [
      "a recorded time",
      "update ledger_transaction set recorded_at = recorded_at - interval '1 ms' where seq = 9",
      /transaction 9 has another recorded time/,
    ],
    [
      "a cause",
      "update ledger_transaction set cause = replace(cause, '\"1\"', '\"2\"') where seq = 5",
      /settlement 5: quantity is 1 and should be 2/,
    ],
    [
      "a hash",
      "update ledger_transaction set hash = sha256('x') where seq = 9",
      /transaction 9: hash/,
    ],
    [
      "a seal",
      "update seal set recorded_at = recorded_at + interval '1 s' where last_seq = 9",
      /seal 8–9: hash/,
    ],
    ["a seal that is gone", "delete from seal where last_seq = 7", /seal 8–9: does not follow 4/],
    [
      "a settlement's share",
      "update settlement set shares = jsonb_set(shares::jsonb, '{0,amount}', '\"1\"')::json where seq = 5",
      /settlement 5: shares and platform differ from the margin/,
    ],
    [
      "a settlement's recipient",
      "update settlement set shares = jsonb_set(shares::jsonb, '{0,recipient}', '\"A\"')::json where seq = 5",
      /settlement 5: the split and the postings differ/,
    ],
    [
      "a settlement that is gone",
      "delete from settlement where seq = 5",
      /transaction 5: has no settlement/,
    ],
    [
      "a volume",
      "update volume set team = team + 1 where distributor_id = 1",
      /volume of 1 2026-01-01/,
    ],
    [
      "a tier",
      "update distributor set tier = 'AGENT' where code = 'E'",
      /tier of E: is AGENT and should be/,
    ],
    [
      "a status",
      "update distributor set status = 'SUSPENDED' where code = 'E'",
      /status of E: is SUSPENDED and should be ACTIVE/,
    ],
    [
      "a status with a history made up for it",
      "update distributor set status = 'CLOSED' where code = 'E'; insert into status_change select 5, id, 'ACTIVE', 'CLOSED' from distributor where code = 'E'",
      /change of status 5: is not in the journal/,
    ],
    [
      "an account's name",
      "update account set name = 'assets:suspense' where id = 1",
      /hash is .* and should be/,
    ],
  ])("finds %s", async (_, corruption, mismatch) => {
    await run(`set local session_replication_role = replica;
      ${["posting", "ledger_transaction", "seal", "settlement", "account"].map((t) => `alter table ${t} disable trigger all`).join("; ")};
      ${corruption}`);
    const { mismatches } = await verifyNetwork(network);
    expect(mismatches.join("\n")).toMatch(mismatch);
  });
});

describe("§7 balances", () => {
  it("are zero in sum, and stand as of any recorded time", async () => {
    const seals = await network.read(async (tx) => {
      const { rows } = await sql<{ last: string; at: string }>`
        select last_seq as last, extract(epoch from recorded_at) * 1000 as at from seal order by 1`.execute(
        tx.db,
      );
      return rows.map(({ last, at }) => ({ last: Number(last), at: Number(at) }));
    });
    await network.read(async (tx) => {
      for (const { last, at } of seals) {
        const asOf = await allBalances(tx, at);
        const { rows } = await sql<{ name: string; sum: string }>`
          select name, sum(amount) as sum from posting join account on account.id = account_id
           where seq <= ${await seqAsOf(tx, at)} group by name having sum(amount) <> 0`.execute(
          tx.db,
        );
        expect(await seqAsOf(tx, at)).toBeGreaterThanOrEqual(last);
        expect(new Map(asOf.map((one) => [one.account, one.balanceMinor]))).toEqual(
          new Map(rows.map(({ name, sum }) => [name, BigInt(sum)])),
        );
        expect(asOf.reduce((sum, one) => sum + one.balanceMinor, 0n)).toBe(0n);
      }
      expect(await seqAsOf(tx, AT - 1)).toBe(0);
    });
  });

  it("a balance that 64 bits cannot hold is refused, and nothing has changed", async () => {
    const huge = order("huge", {
      unitPrice: "92233720368547758.07",
      supplyPrice: "92233720368547758.07",
    });
    const before = await verifyNetwork(network);
    const [outcome] = await new Lane(network).submit([huge]);
    expect(outcome).toMatchObject({ status: "REFUSED", refusal: { code: "OUT_OF_RANGE" } });
    expect(await verifyNetwork(network)).toEqual(before);
  });

  it("a commit that fails leaves no trace, and the next one goes on", async () => {
    const lane = new Lane(network);
    await lane.submit([order("f")]);
    const legs = [{ account: "assets:custody", asset: "CNY", amountMinor: 5n }];
    const entry = { kind: SETTLEMENT, ref: "broken", occurredAt: AT, cause: "{}", legs } as const;
    const broken = commit(network, async (book, tx) => {
      await book.load(tx, "CNY", ["assets:custody"]);
      book.append(entry);
    });
    await expect(broken).rejects.toThrow(/does not balance/);
    expect(await lane.submit([order("g")])).toMatchObject([{ status: "SETTLED", seq: 11 }]);
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });
});
