// Looking up adjustments: the staff see them all, others none.
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
  AdjustmentStatusEnum,
  AdjustmentTemplateEnum,
} from "./adjustment.ts";

@Resolver()
export class AdjustmentQuery {
  @Access(...STAFF)
  @Query(() => Adjustment, { nullable: true })
  async adjustment(
    @Arg("ref", () => String) ref: string,
    @Ctx() { loaders }: Context,
  ): Promise<Adjustment | null> {
    const row = await loaders.adjustmentsByRef.load(ref);
    return row === undefined ? null : new Adjustment(row);
  }

  @Access(...STAFF)
  @Query(() => AdjustmentConnection, { description: "In the order of the proposals." })
  async adjustments(
    @Arg("status", () => AdjustmentStatusEnum, { nullable: true }) status: AdjustmentStatus | null,
    @Arg("template", () => AdjustmentTemplateEnum, { nullable: true }) template: Template | null,
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
