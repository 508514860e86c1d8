// `tributary settle` on a real database: what is refused and why, and that doing it again settles only what is new.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { Folder, type Ran, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork } from "../../support/sample.ts";

const HEADER =
  "ref,occurred_at,seller,product,quantity,unit_price,supply_price,buyer,channel_fee,payment";
const TIME = "2026-01-15T12:00:00+08:00";

let database: Database;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

async function sampleNetwork(): Promise<Network> {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  return network;
}

/** A row of a sale of one QB-10 at 10.00 by `E`, but for what is said otherwise. */
function row(ref: string, changes: Partial<Record<string, string>> = {}): string {
  const values = {
    ref,
    occurred_at: TIME,
    seller: "E",
    product: "QB-10",
    quantity: "1",
    unit_price: "10.00",
    supply_price: "",
    buyer: "",
    channel_fee: "",
    payment: "",
    ...changes,
  };
  return HEADER.split(",")
    .map((column) => (values as Record<string, string>)[column])
    .join(",");
}

function settle(network: Network, file: string, ...args: string[]): Promise<Ran> {
  return tributary("settle", file, "--network", network.settings.name, ...args);
}

async function settleRows(network: Network, rows: readonly string[]): Promise<Ran> {
  return settle(network, await folder.write("orders.csv", [HEADER, ...rows, ""].join("\n")));
}

/** Every posting of a network, by account: what must not have changed when nothing was settled. */
async function balances(network: Network): Promise<string> {
  const { code, stdout } = await tributary(
    "balances",
    "--format",
    "csv",
    "--network",
    network.settings.name,
  );
  expect(code).toBe(0);
  return stdout;
}

describe("§2 an order that is refused", () => {
  const REFUSED: [changes: Partial<Record<string, string>>, why: string][] = [
    [{ seller: "nobody" }, 'seller: distributor "nobody" does not exist'],
    [{ product: "nothing" }, 'product: product "nothing" does not exist'],
    ...["0", "-1", "1.5", "1000000000000", "", "1e3", "٣"].map(
      (quantity): [{ quantity: string }, string] => [
        { quantity },
        `quantity: ${JSON.stringify(quantity)} must be a whole number from 1 to 1000000000`,
      ],
    ),
    [{ unit_price: "NaN" }, 'unit_price: "NaN" is not a decimal amount'],
    [{ unit_price: "1e999" }, 'unit_price: "1e999" is not a decimal amount'],
    [{ unit_price: "" }, 'unit_price: "" is not a decimal amount'],
    [{ unit_price: "0.001" }, 'unit_price: "0.001" has more than 2 decimals'],
    [{ unit_price: "-0.00" }, 'unit_price: "-0.00" must be greater than 0'],
    [{ unit_price: "0.00" }, 'unit_price: "0.00" must be greater than 0'],
    [
      { unit_price: "12345678901234567890" },
      "unit_price: 1234567890123456789000 does not fit 64 bits",
    ],
    [
      { unit_price: "92233720368547758.07", quantity: "1000000000" },
      "gross: 9223372036854775807000000000 does not fit 64 bits",
    ],
    [{ supply_price: "-0.01" }, 'supply_price: "-0.01" must be 0 or more'],
    [{ channel_fee: "-0.01" }, 'channel_fee: "-0.01" must be 0 or more'],
    [{ payment: "CASH" }, 'payment: "CASH" must be CHANNEL or DEPOSIT'],
    [{ payment: "DEPOSIT" }, "payment: the deposit has 0.00, but the order needs 10.00"],
    [{ buyer: "张三" }, 'buyer: "张三" is not a code (use 1 to 64 letters, digits, "-", "_", ".")'],
    [{ ref: "" }, 'ref: "" is not a code (use 1 to 64 letters, digits, "-", "_", ".")'],
    [{ occurred_at: "2025-12-31T23:59:59+08:00" }, "occurred_at: no plan is in force at that time"],
    [
      { occurred_at: "2026-01-15T12:00:00" },
      'occurred_at: "2026-01-15T12:00:00" is not a time with an offset, like 2026-01-31T08:00:00+08:00',
    ],
    [
      { occurred_at: "2026-02-30T12:00:00Z" },
      'occurred_at: "2026-02-30T12:00:00Z" is not a time with an offset, like 2026-01-31T08:00:00+08:00',
    ],
    [{ unit_price: "8.49" }, "unit_price: the margin is -0.01, but plan 1 does not allow a loss"],
    [
      { unit_price: "9.00", channel_fee: "0.51" },
      "unit_price: the margin is -0.01, but plan 1 does not allow a loss",
    ],
  ];

  it("is told with its line, and changes nothing", async () => {
    const network = await sampleNetwork();
    const rows = REFUSED;
    const before = await balances(network);
    for (let from = 0; from < rows.length; from += 20) {
      const some = rows.slice(from, from + 20);
      const ran = await settleRows(
        network,
        some.map(([changes], index) => row(`R-${index}`, changes)),
      );
      expect(ran.code).toBe(3);
      expect(folder.short(ran.stderr)).toEqual(
        some.map(([, why], index) => `orders.csv:${index + 2}: ${why}`),
      );
      expect(folder.short([ran.stdout])[0]).toMatch(
        `orders.csv: 0 settled, 0 settled before, ${some.length} refused (`,
      );
    }
    expect(await balances(network)).toBe(before);
  });

  it("does not stop the rest, and is told without --rejects for the first 20 only", async () => {
    const network = await sampleNetwork();
    const rows = Array.from({ length: 60 }, (_, n) =>
      row(`N-${n}`, n % 2 ? {} : { quantity: "0" }),
    );
    const ran = await settleRows(network, rows);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain("30 settled, 0 settled before, 30 refused (INVALID 30)");
    expect(ran.stderr.length).toBe(21);
    expect(folder.short(ran.stderr).slice(18)).toEqual([
      'orders.csv:38: quantity: "0" must be a whole number from 1 to 1000000000',
      'orders.csv:40: quantity: "0" must be a whole number from 1 to 1000000000',
      "orders.csv: 10 more rows were refused; use --rejects FILE to get all of them",
    ]);
  });
});

