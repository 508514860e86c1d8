// Windows and tiers by hand for the pure engine's side of the comparison: without the settlement's tables.
import { judge } from "../../../src/commission/engine/downgrade.ts";
import { inForce } from "../../../src/commission/engine/state.ts";
import {
  endOfMonth,
  ladderOfMonth,
  monthAfter,
  type Window,
  windowsBack,
} from "../../../src/commission/engine/window.ts";
import type { Books } from "./books.ts";
import type { TierByHand, WindowClose } from "./inputs.ts";

/** Since when tiers are held, their floors, and what was closed. */
export class Tiers {
  readonly #books: Books;
  readonly #since = new Map<string, number>();
  readonly #floors = new Map<string, { tier: string; until: string }>();
  #lastClosed: string | undefined;

  constructor(books: Books, joined: Iterable<readonly [code: string, at: number]>) {
    this.#books = books;
    for (const [code, at] of joined) this.#since.set(code, at);
  }

  /** Keeps when somebody's tier changed. */
  changed(code: string, at: number): void {
    const { zone } = this.#books;
    const end = this.#lastClosed === undefined ? 0 : endOfMonth(zone, this.#lastClosed);
    this.#since.set(code, Math.max(at, end));
  }

  /** Returns who was downgraded to what, if it is the month's turn. */
  close({ month: text, at }: WindowClose): (readonly [code: string, to: string])[] {
    const { ladders, zone } = this.#books;
    const month = `${text}-01`;
    const end = endOfMonth(zone, month);
    if (Date.parse(at) < end || !this.#isNext(month)) return [];
    if (ladderOfMonth(ladders, zone, month)?.window !== "CALENDAR_MONTH") return [];
    const windows = windowsBack(ladders, zone, month);
    const lowered = [...this.#books.members.keys()].flatMap((code) => {
      const to = this.#judge(code, monthAfter(month, 1), windows);
      return to === null ? [] : [[code, to] as const];
    });
    for (const [code, to] of lowered) {
      this.#books.members.get(code)!.tier = to;
      this.changed(code, end);
    }
    this.#lastClosed = month;
    return lowered;
  }

  // The months that a generated stream closes begin with the first that can be, and skip none.
  #isNext(month: string): boolean {
    return this.#lastClosed === undefined || month > this.#lastClosed;
  }

  #judge(code: string, day: string, windows: readonly Window[]): string | null {
    const { tier, volumes } = this.#books.members.get(code)!;
    const floor = this.#floors.get(code);
    return judge(
      {
        tier: tier ?? windows[0]!.ladder.tiers[0]!.code,
        since: this.#since.get(code)!,
        floor: floor !== undefined && floor.until >= day ? floor.tier : null,
        volumeIn: (month) => volumes.get(month) ?? { personal: 0n, team: 0n },
      },
      windows,
    );
  }

  /** Returns whether the tier itself has changed. */
  set({ code, tier, until, at: text }: TierByHand): boolean {
    const { ladders, zone, members } = this.#books;
    const at = Date.parse(text);
    const known = inForce(ladders, at)?.tiers.some((one) => one.code === tier);
    if (known !== true || until <= zone.day(at)) return false;
    this.#floors.set(code, { tier, until });
    const member = members.get(code)!;
    if (member.tier === tier) return false;
    member.tier = tier;
    this.changed(code, at);
    return true;
  }
}
