// Random networks: trees, products, and the documents that they begin with.
import fc from "fast-check";
import {
  CATEGORIES,
  FIRST,
  ladders,
  money,
  PRODUCTS,
  plan,
  SECOND,
  SUPPLIERS,
} from "./documents.ts";
import type { DistributorText, Ladder, Plan, ProductText, Programme } from "./inputs.ts";
import { laterVersion, programme } from "./programme-documents.ts";

const NAMES = ["A", "B", "C", "D", "E", "F", "G", "H"];
export const status = fc.constantFrom(
  "ACTIVE" as const,
  "ACTIVE" as const,
  "SUSPENDED" as const,
  "CLOSED" as const,
);

export const joinedAt = fc.constantFrom(
  FIRST,
  "2025-11-11T11:11:11Z",
  "2026-01-15T00:00:00+08:00",
  "2026-02-01T00:00:00+08:00",
);

function tree(tiers: readonly string[]): fc.Arbitrary<DistributorText[]> {
  const node = fc.record({
    parent: fc.nat(20),
    tier: fc.constantFrom("", ...tiers),
    joinedAt,
    status: fc.oneof({ weight: 3, arbitrary: fc.constant("ACTIVE" as const) }, status),
  });
  return fc.array(node, { minLength: 2, maxLength: NAMES.length, size: "max" }).map((nodes) =>
    nodes.map(({ parent, ...rest }, index) => {
      // Most stand below the one before, so that lines are long; a few are roots or branches.
      const above = parent > 6 ? index - 1 : parent % (index + 1);
      return {
        code: NAMES[index]!,
        parent: index === above ? "" : (NAMES[above] ?? ""),
        ...rest,
      };
    }),
  );
}

export const product = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  supplier: fc.constantFrom(...SUPPLIERS),
  supplyPrice: money(0, 1_200),
});

/** What a network begins with. Later versions stand behind the ones that they follow. */
export interface Start {
  readonly ladders: readonly Ladder[];
  readonly distributors: readonly DistributorText[];
  readonly products: readonly ProductText[];
  readonly plans: readonly Plan[];
  readonly programmes: readonly Programme[];
}

/** Up to three programmes of different codes, and a later version of some. */
const programmes = fc
  .tuple(
    fc.uniqueArray(programme(true), { maxLength: 3, selector: ({ code }) => code }),
    fc.option(programme(true), { nil: undefined }),
  )
  .map(([all, terms]) => {
    const first = all.find(({ period }) => period === "MONTH");
    if (first === undefined || terms === undefined) return all;
    return [...all, laterVersion(first, terms, "2026-02-01")];
  });

export function start(kinds: readonly string[]): fc.Arbitrary<Start> {
  return ladders.chain((ladders) => {
    const [early, late] = [ladders[0]!, ladders.at(-1)!];
    const later = plan(SECOND, kinds, late);
    return fc.record({
      ladders: fc.constant(ladders),
      plans: fc.oneof(
        plan(FIRST, kinds, early).map((one) => [one]),
        fc.tuple(plan(FIRST, kinds, early), later),
      ),
      distributors: tree(early.tiers.map(({ code }) => code)),
      programmes,
      products: fc
        .array(product, { minLength: PRODUCTS.length, maxLength: PRODUCTS.length })
        .map((rows) => rows.map((row, index) => productOf(row, index))),
    });
  });
}

/** The first products are of all suppliers: a programme may name none that is not there. */
function productOf(row: Omit<ProductText, "code">, index: number): ProductText {
  return { ...row, code: PRODUCTS[index]!, supplier: SUPPLIERS[index] ?? row.supplier };
}
