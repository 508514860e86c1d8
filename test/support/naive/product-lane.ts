// The other side of the comparison, for real: a stream of the model's through the lane on PostgreSQL.
import { sql } from "kysely";
import { addAsset } from "../../../src/catalog/assets.ts";
import { importProducts } from "../../../src/catalog/import-products.ts";
import { publishLadder, publishPlan } from "../../../src/catalog/published.ts";
import type { Network, Tx } from "../../../src/database/database.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { allBalances } from "../../../src/ledger/balances.ts";
import { commit } from "../../../src/ledger/post.ts";
import { enrol } from "../../../src/network/enrol.ts";
import { move, setStatus } from "../../../src/network/move.ts";
import { Lane } from "../../../src/settlement/lane.ts";
import { fileRows, order as parse } from "../sample.ts";
import type { Input, OrderText } from "./inputs.ts";
import { lineText, type Result } from "./result.ts";
import type { Scenario } from "./streams.ts";

const AT = Date.parse("2026-01-01T00:00:00+08:00");

/** Runs a scenario on an empty network, its orders in batches of the sizes given in turn. */
export async function runLane(
  network: Network,
  { opening, steps }: Scenario,
  sizes: readonly number[],
): Promise<Result> {
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  for (const input of opening) await change(network, input);
  const lane = new Lane(network);
  const outcomes: string[] = [];
  let batch: OrderText[] = [];
  let cuts = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    for (const outcome of await lane.submit(batch.map((text) => parse(text.ref, text)))) {
      const code = outcome.status === "REFUSED" ? ` ${outcome.refusal.code}` : "";
      outcomes.push(`${outcome.ref} ${outcome.status}${code}`);
    }
    batch = [];
    cuts += 1;
  };
  for (const step of steps) {
    if ("order" in step) {
      batch.push(step.order);
      if (batch.length >= sizes[cuts % sizes.length]!) await flush();
    } else {
      await flush();
      await change(network, step);
    }
  }
  await flush();
  return { outcomes, ...(await network.read(readResult)) };
}

/** A change that the product refuses leaves nothing, as in the model. */
async function change(network: Network, input: Input): Promise<void> {
  try {
    await apply(network, input);
  } catch (refusal) {
    const expected = "move" in input || "distributor" in input;
    if (!expected || !(refusal instanceof Refusal)) throw refusal;
  }
}

async function apply(network: Network, input: Input): Promise<unknown> {
  if ("ladder" in input) return publishLadder(network, input.ladder, AT);
  if ("plan" in input) return publishPlan(network, input.plan, AT, "a random plan of any reach");
  if ("distributor" in input) return enrol(network, input.distributor, AT);
  if ("move" in input) return move(network, input.move.code, input.move.parent || null, AT);
  if ("status" in input) return setStatus(network, input.status.code, input.status.status, AT);
  if ("product" in input) {
    const { supplyPrice, ...rest } = input.product;
    const row = { ...rest, name: rest.code, supply_price: supplyPrice };
    return importProducts(network, fileRows([row]), AT);
  }
  if ("deposit" in input) return deposit(network, input.deposit);
  throw new Error("not a change");
}

// Posted by hand: the comparison wants a deposit to be there, however it came.
function deposit(
  network: Network,
  { distributor, amount }: { distributor: string; amount: string },
): Promise<unknown> {
  const amountMinor = BigInt(amount.replace(".", ""));
  const account = `liabilities:distributor:${distributor}:deposit`;
  return commit(network, async (book, tx) => {
    await book.load(tx, "CNY", ["assets:custody", account]);
    const legs = [
      { account: "assets:custody", asset: "CNY", amountMinor },
      { account, asset: "CNY", amountMinor: -amountMinor },
    ];
    const cause = JSON.stringify({ distributor, amount });
    book.append({ kind: "PRODUCTS_IMPORT", ref: null, occurredAt: AT, cause, legs });
  });
}

interface ShareRow {
  readonly rule: number;
  readonly kind: string;
  readonly recipient: string | null;
  readonly buyer?: string;
  readonly level: number | null;
  readonly amount: string;
  readonly reason: string;
}

async function readResult(tx: Tx): Promise<Omit<Result, "outcomes">> {
  const rows = async <Row>(query: string) => (await sql.raw<Row>(query).execute(tx.db)).rows;
  const settlements = await rows<{
    ref: string;
    margin: string;
    platform: string;
    shares: ShareRow[];
  }>(`select ref, quantity::numeric * unit_price - quantity::numeric * supply_price - channel_fee as margin,
             platform, shares from settlement join ledger_transaction using (seq)`);
  const upgrades = await rows<{ ref: string; code: string; to_tier: string }>(
    `select t.ref, d.code, c.to_tier from tier_change c join ledger_transaction t using (seq)
       join distributor d on d.id = c.distributor_id order by seq, line`,
  );
  const volumes = await rows<{ key: string; personal: string; team: string }>(
    `select d.code || ' ' || to_char(month, 'YYYY-MM') as key, personal, team
       from volume join distributor d on d.id = distributor_id`,
  );
  const tiers = await rows<{ code: string; tier: string }>("select code, tier from distributor");
  const balances = await allBalances(tx);
  return {
    lines: Object.fromEntries(
      settlements.map(({ ref, margin, platform, shares }) => [
        ref,
        [`margin ${margin}`, ...shares.map(shareText), `platform ${platform}`],
      ]),
    ),
    upgrades: upgrades.map(({ ref, code, to_tier }) => `${ref} ${code} ${to_tier}`),
    tiers: Object.fromEntries(tiers.map(({ code, tier }) => [code, tier])),
    volumes: Object.fromEntries(
      volumes.map(({ key, personal, team }) => [key, `${personal} ${team}`]),
    ),
    balances: Object.fromEntries(
      balances.map(({ account, asset, balanceMinor }) => [
        `${asset} ${account}`,
        `${balanceMinor}`,
      ]),
    ),
  };
}

function shareText({ rule, kind, recipient, buyer, level, amount, reason }: ShareRow): string {
  return lineText(rule, kind, recipient ?? buyer ?? "", level ?? "-", amount, reason);
}
