// Random streams: orders and refunds on both sides of every line, and all that changes a network between them.
import fc from "fast-check";
import { debt, spending } from "./debts.ts";
import { money, PRODUCTS } from "./documents.ts";
import type { Input, Programme } from "./inputs.ts";
import { joinedAt, product, type Start, start, status } from "./networks.ts";
import { instant, often, order } from "./orders.ts";
import { programme, programmeClose } from "./programme-documents.ts";
import { back } from "./refunds.ts";
import { numbered, type Step } from "./steps.ts";
import { tierByHand, windowClose } from "./windows.ts";

/** What there is before the first step, and the steps. */
export interface Scenario {
  readonly timeZone: string;
  readonly opening: readonly Input[];
  readonly steps: readonly Input[];
}

export interface ScenarioOptions {
  readonly kinds: readonly string[];
  readonly orders: number;
  /** Also inputs that only a real network takes: late publications, enrolments, repetitions, huge amounts. */
  readonly live: boolean;
  /** What comes as often as orders: windows and tiers by hand, or programmes and their closes. */
  readonly focus?: "TIERS" | "PROGRAMMES";
}

const deposit = fc.oneof(money(1_000, 90_000), fc.constantFrom("10.00", "20.00", "60.00"));
const NEWCOMER = "N";
/** Clocks change in all but the first, in Beirut at midnight: the 29th of March begins at one o'clock. */
const TIME_ZONES = ["Asia/Shanghai", "America/New_York", "Asia/Beirut", "Pacific/Auckland"];
/** So much that an order of one huge unit more does not fit custody. */
const VAST = "90000000000000000.00";

function step(from: Start, { live, focus }: ScenarioOptions): fc.Arbitrary<Step[]> {
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
    ...weighed(tierSteps(from, live), focus === "TIERS"),
    ...weighed(programmeSteps(from, live), focus === "PROGRAMMES"),
    ...(live ? liveChanges(from) : []),
  );
  return fc.oneof(
    { weight: 20, arbitrary: alone.map((step) => [step]) },
    { weight: 1, arbitrary: debt(sale, codes) },
  );
}

function changes({ distributors }: Start): fc.Arbitrary<Step>[] {
  const one = fc.constantFrom(...distributors.map(({ code }) => code));
  return [
    fc.record({ move: fc.record({ code: one, parent: fc.oneof(one, fc.constant("")) }) }),
    fc.record({ status: fc.record({ code: one, status }) }),
    fc.record({ withholding: fc.record({ code: one, withheld: fc.boolean() }) }),
  ];
}

function weighed(steps: readonly fc.Arbitrary<Step>[], isOften: boolean) {
  return steps.map((arbitrary) => ({ weight: isOften ? 6 : 1, arbitrary }));
}

function programmeSteps({ programmes }: Start, live: boolean): fc.Arbitrary<Step>[] {
  return [programmeClose(programmes), ...(live ? [publication(programmes)] : [])];
}

function tierSteps({ distributors, ladders }: Start, live: boolean): fc.Arbitrary<Step>[] {
  const codes = distributors.map(({ code }) => code);
  const tiers = ladders[0]!.tiers.map(({ code }) => code);
  const next = fc.constant({ nextWindow: true });
  return [next, tierByHand(codes, tiers), ...(live ? [windowClose] : [])];
}

/** What only a real network takes. */
function liveChanges({ distributors, ladders }: Start): fc.Arbitrary<Step>[] {
  const parent = fc.constantFrom(...distributors.map(({ code }) => code));
  const tier = fc.constantFrom("", ...ladders[0]!.tiers.map(({ code }) => code));
  const code = fc.constant(NEWCOMER);
  return [
    fc
      .tuple(fc.constantFrom(...PRODUCTS), product)
      .map(([code, rest]) => ({ product: { code, ...rest } })),
    fc.record({ distributor: fc.record({ code, parent, tier, status, joinedAt }) }),
  ];
}

/** A programme that comes in mid-stream: a new one, or a later version of one that there is. */
function publication(programmes: readonly Programme[]): fc.Arbitrary<Step> {
  const fresh = fc.oneof(programme(true), programme(false));
  if (programmes.length === 0) return fc.record({ programme: fresh });
  const first = fc.constantFrom(...programmes);
  return fc.oneof(fc.record({ programme: fresh }), fc.record({ first, terms: fresh }));
}

/** Random networks with random streams. When live, the later plan and ladder come in mid-stream. */
export function scenarios(options: ScenarioOptions): fc.Arbitrary<Scenario> {
  const all = scenario(options);
  // fast-check likes small values, and so short streams: every other one is drawn evenly.
  return fc.oneof(all, fc.noBias(all));
}

function scenario(options: ScenarioOptions): fc.Arbitrary<Scenario> {
  const { kinds, orders, live } = options;
  return start(kinds).chain((from) => {
    const [early, late] = documentsOf(from);
    const size = { minLength: live ? 15 : 1, maxLength: orders, size: "max" as const };
    const steps = fc.array(step(from, options), size);
    const zone = live ? fc.constantFrom(...TIME_ZONES) : fc.constant(TIME_ZONES[0]!);
    const all = fc.tuple(steps, deposits(from, live), fc.nat(orders), zone, fc.boolean());
    return all.map(([steps, amounts, place, timeZone, inTime]) => {
      const flat = (live ? steps.toSpliced(place, 0, late) : steps).flat();
      return {
        timeZone,
        opening: [...early, ...(live ? [] : late), ...rowsOf(from), ...amounts],
        steps: numbered(inTime ? inOrderOfTime(flat) : flat),
      };
    });
  });
}

/** The ladder and plan that there are at first, and those that come later. */
function documentsOf(from: Start): [first: Input[], later: Input[]] {
  const [ladder, ...laterLadders] = from.ladders.map((ladder): Input => ({ ladder }));
  const [plan, ...laterPlans] = from.plans.map((plan): Input => ({ plan }));
  return [
    [ladder!, plan!],
    [...laterLadders, ...laterPlans],
  ];
}

function rowsOf({ distributors, products, programmes }: Start): Input[] {
  return [
    ...distributors.map((distributor): Input => ({ distributor })),
    ...products.map((product): Input => ({ product })),
    ...programmes.map((programme): Input => ({ programme })),
  ];
}

function deposits({ distributors }: Start, live: boolean): fc.Arbitrary<Input[]> {
  const none = fc.constant<string[]>([]);
  const vast = live ? often(none, fc.constant([VAST]), 2) : none;
  return fc.tuple(fc.array(deposit, { maxLength: 6, size: "max" }), vast).map(([usual, last]) =>
    [...usual, ...last].map((amount, index) => {
      return { deposit: { distributor: distributors[index]?.code ?? "A", amount } };
    }),
  );
}

/** The same steps, but every order happens after those before it, as most do in life. */
function inOrderOfTime(steps: readonly Step[]): Step[] {
  const times = steps.flatMap((step) => ("text" in step ? step.text.occurredAt : []));
  const sorted = times.sort((one, other) => Date.parse(one) - Date.parse(other)).values();
  return steps.map((step) => {
    if (!("text" in step)) return step;
    return { ...step, text: { ...step.text, occurredAt: sorted.next().value! } };
  });
}
