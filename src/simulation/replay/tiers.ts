// Tiers over time in a replay: manual changes are replayed, and window closes use the replayed
// volumes.
import { judge, losableTiers } from "../../commission/engine/downgrade.ts";
import type { State } from "../../commission/engine/state.ts";
import type { TierChange } from "../../commission/engine/upgrade.ts";
import {
  endOfMonth,
  monthAfter,
  type Window,
  windowsBack,
} from "../../commission/engine/window.ts";
import { ladderFor } from "../../network/index.ts";
import type { JournalClose, JournalTier } from "./entry.ts";
import type { Member, ReplayMembers } from "./members.ts";

type LadderState = Pick<State, "zone" | "ladders">;

const NOTHING = { personal: 0n, team: 0n };

export class ReplayTiers {
  readonly #members: ReplayMembers;
  /** The end of the last closed window. */
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(members: ReplayMembers) {
    this.#members = members;
  }

  /** Records that members hold new tiers from an entry on. */
  changed(changes: readonly TierChange[], occurredAt: number): void {
    for (const { distributor } of changes) {
      this.#members.get(distributor.id).since = Math.max(occurredAt, this.#closedUntil);
    }
  }

  setByHand({ ladders }: LadderState, { id, tier, until }: JournalTier, at: number): TierChange[] {
    const member = this.#members.get(id);
    member.floor = { tier, until };
    const from = member.tier;
    if (tier === (from ?? ladderFor(ladders, at)?.tiers[0]?.code)) return [];
    member.tier = tier;
    const changes = [{ distributor: member, from, to: tier }];
    this.changed(changes, at);
    return changes;
  }

  close({ ladders, zone }: LadderState, { month, distributors }: JournalClose): TierChange[] {
    const windows = windowsBack(ladders, zone, month);
    const tiers = new Set(windows[0] === undefined ? [] : losableTiers(windows[0].ladder));
    const day = monthAfter(month, 1);
    const changes = this.#members.first(distributors).flatMap((member): TierChange[] => {
      const from = member.tier;
      if (from === null || !tiers.has(from)) return [];
      const to = judge(heldBy(member, from, day), windows);
      if (to === null) return [];
      member.tier = to;
      return [{ distributor: member, from, to }];
    });
    const end = endOfMonth(zone, month);
    this.changed(changes, end);
    this.#closedUntil = end;
    return changes;
  }
}

function heldBy({ since, floor, volumes }: Member, tier: string, day: string) {
  const holds = floor !== undefined && floor.until >= day;
  const volumeIn = (month: Window["month"]) => volumes.get(month) ?? NOTHING;
  return { tier, since, floor: holds ? floor.tier : null, volumeIn };
}
