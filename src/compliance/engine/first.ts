// Keeps the first few of many in their order, without sorting them all.

export class First<T> {
  readonly #most: number;
  readonly #compare: (one: T, other: T) => number;
  readonly list: T[] = [];

  /** `compare` is below 0 where `one` comes before `other`. */
  constructor(most: number, compare: (one: T, other: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(one: T): void {
    const { list } = this;
    if (list.length === this.#most && this.#compare(list.at(-1)!, one) <= 0) return;
    let place = list.length;
    while (place > 0 && this.#compare(one, list[place - 1]!) < 0) place -= 1;
    list.splice(place, 0, one);
    if (list.length > this.#most) list.pop();
  }
}
