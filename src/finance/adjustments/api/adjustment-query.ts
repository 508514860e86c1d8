// Looks up adjustments. Only staff may see them.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import type { Template } from "../engine/adjustment.ts";
import type { AdjustmentStatus } from "../store/adjustment-status.ts";
import { pageAdjustments } from "../store/read-adjustments.ts";
import {
  ADJUSTMENTS,
  Adjustment,
  AdjustmentConnection,
  AdjustmentTemplateEnum,
} from "./adjustment.ts";
import { AdjustmentStatusEnum } from "./adjustment-step.ts";
import { adjustmentsByRefLoader } from "./loaders.ts";

@Resolver()
export class AdjustmentQuery {
  @Access(...STAFF)
  @Query(() => Adjustment, {
    nullable: true,
    description:
      "The adjustment with this ref. Null if it does not exist. For ADMIN, FINANCE and AUDITOR.",
  })
  async adjustment(
    @Arg("ref", () => String, { description: "The adjustment's ref." }) ref: string,
    @Ctx() { loaders }: Context,
  ): Promise<Adjustment | null> {
    const row = await loaders.of(adjustmentsByRefLoader).load(ref);
    return row === undefined ? null : new Adjustment(row);
  }

  @Access(...STAFF)
  @Query(() => AdjustmentConnection, {
    description:
      "Adjustments in the order of the proposals, oldest first. For ADMIN, FINANCE and AUDITOR.",
  })
  async adjustments(
    @Arg("status", () => AdjustmentStatusEnum, {
      nullable: true,
      description: "Returns only adjustments with this status.",
    })
    status: AdjustmentStatus | null,
    @Arg("template", () => AdjustmentTemplateEnum, {
      nullable: true,
      description: "Returns only adjustments with this template.",
    })
    template: Template | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<Adjustment>> {
    const page = ADJUSTMENTS.page(args);
    const filter = { status: status ?? undefined, template: template ?? undefined };
    const rows = await network.read((tx) => pageAdjustments(tx, filter, page));
    return ADJUSTMENTS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Adjustment(row),
    );
  }
}
