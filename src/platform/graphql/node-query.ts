// Finding anything again by its global id, under the same rules of who sees it as by its code or ref.
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { Access, ANYONE, viewerOf } from "./access.ts";
import type { Context } from "./context.ts";
import { Node, parseGlobalId } from "./node.ts";

@Resolver()
export class NodeQuery {
  @Access(...ANYONE)
  @Query(() => Node, {
    nullable: true,
    description: "Null if there is none, or none that you may see.",
  })
  async node(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Node | null> {
    const named = parseGlobalId(id);
    const type = named === undefined ? undefined : context.api.nodes.get(named.type);
    if (named === undefined || !type?.roles.includes(viewerOf(context).role)) return null;
    return type.find(context, named.key);
  }
}
