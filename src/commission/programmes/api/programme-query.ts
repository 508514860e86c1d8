// Looking up volume programmes, and checking what might be published; a supplier sees its own.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, reachOf, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { attempt } from "../../../platform/graphql/user-error.ts";
import { Validation } from "../../../platform/publishing/validation.ts";
import { Comparison } from "../../plans/api/compare-query.ts";
import { compareProgramme } from "../engine/compare-programmes.ts";
import { validateProgramme } from "../store/publish-programme.ts";
import { pageProgrammes } from "../store/read-programmes.ts";
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

  @Access(...STAFF)
  @Query(() => Validation)
  async programmeValidate(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Validation> {
    const checked = await attempt(() => validateProgramme(network, { document }), "document");
    return new Validation(checked);
  }

  @Access(...STAFF)
  @Query(() => Comparison)
  async programmeCompare(
    @Arg("document", () => Json) document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compareProgramme(network, document), "document"));
  }
}
