// Builds the report of a simulation: the orders of a range and their refunds, as booked and as
// replayed.
import type { Order } from "../../commission/engine/order.ts";
import type { Refusal } from "../../kernel/errors.ts";
import type { Asset } from "../../kernel/money.ts";
import type { Tier } from "../../network/engine/ladder.ts";
import type { Bonuses } from "./bonuses.ts";
import { isWithin, type Range } from "./entry.ts";
import type { Step } from "./fold.ts";
import { bookedSplit, replayedSplit, type Split } from "./splits.ts";
import { type Compared, type ComparedBy, type Side, sumOf, Tally } from "./tally.ts";

/** Most distributors listed in each direction. */
const MAX_DISTRIBUTORS = 20;
/** Most refused orders listed; all are counted. */
const MAX_REFUSED = 20;

export interface RefusedOrder {
  readonly ref: string;
  readonly refusal: Refusal;
}

/** Amounts in minor units, less refunds; in the settlement asset unless another is named. */
export interface ReplayReport {
  readonly orders: number;
  readonly refunds: number;
  /** The amount paid for the orders, before refunds. */
  readonly grossMinor: bigint;
  /** The orders that the drafts refuse; they are not part of any `draft` amount. */
  readonly refused: {
    readonly count: number;
    readonly byCode: Readonly<Record<string, number>>;
    readonly first: readonly RefusedOrder[];
  };
  /** The amount split: platform, distributors, and cashback in the settlement asset together. */
  readonly margin: Compared;
  readonly platform: Compared;
  readonly distributors: Compared;
  /** By asset; cashback in other assets is not part of the margin. */
  readonly cashback: readonly ComparedBy<Asset>[];
  /** By the recipient's tier at the time of the order; null without tiers. */
  readonly byTier: readonly ComparedBy<string | null>[];
  /** By the recipient's tree distance from the seller. */
  readonly byLevel: readonly ComparedBy<number>[];
  /**
   * The distributors that would have earned more (`up`) and less (`down`), the largest differences
   * first.
   */
  readonly up: readonly ComparedBy<string>[];
  readonly down: readonly ComparedBy<string>[];
  /** The number of upgrades by the orders. */
  readonly upgrades: Compared;
  /** The number of downgrades by closes of windows that end within the range. */
  readonly downgrades: Compared;
  readonly bonuses: Bonuses;
}

/** The facts of the network that a report needs. */
export interface Surroundings {
  /** The actual number of upgrades. */
  readonly upgrades: number;
  readonly downgrades: number;
  /** In order of rank. */
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

  /** Adds one step of a replay; steps of other orders are ignored. */
  apply(step: Step): void {
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
    for (const { recipient, tier, level, asset = this.#asset, amountMinor } of split.shares) {
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
