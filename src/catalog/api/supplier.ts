// A supplier as the API has it, and what the platform owes it.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { List } from "../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import type { SupplierView } from "../store/read-goods.ts";

@ObjectType({ implements: Node, description: "Whoever delivers what is sold." })
export class Supplier implements Node {
  readonly id: string;

  @Field(() => String)
  readonly code: string;

  @Field(() => String)
  readonly name: string;

  constructor({ id, code, name }: SupplierView) {
    this.id = globalId("Supplier", id);
    this.code = code;
    this.name = name;
  }

  /** Null for one that is not there. */
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
  @FieldResolver(() => Money, { nullable: true, description: "What the platform owes it." })
  async payable(@Root() { code }: Supplier, @Ctx() context: Context): Promise<Money> {
    const balance = await context.loaders.balances.load(`liabilities:supplier:${code}`);
    return settlementMoney(context, -balance);
  }
}
