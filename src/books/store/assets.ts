// Finds and adds a network's assets: the settlement asset, and other assets that cashback is paid
// in (docs/rules.md §1).

import { sql } from "kysely";
import { z } from "zod";
import type { Database, Network, Tx } from "../../database/database.ts";
import { insertAsset } from "../../database/networks.ts";
import { texts } from "../../database/unnest.ts";
import { assetCode, checkDocument } from "../../kernel/document.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Asset, MAX_SCALE } from "../../kernel/money.ts";
import { commit } from "../../ledger/post.ts";
import { ASSET } from "../kinds.ts";

const ASSET_FORM = z.strictObject({ code: assetCode, scale: z.int().min(0).max(MAX_SCALE) });

/** All assets of the network, the settlement asset first. */
export async function findAssets(network: Network, tx: Tx): Promise<Asset[]> {
  const { asset } = network.settings;
  const { rows } = await sql<Asset>`
    select code, scale from asset where code <> ${asset.code} order by code`.execute(tx.db);
  return [asset, ...rows];
}

// An asset never changes once it is there.
const known = new WeakMap<Database, Map<string, Asset>>();

/** An asset that was read before by its code. */
export function recallAsset(code: string, { database, schema }: Network): Asset | undefined {
  return known.get(database)?.get(`${schema} ${code}`);
}

/** Assets in the order of the codes; undefined for an unknown code. */
export async function findAssetsByCode(
  tx: Tx,
  codes: readonly string[],
  { database, schema }: Network,
): Promise<(Asset | undefined)[]> {
  const { rows } = await sql<Asset>`
    select code, scale from asset where code = any(${texts(codes)}::text[])`.execute(tx.db);
  const assets = known.get(database) ?? new Map<string, Asset>();
  known.set(database, assets);
  for (const row of rows) assets.set(`${schema} ${row.code}`, row);
  return codes.map((code) => rows.find((row) => row.code === code));
}

/**
 * Adds an asset; repeating the call changes nothing. Throws `CONFLICT` if the code has another
 * scale.
 */
export async function addAsset(network: Network, wanted: Asset, at: number): Promise<void> {
  const { code, scale } = checkDocument(ASSET_FORM, wanted);
  await commit(network, async (book, tx) => {
    const known = (await findAssets(network, tx)).find((asset) => asset.code === code);
    if (known?.scale === scale) return;
    if (known !== undefined) {
      const why = `asset "${code}" already exists with ${known.scale} decimals`;
      throw new Refusal("CONFLICT", `code: ${why}`, "code");
    }
    await insertAsset(tx.db, { code, scale });
    const cause = JSON.stringify({ code, scale });
    book.append({ kind: ASSET, ref: code, occurredAt: at, cause, legs: [] });
  });
}
