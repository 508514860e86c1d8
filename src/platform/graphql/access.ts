// Access rules: the roles that may use each resolver, and the data that each role may see.
import {
  type AuthChecker,
  Authorized,
  Extensions,
  type ResolverData,
  UseMiddleware,
} from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import type { Context, Role, Viewer } from "./context.ts";
import { type SelfOrTeam, type TreePlace, ViewerScope } from "./viewer-scope.ts";

/** The roles that may read the whole network. */
export const STAFF = ["ADMIN", "FINANCE", "AUDITOR"] as const;
/** The roles that may record orders and money. */
export const BOOKKEEPERS = ["ADMIN", "FINANCE"] as const;
/** All roles. The scope limits what each viewer sees. */
export const ANYONE = [...STAFF, "DISTRIBUTOR", "SUPPLIER"] as const;

/**
 * Allows a query, mutation, subscription or field for some roles; others get `FORBIDDEN`. The schema
 * carries the roles too, from which `schema/access.txt` is written.
 */
export function Access(...roles: readonly Role[]): PropertyDecorator & MethodDecorator {
  const [guard, note] = [Authorized<Role>(roles), Extensions({ roles })];
  return (target: object, field: string | symbol) => {
    guard(target, field);
    note(target, field);
  };
}

export const authChecker: AuthChecker<Context, Role> = ({ context, info }, roles) => {
  const { role } = viewerOf(context);
  if (roles.includes(role)) return true;
  const what = `${info.parentType.name}.${info.fieldName}`;
  throw new Refusal("FORBIDDEN", `the role ${role} may not use ${what}`);
};

/** The viewer. Throws `UNAUTHENTICATED` without a token. */
export function viewerOf({ viewer }: Context): Viewer {
  if (viewer === undefined) throw new Refusal("UNAUTHENTICATED", "a token is required");
  return viewer;
}

/** The viewer's scope. Throws `FORBIDDEN` if the token's distributor or supplier does not exist. */
export async function scopeOf(context: Context): Promise<ViewerScope> {
  const viewer = viewerOf(context);
  const bearer = context.api.bearers.get(viewer.role);
  if (bearer === undefined) return new ViewerScope();
  const scope = await bearer.scope(context, viewer);
  if (scope !== undefined) return scope;
  const party = viewer.role.toLowerCase();
  throw new Refusal("FORBIDDEN", `the token names a ${party} that does not exist`);
}

/** Allows a distributor's field for viewers whose scope covers it; others get `FORBIDDEN`. */
export function Within(whose: SelfOrTeam) {
  return UseMiddleware(async ({ root, context, info }: ResolverData<Context>, next) => {
    if ((await scopeOf(context)).covers(whose, (root as { view: TreePlace }).view)) {
      return next();
    }
    const allowed = whose === "SELF" ? "your own" : "your own and your team's";
    throw new Refusal("FORBIDDEN", `${info.fieldName}: you may read only ${allowed}`);
  });
}
