// Writes the journal for beancount: converted names, our names as metadata, exact balance
// assertions.
import { dayAfter } from "../../../kernel/days.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { remembering } from "../../../kernel/remember.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { memoOf, onOneLine } from "../journal/describe.ts";
import type { DeclaredAccount, JournalText, Title } from "../journal/format.ts";
import type { DayBalance, JournalEntry } from "../journal/read-journal.ts";
import { beancountCurrency, beancountName } from "./beancount-name.ts";

export class BeancountFile implements JournalText {
  readonly #title: Title;
  readonly #scales: ReadonlyMap<string, number>;
  readonly #name = remembering(beancountName);

  constructor(title: Title) {
    this.#title = title;
    this.#scales = new Map(title.assets.map(({ code, scale }) => [code, scale]));
  }

  head(): string {
    const { network, days, assets } = this.#title;
    const commodities = assets.map(
      ({ code, scale }) =>
        `${days.from} commodity ${beancountCurrency(code)}\n  asset: ${quoted(code)}\n  scale: ${scale}\n`,
    );
    const title = quoted(`the journal of ${network}, ${days.from} to ${days.to}`);
    return `option "title" ${title}\n\n${commodities.join("")}\n`;
  }

  account({ name, assets }: DeclaredAccount): string {
    const currencies = assets.map(beancountCurrency).join(",");
    const open = `${this.#title.days.from} open ${beancountName(name)} ${currencies}`;
    return `${open}\n  account: ${quoted(name)}\n`;
  }

  opening(): string {
    return `\n${this.#title.days.from} * "opening balances"\n`;
  }

  opened({ account, asset, balanceMinor }: DayBalance): string {
    return `  ${this.#name(account)}  ${this.#amount(asset, balanceMinor)}\n`;
  }

  closing(): string {
    return "\n";
  }

  /**
   * Beancount asserts a balance at the start of a day; without `~ 0` it tolerates a difference of
   * one fen.
   */
  closed({ day, account, asset, balanceMinor }: DayBalance): string {
    const [number, currency] = this.#amount(asset, balanceMinor).split(" ");
    return `${dayAfter(day)} balance ${this.#name(account)}  ${number} ~ 0 ${currency}\n`;
  }

  entry(entry: JournalEntry): string {
    const { date, seq, kind, ref, occurredAt, postings } = entry;
    let text = `\n${date} * ${quoted(memoOf(entry))}\n  seq: ${seq}\n  kind: ${quoted(kind)}\n`;
    if (ref !== null) text += `  ref: ${quoted(ref)}\n`;
    text += `  occurred: "${formatInstant(occurredAt)}"\n`;
    for (const { account, asset, amountMinor } of postings) {
      text += `  ${this.#name(account)}  ${this.#amount(asset, amountMinor)}\n`;
    }
    return text;
  }

  #amount(asset: string, minor: bigint): string {
    return `${formatAmount(minor, this.#scales.get(asset)!)} ${beancountCurrency(asset)}`;
  }
}

function quoted(text: string): string {
  return `"${onOneLine(text).replaceAll(/["\\]/g, "\\$&")}"`;
}
