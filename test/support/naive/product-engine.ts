// The other side of the comparison, in memory: the product's own fold on a stream of the model's.
import { type Distributor, lineUp } from "../../../src/engine/distributor.ts";
import { distributorStanding, EntryDraft, type Leg } from "../../../src/engine/entry.ts";
import { advance, earnedBy, settle } from "../../../src/engine/fold.ts";
import { refund, retreat, type Sold } from "../../../src/engine/refund.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { parseRefund } from "../../../src/settlement/intake.ts";
import { soldNow } from "../../../src/settlement/sold.ts";
import { order as parse } from "../sample.ts";
import { type Member, World } from "../world.ts";
import type { Input, OrderText, RefundText, Spending } from "./inputs.ts";
import { CNY, lineText, netByEntry, type Result, type Row, refundText } from "./result.ts";
import type { Scenario } from "./streams.ts";

type Writable = { -readonly [Field in keyof Distributor]: Distributor[Field] };

/** Runs a scenario through the pure engine; what only a real network takes must not be in it. */
export function runEngine({ opening, steps }: Scenario): Result {
  const run = new EngineRun(opening);
  for (const step of steps) run.take(step);
  return run.result();
}

/** A world with balances, as its entries left them. */
class Bookkeeper extends World {
  readonly balances = new Map<string, bigint>();

  override balance(account: string, asset = CNY.asset): bigint {
    return this.balances.get(`${asset} ${account}`) ?? 0n;
  }

  post({ account, asset, amountMinor }: Leg): void {
    this.balances.set(`${asset} ${account}`, this.balance(account, asset) + amountMinor);
  }
}

/** What waits for its release, of one distributor at one due moment. */
interface Pending {
  readonly code: string;
  readonly dueAt: number;
  amountMinor: bigint;
}

class EngineRun {
  readonly #world: Bookkeeper;
  readonly #sold = new Map<string, Sold>();
  readonly #pending = new Map<string, Pending>();
  readonly #outcomes: string[] = [];
  readonly #rows: Row[] = [];
  readonly #lines: Record<string, string[]> = {};
  readonly #refunds: Record<string, string[]> = {};
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
    }
    this.#world = new Bookkeeper({ plans, ladders, members, products });
    for (const input of opening) if ("deposit" in input) this.#deposit(input.deposit);
  }

  take(step: Input): void {
    if ("order" in step) this.#attempt(step.order.ref, () => this.#order(step.order));
    if ("refund" in step) this.#attempt(step.refund.ref, () => this.#refund(step.refund));
    if ("release" in step) this.#release(Date.parse(step.release.until));
    if ("spend" in step) this.#spend(step.spend);
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

  #attempt(ref: string, take: () => void): void {
    try {
      take();
      this.#outcomes.push(`${ref} SETTLED`);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#outcomes.push(`${ref} REFUSED ${refusal.code}`);
    }
  }

  #member(code: string): Writable {
    return this.#world.members.get(code)!;
  }

  #post(entry: string, legs: readonly Leg[]): void {
    for (const leg of legs) {
      this.#world.post(leg);
      const { account, asset, amountMinor } = leg;
      this.#rows.push({ entry, key: `${asset} ${account}`, minor: amountMinor });
    }
  }

  /** Between custody and what a liability holds. */
  #byHand(account: string, asset: string, amountMinor: bigint): void {
    this.#world.post({ account, asset, amountMinor });
    this.#world.post({ account: "assets:custody", asset, amountMinor: -amountMinor });
  }

  #deposit({ distributor, amount }: { distributor: string; amount: string }): void {
    const account = `liabilities:distributor:${distributor}:deposit`;
    this.#byHand(account, CNY.asset, -BigInt(amount.replace(".", "")));
  }

  #spend({ accounts, asset, nth }: Spending): void {
    for (const account of accounts) {
      const held = -this.#world.balance(account, asset);
      this.#byHand(account, asset, held > 0n ? held / BigInt(nth) : 0n);
    }
  }

  #order(text: OrderText): void {
    const settled = settle(this.#world, parse(text.ref, text));
    this.#post(`SETTLEMENT ${text.ref}`, settled.legs);
    const shares = settled.shares.map((share) => {
      const { rule, kind, level, amountMinor, reason } = share;
      const recipient = share.recipient?.code ?? share.buyer ?? "";
      return lineText(rule, kind, recipient, level ?? "-", `${amountMinor}`, reason);
    });
    const { marginMinor, platformMinor, seller, dueAt } = settled;
    this.#lines[text.ref] = [`margin ${marginMinor}`, ...shares, `platform ${platformMinor}`];
    this.#sold.set(text.ref, soldNow(1, settled, [...lineUp(seller)]));
    if (dueAt !== null) this.#hold(dueAt, earnedBy(settled.shares), 1n);
    for (const { distributor, to } of advance(settled)) {
      this.#upgrades.push(`${text.ref} ${distributor.code} ${to}`);
    }
  }

  #hold(dueAt: number, amounts: ReadonlyMap<string, bigint>, sign: bigint): void {
    for (const [code, amountMinor] of amounts) {
      const key = `${dueAt} ${code}`;
      const pending = this.#pending.get(key) ?? { code, dueAt, amountMinor: 0n };
      pending.amountMinor += sign * amountMinor;
      this.#pending.set(key, pending);
    }
  }

  #refund({ order: orderRef, ...text }: RefundText): void {
    const sold = this.#sold.get(orderRef);
    if (sold === undefined) throw new Refusal("UNKNOWN_ORDER", "no such order");
    const refunded = refund(this.#world, sold, parseRefund({ ...text, orderRef }));
    this.#post(`REFUND ${text.ref}`, refunded.legs);
    const lines = refunded.lines.map(({ recipient, buyer, amountMinor, asset }) =>
      refundText(recipient ?? buyer ?? "", `${amountMinor}`, asset ?? CNY.asset),
    );
    this.#refunds[text.ref] = [...lines, `platform ${refunded.platformMinor}`];
    if (sold.dueAt !== null) this.#hold(sold.dueAt, refunded.unpending, -1n);
    retreat(refunded);
  }

  // As the lane releases: an entry for each of those that wait, and their orders wait no more.
  #release(until: number): void {
    const due = [...this.#pending].filter(([, { dueAt }]) => dueAt <= until);
    for (const [key, { code, dueAt, amountMinor }] of due.sort(
      ([, a], [, b]) => a.dueAt - b.dueAt,
    )) {
      const draft = new EntryDraft(this.#world);
      draft.add(`liabilities:distributor:${code}:pending`, amountMinor);
      draft.give(distributorStanding(code), amountMinor);
      this.#post(`RELEASE ${code} ${new Date(dueAt).toISOString()}`, draft.legs);
      this.#pending.delete(key);
    }
    for (const [ref, sold] of this.#sold) {
      if (sold.dueAt !== null && sold.dueAt <= until) {
        this.#sold.set(ref, { ...sold, pending: new Set() });
      }
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
    const balances = [...this.#world.balances].filter(([, amount]) => amount !== 0n);
    return {
      outcomes: this.#outcomes,
      lines: this.#lines,
      refunds: this.#refunds,
      entries: netByEntry(this.#rows),
      upgrades: this.#upgrades,
      tiers: Object.fromEntries(members.map(({ code, tier }) => [code, tier ?? ""])),
      volumes: Object.fromEntries(volumes),
      balances: Object.fromEntries(balances.map(([key, amount]) => [key, `${amount}`])),
    };
  }
}
