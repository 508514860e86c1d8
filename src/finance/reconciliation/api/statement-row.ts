// The StatementRow type of the API: a line of a statement, with the transaction that it is matched with.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import { MATCHED_BY, type MatchedBy } from "../engine/matching.ts";
import type { LineView } from "../store/read-statements.ts";
import { Difference, transactionOf } from "./difference.ts";
import { differencesLoader } from "./loaders.ts";

const MatchedByEnum = enumOf(
  "StatementMatchedBy",
  "How a statement line was matched with a ledger transaction.",
  MATCHED_BY,
  {
    REFERENCE: "By the most likely reference of the line.",
    OTHER_REFERENCE: "By another reference of the line.",
    MEMO: "By a reference in the memo.",
    AMOUNT: "By amount and day.",
  },
);

@ObjectType({ description: "A line of an imported statement. It never changes." })
export class StatementRow {
  readonly view: LineView;

  @Field(() => Int, { description: "The number of the line in the file at which it starts." })
  readonly line: number;

  @Field(() => [String], {
    description: "The references found in the line, the most likely first.",
  })
  readonly references: readonly string[];

  @Field(() => LocalDate, { description: "The day of the line." })
  readonly day: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The time of day as the statement gives it, in its own time zone. Null if it gives none.",
  })
  readonly time: string | null;

  @Field(() => String, { description: "The counterparty as the statement gives it; may be empty." })
  readonly counterparty: string;

  @Field(() => String, { description: "The memo as the statement gives it; may be empty." })
  readonly memo: string;

  @Field(() => MatchedByEnum, {
    nullable: true,
    description: "How the line was matched. Null if it is not matched.",
  })
  readonly matchedBy: MatchedBy | null;

  @Field(() => Boolean, { description: "Whether an earlier statement already had this line." })
  readonly again: boolean;

  constructor(view: LineView) {
    this.view = view;
    this.line = view.line;
    this.references = view.references;
    this.day = view.day;
    this.time = view.time === "" ? null : view.time;
    this.counterparty = view.counterparty;
    this.memo = view.memo;
    this.matchedBy = view.by;
    this.again = view.firstSeq !== null;
  }
}

export const StatementRowConnection = connectionOf<StatementRow>(
  "StatementRow",
  () => StatementRow,
);
export const STATEMENT_ROWS = new List<number>("statement-rows", isId);

@Resolver(() => StatementRow)
export class StatementRowFields {
  @FieldResolver(() => Money, {
    description: "The amount: positive for money in, negative for money out.",
  })
  amount(@Root() { view }: StatementRow, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "The fee that the payment channel keeps. Null if the statement gives none.",
  })
  fee(@Root() { view }: StatementRow, @Ctx() context: Context): Money | null {
    return view.feeMinor === null ? null : settlementMoney(context, view.feeMinor);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction that the line is matched with. Null if it is not matched.",
  })
  movement(@Root() { view }: StatementRow, @Ctx() context: Context) {
    return transactionOf(context, view.movementSeq);
  }

  @FieldResolver(() => Difference, {
    nullable: true,
    description: "The latest difference of the line, if any.",
  })
  async difference(@Root() { view }: StatementRow, @Ctx() { loaders }: Context) {
    if (view.difference === null) return null;
    return new Difference((await loaders.of(differencesLoader).load(view.difference))!);
  }
}
