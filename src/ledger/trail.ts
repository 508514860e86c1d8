// Remembers the hash and recorded time of every transaction that went by, in 40 bytes each.

const HASH_BYTES = 32;
const HASH_DIGITS = 64;

export class Trail {
  #hashes = Buffer.alloc(1_024 * HASH_BYTES);
  #recorded = new Float64Array(1_024);
  readonly #since: number;
  #count = 0;

  /** Of the transactions behind `since`. */
  constructor(since: number) {
    this.#since = since;
  }

  /** Adds the next transaction. */
  push(hash: string, recordedAt: number): void {
    this.#count += 1;
    if (this.#count === this.#recorded.length) this.#grow();
    // A hash of another length is a mismatch by itself; it is remembered as zeros.
    if (hash.length === HASH_DIGITS) this.#hashes.write(hash, this.#count * HASH_BYTES, "hex");
    this.#recorded[this.#count] = recordedAt;
  }

  /** The hash of a transaction, as hex; empty where there is none. */
  hash(seq: number): string {
    const number = this.#numberOf(seq);
    if (number === undefined) return "";
    return this.#hashes.toString("hex", number * HASH_BYTES, (number + 1) * HASH_BYTES);
  }

  recordedAt(seq: number): number | undefined {
    const number = this.#numberOf(seq);
    return number === undefined ? undefined : this.#recorded[number];
  }

  #numberOf(seq: number): number | undefined {
    const number = seq - this.#since;
    return number > 0 && number <= this.#count ? number : undefined;
  }

  #grow(): void {
    const [hashes, recorded] = [this.#hashes, this.#recorded];
    this.#hashes = Buffer.alloc(2 * hashes.length);
    this.#hashes.set(hashes);
    this.#recorded = new Float64Array(2 * recorded.length);
    this.#recorded.set(recorded);
  }
}
