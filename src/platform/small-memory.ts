// Keeps the memory of the process small during long work that creates much short-lived garbage.
import { setFlagsFromString } from "node:v8";

/**
 * By default V8 lets the heap grow by nearly 200 MiB before it collects garbage. With these flags the
 * space for new objects stays as large as it is, and the old space grows by a third at most between
 * two collections, at the cost of some processor time.
 */
const SPARE = ["--semi-space-growth-factor=1", "--heap-growing-percent=30"];
const SPEND = ["--semi-space-growth-factor=2", "--heap-growing-percent=0"];

let running = 0;

/** Runs work that creates much garbage and keeps little; several calls may run at once. */
export async function sparingMemory<T>(work: () => Promise<T>): Promise<T> {
  running += 1;
  for (const flag of SPARE) setFlagsFromString(flag);
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) for (const flag of SPEND) setFlagsFromString(flag);
  }
}
