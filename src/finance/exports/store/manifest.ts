// What an export holds in all, for whoever checks that a file is whole and unchanged.
import { createHash } from "node:crypto";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import type { ExportFormat } from "./format.ts";
import type { Days, JournalLine } from "./read-journal.ts";

/** The sums of an asset's lines; both are positive, and of a whole journal the same. */
export interface AssetSums {
  readonly asset: string;
  readonly debits: string;
  readonly credits: string;
}

export interface Manifest {
  readonly network: string;
  readonly format: ExportFormat;
  /** Accounting dates, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** The recorded time up to which the book was read, where somebody named one. */
  readonly asOf?: string | undefined;
  /** Transactions with postings, and their lines. */
  readonly transactions: number;
  readonly lines: number;
  readonly totals: readonly AssetSums[];
  /** The lowest and the highest sequence number; null where there is none. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  /** Where the book ended when it was read, as `verify --against` takes it. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly bytes: number;
  readonly sha256: string;
}

/** What is counted of a transaction that is written, or of a line of it. */
interface TalliedEntry {
  readonly seq: number;
  readonly lines: readonly Pick<JournalLine, "asset" | "amountMinor">[];
}

/** Counts and hashes an export while it is written. */
export class Tally {
  readonly #hash = createHash("sha256");
  readonly #sums = new Map<string, { debits: bigint; credits: bigint }>();
  #transactions = 0;
  #lines = 0;
  #bytes = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = 0;

  /** How many transactions were written. */
  get transactions(): number {
    return this.#transactions;
  }

  entry({ seq, lines }: TalliedEntry): void {
    this.#transactions += 1;
    this.#first = Math.min(this.#first, seq);
    this.#last = Math.max(this.#last, seq);
    for (const { asset, amountMinor } of lines) {
      if (amountMinor > 0n) this.moved(asset, amountMinor, 0n);
      else this.moved(asset, 0n, -amountMinor);
    }
  }

  /** A line, of a transaction or of an account: what it debits and credits. */
  moved(asset: string, debitMinor: bigint, creditMinor: bigint): void {
    this.#lines += 1;
    const sums = this.#sums.get(asset) ?? { debits: 0n, credits: 0n };
    this.#sums.set(asset, sums);
    sums.debits += debitMinor;
    sums.credits += creditMinor;
  }

  /** The bytes of a part, counted in. */
  bytesOf(part: string | Uint8Array): Uint8Array {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    return bytes;
  }

  /** After the last text. */
  manifest(
    about: Pick<Manifest, "network" | "format" | "asOf"> & { readonly days: Days },
    head: Manifest["head"],
    assets: readonly Asset[],
  ): Manifest {
    const { network, format, days, asOf } = about;
    const [firstSequence, lastSequence] =
      this.#transactions === 0 ? [null, null] : [this.#first, this.#last];
    return {
      ...{ network, format, from: days.from, to: days.to },
      ...(asOf === undefined ? {} : { asOf }),
      ...{ transactions: this.#transactions, lines: this.#lines, totals: this.#totals(assets) },
      ...{ firstSequence, lastSequence, head },
      ...{ bytes: this.#bytes, sha256: this.#hash.digest("hex") },
    };
  }

  #totals(assets: readonly Asset[]): AssetSums[] {
    return assets.flatMap(({ code, scale }) => {
      const sums = this.#sums.get(code);
      if (sums === undefined) return [];
      const [debits, credits] = [sums.debits, sums.credits];
      return [
        { asset: code, debits: formatAmount(debits, scale), credits: formatAmount(credits, scale) },
      ];
    });
  }
}
