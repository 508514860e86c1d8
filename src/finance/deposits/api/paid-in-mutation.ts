// Recording what comes into custody: deposits of distributors, and the platform's own money.
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
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { DateTime, Decimal } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { Custody } from "../../custody/api/custody-query.ts";
import { readCustody } from "../../custody/store/custody.ts";
import { recordDeposit, topUpCustody } from "../store/paid-in.ts";

@InputType()
abstract class PaidInInput {
  @Field(() => String, { description: "Unique among its kind; the same again does nothing." })
  readonly idempotencyKey!: string;

  @Field(() => Decimal, { description: "Above 0." })
  readonly amount!: string;

  @Field(() => String, { description: "What the bank calls it." })
  readonly reference!: string;

  @Field(() => DateTime)
  readonly occurredAt!: string;
}

@InputType()
class CustodyTopUpInput extends PaidInInput {}

@InputType()
class DepositRecordInput extends PaidInInput {
  @Field(() => String, { description: "The code of whose it is." })
  readonly distributor!: string;
}

@ObjectType()
abstract class PaidInPayload extends Payload {
  @Field(() => LedgerTransaction, { nullable: true })
  readonly transaction: LedgerTransaction | null;

  constructor(userErrors: readonly UserError[], transaction: LedgerTransaction | null) {
    super(userErrors);
    this.transaction = transaction;
  }
}

@ObjectType()
class DepositRecordPayload extends PaidInPayload {
  @Field(() => Distributor, { nullable: true })
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
  @FieldResolver(() => Custody, { description: "How custody stands now." })
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
    description: "What a distributor paid in ahead: its orders by DEPOSIT spend it.",
  })
  async depositRecord(
    @Arg("input", () => DepositRecordInput) input: DepositRecordInput,
    @Ctx() context: Context,
  ): Promise<DepositRecordPayload> {
    const { idempotencyKey: key, ...text } = input;
    const record = () => recordDeposit(context.network, { key, ...text }, "idempotencyKey");
    const { done, userErrors } = await write(context, record);
    if (done === undefined) return new DepositRecordPayload(userErrors, null, null);
    const distributor = await context.loaders.distributorsByCode.load(input.distributor);
    const transaction = await transactionOf(context, done.seq);
    return new DepositRecordPayload([], transaction, Distributor.of(distributor));
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => CustodyTopUpPayload, {
    description: "What the platform put into custody of its own money.",
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
  return new LedgerTransaction((await loaders.transactions.load(seq))!);
}
