// Looking up volume programmes; a supplier sees its own.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { pageProgrammes } from "../../settlement/read-programmes.ts";
import { Access, reachOf, STAFF } from "../access.ts";
import { type Connection, PageArgs } from "../connection.ts";
import type { Context } from "../context.ts";
import { findProgramme, PROGRAMMES, Programme, ProgrammeConnection } from "./programme.ts";

@Resolver()
export class ProgrammeQuery {
  @Access(...STAFF, "SUPPLIER")
  @Query(() => Programme, {
    nullable: true,
    description: "Null if there is none, or none that you may see.",
  })
  async programme(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Programme | null> {
    return findProgramme(context, code, await reachOf(context));
  }

  @Access(...STAFF, "SUPPLIER")
  @Query(() => ProgrammeConnection, { description: "By code." })
  async programmes(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Programme>> {
    const page = PROGRAMMES.page(args);
    const reach = await reachOf(context);
    const codes = await context.network.read((tx) =>
      pageProgrammes(tx, reach.supplier?.code, page),
    );
    const found = await Promise.all(codes.map((code) => findProgramme(context, code, reach)));
    return PROGRAMMES.connect(
      found.map((programme) => programme!),
      page,
      ({ code }) => code,
      (programme) => programme,
    );
  }
}
