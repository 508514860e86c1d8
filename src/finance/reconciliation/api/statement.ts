// A statement of the other side as the API has it, with its lines and what of the book they are.
import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isId, isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import { MATCHED_BY, type MatchedBy } from "../engine/matching.ts";
import type { Side } from "../engine/side.ts";
import { STATEMENT_FORMATS, type StatementFormat } from "../formats/statement.ts";
import { pageDifferences } from "../store/read-differences.ts";
import { type LineView, pageLines, type StatementView } from "../store/read-statements.ts";
import {
  DIFFERENCES,
  Difference,
  DifferenceConnection,
  SideEnum,
  transactionOf,
} from "./difference.ts";

export const StatementFormatEnum = enumOf(
  "StatementFormat",
  "Alipay's 账务明细, WeChat Pay's 交易账单, a bank's CSV by its mapping, and ISO 20022 camt.053.",
  STATEMENT_FORMATS,
);

const MatchedByEnum = enumOf(
  "StatementMatchedBy",
  "REFERENCE: the likeliest one of the line; AMOUNT: amount and day.",
  MATCHED_BY,
);

@ObjectType({ description: "A line of a statement. It never changes." })
class StatementRow {
  readonly view: LineView;

  @Field(() => Int, { description: "Where it begins in the file." })
  readonly line: number;

  @Field(() => [String], { description: "The likeliest first." })
  readonly references: readonly string[];

  @Field(() => LocalDate)
  readonly day: string;

  @Field(() => String, { nullable: true, description: "Local to the other side." })
  readonly time: string | null;

  @Field(() => String)
  readonly counterparty: string;

  @Field(() => String)
  readonly memo: string;

  @Field(() => MatchedByEnum, { nullable: true, description: "By what its movement was found." })
  readonly matchedBy: MatchedBy | null;

  @Field(() => Boolean, { description: "Whether an earlier statement had it already." })
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

const StatementRowConnection = connectionOf<StatementRow>("StatementRow", () => StatementRow);
const ROWS = new List<number>("statement-rows", isId);

@Resolver(() => StatementRow)
export class StatementRowFields {
  @FieldResolver(() => Money, { description: "What came in; below zero for what went out." })
  amount(@Root() { view }: StatementRow, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "What the channel says that it keeps.",
  })
  fee(@Root() { view }: StatementRow, @Ctx() context: Context): Money | null {
    return view.feeMinor === null ? null : settlementMoney(context, view.feeMinor);
  }

  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "What of the book it is.",
  })
  movement(@Root() { view }: StatementRow, @Ctx() context: Context) {
    return transactionOf(context, view.movementSeq);
  }

  @FieldResolver(() => Difference, { nullable: true, description: "The latest one of it." })
  async difference(@Root() { view }: StatementRow, @Ctx() { loaders }: Context) {
    if (view.difference === null) return null;
    return new Difference((await loaders.differences.load(view.difference))!);
  }
}

@ObjectType({ implements: Node, description: "A statement of a bank or a payment channel." })
export class Statement implements Node {
  readonly view: StatementView;
  readonly id: string;

  @Field(() => String, { description: "Whose it is: a code of ours for an account or merchant." })
  readonly source: string;

  @Field(() => SideEnum)
  readonly side: Side;

  @Field(() => StatementFormatEnum)
  readonly format: StatementFormat;

  @Field(() => String, { description: "The file's." })
  readonly sha256: string;

  @Field(() => String, { description: "The account as the file names it; empty if it does not." })
  readonly account: string;

  @Field(() => LocalDate)
  readonly from: string;

  @Field(() => LocalDate, { description: "Its last day." })
  readonly to: string;

  @Field(() => Int, { description: "How many lines it has." })
  readonly lineCount: number;

  @Field(() => Int, { description: "Those that an earlier statement had already." })
  readonly knownCount: number;

  @Field(() => Int, { description: "Those that are matched, and do not differ." })
  readonly matchedCount: number;

  @Field(() => Int, { description: "Open differences of its lines, or found by its import." })
  readonly openCount: number;

  constructor(view: StatementView) {
    this.view = view;
    this.id = globalId("Statement", view.seq);
    this.source = view.source;
    this.side = view.side;
    this.format = view.format;
    this.sha256 = view.sha256;
    this.account = view.account;
    this.from = view.from;
    this.to = view.to;
    this.lineCount = view.lines;
    this.knownCount = view.known;
    this.matchedCount = view.matched;
    this.openCount = view.open;
  }
}

export const StatementConnection = connectionOf<Statement>("Statement", () => Statement);
export const STATEMENTS = new List<number>("statements", isWhole);

@Resolver(() => Statement)
export class StatementFields {
  @FieldResolver(() => Money, { nullable: true, description: "Null where the file does not say." })
  opening(@Root() { view }: Statement, @Ctx() context: Context): Money | null {
    return view.openingMinor === null ? null : settlementMoney(context, view.openingMinor);
  }

  @FieldResolver(() => Money, { nullable: true })
  closing(@Root() { view }: Statement, @Ctx() context: Context): Money | null {
    return view.closingMinor === null ? null : settlementMoney(context, view.closingMinor);
  }

  @FieldResolver(() => Money, { description: "The sum of what came in." })
  inflow(@Root() { view }: Statement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.inMinor);
  }

  @FieldResolver(() => Money, { description: "The sum of what went out, above zero." })
  outflow(@Root() { view }: Statement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.outMinor);
  }

  @FieldResolver(() => LedgerTransaction, { description: "Its import." })
  transaction(@Root() { view }: Statement, @Ctx() context: Context) {
    return transactionOf(context, view.seq);
  }

  @FieldResolver(() => StatementRowConnection, { description: "In the order of the file." })
  async lines(
    @Root() { view }: Statement,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<StatementRow>> {
    const page = ROWS.page(args);
    const rows = await network.read((tx) => pageLines(tx, view.seq, page));
    return ROWS.connect(
      rows,
      page,
      ({ n }) => n,
      (row) => new StatementRow(row),
    );
  }

  @FieldResolver(() => DifferenceConnection, {
    description: "Of its lines, or found by its import.",
  })
  async differences(
    @Root() { view }: Statement,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Difference>> {
    const page = DIFFERENCES.page(args);
    const filter = { statement: view.seq };
    const rows = await network.read((tx) => pageDifferences(tx, filter, page));
    return DIFFERENCES.connect(
      rows,
      page,
      ({ id }) => id,
      (row) => new Difference(row),
    );
  }
}
