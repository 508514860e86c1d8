// What a stream came to, as plain texts that can be held side by side: amounts in minor units.
import type { Amount } from "./amount.ts";
import { type Fact, type Posting, ScannedHistory } from "./history.ts";
import type { Input, Setting } from "./inputs.ts";
import { Model, type Outcome } from "./model.ts";
import { tierHeld } from "./tiers.ts";

export interface Result {
  /** One for each order of the stream: `ref SETTLED`, `ref REPEATED` or `ref REFUSED code`. */
  readonly outcomes: readonly string[];
  /** By ref: `margin`, the share lines, `platform`. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  /** `ref code tier`, in the order of the stream. */
  readonly upgrades: readonly string[];
  readonly tiers: Readonly<Record<string, string>>;
  /** By `code month`: `personal team`. */
  readonly volumes: Readonly<Record<string, string>>;
  /** By `asset account`, without zeros. */
  readonly balances: Readonly<Record<string, string>>;
}

export const CNY: Setting = {
  asset: "CNY",
  scales: { CNY: 2, POINT: 0 },
  timeZone: "Asia/Shanghai",
};

/** The line of a share, the same for model and product. */
export function lineText(
  rule: number,
  kind: string,
  recipient: string,
  level: number | string,
  amount: string,
  reason: string,
): string {
  return `${rule} ${kind} ${recipient || "-"} @${level} ${amount} ${reason}`;
}

/** Runs a stream through the model, and reads all of its history for what it came to. */
export function resultOf(
  inputs: readonly Input[],
  setting: Setting = CNY,
): Result & { faults: Readonly<Record<number, readonly string[]>> } {
  const history = new ScannedHistory();
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
    upgrades: all(history.facts, "tier").map(({ ref, code, tier }) => `${ref} ${code} ${tier}`),
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
  const settled = outcomes.filter((outcome) => outcome.status === "SETTLED");
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

function tiersOf(history: ScannedHistory, inputs: readonly Input[]): Record<string, string> {
  const codes = inputs.flatMap((input) => ("distributor" in input ? input.distributor.code : []));
  const lowest = history.ladders()[0];
  return Object.fromEntries(
    codes.map((code) => [code, tierHeld(history.distributor(code)!.tier, lowest)]),
  );
}

function volumesOf(history: ScannedHistory, minor: Minor): Record<string, string> {
  const sales = all(history.facts, "sale");
  const keys = sales.flatMap(({ upline, month }) => upline.map((code) => ({ code, month })));
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
