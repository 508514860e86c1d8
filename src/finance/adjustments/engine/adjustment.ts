// Manual adjustments: the two sides of each template in one table, and the legs that they post
// (docs/rules.md §7).

import type { State } from "../../../commission/engine/state.ts";
import { accounts, type SingleAccount } from "../../../ledger/chart/chart.ts";
import type { Party, PartyKind } from "../../../ledger/chart/pattern.ts";
import {
  EntryDraft,
  type Leg,
  partyAccounts,
  supplierAccounts,
} from "../../../ledger/entry-draft.ts";

type PartySide =
  /** The party's debt. */
  | "DEBT"
  /**
   * The party's balance: a credit pays its debt first, and a debit beyond the balance becomes debt.
   */
  | "PAYABLE"
  /** A distributor's prepaid balance. */
  | "DEPOSIT"
  /** A buyer's cashback or points. */
  | "BALANCE";
type Side = PartySide | SingleAccount;
type AccountSide = Exclude<Side, "PAYABLE">;

const CUSTODY = accounts.custody;
const SUSPENSE = accounts.suspense;
const CHANNEL_FEE = accounts.channelFee;
const PLATFORM = accounts.platformRevenue;
const LOST = accounts.writeOff;

/**
 * The party named, the side debited, the side credited, and the template whose money it explains.
 */
type Sides = readonly [
  party: PartyKind | null,
  debit: Side,
  credit: Side,
  of?: "SUSPENSE_IN" | "SUSPENSE_OUT",
];

/** All templates except REVERSAL, which reverses the posting of another adjustment. */
const SIDES = {
  WRITE_OFF_DISTRIBUTOR_DEBT: ["DISTRIBUTOR", LOST, "DEBT"],
  WRITE_OFF_SUPPLIER_DEBT: ["SUPPLIER", LOST, "DEBT"],
  DISTRIBUTOR_DEBT_PAID: ["DISTRIBUTOR", CUSTODY, "DEBT"],
  SUPPLIER_DEBT_PAID: ["SUPPLIER", CUSTODY, "DEBT"],
  CREDIT_DISTRIBUTOR: ["DISTRIBUTOR", PLATFORM, "PAYABLE"],
  CREDIT_SUPPLIER: ["SUPPLIER", PLATFORM, "PAYABLE"],
  DEBIT_DISTRIBUTOR: ["DISTRIBUTOR", "PAYABLE", PLATFORM],
  DEBIT_SUPPLIER: ["SUPPLIER", "PAYABLE", PLATFORM],
  DEPOSIT_RETURNED: ["DISTRIBUTOR", "DEPOSIT", CUSTODY],
  BUYER_PAID: ["BUYER", "BALANCE", CUSTODY],
  BUYER_WRITTEN_OFF: ["BUYER", "BALANCE", accounts.cashback],
  CHANNEL_FEE_PAID: [null, CHANNEL_FEE, CUSTODY],
  TAX_PAID: [null, accounts.tax, CUSTODY],
  CUSTODY_WITHDRAWN: [null, accounts.ownMoney, CUSTODY],
  SUSPENSE_IN: [null, CUSTODY, SUSPENSE],
  SUSPENSE_OUT: [null, SUSPENSE, CUSTODY],
  SUSPENSE_TO_DISTRIBUTOR: ["DISTRIBUTOR", SUSPENSE, "PAYABLE", "SUSPENSE_IN"],
  SUSPENSE_TO_SUPPLIER: ["SUPPLIER", SUSPENSE, "PAYABLE", "SUSPENSE_IN"],
  SUSPENSE_TO_DEPOSIT: ["DISTRIBUTOR", SUSPENSE, "DEPOSIT", "SUSPENSE_IN"],
  SUSPENSE_TO_PLATFORM: [null, SUSPENSE, PLATFORM, "SUSPENSE_IN"],
  SUSPENSE_FROM_DISTRIBUTOR: ["DISTRIBUTOR", "PAYABLE", SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_SUPPLIER: ["SUPPLIER", "PAYABLE", SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_CHANNEL_FEE: [null, CHANNEL_FEE, SUSPENSE, "SUSPENSE_OUT"],
  SUSPENSE_FROM_PLATFORM: [null, LOST, SUSPENSE, "SUSPENSE_OUT"],
} as const satisfies Readonly<Record<string, Sides>>;

export type OwnTemplate = keyof typeof SIDES;
export type Template = OwnTemplate | "REVERSAL";
export const TEMPLATES: readonly Template[] = [
  ...(Object.keys(SIDES) as OwnTemplate[]),
  "REVERSAL",
];

/** The kind of party that a template names; null if it names none. */
export function partyKindOf(template: OwnTemplate): PartyKind | null {
  return SIDES[template][0];
}

/** The template of the earlier adjustments whose money it explains. */
export function explains(template: OwnTemplate): Sides[3] {
  return (SIDES[template] as Sides)[3];
}

/** Whether the template accepts assets other than the settlement asset. */
export function takesAnyAsset(template: Template): boolean {
  return template === "BUYER_WRITTEN_OFF";
}

type Balances = Pick<State, "asset" | "balance">;

/** The content of an adjustment; the amount is in minor units of the asset. */
export interface Adjusted {
  readonly template: OwnTemplate;
  readonly party: Party | null;
  /** For a distributor: whether its earnings are withheld. */
  readonly isWithheld: boolean;
  readonly asset: string;
  readonly amountMinor: bigint;
}

/** The legs of an adjustment; the party must be of the kind that the template names. */
export function adjustmentLegs(balances: Balances, adjusted: Adjusted): Leg[] {
  const { template, party, asset, amountMinor } = adjusted;
  const [, debit, credit] = SIDES[template];
  const draft = new EntryDraft(balances);
  if (debit === "PAYABLE") draft.clawBack(partyAccounts(party!), amountMinor);
  else draft.add(accountOf(debit, party), amountMinor, asset);
  if (credit === "PAYABLE") give(draft, adjusted);
  else draft.add(accountOf(credit, party), -amountMinor, asset);
  return draft.legs;
}

function give(draft: EntryDraft, { party, isWithheld, amountMinor }: Adjusted): void {
  const { kind, code } = party!;
  if (kind === "DISTRIBUTOR") draft.earn({ code, isWithheld }, amountMinor);
  else draft.give(supplierAccounts(code), amountMinor);
}

/** The accounts whose balances decide the legs of an adjustment, and whether it is allowed. */
export function adjustmentAccounts(template: OwnTemplate, party: Party | null): string[] {
  const [, ...sides] = SIDES[template];
  const own = sides.slice(0, 2).filter((side) => side !== "PAYABLE") as AccountSide[];
  return [...own.map((side) => accountOf(side, party)), ...partyAccountNames(party)];
}

/** The payable and receivable accounts of a party; a buyer has neither. */
export function partyAccountNames(party: Party | null): string[] {
  return party === null || party.kind === "BUYER" ? [] : Object.values(partyAccounts(party));
}

function accountOf(side: AccountSide, party: Party | null): string {
  if (side === "DEBT") return partyAccounts(party!).receivable;
  if (side === "DEPOSIT") return accounts.deposit(party!.code);
  return side === "BALANCE" ? accounts.buyerBalance(party!.code) : side;
}

/** The legs that reverse exactly what was posted. */
export function reversalLegs(posted: readonly Leg[]): Leg[] {
  return posted.map((leg) => ({ ...leg, amountMinor: -leg.amountMinor }));
}
