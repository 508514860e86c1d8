// Holds the distributors of a large file in little memory: texts as bytes, the rest in columns of numbers.
import { STATUSES, type Status } from "./distributor.ts";

export interface FileDistributor {
  readonly code: string;
  readonly parent: string | null;
  readonly name: string;
  readonly tier: string | null;
  readonly status: Status;
  readonly joinedAt: number;
}

/** Bytes of one block of texts. */
const BLOCK = 1024 * 1024;
const FIRST_ROWS = 1_024;
/** Between a row's texts; codes and names have no control characters. */
const BETWEEN = "\n";

export class PackedDistributors {
  /** Code, parent and name of each row; a row does not go from one block to the next. */
  readonly #blocks: Buffer[] = [];
  #free = BLOCK;
  /** Where a row's texts begin, counted over all blocks, and how long they are. */
  #starts = new Float64Array(FIRST_ROWS);
  #lengths = new Uint16Array(FIRST_ROWS);
  #lines = new Int32Array(FIRST_ROWS);
  #joinedAt = new Float64Array(FIRST_ROWS);
  #statuses = new Uint8Array(FIRST_ROWS);
  #tiers = new Uint16Array(FIRST_ROWS);
  readonly #tierCodes: (string | null)[] = [];
  /** Rows plus one, by the hashes of their codes; 0 is free. Half of it is free at least. */
  #slots = new Int32Array(4 * FIRST_ROWS);
  size = 0;

  /** Adds a row that starts on a line of the file, unless the code is there: then returns that row. */
  add(one: FileDistributor, line: number): number | undefined {
    const slot = this.#slotOf(one.code);
    if (this.#slots[slot] !== 0) return this.#slots[slot]! - 1;
    if (this.size === this.#starts.length) this.#grow();
    const row = this.size;
    this.size += 1;
    this.#write(row, one);
    this.#lines[row] = line;
    this.#joinedAt[row] = one.joinedAt;
    this.#statuses[row] = STATUSES.indexOf(one.status);
    this.#tiers[row] = this.#tierOf(one.tier);
    this.#slots[slot] = row + 1;
    if (2 * this.size > this.#slots.length) this.#hashAgain();
    return undefined;
  }

  /** The row with a code; undefined if there is none. */
  find(code: string): number | undefined {
    const row = this.#slots[this.#slotOf(code)]! - 1;
    return row < 0 ? undefined : row;
  }

  line(row: number): number {
    return this.#lines[row]!;
  }

  code(row: number): string {
    const text = this.#text(row);
    return text.slice(0, text.indexOf(BETWEEN));
  }

  parent(row: number): string | null {
    return this.at(row).parent;
  }

  status(row: number): Status {
    return STATUSES[this.#statuses[row]!]!;
  }

  at(row: number): FileDistributor {
    const [code, parent, name] = this.#text(row).split(BETWEEN) as [string, string, string];
    return {
      code,
      parent: parent === "" ? null : parent,
      name,
      tier: this.#tierCodes[this.#tiers[row]!]!,
      status: this.status(row),
      joinedAt: this.#joinedAt[row]!,
    };
  }

  #text(row: number): string {
    const start = this.#starts[row]!;
    const from = start % BLOCK;
    return this.#blocks[Math.floor(start / BLOCK)]!.toString(
      "utf8",
      from,
      from + this.#lengths[row]!,
    );
  }

  #write(row: number, { code, parent, name }: FileDistributor): void {
    const text = `${code}${BETWEEN}${parent ?? ""}${BETWEEN}${name}`;
    const length = Buffer.byteLength(text);
    if (this.#free + length > BLOCK) {
      this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK));
      this.#free = 0;
    }
    const block = this.#blocks.length - 1;
    this.#blocks[block]!.write(text, this.#free);
    this.#starts[row] = block * BLOCK + this.#free;
    this.#lengths[row] = length;
    this.#free += length;
  }

  #tierOf(tier: string | null): number {
    const known = this.#tierCodes.indexOf(tier);
    return known >= 0 ? known : this.#tierCodes.push(tier) - 1;
  }

  // The slot of a code: its row's, or the free one that it would have.
  #slotOf(code: string): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(code) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]! - 1;
      if (row < 0 || this.code(row) === code) return slot;
    }
  }

  #hashAgain(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let row = 0; row < this.size; row += 1) {
      let slot = hashOf(this.code(row)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }

  #grow(): void {
    this.#starts = doubled(this.#starts);
    this.#lengths = doubled(this.#lengths);
    this.#lines = doubled(this.#lines);
    this.#joinedAt = doubled(this.#joinedAt);
    this.#statuses = doubled(this.#statuses);
    this.#tiers = doubled(this.#tiers);
  }
}

type Column = Float64Array | Int32Array | Uint16Array | Uint8Array;

function doubled<T extends Column>(column: T): T {
  const longer = new (column.constructor as new (length: number) => T)(2 * column.length);
  longer.set(column);
  return longer;
}

// FNV-1a: codes are short, and many differ in their last characters only.
function hashOf(code: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < code.length; at += 1)
    hash = Math.imul(hash ^ code.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
