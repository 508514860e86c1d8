// What the naive model makes of a whole stream, read from its history.
import type { Amount } from "./amount.ts";
import { BY_HAND } from "./entry.ts";
import type { Fact, Posting } from "./history.ts";
import type { Input, Setting } from "./inputs.ts";
import { Model, type Outcome } from "./model.ts";
import { firstDayOf } from "./periods.ts";
import { CNY, lineText, netByEntry, type Result, refundText } from "./result.ts";
import { monthOfSale } from "./sale.ts";
import { ScannedHistory } from "./scanned-history.ts";
import { tierHeld } from "./tiers.ts";

/** Runs a stream through the model, and reads all of its history for what it came to. */
export function resultOf(
  inputs: readonly Input[],
  setting: Setting = CNY,
): Result & { faults: Readonly<Record<number, readonly string[]>> } {
  const history = new ScannedHistory(setting);
  const model = new Model(setting, history);
  const outcomes = inputs.flatMap((input) => model.take(input) ?? []);
  const minor = (amount: Amount, asset = setting.asset) =>
    amount.times(10 ** setting.scales[asset]!).toFixed();
  return {
    outcomes: outcomes.map(({ ref, status }) => `${ref} ${status}`),
    faults: Object.fromEntries(
      outcomes.flatMap((one, index) => (one.status === "REFUSED" ? [[index, one.faults]] : [])),
    ),
    lines: linesOf(outcomes, minor),
    refunds: refundsOf(outcomes, minor),
    entries: entriesOf(all(history.facts, "posting"), minor),
    accruals: all(history.facts, "accrual").map(
      ({ entry, programme, period, supplier, amount, volume, accrued }) => {
        const figures = [amount, volume, accrued].map((one) => minor(one));
        return [entry, programme, firstDayOf(period), supplier, ...figures].join(" ");
      },
    ),
    statements: all(history.facts, "statement").map(
      ({ programme, period, supplier, volume, bonus, shortfall }) => {
        const figures = [volume, bonus, shortfall].map((one) => minor(one));
        return [programme, firstDayOf(period), supplier, ...figures].join(" ");
      },
    ),
    tierChanges: all(history.facts, "tier").map(({ ref, code, tier }) => `${ref} ${code} ${tier}`),
    tiers: tiersOf(history, inputs),
    volumes: volumesOf(history, minor),
    balances: balancesOf(all(history.facts, "posting"), minor),
  };
}

type Minor = (amount: Amount, asset?: string) => string;

function all<Kind extends string>(facts: readonly Fact[], kind: Kind) {
  type Of = Extract<Fact, Record<Kind, unknown>>;
  return facts.filter((fact): fact is Of => kind in fact).map((fact) => fact[kind]);
}

function linesOf(outcomes: readonly Outcome[], minor: Minor): Record<string, string[]> {
  const settled = outcomes.filter((outcome) => "split" in outcome);
  return Object.fromEntries(
    settled.map(({ ref, split, lines, platform }) => [
      ref,
      [
        `margin ${minor(split.margin)}`,
        ...lines.map((line) => {
          const level = line.kind === "CASHBACK" ? "-" : line.level;
          const amount = minor(line.amount, line.asset);
          return lineText(line.rule, line.kind, line.recipient, level, amount, line.reason);
        }),
        `platform ${minor(platform)}`,
      ],
    ]),
  );
}

function refundsOf(outcomes: readonly Outcome[], minor: Minor): Record<string, string[]> {
  const refunded = outcomes.filter((outcome) => "back" in outcome);
  return Object.fromEntries(
    refunded.map(({ ref, back }) => [
      ref,
      [
        ...back.lines.map(({ recipient, amount, asset }) =>
          refundText(recipient, minor(amount, asset), asset),
        ),
        `platform ${minor(back.platform)}`,
      ],
    ]),
  );
}

/** The net amount of each account by transaction, of those that the stream's own inputs post. */
function entriesOf(postings: readonly Posting[], minor: Minor): Record<string, string[]> {
  const posted = postings.filter(({ entry }) => entry !== BY_HAND);
  return netByEntry(
    posted.map(({ entry, account, asset, amount }) => {
      return { entry, key: `${asset} ${account}`, minor: BigInt(minor(amount, asset)) };
    }),
  );
}

function tiersOf(history: ScannedHistory, inputs: readonly Input[]): Record<string, string> {
  const codes = inputs.flatMap((input) => ("distributor" in input ? input.distributor.code : []));
  const lowest = history.ladders()[0];
  return Object.fromEntries(
    codes.map((code) => [code, tierHeld(history.distributor(code)!.tier, lowest)]),
  );
}

function volumesOf(history: ScannedHistory, minor: Minor): Record<string, string> {
  const sales = all(history.facts, "sale");
  const keys = sales.flatMap((sale) =>
    sale.upline.map((code) => ({ code, month: monthOfSale(sale) })),
  );
  return Object.fromEntries(
    keys.map(({ code, month }) => {
      const personal = minor(history.personalVolume(code, month));
      return [`${code} ${month}`, `${personal} ${minor(history.teamVolume(code, month))}`];
    }),
  );
}

function balancesOf(postings: readonly Posting[], minor: Minor): Record<string, string> {
  const sums = new Map<string, Amount>();
  for (const { account, asset, amount } of postings) {
    const key = `${asset} ${account}`;
    sums.set(key, sums.get(key)?.plus(amount) ?? amount);
  }
  const rows = [...sums].filter(([, sum]) => !sum.isZero());
  return Object.fromEntries(rows.map(([key, sum]) => [key, minor(sum, key.split(" ")[0]!)]));
}
