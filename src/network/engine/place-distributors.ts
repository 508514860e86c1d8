// Places the new distributors of a file in the tree: their ids, parents and levels, in columns of numbers.
import { Refusal } from "../../kernel/errors.ts";
import { TOO_DEEP } from "../codes.ts";
import { MAX_DEPTH } from "./distributor.ts";
import type { PackedDistributors } from "./packed-distributors.ts";

/** A distributor that was there before. */
export interface Base {
  readonly id: number;
  readonly path: readonly number[];
}

/** What stands above a place: a new distributor, one that was there before, none, or an unknown code. */
const [ROOT, UNKNOWN, FIRST_BASE] = [-1, -2, -3];
/** More codes of a circle are not shown. */
const MAX_SHOWN = 6;

export class PlacedDistributors {
  readonly firstId: number;
  /** The row in the file of each place; ids follow the order of the file. */
  readonly rows: Int32Array;
  readonly #packed: PackedDistributors;
  readonly #above: Int32Array;
  /** How far below the root, from 1; 0 is not known yet. */
  readonly #depths: Int16Array;
  readonly #bases: Base[] = [];

  /** `rows` are the new ones; `baseOf` finds what was there before. */
  constructor(
    packed: PackedDistributors,
    rows: Int32Array,
    baseOf: ReadonlyMap<string, Base>,
    firstId: number,
  ) {
    [this.#packed, this.rows, this.firstId] = [packed, rows, firstId];
    this.#above = new Int32Array(rows.length);
    this.#depths = new Int16Array(rows.length);
    const placeOf = new Int32Array(packed.size).fill(-1);
    for (const [place, row] of rows.entries()) placeOf[row] = place;
    const numbers = new Map<string, number>();
    for (const [place, row] of rows.entries()) {
      const parent = packed.parent(row);
      const above = parent === null ? undefined : packed.find(parent);
      const base = parent === null ? undefined : baseOf.get(parent);
      if (parent === null) this.#above[place] = ROOT;
      else if (above !== undefined && placeOf[above]! >= 0) this.#above[place] = placeOf[above]!;
      else if (base === undefined) this.#above[place] = UNKNOWN;
      else {
        const known = numbers.get(parent) ?? this.#bases.push(base) - 1;
        numbers.set(parent, known);
        this.#above[place] = FIRST_BASE - known;
      }
    }
  }

  /** Finds all levels; tells each place that has none, with the reason. */
  measure(tell: (row: number, why: Refusal) => void): void {
    const chain = new Int32Array(MAX_DEPTH + 1);
    for (let place = 0; place < this.rows.length; place += 1) {
      let [length, top] = [0, place];
      while (top >= 0 && this.#depths[top] === 0 && length <= MAX_DEPTH) {
        chain[length] = top;
        length += 1;
        top = this.#above[top]!;
      }
      let depth = this.#depthOf(top);
      if (depth === undefined || depth + length > MAX_DEPTH) {
        tell(this.rows[place]!, this.#whyUnplaced(chain.subarray(0, length)));
        continue;
      }
      for (let at = length - 1; at >= 0; at -= 1) {
        depth += 1;
        this.#depths[chain[at]!] = depth;
      }
    }
  }

  // Of what stands above; undefined where nothing can stand below it.
  #depthOf(above: number): number | undefined {
    if (above === ROOT) return 0;
    if (above === UNKNOWN) return undefined;
    if (above <= FIRST_BASE) return this.#bases[FIRST_BASE - above]!.path.length;
    return this.#depths[above] === 0 ? undefined : this.#depths[above];
  }

  #whyUnplaced(chain: Int32Array): Refusal {
    const again = chain.indexOf(chain[0]!, 1);
    const codes = (places: Int32Array) =>
      Array.from(places, (place) => this.#packed.code(this.rows[place]!));
    if (again > 0) {
      const circle = codes(chain.subarray(0, again + 1));
      const shown =
        circle.length > MAX_SHOWN
          ? [...circle.slice(0, MAX_SHOWN - 1), "…", circle.at(-1)!]
          : circle;
      return new Refusal(
        "INVALID",
        `parent: the parents form a circle: ${shown.join(" → ")}`,
        "parent",
      );
    }
    const last = chain.at(-1)!;
    if (this.#above[last] === UNKNOWN) {
      const { code, parent } = this.#packed.at(this.rows[last]!);
      const whose = last === chain[0] ? "" : ` (the parent of its ancestor "${code}")`;
      const why = `parent: distributor "${parent}"${whose} does not exist`;
      return new Refusal("NOT_FOUND", why, "parent");
    }
    return new Refusal(
      TOO_DEEP,
      `parent: is deeper than ${MAX_DEPTH} levels, or below a circle of parents`,
      "parent",
    );
  }

  /** The ids of all parents; 0 for a root. */
  parents(): Int32Array {
    return this.#above.map((above) => {
      if (above >= 0) return this.firstId + above;
      return above === ROOT ? 0 : this.#bases[FIRST_BASE - above]!.id;
    });
  }

  /** All places, parents before children. */
  order(): Int32Array {
    const next = new Int32Array(MAX_DEPTH + 2);
    for (const depth of this.#depths) next[depth + 1]! += 1;
    for (let depth = 1; depth < next.length; depth += 1) next[depth]! += next[depth - 1]!;
    const order = new Int32Array(this.#depths.length);
    for (const [place, depth] of this.#depths.entries()) {
      order[next[depth]!] = place;
      next[depth]! += 1;
    }
    return order;
  }

  /** The ids from the root to a place, its own at last. */
  path(place: number): number[] {
    const path: number[] = [];
    let above = place;
    for (; above >= 0; above = this.#above[above]!) path.push(this.firstId + above);
    path.reverse();
    return above === ROOT ? path : [...this.#bases[FIRST_BASE - above]!.path, ...path];
  }
}
