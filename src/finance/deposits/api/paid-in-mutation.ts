// Records money that is paid into custody: deposits of distributors, and the platform's own money.

import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from "type-graphql";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsByCodeLoader } from "../../../network/api/loaders.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { Custody } from "../../custody/api/custody-query.ts";
import { readCustody } from "../../custody/index.ts";
import { recordDeposit, topUpCustody } from "../store/paid-in.ts";

@InputType()
abstract class PaidInInput {
  @Field(() => String, {
    description:
      "Unique among the transactions of the same kind. The same input again changes nothing.",
  })
  readonly idempotencyKey!: string;

  @Field(() => Decimal, { description: "The amount in the settlement asset, above 0." })
  readonly amount!: string;

  @Field(() => String, { description: "The bank's reference of the transfer." })
  readonly reference!: string;

  @Field(() => DateTime, { description: "When the bank received the money." })
  readonly occurredAt!: string;
}

@InputType()
class CustodyTopUpInput extends PaidInInput {}

@InputType()
class DepositRecordInput extends PaidInInput {
  @Field(() => String, { description: "The code of the distributor that paid." })
  readonly distributor!: string;
}

@ObjectType()
abstract class PaidInPayload extends Payload {
  @Field(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction. Null if the input was rejected.",
  })
  readonly transaction: LedgerTransaction | null;

  constructor(userErrors: readonly UserError[], transaction: LedgerTransaction | null) {
    super(userErrors);
    this.transaction = transaction;
  }
}

@ObjectType()
class DepositRecordPayload extends PaidInPayload {
  @Field(() => Distributor, {
    nullable: true,
    description: "The distributor that paid. Null if the input was rejected.",
  })
  readonly distributor: Distributor | null;

  constructor(
    userErrors: readonly UserError[],
    transaction: LedgerTransaction | null,
    distributor: Distributor | null,
  ) {
    super(userErrors, transaction);
    this.distributor = distributor;
  }
}

@ObjectType()
class CustodyTopUpPayload extends PaidInPayload {}

@Resolver(() => CustodyTopUpPayload)
export class CustodyTopUpFields {
  @FieldResolver(() => Custody, { description: "The custody coverage after the top-up." })
  async custody(
    @Root() _payload: CustodyTopUpPayload,
    @Ctx() { network }: Context,
  ): Promise<Custody> {
    return new Custody(await readCustody(network));
  }
}

@Resolver()
export class PaidInMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => DepositRecordPayload, {
    description:
      "Records a prepaid deposit (预存款) of a distributor. Its orders with payment DEPOSIT are paid from it. For ADMIN and FINANCE. Safe to repeat: idempotencyKey is the key.",
  })
  async depositRecord(
    @Arg("input", () => DepositRecordInput) input: DepositRecordInput,
    @Ctx() context: Context,
  ): Promise<DepositRecordPayload> {
    const { idempotencyKey: key, ...text } = input;
    const record = () => recordDeposit(context.network, { key, ...text }, "idempotencyKey");
    const { done, userErrors } = await write(context, record);
    if (done === undefined) return new DepositRecordPayload(userErrors, null, null);
    const distributor = await context.loaders.of(distributorsByCodeLoader).load(input.distributor);
    const transaction = await transactionOf(context, done.seq);
    return new DepositRecordPayload([], transaction, Distributor.of(distributor));
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => CustodyTopUpPayload, {
    description:
      "Records the platform's own money that was paid into custody. For ADMIN and FINANCE. Safe to repeat: idempotencyKey is the key.",
  })
  async custodyTopUp(
    @Arg("input", () => CustodyTopUpInput) input: CustodyTopUpInput,
    @Ctx() context: Context,
  ): Promise<CustodyTopUpPayload> {
    const { idempotencyKey: key, ...text } = input;
    const topUp = () => topUpCustody(context.network, { key, ...text }, "idempotencyKey");
    const { done, userErrors } = await write(context, topUp);
    if (done === undefined) return new CustodyTopUpPayload(userErrors, null);
    return new CustodyTopUpPayload([], await transactionOf(context, done.seq));
  }
}

async function transactionOf({ loaders }: Context, seq: number): Promise<LedgerTransaction> {
  return new LedgerTransaction((await loaders.of(transactionsLoader).load(seq))!);
}
