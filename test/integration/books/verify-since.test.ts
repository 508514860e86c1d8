// `tributary verify --since`: only what was recorded behind a seal is verified.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order } from "../../support/sample.ts";

let database: Database;
let folder: Folder;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

const giveBack = { ref: "r", orderRef: "a", occurredAt: AT, quantity: 1n } as const;

beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  const lane = new Lane(network);
  // Two commits: transactions 5 to 7, and 8 to 9, of which one refunds an order before its seal.
  await lane.submit(["a", "b", "c"].map((ref) => order(ref)));
  await lane.submit([order("d"), giveBack]);
});

const verify = (...options: string[]) =>
  tributary("verify", "--network", network.settings.name, ...options);

const told = async (...options: string[]) =>
  JSON.parse((await verify("--json", ...options)).stdout);

/** Changes what is stored, as nobody can without switching the triggers off. */
async function corrupt(statement: string): Promise<void> {
  const tables = ["posting", "ledger_transaction", "seal", "settlement"];
  const free = tables.map((table) => `alter table ${table} disable trigger all`).join("; ");
  await network.write((tx) => sql.raw(`${free}; ${statement}`).execute(tx.db));
}

async function sealOf(last: number): Promise<string> {
  const { rows } = await network.read((tx) =>
    sql<{ text: string }>`
      select last_seq || ':' || encode(hash, 'hex') as text from seal where last_seq = ${last}`.execute(
      tx.db,
    ),
  );
  return rows[0]!.text;
}

describe("a part of a right book", () => {
  it("begins at the seal that the verification before has printed, and says that it is a part", async () => {
    const before = await verify();
    const [, seal] = /the book ends at seal (\S+)\n/.exec(before.stdout)!;
    expect(seal).toBe(await sealOf(9));
    await new Lane(network).submit([order("e")]);
    const part = await verify("--since", seal!);
    expect(part).toMatchObject({ code: 0, stderr: [] });
    const lines = part.stdout.split("\n");
    expect(lines[0]).toMatch(/: not verified: what was recorded up to transaction 9; .*volumes, /);
    expect(lines[1]).toContain(`the book ends at seal ${await sealOf(10)}`);
    expect(lines[2]).toMatch(
      /since seal 9:\w+: 1 transactions, \d+ postings, 1 settlements: no mis/,
    );
  });

  it("is the same from its sequence number alone, and the head and the last seal are the whole's", async () => {
    const whole = await told();
    expect(whole.leftOut).toBeUndefined();
    const part = await told("--since", "7");
    const { head, seal, network: name } = whole;
    const counts = { transactions: 2, settlements: 1, mismatches: [] };
    expect(part).toMatchObject({ network: name, head, seal, since: await sealOf(7), ...counts });
    expect(await told("--since", await sealOf(7))).toEqual(part);
  });

  it("is nothing behind the last seal, and the whole from the beginning", async () => {
    const whole = await told();
    const { head, seal } = whole;
    const nothing = { head, seal, since: seal, transactions: 0, postings: 0, settlements: 0 };
    expect(await told("--since", seal)).toMatchObject({ ...nothing, mismatches: [] });
    expect(await told("--since", "0")).toEqual(whole);
    expect(await told("--since", `0:${"0".repeat(64)}`)).toEqual(whole);
  });

  it("is held against an earlier head, also one before the seal", async () => {
    const { head } = await told("--since", "4");
    await new Lane(network).submit([order("e")]);
    const right = await folder.write("right.json", JSON.stringify({ head }));
    const forged = { seq: head.seq, hash: "1".repeat(64) };
    const wrong = await folder.write("wrong.json", JSON.stringify(forged));
    expect((await verify("--since", "10", "--against", right)).code).toBe(0);
    const { code, stderr } = await verify("--since", "10", "--against", wrong);
    expect(code).toBe(1);
    expect(stderr[0]).toContain("the ledger does not contain the head 9 111");
  });
});

describe("a seal is refused", () => {
  const OTHER = "1".repeat(64);
  it.each([
    ["that is none", "yesterday", /^--since: "yesterday" is no seal; it is SEQ:HASH as `verify`/],
    ["with half a hash", "7:abc", /^--since: "7:abc" is no seal/],
    [
      "in the middle of a commit",
      "6",
      /^--since: no seal is of transaction 6; the next one is of 7$/,
    ],
    ["behind the last one", "99", /^--since: no seal is of transaction 99; the last one is of 9$/],
    ["of another book", `7:${OTHER}`, /^--since: the seal of transaction 7 is \w+, and not 111/],
    [
      "of another beginning",
      `0:${OTHER}`,
      /^--since: the seal of transaction 0 is 000\w+, and not 111/,
    ],
  ])("%s", async (_, seal, why) => {
    const { code, stdout, stderr } = await verify("--since", seal);
    expect({ code, stdout, lines: stderr.length }).toEqual({ code: 1, stdout: "", lines: 1 });
    expect(stderr[0]).toMatch(why);
  });

  it.each([
    ["that was changed", "update seal set hash = sha256('x') where last_seq = 7"],
    [
      "whose transaction was changed",
      "update ledger_transaction set hash = sha256('x') where seq = 7",
    ],
    ["whose transaction is gone", "delete from ledger_transaction where seq = 7"],
    ["whose predecessor was changed", "update seal set hash = sha256('x') where last_seq = 4"],
  ])("%s", async (_, corruption) => {
    await corrupt(corruption);
    const { code, stderr } = await verify("--since", "7");
    expect(code).toBe(1);
    expect(stderr[0]).toMatch(/^--since: the seal of transaction 7 is \w+ and should be \w+; run/);
  });
});

describe("a wrong book", () => {
  it.each([
    ["a hash", "update ledger_transaction set hash = sha256('x') where seq = 5"],
    ["an amount", "update posting set amount = amount + 1 where seq = 6 and line = 1"],
    ["a settlement that is gone", "delete from settlement where seq = 6"],
    ["a posting that is gone", "delete from posting where seq = 6 and line = 3"],
  ])("is found by the whole, and not behind the seal: %s", async (_, corruption) => {
    await corrupt(corruption);
    const [whole, part] = [await verify(), await verify("--since", "7")];
    expect({ whole: whole.code, part: part.code, stderr: part.stderr }).toEqual({
      ...{ whole: 1, part: 0, stderr: [] },
    });
  });

  it.each([
    [
      "the balance that it begins with",
      "update posting set balance = balance + 1 where seq = 7 and line = 1",
      /transaction 8: line 1: balance of/,
    ],
    [
      "the order of a refund",
      "update settlement set unit_price = unit_price + 1 where seq = 5",
      /refund 9: .* differ by/,
    ],
    [
      "a recorded time",
      "update ledger_transaction set recorded_at = recorded_at - interval '1 day' where seq = 8",
      /transaction 8: was recorded before its predecessor/,
    ],
    ["its last seal", "delete from seal where last_seq = 9", /transactions after 7 are not sealed/],
  ])("is found behind the seal: %s", async (_, corruption, what) => {
    await corrupt(corruption);
    const { code, stderr, stdout } = await verify("--since", "7");
    expect(code).toBe(1);
    expect(stderr.join("\n")).toMatch(what);
    expect(stdout).not.toContain("the book ends at");
  });
});
