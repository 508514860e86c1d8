// The product's pure engine with a book in memory: balances, and what each entry did to them.

import type { Sold } from "../../../src/commission/engine/refund.ts";
import type { Leg } from "../../../src/ledger/entry-draft.ts";
import { type Member, World, type WorldOptions } from "../world.ts";
import type { Input } from "./inputs.ts";
import type { Row } from "./result.ts";
import { CNY } from "./result.ts";

/** What waits for its release, of one distributor at one due moment. */
export interface Pending {
  readonly code: string;
  readonly dueAt: number;
  amountMinor: bigint;
}

export class Books extends World {
  readonly balances = new Map<string, bigint>();
  readonly rows: Row[] = [];
  readonly sold = new Map<string, Sold>();
  readonly pending = new Map<string, Pending>();

  /** A network as the opening of a scenario leaves it. */
  constructor(opening: readonly Input[]) {
    super(worldOf(opening));
    for (const input of opening) {
      if (!("deposit" in input)) continue;
      const { distributor, amount } = input.deposit;
      this.byHand(`liabilities:distributor:${distributor}:deposit`, CNY.asset, -minorOf(amount));
    }
  }

  override balance(account: string, asset = CNY.asset): bigint {
    return this.balances.get(`${asset} ${account}`) ?? 0n;
  }

  post(entry: string, legs: readonly Leg[]): void {
    for (const leg of legs) {
      this.#add(leg);
      this.rows.push({ entry, key: `${leg.asset} ${leg.account}`, minor: leg.amountMinor });
    }
  }

  /** Between custody and what a liability holds: what the stream itself does not bring about. */
  byHand(account: string, asset: string, amountMinor: bigint): void {
    this.#add({ account, asset, amountMinor });
    this.#add({ account: "assets:custody", asset, amountMinor: -amountMinor });
  }

  #add({ account, asset, amountMinor }: Leg): void {
    this.balances.set(`${asset} ${account}`, this.balance(account, asset) + amountMinor);
  }
}

function minorOf(text: string): bigint {
  return BigInt(text.replace(".", ""));
}

function worldOf(opening: readonly Input[]): WorldOptions {
  const of = <Kind extends string>(kind: Kind) => {
    type Of = Extract<Input, Record<Kind, unknown>>;
    return opening.filter((input): input is Of => kind in input).map((input) => input[kind]);
  };
  const members = of("distributor").map(({ code, parent, tier, status }): Member => {
    return [code, parent || null, tier || undefined, status];
  });
  const products = of("product").map(({ supplyPrice, ...rest }) => {
    return { ...rest, supplyPriceMinor: minorOf(supplyPrice) };
  });
  const [plans, ladders, programmes] = [of("plan"), of("ladder"), of("programme")];
  return { plans, ladders, programmes, members, products };
}
