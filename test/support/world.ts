// A network in memory for the engine's tests: no database, the same fold.

import { advance, type Settled, settle } from "../../src/commission/engine/fold.ts";
import type { Order, Product } from "../../src/commission/engine/order.ts";
import { Programmes } from "../../src/commission/engine/programme.ts";
import type { State } from "../../src/commission/engine/state.ts";
import type { Supplier } from "../../src/commission/engine/supplier.ts";
import type { TierChange } from "../../src/commission/engine/upgrade.ts";
import { checkPlan, compilePlan } from "../../src/commission/plans/engine/plan-document.ts";
import {
  checkProgramme,
  compileProgramme,
} from "../../src/commission/programmes/engine/programme-document.ts";
import { Zone } from "../../src/kernel/time.ts";
import { distributorAccounts } from "../../src/ledger/entry-draft.ts";
import type { Distributor, Status } from "../../src/network/engine/distributor.ts";
import { checkLadder, compileLadder } from "../../src/network/engine/ladder-document.ts";
import { LADDER, order } from "./sample.ts";

const CNY = { code: "CNY", scale: 2 };
const ASSETS = [CNY, { code: "POINT", scale: 0 }];

/** `[code, parent, tier, status]`; the tier may be left out, and the status. */
export type Member = readonly [code: string, parent: string | null, tier?: string, status?: Status];

export interface WorldOptions {
  readonly plans: readonly object[];
  readonly ladders?: readonly object[];
  readonly members: readonly Member[];
  readonly products?: readonly Partial<Product>[];
  readonly programmes?: readonly object[];
  readonly deposits?: Readonly<Record<string, bigint>>;
}

const EFFECTIVE = "2026-01-01T00:00:00+08:00";

export class World implements State {
  readonly asset = CNY;
  readonly zone = new Zone("Asia/Shanghai");
  readonly plans;
  readonly ladders;
  readonly programmes;
  readonly closed = new Set<string>();
  readonly suppliers = new Map<string, Supplier>();
  readonly members = new Map<string, Distributor & { status: Status; isWithheld: boolean }>();
  readonly #products = new Map<string, Product>();
  readonly #deposits: Readonly<Record<string, bigint>>;

  constructor({
    plans,
    ladders = [LADDER],
    members,
    products = [{}],
    programmes = [],
    deposits = {},
  }: WorldOptions) {
    this.plans = plans.map((plan, index) => {
      const document = checkPlan({ name: "test", effectiveFrom: EFFECTIVE, ...plan }, ASSETS);
      return compilePlan(index + 1, document, ASSETS);
    });
    this.ladders = ladders.map((ladder, index) =>
      compileLadder(index + 1, checkLadder(ladder, CNY), CNY),
    );
    this.programmes = new Programmes(
      programmes.map((programme, index) => {
        const document = checkProgramme(programme, CNY);
        const { code } = document;
        const version = programmes.slice(0, index).filter((one) => codeOf(one) === code).length + 1;
        return compileProgramme({ id: index + 1, version }, document, CNY);
      }),
    );
    for (const [code, parentCode, tier = "AGENT", status = "ACTIVE"] of members) {
      const parent = parentCode === null ? null : this.members.get(parentCode)!;
      const id = this.members.size + 1;
      const own = { accounts: distributorAccounts(code), volumes: new Map() };
      const state = { tier, status, isWithheld: false, sales: 0, ...own };
      this.members.set(code, { id, code, parent, ...state });
    }
    for (const [index, product] of products.entries()) {
      const all = {
        id: index + 1,
        code: "QB-10",
        category: "top-up",
        supplier: "S001",
        ...product,
      };
      this.#products.set(all.code, { supplierId: 1, supplyPriceMinor: 0n, ...all });
    }
    this.#deposits = deposits;
  }

  distributor(code: string) {
    return this.members.get(code);
  }

  product(code: string) {
    return this.#products.get(code);
  }

  supplier(code: string): Supplier {
    const known = this.suppliers.get(code);
    if (known !== undefined) return known;
    const supplier = { id: this.suppliers.size + 1, code, turnover: new Map() };
    this.suppliers.set(code, supplier);
    return supplier;
  }

  isClosed(programme: string, period: string) {
    return this.closed.has(`${programme} ${period}`);
  }

  balance(account: string) {
    const [, , code = "", kind] = account.split(":");
    return kind === "deposit" ? -(this.#deposits[code] ?? 0n) : 0n;
  }

  /** Settles one order by `E` (but for what is said otherwise) and applies it. */
  settle(text: Parameters<typeof order>[1] = {}): Settled & { changes: TierChange[] } {
    const settled = settle(this, order("o", text) as Order);
    return { ...settled, changes: advance(settled) };
  }

  /** The shares of one order: `kind recipient@level reason amount`. */
  lines(text: Parameters<typeof order>[1] = {}): string[] {
    return this.settle(text).shares.map(
      ({ kind, recipient, buyer, level, reason, amountMinor }) =>
        `${kind} ${recipient?.code ?? buyer ?? "-"}@${level ?? "-"} ${reason} ${amountMinor}`,
    );
  }
}

function codeOf(programme: object): unknown {
  return "code" in programme ? programme.code : undefined;
}
