// How large an operation may be, over HTTP and over sockets alike: measured on its document before anything runs.
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
import { MAX_DEPTH as MAX_LEVELS } from "../../network/store/distributors.ts";

/** Tokens of a document at most; a mutation with 1,000 orders written out fits. */
export const MAX_TOKENS = 40_000;
/** Fields inside fields at most. */
export const MAX_DEPTH = 15;
/** Fields under another name at most, fragments written out. */
export const MAX_ALIASES = 50;
/** Fields of the operation itself at most, fragments written out. */
export const MAX_ROOT_FIELDS = 20;
/** Fields that an answer may have at most, every page taken as full. */
export const MAX_COST = 50_000;
/** What a page without a usable size counts as: the most that a connection gives. */
const FULL_PAGE = 100;
const PAGE_ARGUMENTS = ["first", "last"];
/** What lists count as that come whole, which is what is usual, */
const WHOLE_LISTS: ReadonlyMap<string, number> = new Map([
  ["upline", 20],
  ["results", 100],
  ["shares", 10],
  ["postings", 10],
  ["tierChanges", 10],
  ["levelPayments", 10],
  ["downlineIncomes", 20],
  ["largestPairs", 20],
  ["largestChains", 20],
]);
/** and an upline that has uplines in it as the most, or they would make an answer of any size. */
const UPLINE = "upline";
const LEVELS_ARGUMENT = "levels";

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly cost: number;
  /** Whether there is an upline in it. */
  readonly upline: boolean;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0, cost: 0, upline: false };

/** Why the operation is too large, or undefined. The document must be valid but for its size. */
export function findExcess(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const size = new Ruler(document, variables).measure(operation.selectionSet);
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

function excessOf(what: string, size: number, most: number): string | undefined {
  return size > most ? `${what} is ${size}, and ${most} is the most` : undefined;
}

class Ruler {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  // A fragment counts wherever it is spread and is measured once, so that many spreads cost us nothing.
  readonly #measured = new Map<string, Size>();

  constructor(document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
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
        upline: sum.upline || size.upline,
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
      upline: inside.upline || field.name.value === UPLINE,
    };
  }

  #fragment(name: string): Size {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    // A circle of fragments is refused as invalid; here it must only come to an end.
    this.#measured.set(name, NOTHING);
    const fragment = this.#fragments.get(name);
    const size = fragment === undefined ? NOTHING : this.measure(fragment.selectionSet);
    this.#measured.set(name, size);
    return size;
  }

  #listSize({ name, arguments: given = [] }: FieldNode, inside: Size): number {
    const whole = WHOLE_LISTS.get(name.value);
    if (whole === undefined) return this.#argument(given, PAGE_ARGUMENTS, FULL_PAGE) ?? 1;
    if (name.value !== UPLINE) return whole;
    const levels = this.#argument(given, [LEVELS_ARGUMENT], MAX_LEVELS);
    return levels ?? (inside.upline ? MAX_LEVELS : whole);
  }

  /** The largest of the arguments; `most` if one is not from 1 to that, undefined without any. */
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
