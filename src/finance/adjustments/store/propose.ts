// Proposes a manual adjustment, by a template and with a reason; it posts nothing
// (docs/rules.md §7).

import { findAssetsByCode } from "../../../books/index.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { parsePaid } from "../../../kernel/money.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Party } from "../../../ledger/chart/pattern.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { idsOf, type PayeeIds } from "../../payouts/index.ts";
import { type Template, takesAnyAsset } from "../engine/adjustment.ts";
import { ADJUSTMENT_PROPOSAL } from "../kinds.ts";
import {
  type Adjusting,
  type AdjustmentRow,
  getAdjustment,
  insertAdjustment,
} from "./adjustment-row.ts";
import { type AdjustmentText, type Asked, parseAdjustment } from "./adjustment-text.ts";
import { postable, type Wanted } from "./legs.ts";

/**
 * Proposes an adjustment; its key becomes its ref. Repeating the call changes nothing. Throws
 * `INVALID` if it could not be posted now, `NOT_FOUND` and `CONFLICT`, with the field.
 */
export function proposeAdjustment(
  network: Network,
  text: AdjustmentText,
  at: number,
): Promise<Adjusting> {
  return commit(network, async (book, tx) => {
    const asked = parseAdjustment(text);
    const { ref } = asked;
    const asset = await assetOf(network, tx, asked.template, text.asset);
    const amountMinor = text.amount == null ? null : parsePaid(text.amount, asset);
    const cause = causeOf(asked, text.asset ?? undefined, amountMinor);
    const kind = ADJUSTMENT_PROPOSAL;
    const first = await findRepeated(tx, kind, ref, cause, "idempotencyKey");
    if (first !== undefined) return { adjustment: await getAdjustment(tx, ref), repeated: true };
    const wanted = await wantedOf(network, tx, asked, asset, amountMinor);
    await postable(network, book, tx, wanted);
    const { seq } = book.append({ kind, ref, occurredAt: at, cause, legs: [] });
    const adjustment: AdjustmentRow = { ...wanted, seq, status: "PROPOSED" };
    await insertAdjustment(tx, adjustment);
    return { adjustment, repeated: false };
  });
}

/** The asset of the amount; throws `INVALID` if the template does not accept it. */
async function assetOf(
  network: Network,
  tx: Tx,
  template: Template,
  code: string | null | undefined,
): Promise<Asset> {
  const { settings } = network;
  if (code == null || code === settings.asset.code) return settings.asset;
  const shown = JSON.stringify(code.slice(0, 70));
  const [found] = await findAssetsByCode(tx, [code], network);
  if (found === undefined)
    throw new Refusal("NOT_FOUND", `asset: asset ${shown} does not exist`, "asset");
  if (takesAnyAsset(template)) return found;
  const why = `${template} accepts ${settings.asset.code} only, not ${shown}`;
  throw new Refusal("INVALID", `asset: ${why}`, "asset");
}

/** The request as sent; it does not include the time of the proposal. */
function causeOf(asked: Asked, asset: string | undefined, amountMinor: bigint | null): string {
  const { ref: idempotencyKey, template, party, of, occurredAt, reference, reason } = asked;
  const whose = party === null ? {} : { [party.kind.toLowerCase()]: party.code };
  return JSON.stringify({
    idempotencyKey,
    template,
    ...whose,
    amount: amountMinor?.toString(),
    asset,
    of: of ?? undefined,
    occurredAt: formatInstant(occurredAt),
    reference: reference ?? undefined,
    reason,
  });
}

async function wantedOf(
  network: Network,
  tx: Tx,
  { of: ofRef, ...asked }: Asked,
  asset: Asset,
  amountMinor: bigint | null,
): Promise<Wanted> {
  const of = ofRef === null ? undefined : await getAdjustment(tx, ofRef, "of");
  const proposedBy = network.actor?.sub ?? null;
  const ofSeq = of?.seq ?? null;
  if (amountMinor === null) {
    const { party, distributorId, supplierId, ...whole } = of!;
    const taken = { asset: whole.asset, amountMinor: whole.amountMinor };
    return { ...asked, party, distributorId, supplierId, ...taken, ofSeq, proposedBy };
  }
  const ids = await partyIds(tx, asked.party);
  return { ...asked, ...ids, asset, amountMinor, ofSeq, proposedBy };
}

/** The row ids of a party; a buyer has only a code. */
async function partyIds(tx: Tx, party: Party | null): Promise<PayeeIds> {
  if (party === null || party.kind === "BUYER") return { distributorId: null, supplierId: null };
  return idsOf(tx, { kind: party.kind, code: party.code });
}
