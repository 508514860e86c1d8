// The Supplier type of the API, with the platform's debt to it.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { balancesLoader } from "../../books/api/loaders.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { List } from "../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import type { SupplierView } from "../store/read-goods.ts";

@ObjectType({ implements: Node, description: "A supplier of products." })
export class Supplier implements Node {
  readonly id: string;

  @Field(() => String, {
    description: "Unique in the network: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.",
  })
  readonly code: string;

  @Field(() => String, { description: "The display name." })
  readonly name: string;

  constructor({ id, code, name }: SupplierView) {
    this.id = globalId("Supplier", id);
    this.code = code;
    this.name = name;
  }

  /** Null if there is no such supplier. */
  static of(view: SupplierView | undefined): Supplier | null {
    return view === undefined ? null : new Supplier(view);
  }
}

export const SupplierConnection = connectionOf<Supplier>("Supplier", () => Supplier);

export function isText(value: unknown): boolean {
  return typeof value === "string";
}

export const SUPPLIERS = new List<string>("suppliers", isText);

@Resolver(() => Supplier)
export class SupplierFields {
  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The amount that the platform owes to the supplier and can pay out.",
  })
  async payable(@Root() { code }: Supplier, @Ctx() context: Context): Promise<Money> {
    const balance = await context.loaders.of(balancesLoader).load(accounts.supplierPayable(code));
    return settlementMoney(context, -balance);
  }
}
