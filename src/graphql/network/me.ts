// The distributor or supplier that a token belongs to, if any.
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Supplier } from "../catalog/supplier.ts";
import type { Context } from "../context.ts";
import { Distributor } from "./distributor.ts";
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
    return code === undefined ? null : Distributor.of(await loaders.distributorsByCode.load(code));
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier that the token belongs to. Null for other roles.",
  })
  async supplier(@Root() { viewer }: Me, @Ctx() { loaders }: Context): Promise<Supplier | null> {
    const code = viewer.role === "SUPPLIER" ? viewer.supplier : undefined;
    return code === undefined ? null : Supplier.of(await loaders.suppliersByCode.load(code));
  }
}
