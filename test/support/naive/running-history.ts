// The same past with running sums, for half a million orders: too many to be read again for each.
import { type Amount, NOTHING } from "./amount.ts";
import type { Fact, History, Posting, Sale } from "./history.ts";
import type { DistributorText, Ladder, Plan, ProductText } from "./inputs.ts";

export class RunningHistory implements History {
  readonly #distributors = new Map<string, DistributorText>();
  readonly #products = new Map<string, ProductText>();
  readonly #plans: Plan[] = [];
  readonly #ladders: Ladder[] = [];
  readonly #sales = new Map<string, Sale>();
  readonly #salesBySeller = new Map<string, number>();
  readonly #sums = new Map<string, Amount>();
  /** By `account asset`. */
  readonly balances = new Map<string, Amount>();

  add(fact: Fact): void {
    if ("distributor" in fact) this.#distributors.set(fact.distributor.code, fact.distributor);
    else if ("product" in fact) this.#products.set(fact.product.code, fact.product);
    else if ("plan" in fact) this.#plans.push(fact.plan);
    else if ("ladder" in fact) this.#ladders.push(fact.ladder);
    else if ("move" in fact) this.#change(fact.move.code, { parent: fact.move.parent });
    else if ("status" in fact) this.#change(fact.status.code, { status: fact.status.status });
    else if ("tier" in fact) this.#change(fact.tier.code, { tier: fact.tier.tier });
    else if ("posting" in fact) this.#post(fact.posting);
    else this.#sell(fact.sale);
  }

  distributor(code: string): DistributorText | undefined {
    return this.#distributors.get(code);
  }

  product(code: string): ProductText | undefined {
    return this.#products.get(code);
  }

  plans(): readonly Plan[] {
    return this.#plans;
  }

  ladders(): readonly Ladder[] {
    return this.#ladders;
  }

  sale(ref: string): Sale | undefined {
    return this.#sales.get(ref);
  }

  countSales(seller: string): number {
    return this.#salesBySeller.get(seller) ?? 0;
  }

  balance(account: string, asset: string): Amount {
    return this.balances.get(`${account} ${asset}`) ?? NOTHING;
  }

  personalVolume(code: string, month: string | undefined): Amount {
    return this.#sums.get(`personal ${code} ${month}`) ?? NOTHING;
  }

  teamVolume(code: string, month: string | undefined): Amount {
    return this.#sums.get(`team ${code} ${month}`) ?? NOTHING;
  }

  #change(code: string, change: Partial<DistributorText>): void {
    this.#distributors.set(code, { ...this.#distributors.get(code)!, ...change });
  }

  #post({ account, asset, amount }: Posting): void {
    this.balances.set(`${account} ${asset}`, this.balance(account, asset).plus(amount));
  }

  #sell(sale: Sale): void {
    this.#sales.set(sale.ref, sale);
    this.#salesBySeller.set(sale.seller, this.countSales(sale.seller) + 1);
    for (const month of [sale.month, undefined]) {
      this.#raise(`personal ${sale.seller} ${month}`, sale.gross);
      for (const code of sale.upline) this.#raise(`team ${code} ${month}`, sale.gross);
    }
  }

  #raise(key: string, amount: Amount): void {
    this.#sums.set(key, (this.#sums.get(key) ?? NOTHING).plus(amount));
  }
}
