// Keeps the process's memory small while exports are made: what one makes is garbage within a page.
import { setFlagsFromString } from "node:v8";

/**
 * V8 lets its memory grow by nearly 200 MiB before it looks for what is free, unless it is told to
 * spare it: then it looks sooner, which takes some of the processor's time.
 */
const SPARE = "--optimize-for-size";
const SPEND = "--no-optimize-for-size";

let exportsMade = 0;

/** Runs work that makes much garbage and keeps little of it; several at once may. */
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
