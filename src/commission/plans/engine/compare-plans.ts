// What changes from one commission plan to another, rule by rule; rules are counted from 1.
import { changesOf, plain } from "../../../platform/publishing/change-text.ts";
import type { PlanDocument } from "./plan-document.ts";
import type { RuleDocument } from "./rule-document.ts";

/** A rule with its place in its document. */
interface Placed {
  readonly rule: RuleDocument;
  readonly number: number;
}

interface Pair {
  readonly before: Placed;
  readonly after: Placed;
}

/** A line for each change; of rules that are in both plans, those that changed. */
export function comparePlans(before: PlanDocument, after: PlanDocument): string[] {
  const { rules: was, effectiveFrom: _, ...head } = before;
  const { rules: is, effectiveFrom: __, ...newHead } = after;
  const pairs = pairUp(placed(was), placed(is));
  const kept = new Set(pairs.map((pair) => pair.before.rule));
  const known = new Map(pairs.map((pair) => [pair.after.rule, pair.before.rule]));
  return [
    ...changesOf(head, newHead),
    ...placed(is).flatMap((one) => {
      const old = known.get(one.rule);
      if (old === undefined) return [`${nameOf(one)} is new`];
      return changesOf({ ...old }, { ...one.rule }).map((change) => `${nameOf(one)}: ${change}`);
    }),
    ...placed(was)
      .filter(({ rule }) => !kept.has(rule))
      .map((one) => `${nameOf(one)} is gone`),
    ...orderOf(pairs),
  ];
}

function nameOf({ rule, number }: Placed): string {
  return `rule ${number} ${rule.kind}`;
}

function placed(rules: readonly RuleDocument[]): Placed[] {
  return rules.map((rule, index) => ({ rule, number: index + 1 }));
}

// The same rule first; then one of the same kind for the same goods, then one of the same kind.
const LIKENESSES: readonly ((rule: RuleDocument) => string)[] = [
  (rule) => plain(rule),
  ({ kind, match = {} }) => `${kind} ${plain(match, true)}`,
  ({ kind }) => kind,
];

function pairUp(before: readonly Placed[], after: readonly Placed[]): Pair[] {
  const pairs: Pair[] = [];
  let [old, fresh] = [before, after];
  for (const likeness of LIKENESSES) {
    const waiting = Map.groupBy(old, ({ rule }) => likeness(rule));
    const found = fresh.flatMap((one) => {
      const like = waiting.get(likeness(one.rule))?.shift();
      return like === undefined ? [] : [{ before: like, after: one }];
    });
    pairs.push(...found);
    const [gone, taken] = [new Set(found.map((p) => p.before)), new Set(found.map((p) => p.after))];
    old = old.filter((one) => !gone.has(one));
    fresh = fresh.filter((one) => !taken.has(one));
  }
  return pairs.sort((a, b) => a.after.number - b.after.number);
}

// Rules run in the document's order, so that one that moves may change what is left for the others.
function orderOf(pairs: readonly Pair[]): string[] {
  const numbers = pairs.map(({ before }) => before.number);
  const isSame = numbers.every((number, index) => index === 0 || number > numbers[index - 1]!);
  return isSame ? [] : [`the rules that were ${numbers.join(", ")} run in this order`];
}
