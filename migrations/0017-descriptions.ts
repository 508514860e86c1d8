// What tables and columns mean, where their names do not say it; `npm run tables` writes it beside their types.
import { Migration } from "@mikro-orm/migrations";

export class M20261128Descriptions extends Migration {
  override up(): void {
    this.addSql(DESCRIPTIONS);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

/** A description is read by the sentence: each has its own line in src/database/tables.ts. */
const DESCRIPTIONS = `
  comment on table accrual is 'What a transaction accrued in one period for one supplier of a programme, in minor units.';
  comment on column accrual.programme_id is 'The version in force for the period at that time.';
  comment on column accrual.period is 'The first day of the period.';
  comment on column accrual.true_up is 'The part of the amount that comes from crossing a band, not from the order itself.';
  comment on column accrual.volume is 'The programme''s volume after this accrual.';
  comment on column accrual.accrued is 'The supplier''s part of the bonus after this accrual.';
  comment on table adjustment is 'The key is the transaction of the proposal. Only the status changes; it is the status of the last step. The amount is in minor units of the asset.';
  comment on column adjustment.of_seq is 'The adjustment that this one reverses, or whose money it explains.';
  comment on column adjustment.reference is 'The bank''s reference.';
  comment on table adjustment_step is 'The step of a reversal belongs to the reversal and to the reversed adjustment.';
  comment on column asset.scale is 'The number of decimals.';
  comment on table category_change is 'An import changed the category of a product: plans match by category.';
  comment on table coverage is 'One row for each commit, stored with its seal. Sums in minor units, which can exceed 64 bits.';
  comment on table day_total is 'By accounting date, in minor units. The rows of a closed month do not change.';
  comment on column day_total.first_seq is 'The first transaction that the total includes.';
  comment on column day_total.last_seq is 'The last transaction that the total includes.';
  comment on table difference is 'Only the status changes, with the transaction that changed it. Amounts are theirs less ours.';
  comment on column difference.seq is 'The transaction that found the difference.';
  comment on column difference.resolved_seq is 'The transaction that changed the status; null while it is open.';
  comment on column difference_explanation.correction_seq is 'The posted transaction that corrects the difference.';
  comment on column difference_explanation.counterpart_id is 'The difference of another source for the same money.';
  comment on column distributor.tier is 'Null means the lowest tier of the ladder in force.';
  comment on column distributor.path is 'The ids from the root to the distributor; a team is the range of paths below its path.';
  comment on column distributor.joined_tier is 'The tier at enrolment.';
  comment on column distributor.is_withheld is 'Whether its earnings are withheld until a decision.';
  comment on table gap_opened is 'Transactions after which custody no longer covered what is owed.';
  comment on column gap_opened.gap is 'In minor units.';
  comment on column ladder.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
  comment on column ladder.document is 'As it was published.';
  comment on column ledger_transaction.cause is 'The request that caused it, as JSON text.';
  comment on table manual_tier is 'The latest row of a distributor is its floor, until the first close with a date after its last day.';
  comment on column manual_tier.until is 'The last local day on which the tier is a floor.';
  comment on table month_total is 'A month without postings to the account has no row.';
  comment on column month_total.month is 'The first day of the month.';
  comment on column month_total.balance is 'The balance at the end of the month.';
  comment on table payout is 'The key is the transaction of the request. Only the status changes; it is the status of the last step. Amounts are in minor units.';
  comment on column payout.distributor_id is 'Null for a supplier.';
  comment on column payout.supplier_id is 'Null for a distributor.';
  comment on column payout.requested_by is 'The staff member who requested it; null if the payee did.';
  comment on table payout_step is 'The transaction of a batch has one line for each payout.';
  comment on column payout_step.distributor_id is 'Null for a supplier.';
  comment on column payout_step.supplier_id is 'Null for a distributor.';
  comment on column payout_step.reference is 'The bank''s reference.';
  comment on table payout_tax is 'The tax fixed at the approval; amounts are in minor units.';
  comment on column payout_tax.seq is 'The transaction of the approval.';
  comment on column payout_tax.terms is 'The version of the terms in force; null if there was none.';
  comment on column payout_tax.year is 'The tax year of the approval''s local date.';
  comment on column payout_tax.month is 'The month in the tax year.';
  comment on table pending is 'The parts of a distributor''s pending balance, by the time at which they become available.';
  comment on table period_close is 'A month that was reopened can be closed again.';
  comment on column period_close.month is 'The first day of the month.';
  comment on column period_close.accounts is 'The number of accounts with a closing total.';
  comment on column period_total.balance is 'The balance at the end of the closed month.';
  comment on column plan.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
  comment on column plan.document is 'As it was published.';
  comment on column plan.acknowledgement is 'The reason for publishing a plan that pays more levels than the network allows.';
  comment on table posting is 'Amounts are in minor units, debits positive. Triggers replace foreign keys and check whole sets of rows.';
  comment on column posting.balance is 'The balance of the account after this posting.';
  comment on table product is 'Prices are in minor units.';
  comment on column programme.version is 'Counts the versions of the code.';
  comment on column programme.document is 'As it was published.';
  comment on column programme_close.period is 'The first day of the period.';
  comment on column programme_close.lines is 'The volume, bonus and shortfall of each supplier.';
  comment on column refund.lines is 'What each share line of the order gave back, in the same order.';
  comment on table release is 'A share is pending until its distributor and due time have a release after its order.';
  comment on table seal is 'One row for each commit, with its first and last transaction.';
  comment on table settlement is 'Amounts are in minor units. Ids have no foreign keys: the fold has looked them up, and a check costs more than the insert.';
  comment on column settlement.month is 'The first day of the local month whose volumes the order increased.';
  comment on column settlement.upline is 'The ids of the seller''s ancestors at the time of the order, the nearest first.';
  comment on column settlement.shares is 'The share lines, paid or not.';
  comment on column settlement.due_at is 'When the distributors'' shares become available; null if at once.';
  comment on table statement is 'The key is the transaction of the import. Amounts are in minor units.';
  comment on column statement_line.n is 'Counts the lines of the statement from 1.';
  comment on column statement_line.line is 'The line number in the file.';
  comment on column statement_line.line_id is 'The other side''s id of the line.';
  comment on column statement_line.reference is 'The most probable of the references.';
  comment on column statement_line.identity is 'Identifies the line again in an overlapping file.';
  comment on column statement_line.first_seq is 'The statement of the earlier line that this line repeats.';
  comment on column statement_line.first_n is 'The earlier line that this line repeats.';
  comment on table statement_match is 'A line and a movement are in at most one pair, even if their amounts differ.';
  comment on column statement_match.movement_seq is 'The transaction of the movement.';
  comment on table status_change is 'A distributor without a row has been ACTIVE since its enrolment.';
  comment on column status_change.from_status is 'Null for the status at enrolment.';
  comment on table supplier_volume is 'Gross and cost of settled orders less refunds, in minor units.';
  comment on column supplier_volume.month is 'The first day of the month.';
  comment on table tax_identity is 'The last row of a payee is valid.';
  comment on column tax_identity.distributor_id is 'Null for a supplier.';
  comment on column tax_identity.supplier_id is 'Null for a distributor.';
  comment on column tax_identity.identity is 'Null resets the payee to its own identity.';
  comment on column terms.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
  comment on column terms.document is 'As it was published.';
  comment on column tier_change.upline is 'The ids of the distributor''s ancestors at that time, the nearest first.';
  comment on table volume is 'In minor units.';
  comment on column volume.month is 'The first day of the month.';
  comment on column window_close.month is 'The first day of the month.';
  comment on column window_close.distributors is 'The number of distributors at the close; their ids are 1 to this number.';
  comment on table withdrawal is 'A publication of any kind that was withdrawn before it took effect.';
  comment on column withdrawal.published is 'The transaction of the publication.';
  comment on column withholding.is_withheld is 'Whether earnings are withheld from this transaction on.';`;
