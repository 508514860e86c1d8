// The report of a simulation in the API.
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

@ObjectType({
  description: "What the drafts would have changed for the orders in the simulated range.",
})
export class SimulationReport {
  @Field(() => Int, { description: "The number of orders in the range." })
  readonly orders: number;

  @Field(() => Int, {
    description: "The number of refunds of these orders, whenever the refunds happened.",
  })
  readonly refunds: number;

  @Field(() => Money, {
    description: "The amount that buyers paid for the orders, before refunds.",
  })
  readonly gross: Money;

  @Field(() => ComparedMoney, {
    description: "The margin: the sum of platform, distributors and cashback.",
  })
  readonly margin: ComparedMoney;

  @Field(() => ComparedMoney, { description: "The platform's part of the margin." })
  readonly platform: ComparedMoney;

  @Field(() => ComparedMoney, { description: "The shares of all distributors." })
  readonly distributors: ComparedMoney;

  @Field(() => [ComparedMoney], {
    description: "The cashback of all buyers, one entry for each asset.",
  })
  readonly cashback: readonly ComparedMoney[];

  @Field(() => ComparedMoney, {
    description: "Volume bonuses and shortfall payments that the platform owes.",
  })
  readonly bonusesPaid: ComparedMoney;

  @Field(() => ComparedMoney, {
    description: "Volume bonuses and shortfall payments that suppliers owe.",
  })
  readonly bonusesReceived: ComparedMoney;

  @Field(() => [SimulatedBonus], {
    description: "The largest volume bonuses and shortfall payments, at most 50.",
  })
  readonly bonuses: readonly SimulatedBonus[];

  @Field(() => ComparedCount, { description: "Tier upgrades caused by the orders." })
  readonly upgrades: ComparedCount;

  @Field(() => ComparedCount, {
    description: "Tier downgrades by the month closes in the range.",
  })
  readonly downgrades: ComparedCount;

  @Field(() => [SimulatedTier], { description: "The distributors' earnings by tier." })
  readonly byTier: readonly SimulatedTier[];

  @Field(() => [SimulatedLevel], {
    description: "The distributors' earnings by level above the seller.",
  })
  readonly byLevel: readonly SimulatedLevel[];

  @Field(() => [SimulatedDistributor], {
    description: "The distributors whose earnings would rise most, at most 20.",
  })
  readonly up: readonly SimulatedDistributor[];

  @Field(() => [SimulatedDistributor], {
    description: "The distributors whose earnings would fall most, at most 20.",
  })
  readonly down: readonly SimulatedDistributor[];

  @Field(() => Int, {
    description:
      "The number of orders that would be refused with the drafts. The draft figures leave them out.",
  })
  readonly refused: number;

  @Field(() => [SimulatedRefusal], { description: "The first refused orders, at most 20." })
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
