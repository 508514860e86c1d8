// Replays entries one after another through the same fold that settles real orders.
import { advance, earnedBy, type Settled, settle } from "../../commission/engine/fold.ts";
import type { Order } from "../../commission/engine/order.ts";
import { type Refunded, refund, retreat, type Sold } from "../../commission/engine/refund.ts";
import { releaseLegs } from "../../commission/engine/release.ts";
import type { TierChange } from "../../commission/engine/upgrade.ts";
import { orderOf, refundOf, soldNow } from "../../commission/orders/index.ts";
import { PLAN } from "../../commission/plans/kinds.ts";
import { PROGRAMME, PROGRAMME_CLOSE } from "../../commission/programmes/kinds.ts";
import { RELEASE } from "../../commission/release/kinds.ts";
import { LADDER } from "../../commission/tiers/kinds.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Leg } from "../../ledger/entry-draft.ts";
import { type Distributor, lineUp } from "../../network/engine/distributor.ts";
import { liftEarningsLegs, withholdEarningsLegs } from "../../network/engine/withhold-earnings.ts";
import type { ReplayDocuments } from "./documents.ts";
import type { JournalEntry } from "./entry.ts";
import type { ReplayMembers } from "./members.ts";
import { ReplayPending } from "./pending.ts";
import type { ReplayProgrammes } from "./programmes.ts";
import type { ReplayState } from "./state.ts";
import { ReplayTiers } from "./tiers.ts";

/** The result of a journal entry in the replay. */
export type Step = { readonly entry: JournalEntry } & (
  | { readonly kind: "SETTLED"; readonly settled: Settled; readonly changes: readonly TierChange[] }
  | { readonly kind: "REFUSED"; readonly order: Order; readonly refusal: Refusal }
  /** `settled` is the order as the replay settled it. */
  | { readonly kind: "REFUNDED"; readonly refunded: Refunded; readonly settled: Settled }
  /** `legs` are computed by the replay, or are the booked legs for other kinds. */
  | {
      readonly kind: "OTHER";
      readonly legs: readonly Leg[];
      readonly changes: readonly TierChange[];
    }
);

/** An order with later refunds, and the number of refunds still to come. */
interface Kept {
  readonly sold: Sold;
  readonly settled: Settled;
  left: number;
}

/** Replays the entries of a journal in order; the members of an entry must already be loaded. */
export class ReplayFold {
  readonly #state: ReplayState;
  readonly #members: ReplayMembers;
  readonly #tiers: ReplayTiers;
  readonly #documents: ReplayDocuments;
  readonly #programmes: ReplayProgrammes;
  readonly #pending = new ReplayPending();
  /** By sequence number. */
  readonly #kept = new Map<number, Kept>();

  constructor(
    state: ReplayState,
    members: ReplayMembers,
    documents: ReplayDocuments,
    programmes: ReplayProgrammes,
  ) {
    this.#state = state;
    this.#members = members;
    this.#tiers = new ReplayTiers(members);
    this.#documents = documents;
    this.#programmes = programmes;
  }

  apply(entry: JournalEntry): Step {
    if (entry.sale !== undefined) return this.#settle(entry, entry.sale);
    if (entry.refund !== undefined) return this.#refund(entry, entry.refund);
    const legs = this.#legsOf(entry);
    this.#state.post(legs);
    return { entry, kind: "OTHER", legs, changes: this.#changesOf(entry) };
  }

  #legsOf(entry: JournalEntry): readonly Leg[] {
    const { kind, cause, status, withholding, legs } = entry;
    if (kind === RELEASE.name) return this.#release(entry);
    if (kind === PROGRAMME.name) return this.#programmes.publish(entry.seq, this.#state);
    if (kind === PROGRAMME_CLOSE.name) return this.#programmes.close(cause, this.#state);
    if (kind === PLAN.name || kind === LADDER.name)
      this.#state.apply(this.#documents.after(entry.seq));
    // A distributor that is not loaded yet is loaded later, with its status then.
    if (status !== undefined && this.#members.has(status.id)) {
      this.#members.get(status.id).status = status.to;
    }
    return withholding === undefined ? legs : this.#withhold(withholding);
  }

  // Withholds the amounts of the replay, not the booked ones.
  #withhold({ id, isWithheld }: NonNullable<JournalEntry["withholding"]>): readonly Leg[] {
    const member = this.#members.get(id);
    member.isWithheld = isWithheld;
    return (isWithheld ? withholdEarningsLegs : liftEarningsLegs)(this.#state, member.code);
  }

  #changesOf({ tier, close, occurredAt }: JournalEntry): TierChange[] {
    if (tier !== undefined) return this.#tiers.setByHand(this.#state, tier, occurredAt);
    return close === undefined ? [] : this.#tiers.close(this.#state, close);
  }

  #settle(entry: JournalEntry, sale: NonNullable<JournalEntry["sale"]>): Step {
    this.#state.meet(sale);
    // No table has the product's price at that time; the settlement has the supply price used.
    const order = { ...orderOf(entry.cause), supplyPriceMinor: sale.supplyPriceMinor };
    try {
      const settled = settle(this.#state, order);
      this.#state.post(settled.legs);
      const changes = advance(settled);
      this.#tiers.changed(changes, entry.occurredAt);
      if (settled.dueAt !== null) {
        for (const [{ code }, amount] of earnedBy(settled.shares)) {
          this.#pending.change(settled.dueAt, code, amount);
        }
      }
      if (sale.refunds > 0) this.#keep(entry.seq, settled, sale.refunds);
      return { entry, kind: "SETTLED", settled, changes };
    } catch (refusal) {
      if (refusal instanceof Refusal) return { entry, kind: "REFUSED", order, refusal };
      throw refusal;
    }
  }

  #keep(seq: number, settled: Settled, refunds: number): void {
    const raised: Distributor[] = lineUp(settled.seller);
    const sold = soldNow(seq, settled, raised);
    const { dueAt } = sold;
    const pending = dueAt === null ? sold.pending : this.#pending.watch(dueAt, sold.pending);
    this.#kept.set(seq, { sold: { ...sold, pending }, settled, left: refunds });
  }

  // A refund of an order that the replay refused takes back nothing.
  #refund(entry: JournalEntry, { orderSeq }: NonNullable<JournalEntry["refund"]>): Step {
    const kept = this.#kept.get(orderSeq);
    if (kept === undefined) return { entry, kind: "OTHER", legs: [], changes: [] };
    const { sold, settled } = kept;
    const refunded = refund(this.#state, sold, refundOf(entry.cause));
    this.#state.post(refunded.legs);
    retreat(refunded);
    for (const [code, amount] of refunded.unpending)
      this.#pending.change(sold.dueAt!, code, -amount);
    kept.left -= 1;
    if (kept.left === 0) this.#kept.delete(orderSeq);
    return { entry, kind: "REFUNDED", refunded, settled };
  }

  // If drafts hold shares that were not held in fact, other releases can be due before this one.
  #release({ cause }: JournalEntry): Leg[] {
    const { distributor, dueAt } = JSON.parse(cause) as { distributor: string; dueAt: string };
    const moment = Date.parse(dueAt);
    for (const [earlier, code] of this.#pending.dueBefore(moment)) {
      this.#state.post(this.#releaseOf(earlier, code));
    }
    return this.#releaseOf(moment, distributor);
  }

  #releaseOf(dueAt: number, code: string): Leg[] {
    const { isWithheld } = this.#members.find(code)!;
    return releaseLegs(this.#state, { code, isWithheld }, this.#pending.release(dueAt, code));
  }
}
