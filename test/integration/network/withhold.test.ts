// docs/rules.md §7 Earnings that wait for a decision (KYC, risk), on a real network: what is
// withheld, and how it ends.

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { release } from "../../../src/commission/release/release.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { approvePayout, failPayout } from "../../../src/finance/payouts/store/payout-step.ts";
import { requestPayout } from "../../../src/finance/payouts/store/request-payout.ts";
import { setEarningsWithheld } from "../../../src/network/store/withhold-earnings.ts";
import { feedOf } from "../../support/events.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order, PLAN } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
});

const set = (withheld: boolean) =>
  setEarningsWithheld(network, { code: "E", withheld, reason: "KYC" }, AT);
const sell = (ref: string) => new Lane(network).submit([order(ref)]);

/** What E has: its accounts that are not zero, by the last part of their names; debts below zero. */
async function funds(): Promise<Record<string, string>> {
  const { rows } = await network.read((tx) =>
    sql<{ fund: string; amount: string }>`
      select replace(regexp_replace(name, '^liabilities:distributor:E:', ''),
                     'assets:receivable:distributor:E', 'owed') as fund, (-b.balance)::text as amount
        from account a cross join lateral (
          select balance from posting where account_id = a.id order by seq desc, line desc limit 1) b
       where name ~ ':E(:|$)' and b.balance <> 0 order by 1`.execute(tx.db),
  );
  return Object.fromEntries(rows.map(({ fund, amount }) => [fund, amount]));
}

describe("§7 :withheld, waiting for a decision", () => {
  beforeEach(() => fillNetwork(network));

  it("takes what is available and whatever would become so, and gives it back", async () => {
    await sell("o-1");
    await set(true);
    expect(await funds()).toEqual({ withheld: "60" });
    await sell("o-2");
    expect(await funds()).toEqual({ withheld: "120" });
    await expect(
      requestPayout(network, { idempotencyKey: "p", distributor: "E", amount: "0.01" }, AT),
    ).rejects.toThrow("amount: 0.01 is more than the available balance, 0.00");
    await set(false);
    await sell("o-3");
    expect(await funds()).toEqual({ available: "180" });
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("a refund takes from it before what is available", async () => {
    await set(true);
    await new Lane(network).submit([
      order("o-1"),
      parseRefund({
        ref: "r-1",
        orderRef: "o-1",
        occurredAt: "2026-01-06T00:00:00Z",
        quantity: "1",
      }),
      order("o-2"),
    ]);
    expect(await funds()).toEqual({ withheld: "60" });
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("a payout that fails comes back to it", async () => {
    await sell("o-1");
    await requestPayout(network, { idempotencyKey: "p", distributor: "E", amount: "0.50" }, AT);
    await approvePayout(network, "p", AT);
    await set(true);
    expect(await funds()).toEqual({ held: "50", withheld: "10" });
    await failPayout(network, "p", "account closed", AT);
    expect(await funds()).toEqual({ withheld: "60" });
    expect((await verifyNetwork(network)).mismatches).toEqual([]);
  });

  it("is told as an earning, with what is available beside it", async () => {
    await sell("o-1");
    await set(true);
    await sell("o-2");
    const scope = { distributorId: 5 };
    const events = await feedOf(network).read({ kinds: ["EARNING_POSTED"], scope }, 10);
    expect(events).toMatchObject([
      { amountMinor: 60n, balanceMinor: 60n },
      { amountMinor: 60n, balanceMinor: 0n },
    ]);
  });

  it("what it is already changes nothing; unknown codes and no reason are refused", async () => {
    await set(true);
    const before = await verifyNetwork(network);
    await set(true);
    const nobody = { code: "nobody", withheld: true, reason: "KYC" };
    await expect(setEarningsWithheld(network, nobody, AT)).rejects.toThrow(
      'code: distributor "nobody" does not exist',
    );
    const unsaid = { code: "E", withheld: false, reason: " " };
    await expect(setEarningsWithheld(network, unsaid, AT)).rejects.toThrow("reason:");
    expect(await verifyNetwork(network)).toEqual(before);
  });
});

it("§3 a release leaves it withheld", async () => {
  await fillNetwork(network, { plan: { ...PLAN, release: { days: 1 } } });
  await sell("o-1");
  await set(true);
  expect(await funds()).toEqual({ pending: "60" });
  await release(network, Date.parse("2027-01-01T00:00:00Z"));
  expect(await funds()).toEqual({ withheld: "60" });
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it("verify names a withholding that was changed behind the book's back", async () => {
  await fillNetwork(network);
  await sell("o-1");
  await set(true);
  const { seq } = (await verifyNetwork(network)).head;
  const mismatches = async (statement: string) => {
    await network.write((tx) => sql.raw(statement).execute(tx.db));
    return (await verifyNetwork(network)).mismatches;
  };
  expect(await mismatches("update distributor set is_withheld = false where code = 'E'")).toEqual([
    "withholding of E: is f and should be t by its changes",
    "earnings of E are not withheld but liabilities:distributor:E:withheld has 60",
  ]);
  expect(
    await mismatches("update distributor set is_withheld = true where code in ('D', 'E')"),
  ).toEqual([
    "withholding of D: is t and should be f by its changes",
    expect.stringMatching(/^earnings of D are withheld but .*:D:available has \d+$/),
  ]);
  const forged = `update distributor set is_withheld = false where code = 'D';
    set session_replication_role = replica;
    alter table withholding disable trigger withholding_immutable;
    update withholding set reason = 'nothing' where seq = ${seq};
    set session_replication_role = origin`;
  expect(await mismatches(forged)).toEqual([
    expect.stringMatching(`^transaction ${seq}: .* differs from the stored withholding$`),
  ]);
  const twice = `alter table withholding disable trigger withholding_immutable;
    update withholding set reason = 'KYC' where seq = ${seq};
    insert into withholding
      select ${seq} + 1, distributor_id, is_withheld, reason from withholding`;
  expect(await mismatches(twice)).toEqual([
    `withholding of E: is set to t twice in a row, the second time in ${seq + 1}`,
    expect.stringMatching(`^transaction ${seq + 1}: .*differs from the stored withholding$`),
  ]);
});
