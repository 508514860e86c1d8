// What drafts would have changed: the orders of a range and their refunds, as booked and as replayed.
import type { Tier } from "../../commission/engine/ladder.ts";
import type { Order } from "../../commission/engine/order.ts";
import type { Refusal } from "../../kernel/errors.ts";
import type { Asset } from "../../kernel/money.ts";
import type { Bonuses } from "./bonuses.ts";
import { isWithin, type Range } from "./entry.ts";
import type { Step } from "./fold.ts";
import { bookedSplit, replayedSplit, type Split } from "./lines.ts";
import { type Compared, type ComparedBy, type Side, sumOf, Tally } from "./tally.ts";

/** Distributors that are listed in each direction. */
const MAX_DISTRIBUTORS = 20;
/** Orders that the drafts refuse which are listed; all are counted. */
const MAX_REFUSED = 20;

export interface RefusedOrder {
  readonly ref: string;
  readonly refusal: Refusal;
}

/** Amounts in minor units, of the settlement asset unless they name another one; less refunds. */
export interface ReplayReport {
  readonly orders: number;
  readonly refunds: number;
  /** What was paid for the orders, refunds not taken off. */
  readonly grossMinor: bigint;
  /** What the drafts refuse; of its orders nothing is in any `draft`. */
  readonly refused: {
    readonly count: number;
    readonly byCode: Readonly<Record<string, number>>;
    readonly first: readonly RefusedOrder[];
  };
  /** What there was to split: platform, distributors and cashback of the settlement asset together. */
  readonly margin: Compared;
  readonly platform: Compared;
  readonly distributors: Compared;
  /** By asset; of another one than the settlement asset it is outside the margin. */
  readonly cashback: readonly ComparedBy<Asset>[];
  /** By the tier that the recipient held when the order was paid; null where there are no tiers. */
  readonly byTier: readonly ComparedBy<string | null>[];
  /** By the recipient's distance from the seller. */
  readonly byLevel: readonly ComparedBy<number>[];
  /** The distributors who would have earned more, and those less, the largest differences first. */
  readonly up: readonly ComparedBy<string>[];
  readonly down: readonly ComparedBy<string>[];
  /** How many upgrades the orders brought about. */
  readonly upgrades: Compared;
  /** How many downgrades the closes of the windows that end within the range did. */
  readonly downgrades: Compared;
  readonly bonuses: Bonuses;
}

/** What a report is told of its network. */
export interface Surroundings {
  /** How many there were in fact. */
  readonly upgrades: number;
  readonly downgrades: number;
  /** In rank order. */
  readonly tiers: readonly Tier[];
  readonly assets: readonly Asset[];
  readonly bonuses: Bonuses;
}

const byText = (one: string, other: string) => (one < other ? -1 : 1);

export class ReplayReporter {
  readonly #asset: string;
  readonly #range: Range;
  readonly #platform = { actual: 0n, draft: 0n };
  readonly #cashback = new Tally<string>();
  readonly #byTier = new Tally<string | null>();
  readonly #byLevel = new Tally<number>();
  readonly #byDistributor = new Tally<string>();
  readonly #refusedByCode = new Map<string, number>();
  readonly #firstRefused: RefusedOrder[] = [];
  #orders = 0;
  #refunds = 0;
  #grossMinor = 0n;
  #upgrades = 0n;
  #downgrades = 0n;

  constructor(asset: string, range: Range) {
    this.#asset = asset;
    this.#range = range;
  }

  /** Takes the steps of a replay, one by one; those of other orders are passed over. */
  take(step: Step): void {
    const { sale, refund, close, occurredAt } = step.entry;
    if (close !== undefined && step.kind === "OTHER" && isWithin(this.#range, occurredAt - 1)) {
      this.#downgrades += BigInt(step.changes.length);
    }
    const ordered = sale === undefined ? refund?.orderedAt : occurredAt;
    if (ordered === undefined || !isWithin(this.#range, ordered)) return;
    if (sale === undefined) this.#refunds += 1;
    else this.#orders += 1;
    this.#add("actual", bookedSplit(step.entry));
    this.#add("draft", replayedSplit(step));
    if (step.kind === "SETTLED") {
      this.#grossMinor += step.settled.grossMinor;
      this.#upgrades += BigInt(step.changes.length);
    } else if (step.kind === "REFUSED") this.#refuse(step.order, step.refusal);
  }

  #refuse({ ref, quantity, unitPriceMinor }: Order, refusal: Refusal): void {
    this.#grossMinor += quantity * unitPriceMinor;
    this.#refusedByCode.set(refusal.code, (this.#refusedByCode.get(refusal.code) ?? 0) + 1);
    if (this.#firstRefused.length < MAX_REFUSED) this.#firstRefused.push({ ref, refusal });
  }

  #add(side: Side, split: Split | undefined): void {
    if (split === undefined) return;
    this.#platform[side] += split.platformMinor;
    for (const { recipient, tier, level, asset = this.#asset, amountMinor } of split.lines) {
      if (amountMinor === 0n) continue;
      if (recipient === null) this.#cashback.add(asset, side, amountMinor);
      else {
        this.#byTier.add(tier, side, amountMinor);
        this.#byLevel.add(level!, side, amountMinor);
        this.#byDistributor.add(recipient, side, amountMinor);
      }
    }
  }

  finish({ upgrades, downgrades, tiers, assets, bonuses }: Surroundings): ReplayReport {
    const [platform, distributors] = [this.#platform, sumOf(this.#byDistributor.all)];
    const cashback = this.#cashback.get(this.#asset);
    const together = (side: Side) => platform[side] + distributors[side] + cashback[side];
    const rank = (tier: string | null) => tiers.findIndex(({ code }) => code === tier);
    return {
      orders: this.#orders,
      refunds: this.#refunds,
      grossMinor: this.#grossMinor,
      refused: {
        count: [...this.#refusedByCode.values()].reduce((sum, count) => sum + count, 0),
        byCode: Object.fromEntries(this.#refusedByCode),
        first: this.#firstRefused,
      },
      margin: { actual: together("actual"), draft: together("draft") },
      platform,
      distributors,
      cashback: assets
        .filter(({ code }) => this.#cashback.has(code))
        .map((asset) => ({ key: asset, ...this.#cashback.get(asset.code) })),
      byTier: this.#byTier.sorted((one, other) => rank(one) - rank(other)),
      byLevel: this.#byLevel.sorted((one, other) => one - other),
      up: this.#byDistributor.furthest(1, MAX_DISTRIBUTORS, byText),
      down: this.#byDistributor.furthest(-1, MAX_DISTRIBUTORS, byText),
      upgrades: { actual: BigInt(upgrades), draft: this.#upgrades },
      downgrades: { actual: BigInt(downgrades), draft: this.#downgrades },
      bonuses,
    };
  }
}
