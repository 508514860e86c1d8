// Looks up any node by its global id, under the same access rules as by its code or ref.
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { Access, ANYONE, viewerOf } from "./access.ts";
import type { Context } from "./context.ts";
import { Node, parseGlobalId } from "./node.ts";

@Resolver()
export class NodeQuery {
  @Access(...ANYONE)
  @Query(() => Node, {
    nullable: true,
    description: "The object with this global id. Null if it does not exist or you may not see it.",
  })
  async node(
    @Arg("id", () => ID, { description: "The `id` of the object." }) id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    const named = parseGlobalId(id);
    const type = named === undefined ? undefined : context.api.nodes.get(named.type);
    if (named === undefined || !type?.roles.includes(viewerOf(context).role)) return null;
    return type.find(context, named.key);
  }
}
