// Keeps the memory of the process small during exports, which create much short-lived garbage.
import { setFlagsFromString } from "node:v8";

/**
 * By default V8 lets the heap grow by nearly 200 MiB before it collects garbage. With this flag it
 * collects earlier, at the cost of some processor time.
 */
const SPARE = "--optimize-for-size";
const SPEND = "--no-optimize-for-size";

let exportsMade = 0;

/** Runs work that creates much garbage and keeps little; several calls may run at once. */
export async function sparingMemory<T>(work: () => Promise<T>): Promise<T> {
  exportsMade += 1;
  setFlagsFromString(SPARE);
  try {
    return await work();
  } finally {
    exportsMade -= 1;
    if (exportsMade === 0) setFlagsFromString(SPEND);
  }
}