describe("a rejects file", () => {
  it("has the columns of the input with line, code and reason, in the order of the rows", async () => {
    const network = await sampleNetwork();
    const columns = "quantity,unit_price,ref,seller,product,occurred_at";
    const file = await folder.write(
      "mixed.csv",
      [
        `\uFEFF${columns}`,
        `1,10.00,J-1,E,QB-10,${TIME}`,
        `"0",10.00,J-2,E,QB-10,${TIME}`,
        "",
        `1,10.00,J-3,"no ""body""",QB-10,${TIME}`,
        "1,10.00,J-4",
        `1,10.00,J-5,nobody,QB-10,${TIME}`,
        `1,"1,000.00",J-6,E,QB-10,${TIME},more`,
        `2,10.00,J-1,E,QB-10,${TIME}`,
        `1,10.00,J-7,E,QB-10,${TIME}`,
      ].join("\r\n"),
    );
    const ran = await settle(network, file, "--rejects", `${folder.path}/rejects.csv`);
    expect(ran).toMatchObject({ code: 3, stderr: [] });
    expect(ran.stdout).toContain(
      "2 settled, 0 settled before, 6 refused (INVALID 4, UNKNOWN_SELLER 1, CONFLICT 1)",
    );
    const quantity = '"quantity: ""0"" must be a whole number from 1 to 1000000000"';
    const code =
      '"seller: ""no \\""body\\"""" is not a code (use 1 to 64 letters, digits, ""-"", ""_"", ""."")"';
    expect(await folder.read("rejects.csv")).toBe(
      [
        `${columns},line,code,reason`,
        `0,10.00,J-2,E,QB-10,${TIME},3,INVALID,${quantity}`,
        `1,10.00,J-3,"no ""body""",QB-10,${TIME},5,INVALID,${code}`,
        '1,10.00,J-4,,,,6,INVALID,"the row has 3 columns, but the header has 6 columns"',
        `1,10.00,J-5,nobody,QB-10,${TIME},7,UNKNOWN_SELLER,"seller: distributor ""nobody"" does not exist"`,
        `1,"1,000.00",J-6,E,QB-10,${TIME},8,INVALID,"the row has 7 columns, but the header has 6 columns; without a column: ""more"""`,
        `2,10.00,J-1,E,QB-10,${TIME},9,CONFLICT,"ref: ""J-1"" was already settled with other content"`,
        "",
      ].join("\n"),
    );
  });

  it("is corrected and settled in turn", async () => {
    const network = await sampleNetwork();
    const file = await folder.write(
      "first.csv",
      [HEADER, row("C-1"), row("C-2", { seller: "x" }), row("C-3", { quantity: "0" })].join("\n"),
    );
    await settle(network, file, "--rejects", `${folder.path}/again.csv`);
    const rejects = await folder.read("again.csv");
    const corrected = await folder.write("corrected.csv", rejects.replace(",x,", ",E,"));
    const ran = await settle(network, corrected, "--rejects", `${folder.path}/still.csv`);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain("1 settled, 0 settled before, 1 refused (INVALID 1)");
    const [header, only, ...rest] = (await folder.read("still.csv")).split("\n");
    expect(header).toBe(`${HEADER},line,code,reason`);
    expect(only).toMatch(/^C-3,.*,3,INVALID,"quantity: /);
    expect(rest).toEqual([""]);
  });

  it("is emptied to its header when nothing is refused", async () => {
    const network = await sampleNetwork();
    await folder.write("clean.csv", "what an earlier run has left");
    const file = await folder.write("one.csv", `${HEADER}\n${row("K-1")}\n`);
    const ran = await settle(network, file, "--rejects", `${folder.path}/clean.csv`);
    expect(ran).toMatchObject({ code: 0, stderr: [] });
    expect(await folder.read("clean.csv")).toBe(`${HEADER},line,code,reason\n`);
  });

  it("that is the input itself, or cannot be written, is refused before anything is settled", async () => {
    const network = await sampleNetwork();
    const content = `${HEADER}\n${row("S-1")}\n`;
    const file = await folder.write("same.csv", content);
    const same = await settle(network, file, "--rejects", file);
    expect(same.code).toBe(1);
    expect(folder.short(same.stderr)).toEqual([
      "same.csv: is the input file, which would be overwritten: choose another file",
    ]);
    expect(await folder.read("same.csv")).toBe(content);
    const nowhere = await settle(network, file, "--rejects", `${folder.path}/none/rejects.csv`);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr[0]).toMatch(/none\/rejects\.csv: cannot be written: ENOENT/);
    expect(await balances(network)).toBe("account,asset,balance\n");
  });
});

