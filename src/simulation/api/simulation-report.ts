// The report of a simulation as the API has it.
import { Field, Int, ObjectType } from "type-graphql";
import type { Asset } from "../../kernel/money.ts";
import { Money } from "../../platform/graphql/money.ts";
import type { ReplayReport } from "../replay/report.ts";
import type { Compared } from "../replay/tally.ts";

import {
  ComparedCount,
  ComparedMoney,
  SimulatedBonus,
  SimulatedDistributor,
  SimulatedLevel,
  SimulatedRefusal,
  SimulatedTier,
} from "./simulation-parts.ts";

@ObjectType({ description: "What drafts would have changed of the orders in the range." })
export class SimulationReport {
  @Field(() => Int)
  readonly orders: number;

  @Field(() => Int, { description: "Of these orders, whenever they occurred." })
  readonly refunds: number;

  @Field(() => Money, { description: "What was paid for the orders, refunds not taken off." })
  readonly gross: Money;

  @Field(() => ComparedMoney, { description: "Of platform, distributors and cashback together." })
  readonly margin: ComparedMoney;

  @Field(() => ComparedMoney)
  readonly platform: ComparedMoney;

  @Field(() => ComparedMoney)
  readonly distributors: ComparedMoney;

  @Field(() => [ComparedMoney], { description: "By asset." })
  readonly cashback: readonly ComparedMoney[];

  @Field(() => ComparedMoney, {
    description: "Volume bonuses and shortfalls that the platform owes.",
  })
  readonly bonusesPaid: ComparedMoney;

  @Field(() => ComparedMoney, { description: "Volume bonuses and shortfalls that suppliers owe." })
  readonly bonusesReceived: ComparedMoney;

  @Field(() => [SimulatedBonus], { description: "The largest, at most 50." })
  readonly bonuses: readonly SimulatedBonus[];

  @Field(() => ComparedCount, { description: "Upgrades that the orders brought about." })
  readonly upgrades: ComparedCount;

  @Field(() => ComparedCount, {
    description: "Downgrades at the closes of the windows that end in the range.",
  })
  readonly downgrades: ComparedCount;

  @Field(() => [SimulatedTier])
  readonly byTier: readonly SimulatedTier[];

  @Field(() => [SimulatedLevel])
  readonly byLevel: readonly SimulatedLevel[];

  @Field(() => [SimulatedDistributor], { description: "The 20 who would have earned most more." })
  readonly up: readonly SimulatedDistributor[];

  @Field(() => [SimulatedDistributor], { description: "The 20 who would have earned most less." })
  readonly down: readonly SimulatedDistributor[];

  @Field(() => Int, { description: "Orders that the drafts refuse; draft is without them." })
  readonly refused: number;

  @Field(() => [SimulatedRefusal], { description: "The first of them, at most 20." })
  readonly refusedOrders: readonly SimulatedRefusal[];

  constructor(report: ReplayReport, asset: Asset) {
    const money = (compared: Compared) => new ComparedMoney(compared, asset);
    const { byPayer, each } = report.bonuses;
    this.orders = report.orders;
    this.refunds = report.refunds;
    this.gross = new Money(report.grossMinor, asset);
    this.margin = money(report.margin);
    this.platform = money(report.platform);
    this.distributors = money(report.distributors);
    this.cashback = report.cashback.map(({ key, ...one }) => new ComparedMoney(one, key));
    this.bonusesPaid = money(byPayer.PLATFORM);
    this.bonusesReceived = money(byPayer.SUPPLIER);
    this.bonuses = each.map((one) => new SimulatedBonus(one, asset));
    this.upgrades = new ComparedCount(report.upgrades);
    this.downgrades = new ComparedCount(report.downgrades);
    this.byTier = report.byTier.map((one) => new SimulatedTier(one, asset));
    this.byLevel = report.byLevel.map((one) => new SimulatedLevel(one, asset));
    this.up = report.up.map((one) => new SimulatedDistributor(one, asset));
    this.down = report.down.map((one) => new SimulatedDistributor(one, asset));
    this.refused = report.refused.count;
    this.refusedOrders = report.refused.first.map((one) => new SimulatedRefusal(one));
  }
}
