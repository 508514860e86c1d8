// §7 What is kept of adjustments does not change, and verify holds each against its template and its two people.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { approveAdjustment } from "../../../src/finance/adjustments/store/decide.ts";
import { proposeAdjustment } from "../../../src/finance/adjustments/store/propose.ts";
import { topUpCustody } from "../../../src/finance/deposits/store/paid-in.ts";
import type { Kind } from "../../../src/ledger/book.ts";
import type { Leg } from "../../../src/ledger/entry-draft.ts";
import { commit } from "../../../src/ledger/post.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork } from "../../support/sample.ts";

const BOSS = { sub: "boss", role: "ADMIN" } as const;
const CLERK = { sub: "clerk", role: "FINANCE" } as const;
const TEXT = { occurredAt: "2026-01-20T00:00:00Z", reason: "found" };
const [CUSTODY, SUSPENSE] = ["assets:custody", "assets:suspense"];

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  const found = { idempotencyKey: "a-1", template: "SUSPENSE_IN", amount: "1.00", ...TEXT };
  await proposeAdjustment(network.as(CLERK), found, AT);
  await approveAdjustment(network.as(BOSS), "a-1");
  const reversal = { idempotencyKey: "a-2", template: "REVERSAL", of: "a-1", ...TEXT };
  await proposeAdjustment(network.as(CLERK), reversal, AT);
  await approveAdjustment(network.as(BOSS), "a-2");
});

const run = (statement: string) => network.write((tx) => sql.raw(statement).execute(tx.db));
const mismatches = async () => (await verifyNetwork(network)).mismatches;

it("nobody changes an adjustment but for its status, or takes one away", async () => {
  await expect(run("update adjustment set amount = 1")).rejects.toThrow("only its status changes");
  await expect(run("delete from adjustment")).rejects.toThrow(/adjustment/);
  await expect(run("truncate adjustment")).rejects.toThrow(/adjustment/);
  await expect(run("update adjustment_step set status = 'x'")).rejects.toThrow(/adjustment_step/);
  expect(await mismatches()).toEqual([]);
});

it("verify names a status that no step led to, and steps that the book does not know", async () => {
  await run("update adjustment set status = 'POSTED' where ref = 'a-1'");
  await run(
    "insert into adjustment_step values (1, 9, (select min(seq) from adjustment), 'POSTED')",
  );
  expect(await mismatches()).toEqual([
    "adjustment a-1 is POSTED and its last step is REVERSED",
    "adjustment step 1 9 is not what the journal tells",
  ]);
});

it.each([
  "amount = 400",
  "asset = 'POINT'",
  "template = 'SUSPENSE_OUT'",
  "occurred_at = '2026-02-01T00:00:00Z'",
  "reason = 'else'",
  "reference = 'R'",
  "proposed_by = 'boss'",
  "buyer = 'b'",
])("verify names what is not kept as it was proposed: %s", async (change) => {
  const open = { idempotencyKey: "a-3", template: "SUSPENSE_IN", amount: "1.00", ...TEXT };
  await proposeAdjustment(network.as(CLERK), open, AT);
  await run("insert into asset values ('POINT', 0)");
  await run("alter table adjustment disable trigger adjustment_kept");
  await run(`update adjustment set ${change} where ref = 'a-3'`);
  expect(await mismatches()).toEqual(["adjustment a-3 is not kept as it was proposed"]);
});

it.each([
  ["update adjustment_step set reason = 'x' where status = 'REVERSED'", 1],
  ["delete from adjustment_step where status = 'PROPOSED'", 2],
])("verify names steps that the journal does not tell: %s", async (change, count) => {
  await run("alter table adjustment_step disable trigger adjustment_step_immutable");
  await run(change);
  const step = expect.stringMatching(/^adjustment step \d+ [12] is not what the journal tells$/);
  expect(await mismatches()).toEqual(Array(count).fill(step));
});

it("verify names a proposal that is gone", async () => {
  const open = { idempotencyKey: "a-3", template: "SUSPENSE_IN", amount: "1.00", ...TEXT };
  await proposeAdjustment(network.as(CLERK), open, AT);
  await run("alter table adjustment disable trigger adjustment_immutable");
  await run("delete from adjustment where ref = 'a-3'");
  expect(await mismatches()).toEqual(["adjustment a-3 is not kept as it was proposed"]);
});

