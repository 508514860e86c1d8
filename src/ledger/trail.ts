// Remembers the hash and recorded time of every transaction that went by, in 40 bytes each.

const HASH_BYTES = 32;
const HASH_DIGITS = 64;

export class Trail {
  #hashes = Buffer.alloc(1_024 * HASH_BYTES);
  #recorded = new Float64Array(1_024);
  #count = 0;

  /** Adds the next transaction; the first one is number 1. */
  push(hash: string, recordedAt: number): void {
    this.#count += 1;
    if (this.#count === this.#recorded.length) this.#grow();
    // A hash of another length is a mismatch by itself; it is remembered as zeros.
    if (hash.length === HASH_DIGITS) this.#hashes.write(hash, this.#count * HASH_BYTES, "hex");
    this.#recorded[this.#count] = recordedAt;
  }

  /** The hash of a transaction, as hex; that of number 0 is the genesis. Empty where there is none. */
  hash(number: number): string {
    if (!this.#has(number)) return "";
    return this.#hashes.toString("hex", number * HASH_BYTES, (number + 1) * HASH_BYTES);
  }

  recordedAt(number: number): number | undefined {
    return this.#has(number) ? this.#recorded[number] : undefined;
  }

  #has(number: number): boolean {
    return number >= 0 && number <= this.#count;
  }

  #grow(): void {
    const [hashes, recorded] = [this.#hashes, this.#recorded];
    this.#hashes = Buffer.alloc(2 * hashes.length);
    this.#hashes.set(hashes);
    this.#recorded = new Float64Array(2 * recorded.length);
    this.#recorded.set(recorded);
  }
}
