// The LedgerTransaction type of the API, with its postings.

import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { PostingView, TransactionView } from "../../ledger/read.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { Money } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import { BigInteger, DateTime, LocalDate } from "../../platform/graphql/scalars.ts";
import { KindEnum } from "../../platform/graphql/transaction-kind.ts";
import { causesLoader, postingsLoader } from "./loaders.ts";

@ObjectType({ description: "One line of a ledger transaction." })
export class Posting {
  @Field(() => Int, { description: "The number of the line in its transaction." })
  readonly line: number;

  @Field(() => String, { description: "The account's name." })
  readonly account: string;

  @Field(() => Money, { description: "Debits are positive, credits negative." })
  readonly amount: Money;

  @Field(() => Money, { description: "The account's balance after this posting." })
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
  description:
    "A change of the network: the request that caused it and its postings. It never changes.",
})
export class LedgerTransaction implements Node {
  @Field(() => BigInteger, { description: "The sequence number in the network, without gaps." })
  readonly seq: number;

  @Field(() => KindEnum, { description: "What the transaction records." })
  readonly kind: string;

  @Field(() => String, {
    nullable: true,
    description: "Unique among the transactions of its kind. Null for kinds without refs.",
  })
  readonly ref: string | null;

  @Field(() => DateTime, { description: "When it happened." })
  readonly occurredAt: number;

  @Field(() => LocalDate, {
    description:
      "The day on which the books count it: the local day of occurredAt, or the first open day if that month is closed.",
  })
  readonly accountingDate: string;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  @Field(() => String, {
    description:
      "The request that caused the transaction: the exact JSON text that the hash covers.",
  })
  readonly cause!: string;

  @Field(() => String, {
    description: "SHA-256 in hex over the transaction and the hash of the previous one.",
  })
  readonly hash: string;

  constructor(view: TransactionView) {
    this.seq = view.seq;
    this.kind = view.kind;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.accountingDate = view.accountingDate;
    this.recordedAt = view.recordedAt;
    this.hash = view.hash;
  }

  get id(): string {
    return globalId("LedgerTransaction", this.seq);
  }
}

export const LedgerTransactionConnection = connectionOf<LedgerTransaction>(
  "LedgerTransaction",
  () => LedgerTransaction,
);
export const TRANSACTIONS = new List<number>("transactions", isWhole);

@Resolver(() => LedgerTransaction)
export class LedgerTransactionFields {
  @FieldResolver()
  cause(@Root() { seq }: LedgerTransaction, @Ctx() { loaders }: Context): Promise<string> {
    return loaders.of(causesLoader).load(seq);
  }

  @FieldResolver(() => [Posting], {
    description:
      "The postings; they sum to zero in each asset. Empty if the transaction moves no money.",
  })
  async postings(
    @Root() { seq }: LedgerTransaction,
    @Ctx() { loaders }: Context,
  ): Promise<Posting[]> {
    return (await loaders.of(postingsLoader).load(seq)).map((view) => new Posting(view));
  }
}
