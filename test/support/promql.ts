// What a PromQL expression needs: its metrics, the labels that it selects and groups by, and what it rates.
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly {
    readonly label: string;
    readonly op: string;
    readonly value: string;
  }[];
  /** Whether it is inside of `rate` or `increase`. */
  readonly isRated: boolean;
}

export interface Needs {
  readonly selectors: readonly Selector[];
  readonly groups: readonly string[];
  /** The places where the expression cannot be read. */
  readonly faults: readonly string[];
}

/** Grafana puts in its variables before it asks Prometheus. */
function withoutVariables(expr: string): string {
  return expr.replaceAll("$__rate_interval", "5m").replaceAll('"$instance"', '".*"');
}

export function needsOf(query: string): Needs {
  const expr = withoutVariables(query);
  const text = ({ from, to }: { from: number; to: number }) => expr.slice(from, to);
  const needs = { selectors: [] as Selector[], groups: [] as string[], faults: [] as string[] };
  const tree = parser.parse(expr);
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError) needs.faults.push(`${expr.slice(0, node.from)}⚠${expr.slice(node.from)}`);
      if (type.name === "GroupingLabels")
        needs.groups.push(...node.getChildren("LabelName").map(text));
      if (type.name === "VectorSelector") needs.selectors.push(selectorOf(node, text));
    },
  });
  if (expr.includes("$")) needs.faults.push(`unknown variable in ${expr}`);
  return needs;
}

function selectorOf(node: SyntaxNode, text: (node: SyntaxNode) => string): Selector {
  const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
  return {
    metric: text(node.getChild("Identifier")!),
    matchers: matchers.map((one) => ({
      label: text(one.getChild("LabelName")!),
      op: text(one.getChild("MatchOp")!),
      value: JSON.parse(text(one.getChild("StringLiteral")!)) as string,
    })),
    isRated: isRated(node, text),
  };
}

function isRated(node: SyntaxNode, text: (node: SyntaxNode) => string): boolean {
  for (let up = node.parent; up !== null; up = up.parent) {
    if (up.name !== "FunctionCall") continue;
    const name = text(up.getChild("FunctionIdentifier")!);
    if (name === "rate" || name === "increase") return true;
  }
  return false;
}
