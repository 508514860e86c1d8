// Looks up imported statements and reconciliation differences.

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
import { differencesLoader, statementsLoader } from "./loaders.ts";
import { STATEMENTS, Statement, StatementConnection } from "./statement.ts";

@Resolver()
export class ReconcileQuery {
  @Access(...STAFF)
  @Query(() => StatementConnection, {
    description:
      "The imported statements of banks and payment channels, in the order of import. For ADMIN, FINANCE and AUDITOR.",
  })
  async statements(
    @Arg("source", () => String, {
      nullable: true,
      description: "Returns only statements of this source.",
    })
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
  @Query(() => Statement, {
    nullable: true,
    description:
      "The imported statement with this id. Null if it does not exist. For ADMIN, FINANCE and AUDITOR.",
  })
  async statement(
    @Arg("id", () => ID, { description: "The global id of the statement." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Statement | null> {
    const named = parseGlobalId(id);
    if (named?.type !== "Statement") return null;
    const view = await loaders.of(statementsLoader).load(named.key);
    return view === undefined ? null : new Statement(view);
  }

  @Access(...STAFF)
  @Query(() => DifferenceConnection, {
    description:
      "The reconciliation differences, in the order in which they were found. For ADMIN, FINANCE and AUDITOR.",
  })
  async differences(
    @Arg("status", () => DifferenceStatusEnum, {
      nullable: true,
      description: "Returns only differences with this status.",
    })
    status: DifferenceStatus | null,
    @Arg("month", () => String, {
      nullable: true,
      description: "Returns only differences dated in this month, such as 2026-01.",
    })
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
  @Query(() => Difference, {
    nullable: true,
    description:
      "The difference with this number. Null if it does not exist. For ADMIN, FINANCE and AUDITOR.",
  })
  async difference(
    @Arg("number", () => Int, { description: "The difference number." }) number: number,
    @Ctx() { loaders }: Context,
  ): Promise<Difference | null> {
    const view = isId(number) ? await loaders.of(differencesLoader).load(number) : undefined;
    return view === undefined ? null : new Difference(view);
  }
}
