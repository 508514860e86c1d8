// The LedgerTransaction type of the API, with its postings.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { Kind } from "../../ledger/book.ts";
import type { PostingView, TransactionView } from "../../ledger/read.ts";
import { connectionOf } from "../connection.ts";
import type { Context } from "../context.ts";
import { enumOf } from "../enum.ts";
import { isWhole, List } from "../list.ts";
import { Money } from "../money.ts";
import { globalId, Node } from "../node.ts";
import { BigInteger, DateTime, LocalDate } from "../scalars.ts";

// The compiler reports a kind that is missing here.
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
  "What a ledger transaction records. Refs are unique within a kind.",
  Object.keys(KINDS) as Kind[],
  {
    RELEASE: "Pending earnings became available.",
    ENROLMENT: "A distributor was added to the tree.",
    MOVE: "A distributor was moved in the tree.",
    STATUS: "The status of a distributor was set.",
    WITHHOLDING: "Earnings of a distributor were held back or released.",
    TIER: "An administrator set the tier of a distributor.",
    WINDOW_CLOSE: "A month of the tier ladder was closed.",
    ASSET: "An asset was added to the network.",
    PLAN: "A commission plan was published.",
    LADDER: "A tier ladder was published.",
    PROGRAMME: "A volume programme was published.",
    PROGRAMME_CLOSE: "A period of a volume programme was closed.",
    DEPOSIT: "A distributor paid in a deposit.",
    CUSTODY_TOP_UP: "The platform paid its own money into custody.",
    PERIOD_CLOSE: "A month of the books was closed.",
    PERIOD_REOPEN: "A month of the books was reopened.",
    TERMS: "Payout terms were published.",
    PAYOUT_BATCH: "A payment file with payouts was sent to the bank.",
    STATEMENT: "A statement of a bank or payment channel was imported.",
    RECONCILIATION: "Open differences were matched again.",
    TAX_IDENTITY: "The tax identity of a payee was set.",
  },
);

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
  readonly id: string;

  @Field(() => BigInteger, { description: "The sequence number in the network, without gaps." })
  readonly seq: number;

  @Field(() => KindEnum, { description: "What the transaction records." })
  readonly kind: Kind;

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
  readonly cause: string;

  @Field(() => String, {
    description: "SHA-256 in hex over the transaction and the hash of the previous one.",
  })
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
  @FieldResolver(() => [Posting], {
    description:
      "The postings; they sum to zero in each asset. Empty if the transaction moves no money.",
  })
  async postings(
    @Root() { seq }: LedgerTransaction,
    @Ctx() { loaders }: Context,
  ): Promise<Posting[]> {
    return (await loaders.postings.load(seq)).map((view) => new Posting(view));
  }
}
