// How a feature declares that one of its types is a node: found again by its global id.
import { scopeOf } from "./access.ts";
import type { Context, NodeType, Role } from "./context.ts";
import { MAX_ID } from "./list.ts";
import type { Loader } from "./loader.ts";
import type { Node } from "./node.ts";
import type { ViewerScope } from "./viewer-scope.ts";

/** The highest key of a node that is named by the sequence number of its transaction. */
export const MAX_SEQ = Number.MAX_SAFE_INTEGER;

/** A node read by a loader; `show` gives false where the viewer may not see it. */
export function nodeType<View>(
  type: string,
  roles: readonly Role[],
  loader: Loader<number, View | undefined>,
  show: (
    view: View,
    scope: ViewerScope,
    context: Context,
  ) => Node | null | false | Promise<Node | null>,
  maxKey = MAX_ID,
): NodeType {
  const find = async (context: Context, key: number) => {
    if (key > maxKey) return null;
    const view = await context.loaders.of(loader).load(key);
    if (view === undefined) return null;
    return (await show(view, await scopeOf(context), context)) || null;
  };
  return { type, roles, find };
}
