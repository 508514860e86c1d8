// Looks up payouts. Distributors and suppliers see their own.

import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { suppliersByCodeLoader } from "../../../catalog/api/loaders.ts";
import { distributorsByCodeLoader } from "../../../network/api/loaders.ts";
import { Access, ANYONE, scopeOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import type { PayoutStatus } from "../store/payout-status.ts";
import { type PayoutFilter, pagePayouts } from "../store/read-payouts.ts";
import { payoutsByRefLoader } from "./loaders.ts";
import { PAYOUTS, Payout, PayoutConnection, PayoutStatusEnum } from "./payout.ts";

/** An id that matches no payee. */
const NOBODY = 0;

@Resolver()
export class PayoutQuery {
  @Access(...ANYONE)
  @Query(() => Payout, {
    nullable: true,
    description: "The payout with this ref. Null if it does not exist or you may not see it.",
  })
  async payout(
    @Arg("ref", () => String, { description: "The payout's ref." }) ref: string,
    @Ctx() context: Context,
  ): Promise<Payout | null> {
    const scope = await scopeOf(context);
    return Payout.of(await context.loaders.of(payoutsByRefLoader).load(ref), scope);
  }

  @Access(...ANYONE)
  @Query(() => PayoutConnection, {
    description:
      "Payouts in the order of the requests, oldest first. Distributors and suppliers see their own.",
  })
  async payouts(
    @Arg("status", () => PayoutStatusEnum, {
      nullable: true,
      description: "Returns only payouts with this status.",
    })
    status: PayoutStatus | null,
    @Arg("distributor", () => String, {
      nullable: true,
      description: "Returns only payouts to the distributor with this code.",
    })
    distributor: string | null,
    @Arg("supplier", () => String, {
      nullable: true,
      description: "Returns only payouts to the supplier with this code.",
    })
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

/** The payee filter: the one asked for, limited to the payees that the viewer may see. */
async function payeeOf(
  context: Context,
  distributor: string | null,
  supplier: string | null,
): Promise<PayoutFilter> {
  const distributorsByCode = context.loaders.of(distributorsByCodeLoader);
  const suppliersByCode = context.loaders.of(suppliersByCodeLoader);
  const scope = await scopeOf(context);
  const asked = {
    distributorId:
      distributor == null
        ? undefined
        : ((await distributorsByCode.load(distributor))?.id ?? NOBODY),
    supplierId:
      supplier == null ? undefined : ((await suppliersByCode.load(supplier))?.id ?? NOBODY),
  };
  return {
    distributorId: own(scope.distributor?.id, asked.distributorId),
    supplierId: own(scope.supplier?.id, asked.supplierId),
  };
}

function own(id: number | undefined, asked: number | undefined): number | undefined {
  if (id === undefined || asked === undefined) return id ?? asked;
  return id === asked ? id : NOBODY;
}
