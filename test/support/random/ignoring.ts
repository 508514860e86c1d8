// What a random history may be refused.
import { Refusal } from "../../../src/kernel/errors.ts";

/** What is refused is part of the history, and leaves nothing behind. */
export async function ignoring(work: Promise<unknown>): Promise<void> {
  await work.catch((refusal: unknown) => {
    if (!(refusal instanceof Refusal)) throw refusal;
  });
}
