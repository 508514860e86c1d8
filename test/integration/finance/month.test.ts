// A finance team's month, run as the manual tells it: each of its commands, and what it says they print.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Network } from "../../../src/database/database.ts";
import { formatAmount } from "../../../src/kernel/money.ts";
import { pageBalancesOn } from "../../../src/ledger/balances-on.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../../support/bookkeepers.ts";
import { Folder } from "../../support/cli.ts";
import { readPage } from "../../support/documents.ts";
import { SECRET, Served } from "../../support/served.ts";
import { furnish, runTold, toldBy } from "../../support/told.ts";
import { verifyNetwork } from "../../support/verify.ts";

const PAGE = "docs/manual/finance/month.md";

let folder: Folder;
let served: Served;
beforeAll(async () => {
  folder = await Folder.open();
  served = await Served.open();
  await furnish(folder.path);
});
afterAll(async () => {
  await served.close();
  await folder.remove();
});

describe.skipIf(!haveBookkeepers())("the manual's month", () => {
  it("runs as it is told, and prints what it says", async () => {
    const told = toldBy(readPage(PAGE, readFileSync(PAGE, "utf8")).blocks, () => true);
    expect(told.length).toBeGreaterThan(20);
    const environment = {
      DATABASE_URL: inject("databaseUrl"),
      AUTH_SECRET: SECRET,
      TRIBUTARY_URL: served.server.url,
    };
    const { ran, stderr } = await runTold(told, { folder: folder.path, environment });
    expect(ran, stderr).toEqual(told);
    await agree();
  }, 480_000);
});

/** What was exported, whole and of the month, holds what our own trial balance does. */
async function agree(): Promise<void> {
  const bookkeepers = new Bookkeepers(folder.path);
  const network = await served.app.database.network("month");
  const january = { from: "2026-01-01", to: "2026-01-31" };
  for (const request of [{ to: undefined }, january]) {
    const ours = await trialBalance(network, request.to ?? "2026-12-31");
    expect(ours.length).toBeGreaterThan(10);
    const journal = await exported(network, { format: "hledger", ...request });
    const file = await exported(network, { format: "beancount", ...request });
    expect(await bookkeepers.hledgerBalances(journal.text)).toEqual(ours);
    expect(await bookkeepers.beancountBalances(file.text)).toEqual(ours);
  }
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
}

async function trialBalance(network: Network, day: string): Promise<string[]> {
  const all = { size: 1_000, backwards: false };
  const rows = await network.read((tx) => pageBalancesOn(tx, day, all));
  return rows
    .map(({ name, asset, balanceMinor }) => {
      return `${name} ${formatAmount(balanceMinor, asset.scale)} ${asset.code}`;
    })
    .sort();
}
