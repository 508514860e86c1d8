// The Order type of the API: the order as it was sent, with a link to its settlement.
import { FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import type { SaleView } from "../store/sale-view.ts";
import { Sale } from "./sale.ts";
import { Settlement } from "./settlement.ts";

@ObjectType({ implements: Node, description: "A settled order, with the values that were sent." })
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
  @FieldResolver(() => Settlement, { description: "The result of settling the order." })
  settlement(@Root() { view }: Order): Settlement {
    return new Settlement(view);
  }
}
