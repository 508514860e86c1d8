// A difference between the book and the other side as the API has it, and what became of it.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
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
  "Whose statement it is: a payment channel's, which tells of orders and refunds, or a bank's.",
  SIDES,
);
export const DifferenceKindEnum = enumOf(
  "DifferenceKind",
  "How the other side differs from the book.",
  DIFFERENCE_KINDS,
);
export const DifferenceStatusEnum = enumOf(
  "DifferenceStatus",
  "MATCHED: what was missing has come since.",
  DIFFERENCE_STATUSES,
);

@ObjectType({
  implements: Node,
  description: "What a statement and the book do not agree on. An open one stands against a close.",
})
export class Difference implements Node {
  readonly view: DifferenceView;
  readonly id: string;

  @Field(() => Int, { description: "What it is called by." })
  readonly number: number;

  @Field(() => DifferenceKindEnum)
  readonly kind: DifferenceKind;

  @Field(() => DifferenceStatusEnum)
  readonly status: DifferenceStatus;

  @Field(() => SideEnum)
  readonly side: Side;

  @Field(() => LocalDate, { description: "Of the line, or of the movement that lacks one." })
  readonly day: string;

  @Field(() => String, {
    nullable: true,
    description: "Whose line it is; null where it lacks one.",
  })
  readonly source: string | null;

  @Field(() => String, { nullable: true, description: "The likeliest reference of the line." })
  readonly reference: string | null;

  @Field(() => String, { nullable: true })
  readonly counterparty: string | null;

  @Field(() => String, { nullable: true })
  readonly memo: string | null;

  @Field(() => String, { nullable: true, description: "The note that explains it." })
  readonly note: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The difference of another source that is the same money on its way.",
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
    description: "Theirs less ours: what a correction changes custody by.",
  })
  amount(@Root() { view }: Difference, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, { description: "The channel's fee, theirs less ours." })
  fee(@Root() { view }: Difference, @Ctx() context: Context): Money {
    return settlementMoney(context, view.feeMinor);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "What of the book it is of.",
  })
  movement(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.movementSeq);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "What matched or explained it, with who did.",
  })
  resolvedBy(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.resolvedSeq);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The correction that was posted for it.",
  })
  correction(@Root() { view }: Difference, @Ctx() context: Context) {
    return transactionOf(context, view.correctionSeq);
  }
}

/** A transaction by its sequence number; null where there is none. */
export async function transactionOf(
  { loaders }: Context,
  seq: number | null,
): Promise<LedgerTransaction | null> {
  return seq === null ? null : new LedgerTransaction((await loaders.transactions.load(seq))!);
}
