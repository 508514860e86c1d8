// What a statement's lines are known by in the book: a hash of all that was read of each.
import { createHash, type Hash } from "node:crypto";
import type { StatementLine } from "./statement.ts";

/** A SHA-256 over the lines in their order. */
export class LineDigest {
  readonly #hash: Hash = createHash("sha256");

  add({ line, id, references, day, time, amountMinor, feeMinor, ...rest }: StatementLine): void {
    const amounts = [amountMinor, feeMinor].map((minor) => minor?.toString() ?? null);
    const texts = [rest.counterparty, rest.memo];
    this.#hash.update(
      `${JSON.stringify([line, id, references, day, time, ...amounts, ...texts])}\n`,
    );
  }

  end(): string {
    return this.#hash.digest("hex");
  }
}
