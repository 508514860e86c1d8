// The demo's exports before outside tools: accepted, our balances to the fen, and refused once a fen is changed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "../../../src/app.ts";
import { ensureDemo } from "../../../src/demo/load-demo.ts";
import { formatAmount } from "../../../src/kernel/money.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import type { App } from "../../../src/platform/app.ts";
import { Bookkeepers, exported, haveBookkeepers } from "../../support/bookkeepers.ts";
import { Folder } from "../../support/cli.ts";
import { createScratchDatabase } from "../../support/network.ts";

describe.skipIf(!haveBookkeepers())("the demo's exports", () => {
  let app: App;
  let folder: Folder;
  let drop: () => Promise<unknown>;
  beforeAll(async () => {
    const scratch = await createScratchDatabase();
    folder = await Folder.open();
    app = await openApp({ databaseUrl: scratch.url, dataDir: folder.path });
    drop = () => scratch.drop();
    await ensureDemo(app, folder.path, () => {});
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await drop();
    await folder.remove();
  });

  it("are accepted, hold our trial balance, and are refused once a fen is changed", async () => {
    const network = await app.database.network("default");
    const bookkeepers = new Bookkeepers(folder.path);
    const expected = (await network.read((tx) => allBalances(tx)))
      .map((one) => `${one.account} ${formatAmount(one.balanceMinor, 2)} ${one.asset}`)
      .sort();
    const journal = (await exported(network, { format: "hledger" })).text;
    const file = (await exported(network, { format: "beancount" })).text;
    expect(await bookkeepers.hledger(journal)).toBe("");
    expect(await bookkeepers.beancount(file)).toBe("");
    expect(await bookkeepers.hledgerBalances(journal)).toEqual(expected);
    expect(await bookkeepers.beancountBalances(file)).toEqual(expected);
    const [was, wrong] = ["15.30 CNY", "15.31 CNY"];
    expect(await bookkeepers.hledger(journal.replace(was, wrong))).toMatch(/balance/);
    expect(await bookkeepers.beancount(file.replace(was, wrong))).toMatch(/balance/);
  }, 120_000);
});
