// An order as the API has it: what was sent, and the way to what came of it.
import { FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import type { SaleView } from "../store/read-sales.ts";
import { Sale } from "./sale.ts";
import { Settlement } from "./settlement.ts";

@ObjectType({ implements: Node, description: "A sale as it was sent, and settled." })
export class Order extends Sale implements Node {
  readonly id: string;

  constructor(view: SaleView) {
    super(view);
    this.id = globalId("Order", view.seq);
  }
}

export const OrderConnection = connectionOf<Order>("Order", () => Order);
export const ORDERS = new List<number>("orders", isWhole);

@Resolver(() => Order)
export class OrderFields {
  @FieldResolver(() => Settlement, { description: "What came of it." })
  settlement(@Root() { view }: Order): Settlement {
    return new Settlement(view);
  }
}
