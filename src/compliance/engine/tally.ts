// Counts the sales of a period one by one: who was paid, for whose sales, and along which chains.
import { add, subtract, times, type Whole } from "../../kernel/whole.ts";
import { First } from "./first.ts";
import { type ComplianceReport, isAtMeasure } from "./report.ts";

/** Most entries of each list, except the list of levels, which the tree's depth limits. */
const MAX_LISTED = 20;
/** More than any tree has distributors: two places in it fit one number, which is a cheap key. */
const MAX_PEOPLE = 2 ** 26;

/** A share of a distributor, in minor units. */
export interface SaleShare {
  readonly recipient: string;
  readonly level: number;
  readonly amountMinor: Whole;
}

export interface Sale {
  readonly sellerId: number;
  readonly seller: string;
  /** The ids of the seller's ancestors then, the nearest first. */
  readonly upline: readonly number[];
  readonly quantity: Whole;
  readonly refunded: Whole;
  readonly shares: readonly SaleShare[];
}

interface Level {
  lines: number;
  amountMinor: Whole;
}

/** A distributor that was paid. */
interface Recipient {
  readonly code: string;
  readonly place: number;
  ownMinor: Whole;
  downlineMinor: Whole;
  /** The others in its chain: sellers that it was paid for, and everyone between. */
  people: number;
  levels: number;
}

export class Tally {
  #orders = 0;
  readonly #levels: (Level | undefined)[] = [];
  readonly #recipients = new Map<string, Recipient>();
  readonly #places: Recipient[] = [];
  /** The codes of sellers, by id. */
  readonly #sellers = new Map<number, string>();
  /** What a recipient was paid for the sales of a seller, by the key of both. */
  readonly #pairs = new Map<number, Whole>();
  /** Who is in the chain of a recipient, by the key of both. */
  readonly #chained = new Set<number>();

  /** Counts a sale with what is left of its shares after refunds (docs/rules.md §6). */
  take(sale: Sale): void {
    this.#orders += 1;
    if (sale.refunded >= sale.quantity) return;
    for (const { recipient: code, level, amountMinor } of sale.shares) {
      const left = leftOf(amountMinor, sale);
      if (left <= 0) continue;
      const recipient = this.#recipientOf(code);
      this.#count(level, left);
      if (level === 0) recipient.ownMinor = add(recipient.ownMinor, left);
      else {
        recipient.downlineMinor = add(recipient.downlineMinor, left);
        this.#chain(recipient, sale, level, left);
      }
    }
  }

  #recipientOf(code: string): Recipient {
    const known = this.#recipients.get(code);
    if (known !== undefined) return known;
    const place = this.#places.length;
    const recipient = { code, place, ownMinor: 0, downlineMinor: 0, people: 0, levels: 0 };
    this.#recipients.set(code, recipient);
    this.#places.push(recipient);
    return recipient;
  }

  #count(level: number, left: Whole): void {
    let counted = this.#levels[level];
    if (counted === undefined) {
      counted = { lines: 0, amountMinor: 0 };
      this.#levels[level] = counted;
    }
    counted.lines += 1;
    counted.amountMinor = add(counted.amountMinor, left);
  }

  #chain(recipient: Recipient, { sellerId, seller, upline }: Sale, level: number, left: Whole) {
    this.#sellers.set(sellerId, seller);
    const pair = keyOf(recipient, sellerId);
    this.#pairs.set(pair, add(this.#pairs.get(pair) ?? 0, left));
    recipient.levels = Math.max(recipient.levels, level + 1);
    this.#join(recipient, sellerId);
    for (let up = 0; up < level && up < upline.length; up += 1) this.#join(recipient, upline[up]!);
  }

  #join(recipient: Recipient, id: number): void {
    const key = keyOf(recipient, id);
    if (this.#chained.has(key)) return;
    this.#chained.add(key);
    recipient.people += 1;
  }

  /** The report on the sales so far. */
  report(): Omit<ComplianceReport, "from" | "to"> {
    return {
      orders: this.#orders,
      levels: this.#levels.flatMap((counted, level) => {
        return counted === undefined
          ? []
          : [{ level, lines: counted.lines, amountMinor: BigInt(counted.amountMinor) }];
      }),
      income: this.#income(),
      distributors: this.#distributors(),
      pairs: this.#largestPairs(),
      ...this.#chains(),
    };
  }

  #income() {
    let [ownMinor, downlineMinor] = [0n, 0n];
    for (const one of this.#places) {
      ownMinor += BigInt(one.ownMinor);
      downlineMinor += BigInt(one.downlineMinor);
    }
    return { ownMinor, downlineMinor };
  }

  #distributors() {
    const first = new First<Recipient>(MAX_LISTED, (one, other) => {
      // The part of one income is larger than that of the other, without a division.
      const [part, otherPart] = [
        times(one.downlineMinor, add(other.ownMinor, other.downlineMinor)),
        times(other.downlineMinor, add(one.ownMinor, one.downlineMinor)),
      ];
      return (
        order(otherPart, part) ||
        order(other.downlineMinor, one.downlineMinor) ||
        order(one.code, other.code)
      );
    });
    for (const one of this.#places) if (one.downlineMinor > 0) first.add(one);
    return first.list.map(({ code, ownMinor, downlineMinor }) => {
      return {
        distributor: code,
        ownMinor: BigInt(ownMinor),
        downlineMinor: BigInt(downlineMinor),
      };
    });
  }

  #largestPairs() {
    const codes = (key: number) =>
      [
        this.#places[Math.floor(key / MAX_PEOPLE)]!.code,
        this.#sellers.get(key % MAX_PEOPLE)!,
      ] as const;
    const first = new First<readonly [key: number, amountMinor: Whole]>(
      MAX_LISTED,
      ([key, amount], [otherKey, otherAmount]) => {
        if (amount !== otherAmount) return order(otherAmount, amount);
        const [recipient, seller] = codes(key);
        const [otherRecipient, otherSeller] = codes(otherKey);
        return order(recipient, otherRecipient) || order(seller, otherSeller);
      },
    );
    for (const pair of this.#pairs) first.add(pair);
    return first.list.map(([key, amountMinor]) => {
      const [recipient, seller] = codes(key);
      return { recipient, seller, amountMinor: BigInt(amountMinor) };
    });
  }

  #chains() {
    const first = new First<Recipient>(MAX_LISTED, (one, other) => {
      return (
        order(isAtMeasure(chainOf(other)), isAtMeasure(chainOf(one))) ||
        order(other.people, one.people) ||
        order(one.code, other.code)
      );
    });
    let chainsAtMeasure = 0;
    for (const one of this.#places) {
      if (one.people === 0) continue;
      first.add(one);
      if (isAtMeasure(chainOf(one))) chainsAtMeasure += 1;
    }
    return { chains: first.list.map(chainOf), chainsAtMeasure };
  }
}

function keyOf({ place }: Recipient, id: number): number {
  return place * MAX_PEOPLE + id;
}

function chainOf({ code, people, levels }: Recipient) {
  return { recipient: code, people, levels };
}

function order<T extends string | boolean | Whole>(one: T, other: T): number {
  return one < other ? -1 : Number(one > other);
}

// What refunds have left of a share: each gives back its part rounded down.
function leftOf(amountMinor: Whole, { quantity, refunded }: Sale): Whole {
  if (refunded === 0) return amountMinor;
  const back = (BigInt(amountMinor) * BigInt(refunded)) / BigInt(quantity);
  return subtract(amountMinor, Number.isSafeInteger(Number(back)) ? Number(back) : back);
}
