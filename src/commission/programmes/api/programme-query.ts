// Looks up volume programmes; a supplier sees its own programmes.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, STAFF, scopeOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { pageProgrammes } from "../store/read-programmes.ts";
import { findProgramme, PROGRAMMES, Programme, ProgrammeConnection } from "./programme.ts";

@Resolver()
export class ProgrammeQuery {
  @Access(...STAFF, "SUPPLIER")
  @Query(() => Programme, {
    nullable: true,
    description:
      "The volume programme with this code. Null if it does not exist or you may not see it.",
  })
  async programme(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Programme | null> {
    return findProgramme(context, code, await scopeOf(context));
  }

  @Access(...STAFF, "SUPPLIER")
  @Query(() => ProgrammeConnection, {
    description: "The volume programmes, ordered by code. A supplier sees its own.",
  })
  async programmes(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Programme>> {
    const page = PROGRAMMES.page(args);
    const scope = await scopeOf(context);
    const codes = await context.network.read((tx) =>
      pageProgrammes(tx, scope.supplier?.code, page),
    );
    const found = await Promise.all(codes.map((code) => findProgramme(context, code, scope)));
    return PROGRAMMES.connect(
      found.map((programme) => programme!),
      page,
      ({ code }) => code,
      (programme) => programme,
    );
  }
}