it("verify names what explains more than there is, and what the platform took of others' money", async () => {
  const post = async (idempotencyKey: string, rest: object) => {
    const text = { idempotencyKey, template: "SUSPENSE_TO_PLATFORM", ...TEXT, ...rest };
    await proposeAdjustment(network.as(CLERK), text, AT);
    await approveAdjustment(network.as(BOSS), idempotencyKey);
  };
  await post("in", { template: "SUSPENSE_IN", amount: "5.00" });
  await post("all", { of: "in", amount: "5.00" });
  await post("own", { template: "CUSTODY_WITHDRAWN", amount: "2.00" });
  expect(await mismatches()).toEqual([]);
  await run("alter table adjustment disable trigger adjustment_kept");
  await run("update adjustment set amount = 400 where ref = 'in'");
  await run("alter table coverage disable trigger coverage_immutable");
  await run("update coverage set suppliers = 301 where last_seq = (select max(seq) from posting)");
  expect((await mismatches()).slice(1)).toEqual([
    "adjustment in is of 400 and explained by 500",
    "adjustment own leaves less in custody than is owed",
    "adjustment in is not kept as it was proposed",
  ]);
});

describe("an adjustment that the book has and should not", () => {
  const REQUEST = { idempotencyKey: "b-1", template: "SUSPENSE_IN", amount: "500", ...TEXT };
  const legs = (amountMinor: bigint, account = SUSPENSE): Leg[] => [
    { account: CUSTODY!, asset: "CNY", amountMinor },
    { account: account!, asset: "CNY", amountMinor: -amountMinor },
  ];

  async function append(actor: typeof BOSS | typeof CLERK, kind: Kind, request: object, of: Leg[]) {
    await commit(network.as(actor), async (book, tx) => {
      await book.load(tx, "CNY", [CUSTODY!, SUSPENSE!, "revenue:platform"]);
      const cause = JSON.stringify(request);
      book.append({ kind, ref: "b-1", occurredAt: AT, cause, legs: of });
    });
  }

  // Such an entry has no rows of its own, which is told besides.
  const UNKEPT = /^adjustment (b-1 is not kept as it was proposed|step \d+ 1 is not what)/;
  const found = async () => {
    const lines = await mismatches();
    expect(lines.filter((line) => UNKEPT.test(line))).not.toEqual([]);
    return lines
      .filter((line) => !UNKEPT.test(line))
      .map((line) => line.replace(/^transaction \d+: /, ""));
  };
  const POSTS = "adjustment b-1 posts assets:custody";
  const SHOULD = "and should post assets:custody 500 CNY, assets:suspense -500 CNY";

  it.each<[string, object, Leg[], typeof BOSS | typeof CLERK, string]>([
    [
      "another amount",
      REQUEST,
      legs(600n),
      BOSS,
      `${POSTS} 600 CNY, assets:suspense -600 CNY ${SHOULD}`,
    ],
    [
      "another account",
      REQUEST,
      legs(500n, "revenue:platform"),
      BOSS,
      `${POSTS} 500 CNY, revenue:platform -500 CNY ${SHOULD}`,
    ],
    ["nothing", REQUEST, [], BOSS, `adjustment b-1 posts nothing ${SHOULD}`],
    [
      "by who proposed it",
      REQUEST,
      legs(500n),
      CLERK,
      "adjustment b-1 was approved by who proposed it",
    ],
    [
      "what was not proposed",
      { ...REQUEST, reason: "else" },
      legs(500n),
      BOSS,
      "adjustment b-1 is not what was proposed",
    ],
  ])("%s", async (_, request, posted, by, line) => {
    await append(CLERK, "ADJUSTMENT_PROPOSAL", REQUEST, []);
    await append(by, "ADJUSTMENT", request, posted);
    expect(await found()).toEqual([line]);
  });

  it("without a proposal, taking what is not there", async () => {
    const taken = { ...REQUEST, template: "SUSPENSE_OUT" };
    const back = legs(500n)
      .map((leg) => ({ ...leg, amountMinor: -leg.amountMinor }))
      .reverse();
    await append(BOSS, "ADJUSTMENT", taken, back);
    expect(await found()).toEqual([
      "adjustment b-1 was not proposed",
      "adjustment b-1 takes 500 from assets:custody, 0",
    ]);
  });

  it("taking back what was taken back", async () => {
    const request = { ...REQUEST, template: "REVERSAL", of: "a-1", amount: undefined };
    await append(CLERK, "ADJUSTMENT_PROPOSAL", request, []);
    const deposit = { key: "d", amount: "9", reference: "r", occurredAt: TEXT.occurredAt };
    await topUpCustody(network, deposit, "key");
    await append(BOSS, "ADJUSTMENT", request, legs(-100n));
    expect(await found()).toEqual([
      "adjustment b-1 posts assets:custody -100 CNY, assets:suspense 100 CNY and should post nothing",
    ]);
  });

  it("by a template that there is none of", async () => {
    const request = { ...REQUEST, template: "GIFT" };
    await append(CLERK, "ADJUSTMENT_PROPOSAL", request, []);
    await append(BOSS, "ADJUSTMENT", request, legs(500n));
    expect(await found()).toEqual(["adjustment b-1 has no template"]);
  });
});
