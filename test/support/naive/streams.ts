// Random networks and streams: trees, products, orders on both sides of every line, moves, statuses, publications.
import fc from "fast-check";
import { debt, spending } from "./debts.ts";
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
import type { DistributorText, Input, Ladder, Plan, ProductText } from "./inputs.ts";
import { instant, often, order } from "./orders.ts";
import { back, numbered, type Step } from "./refunds.ts";

/** What there is before the first step, and the steps. */
export interface Scenario {
  readonly opening: readonly Input[];
  readonly steps: readonly Input[];
}

export interface Extent {
  readonly kinds: readonly string[];
  readonly orders: number;
  /** Also inputs that only a real network takes: late publications, enrolments, repetitions, huge amounts. */
  readonly live: boolean;
}

const NAMES = ["A", "B", "C", "D", "E", "F", "G", "H"];
const NEWCOMER = "N";
const deposit = fc.oneof(money(1_000, 90_000), fc.constantFrom("10.00", "20.00", "60.00"));
/** So much that an order of one huge unit more does not fit custody. */
const VAST = "90000000000000000.00";
const status = fc.constantFrom(
  "ACTIVE" as const,
  "ACTIVE" as const,
  "SUSPENDED" as const,
  "CLOSED" as const,
);

function tree(tiers: readonly string[]): fc.Arbitrary<DistributorText[]> {
  const node = fc.record({
    parent: fc.nat(20),
    tier: fc.constantFrom("", ...tiers),
    status: fc.oneof({ weight: 3, arbitrary: fc.constant("ACTIVE" as const) }, status),
  });
  return fc.array(node, { minLength: 2, maxLength: NAMES.length, size: "max" }).map((nodes) =>
    nodes.map(({ parent, tier, status }, index) => {
      // Most stand below the one before, so that lines are long; a few are roots or branches.
      const above = parent > 6 ? index - 1 : parent % (index + 1);
      return {
        code: NAMES[index]!,
        parent: index === above ? "" : (NAMES[above] ?? ""),
        tier,
        status,
      };
    }),
  );
}

const product = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  supplier: fc.constantFrom(...SUPPLIERS),
  supplyPrice: money(0, 1_200),
});

interface Start {
  readonly ladders: readonly Ladder[];
  readonly distributors: readonly DistributorText[];
  readonly products: readonly ProductText[];
  readonly plans: readonly Plan[];
}

function step({ distributors, ladders }: Start, live: boolean): fc.Arbitrary<Step[]> {
  const codes = distributors.map(({ code }) => code);
  const one = fc.constantFrom(...codes);
  const again = often(fc.constant(undefined), fc.nat(12), 4);
  const sellers = live ? [...codes, NEWCOMER] : codes;
  const change = fc.tuple(fc.constantFrom(...PRODUCTS), product);
  const others: fc.Arbitrary<Step>[] = [
    fc.record({ move: fc.record({ code: one, parent: fc.oneof(one, fc.constant("")) }) }),
    fc.record({ status: fc.record({ code: one, status }) }),
  ];
  if (live) {
    others.push(change.map(([code, rest]) => ({ product: { code, ...rest } })));
    const tier = fc.constantFrom("", ...ladders[0]!.tiers.map(({ code }) => code));
    const newcomer = fc.record({ code: fc.constant(NEWCOMER), parent: one, tier, status });
    others.push(fc.record({ distributor: newcomer }));
  }
  const text = order(sellers, live);
  const repeated = live ? again : fc.constant(undefined);
  const sale = fc.record({ text, again: repeated, changed: fc.boolean() });
  const alone: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: sale },
    { weight: 4, arbitrary: fc.record({ back, again: repeated }) },
    { weight: 1, arbitrary: fc.record({ release: fc.record({ until: instant }) }) },
    { weight: 2, arbitrary: spending(codes) },
    ...others,
  );
  return fc.oneof(
    { weight: 20, arbitrary: alone.map((step) => [step]) },
    { weight: 1, arbitrary: debt(sale, codes) },
  );
}

function start(kinds: readonly string[]): fc.Arbitrary<Start> {
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
      products: fc
        .array(product, { minLength: PRODUCTS.length, maxLength: PRODUCTS.length })
        .map((rows) => rows.map((row, index) => ({ code: PRODUCTS[index]!, ...row }))),
    });
  });
}

/** Random networks with random streams. When live, the later plan and ladder come in mid-stream. */
export function scenarios(extent: Extent): fc.Arbitrary<Scenario> {
  const all = scenario(extent);
  // fast-check likes small values, and so short streams: every other one is drawn evenly.
  return fc.oneof(all, fc.noBias(all));
}

function scenario({ kinds, orders, live }: Extent): fc.Arbitrary<Scenario> {
  return start(kinds).chain((from) => {
    const [ladder, ...laterLadders] = from.ladders.map((ladder): Input => ({ ladder }));
    const [plan, ...laterPlans] = from.plans.map((plan): Input => ({ plan }));
    const later = [...laterLadders, ...laterPlans];
    const steps = fc.array(step(from, live), {
      minLength: live ? 15 : 1,
      maxLength: orders,
      size: "max",
    });
    const none = fc.constant<string[]>([]);
    const vast = live ? often(none, fc.constant([VAST]), 2) : none;
    const deposits = fc
      .tuple(fc.array(deposit, { maxLength: 6, size: "max" }), vast)
      .map(([usual, last]) => [...usual, ...last]);
    return fc.tuple(steps, deposits, fc.nat(orders)).map(([steps, amounts, place]) => ({
      opening: [
        ladder!,
        plan!,
        ...(live ? [] : later),
        ...from.distributors.map((distributor): Input => ({ distributor })),
        ...from.products.map((product): Input => ({ product })),
        ...amounts.map((amount, index): Input => {
          return { deposit: { distributor: from.distributors[index]?.code ?? "A", amount } };
        }),
      ],
      steps: numbered((live ? steps.toSpliced(place, 0, later) : steps).flat()),
    }));
  });
}
