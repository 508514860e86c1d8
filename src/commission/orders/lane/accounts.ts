// Which accounts inputs could post to: they are loaded before anything is folded.
import { accounts } from "../../../ledger/chart/chart.ts";
import { type PartyAccounts, supplierAccounts } from "../../../ledger/entry-draft.ts";
import { type Distributor, lineUp } from "../../../network/engine/distributor.ts";
import { accrualAccounts } from "../../engine/accrual.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Programmes } from "../../engine/programme.ts";
import type { Sold } from "../../engine/refund.ts";

const COMMON = [accounts.custody, accounts.channelFee, accounts.platformRevenue];

export class Accounts {
  readonly #programmes: Programmes;
  readonly #holdsBack: boolean;
  /** The sellers and suppliers whose accounts were named before. */
  readonly #named = new Set<Distributor | string>();

  constructor(programmes: Programmes, plans: readonly Plan[]) {
    this.#programmes = programmes;
    this.#holdsBack = plans.some(({ releaseDays }) => releaseDays > 0);
  }

  /**
   * The accounts of orders of these sellers and suppliers that were not named before. With refunds in
   * the same batch also those from which they take back what the orders have just paid.
   */
  ofOrders(
    sellers: Iterable<Distributor>,
    suppliers: Iterable<string>,
    withRefunds: boolean,
  ): Set<string> {
    const names = new Set<string>(COMMON);
    for (const supplier of suppliers) {
      if (!this.#named.has(supplier)) this.#addSupplier(names, supplier);
      this.#named.add(supplier);
    }
    for (const seller of sellers) {
      if (!this.#named.has(seller) || withRefunds) this.#addSeller(names, seller, withRefunds);
      this.#named.add(seller);
    }
    return names;
  }

  /** All accounts that refunds of these orders could post to, except those of buyers. */
  ofRefunds(all: readonly Sold[]): Set<string> {
    const names = new Set<string>(COMMON);
    for (const { seller, supplier, raised } of all) {
      names.add(accounts.deposit(seller.code));
      for (const { code, accounts: own } of raised) {
        addParty(names, own);
        names.add(accounts.pending(code));
      }
      this.#addSupplier(names, supplier.code);
    }
    return names;
  }

  #addSeller(names: Set<string>, seller: Distributor, withRefunds: boolean): void {
    names.add(accounts.deposit(seller.code));
    for (const { code, isWithheld, accounts: own } of lineUp(seller)) {
      const { payable, receivable, withheld } = own;
      names.add(payable).add(receivable);
      if (isWithheld || withRefunds) names.add(withheld);
      if (this.#holdsBack) names.add(accounts.pending(code));
    }
  }

  // The supplier's accounts, and those of all suppliers that share a programme with it.
  #addSupplier(names: Set<string>, supplier: string): void {
    addParty(names, supplierAccounts(supplier));
    for (const programme of this.#programmes.all) {
      if (!programme.suppliers.includes(supplier)) continue;
      for (const member of programme.suppliers) {
        const { accrued, result } = accrualAccounts(programme, member);
        addParty(names, supplierAccounts(member));
        names.add(accrued).add(result);
      }
    }
  }
}

function addParty(names: Set<string>, party: PartyAccounts): void {
  for (const account of Object.values(party)) names.add(account);
}
