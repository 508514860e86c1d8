// Matches statement lines with ledger movements, one to one; pure, and independent of the row
// order.
import { dayAfter } from "../../../kernel/days.ts";
import type { Line, MatchedBy, Matching, Movement, Pair, Tolerance } from "./matching.ts";

/** Most words of a memo that can be references. */
const MAX_WORDS = 50;
/** A shorter word of a memo counts as a reference only if the amount is equal too. */
const LEAST_WORD = 4;
/** Lines of one step. */
const STEP = 1_000;
const WORD = /[A-Za-z0-9\-_.]{2,64}/g;

/**
 * Matches by reference with an equal amount, then by reference alone, then by amount and day within
 * the tolerance, then by words of the memo. It yields now and then, so that the caller can do
 * something else in between. `paired` has the names (`nameOf`) of lines that were
 * already matched by their first reference.
 */
export function* match(
  lines: readonly Line[],
  movements: readonly Movement[],
  paired: ReadonlySet<string>,
  tolerance: Tolerance,
): Generator<void, Matching> {
  const matcher = new Matcher(lines, movements, paired, tolerance);
  yield;
  yield* matcher.byReference();
  yield* matcher.byAmount();
  yield* matcher.byWords();
  return matcher.finish();
}
/**
 * The name that identifies a duplicate: direction and first reference; undefined without a
 * reference.
 */
export function nameOf({ amountMinor, references }: Pick<Line, "amountMinor" | "references">) {
  const [first] = references;
  return first === undefined ? undefined : directed(amountMinor, first);
}

function directed(amountMinor: bigint, reference: string): string {
  return `${amountMinor < 0n ? "-" : "+"} ${reference}`;
}

type Index = Map<string, Movement[]>;

/** Movements by direction and name. */
function indexOf(movements: readonly Movement[]): Index {
  const index: Index = new Map();
  for (const movement of movements) {
    for (const reference of new Set(movement.references)) {
      const key = directed(movement.amountMinor, reference);
      const known = index.get(key);
      if (known === undefined) index.set(key, [movement]);
      else known.push(movement);
    }
  }
  return index;
}

class Matcher {
  readonly #lines: readonly Line[];
  readonly #movements: readonly Movement[];
  readonly #tolerance: Tolerance;
  readonly #byReference: Index;
  /** Movements by memo words, for bank lines only: a product name does not identify an order. */
  readonly #byWord: Index;
  readonly #pairs = new Map<Line, Pair>();
  readonly #taken = new Set<Movement>();
  /** Names of lines matched by their first reference; another line with the name is a duplicate. */
  readonly #names: Set<string>;

  constructor(
    lines: readonly Line[],
    movements: readonly Movement[],
    paired: ReadonlySet<string>,
    tolerance: Tolerance,
  ) {
    this.#names = new Set(paired);
    this.#lines = inOrder(lines);
    this.#movements = movements.toSorted((one, other) => one.seq - other.seq);
    this.#tolerance = tolerance;
    this.#byReference = indexOf(this.#movements);
    this.#byWord = indexOf(this.#movements.filter(({ byAmount }) => byAmount));
  }

