// Who may see and do what: the roles at each resolver, and how far each role sees.
import { type AuthChecker, Authorized, type ResolverData, UseMiddleware } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import type { Context, Role, Viewer } from "./context.ts";
import { type Extent, Reach, type TreePlace } from "./reach.ts";

/** Those who read the whole network. */
export const STAFF = ["ADMIN", "FINANCE", "AUDITOR"] as const;
/** Those who write orders. */
export const BOOKKEEPERS = ["ADMIN", "FINANCE"] as const;
/** Everyone with a token; what each of them then sees is its reach. */
export const ANYONE = [...STAFF, "DISTRIBUTOR", "SUPPLIER"] as const;

/** Opens a query, mutation, subscription or field to some roles; to others it is `FORBIDDEN`. */
export function Access(...roles: readonly Role[]) {
  return Authorized<Role>(roles);
}

export const authChecker: AuthChecker<Context, Role> = ({ context, info }, roles) => {
  const { role } = viewerOf(context);
  if (roles.includes(role)) return true;
  const what = `${info.parentType.name}.${info.fieldName}`;
  throw new Refusal("FORBIDDEN", `${what} is not open to the role ${role}`);
};

/** Who asks; throws `UNAUTHENTICATED` without a token. */
export function viewerOf({ viewer }: Context): Viewer {
  if (viewer === undefined) throw new Refusal("UNAUTHENTICATED", "a token is needed");
  return viewer;
}

/** The viewer's reach now; throws `FORBIDDEN` if the token names nobody of this network. */
export async function reachOf(context: Context): Promise<Reach> {
  const viewer = viewerOf(context);
  const bearer = context.api.bearers.get(viewer.role);
  if (bearer === undefined) return new Reach();
  const reach = await bearer.reach(context, viewer);
  if (reach !== undefined) return reach;
  const party = viewer.role.toLowerCase();
  throw new Refusal("FORBIDDEN", `the token names a ${party} that is not there`);
}

/** Opens a distributor's field to those whose reach covers it; to others it is `FORBIDDEN`. */
export function Within(extent: Extent) {
  return UseMiddleware(async ({ root, context, info }: ResolverData<Context>, next) => {
    if ((await reachOf(context)).covers(extent, (root as { view: TreePlace }).view)) {
      return next();
    }
    const whose = extent === "SELF" ? "yourself" : "yourself and your team";
    throw new Refusal("FORBIDDEN", `${info.fieldName}: you may read it of ${whose} only`);
  });
}
