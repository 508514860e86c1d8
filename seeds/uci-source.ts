// Reads the UCI Online Retail file as sale lines with this product's codes and amounts, for the demo and the benchmarks.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { parseAmount } from "../src/kernel/money.ts";

/** One line of an invoice. Quantity and price are the text of the file, valid or not. */
export interface UciLine {
  /** InvoiceNo and the line's number within that invoice, from 1. */
  readonly ref: string;
  readonly product: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  /** Local time in London without an offset: `2010-12-01T08:26:00`. */
  readonly localTime: string;
  /** `C17850`, or undefined if the line has no customer. */
  readonly customer: string | undefined;
  /** A line of a `C…` invoice: its negative quantity was returned. */
  readonly cancelled: boolean;
}

/** Decimals of the file's currency, and of the demo's. */
export const SCALE = 2;
const TWO_DECIMALS = /^\d+(\.\d{1,2})?$/;
const POSITIVE_INTEGER = /^[1-9]\d*$/;
const SUPPLY_PERCENT = 85n;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Every line of `online-retail.csv.gz`, in the order of the file, which is chronological. */
export async function* readUci(path: string): AsyncGenerator<UciLine> {
  const parser = parse({ columns: true });
  // The parser passes every error to the loop below, so the callback is empty.
  pipeline(createReadStream(path), createGunzip(), parser, () => {});
  const lines = new Map<string, number>();
  for await (const row of parser as AsyncIterable<Record<string, string>>) {
    const invoice = row.InvoiceNo!;
    const number = (lines.get(invoice) ?? 0) + 1;
    lines.set(invoice, number);
    yield {
      ref: `${invoice}-${number}`,
      product: escapeCode(row.StockCode!),
      description: row.Description!.trim(),
      quantity: row.Quantity!,
      unitPrice: row.UnitPrice!,
      localTime: row.InvoiceDate!.replace(" ", "T"),
      customer: row.CustomerID ? `C${row.CustomerID.replace(/\.0$/, "")}` : undefined,
      cancelled: invoice.startsWith("C"),
    };
  }
}

/** Writes each character that is not allowed in a code, and the dot, as `.` and two hex digits. */
export function escapeCode(text: string): string {
  const hex = (byte: number) => `.${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return text.replace(/[^A-Za-z0-9_-]/gu, (one) => [...Buffer.from(one)].map(hex).join(""));
}

/** The unit price in minor units, or undefined unless it is positive with at most two decimals. */
export function findPriceMinor(line: UciLine): bigint | undefined {
  if (!TWO_DECIMALS.test(line.unitPrice)) return undefined;
  const priceMinor = parseAmount(line.unitPrice, SCALE, "UnitPrice");
  return priceMinor > 0n ? priceMinor : undefined;
}

/** Whether the quantity is a positive integer. */
export function hasQuantity(line: UciLine): boolean {
  return POSITIVE_INTEGER.test(line.quantity);
}

/** 85 % of a unit price, rounded down to the minor unit; the file has no costs. */
export function supplyPriceMinor(priceMinor: bigint): bigint {
  return (priceMinor * SUPPLY_PERCENT) / 100n;
}

/** A number below `size` for a text, the same on every machine: FNV-1a of its UTF-16 units. */
export function bucket(text: string, size: number): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  }
  return (hash >>> 0) % size;
}
