// The manifest of an export: counts, sums and hashes, to check that a file is complete and
// unchanged.
import { createHash } from "node:crypto";
import type { Days } from "../../../kernel/days.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import type { ExportFormat } from "./format.ts";
import type { JournalPosting } from "./read-journal.ts";

/** The debit and credit sums of an asset; both are positive, and equal in a complete journal. */
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
  /** The recorded time up to which the ledger was read, if the request named one. */
  readonly asOf?: string | undefined;
  /** The number of transactions with postings. */
  readonly transactions: number;
  readonly lines: number;
  readonly totals: readonly AssetSums[];
  /** The lowest and the highest sequence number; null if there are no transactions. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  /** The head of the ledger when it was read, in the form of `verify --against`. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly bytes: number;
  readonly sha256: string;
}

/** The fields of a written transaction that are counted. */
interface TalliedEntry {
  readonly seq: number;
  readonly postings: readonly Pick<JournalPosting, "asset" | "amountMinor">[];
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

  /** The number of transactions written. */
  get transactions(): number {
    return this.#transactions;
  }

  entry({ seq, postings }: TalliedEntry): void {
    this.#transactions += 1;
    this.#first = Math.min(this.#first, seq);
    this.#last = Math.max(this.#last, seq);
    for (const { asset, amountMinor } of postings) {
      if (amountMinor > 0n) this.moved(asset, amountMinor, 0n);
      else this.moved(asset, 0n, -amountMinor);
    }
  }

  /** Counts the debit and credit of a line of the file. */
  moved(asset: string, debitMinor: bigint, creditMinor: bigint): void {
    this.#lines += 1;
    const sums = this.#sums.get(asset) ?? { debits: 0n, credits: 0n };
    this.#sums.set(asset, sums);
    sums.debits += debitMinor;
    sums.credits += creditMinor;
  }

  /** Encodes a part, and counts and hashes its bytes. */
  bytesOf(part: string | Uint8Array): Uint8Array {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    return bytes;
  }

  /** The manifest; call it after the last part. */
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
