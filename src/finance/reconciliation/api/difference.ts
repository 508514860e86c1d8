// The Difference type of the API: a difference between the ledger and a statement, and how it was resolved.

import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import {
  DIFFERENCE_KINDS,
  DIFFERENCE_STATUSES,
  type DifferenceKind,
  type DifferenceStatus,
  SIDES,
  type Side,
} from "../engine/side.ts";
import type { DifferenceView } from "../store/read-differences.ts";

export const SideEnum = enumOf(
  "CustodySide",
  "The kind of institution that issues a statement.",
  SIDES,
  {
    CHANNEL: "A payment channel. Its statements list orders and refunds.",
    BANK: "A bank. Its statements list payments in and out.",
  },
);
export const DifferenceKindEnum = enumOf(
  "DifferenceKind",
  "How a statement and the ledger differ.",
  DIFFERENCE_KINDS,
  {
    MISSING_HERE: "The statement has a line that the ledger lacks.",
    MISSING_THERE: "The ledger has a transaction that the statement lacks.",
    DIFFERENT_AMOUNT: "Both have it, with different amounts or fees.",
    DUPLICATED: "The statement has a second line with a reference that is already matched.",
  },
);
export const DifferenceStatusEnum = enumOf(
  "DifferenceStatus",
  "The status of a difference.",
  DIFFERENCE_STATUSES,
  {
    OPEN: "It is not resolved; it blocks the close of its month.",
    MATCHED: "The missing side was recorded or imported later.",
    EXPLAINED: "A person explained it.",
  },
);

@ObjectType({
  implements: Node,
  description:
    "A difference between a statement and the ledger. An open difference blocks the close of its month.",
})
export class Difference implements Node {
  readonly view: DifferenceView;
  readonly id: string;

  @Field(() => Int, { description: "The difference number, as differenceExplain takes it." })
  readonly number: number;

  @Field(() => DifferenceKindEnum, { description: "How the statement and the ledger differ." })
  readonly kind: DifferenceKind;

  @Field(() => DifferenceStatusEnum, { description: "Whether the difference is open or resolved." })
  readonly status: DifferenceStatus;

  @Field(() => SideEnum, {
    description: "Whether the difference concerns a bank or a payment channel.",
  })
  readonly side: Side;

  @Field(() => LocalDate, {
    description: "The day of the statement line, or of the ledger transaction if there is no line.",
  })
  readonly day: string;

  @Field(() => String, {
    nullable: true,
    description: "The source of the statement. Null if there is no statement line.",
  })
  readonly source: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The most likely reference of the statement line.",
  })
  readonly reference: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The counterparty as the statement gives it.",
  })
  readonly counterparty: string | null;

  @Field(() => String, { nullable: true, description: "The memo as the statement gives it." })
  readonly memo: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The note that explains the difference, if any.",
  })
  readonly note: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The number of the difference of another source that shows the same money. Null if there is none.",
  })
  readonly counterpart: number | null;

  constructor(view: DifferenceView) {
    this.view = view;
    this.id = globalId("Difference", view.id);
    this.number = view.id;
    this.kind = view.kind;
    this.status = view.status;
    this.side = view.side;
    this.day = view.day;
    this.source = view.source;
    this.reference = view.reference;
    this.counterparty = view.counterparty;
    this.memo = view.memo;
    this.note = view.note;
    this.counterpart = view.counterpart;
  }
}

export const DifferenceConnection = connectionOf<Difference>("Difference", () => Difference);
export const DIFFERENCES = new List<number>("differences", isId);

@Resolver(() => Difference)
export class DifferenceFields {
  @FieldResolver(() => Money, {
    description: "Statement − ledger: the amount by which a correction must change custody.",
  })
  amount(@Root() { view }: Difference, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, { description: "The payment channel's fee: statement − ledger." })
  fee(@Root() { view }: Difference, @Ctx() context: Context): Money {
    return settlementMoney(context, view.feeMinor);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction that moved custody. Null if the ledger has none.",
  })
  movement(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.movementSeq);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description:
      "The ledger transaction that matched or explained the difference; its cause names the person. Null if the difference is open.",
  })
  resolvedBy(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.resolvedSeq);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The adjustment that was posted to correct the difference, if any.",
  })
  correction(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.correctionSeq);
  }
}

/** The transaction with this sequence number; null for null. */
export async function transactionOf(
  { loaders }: Context,
  seq: number | null,
): Promise<LedgerTransaction | null> {
  return seq === null
    ? null
    : new LedgerTransaction((await loaders.of(transactionsLoader).load(seq))!);
}
