// Checks that each adjustment posted what its template says, as proposed, and by a second person's approval.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Asset } from "../../../kernel/money.ts";
import { actorOf, requestOf, requestText } from "../../../ledger/cause.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import type { BookCheck, StoredTransaction } from "../../../ledger/verify.ts";
import {
  adjustmentLegs,
  type OwnTemplate,
  PARTY_KINDS,
  type Party,
  reversalLegs,
  TEMPLATES,
} from "../engine/adjustment.ts";
import { findOverdrawn } from "../engine/overdrawn.ts";

export class AdjustmentCheck {
  readonly mismatches: string[] = [];
  readonly #asset: Asset;
  readonly #book: BookCheck;
  /** Causes of proposals that nothing was posted of yet, by ref. */
  readonly #proposed = new Map<string, string>();
  /** Distributors whose earnings are withheld. */
  readonly #withheld = new Set<string>();
  readonly #posted = new Map<string, readonly Leg[]>();

  constructor(asset: Asset, book: BookCheck) {
    this.#asset = asset;
    this.#book = book;
  }

  /** Takes the transactions of the book in order, each before `book` has taken it. */
  check(one: StoredTransaction): void {
    const ref = one.ref ?? "";
    if (one.kind === "WITHHOLDING") this.#withhold(one.cause);
    if (one.kind === "ADJUSTMENT_PROPOSAL") this.#proposed.set(ref, one.cause);
    if (one.kind !== "ADJUSTMENT") return;
    const faults = [...this.#proposalFaults(one.cause, ref), ...this.#legFaults(one)];
    for (const fault of faults) {
      this.mismatches.push(`transaction ${one.seq}: adjustment ${ref} ${fault}`);
    }
    this.#posted.set(ref, one.postings);
  }

  #withhold(cause: string): void {
    const { code, withheld } = requestOf(cause) as { code: string; withheld: boolean };
    if (withheld) this.#withheld.add(code);
    else this.#withheld.delete(code);
  }

  #proposalFaults(cause: string, ref: string): string[] {
    const proposal = this.#proposed.get(ref);
    if (proposal === undefined) return ["was not proposed"];
    this.#proposed.delete(ref);
    const isOther = requestText(proposal) !== requestText(cause);
    const isOwn = actorOf(proposal)?.sub === actorOf(cause)?.sub;
    return [
      ...(isOther ? ["is not what was proposed"] : []),
      ...(isOwn ? ["was approved by who proposed it"] : []),
    ];
  }

  #legFaults({ cause, postings }: StoredTransaction): string[] {
    const balances = {
      asset: this.#asset,
      balance: (account: string, asset: string) => this.#book.balance(account, asset),
    };
    const request = requestOf(cause) as Record<string, string>;
    if (!TEMPLATES.some((template) => template === request.template)) return ["has no template"];
    const [posts, should] = [textOf(postings), textOf(this.#legsOf(request, balances))];
    const over = findOverdrawn(balances, postings);
    return [
      ...(posts === should ? [] : [`posts ${posts} and should post ${should}`]),
      ...(over === undefined
        ? []
        : [`takes ${over.takenMinor} from ${over.account}, ${over.hasMinor}`]),
    ];
  }

  /** What takes back an earlier one, which can be once. */
  #takeBack(ref: string): Leg[] {
    const posted = this.#posted.get(ref) ?? [];
    this.#posted.delete(ref);
    return reversalLegs(posted);
  }

  #legsOf(request: Record<string, string>, balances: Parameters<typeof adjustmentLegs>[0]) {
    if (request.template === "REVERSAL") return this.#takeBack(request.of!);
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

function textOf(legs: readonly Leg[]): string {
  const sides = legs.map((leg) => `${leg.account} ${leg.amountMinor} ${leg.asset}`);
  return sides.length === 0 ? "nothing" : sides.join(", ");
}

/** A line for each adjustment that does not stand where its last step, or the book, left it. */
export async function verifyAdjustments(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('adjustment %s is %s and its last step is %s', a.ref, a.status, s.status) as what
      from adjustment a
      left join lateral (select status from adjustment_step where adjustment_seq = a.seq
                          order by seq desc, line desc limit 1) s on true
     where s.status is distinct from a.status
    union all
    select format('adjustment %s is of %s and explained by %s', a.ref, a.amount, sum(e.amount))
      from adjustment a join adjustment e on e.of_seq = a.seq
     where e.status = 'POSTED' and e.template <> 'REVERSAL'
     group by a.ref, a.amount, a.status
    having sum(e.amount) > case when a.status = 'POSTED' then a.amount else 0 end
    union all
    select format('adjustment %s leaves less in custody than is owed', a.ref)
      from adjustment a join adjustment_step s on s.adjustment_seq = a.seq and s.status = 'POSTED'
      join coverage c on c.last_seq = s.seq
     where a.template = 'CUSTODY_WITHDRAWN'
       and c.custody < c.suppliers + c.distributors + c.buyers + c.channel + c.tax`.execute(tx.db);
  return rows.map(({ what }) => what);
}
