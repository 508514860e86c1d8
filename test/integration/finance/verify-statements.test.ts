// docs/rules.md §7: verify holds statements against their imports, and what was matched and
// explained against the book.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { recordDeposit } from "../../../src/finance/deposits/store/paid-in.ts";
import { parseStatement } from "../../../src/finance/reconciliation/formats/parse-statement.ts";
import { explainDifference } from "../../../src/finance/reconciliation/store/explain.ts";
import { importStatement } from "../../../src/finance/reconciliation/store/import-statement.ts";
import { camtText, pieces } from "../../support/bank-statements.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork } from "../../support/sample.ts";
import { verifyNetwork } from "../../support/verify.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

// Difference 1 is of line 3, 2 of line 2; 3 is of the deposit d-2 and 4 of d-3; 2 and 3 are explained.
beforeEach(async () => {
  network = await createTestNetwork(database);
  await fillNetwork(network);
  for (const [key, amount] of [
    ["d-1", "5.00"],
    ["d-2", "6.00"],
    ["d-3", "7.00"],
  ] as const) {
    const text = { key, distributor: "E", amount, reference: key };
    await recordDeposit(network, { ...text, occurredAt: "2026-01-15T12:00:00+08:00" }, "key");
  }
  const entries = [{ amount: "5.00", reference: "d-1" }, { amount: "9.00" }, { amount: "8.00" }];
  const content = pieces(camtText(entries));
  const statement = await parseStatement("CAMT053", content, network.settings.asset, undefined);
  const tolerance = { days: 3, amountMinor: 0n };
  const options = { source: "bank", format: "CAMT053", days: {}, tolerance } as const;
  await importStatement(network, options, statement, AT);
  await explainDifference(network, { difference: 2, note: "interest" }, AT);
  await explainDifference(network, { difference: 3, note: "on its way" }, AT);
});

it("finds the match of a difference that is gone", async () => {
  const text = { key: "d-9", distributor: "E", amount: "6.00", reference: "d-9" };
  await recordDeposit(network, { ...text, occurredAt: "2026-01-16T12:00:00+08:00" }, "key");
  const content = pieces(camtText([{ amount: "6.50", reference: "d-9" }]));
  const statement = await parseStatement("CAMT053", content, network.settings.asset, undefined);
  const options = { source: "bank", format: "CAMT053", days: {} } as const;
  const tolerance = { days: 3, amountMinor: 0n };
  await importStatement(network, { ...options, tolerance }, statement, AT);
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
  const gone = "delete from statement_match where run = (select max(run) from statement_match)";
  expect(await corrupt(gone)).toEqual(["difference 5 does not follow from its line and movement"]);
});

const TABLES = [
  "matching_run",
  "statement",
  "statement_line",
  "statement_match",
  "difference",
  "difference_explanation",
];

async function corrupt(statement: string): Promise<readonly string[]> {
  const free = TABLES.map((table) => `alter table ${table} disable trigger all`).join("; ");
  await network.write((tx) => sql.raw(`${free}; ${statement}`).execute(tx.db));
  return (await verifyNetwork(network)).mismatches;
}

it("finds nothing where nothing is wrong", async () => {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});

