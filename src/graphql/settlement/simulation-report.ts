// The report of a simulation as the API has it: every figure as it was, with the drafts, and between them.
import { Field, Int, ObjectType } from "type-graphql";
import type { Payer } from "../../engine/programme.ts";
import type { RefusalCode } from "../../kernel/errors.ts";
import type { Asset } from "../../kernel/money.ts";
import type { BonusKey } from "../../settlement/replay-bonuses.ts";
import type { RefusedOrder, ReplayReport } from "../../settlement/replay-report.ts";
import { type Compared, type ComparedBy, differenceOf } from "../../settlement/replay-tally.ts";
import { Money } from "../money.ts";
import { PayerEnum } from "../programme/programme.ts";
import { ErrorCode } from "../user-error.ts";

@ObjectType({ description: "An amount on both sides of a simulation, less what was refunded." })
class ComparedMoney {
  @Field(() => Money, { description: "As the books have it." })
  readonly actual: Money;

  @Field(() => Money, { description: "With the drafts." })
  readonly draft: Money;

  @Field(() => Money, { description: "draft − actual." })
  readonly difference: Money;

  constructor(compared: Compared, asset: Asset) {
    this.actual = new Money(compared.actual, asset);
    this.draft = new Money(compared.draft, asset);
    this.difference = new Money(differenceOf(compared), asset);
  }
}

@ObjectType({ description: "A number of things on both sides of a simulation." })
class ComparedCount {
  @Field(() => Int)
  readonly actual: number;

  @Field(() => Int)
  readonly draft: number;

  constructor({ actual, draft }: Compared) {
    this.actual = Number(actual);
    this.draft = Number(draft);
  }
}

@ObjectType({ description: "What the distributors of a tier earned." })
class SimulatedTier {
  @Field(() => String, { nullable: true, description: "Held when the order was paid; null: none." })
  readonly tier: string | null;

  @Field(() => ComparedMoney)
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<string | null>, asset: Asset) {
    this.tier = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "What was earned at a level." })
class SimulatedLevel {
  @Field(() => Int, { description: "Levels from the seller up, which is 0." })
  readonly level: number;

  @Field(() => ComparedMoney)
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<number>, asset: Asset) {
    this.level = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "What a distributor earned." })
class SimulatedDistributor {
  @Field(() => String)
  readonly code: string;

  @Field(() => ComparedMoney)
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<string>, asset: Asset) {
    this.code = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({
  description: "A supplier's volume bonus, of the whole periods that the range touches.",
})
class SimulatedBonus {
  @Field(() => String, { description: "The programme's code." })
  readonly programme: string;

  @Field(() => String, { description: "The supplier's code." })
  readonly supplier: string;

  @Field(() => PayerEnum)
  readonly payer: Payer;

  @Field(() => ComparedMoney)
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<BonusKey>, asset: Asset) {
    this.programme = key.programme;
    this.supplier = key.supplier;
    this.payer = key.payer;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "A settled order that the drafts refuse." })
class SimulatedRefusal {
  @Field(() => String, { description: "The order's ref." })
  readonly ref: string;

  @Field(() => ErrorCode)
  readonly code: RefusalCode;

  @Field(() => String)
  readonly message: string;

  constructor({ ref, refusal }: RefusedOrder) {
    this.ref = ref;
    this.code = refusal.code;
    this.message = refusal.message;
  }
}

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

  @Field(() => ComparedMoney, { description: "Volume bonuses that the platform pays." })
  readonly bonusesPaid: ComparedMoney;

  @Field(() => ComparedMoney, { description: "Volume bonuses that suppliers pay." })
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
