// What is read for the events of one page: by all subscribers of a network together, and only for a while.
import type { Network } from "../../database/database.ts";
import type { Page } from "../feed/read.ts";
import { Loaders } from "./loaders.ts";

/** How long what was read or executed for an event is given to further subscribers. */
export const KEPT_MS = 5_000;

/** The loaders of one page of events. */
export interface Reading {
  /** When it began, by `performance.now`. */
  readonly at: number;
  readonly loaders: Loaders;
}

/**
 * Whether something that was read at a time may be given to a subscriber: it must not be from before
 * the subscription began, since the client may know of later changes.
 */
export function isFresh(at: number, since: number): boolean {
  return at >= since && performance.now() - at <= KEPT_MS;
}

export class PageReadings {
  readonly #begin: (page: Page, loaders: Loaders) => void;
  readonly #readings = new WeakMap<Page, Reading>();

  /** `begin` gives the loaders of a new reading what the page has already. */
  constructor(begin: (page: Page, loaders: Loaders) => void) {
    this.#begin = begin;
  }

  /** A fresh reading for a subscriber; loaders have no viewer, so all viewers share it. */
  of(page: Page, network: Network, since: number): Reading {
    const known = this.#readings.get(page);
    if (known !== undefined && isFresh(known.at, since)) return known;
    const fresh = { at: performance.now(), loaders: new Loaders(network) };
    this.#begin(page, fresh.loaders);
    this.#readings.set(page, fresh);
    return fresh;
  }

  /** After a read that failed: the next one asks the database again. */
  forget(page: Page): void {
    this.#readings.delete(page);
  }
}
