// The rows of a network's tables as the driver returns them; `npm run tables` writes this file from the
// migrations. 64-bit integers, sums, days and instants come as text.

/** The columns of a table that a query selects under their own names. */
export type Row<Name extends keyof Tables, Columns extends keyof Tables[Name]> = Pick<
  Tables[Name],
  Columns
>;

export interface Tables {
  readonly account: {
    readonly id: number;
    readonly name: string;
    readonly asset: string;
  };
  /** What a transaction accrued in one period for one supplier of a programme, in minor units. */
  readonly accrual: {
    readonly seq: string;
    readonly line: number;
    /** The version in force for the period at that time. */
    readonly programme_id: number;
    readonly supplier_id: number;
    /** The first day of the period. */
    readonly period: string;
    readonly amount: string;
    /** The part of the amount that comes from crossing a band, not from the order itself. */
    readonly true_up: string;
    /** The programme's volume after this accrual. */
    readonly volume: string;
    /** The supplier's part of the bonus after this accrual. */
    readonly accrued: string;
  };
  /**
   * The key is the transaction of the proposal.
   * Only the status changes; it is the status of the last step.
   * The amount is in minor units of the asset.
   */
  readonly adjustment: {
    readonly seq: string;
    readonly ref: string;
    readonly template: string;
    readonly distributor_id: number | null;
    readonly supplier_id: number | null;
    readonly buyer: string | null;
    readonly asset: string;
    readonly amount: string;
    /** The adjustment that this one reverses, or whose money it explains. */
    readonly of_seq: string | null;
    readonly occurred_at: string;
    /** The bank's reference. */
    readonly reference: string | null;
    readonly reason: string;
    readonly proposed_by: string | null;
    readonly status: string;
  };
  /** The step of a reversal belongs to the reversal and to the reversed adjustment. */
  readonly adjustment_step: {
    readonly seq: string;
    readonly line: number;
    readonly adjustment_seq: string;
    readonly status: string;
    readonly reason: string | null;
  };
  readonly asset: {
    readonly code: string;
    /** The number of decimals. */
    readonly scale: number;
  };
  /** An import changed the category of a product: plans match by category. */
  readonly category_change: {
    readonly seq: string;
    readonly product_id: number;
    readonly from_category: string;
    readonly to_category: string;
  };
  /**
   * One row for each commit, stored with its seal.
   * Sums in minor units, which can exceed 64 bits.
   */
  readonly coverage: {
    readonly last_seq: string;
    readonly custody: string;
    readonly suppliers: string;
    readonly distributors: string;
    readonly buyers: string;
    readonly channel: string;
    readonly tax: string;
    readonly receivables: string;
  };
  /**
   * By accounting date, in minor units.
   * The rows of a closed month do not change.
   */
  readonly day_total: {
    readonly account_id: number;
    readonly day: string;
    readonly debit: string;
    readonly credit: string;
    /** The first transaction that the total includes. */
    readonly first_seq: string;
    /** The last transaction that the total includes. */
    readonly last_seq: string;
  };
  /**
   * Only the status changes.
   * Amounts are theirs less ours.
   */
  readonly difference: {
    readonly id: number;
    /** The run that found the difference. */
    readonly run: string;
    readonly kind: string;
    readonly side: string;
    readonly line_run: string | null;
    readonly line_n: number | null;
    readonly movement_seq: string | null;
    readonly day: string;
    readonly amount: string;
    readonly fee: string;
    readonly status: string;
  };
  readonly difference_explanation: {
    readonly difference_id: number;
    readonly seq: string;
    readonly note: string | null;
    /** The posted transaction that corrects the difference. */
    readonly correction_seq: string | null;
    /** The difference of another source for the same money. */
    readonly counterpart_id: number | null;
  };
  readonly distributor: {
    readonly id: number;
    readonly code: string;
    readonly parent_id: number | null;
    readonly name: string;
    /** Null means the lowest tier of the ladder in force. */
    readonly tier: string | null;
    readonly status: string;
    readonly joined_at: string;
    /** The tier at enrolment. */
    readonly joined_tier: string | null;
    /** Whether its earnings are withheld until a decision. */
    readonly is_withheld: boolean;
  };
  /** The path of each distributor; it has no foreign key, because a check costs as much as the insert. */
  readonly distributor_path: {
    readonly distributor_id: number;
    /** The ids from the root to the distributor; a team is the range of paths below its path. */
    readonly path: number[];
  };
  /** Transactions after which custody no longer covered what is owed. */
  readonly gap_opened: {
    readonly seq: string;
    /** In minor units. */
    readonly gap: string;
  };
  readonly job: {
    readonly id: string;
    readonly kind: string;
    readonly owner: string;
    readonly role: string;
    readonly status: string;
    readonly progress: number;
    readonly turn: number;
    readonly attempts: number;
    readonly chunks: number;
    readonly input: string;
    readonly result: string | null;
    readonly failure: string | null;
    readonly created_at: string;
    readonly expires_at: string | null;
  };
  readonly job_chunk: {
    readonly job_id: string;
    readonly n: number;
    readonly bytes: Buffer;
  };
  readonly ladder: {
    readonly version: number;
    /** Only one version that is not withdrawn starts at a moment; a trigger checks it. */
    readonly effective_from: string;
    readonly seq: string;
    /** As it was published. */
    readonly document: unknown;
  };
  readonly ledger_transaction: {
    readonly seq: string;
    readonly kind: string;
    readonly ref: string | null;
    readonly occurred_at: string;
    readonly accounting_date: string;
    readonly recorded_at: string;
    /** The request that caused it, as JSON text. */
    readonly cause: string;
    readonly posting_count: number;
    readonly hash: Buffer;
  };
  /** The latest row of a distributor is its floor, until the first close with a date after its last day. */
  readonly manual_tier: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly tier: string;
    /** The last local day on which the tier is a floor. */
    readonly until: string;
    readonly reason: string;
  };
  /** A reconciliation: the import of a statement, or one without a statement. */
  readonly matching_run: {
    readonly id: string;
    /** Its transaction. */
    readonly seq: string;
    /** The last transaction that it has seen: later ones were recorded while it worked. */
    readonly up_to: string;
  };
  /** A month without postings to the account has no row. */
  readonly month_total: {
    readonly account_id: number;
    /** The first day of the month. */
    readonly month: string;
    readonly debit: string;
    readonly credit: string;
    /** The balance at the end of the month. */
    readonly balance: string;
  };
  /**
   * The key is the transaction of the request.
   * Only the status changes; it is the status of the last step.
   * Amounts are in minor units.
   */
  readonly payout: {
    readonly seq: string;
    readonly ref: string;
    /** Null for a supplier. */
    readonly distributor_id: number | null;
    /** Null for a distributor. */
    readonly supplier_id: number | null;
    readonly amount: string;
    readonly fee: string;
    /** The staff member who requested it; null if the payee did. */
    readonly requested_by: string | null;
    readonly status: string;
  };
  /** The transaction of a batch has one line for each payout. */
  readonly payout_step: {
    readonly seq: string;
    readonly line: number;
    readonly payout_seq: string;
    /** Null for a supplier. */
    readonly distributor_id: number | null;
    /** Null for a distributor. */
    readonly supplier_id: number | null;
    readonly status: string;
    readonly tax: string;
    /** The bank's reference. */
    readonly reference: string | null;
    readonly reason: string | null;
  };
  /** The tax fixed at the approval; amounts are in minor units. */
  readonly payout_tax: {
    readonly payout_seq: string;
    /** The transaction of the approval. */
    readonly seq: string;
    readonly identity: string;
    readonly method: string;
    /** The version of the terms in force; null if there was none. */
    readonly terms: number | null;
    /** The tax year of the approval's local date. */
    readonly year: number;
    /** The month in the tax year. */
    readonly month: number;
    readonly income: string;
    readonly tax: string;
  };
  /** The parts of a distributor's pending balance, by the time at which they become available. */
  readonly pending: {
    readonly due_at: string;
    readonly distributor_id: number;
    readonly amount: string;
  };
  /** A month that was reopened can be closed again. */
  readonly period_close: {
    readonly seq: string;
    /** The first day of the month. */
    readonly month: string;
    /** The number of accounts with a closing total. */
    readonly accounts: number;
  };
  readonly period_reopen: {
    readonly seq: string;
    readonly close_seq: string;
    readonly reason: string;
  };
  readonly period_total: {
    readonly seq: string;
    readonly account_id: number;
    readonly debit: string;
    readonly credit: string;
    /** The balance at the end of the closed month. */
    readonly balance: string;
  };
  readonly plan: {
    readonly version: number;
    readonly name: string;
    /** Only one version that is not withdrawn starts at a moment; a trigger checks it. */
    readonly effective_from: string;
    readonly seq: string;
    /** As it was published. */
    readonly document: unknown;
    /** The reason for publishing a plan that pays more levels than the network allows. */
    readonly acknowledgement: string | null;
  };
  /**
   * Amounts are in minor units, debits positive.
   * Triggers replace foreign keys and check whole sets of rows.
   */
  readonly posting: {
    readonly seq: string;
    readonly line: number;
    readonly account_id: number;
    readonly asset: string;
    readonly amount: string;
    /** The balance of the account after this posting. */
    readonly balance: string;
  };
  /** Prices are in minor units. */
  readonly product: {
    readonly id: number;
    readonly code: string;
    readonly name: string;
    readonly category: string;
    readonly supplier_id: number;
    readonly supply_price: string;
    readonly list_price: string | null;
  };
  readonly programme: {
    readonly id: number;
    readonly code: string;
    /** Counts the versions of the code. */
    readonly version: number;
    readonly effective_from: string;
    readonly effective_to: string | null;
    readonly seq: string;
    /** As it was published. */
    readonly document: unknown;
  };
  readonly programme_close: {
    readonly seq: string;
    readonly programme_id: number;
    readonly code: string;
    /** The first day of the period. */
    readonly period: string;
    readonly volume: string;
    readonly bonus: string;
    readonly shortfall: string;
    /** The volume, bonus and shortfall of each supplier. */
    readonly lines: unknown;
  };
  readonly refund: {
    readonly seq: string;
    readonly order_seq: string;
    readonly quantity: string;
    readonly platform: string;
    /** What each share line of the order gave back, in the same order. */
    readonly lines: unknown;
  };
  /** A share is pending until its distributor and due time have a release after its order. */
  readonly release: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly due_at: string;
    readonly amount: string;
  };
  /** One row for each commit, with its first and last transaction. */
  readonly seal: {
    readonly last_seq: string;
    readonly first_seq: string;
    readonly recorded_at: string;
    readonly hash: Buffer;
  };
  readonly settings: {
    readonly id: number;
    readonly settlement_asset: string;
    readonly time_zone: string;
    readonly compliance_levels: number;
  };
  /**
   * Amounts are in minor units.
   * Ids have no foreign keys: the fold has looked them up, and a check costs more than the insert.
   */
  readonly settlement: {
    readonly seq: string;
    readonly seller_id: number;
    readonly product_id: number;
    readonly supplier_id: number;
    readonly plan_version: number;
    readonly ladder_version: number | null;
    /** The first day of the local month whose volumes the order increased. */
    readonly month: string;
    readonly quantity: string;
    readonly unit_price: string;
    readonly supply_price: string;
    readonly channel_fee: string;
    readonly platform: string;
    readonly buyer: string | null;
    readonly payment: string;
    /** The ids of the seller's ancestors at the time of the order, the nearest first. */
    readonly upline: number[];
    /** The share lines, paid or not. */
    readonly shares: unknown;
    /** When the distributors' shares become available; null if at once. */
    readonly due_at: string | null;
  };
  /**
   * The key is the transaction of the import.
   * Amounts are in minor units.
   */
  readonly statement: {
    readonly seq: string;
    readonly source: string;
    readonly side: string;
    readonly format: string;
    readonly sha256: string;
    readonly account: string;
    readonly from_day: string;
    readonly to_day: string;
    readonly opening: string | null;
    readonly closing: string | null;
    readonly tolerance_days: number;
    readonly tolerance: string;
  };
  readonly statement_line: {
    readonly run: string;
    /** Counts the lines of the statement from 1. */
    readonly n: number;
    /** The line number in the file. */
    readonly line: number;
    /** The other side's id of the line. */
    readonly line_id: string;
    /** The most probable of the references. */
    readonly reference: string | null;
    readonly refs: string[];
    readonly day: string;
    readonly time: string;
    readonly amount: string;
    readonly fee: string | null;
    readonly counterparty: string;
    readonly memo: string;
    /** Identifies the line again in an overlapping file. */
    readonly identity: string;
    /** The statement's run of the earlier line that this line repeats. */
    readonly first_run: string | null;
    /** The earlier line that this line repeats. */
    readonly first_n: number | null;
  };
  /** A line and a movement are in at most one pair, even if their amounts differ. */
  readonly statement_match: {
    readonly run: string;
    readonly n: number;
    readonly line_run: string;
    readonly line_n: number;
    /** The transaction of the movement. */
    readonly movement_seq: string;
    readonly by: string;
    readonly differs: boolean;
  };
  /** A distributor without a row has been ACTIVE since its enrolment. */
  readonly status_change: {
    readonly seq: string;
    readonly distributor_id: number;
    /** Null for the status at enrolment. */
    readonly from_status: string | null;
    readonly to_status: string;
  };
  readonly supplier: {
    readonly id: number;
    readonly code: string;
    readonly name: string;
  };
  /** Gross and cost of settled orders less refunds, in minor units. */
  readonly supplier_volume: {
    readonly supplier_id: number;
    /** The first day of the month. */
    readonly month: string;
    readonly gross: string;
    readonly cost: string;
  };
  /** The last row of a payee is valid. */
  readonly tax_identity: {
    readonly seq: string;
    /** Null for a supplier. */
    readonly distributor_id: number | null;
    /** Null for a distributor. */
    readonly supplier_id: number | null;
    /** Null resets the payee to its own identity. */
    readonly identity: string | null;
    readonly reason: string;
  };
  /** A distributor without a team has no row. */
  readonly team_size: {
    readonly distributor_id: number;
    /** The distributor's parent; with its index, the deepest team among children is one look-up. */
    readonly parent_id: number | null;
    /** The number of distributors below it. */
    readonly size: number;
    /** The number of levels below it. */
    readonly depth: number;
  };
  readonly terms: {
    readonly version: number;
    /** Only one version that is not withdrawn starts at a moment; a trigger checks it. */
    readonly effective_from: string;
    readonly seq: string;
    /** As it was published. */
    readonly document: unknown;
  };
  readonly tier_change: {
    readonly seq: string;
    readonly line: number;
    readonly distributor_id: number;
    readonly from_tier: string | null;
    readonly to_tier: string;
    /** The ids of the distributor's ancestors at that time, the nearest first. */
    readonly upline: number[];
  };
  /** In minor units. */
  readonly volume: {
    readonly distributor_id: number;
    /** The first day of the month. */
    readonly month: string;
    readonly personal: string;
    readonly team: string;
  };
  readonly window_close: {
    readonly seq: string;
    /** The first day of the month. */
    readonly month: string;
    readonly ladder_version: number;
    /** The number of distributors at the close; their ids are 1 to this number. */
    readonly distributors: number;
    readonly downgraded: number;
  };
  /** A publication of any kind that was withdrawn before it took effect. */
  readonly withdrawal: {
    /** The transaction of the publication. */
    readonly published: string;
    readonly seq: string;
    readonly reason: string;
  };
  readonly withholding: {
    readonly seq: string;
    readonly distributor_id: number;
    /** Whether earnings are withheld from this transaction on. */
    readonly is_withheld: boolean;
    readonly reason: string;
  };
}
