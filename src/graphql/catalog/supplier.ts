// The Supplier type of the API, with the platform's debt to it.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import type { SupplierView } from "../../catalog/read.ts";
import { Access, STAFF } from "../access.ts";
import { connectionOf } from "../connection.ts";
import type { Context } from "../context.ts";
import { List } from "../list.ts";
import { Money, settlementMoney } from "../money.ts";
import { globalId, Node } from "../node.ts";

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
    const balance = await context.loaders.balances.load(`liabilities:supplier:${code}`);
    return settlementMoney(context, -balance);
  }
}
