// One way into every format of statements: what its bytes say, and the SHA-256 that they are known by.
import { createHash } from "node:crypto";
import { Refusal } from "../../../kernel/errors.ts";
import { type Asset, INT64_MAX } from "../../../kernel/money.ts";
import { parseAlipay } from "./alipay.ts";
import { parseBankCsv } from "./bank-csv.ts";
import type { BankMapping } from "./bank-mapping.ts";
import { parseCamt053 } from "./camt053.ts";
import { faultAt } from "./fault.ts";
import type { Statement, StatementFormat } from "./statement.ts";
import { parseWechat } from "./wechat.ts";

/** Bytes of one statement at most. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface ParsedStatement extends Statement {
  readonly sha256: string;
}

/** Reads a whole statement; `mapping` is of a `BANK_CSV` alone. Throws a `Refusal` that names the line. */
export async function parseStatement(
  format: StatementFormat,
  bytes: AsyncIterable<Uint8Array>,
  asset: Asset,
  mapping: BankMapping | undefined,
): Promise<ParsedStatement> {
  if ((format === "BANK_CSV") !== (mapping !== undefined)) {
    const why = mapping === undefined ? "is needed for BANK_CSV" : "is of BANK_CSV alone";
    throw new Refusal("INVALID", `mapping: ${why}`, "mapping");
  }
  const hash = createHash("sha256");
  const statement = await parsers[format](hashed(bytes, hash), asset, mapping!);
  assertInRange(statement);
  return { ...statement, sha256: hash.digest("hex") };
}

/** What is read fits 64 bits; what is turned round, or worked out of it, need not (rules §1). */
function assertInRange({ lines, openingMinor, closingMinor }: Statement): void {
  const fits = (minor: bigint | null) =>
    minor === null || (minor <= INT64_MAX && -minor <= INT64_MAX);
  for (const { line, amountMinor, feeMinor } of lines) {
    const over = [amountMinor, feeMinor].find((one) => !fits(one));
    if (over !== undefined) throw faultAt(line, `${over} and its opposite do not fit 64 bits`);
  }
  const what = fits(openingMinor) ? "closing" : "opening";
  if (fits(openingMinor) && fits(closingMinor)) return;
  throw faultAt(lines[0]?.line ?? 1, `the ${what} balance does not fit 64 bits`);
}

const parsers = {
  ALIPAY: parseAlipay,
  WECHAT: parseWechat,
  BANK_CSV: parseBankCsv,
  CAMT053: parseCamt053,
} satisfies Record<
  StatementFormat,
  (bytes: AsyncIterable<Uint8Array>, asset: Asset, mapping: BankMapping) => Promise<Statement>
>;

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Refusal("INVALID", `is larger than ${MAX_BYTES} bytes`);
    hash.update(chunk);
    yield chunk;
  }
}
