// A transaction of the book as the API has it, with its postings.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { Kind } from "../../ledger/book.ts";
import type { PostingView, TransactionView } from "../../ledger/read.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { Money } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import { BigInteger, DateTime, LocalDate } from "../../platform/graphql/scalars.ts";

// Exhaustive: the compiler asks for each kind that is added.
const KINDS: Readonly<Record<Kind, true>> = {
  SETTLEMENT: true,
  REFUND: true,
  RELEASE: true,
  ENROLMENT: true,
  MOVE: true,
  STATUS: true,
  WITHHOLDING: true,
  TIER: true,
  WINDOW_CLOSE: true,
  DISTRIBUTORS_IMPORT: true,
  PRODUCTS_IMPORT: true,
  ASSET: true,
  PLAN: true,
  LADDER: true,
  PROGRAMME: true,
  PROGRAMME_WITHDRAWAL: true,
  PROGRAMME_CLOSE: true,
  PLAN_WITHDRAWAL: true,
  LADDER_WITHDRAWAL: true,
  DEPOSIT: true,
  CUSTODY_TOP_UP: true,
  PERIOD_CLOSE: true,
  PERIOD_REOPEN: true,
  TERMS: true,
  TERMS_WITHDRAWAL: true,
  PAYOUT_REQUEST: true,
  PAYOUT_APPROVAL: true,
  PAYOUT_BATCH: true,
  PAYOUT_CONFIRMATION: true,
  PAYOUT_FAILURE: true,
  PAYOUT_CANCELLATION: true,
  ADJUSTMENT_PROPOSAL: true,
  ADJUSTMENT: true,
  ADJUSTMENT_REJECTION: true,
  STATEMENT: true,
  RECONCILIATION: true,
  DIFFERENCE_EXPLANATION: true,
  TAX_IDENTITY: true,
};
export const KindEnum = enumOf(
  "LedgerTransactionKind",
  "What a transaction is of; each kind has refs of its own.",
  Object.keys(KINDS) as Kind[],
);

@ObjectType({ description: "One line of a transaction." })
export class Posting {
  @Field(() => Int)
  readonly line: number;

  @Field(() => String, { description: "The account's name." })
  readonly account: string;

  @Field(() => Money, { description: "Debits positive, credits negative." })
  readonly amount: Money;

  @Field(() => Money, { description: "The account's balance after it." })
  readonly balance: Money;

  constructor({ line, account, asset, amountMinor, balanceMinor }: PostingView) {
    this.line = line;
    this.account = account;
    this.amount = new Money(amountMinor, asset);
    this.balance = new Money(balanceMinor, asset);
  }
}

@ObjectType({
  implements: Node,
  description: "A change of the network: what was asked, and what it posted. It never changes.",
})
export class LedgerTransaction implements Node {
  readonly id: string;

  @Field(() => BigInteger, { description: "Its place in the network's stream, without gaps." })
  readonly seq: number;

  @Field(() => KindEnum)
  readonly kind: Kind;

  @Field(() => String, { nullable: true })
  readonly ref: string | null;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => LocalDate)
  readonly accountingDate: string;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => String, { description: "The request that caused it, as JSON, byte for byte." })
  readonly cause: string;

  @Field(() => String, { description: "SHA-256 over it and the hash before it, in hex." })
  readonly hash: string;

  constructor(view: TransactionView) {
    this.id = globalId("LedgerTransaction", view.seq);
    this.seq = view.seq;
    this.kind = view.kind;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.accountingDate = view.accountingDate;
    this.recordedAt = view.recordedAt;
    this.cause = view.cause;
    this.hash = view.hash;
  }
}

export const LedgerTransactionConnection = connectionOf<LedgerTransaction>(
  "LedgerTransaction",
  () => LedgerTransaction,
);
export const TRANSACTIONS = new List<number>("transactions", isWhole);

@Resolver(() => LedgerTransaction)
export class LedgerTransactionFields {
  @FieldResolver(() => [Posting], { description: "They sum to zero in each asset." })
  async postings(
    @Root() { seq }: LedgerTransaction,
    @Ctx() { loaders }: Context,
  ): Promise<Posting[]> {
    return (await loaders.postings.load(seq)).map((view) => new Posting(view));
  }
}
