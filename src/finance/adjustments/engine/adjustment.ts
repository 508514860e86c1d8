// Manual adjustments: every template's two sides in one table, and what none of them may do (rules §7).

import type { State } from "../../../commission/engine/state.ts";
import {
  distributorStanding,
  EntryDraft,
  type Leg,
  supplierStanding,
} from "../../../ledger/entry-draft.ts";

export const PARTY_KINDS = ["DISTRIBUTOR", "SUPPLIER", "BUYER"] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** Whom an adjustment concerns. */
export interface Party {
  readonly kind: PartyKind;
  readonly code: string;
}

type PartySide =
  /** What the party owes. */
  | "DEBT"
  /** What it is owed: a credit pays its debt first, and what a debit does not find is a debt. */
  | "STANDING"
  /** A distributor's prepaid balance. */
  | "DEPOSIT"
  /** A buyer's cashback or points. */
  | "BALANCE";
type Account = `${"assets" | "liabilities" | "equity" | "revenue" | "expenses"}:${string}`;
type Side = PartySide | Account;
type AccountSide = Exclude<Side, "STANDING">;

const CUSTODY = "assets:custody";
const SUSPENSE = "assets:suspense";
const CHANNEL_FEE = "liabilities:channel-fee";
const PLATFORM = "revenue:platform";
const LOST = "expenses:write-off";

/** Whom it names, the side debited, the side credited, and the template of which it explains money. */
type Sides = readonly [
  party: PartyKind | null,
  debit: Side,
  credit: Side,
  of?: "SUSPENSE_IN" | "SUSPENSE_OUT",
];

/** All templates but REVERSAL, which takes back what another one posted. */
const SIDES = {
  WRITE_OFF_DISTRIBUTOR_DEBT: ["DISTRIBUTOR", LOST, "DEBT"],
  WRITE_OFF_SUPPLIER_DEBT: ["SUPPLIER", LOST, "DEBT"],
  DISTRIBUTOR_DEBT_PAID: ["DISTRIBUTOR", CUSTODY, "DEBT"],
  SUPPLIER_DEBT_PAID: ["SUPPLIER", CUSTODY, "DEBT"],
  CREDIT_DISTRIBUTOR: ["DISTRIBUTOR", PLATFORM, "STANDING"],
  CREDIT_SUPPLIER: ["SUPPLIER", PLATFORM, "STANDING"],
  DEBIT_DISTRIBUTOR: ["DISTRIBUTOR", "STANDING", PLATFORM],
  DEBIT_SUPPLIER: ["SUPPLIER", "STANDING", PLATFORM],
  DEPOSIT_RETURNED: ["DISTRIBUTOR", "DEPOSIT", CUSTODY],
  BUYER_PAID: ["BUYER", "BALANCE", CUSTODY],
  BUYER_WRITTEN_OFF: ["BUYER", "BALANCE", "expenses:cashback"],
  CHANNEL_FEE_PAID: [null, CHANNEL_FEE, CUSTODY],
  TAX_PAID: [null, "liabilities:tax", CUSTODY],
  CUSTODY_WITHDRAWN: [null, "equity:platform", CUSTODY],
  SUSPENSE_IN: [null, CUSTODY, SUSPENSE],
  SUSPENSE_OUT: [null, SUSPENSE, CUSTODY],
  SUSPENSE_TO_DISTRIBUTOR: ["DISTRIBUTOR", SUSPENSE, "STANDING", "SUSPENSE_IN"],
  SUSPENSE_TO_SUPPLIER: ["SUPPLIER", SUSPENSE, "STANDING", "SUSPENSE_IN"],
  SUSPENSE_TO_DEPOSIT: ["DISTRIBUTOR", SUSPENSE, "DEPOSIT", "SUSPENSE_IN"],
  SUSPENSE_TO_PLATFORM: [null, SUSPENSE, PLATFORM, "SUSPENSE_IN"],
  SUSPENSE_FROM_DISTRIBUTOR: ["DISTRIBUTOR", "STANDING", SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_SUPPLIER: ["SUPPLIER", "STANDING", SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_CHANNEL_FEE: [null, CHANNEL_FEE, SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_PLATFORM: [null, LOST, SUSPENSE, "SUSPENSE_OUT"],
} as const satisfies Readonly<Record<string, Sides>>;

export type OwnTemplate = keyof typeof SIDES;
export type Template = OwnTemplate | "REVERSAL";
export const TEMPLATES: readonly Template[] = [
  ...(Object.keys(SIDES) as OwnTemplate[]),
  "REVERSAL",
];

/** Whom a template names; null: nobody. */
export function partyOf(template: OwnTemplate): PartyKind | null {
  return SIDES[template][0];
}

/** The template of the earlier adjustment whose money it explains. */
export function explains(template: OwnTemplate): Sides[3] {
  return (SIDES[template] as Sides)[3];
}

/** Whether it may be in another asset than the settlement asset. */
export function takesAnyAsset(template: Template): boolean {
  return template === "BUYER_WRITTEN_OFF";
}

type Balances = Pick<State, "asset" | "balance">;

/** What is adjusted, in minor units of the asset. */
export interface Adjusted {
  readonly template: OwnTemplate;
  readonly party: Party | null;
  /** Of a distributor: whether what it gets waits for a decision. */
  readonly isWithheld: boolean;
  readonly asset: string;
  readonly amountMinor: bigint;
}

/** What an adjustment posts; the party is of the kind that the template names. */
export function adjustmentLegs(balances: Balances, adjusted: Adjusted): Leg[] {
  const { template, party, asset, amountMinor } = adjusted;
  const [, debit, credit] = SIDES[template];
  const draft = new EntryDraft(balances);
  if (debit === "STANDING") draft.takeBack(standingOf(party!), amountMinor);
  else draft.add(accountOf(debit, party), amountMinor, asset);
  if (credit === "STANDING") give(draft, adjusted);
  else draft.add(accountOf(credit, party), -amountMinor, asset);
  return draft.legs;
}

function give(draft: EntryDraft, { party, isWithheld, amountMinor }: Adjusted): void {
  const { kind, code } = party!;
  if (kind === "DISTRIBUTOR") draft.earn({ code, isWithheld }, amountMinor);
  else draft.give(supplierStanding(code), amountMinor);
}

/** The accounts whose balances decide what an adjustment posts, and whether it may. */
export function adjustmentAccounts(template: OwnTemplate, party: Party | null): string[] {
  const [, ...sides] = SIDES[template];
  const own = sides.slice(0, 2).filter((side) => side !== "STANDING") as AccountSide[];
  return [...own.map((side) => accountOf(side, party)), ...standingAccounts(party)];
}

/** What somebody may take out and what it owes, as accounts; a buyer has neither. */
export function standingAccounts(party: Party | null): string[] {
  return party === null || party.kind === "BUYER" ? [] : Object.values(standingOf(party));
}

function standingOf({ kind, code }: Party) {
  return kind === "DISTRIBUTOR" ? distributorStanding(code) : supplierStanding(code);
}

function accountOf(side: AccountSide, party: Party | null): string {
  if (side === "DEBT") return standingOf(party!).receivable;
  if (side === "DEPOSIT") return `liabilities:distributor:${party!.code}:deposit`;
  return side === "BALANCE" ? `liabilities:buyer:${party!.code}` : side;
}

/** What takes back exactly what was posted. */
export function reversalLegs(posted: readonly Leg[]): Leg[] {
  return posted.map((leg) => ({ ...leg, amountMinor: -leg.amountMinor }));
}
