// What the bearer of a token is in the network, if it is someone there.
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Supplier } from "../../catalog/api/supplier.ts";
import { Distributor } from "../../network/api/distributor.ts";
import { Me } from "../../network/api/network.ts";
import type { Context } from "../../platform/graphql/context.ts";

@Resolver(() => Me)
export class MeFields {
  @FieldResolver(() => Distributor, { nullable: true, description: "Null for the other roles." })
  async distributor(
    @Root() { viewer }: Me,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    const code = viewer.role === "DISTRIBUTOR" ? viewer.distributor : undefined;
    return code === undefined ? null : Distributor.of(await loaders.distributorsByCode.load(code));
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "Null for the other roles." })
  async supplier(@Root() { viewer }: Me, @Ctx() { loaders }: Context): Promise<Supplier | null> {
    const code = viewer.role === "SUPPLIER" ? viewer.supplier : undefined;
    return code === undefined ? null : Supplier.of(await loaders.suppliersByCode.load(code));
  }
}
