// Looking up payouts; a distributor and a supplier see their own.
import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { Access, ANYONE, reachOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import type { PayoutStatus } from "../store/payout-status.ts";
import { type PayoutFilter, pagePayouts } from "../store/read-payouts.ts";
import { PAYOUTS, Payout, PayoutConnection, PayoutStatusEnum } from "./payout.ts";

/** No payee has this id. */
const NOBODY = 0;

@Resolver()
export class PayoutQuery {
  @Access(...ANYONE)
  @Query(() => Payout, {
    nullable: true,
    description: "Null if there is none, or none that you may see.",
  })
  async payout(
    @Arg("ref", () => String) ref: string,
    @Ctx() context: Context,
  ): Promise<Payout | null> {
    const reach = await reachOf(context);
    return Payout.of(await context.loaders.payoutsByRef.load(ref), reach);
  }

  @Access(...ANYONE)
  @Query(() => PayoutConnection, { description: "In the order of the requests." })
  async payouts(
    @Arg("status", () => PayoutStatusEnum, { nullable: true }) status: PayoutStatus | null,
    @Arg("distributor", () => String, { nullable: true, description: "Only this one's." })
    distributor: string | null,
    @Arg("supplier", () => String, { nullable: true, description: "Only this one's." })
    supplier: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Payout>> {
    const page = PAYOUTS.page(args);
    const filter = {
      status: status ?? undefined,
      ...(await payeeOf(context, distributor, supplier)),
    };
    const rows = await context.network.read((tx) => pagePayouts(tx, filter, page));
    return PAYOUTS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Payout(row),
    );
  }
}

/** Whose payouts are asked for, as far as the viewer sees. */
async function payeeOf(
  context: Context,
  distributor: string | null,
  supplier: string | null,
): Promise<PayoutFilter> {
  const { distributorsByCode, suppliersByCode } = context.loaders;
  const reach = await reachOf(context);
  const asked = {
    distributorId:
      distributor == null
        ? undefined
        : ((await distributorsByCode.load(distributor))?.id ?? NOBODY),
    supplierId:
      supplier == null ? undefined : ((await suppliersByCode.load(supplier))?.id ?? NOBODY),
  };
  return {
    distributorId: own(reach.distributor?.id, asked.distributorId),
    supplierId: own(reach.supplier?.id, asked.supplierId),
  };
}

function own(id: number | undefined, asked: number | undefined): number | undefined {
  if (id === undefined || asked === undefined) return id ?? asked;
  return id === asked ? id : NOBODY;
}
