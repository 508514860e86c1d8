// What a scrape of the metrics reads from the database: one reading at a time, and never the reason why
// the other metrics are missing.
import { setTimeout as sleep } from "node:timers/promises";

/** A scrape waits this long; Prometheus itself gives up after 10 seconds. */
const MAX_MS = 5_000;

/** Scrapes that overlap share a reading. Undefined if it fails or takes too long. */
export function scraped<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let reading: Promise<T | undefined> | undefined;
  return async () => {
    reading ??= read()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    const late = new AbortController();
    const tooLate = sleep(MAX_MS, undefined, { signal: late.signal }).catch(() => undefined);
    try {
      return await Promise.race([reading, tooLate]);
    } finally {
      late.abort();
    }
  };
}
