// A network's assets: the settlement asset, and others that cashback can be paid in (rules §1).
import { sql } from "kysely";
import { z } from "zod";
import type { Network, Tx } from "../../database/database.ts";
import { texts } from "../../database/unnest.ts";
import { assetCode, checkDocument } from "../../kernel/document.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Asset, MAX_SCALE } from "../../kernel/money.ts";
import { commit } from "../../ledger/post.ts";

const ASSET = z.strictObject({ code: assetCode, scale: z.int().min(0).max(MAX_SCALE) });

/** All assets of the network, the settlement asset first. */
export async function findAssets(network: Network, tx: Tx): Promise<Asset[]> {
  const { asset } = network.settings;
  const { rows } = await sql<Asset>`
    select code, scale from asset where code <> ${asset.code} order by code`.execute(tx.db);
  return [asset, ...rows];
}

/** Assets in the order of the codes; undefined for one that is not there. */
export async function findAssetsByCode(
  tx: Tx,
  codes: readonly string[],
): Promise<(Asset | undefined)[]> {
  const { rows } = await sql<Asset>`
    select code, scale from asset where code = any(${texts(codes)}::text[])`.execute(tx.db);
  return codes.map((code) => rows.find((row) => row.code === code));
}

/** Adds an asset; the same again does nothing. Throws `CONFLICT` for a code with another scale. */
export async function addAsset(network: Network, wanted: Asset, at: number): Promise<void> {
  const { code, scale } = checkDocument(ASSET, wanted);
  await commit(network, async (book, tx) => {
    const known = (await findAssets(network, tx)).find((asset) => asset.code === code);
    if (known?.scale === scale) return;
    if (known !== undefined) {
      const why = `"${code}" is there already, with ${known.scale} decimals`;
      throw new Refusal("CONFLICT", `code: ${why}`, "code");
    }
    await sql`insert into asset (code, scale) values (${code}, ${scale})`.execute(tx.db);
    const cause = JSON.stringify({ code, scale });
    book.append({ kind: "ASSET", ref: code, occurredAt: at, cause, legs: [] });
  });
}
