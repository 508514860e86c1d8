// The parts of a simulation report: each figure as booked, with the drafts, and the difference.
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
  "What a simulated amount of a volume programme is owed for.",
  DUES,
  { BONUS: "The volume bonus.", SHORTFALL: "The volume that is missing to a commitment." },
);

@ObjectType({ description: "An amount as booked and as simulated, after refunds." })
export class ComparedMoney {
  @Field(() => Money, { description: "The amount in the books." })
  readonly actual: Money;

  @Field(() => Money, { description: "The amount with the drafts in force." })
  readonly draft: Money;

  @Field(() => Money, { description: "draft − actual." })
  readonly difference: Money;

  constructor(compared: Compared, asset: Asset) {
    this.actual = new Money(compared.actual, asset);
    this.draft = new Money(compared.draft, asset);
    this.difference = new Money(differenceOf(compared), asset);
  }
}

@ObjectType({ description: "A count as booked and as simulated." })
export class ComparedCount {
  @Field(() => Int, { description: "The count in the books." })
  readonly actual: number;

  @Field(() => Int, { description: "The count with the drafts in force." })
  readonly draft: number;

  constructor({ actual, draft }: Compared) {
    this.actual = Number(actual);
    this.draft = Number(draft);
  }
}

@ObjectType({ description: "The earnings of the distributors of one tier." })
export class SimulatedTier {
  @Field(() => String, {
    nullable: true,
    description:
      "The tier that the recipients had when their orders were settled. Null if they had none.",
  })
  readonly tier: string | null;

  @Field(() => ComparedMoney, { description: "The earnings of the tier." })
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<string | null>, asset: Asset) {
    this.tier = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "The earnings at one level." })
export class SimulatedLevel {
  @Field(() => Int, {
    description: "The number of levels above the seller; the seller is level 0.",
  })
  readonly level: number;

  @Field(() => ComparedMoney, { description: "The earnings at the level." })
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<number>, asset: Asset) {
    this.level = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "The earnings of one distributor." })
export class SimulatedDistributor {
  @Field(() => String, { description: "The distributor's code." })
  readonly code: string;

  @Field(() => ComparedMoney, { description: "The earnings of the distributor." })
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<string>, asset: Asset) {
    this.code = key;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({
  description:
    "A volume bonus of one supplier, over all whole periods that overlap the simulated range.",
})
export class SimulatedBonus {
  @Field(() => String, { description: "The code of the volume programme." })
  readonly programme: string;

  @Field(() => String, { description: "The code of the supplier." })
  readonly supplier: string;

  @Field(() => PayerEnum, { description: "Who owes the amount." })
  readonly payer: Payer;

  @Field(() => DueEnum, { description: "Whether the amount is a bonus or a shortfall payment." })
  readonly due: Due;

  @Field(() => ComparedMoney, { description: "The amount owed." })
  readonly amount: ComparedMoney;

  constructor({ key, ...compared }: ComparedBy<BonusKey>, asset: Asset) {
    this.programme = key.programme;
    this.supplier = key.supplier;
    this.payer = key.payer;
    this.due = key.due;
    this.amount = new ComparedMoney(compared, asset);
  }
}

@ObjectType({ description: "A settled order that would be refused with the drafts in force." })
export class SimulatedRefusal {
  @Field(() => String, { description: "The order's ref." })
  readonly ref: string;

  @Field(() => ErrorCode, { description: "Why it would be refused." })
  readonly code: RefusalCode;

  @Field(() => String, { description: "The reason in words." })
  readonly message: string;

  constructor({ ref, refusal }: RefusedOrder) {
    this.ref = ref;
    this.code = refusal.code;
    this.message = refusal.message;
  }
}
