// Puts the access rules of fields in front of their resolvers. type-graphql's own guards make every guarded field a chain of promises; a page has hundreds of them.
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
} from "graphql";
import { assertCovers, assertRole, scopeOf } from "./access.ts";
import type { Context, Role } from "./context.ts";
import { type SelfOrTeam, type TreePlace, ViewerScope } from "./viewer-scope.ts";

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** What `@Access` and `@Within` declare at a field. */
interface Rules {
  readonly roles?: readonly Role[];
  readonly whose?: SelfOrTeam;
}

/** Guards every field that declares a rule. */
export function guardFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) guardField(field);
  }
}

function guardField(field: GraphQLField<unknown, Context>): void {
  const { roles, whose } = field.extensions as Rules;
  const guard = (resolve: Resolver) => {
    const within = whose === undefined ? resolve : guardScope(resolve, whose);
    return roles === undefined ? within : guardRoles(within, roles);
  };
  field.resolve = guard(field.resolve ?? defaultFieldResolver);
  if (field.subscribe !== undefined) field.subscribe = guard(field.subscribe);
}

function guardRoles(resolve: Resolver, roles: readonly Role[]): Resolver {
  return (root, args, context, info) => {
    assertRole(context, roles, info);
    return resolve(root, args, context, info);
  };
}

function guardScope(resolve: Resolver, whose: SelfOrTeam): Resolver {
  return (root, args, context, info) => {
    const { view } = root as { readonly view: TreePlace };
    const resolveIn = (scope: ViewerScope) => {
      assertCovers(scope, whose, view, info);
      return resolve(root, args, context, info);
    };
    const scope = scopeOf(context);
    return scope instanceof ViewerScope ? resolveIn(scope) : scope.then(resolveIn);
  };
}
