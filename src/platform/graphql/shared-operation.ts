// Tells which subscriptions are the same operation for the same eyes, so that one execution serves them all.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { Scope } from "../feed/scope.ts";
import type { Viewer } from "./context.ts";

/** The argument of a subscription that says where to begin; it changes no event. */
const CURSOR_ARGUMENT = "after";

/** A subscription as a client asked for it. */
export interface AskedOperation {
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Equal for two subscriptions exactly if an event has the same payload for both: the same document,
 * operation and variables without the cursor, for viewers of the same network, role and party. What
 * else a token says, such as its subject, is no part of it.
 */
export function keyOf(asked: AskedOperation, viewer: Viewer, scope: Scope): string {
  const { query, operationName = null, variables } = asked;
  const cursor = cursorVariable(asked);
  const others = Object.entries(variables ?? {}).filter(([name]) => name !== cursor);
  const { network, role, distributor = null, supplier = null } = viewer;
  const who = [network, role, distributor, supplier, scope];
  return JSON.stringify([who, operationName, others, query]);
}

/** The variable that holds only the cursor; undefined if none does, or if it is used elsewhere too. */
function cursorVariable({ document, operationName }: AskedOperation): string | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const name = cursorIn(operation.selectionSet, fragmentsOf(document));
  let uses = 0;
  visit(document, {
    Variable: (variable) => {
      if (variable.name.value === name) uses += 1;
    },
  });
  // Its definition, and the argument.
  return uses === 2 ? name : undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((one) => [one.name.value, one]));
}

// Only root fields count: a valid document has no cycles of fragments.
function cursorIn({ selections }: SelectionSetNode, fragments: Fragments): string | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const after = selection.arguments?.find(({ name }) => name.value === CURSOR_ARGUMENT);
      if (after?.value.kind === Kind.VARIABLE) return after.value.name.value;
      continue;
    }
    const inside =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const found = inside && cursorIn(inside.selectionSet, fragments);
    if (found !== undefined) return found;
  }
  return undefined;
}
