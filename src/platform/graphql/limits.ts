// Limits the size of operations, over HTTP and WebSockets alike. The document is measured before anything is executed.
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { WholeList } from "./context.ts";

/** The maximum number of tokens of a document; a mutation with 1,000 literal orders fits. */
export const MAX_TOKENS = 40_000;
/** The maximum nesting depth of fields. */
export const MAX_DEPTH = 15;
/** The maximum number of aliases, with fragments expanded. */
export const MAX_ALIASES = 50;
/** The maximum number of root fields, with fragments expanded. */
export const MAX_ROOT_FIELDS = 20;
/** The maximum number of fields in a response, counting every page as full. */
export const MAX_COST = 50_000;
/** The size that is assumed for a page without a valid one: the maximum of a connection. */
const FULL_PAGE = 100;
const PAGE_ARGUMENTS = ["first", "last"];
/** The lists without pages, by field name. */
type WholeLists = ReadonlyMap<string, WholeList>;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly cost: number;
  /** Whether the selection contains a list that an argument limits. */
  readonly bounded: boolean;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0, cost: 0, bounded: false };

/** The error of an operation that is too large, otherwise undefined. The document must be valid. */
export function findExcess(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  lists: WholeLists,
): GraphQLError | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const size = new Ruler(document, variables, lists).measure(operation.selectionSet);
  const excess =
    excessOf("depth", size.depth, MAX_DEPTH) ??
    excessOf("number of aliases", size.aliases, MAX_ALIASES) ??
    excessOf("number of root fields", size.fields, MAX_ROOT_FIELDS) ??
    excessOf("cost (fields times page sizes)", size.cost, MAX_COST);
  if (excess === undefined) return undefined;
  return new GraphQLError(`the operation is too large: its ${excess}`, {
    nodes: [operation],
    extensions: { code: "OPERATION_TOO_LARGE", http: { status: 400 } },
  });
}

/** The number of fields in an answer to the operation, counting every page as full. The document must be valid. */
export function costOf(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  lists: WholeLists,
): number {
  const operation = getOperationAST(document, operationName);
  return operation ? new Ruler(document, variables, lists).measure(operation.selectionSet).cost : 0;
}

function excessOf(what: string, size: number, most: number): string | undefined {
  return size > most ? `${what} is ${size}, at most ${most} is allowed` : undefined;
}

class Ruler {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #lists: WholeLists;
  // A fragment counts at each spread but is measured only once, so many spreads are cheap.
  readonly #measured = new Map<string, Size>();

  constructor(
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    lists: WholeLists,
  ) {
    this.#lists = lists;
    const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((one) => [one.name.value, one]));
    this.#variables = variables;
  }

  measure({ selections }: SelectionSetNode): Size {
    const sizes = selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return this.#field(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) return this.measure(selection.selectionSet);
      return this.#fragment(selection.name.value);
    });
    return sizes.reduce(
      (sum, size) => ({
        depth: Math.max(sum.depth, size.depth),
        aliases: sum.aliases + size.aliases,
        fields: sum.fields + size.fields,
        cost: sum.cost + size.cost,
        bounded: sum.bounded || size.bounded,
      }),
      NOTHING,
    );
  }

  #field(field: FieldNode): Size {
    const inside = field.selectionSet === undefined ? NOTHING : this.measure(field.selectionSet);
    return {
      depth: 1 + inside.depth,
      aliases: inside.aliases + (field.alias === undefined ? 0 : 1),
      fields: 1,
      cost: 1 + this.#listSize(field, inside) * inside.cost,
      bounded: inside.bounded || this.#lists.get(field.name.value)?.bound !== undefined,
    };
  }

  #fragment(name: string): Size {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    // Validation rejects cyclic fragments; this entry makes the measurement end for them.
    this.#measured.set(name, NOTHING);
    const fragment = this.#fragments.get(name);
    const size = fragment === undefined ? NOTHING : this.measure(fragment.selectionSet);
    this.#measured.set(name, size);
    return size;
  }

  // A list inside a list of its kind counts as the most, or they would make an answer of any size.
  #listSize({ name, arguments: given = [] }: FieldNode, inside: Size): number {
    const list = this.#lists.get(name.value);
    if (list === undefined) return this.#argument(given, PAGE_ARGUMENTS, FULL_PAGE) ?? 1;
    const { usual, bound } = list;
    if (bound === undefined) return usual;
    const asked = this.#argument(given, [bound.argument], bound.most);
    return asked ?? (inside.bounded ? bound.most : usual);
  }

  /** The largest of the arguments; `most` if one is not from 1 to `most`; undefined if none is given. */
  #argument(given: readonly ArgumentNode[], names: string[], most: number): number | undefined {
    const sizes = given
      .filter(({ name }) => names.includes(name.value))
      .map(({ value }) => {
        if (value.kind === Kind.VARIABLE) return Number(this.#variables[value.name.value]);
        return value.kind === Kind.INT ? Number(value.value) : Number.NaN;
      });
    if (sizes.length === 0) return undefined;
    return sizes.every((size) => size >= 1 && size <= most) ? Math.max(...sizes) : most;
  }
}
