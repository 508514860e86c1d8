// Looking up statements of the other side, and what they and the book do not agree on.
import { Arg, Args, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import { parsePeriod } from "../../../kernel/period.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId } from "../../../platform/graphql/list.ts";
import { parseGlobalId } from "../../../platform/graphql/node.ts";
import type { DifferenceStatus } from "../engine/side.ts";
import { pageDifferences } from "../store/read-differences.ts";
import { pageStatements } from "../store/read-statements.ts";
import {
  DIFFERENCES,
  Difference,
  DifferenceConnection,
  DifferenceStatusEnum,
} from "./difference.ts";
import { STATEMENTS, Statement, StatementConnection } from "./statement.ts";

@Resolver()
export class ReconcileQuery {
  @Access(...STAFF)
  @Query(() => StatementConnection, { description: "In the order of their imports." })
  async statements(
    @Arg("source", () => String, { nullable: true, description: "Only of this one." })
    source: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Statement>> {
    const page = STATEMENTS.page(args);
    const rows = await network.read((tx) => pageStatements(tx, source ?? undefined, page));
    return STATEMENTS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Statement(row),
    );
  }

  @Access(...STAFF)
  @Query(() => Statement, { nullable: true })
  async statement(
    @Arg("id", () => ID) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Statement | null> {
    const named = parseGlobalId(id);
    if (named?.type !== "Statement") return null;
    const view = await loaders.statements.load(named.key);
    return view === undefined ? null : new Statement(view);
  }

  @Access(...STAFF)
  @Query(() => DifferenceConnection, { description: "In the order in which they were found." })
  async differences(
    @Arg("status", () => DifferenceStatusEnum, { nullable: true }) status: DifferenceStatus | null,
    @Arg("month", () => String, { nullable: true, description: "Dated in it, such as 2026-01." })
    month: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Difference>> {
    const page = DIFFERENCES.page(args);
    const filter = {
      status: status ?? undefined,
      month: month == null ? undefined : parsePeriod("MONTH", month, "month"),
    };
    const rows = await network.read((tx) => pageDifferences(tx, filter, page));
    return DIFFERENCES.connect(
      rows,
      page,
      ({ id }) => id,
      (row) => new Difference(row),
    );
  }

  @Access(...STAFF)
  @Query(() => Difference, { nullable: true })
  async difference(
    @Arg("number", () => Int) number: number,
    @Ctx() { loaders }: Context,
  ): Promise<Difference | null> {
    const view = isId(number) ? await loaders.differences.load(number) : undefined;
    return view === undefined ? null : new Difference(view);
  }
}
