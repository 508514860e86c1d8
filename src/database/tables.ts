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
  readonly accrual: {
    readonly seq: string;
    readonly line: number;
    readonly programme_id: number;
    readonly supplier_id: number;
    readonly period: string;
    readonly amount: string;
    readonly true_up: string;
    readonly volume: string;
    readonly accrued: string;
  };
  readonly adjustment: {
    readonly seq: string;
    readonly ref: string;
    readonly template: string;
    readonly distributor_id: number | null;
    readonly supplier_id: number | null;
    readonly buyer: string | null;
    readonly asset: string;
    readonly amount: string;
    readonly of_seq: string | null;
    readonly occurred_at: string;
    readonly reference: string | null;
    readonly reason: string;
    readonly proposed_by: string | null;
    readonly status: string;
  };
  readonly adjustment_step: {
    readonly seq: string;
    readonly line: number;
    readonly adjustment_seq: string;
    readonly status: string;
    readonly reason: string | null;
  };
  readonly asset: {
    readonly code: string;
    readonly scale: number;
  };
  readonly category_change: {
    readonly seq: string;
    readonly product_id: number;
    readonly from_category: string;
    readonly to_category: string;
  };
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
  readonly day_total: {
    readonly account_id: number;
    readonly day: string;
    readonly debit: string;
    readonly credit: string;
    readonly first_seq: string;
    readonly last_seq: string;
  };
  readonly difference: {
    readonly id: number;
    readonly seq: string;
    readonly kind: string;
    readonly side: string;
    readonly line_seq: string | null;
    readonly line_n: number | null;
    readonly movement_seq: string | null;
    readonly day: string;
    readonly amount: string;
    readonly fee: string;
    readonly status: string;
    readonly resolved_seq: string | null;
  };
  readonly difference_explanation: {
    readonly difference_id: number;
    readonly seq: string;
    readonly note: string | null;
    readonly correction_seq: string | null;
    readonly counterpart_id: number | null;
  };
  readonly distributor: {
    readonly id: number;
    readonly code: string;
    readonly parent_id: number | null;
    readonly name: string;
    readonly tier: string | null;
    readonly status: string;
    readonly joined_at: string;
    readonly path: number[];
    readonly joined_tier: string | null;
    readonly is_withheld: boolean;
  };
  readonly gap_opened: {
    readonly seq: string;
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
    readonly effective_from: string;
    readonly seq: string;
    readonly document: unknown;
  };
  readonly ledger_transaction: {
    readonly seq: string;
    readonly kind: string;
    readonly ref: string | null;
    readonly occurred_at: string;
    readonly accounting_date: string;
    readonly recorded_at: string;
    readonly cause: string;
    readonly posting_count: number;
    readonly hash: Buffer;
  };
  readonly manual_tier: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly tier: string;
    readonly until: string;
    readonly reason: string;
  };
  readonly month_total: {
    readonly account_id: number;
    readonly month: string;
    readonly debit: string;
    readonly credit: string;
    readonly balance: string;
  };
  readonly payout: {
    readonly seq: string;
    readonly ref: string;
    readonly distributor_id: number | null;
    readonly supplier_id: number | null;
    readonly amount: string;
    readonly fee: string;
    readonly requested_by: string | null;
    readonly status: string;
  };
  readonly payout_step: {
    readonly seq: string;
    readonly line: number;
    readonly payout_seq: string;
    readonly distributor_id: number | null;
    readonly supplier_id: number | null;
    readonly status: string;
    readonly tax: string;
    readonly reference: string | null;
    readonly reason: string | null;
  };
  readonly payout_tax: {
    readonly payout_seq: string;
    readonly seq: string;
    readonly identity: string;
    readonly method: string;
    readonly terms: number | null;
    readonly year: number;
    readonly month: number;
    readonly income: string;
    readonly tax: string;
  };
  readonly pending: {
    readonly due_at: string;
    readonly distributor_id: number;
    readonly amount: string;
  };
  readonly period_close: {
    readonly seq: string;
    readonly month: string;
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
    readonly balance: string;
  };
  readonly plan: {
    readonly version: number;
    readonly name: string;
    readonly effective_from: string;
    readonly seq: string;
    readonly document: unknown;
    readonly acknowledgement: string | null;
  };
  readonly posting: {
    readonly seq: string;
    readonly line: number;
    readonly account_id: number;
    readonly asset: string;
    readonly amount: string;
    readonly balance: string;
  };
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
    readonly version: number;
    readonly effective_from: string;
    readonly effective_to: string | null;
    readonly seq: string;
    readonly document: unknown;
  };
  readonly programme_close: {
    readonly seq: string;
    readonly programme_id: number;
    readonly code: string;
    readonly period: string;
    readonly volume: string;
    readonly bonus: string;
    readonly shortfall: string;
    readonly lines: unknown;
  };
  readonly refund: {
    readonly seq: string;
    readonly order_seq: string;
    readonly quantity: string;
    readonly platform: string;
    readonly lines: unknown;
  };
  readonly release: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly due_at: string;
    readonly amount: string;
  };
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
  readonly settlement: {
    readonly seq: string;
    readonly seller_id: number;
    readonly product_id: number;
    readonly supplier_id: number;
    readonly plan_version: number;
    readonly ladder_version: number | null;
    readonly month: string;
    readonly quantity: string;
    readonly unit_price: string;
    readonly supply_price: string;
    readonly channel_fee: string;
    readonly platform: string;
    readonly buyer: string | null;
    readonly payment: string;
    readonly upline: number[];
    readonly shares: unknown;
    readonly due_at: string | null;
  };
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
    readonly seq: string;
    readonly n: number;
    readonly line: number;
    readonly line_id: string;
    readonly reference: string | null;
    readonly refs: string[];
    readonly day: string;
    readonly time: string;
    readonly amount: string;
    readonly fee: string | null;
    readonly counterparty: string;
    readonly memo: string;
    readonly identity: string;
    readonly first_seq: string | null;
    readonly first_n: number | null;
  };
  readonly statement_match: {
    readonly seq: string;
    readonly n: number;
    readonly line_seq: string;
    readonly line_n: number;
    readonly movement_seq: string;
    readonly by: string;
    readonly differs: boolean;
  };
  readonly status_change: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly from_status: string | null;
    readonly to_status: string;
  };
  readonly supplier: {
    readonly id: number;
    readonly code: string;
    readonly name: string;
  };
  readonly supplier_volume: {
    readonly supplier_id: number;
    readonly month: string;
    readonly gross: string;
    readonly cost: string;
  };
  readonly tax_identity: {
    readonly seq: string;
    readonly distributor_id: number | null;
    readonly supplier_id: number | null;
    readonly identity: string | null;
    readonly reason: string;
  };
  readonly terms: {
    readonly version: number;
    readonly effective_from: string;
    readonly seq: string;
    readonly document: unknown;
  };
  readonly tier_change: {
    readonly seq: string;
    readonly line: number;
    readonly distributor_id: number;
    readonly from_tier: string | null;
    readonly to_tier: string;
    readonly upline: number[];
  };
  readonly volume: {
    readonly distributor_id: number;
    readonly month: string;
    readonly personal: string;
    readonly team: string;
  };
  readonly window_close: {
    readonly seq: string;
    readonly month: string;
    readonly ladder_version: number;
    readonly distributors: number;
    readonly downgraded: number;
  };
  readonly withdrawal: {
    readonly published: string;
    readonly seq: string;
    readonly reason: string;
  };
  readonly withholding: {
    readonly seq: string;
    readonly distributor_id: number;
    readonly is_withheld: boolean;
    readonly reason: string;
  };
}