describe("§2 a ref is unique among its network's orders: settling it again", () => {
  it("settles only what is new, and changes nothing for the rest", async () => {
    const network = await sampleNetwork();
    const first = await settleRows(network, [row("A-1"), row("A-2", { seller: "x" })]);
    expect(first.stdout).toContain("1 settled, 0 settled before, 1 refused");
    const before = await balances(network);
    const again = await settleRows(network, [row("A-1"), row("A-2", { seller: "x" })]);
    expect(again.stdout).toContain("0 settled, 1 settled before, 1 refused");
    expect(again.code).toBe(3);
    expect(await balances(network)).toBe(before);
    // The ref that was refused is free.
    const grown = await settleRows(network, [
      row("A-1", { occurred_at: "2026-01-15T04:00:00Z" }),
      row("A-2"),
      row("A-3"),
    ]);
    expect(grown).toMatchObject({ code: 0, stderr: [] });
    expect(grown.stdout).toContain("2 settled, 1 settled before, 0 refused");
  });

  it("with other content is a conflict", async () => {
    const network = await sampleNetwork();
    await settleRows(network, [row("A-1")]);
    const before = await balances(network);
    const ran = await settleRows(network, [
      row("A-1", { unit_price: "10.01" }),
      row("A-1", { supply_price: "8.50" }),
    ]);
    expect(ran.code).toBe(3);
    expect(folder.short(ran.stderr)).toEqual([
      'orders.csv:2: ref: "A-1" was already settled with other content',
      'orders.csv:3: ref: "A-1" was already settled with other content',
    ]);
    expect(await balances(network)).toBe(before);
  });

  it("in another network has nothing to do with it", async () => {
    const [one, other] = [await sampleNetwork(), await sampleNetwork()];
    await settleRows(one, [row("A-1"), row("A-2")]);
    const ran = await settleRows(other, [row("A-1", { unit_price: "12.00" })]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain("1 settled, 0 settled before, 0 refused");
    expect(await balances(one)).toContain("assets:custody,CNY,20.00\n");
    expect(await balances(other)).toContain("assets:custody,CNY,12.00\n");
  });
});

describe("a file that breaks off", () => {
  const BREAKS: Record<string, [ending: string, why: string]> = {
    "in a quoted field": [
      `\nB-3,"2026-01-15T12:`,
      "orders.csv:4: a quoted field is not closed before the file ends",
    ],
    "at a broken quote": [
      `\nB-3,"x"y\n${row("B-4")}\n`,
      "orders.csv:4: a quoted field has text after its closing quote",
    ],
    "at a NUL byte": [
      `\nB-3,\0\n${row("B-4")}\n`,
      "orders.csv:4: has a NUL byte; reading stopped there",
    ],
  };

  it.each(Object.entries(BREAKS))("%s is settled up to there", async (_, [ending, why]) => {
    const network = await sampleNetwork();
    const file = await folder.write(
      "orders.csv",
      `${HEADER}\n${row("B-1")}\n${row("B-2")}${ending}`,
    );
    const ran = await settle(network, file);
    expect(ran.code).toBe(1);
    expect(folder.short(ran.stderr)).toEqual([why]);
    expect(ran.stdout).toContain("2 settled, 0 settled before, 0 refused");
    expect(await balances(network)).toContain("assets:custody,CNY,20.00\n");
  });

  it("in its header settles nothing", async () => {
    const network = await sampleNetwork();
    const file = await folder.write("orders.csv", `ref,when,seller\nB-1,${TIME},E\n`);
    const ran = await settle(network, file);
    expect(ran.code).toBe(1);
    expect(folder.short(ran.stderr)).toEqual([
      'orders.csv:1: unknown column "when"; missing columns "occurred_at", "product", "quantity", "unit_price"',
    ]);
  });

  it("or is not there is refused", async () => {
    const network = await sampleNetwork();
    const ran = await settle(network, `${folder.path}/none.csv`);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(folder.short(ran.stderr)).toEqual(["none.csv: there is no such file"]);
    const nowhere = await tributary("settle", `${folder.path}/none.csv`, "--network", "nowhere");
    expect(nowhere).toMatchObject({ code: 1, stderr: ['network: there is no network "nowhere"'] });
  });
});

it("settles more orders than one commit takes, in the file's order", async () => {
  const network = await sampleNetwork();
  const isRefused = (n: number) => n % 1_000 === 999;
  const rows = Array.from({ length: 9_001 }, (_, n) =>
    row(`M-${n}`, isRefused(n) ? { seller: "nobody" } : {}),
  );
  const file = await folder.write("many.csv", [HEADER, ...rows].join("\n"));
  const ran = await settle(network, file, "--rejects", `${folder.path}/rejects.csv`);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain("8992 settled, 0 settled before, 9 refused");
  const rejects = (await folder.read("rejects.csv")).split("\n").slice(1, -1);
  expect(rejects.map((line) => line.split(",")[0])).toEqual(
    Array.from({ length: 9 }, (_, n) => `M-${n * 1_000 + 999}`),
  );
  const order = await network.unitOfWork(async (em) =>
    em
      .getConnection()
      .execute<{ ref: string }[]>(
        `select ref from "${network.schema}".ledger_transaction where kind = 'SETTLEMENT' order by seq`,
      ),
  );
  const taken = rows.flatMap((_, n) => (isRefused(n) ? [] : [`M-${n}`]));
  expect(order.map(({ ref }) => ref)).toEqual(taken);
  expect((await tributary("verify", "--network", network.settings.name)).code).toBe(0);
});

it("prints its summary as JSON", async () => {
  const network = await sampleNetwork();
  const file = await folder.write(
    "orders.csv",
    [HEADER, row("A-1"), row("A-2", { seller: "x" })].join("\n"),
  );
  const ran = await settle(network, file, "--json");
  expect(JSON.parse(ran.stdout)).toEqual({
    file,
    settled: 1,
    repeated: 0,
    refused: 1,
    refusedByCode: { UNKNOWN_SELLER: 1 },
    seconds: expect.any(Number),
    ordersPerSecond: expect.any(Number),
  });
});
