// Access rules: the roles that may use each resolver, and the data that each role may see.
import type { GraphQLResolveInfo } from "graphql";
import { Extensions } from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import type { Bearer, Context, Role, Viewer } from "./context.ts";
import { type SelfOrTeam, type TreePlace, ViewerScope } from "./viewer-scope.ts";

/** The roles that may read the whole network. */
export const STAFF = ["ADMIN", "FINANCE", "AUDITOR"] as const;
/** The roles that may record orders and money. */
export const BOOKKEEPERS = ["ADMIN", "FINANCE"] as const;
/** All roles. The scope limits what each viewer sees. */
export const ANYONE = [...STAFF, "DISTRIBUTOR", "SUPPLIER"] as const;

/**
 * Allows a query, mutation, subscription or field for some roles; others get `FORBIDDEN`. `guard.ts`
 * asks for it, and `schema/access.txt` lists it.
 */
export function Access(...roles: readonly Role[]): MethodDecorator & PropertyDecorator {
  return Extensions({ roles });
}

/** Allows a distributor's field for viewers whose scope covers it; others get `FORBIDDEN`. */
export function Within(whose: SelfOrTeam): MethodDecorator & PropertyDecorator {
  return Extensions({ whose });
}

/** Throws unless the viewer has one of the roles. */
export function assertRole(
  context: Context,
  roles: readonly Role[],
  { parentType, fieldName }: GraphQLResolveInfo,
): void {
  const { role } = viewerOf(context);
  if (roles.includes(role)) return;
  const what = `${parentType.name}.${fieldName}`;
  throw new Refusal("FORBIDDEN", `the role ${role} may not use ${what}`);
}

/** Throws unless the scope covers a distributor. */
export function assertCovers(
  scope: ViewerScope,
  whose: SelfOrTeam,
  one: TreePlace,
  { fieldName }: GraphQLResolveInfo,
): void {
  if (scope.covers(whose, one)) return;
  const allowed = whose === "SELF" ? "your own" : "your own and your team's";
  throw new Refusal("FORBIDDEN", `${fieldName}: you may read only ${allowed}`);
}

/** The viewer. Throws `UNAUTHENTICATED` without a token. */
export function viewerOf({ viewer }: Context): Viewer {
  if (viewer === undefined) throw new Refusal("UNAUTHENTICATED", "a token is required");
  return viewer;
}

const WHOLE_NETWORK = new ViewerScope();

/**
 * The viewer's scope, at once if nothing has to be read for it. Throws `FORBIDDEN` if the token's
 * distributor or supplier does not exist.
 */
export function scopeOf(context: Context): ViewerScope | Promise<ViewerScope> {
  const viewer = viewerOf(context);
  const bearer = context.api.bearers.get(viewer.role);
  return bearer === undefined ? WHOLE_NETWORK : partyScope(context, viewer, bearer);
}

async function partyScope(context: Context, viewer: Viewer, bearer: Bearer): Promise<ViewerScope> {
  const scope = await bearer.scope(context, viewer);
  if (scope !== undefined) return scope;
  const party = viewer.role.toLowerCase();
  throw new Refusal("FORBIDDEN", `the token names a ${party} that does not exist`);
}
