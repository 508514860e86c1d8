// One entry of a replay after another, through the same fold that pays.
import { type Distributor, lineUp } from "../../commission/engine/distributor.ts";
import { advance, earnedBy, type Settled, settle } from "../../commission/engine/fold.ts";
import type { TierChange } from "../../commission/engine/ladder.ts";
import type { Order } from "../../commission/engine/order.ts";
import { type Refunded, refund, retreat, type Sold } from "../../commission/engine/refund.ts";
import { releaseLegs } from "../../commission/engine/release.ts";
import { liftLegs, withholdLegs } from "../../commission/engine/withhold.ts";
import { orderOf, refundOf } from "../../commission/orders/store/intake.ts";
import { soldNow } from "../../commission/orders/store/sold.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Leg } from "../../ledger/entry-draft.ts";
import type { ReplayDocuments } from "./documents.ts";
import type { JournalEntry } from "./entry.ts";
import type { ReplayMembers } from "./members.ts";
import { ReplayPending } from "./pending.ts";
import type { ReplayProgrammes } from "./programmes.ts";
import type { ReplayState } from "./state.ts";
import { ReplayTiers } from "./tiers.ts";

/** What an entry of the journal comes to in the replay. */
export type Step = { readonly entry: JournalEntry } & (
  | { readonly kind: "SETTLED"; readonly settled: Settled; readonly changes: readonly TierChange[] }
  | { readonly kind: "REFUSED"; readonly order: Order; readonly refusal: Refusal }
  /** `settled`: the order, as the replay settled it. */
  | { readonly kind: "REFUNDED"; readonly refunded: Refunded; readonly settled: Settled }
  /** `legs`: as the replay works them out, or as they were where it does not. */
  | {
      readonly kind: "OTHER";
      readonly legs: readonly Leg[];
      readonly changes: readonly TierChange[];
    }
);

/** An order that is refunded further on, with how many refunds are left. */
interface Kept {
  readonly sold: Sold;
  readonly settled: Settled;
  left: number;
}

/** Takes the entries of a journal in order; whoever an entry concerns is among the members already. */
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

  take(entry: JournalEntry): Step {
    if (entry.sale !== undefined) return this.#settle(entry, entry.sale);
    if (entry.refund !== undefined) return this.#refund(entry, entry.refund);
    const legs = this.#legsOf(entry);
    this.#state.post(legs);
    return { entry, kind: "OTHER", legs, changes: this.#changesOf(entry) };
  }

  #legsOf(entry: JournalEntry): readonly Leg[] {
    const { kind, cause, status, withholding, legs } = entry;
    if (kind === "RELEASE") return this.#release(entry);
    if (kind === "PROGRAMME") return this.#programmes.publish(entry.seq, this.#state);
    if (kind === "PROGRAMME_CLOSE") return this.#programmes.close(cause, this.#state);
    if (kind === "PLAN" || kind === "LADDER") this.#state.take(this.#documents.after(entry.seq));
    // Whoever is not here yet comes in with it.
    if (status !== undefined && this.#members.has(status.id)) {
      this.#members.get(status.id).status = status.to;
    }
    return withholding === undefined ? legs : this.#withhold(withholding);
  }

  // Of what the replay itself has given.
  #withhold({ id, isWithheld }: NonNullable<JournalEntry["withholding"]>): readonly Leg[] {
    const member = this.#members.get(id);
    member.isWithheld = isWithheld;
    return (isWithheld ? withholdLegs : liftLegs)(this.#state, member.code);
  }

  #changesOf({ tier, close, occurredAt }: JournalEntry): TierChange[] {
    if (tier !== undefined) return this.#tiers.setByHand(this.#state, tier, occurredAt);
    return close === undefined ? [] : this.#tiers.close(this.#state, close);
  }

  #settle(entry: JournalEntry, sale: NonNullable<JournalEntry["sale"]>): Step {
    this.#state.meet(sale);
    // The product's price then is in no table: the settlement has what it came to.
    const order = { ...orderOf(entry.cause), supplyPriceMinor: sale.supplyPriceMinor };
    try {
      const settled = settle(this.#state, order);
      this.#state.post(settled.legs);
      const changes = advance(settled);
      this.#tiers.changed(changes, entry.occurredAt);
      if (settled.dueAt !== null) {
        for (const [code, amount] of earnedBy(settled.shares))
          this.#pending.change(settled.dueAt, code, amount);
      }
      if (sale.refunds > 0) this.#keep(entry.seq, settled, sale.refunds);
      return { entry, kind: "SETTLED", settled, changes };
    } catch (refusal) {
      if (refusal instanceof Refusal) return { entry, kind: "REFUSED", order, refusal };
      throw refusal;
    }
  }

  #keep(seq: number, settled: Settled, refunds: number): void {
    const raised: Distributor[] = [...lineUp(settled.seller)];
    const sold = soldNow(seq, settled, raised);
    const { dueAt } = sold;
    const pending = dueAt === null ? sold.pending : this.#pending.watch(dueAt, sold.pending);
    this.#kept.set(seq, { sold: { ...sold, pending }, settled, left: refunds });
  }

  // An order that was refused has nothing to give back.
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

  // Where drafts hold back what was not held back then, others are due before the one that was released.
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
