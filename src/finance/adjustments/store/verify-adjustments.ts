// Verifies that each adjustment posted the legs of its template, as proposed, with a second
// person's approval.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Asset } from "../../../kernel/money.ts";
import { actorOf, requestOf, requestText } from "../../../ledger/cause.ts";
import { PARTY_KINDS, type Party } from "../../../ledger/chart/pattern.ts";
import { entriesOf } from "../../../ledger/entries-of.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import { after, isNamedAfter } from "../../../ledger/since.ts";
import type { BookCheck } from "../../../ledger/verify.ts";
import { WITHHOLDING } from "../../../network/kinds.ts";
import type { Verifier } from "../../../platform/verifier.ts";
import {
  adjustmentLegs,
  type OwnTemplate,
  partyAccountNames,
  reversalLegs,
  TEMPLATES,
} from "../engine/adjustment.ts";
import { findOverdrawn } from "../engine/overdrawn.ts";
import { ADJUSTMENT, ADJUSTMENT_PROPOSAL } from "../kinds.ts";
import { verifyAdjustmentRequests } from "./verify-requests.ts";

class AdjustmentCheck {
  readonly mismatches: string[] = [];
  readonly #asset: Asset;
  readonly #book: BookCheck;
  /** Causes of proposals that are not posted yet, by ref. */
  readonly #proposed = new Map<string, string>();
  /** Distributors whose earnings are withheld. */
  readonly #withheld = new Set<string>();
  readonly #posted = new Map<string, readonly Leg[]>();

  constructor(asset: Asset, book: BookCheck) {
    this.#asset = asset;
    this.#book = book;
  }

  /** Checks the transactions of the ledger in order, each before `book` checks it. */
  check(one: StoredTransaction): void {
    if (one.kind === ADJUSTMENT.name) {
      const ref = one.ref ?? "";
      const faults = [...this.#proposalFaults(one.cause, ref), ...this.#legFaults(one)];
      for (const fault of faults) {
        this.mismatches.push(`transaction ${one.seq}: adjustment ${ref} ${fault}`);
      }
    }
    this.follow(one);
  }

  /** Remembers what decides about later adjustments. */
  follow(one: StoredTransaction): void {
    const ref = one.ref ?? "";
    if (one.kind === WITHHOLDING.name) this.#withhold(one.cause);
    if (one.kind === ADJUSTMENT_PROPOSAL.name) this.#proposed.set(ref, one.cause);
    if (one.kind !== ADJUSTMENT.name) return;
    this.#proposed.delete(ref);
    // An adjustment is reversed only once.
    const { template, of } = requestOf(one.cause) as Record<string, string>;
    if (template === "REVERSAL") this.#posted.delete(of!);
    this.#posted.set(ref, postedLegs(one));
  }

  #withhold(cause: string): void {
    const { code, withheld } = requestOf(cause) as { code: string; withheld: boolean };
    if (withheld) this.#withheld.add(code);
    else this.#withheld.delete(code);
  }

  #proposalFaults(cause: string, ref: string): string[] {
    const proposal = this.#proposed.get(ref);
    if (proposal === undefined) return ["was not proposed"];
    const isOther = requestText(proposal) !== requestText(cause);
    const isOwn = actorOf(proposal)?.sub === actorOf(cause)?.sub;
    return [
      ...(isOther ? ["differs from its proposal"] : []),
      ...(isOwn ? ["was approved by its proposer"] : []),
    ];
  }

  #legFaults(one: StoredTransaction): string[] {
    const { cause } = one;
    const postings = postedLegs(one);
    const balances = {
      asset: this.#asset,
      balance: (account: string, asset: string) => this.#book.balance(account, asset),
    };
    const request = requestOf(cause) as Record<string, string>;
    if (!TEMPLATES.some((template) => template === request.template))
      return ["has an unknown template"];
    const [posts, should] = [textOf(postings), textOf(this.#legsOf(request, balances))];
    const over = findOverdrawn(balances, postings);
    return [
      ...(posts === should ? [] : [`posts ${posts} and should post ${should}`]),
      ...(over === undefined
        ? []
        : [`takes ${over.takenMinor} from ${over.account}, which has ${over.hasMinor}`]),
    ];
  }

  #legsOf(request: Record<string, string>, balances: Parameters<typeof adjustmentLegs>[0]) {
    if (request.template === "REVERSAL") return reversalLegs(this.#posted.get(request.of!) ?? []);
    const party = partyIn(request);
    return adjustmentLegs(balances, {
      template: request.template as OwnTemplate,
      party,
      isWithheld: party?.kind === "DISTRIBUTOR" && this.#withheld.has(party.code),
      asset: request.asset ?? this.#asset.code,
      amountMinor: BigInt(request.amount!),
    });
  }
}

