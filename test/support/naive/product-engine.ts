// The other side of the comparison, in memory: the product's own fold on a stream of the model's.
import type { Distributor } from "../../../src/engine/distributor.ts";
import { advance, type Settled, settle } from "../../../src/engine/fold.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { order as parse } from "../sample.ts";
import { type Member, World } from "../world.ts";
import type { Input, OrderText } from "./inputs.ts";
import { lineText, type Result } from "./result.ts";
import type { Scenario } from "./streams.ts";

type Writable = { -readonly [Field in keyof Distributor]: Distributor[Field] };

/** Runs a scenario through the pure engine; what only a real network takes must not be in it. */
export function runEngine({ opening, steps }: Scenario): Result {
  const run = new EngineRun(opening);
  for (const step of steps) run.take(step);
  return run.result();
}

class EngineRun {
  readonly #world: World;
  readonly #deposits: Record<string, bigint> = {};
  readonly #balances = new Map<string, bigint>();
  readonly #outcomes: string[] = [];
  readonly #lines: Record<string, string[]> = {};
  readonly #upgrades: string[] = [];

  constructor(opening: readonly Input[]) {
    const plans: object[] = [];
    const ladders: object[] = [];
    const members: Member[] = [];
    const products: {
      code: string;
      category: string;
      supplier: string;
      supplyPriceMinor: bigint;
    }[] = [];
    for (const input of opening) {
      if ("plan" in input) plans.push(input.plan);
      if ("ladder" in input) ladders.push(input.ladder);
      if ("distributor" in input) {
        const { code, parent, tier, status } = input.distributor;
        members.push([code, parent || null, tier || undefined, status]);
      }
      if ("product" in input) {
        const { supplyPrice, ...rest } = input.product;
        products.push({ ...rest, supplyPriceMinor: BigInt(supplyPrice.replace(".", "")) });
      }
      if ("deposit" in input) {
        const { distributor, amount: text } = input.deposit;
        const amount = BigInt(text.replace(".", ""));
        this.#deposits[distributor] = (this.#deposits[distributor] ?? 0n) + amount;
        this.#post("CNY assets:custody", amount);
        this.#post(`CNY liabilities:distributor:${distributor}:deposit`, -amount);
      }
    }
    this.#world = new World({ plans, ladders, members, products, deposits: this.#deposits });
  }

  take(step: Input): void {
    if ("order" in step) this.#order(step.order);
    if ("status" in step) this.#member(step.status.code).status = step.status.status;
    if ("move" in step) {
      const parent = step.move.parent === "" ? null : this.#member(step.move.parent);
      const moved = this.#member(step.move.code);
      for (let one: Distributor | null = parent; one !== null; one = one.parent) {
        if (one === moved) return;
      }
      moved.parent = parent;
    }
  }

  #member(code: string): Writable {
    return this.#world.members.get(code)!;
  }

  #post(key: string, amount: bigint): void {
    this.#balances.set(key, (this.#balances.get(key) ?? 0n) + amount);
  }

  #order(text: OrderText): void {
    let settled: Settled;
    try {
      settled = settle(this.#world, parse(text.ref, text));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#outcomes.push(`${text.ref} REFUSED ${refusal.code}`);
      return;
    }
    this.#outcomes.push(`${text.ref} SETTLED`);
    for (const { account, asset, amountMinor } of settled.legs) {
      this.#post(`${asset} ${account}`, amountMinor);
      if (account.endsWith(":deposit")) this.#deposits[text.seller]! -= amountMinor;
    }
    const shares = settled.shares.map((share) => {
      const { rule, kind, level, amountMinor, reason } = share;
      const recipient = share.recipient?.code ?? share.buyer ?? "";
      return lineText(rule, kind, recipient, level ?? "-", `${amountMinor}`, reason);
    });
    const { marginMinor, platformMinor } = settled;
    this.#lines[text.ref] = [`margin ${marginMinor}`, ...shares, `platform ${platformMinor}`];
    for (const { distributor, to } of advance(settled)) {
      this.#upgrades.push(`${text.ref} ${distributor.code} ${to}`);
    }
  }

  result(): Result {
    const members = [...this.#world.members.values()];
    const volumes = members.flatMap(({ code, volumes }) =>
      [...volumes].map(([month, { personal, team }]) => [
        `${code} ${month.slice(0, 7)}`,
        `${personal} ${team}`,
      ]),
    );
    const balances = [...this.#balances].filter(([, amount]) => amount !== 0n);
    return {
      outcomes: this.#outcomes,
      lines: this.#lines,
      upgrades: this.#upgrades,
      tiers: Object.fromEntries(members.map(({ code, tier }) => [code, tier ?? ""])),
      volumes: Object.fromEntries(volumes),
      balances: Object.fromEntries(balances.map(([key, amount]) => [key, `${amount}`])),
    };
  }
}
