// ISO 20022 camt.053 (BankToCustomerStatement, camt.053.001.02 and later): the statements of one account,
// whose balances, numbers and sums of entries must add up.
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { isBooked, linesOf, momentOf, signedAmount } from "./camt-entry.ts";
import { assertDeclared, faultAt, shown } from "./fault.ts";
import { MAX_LINES, type Statement, type StatementLine } from "./statement.ts";
import { amountAt, dayAt } from "./values.ts";
import { allOf, type Element, findAt, readElements, textAt } from "./xml-elements.ts";

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d$/;

/** Reads a whole document. Throws a `Refusal` that names the line for anything that does not add up. */
export async function parseCamt053(
  bytes: AsyncIterable<Uint8Array>,
  asset: Asset,
): Promise<Statement> {
  const file = new CamtFile(asset);
  const root = await readElements(bytes, new Set(["Ntry", "Stmt"]), (element) => {
    if (element.name === "Ntry") file.entry(element);
    else file.statement(element);
  });
  if (root.name !== "Document" || findAt(root, "BkToCstmrStmt") === undefined) {
    throw faultAt(root.line, "is not a camt.053 document");
  }
  const namespaces = Object.entries(root.attributes).filter(([name]) => name.startsWith("xmlns"));
  if (!namespaces.some(([, uri]) => NAMESPACE.test(uri))) {
    throw faultAt(root.line, "is not in a namespace of camt.053.001");
  }
  return file.end(root.line);
}

/** What the entries of one statement come to. */
interface Tally {
  readonly entries: { in: number; out: number };
  readonly minor: { in: bigint; out: bigint };
}

class CamtFile {
  readonly #asset: Asset;
  readonly #lines: StatementLine[] = [];
  #tally = emptyTally();
  #account: string | undefined;
  #days: { from: string; to: string } | undefined;
  #openingMinor: bigint | null = null;
  #closingMinor: bigint | null = null;

  constructor(asset: Asset) {
    this.#asset = asset;
  }

  entry(entry: Element): void {
    if (!isBooked(entry)) return;
    const amountMinor = signedAmount(entry, this.#asset);
    const side = amountMinor < 0n ? "out" : "in";
    this.#tally.entries[side] += 1;
    this.#tally.minor[side] += amountMinor < 0n ? -amountMinor : amountMinor;
    this.#lines.push(...linesOf(entry, amountMinor, this.#asset));
    if (this.#lines.length > MAX_LINES) throw faultAt(entry.line, `more than ${MAX_LINES} entries`);
  }

  statement(statement: Element): void {
    const account =
      textAt(statement, "Acct", "Id", "IBAN") || textAt(statement, "Acct", "Id", "Othr", "Id");
    this.#account ??= account;
    if (account !== this.#account) {
      throw faultAt(
        statement.line,
        `Acct: ${shown(account)} is another account than ${shown(this.#account)}`,
      );
    }
    const opening = this.#balance(statement, "OPBD", "PRCD");
    const closing = this.#balance(statement, "CLBD");
    const before = this.#closingMinor;
    if (before !== null)
      this.#assertMoney(opening.line, "the opening balance", opening.minor, before);
    const { minor } = this.#tally;
    this.#assertMoney(closing.line, "CLBD", closing.minor, opening.minor + minor.in - minor.out);
    this.#assertSummary(findAt(statement, "TxsSummry"));
    this.#openingMinor ??= opening.minor;
    this.#closingMinor = closing.minor;
    this.#cover(statement, opening.day, closing.day);
    this.#tally = emptyTally();
  }

  end(line: number): Statement {
    if (this.#account === undefined) throw faultAt(line, "has no Stmt");
    const [openingMinor, closingMinor] = [this.#openingMinor, this.#closingMinor];
    return {
      account: this.#account,
      days: this.#days,
      openingMinor,
      closingMinor,
      lines: this.#lines,
    };
  }

  #balance(statement: Element, ...codes: readonly string[]) {
    const codeOf = (one: Element) => textAt(one, "Tp", "CdOrPrtry", "Cd");
    const found = allOf(statement, "Bal").find((one) => codes.includes(codeOf(one)));
    if (found === undefined) throw faultAt(statement.line, `Stmt has no balance ${codes[0]}`);
    const { day } = momentOf(findAt(found, "Dt"), "Bal Dt", found.line);
    return { line: found.line, minor: signedAmount(found, this.#asset), day };
  }

  // Without a period of its own a statement covers the days from its opening to its closing balance.
  #cover(statement: Element, opened: string, closed: string): void {
    const period = findAt(statement, "FrToDt");
    const day = (name: string) => {
      const text = textAt(period, name).slice(0, 10);
      return text === "" ? undefined : dayAt(period!.line, `FrToDt ${name}`, text);
    };
    const from = day("FrDtTm") ?? day("FrDt") ?? opened;
    const to = day("ToDtTm") ?? day("ToDt") ?? closed;
    const known = this.#days;
    this.#days = {
      from: known === undefined || from < known.from ? from : known.from,
      to: known === undefined || to > known.to ? to : known.to,
    };
  }

  #assertSummary(summary: Element | undefined): void {
    const { entries, minor } = this.#tally;
    const all = { entries: entries.in + entries.out, minor: minor.in + minor.out };
    this.#assertSums(findAt(summary, "TtlNtries"), all.entries, all.minor);
    this.#assertSums(findAt(summary, "TtlCdtNtries"), entries.in, minor.in);
    this.#assertSums(findAt(summary, "TtlDbtNtries"), entries.out, minor.out);
  }

  #assertSums(total: Element | undefined, entries: number, minor: bigint): void {
    const [count, sum] = [findAt(total, "NbOfNtries"), findAt(total, "Sum")];
    if (count !== undefined)
      assertDeclared(count.line, `${total!.name} NbOfNtries`, count.text, String(entries));
    if (sum === undefined) return;
    const declared = amountAt(sum.line, "Sum", sum.text, this.#asset.scale);
    this.#assertMoney(sum.line, `${total!.name} Sum`, declared, minor);
  }

  #assertMoney(line: number, what: string, declared: bigint, found: bigint): void {
    const [said, is] = [declared, found].map((minor) => formatAmount(minor, this.#asset.scale));
    assertDeclared(line, what, said!, is!);
  }
}

function emptyTally(): Tally {
  return { entries: { in: 0, out: 0 }, minor: { in: 0n, out: 0n } };
}
