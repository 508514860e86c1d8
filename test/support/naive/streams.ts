// Random streams: orders and refunds on both sides of every line, and all that changes a network between them.
import fc from "fast-check";
import { debt, spending } from "./debts.ts";
import { money, PRODUCTS } from "./documents.ts";
import type { Input, Programme } from "./inputs.ts";
import { joinedAt, product, type Start, start, status } from "./networks.ts";
import { instant, often, order } from "./orders.ts";
import { laterVersion, programme, programmeClose } from "./programme-documents.ts";
import { back, numbered, type Step } from "./refunds.ts";
import { tierByHand, windowClose } from "./windows.ts";

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

const deposit = fc.oneof(money(1_000, 90_000), fc.constantFrom("10.00", "20.00", "60.00"));
const NEWCOMER = "N";
/** So much that an order of one huge unit more does not fit custody. */
const VAST = "90000000000000000.00";

function step(from: Start, { live }: Extent): fc.Arbitrary<Step[]> {
  const codes = from.distributors.map(({ code }) => code);
  const again = live ? often(fc.constant(undefined), fc.nat(12), 4) : fc.constant(undefined);
  const text = order(live ? [...codes, NEWCOMER] : codes, live);
  const sale = fc.record({ text, again, changed: fc.boolean() });
  const alone: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: sale },
    { weight: 4, arbitrary: fc.record({ back, again }) },
    { weight: 1, arbitrary: fc.record({ release: fc.record({ until: instant }) }) },
    { weight: 2, arbitrary: spending(codes) },
    ...changes(from),
    ...tierSteps(from, live),
    ...(live ? liveChanges(from) : []),
  );
  return fc.oneof(
    { weight: 20, arbitrary: alone.map((step) => [step]) },
    { weight: 1, arbitrary: debt(sale, codes) },
  );
}

function changes({ distributors, programmes }: Start): fc.Arbitrary<Step>[] {
  const one = fc.constantFrom(...distributors.map(({ code }) => code));
  return [
    fc.record({ move: fc.record({ code: one, parent: fc.oneof(one, fc.constant("")) }) }),
    fc.record({ status: fc.record({ code: one, status }) }),
    programmeClose(programmes),
  ];
}

function tierSteps({ distributors, ladders }: Start, live: boolean): fc.Arbitrary<Step>[] {
  const codes = distributors.map(({ code }) => code);
  const tiers = ladders[0]!.tiers.map(({ code }) => code);
  const next = fc.constant({ nextWindow: true });
  return [next, tierByHand(codes, tiers), ...(live ? [windowClose] : [])];
}

/** What only a real network takes. */
function liveChanges({ distributors, ladders, programmes }: Start): fc.Arbitrary<Step>[] {
  const parent = fc.constantFrom(...distributors.map(({ code }) => code));
  const tier = fc.constantFrom("", ...ladders[0]!.tiers.map(({ code }) => code));
  const code = fc.constant(NEWCOMER);
  return [
    fc
      .tuple(fc.constantFrom(...PRODUCTS), product)
      .map(([code, rest]) => ({ product: { code, ...rest } })),
    fc.record({ distributor: fc.record({ code, parent, tier, status, joinedAt }) }),
    publication(programmes),
  ];
}

/** A programme that comes in mid-stream: a new one, or a later version of one that there is. */
function publication(programmes: readonly Programme[]): fc.Arbitrary<Input> {
  const fresh = fc.oneof(programme(true), programme(false));
  const [first] = programmes;
  const later = fc
    .tuple(fresh, fc.integer({ min: 1, max: 2 }))
    .map(([terms, nth]) => (first && laterVersion(first, terms, nth)[0]) ?? terms);
  return fc.record({ programme: fc.oneof(fresh, later) });
}

/** Random networks with random streams. When live, the later plan and ladder come in mid-stream. */
export function scenarios(extent: Extent): fc.Arbitrary<Scenario> {
  const all = scenario(extent);
  // fast-check likes small values, and so short streams: every other one is drawn evenly.
  return fc.oneof(all, fc.noBias(all));
}

function scenario(extent: Extent): fc.Arbitrary<Scenario> {
  const { kinds, orders, live } = extent;
  return start(kinds).chain((from) => {
    const [ladder, ...laterLadders] = from.ladders.map((ladder): Input => ({ ladder }));
    const [plan, ...laterPlans] = from.plans.map((plan): Input => ({ plan }));
    const later = [...laterLadders, ...laterPlans];
    const steps = fc.array(step(from, extent), {
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
        ...from.programmes.map((programme): Input => ({ programme })),
        ...amounts.map((amount, index): Input => {
          return { deposit: { distributor: from.distributors[index]?.code ?? "A", amount } };
        }),
      ],
      steps: numbered((live ? steps.toSpliced(place, 0, later) : steps).flat()),
    }));
  });
}
