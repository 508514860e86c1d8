// The smallest operation on a root field: required arguments with any values that their types accept, and nothing
// selected. So a test can ask for fields that it does not know.
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from "graphql";

export interface Operation {
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}

/** Tried in turn for a scalar. */
const VALUES: readonly unknown[] = ["x", 1, true, {}];

/** `Query.tier` becomes `query ($code: String!) { tier(code: $code) { __typename } }`. */
export function leastOperation(schema: GraphQLSchema, rootField: string): Operation {
  const [root = "", name = ""] = rootField.split(".");
  const type = schema.getRootType(root.toLowerCase() as never)!;
  const field = type.getFields()[name]!;
  const args = field.args.filter(isRequiredArgument);
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const between = (text: string) => (text === "" ? "" : `(${text})`);
  const selected = isLeafType(getNamedType(field.type)) ? "" : "{ __typename }";
  const text = `${root.toLowerCase()} ${between(declared)} { ${name}${between(given)} ${selected} }`;
  const values = args.map((arg) => [arg.name, anyOf(arg.type)] as const);
  return { document: parse(text), variables: Object.fromEntries(values) };
}

function anyOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return anyOf(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(fields.map((field) => [field.name, anyOf(field.type)]));
  }
  const value = VALUES.find((one) => {
    try {
      type.parseValue(one);
      return true;
    } catch {
      return false;
    }
  });
  if (value === undefined) throw new Error(`no value is known for the scalar ${type.name}`);
  return value;
}