function partyIn(request: Record<string, string>): Party | null {
  const kind = PARTY_KINDS.find((one) => request[one.toLowerCase()] !== undefined);
  return kind === undefined ? null : { kind, code: request[kind.toLowerCase()]! };
}

function postedLegs({ postings }: StoredTransaction): Leg[] {
  return postings.map(({ account, asset, amountMinor }) => {
    return { account, asset, amountMinor: BigInt(amountMinor) };
  });
}

function textOf(legs: readonly Leg[]): string {
  const sides = legs.map((leg) => `${leg.account} ${leg.amountMinor} ${leg.asset}`);
  return sides.length === 0 ? "nothing" : sides.join(", ");
}

/** The accounts whose balances decide the legs of the adjustments behind `since`. */
async function accountsOf(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ cause: Record<string, string> }>`
    select cause from ${entriesOf(ADJUSTMENT, since)} t`.execute(tx.db);
  return rows.flatMap(({ cause }) => partyAccountNames(partyIn(cause)));
}

/**
 * One line for each adjustment whose status differs from its last step or from the ledger, of those
 * that changed behind `since`.
 */
async function verifyAdjustments(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('adjustment %s is %s but its last step is %s', a.ref, a.status, s.status) as what
      from adjustment a
      left join lateral (select status from adjustment_step where adjustment_seq = a.seq
                          order by seq desc, line desc limit 1) s on true
     where s.status is distinct from a.status
       and ${isNamedAfter(sql`a.seq`, "adjustment_step", "adjustment_seq", since)}
    union all
    select format('adjustment %s is of %s but its explanations are of %s', a.ref, a.amount, sum(e.amount))
      from adjustment a join adjustment e on e.of_seq = a.seq
     where e.status = 'POSTED' and e.template <> 'REVERSAL'
       and ${isNamedAfter(sql`a.seq`, "adjustment", "of_seq", since)}
     group by a.ref, a.amount, a.status
    having sum(e.amount) > case when a.status = 'POSTED' then a.amount else 0 end
    union all
    select format('adjustment %s leaves less in custody than the amount owed', a.ref)
      from adjustment a join adjustment_step s on s.adjustment_seq = a.seq and s.status = 'POSTED'
      join coverage c on c.last_seq = s.seq
     where a.template = 'CUSTODY_WITHDRAWN' and ${after(sql`s.seq`, since)}
       and c.custody < c.suppliers + c.distributors + c.buyers + c.channel + c.tax`.execute(tx.db);
  return rows.map(({ what }) => what);
}

export const adjustmentVerifier: Verifier = ({ network, tx, book, since }) => {
  const adjustments = new AdjustmentCheck(network.settings.asset, book);
  return {
    recalls: [WITHHOLDING, ADJUSTMENT_PROPOSAL, ADJUSTMENT],
    recall: (transaction) => adjustments.follow(transaction),
    accounts: () => accountsOf(tx, since),
    before: (transaction) => adjustments.check(transaction),
    finish: async () => [
      ...adjustments.mismatches,
      ...(await verifyAdjustments(tx, since)),
      ...(await verifyAdjustmentRequests(tx, since)),
    ],
  };
};
