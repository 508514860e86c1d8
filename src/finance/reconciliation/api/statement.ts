// The Statement type of the API: an imported statement of a bank or payment channel.

import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import type { Side } from "../engine/side.ts";
import { STATEMENT_FORMATS, type StatementFormat } from "../formats/statement.ts";
import { pageDifferences } from "../store/read-differences.ts";
import { pageLines, type StatementView } from "../store/read-statements.ts";
import {
  DIFFERENCES,
  Difference,
  DifferenceConnection,
  SideEnum,
  transactionOf,
} from "./difference.ts";
import { STATEMENT_ROWS, StatementRow, StatementRowConnection } from "./statement-row.ts";

export const StatementFormatEnum = enumOf(
  "StatementFormat",
  "The file format of a statement.",
  STATEMENT_FORMATS,
  {
    ALIPAY: "Alipay 账务明细.",
    WECHAT: "WeChat Pay 交易账单.",
    BANK_CSV: "A bank's CSV file; a mapping says how to read its columns.",
    CAMT053: "ISO 20022 camt.053.",
  },
);

@ObjectType({
  implements: Node,
  description: "An imported statement of a bank or payment channel.",
})
export class Statement implements Node {
  readonly view: StatementView;
  readonly id: string;

  @Field(() => String, {
    description:
      "The code of the bank account or merchant that issued it, as chosen at the import.",
  })
  readonly source: string;

  @Field(() => SideEnum, { description: "Whether a bank or a payment channel issued it." })
  readonly side: Side;

  @Field(() => StatementFormatEnum, { description: "The format of the file." })
  readonly format: StatementFormat;

  @Field(() => String, { description: "SHA-256 of the file, in hex." })
  readonly sha256: string;

  @Field(() => String, {
    description: "The account as the file names it. Empty if the file names none.",
  })
  readonly account: string;

  @Field(() => LocalDate, { description: "The first day of the statement." })
  readonly from: string;

  @Field(() => LocalDate, { description: "The last day of the statement, included." })
  readonly to: string;

  @Field(() => Int, { description: "The number of lines." })
  readonly lineCount: number;

  @Field(() => Int, { description: "The number of lines that an earlier statement already had." })
  readonly knownCount: number;

  @Field(() => Int, { description: "The number of lines that are matched without a difference." })
  readonly matchedCount: number;

  @Field(() => Int, {
    description:
      "The number of open differences that belong to its lines or were found by its import.",
  })
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
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The opening balance. Null if the file gives none.",
  })
  opening(@Root() { view }: Statement, @Ctx() context: Context): Money | null {
    return view.openingMinor === null ? null : settlementMoney(context, view.openingMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "The closing balance. Null if the file gives none.",
  })
  closing(@Root() { view }: Statement, @Ctx() context: Context): Money | null {
    return view.closingMinor === null ? null : settlementMoney(context, view.closingMinor);
  }

  @FieldResolver(() => Money, { description: "The sum of all money in." })
  inflow(@Root() { view }: Statement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.inMinor);
  }

  @FieldResolver(() => Money, { description: "The sum of all money out, as a positive amount." })
  outflow(@Root() { view }: Statement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.outMinor);
  }

  @FieldResolver(() => LedgerTransaction, { description: "The ledger transaction of the import." })
  transaction(@Root() { view }: Statement, @Ctx() context: Context) {
    return transactionOf(context, view.seq);
  }

  @FieldResolver(() => StatementRowConnection, {
    description: "The lines in the order of the file.",
  })
  async lines(
    @Root() { view }: Statement,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<StatementRow>> {
    const page = STATEMENT_ROWS.page(args);
    const rows = await network.read((tx) => pageLines(tx, view.seq, page));
    return STATEMENT_ROWS.connect(
      rows,
      page,
      ({ n }) => n,
      (row) => new StatementRow(row),
    );
  }

  @FieldResolver(() => DifferenceConnection, {
    description: "The differences that belong to its lines or were found by its import.",
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
