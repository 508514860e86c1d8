// Looks up volume programmes, and validates and compares drafts. A supplier sees its own programmes.
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
    description:
      "The volume programme with this code. Null if it does not exist or you may not see it.",
  })
  async programme(
    @Arg("code", () => String) code: string,
    @Ctx() context: Context,
  ): Promise<Programme | null> {
    return findProgramme(context, code, await reachOf(context));
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
  @Query(() => Validation, {
    description:
      "Checks whether a volume programme could be published now. For ADMIN, FINANCE and AUDITOR.",
  })
  async programmeValidate(
    @Arg("document", () => Json, {
      description: "The draft programme, in the format that programmePublish accepts.",
    })
    document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Validation> {
    const checked = await attempt(() => validateProgramme(network, { document }), "document");
    return new Validation(checked);
  }

  @Access(...STAFF)
  @Query(() => Comparison, {
    description:
      "Compares a draft volume programme with the version in force when the draft would start. For ADMIN, FINANCE and AUDITOR.",
  })
  async programmeCompare(
    @Arg("document", () => Json, {
      description: "The draft programme, in the format that programmePublish accepts.",
    })
    document: unknown,
    @Ctx() { network }: Context,
  ): Promise<Comparison> {
    return new Comparison(await attempt(() => compareProgramme(network, document), "document"));
  }
}
