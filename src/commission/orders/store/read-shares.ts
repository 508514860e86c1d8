// Reads the stored share lines and uplines of orders: the one place that knows how they are stored.
import type { ShareRecord } from "./store-settlements.ts";

/** Who gets a share, and how much. */
export type PaidShare = Pick<
  ShareRecord,
  "recipient" | "buyer" | "level" | "amount" | "asset" | "reason"
>;

/** A share as it is written, without escapes in its texts. */
const SHARE =
  /[[,]\{"rule":\d+,"kind":"[A-Z_]+","recipient":(?:null|"([^"\\]*)"),(?:"buyer":"([^"\\]*)",)?"level":(null|\d+),"tier":(?:null|"[^"\\]*"),"basis":"[^"\\]*","rate":"[^"\\]*","amount":"(-?\d+)",(?:"asset":"([^"\\]*)",)?"reason":"([A-Z_]+)"\}/y;

/**
 * The shares in the text of the `shares` column. Texts as they are written are taken apart in a third
 * of the time that a JSON parser needs; any other text is parsed.
 */
export function readShares(text: string): readonly PaidShare[] {
  const shares: PaidShare[] = [];
  SHARE.lastIndex = 0;
  for (let end = 0; ; end = SHARE.lastIndex) {
    const found = SHARE.exec(text);
    if (found === null) return end > 0 && text.slice(end) === "]" ? shares : JSON.parse(text);
    const [, recipient = null, buyer, level, amount, asset, reason] = found;
    const at = level === "null" ? null : Number(level);
    shares.push({ recipient, buyer, level: at, amount: amount!, asset, reason: reason! });
  }
}

/** The ids in the text of an array, as PostgreSQL writes it. */
export function idsOf(text: string): number[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",").map(Number);
}
