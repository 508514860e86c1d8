// The distributor or supplier that a token belongs to, if any.

import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { suppliersByCodeLoader } from "../../catalog/api/loaders.ts";
import { Supplier } from "../../catalog/api/supplier.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Distributor } from "./distributor.ts";
import { distributorsByCodeLoader } from "./loaders.ts";
import { Me } from "./network.ts";

@Resolver(() => Me)
export class MeFields {
  @FieldResolver(() => Distributor, {
    nullable: true,
    description: "The distributor that the token belongs to. Null for other roles.",
  })
  async distributor(
    @Root() { viewer }: Me,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    const code = viewer.role === "DISTRIBUTOR" ? viewer.distributor : undefined;
    return code === undefined
      ? null
      : Distributor.of(await loaders.of(distributorsByCodeLoader).load(code));
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier that the token belongs to. Null for other roles.",
  })
  async supplier(@Root() { viewer }: Me, @Ctx() { loaders }: Context): Promise<Supplier | null> {
    const code = viewer.role === "SUPPLIER" ? viewer.supplier : undefined;
    return code === undefined
      ? null
      : Supplier.of(await loaders.of(suppliersByCodeLoader).load(code));
  }
}
