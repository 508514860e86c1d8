// What the report of a simulation is made of: figures as they were, with the drafts, and between them.
import { Field, Int, ObjectType } from "type-graphql";
import type { Payer } from "../../commission/engine/programme.ts";
import { PayerEnum } from "../../commission/programmes/api/programme.ts";
import type { RefusalCode } from "../../kernel/errors.ts";
import type { Asset } from "../../kernel/money.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { Money } from "../../platform/graphql/money.ts";
import { ErrorCode } from "../../platform/graphql/user-error.ts";
import { type BonusKey, DUES, type Due } from "../replay/bonuses.ts";
import type { RefusedOrder } from "../replay/report.ts";
import { type Compared, type ComparedBy, differenceOf } from "../replay/tally.ts";

const DueEnum = enumOf(
  "SimulatedDue",
  "The bonus of a volume, or what is owed for the volume that a commitment lacks.",
  DUES,
);

@ObjectType({ description: "An amount on both sides of a simulation, less what was refunded." })
export class ComparedMoney {
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
export class ComparedCount {
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
export class SimulatedTier {
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
export class SimulatedLevel {
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
export class SimulatedDistributor {
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
export class SimulatedBonus {
  @Field(() => String, { description: "The programme's code." })
  readonly programme: string;

  @Field(() => String, { description: "The supplier's code." })
  readonly supplier: string;

  @Field(() => PayerEnum)
  readonly payer: Payer;

  @Field(() => DueEnum)
  readonly due: Due;

  @Field(() => ComparedMoney)
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<BonusKey>, asset: Asset) {
    this.programme = key.programme;
    this.supplier = key.supplier;
    this.payer = key.payer;
    this.due = key.due;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "A settled order that the drafts refuse." })
export class SimulatedRefusal {
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