it.each<[string, string, RegExp]>([
  [
    "a line that is gone",
    "delete from statement_line where n = 3",
    /^the lines of statement bank \w+ differ from its import/,
  ],
  [
    "a line that is of more",
    "update statement_line set amount = 700 where n = 2",
    /^the lines of statement bank \w+ differ from its import/,
  ],
  [
    "a line with another memo",
    "update statement_line set memo = 'x' where n = 1",
    /^the lines of statement bank \w+ differ from its import/,
  ],
  [
    "a statement of other days",
    "update statement set to_day = '2026-01-30'",
    /^statement bank \w+ differs from its import/,
  ],
  [
    "a statement that is gone",
    "delete from statement",
    /^statement bank \w+ differs from its import/,
  ],
  [
    "a match that is gone",
    "delete from statement_match",
    /^line \d+ of statement bank is not matched/,
  ],
  [
    "a difference that is gone",
    "delete from difference where id = 1",
    /^line \d+ of statement bank is not matched/,
  ],
  [
    "a match with another movement",
    "update statement_match set movement_seq = 1",
    /^line \d+ of statement bank is matched with transaction 1 of 0$/,
  ],
  [
    "a match by an amount that is not the same",
    "update statement_match set by = 'AMOUNT', movement_seq = movement_seq + 1",
    /^line \d+ of statement bank is matched with transaction \d+ of 600$/,
  ],
  [
    "a difference of another amount",
    "update difference set amount = 1 where id = 1",
    /^difference 1 is of 1, but the line has 800 and the ledger has 0$/,
  ],
  [
    "a difference that nobody explained",
    "update difference set status = 'EXPLAINED' where id = 1",
    /^difference 1 is EXPLAINED and should be OPEN$/,
  ],
  [
    "a difference whose line is not matched",
    "update difference set status = 'MATCHED' where id = 4",
    /^difference 4 is MATCHED and should be OPEN$/,
  ],
  [
    "an explanation that is gone",
    "delete from difference_explanation where difference_id = 3",
    /^difference 3 is EXPLAINED and should be OPEN$/,
  ],
  [
    "another note",
    "update difference_explanation set note = 'x' where difference_id = 2",
    /^difference 2 has an explanation that differs from the ledger$/,
  ],
  [
    "a correction of another amount",
    "update difference_explanation set correction_seq = 1 where difference_id = 2",
    /^difference 2 is of 900 but its correction is of 0$/,
  ],
  [
    "a statement with another tolerance",
    "update statement set tolerance = 1000",
    /^statement bank \w+ differs from its import/,
  ],
  [
    "a statement of the other side",
    "update statement set side = 'CHANNEL'",
    /^statement bank \w+ differs from its import/,
  ],
  [
    "a line that is said to be another one again, and its difference taken away",
    "update statement_line set first_run = run, first_n = 1 where n = 3; delete from difference where id = 1",
    /^line \d+ of statement bank differs from the earlier line that it repeats$/,
  ],
  [
    "a line under another reference",
    "update statement_line set reference = 'x' where n = 1",
    /^line \d+ of statement bank is not stored with its first reference$/,
  ],
  [
    "a match that is said to differ",
    "update statement_match set differs = true",
    /^match \d+ 1 of transaction \d+ has a wrong difference$/,
  ],
  [
    "a difference in another month",
    "update difference set day = '2026-02-01' where id = 1",
    /^difference 1 does not follow from its line and movement$/,
  ],
  [
    "a difference of a movement in another month",
    "update difference set day = '2026-02-01' where id = 4",
    /^difference 4 does not follow from its line and movement$/,
  ],
  [
    "a difference of the other side",
    "update difference set side = 'CHANNEL' where id = 4",
    /^difference 4 does not follow from its line and movement$/,
  ],
  [
    "a difference of another kind",
    "update difference set kind = 'MISSING_HERE' where id = 4",
    /^difference 4 does not follow from its line and movement$/,
  ],
  ["a run that is gone", "delete from matching_run", /^reconciliation \d+ has no run$/],
  [
    "a run of another entry",
    "update matching_run set seq = 1, up_to = 0 where id = 1",
    /^run 1 of reconciliation 1 is none of the ledger$/,
  ],
  ["rows of no run", "update difference set run = 77 where id = 1", /^run 77 is not known$/],
  [
    "a run that has seen less",
    "update matching_run set up_to = 3",
    /^run 1 has matched or missed transaction \d+, which it has not seen$/,
  ],
  [
    "a movement's difference that is gone",
    "delete from difference_explanation where difference_id = 3; delete from difference where id = 3",
    /^difference 3 is missing$/,
  ],
  [
    "another counterpart",
    "update difference_explanation set counterpart_id = 1 where difference_id = 2",
    /^difference 2 has another counterpart in the ledger$/,
  ],
])("finds %s", async (_, statement, mismatch) => {
  expect((await corrupt(statement)).join("\n")).toMatch(new RegExp(mismatch.source, "m"));
});
