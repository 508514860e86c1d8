// Who may use which field of the API: as the schema carries it, and as the committed text that tests expect.
import { type GraphQLSchema, isObjectType } from "graphql";
import type { Role } from "../../src/platform/graphql/context.ts";

const HEAD =
  "# Which roles may use a field of the API; `npm run schema` writes this file. Fields of types without a line\n" +
  "# have no rule of their own. Their scope limits what a distributor or a supplier sees.\n";

/** The roles of each root field, and of the fields of types that have an access rule: `Query.me`. */
export type AccessRules = ReadonlyMap<string, readonly Role[]>;

/** The names of all queries, mutations and subscriptions. */
export function rootFields(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type!.name}.${field}`),
  );
}

/** A root field without a rule has no roles. */
export function accessRules(schema: GraphQLSchema): AccessRules {
  const rules = new Map<string, readonly Role[]>(rootFields(schema).map((field) => [field, []]));
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const { name, extensions } of Object.values(type.getFields())) {
      const roles = extensions.roles as readonly Role[] | undefined;
      if (roles !== undefined) rules.set(`${type.name}.${name}`, roles);
    }
  }
  return rules;
}

/** The text of schema/access.txt, in the order of the names. */
export function accessText(schema: GraphQLSchema): string {
  const lines = [...accessRules(schema)].map(([field, roles]) => `${field}: ${roles.join(" ")}\n`);
  return HEAD + lines.toSorted().join("");
}

/** The rules of such a text. */
export function readAccess(text: string): AccessRules {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [field = "", roles = ""] = line.split(": ");
      return [field, roles.split(" ") as Role[]];
    }),
  );
}