  *byReference(): Generator<void> {
    const ranks = this.#lines.reduce((most, one) => Math.max(most, one.references.length), 0);
    for (const exact of [true, false]) {
      for (let rank = 0; rank < ranks; rank += 1) {
        for (const [n, line] of (rank === 0 ? this.#open() : this.#single()).entries()) {
          if (n % STEP === 0) yield;
          const by = rank === 0 ? "REFERENCE" : "OTHER_REFERENCE";
          this.#pairNearest(line, line.references.slice(rank, rank + 1), exact, by);
        }
      }
      if (!exact) continue;
      for (const [n, line] of this.#single().entries()) {
        if (n % STEP === 0) yield;
        this.#pairNearest(line, wordsOf(line), true, "MEMO");
      }
    }
  }

  *byWords(): Generator<void> {
    for (const [n, line] of this.#single().entries()) {
      if (n % STEP === 0) yield;
      const words = wordsOf(line).filter((word) => word.length >= LEAST_WORD);
      this.#pairNearest(line, words, false, "MEMO");
    }
  }

  *byAmount(): Generator<void> {
    const free = this.#movements.filter((one) => one.byAmount && !this.#taken.has(one));
    // Each day's list ends with the earliest movement, so that taking it is cheap.
    const byDay = Map.groupBy(free.reverse(), ({ amountMinor, day }) => `${amountMinor} ${day}`);
    for (let away = 0; away <= this.#tolerance.days && byDay.size > 0; away += 1) {
      for (const [n, line] of this.#single().entries()) {
        if (n % STEP === 0) yield;
        const days = away === 0 ? [line.day] : [-away, away].map((by) => dayAfter(line.day, by));
        const there = days.map((day) => byDay.get(`${line.amountMinor} ${day}`));
        const movement = there.find((list) => list !== undefined && list.length > 0)?.pop();
        if (movement !== undefined) this.#pair(line, movement, "AMOUNT");
      }
    }
  }

  finish(): Matching {
    const open = this.#open();
    return {
      pairs: [...this.#pairs.values()],
      duplicated: open.filter((line) => this.#isDouble(line)),
      missingHere: open.filter((line) => !this.#isDouble(line)),
      missingThere: this.#movements.filter((movement) => !this.#taken.has(movement)),
    };
  }

  #isDouble(line: Line): boolean {
    const name = nameOf(line);
    return name !== undefined && this.#names.has(name);
  }

  #open(): Line[] {
    return this.#lines.filter((line) => !this.#pairs.has(line));
  }

  /** The open lines without duplicates, which may match only by their first reference. */
  #single(): Line[] {
    return this.#open().filter((line) => !this.#isDouble(line));
  }

  /**
   * Pairs a line with the nearest movement that has one of the names; `exact` requires equal
   * amounts.
   */
  #pairNearest(line: Line, names: readonly string[], exact: boolean, by: MatchedBy): void {
    const index = by === "MEMO" ? this.#byWord : this.#byReference;
    const found = names.flatMap((name) => this.#free(index, directed(line.amountMinor, name)));
    const fitting = exact
      ? found.filter((one) => this.#isSame(line.amountMinor, one.amountMinor))
      : found;
    const [nearest] = fitting.sort(
      (one, other) =>
        Number(this.#differs(line, one)) - Number(this.#differs(line, other)) ||
        distance(line, one) - distance(line, other) ||
        one.seq - other.seq,
    );
    if (nearest !== undefined) this.#pair(line, nearest, by);
  }

  #free(index: Index, key: string): Movement[] {
    const free = index.get(key)?.filter((movement) => !this.#taken.has(movement)) ?? [];
    if (free.length > 0) index.set(key, free);
    else index.delete(key);
    return free;
  }

  #pair(line: Line, movement: Movement, by: MatchedBy): void {
    this.#taken.add(movement);
    this.#pairs.set(line, { line, movement, by, differs: this.#differs(line, movement) });
    const name = nameOf(line);
    if (by === "REFERENCE" && name !== undefined) this.#names.add(name);
  }

  #differs(line: Line, movement: Movement): boolean {
    if (!this.#isSame(line.amountMinor, movement.amountMinor)) return true;
    return line.feeMinor !== null && !this.#isSame(line.feeMinor, movement.feeMinor);
  }

  #isSame(one: bigint, other: bigint): boolean {
    const by = one < other ? other - one : one - other;
    return by <= this.#tolerance.amountMinor;
  }
}

/** Sorts lines independently of their row order; lines that compare equal are identical. */
function inOrder(lines: readonly Line[]): Line[] {
  const text = ({ day, time, amountMinor, references, memo, feeMinor, key }: Line) =>
    [day, time, amountMinor, references.join("\0"), memo, feeMinor, key].join("\u0001");
  const keyed = lines.map((line) => ({ line, text: text(line) }));
  keyed.sort((one, other) => (one.text < other.text ? -1 : 1));
  return keyed.map(({ line }) => line);
}

function wordsOf({ memo }: Line): string[] {
  const words = memo.match(WORD) ?? [];
  return [...new Set(words)].slice(0, MAX_WORDS);
}

function distance({ day }: Line, movement: Movement): number {
  return Math.abs(Date.parse(day) - Date.parse(movement.day));
}
