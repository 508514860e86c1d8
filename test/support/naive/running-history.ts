// The same past with running sums, for half a million orders: too many to be read again for each.
import { type Amount, NOTHING } from "./amount.ts";
import type { Fact, History, Posting, Refund } from "./history.ts";
import type { DistributorText, Ladder, Plan, ProductText } from "./inputs.ts";
import { monthOfSale, type Sale } from "./sale.ts";

export class RunningHistory implements History {
  readonly #distributors = new Map<string, DistributorText>();
  readonly #products = new Map<string, ProductText>();
  readonly #plans: Plan[] = [];
  readonly #ladders: Ladder[] = [];
  readonly #sales = new Map<string, Sale>();
  readonly #waiting = new Set<Sale>();
  readonly #refunds = new Map<string, Refund>();
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
    else if ("refund" in fact) this.#giveBack(fact.refund);
    else if ("sale" in fact) this.#sell(fact.sale);
    else for (const sale of this.waitingSales(fact.release)) this.#waiting.delete(sale);
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

  refund(ref: string): Refund | undefined {
    return this.#refunds.get(ref);
  }

  refundedUnits(order: string): Amount {
    return this.#sum(`refunded ${order}`);
  }

  isWaiting(sale: Sale): boolean {
    return this.#waiting.has(sale);
  }

  waitingSales(until: string): Sale[] {
    return [...this.#waiting].filter(({ due }) => due! <= until);
  }

  countSales(seller: string): number {
    return this.#salesBySeller.get(seller) ?? 0;
  }

  balance(account: string, asset: string): Amount {
    return this.balances.get(`${account} ${asset}`) ?? NOTHING;
  }

  personalVolume(code: string, month: string | undefined): Amount {
    return this.#sum(`personal ${code} ${month}`);
  }

  teamVolume(code: string, month: string | undefined): Amount {
    return this.#sum(`team ${code} ${month}`);
  }

  #change(code: string, change: Partial<DistributorText>): void {
    this.#distributors.set(code, { ...this.#distributors.get(code)!, ...change });
  }

  #post({ account, asset, amount }: Posting): void {
    this.balances.set(`${account} ${asset}`, this.balance(account, asset).plus(amount));
  }

  #sell(sale: Sale): void {
    const { seller } = sale.text;
    this.#sales.set(sale.ref, sale);
    if (sale.due !== undefined) this.#waiting.add(sale);
    this.#salesBySeller.set(seller, this.countSales(seller) + 1);
    this.#count(sale, sale.split.gross);
  }

  #giveBack(refund: Refund): void {
    const sale = this.#sales.get(refund.order)!;
    this.#refunds.set(refund.ref, refund);
    this.#raise(`refunded ${refund.order}`, refund.quantity);
    this.#count(sale, refund.quantity.times(sale.figures.unitPrice).negated());
  }

  #count(sale: Sale, gross: Amount): void {
    for (const month of [monthOfSale(sale), undefined]) {
      this.#raise(`personal ${sale.text.seller} ${month}`, gross);
      for (const code of sale.upline) this.#raise(`team ${code} ${month}`, gross);
    }
  }

  #raise(key: string, amount: Amount): void {
    this.#sums.set(key, this.#sum(key).plus(amount));
  }

  #sum(key: string): Amount {
    return this.#sums.get(key) ?? NOTHING;
  }
}
