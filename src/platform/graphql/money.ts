// Amounts as the API has them: a decimal string and the code of its asset.
import { Field, ObjectType } from "type-graphql";
import { type Asset, formatAmount } from "../../kernel/money.ts";
import type { Context } from "./context.ts";
import { Decimal } from "./scalars.ts";

@ObjectType({ description: "An exact amount of an asset." })
export class Money {
  @Field(() => Decimal, { description: "In the asset's major unit, with all of its decimals." })
  readonly amount: string;

  @Field(() => String, { description: "The asset's code, such as CNY." })
  readonly asset: string;

  constructor(minor: bigint, asset: Asset) {
    this.amount = formatAmount(minor, asset.scale);
    this.asset = asset.code;
  }
}

/** An amount in the network's settlement asset. */
export function settlementMoney({ network }: Context, minor: bigint): Money {
  return new Money(minor, network.settings.asset);
}
