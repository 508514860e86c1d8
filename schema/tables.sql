-- The tables of a network as the migrations leave them; `npm run tables` writes this file.

create table account (
  id integer not null,
  name text not null,
  asset text not null,
  constraint account_asset_fkey FOREIGN KEY (asset) REFERENCES asset(code),
  constraint account_name_asset_key UNIQUE (name, asset),
  constraint account_pkey PRIMARY KEY (id)
);
CREATE TRIGGER account_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table account enable always trigger account_immutable;

create table accrual (
  seq bigint not null,
  line smallint not null,
  programme_id integer not null,
  supplier_id integer not null,
  period date not null,
  amount bigint not null,
  true_up bigint not null,
  volume bigint not null,
  accrued bigint not null,
  constraint accrual_amount_check CHECK (amount <> 0),
  constraint accrual_pkey PRIMARY KEY (seq, line)
);
CREATE INDEX accrual_programme_id_period_seq_idx ON accrual USING btree (programme_id, period, seq);
CREATE INDEX accrual_supplier_id_seq_idx ON accrual USING btree (supplier_id, seq);
CREATE TRIGGER accrual_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON accrual FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table accrual enable always trigger accrual_immutable;
comment on table accrual is 'What a transaction accrued in one period for one supplier of a programme, in minor units.';
comment on column accrual.programme_id is 'The version in force for the period at that time.';
comment on column accrual.period is 'The first day of the period.';
comment on column accrual.true_up is 'The part of the amount that comes from crossing a band, not from the order itself.';
comment on column accrual.volume is 'The programme''s volume after this accrual.';
comment on column accrual.accrued is 'The supplier''s part of the bonus after this accrual.';

create table adjustment (
  seq bigint not null,
  ref text not null,
  template text not null,
  distributor_id integer,
  supplier_id integer,
  buyer text,
  asset text not null,
  amount bigint not null,
  of_seq bigint,
  occurred_at timestamp(3) with time zone not null,
  reference text,
  reason text not null,
  proposed_by text,
  status text not null,
  constraint adjustment_amount_check CHECK (amount > 0),
  constraint adjustment_check CHECK (num_nonnulls(distributor_id, supplier_id, buyer) <= 1),
  constraint adjustment_pkey PRIMARY KEY (seq),
  constraint adjustment_ref_key UNIQUE (ref)
);
CREATE INDEX adjustment_of_seq_idx ON adjustment USING btree (of_seq);
CREATE INDEX adjustment_status_seq_idx ON adjustment USING btree (status, seq);
CREATE TRIGGER adjustment_immutable BEFORE DELETE OR TRUNCATE ON adjustment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table adjustment enable always trigger adjustment_immutable;
CREATE TRIGGER adjustment_kept BEFORE UPDATE ON adjustment FOR EACH ROW EXECUTE FUNCTION check_adjustment();
alter table adjustment enable always trigger adjustment_kept;
comment on table adjustment is 'The key is the transaction of the proposal. Only the status changes; it is the status of the last step. The amount is in minor units of the asset.';
comment on column adjustment.of_seq is 'The adjustment that this one reverses, or whose money it explains.';
comment on column adjustment.reference is 'The bank''s reference.';

create table adjustment_step (
  seq bigint not null,
  line integer not null,
  adjustment_seq bigint not null,
  status text not null,
  reason text,
  constraint adjustment_step_pkey PRIMARY KEY (seq, line)
);
CREATE INDEX adjustment_step_adjustment_seq_seq_idx ON adjustment_step USING btree (adjustment_seq, seq);
CREATE TRIGGER adjustment_step_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON adjustment_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table adjustment_step enable always trigger adjustment_step_immutable;
comment on table adjustment_step is 'The step of a reversal belongs to the reversal and to the reversed adjustment.';

create table asset (
  code text not null,
  scale smallint not null,
  constraint asset_pkey PRIMARY KEY (code),
  constraint asset_scale_check CHECK (scale >= 0 AND scale <= 12)
);
CREATE TRIGGER asset_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON asset FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table asset enable always trigger asset_immutable;
comment on column asset.scale is 'The number of decimals.';

create table category_change (
  seq bigint not null,
  product_id integer not null,
  from_category text not null,
  to_category text not null,
  constraint category_change_pkey PRIMARY KEY (seq, product_id)
);
CREATE INDEX category_change_product_id_seq_idx ON category_change USING btree (product_id, seq);
CREATE TRIGGER category_change_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON category_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table category_change enable always trigger category_change_immutable;
comment on table category_change is 'An import changed the category of a product: plans match by category.';

create table coverage (
  last_seq bigint not null,
  custody numeric not null,
  suppliers numeric not null,
  distributors numeric not null,
  buyers numeric not null,
  channel numeric not null,
  tax numeric not null,
  receivables numeric not null,
  constraint coverage_pkey PRIMARY KEY (last_seq)
);
CREATE TRIGGER coverage_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON coverage FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table coverage enable always trigger coverage_immutable;
comment on table coverage is 'One row for each commit, stored with its seal. Sums in minor units, which can exceed 64 bits.';

create table day_total (
  account_id integer not null,
  day date not null,
  debit numeric not null,
  credit numeric not null,
  first_seq bigint not null,
  last_seq bigint not null,
  constraint day_total_pkey PRIMARY KEY (account_id, day)
);
comment on table day_total is 'By accounting date, in minor units. The rows of a closed month do not change.';
comment on column day_total.first_seq is 'The first transaction that the total includes.';
comment on column day_total.last_seq is 'The last transaction that the total includes.';

create table difference (
  id integer not null,
  run bigint not null,
  kind text not null,
  side text not null,
  line_run bigint,
  line_n integer,
  movement_seq bigint,
  day date not null,
  amount bigint not null,
  fee bigint not null,
  status text not null,
  constraint difference_check CHECK ((line_run IS NULL) = (line_n IS NULL)),
  constraint difference_pkey PRIMARY KEY (id)
);
CREATE INDEX difference_line_run_line_n_idx ON difference USING btree (line_run, line_n);
CREATE INDEX difference_movement_seq_idx ON difference USING btree (movement_seq);
CREATE INDEX difference_run_idx ON difference USING btree (run);
CREATE INDEX difference_status_day_idx ON difference USING btree (status, day);
CREATE TRIGGER difference_immutable BEFORE DELETE OR TRUNCATE ON difference FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table difference enable always trigger difference_immutable;
CREATE TRIGGER difference_kept BEFORE UPDATE ON difference FOR EACH ROW EXECUTE FUNCTION check_difference();
alter table difference enable always trigger difference_kept;
comment on table difference is 'Only the status changes. Amounts are theirs less ours.';
comment on column difference.run is 'The run that found the difference.';

create table difference_explanation (
  difference_id integer not null,
  seq bigint not null,
  note text,
  correction_seq bigint,
  counterpart_id integer,
  constraint difference_explanation_correction_seq_key UNIQUE (correction_seq),
  constraint difference_explanation_pkey PRIMARY KEY (difference_id)
);
CREATE TRIGGER difference_explanation_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON difference_explanation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table difference_explanation enable always trigger difference_explanation_immutable;
comment on column difference_explanation.correction_seq is 'The posted transaction that corrects the difference.';
comment on column difference_explanation.counterpart_id is 'The difference of another source for the same money.';

create table distributor (
  id integer not null,
  code text not null,
  parent_id integer,
  name text not null,
  tier text,
  status text not null,
  joined_at timestamp(3) with time zone not null,
  joined_tier text,
  is_withheld boolean default false not null,
  constraint distributor_code_key UNIQUE (code),
  constraint distributor_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES distributor(id),
  constraint distributor_pkey PRIMARY KEY (id),
  constraint distributor_status_check CHECK (status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text]))
);
CREATE INDEX distributor_parent_id_id_idx ON distributor USING btree (parent_id, id);
CREATE TRIGGER distributor_joined_immutable BEFORE UPDATE OF joined_tier ON distributor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table distributor enable always trigger distributor_joined_immutable;
comment on column distributor.tier is 'Null means the lowest tier of the ladder in force.';
comment on column distributor.joined_tier is 'The tier at enrolment.';
comment on column distributor.is_withheld is 'Whether its earnings are withheld until a decision.';

create table distributor_path (
  distributor_id integer not null,
  path integer[] not null,
  constraint distributor_path_ends_in_itself CHECK (path[cardinality(path)] = distributor_id),
  constraint distributor_path_pkey PRIMARY KEY (distributor_id)
);
CREATE INDEX distributor_path_path_idx ON distributor_path USING btree (path);
comment on table distributor_path is 'The path of each distributor; it has no foreign key, because a check costs as much as the insert.';
comment on column distributor_path.path is 'The ids from the root to the distributor; a team is the range of paths below its path.';

create table gap_opened (
  seq bigint not null,
  gap numeric not null,
  constraint gap_opened_gap_check CHECK (gap > 0::numeric),
  constraint gap_opened_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER gap_opened_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON gap_opened FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table gap_opened enable always trigger gap_opened_immutable;
comment on table gap_opened is 'Transactions after which custody no longer covered what is owed.';
comment on column gap_opened.gap is 'In minor units.';

create table job (
  id uuid not null,
  kind text not null,
  owner text not null,
  role text not null,
  status text not null,
  progress double precision not null,
  turn integer not null,
  attempts integer not null,
  chunks integer not null,
  input text not null,
  result text,
  failure text,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  constraint job_pkey PRIMARY KEY (id),
  constraint job_status_check CHECK (status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text]))
);

create table job_chunk (
  job_id uuid not null,
  n integer not null,
  bytes bytea not null,
  constraint job_chunk_pkey PRIMARY KEY (job_id, n)
);

create table ladder (
  version integer not null,
  effective_from timestamp(3) with time zone not null,
  seq bigint not null,
  document jsonb not null,
  constraint ladder_pkey PRIMARY KEY (version)
);
CREATE TRIGGER ladder_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON ladder FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table ladder enable always trigger ladder_immutable;
CREATE TRIGGER ladder_start AFTER INSERT ON ladder FOR EACH ROW EXECUTE FUNCTION check_start();
alter table ladder enable always trigger ladder_start;
comment on column ladder.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
comment on column ladder.document is 'As it was published.';

create table ledger_transaction (
  seq bigint not null,
  kind text not null,
  ref text,
  occurred_at timestamp(3) with time zone not null,
  accounting_date date not null,
  recorded_at timestamp(3) with time zone not null,
  cause text not null,
  posting_count smallint not null,
  hash bytea not null,
  constraint ledger_transaction_hash_check CHECK (length(hash) = 32),
  constraint ledger_transaction_pkey PRIMARY KEY (seq),
  constraint ledger_transaction_posting_count_check CHECK (posting_count >= 0),
  constraint ledger_transaction_ref_kind_key UNIQUE (ref, kind),
  constraint ledger_transaction_seq_check CHECK (seq > 0)
);
CREATE INDEX ledger_transaction_accounting_date_idx ON ledger_transaction USING btree (accounting_date) WHERE (kind = 'PAYOUT_CONFIRMATION'::text);
CREATE INDEX ledger_transaction_accounting_date_seq_idx ON ledger_transaction USING btree (accounting_date, seq);
CREATE INDEX ledger_transaction_occurred_at_idx ON ledger_transaction USING btree (occurred_at) WHERE (kind = 'SETTLEMENT'::text);
CREATE INDEX ledger_transaction_seq_idx ON ledger_transaction USING btree (seq) WHERE ((kind <> 'SETTLEMENT'::text) AND (kind <> 'REFUND'::text) AND (kind <> 'RELEASE'::text));
CREATE TRIGGER ledger_transaction_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_transaction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table ledger_transaction enable always trigger ledger_transaction_immutable;
CREATE TRIGGER ledger_transaction_sequence AFTER INSERT ON ledger_transaction REFERENCING NEW TABLE AS added_transaction FOR EACH STATEMENT EXECUTE FUNCTION check_sequence();
alter table ledger_transaction enable always trigger ledger_transaction_sequence;
comment on column ledger_transaction.cause is 'The request that caused it, as JSON text.';

create table manual_tier (
  seq bigint not null,
  distributor_id integer not null,
  tier text not null,
  until date not null,
  reason text not null,
  constraint manual_tier_pkey PRIMARY KEY (seq)
);
CREATE INDEX manual_tier_distributor_id_seq_idx ON manual_tier USING btree (distributor_id, seq);
CREATE TRIGGER manual_tier_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON manual_tier FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table manual_tier enable always trigger manual_tier_immutable;
comment on table manual_tier is 'The latest row of a distributor is its floor, until the first close with a date after its last day.';
comment on column manual_tier.until is 'The last local day on which the tier is a floor.';

create table matching_run (
  id bigint not null,
  seq bigint not null,
  up_to bigint not null,
  constraint matching_run_check CHECK (up_to < seq),
  constraint matching_run_pkey PRIMARY KEY (id),
  constraint matching_run_seq_key UNIQUE (seq)
);
CREATE TRIGGER matching_run_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON matching_run FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table matching_run enable always trigger matching_run_immutable;
comment on table matching_run is 'A reconciliation: the import of a statement, or one without a statement.';
comment on column matching_run.seq is 'Its transaction.';
comment on column matching_run.up_to is 'The last transaction that it has seen: later ones were recorded while it worked.';

create table month_total (
  account_id integer not null,
  month date not null,
  debit numeric not null,
  credit numeric not null,
  balance numeric not null,
  constraint month_total_pkey PRIMARY KEY (account_id, month)
);
comment on table month_total is 'A month without postings to the account has no row.';
comment on column month_total.month is 'The first day of the month.';
comment on column month_total.balance is 'The balance at the end of the month.';

create table payout (
  seq bigint not null,
  ref text not null,
  distributor_id integer,
  supplier_id integer,
  amount bigint not null,
  fee bigint not null,
  requested_by text,
  status text not null,
  constraint payout_amount_check CHECK (amount > 0),
  constraint payout_check CHECK ((distributor_id IS NULL) <> (supplier_id IS NULL)),
  constraint payout_fee_check CHECK (fee >= 0),
  constraint payout_pkey PRIMARY KEY (seq),
  constraint payout_ref_key UNIQUE (ref)
);
CREATE INDEX payout_distributor_id_seq_idx ON payout USING btree (distributor_id, seq);
CREATE INDEX payout_status_seq_idx ON payout USING btree (status, seq);
CREATE INDEX payout_supplier_id_seq_idx ON payout USING btree (supplier_id, seq);
CREATE TRIGGER payout_immutable BEFORE DELETE OR TRUNCATE ON payout FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table payout enable always trigger payout_immutable;
CREATE TRIGGER payout_kept BEFORE UPDATE ON payout FOR EACH ROW EXECUTE FUNCTION check_payout();
alter table payout enable always trigger payout_kept;
comment on table payout is 'The key is the transaction of the request. Only the status changes; it is the status of the last step. Amounts are in minor units.';
comment on column payout.distributor_id is 'Null for a supplier.';
comment on column payout.supplier_id is 'Null for a distributor.';
comment on column payout.requested_by is 'The staff member who requested it; null if the payee did.';

create table payout_step (
  seq bigint not null,
  line integer not null,
  payout_seq bigint not null,
  distributor_id integer,
  supplier_id integer,
  status text not null,
  tax bigint not null,
  reference text,
  reason text,
  constraint payout_step_pkey PRIMARY KEY (seq, line)
);
CREATE INDEX payout_step_distributor_id_seq_idx ON payout_step USING btree (distributor_id, seq);
CREATE INDEX payout_step_payout_seq_seq_idx ON payout_step USING btree (payout_seq, seq);
CREATE INDEX payout_step_supplier_id_seq_idx ON payout_step USING btree (supplier_id, seq);
CREATE TRIGGER payout_step_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON payout_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table payout_step enable always trigger payout_step_immutable;
comment on table payout_step is 'The transaction of a batch has one line for each payout.';
comment on column payout_step.distributor_id is 'Null for a supplier.';
comment on column payout_step.supplier_id is 'Null for a distributor.';
comment on column payout_step.reference is 'The bank''s reference.';

create table payout_tax (
  payout_seq bigint not null,
  seq bigint not null,
  identity text not null,
  method text not null,
  terms integer,
  year integer not null,
  month integer not null,
  income bigint not null,
  tax bigint not null,
  constraint payout_tax_income_check CHECK (income > 0),
  constraint payout_tax_pkey PRIMARY KEY (payout_seq),
  constraint payout_tax_seq_key UNIQUE (seq),
  constraint payout_tax_tax_check CHECK (tax >= 0)
);
CREATE INDEX payout_tax_identity_year_idx ON payout_tax USING btree (identity, year);
CREATE TRIGGER payout_tax_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON payout_tax FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table payout_tax enable always trigger payout_tax_immutable;
comment on table payout_tax is 'The tax fixed at the approval; amounts are in minor units.';
comment on column payout_tax.seq is 'The transaction of the approval.';
comment on column payout_tax.terms is 'The version of the terms in force; null if there was none.';
comment on column payout_tax.year is 'The tax year of the approval''s local date.';
comment on column payout_tax.month is 'The month in the tax year.';

create table pending (
  due_at timestamp(3) with time zone not null,
  distributor_id integer not null,
  amount bigint not null,
  constraint pending_pkey PRIMARY KEY (due_at, distributor_id)
);
comment on table pending is 'The parts of a distributor''s pending balance, by the time at which they become available.';

create table period_close (
  seq bigint not null,
  month date not null,
  accounts integer not null,
  constraint period_close_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER period_close_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON period_close FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table period_close enable always trigger period_close_immutable;
comment on table period_close is 'A month that was reopened can be closed again.';
comment on column period_close.month is 'The first day of the month.';
comment on column period_close.accounts is 'The number of accounts with a closing total.';

create table period_reopen (
  seq bigint not null,
  close_seq bigint not null,
  reason text not null,
  constraint period_reopen_close_seq_key UNIQUE (close_seq),
  constraint period_reopen_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER period_reopen_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON period_reopen FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table period_reopen enable always trigger period_reopen_immutable;

create table period_total (
  seq bigint not null,
  account_id integer not null,
  debit numeric not null,
  credit numeric not null,
  balance numeric not null,
  constraint period_total_pkey PRIMARY KEY (seq, account_id)
);
CREATE TRIGGER period_total_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON period_total FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table period_total enable always trigger period_total_immutable;
comment on column period_total.balance is 'The balance at the end of the closed month.';

create table plan (
  version integer not null,
  name text not null,
  effective_from timestamp(3) with time zone not null,
  seq bigint not null,
  document jsonb not null,
  acknowledgement text,
  constraint plan_pkey PRIMARY KEY (version)
);
CREATE TRIGGER plan_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON plan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table plan enable always trigger plan_immutable;
CREATE TRIGGER plan_start AFTER INSERT ON plan FOR EACH ROW EXECUTE FUNCTION check_start();
alter table plan enable always trigger plan_start;
comment on column plan.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
comment on column plan.document is 'As it was published.';
comment on column plan.acknowledgement is 'The reason for publishing a plan that pays more levels than the network allows.';

create table posting (
  seq bigint not null,
  line smallint not null,
  account_id integer not null,
  asset text not null,
  amount bigint not null,
  balance bigint not null,
  constraint posting_amount_check CHECK (amount <> 0),
  constraint posting_pkey PRIMARY KEY (seq, line)
);
CREATE INDEX posting_account_id_seq_line_idx ON posting USING btree (account_id, seq, line);
CREATE TRIGGER posting_balance AFTER INSERT ON posting REFERENCING NEW TABLE AS added_posting FOR EACH STATEMENT EXECUTE FUNCTION check_postings();
alter table posting enable always trigger posting_balance;
CREATE TRIGGER posting_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table posting enable always trigger posting_immutable;
comment on table posting is 'Amounts are in minor units, debits positive. Triggers replace foreign keys and check whole sets of rows.';
comment on column posting.balance is 'The balance of the account after this posting.';

create table product (
  id integer not null,
  code text not null,
  name text not null,
  category text not null,
  supplier_id integer not null,
  supply_price bigint not null,
  list_price bigint,
  constraint product_code_key UNIQUE (code),
  constraint product_list_price_check CHECK (list_price >= 0),
  constraint product_pkey PRIMARY KEY (id),
  constraint product_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id),
  constraint product_supply_price_check CHECK (supply_price >= 0)
);
CREATE INDEX product_supplier_id_idx ON product USING btree (supplier_id);
comment on table product is 'Prices are in minor units.';

create table programme (
  id integer not null,
  code text not null,
  version integer not null,
  effective_from date not null,
  effective_to date,
  seq bigint not null,
  document jsonb not null,
  constraint programme_code_version_key UNIQUE (code, version),
  constraint programme_pkey PRIMARY KEY (id)
);
CREATE TRIGGER programme_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON programme FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table programme enable always trigger programme_immutable;
comment on column programme.version is 'Counts the versions of the code.';
comment on column programme.document is 'As it was published.';

create table programme_close (
  seq bigint not null,
  programme_id integer not null,
  code text not null,
  period date not null,
  volume bigint not null,
  bonus bigint not null,
  shortfall bigint not null,
  lines json not null,
  constraint programme_close_code_period_key UNIQUE (code, period),
  constraint programme_close_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER programme_close_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON programme_close FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table programme_close enable always trigger programme_close_immutable;
comment on column programme_close.period is 'The first day of the period.';
comment on column programme_close.lines is 'The volume, bonus and shortfall of each supplier.';

create table refund (
  seq bigint not null,
  order_seq bigint not null,
  quantity bigint not null,
  platform bigint not null,
  lines json not null,
  constraint refund_pkey PRIMARY KEY (seq),
  constraint refund_quantity_check CHECK (quantity > 0)
);
CREATE INDEX refund_order_seq_idx ON refund USING btree (order_seq);
CREATE TRIGGER refund_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table refund enable always trigger refund_immutable;
comment on column refund.lines is 'What each share line of the order gave back, in the same order.';

create table release (
  seq bigint not null,
  distributor_id integer not null,
  due_at timestamp(3) with time zone not null,
  amount bigint not null,
  constraint release_pkey PRIMARY KEY (seq)
);
CREATE INDEX release_distributor_id_due_at_seq_idx ON release USING btree (distributor_id, due_at, seq);
CREATE TRIGGER release_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON release FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table release enable always trigger release_immutable;
comment on table release is 'A share is pending until its distributor and due time have a release after its order.';

create table seal (
  last_seq bigint not null,
  first_seq bigint not null,
  recorded_at timestamp(3) with time zone not null,
  hash bytea not null,
  constraint seal_check CHECK (first_seq <= last_seq),
  constraint seal_hash_check CHECK (length(hash) = 32),
  constraint seal_pkey PRIMARY KEY (last_seq)
);
CREATE INDEX seal_recorded_at_last_seq_idx ON seal USING btree (recorded_at, last_seq);
CREATE TRIGGER seal_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table seal enable always trigger seal_immutable;
comment on table seal is 'One row for each commit, with its first and last transaction.';

create table settings (
  id smallint default 1 not null,
  settlement_asset text not null,
  time_zone text not null,
  compliance_levels integer not null,
  constraint settings_id_check CHECK (id = 1),
  constraint settings_pkey PRIMARY KEY (id),
  constraint settings_settlement_asset_fkey FOREIGN KEY (settlement_asset) REFERENCES asset(code)
);
CREATE TRIGGER settings_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON settings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table settings enable always trigger settings_immutable;

create table settlement (
  seq bigint not null,
  seller_id integer not null,
  product_id integer not null,
  supplier_id integer not null,
  plan_version integer not null,
  ladder_version integer,
  month date not null,
  quantity bigint not null,
  unit_price bigint not null,
  supply_price bigint not null,
  channel_fee bigint not null,
  platform bigint not null,
  buyer text,
  payment text not null,
  upline integer[] not null,
  shares json not null,
  due_at timestamp(3) with time zone,
  constraint settlement_payment_check CHECK (payment = ANY (ARRAY['CHANNEL'::text, 'DEPOSIT'::text])),
  constraint settlement_pkey PRIMARY KEY (seq)
);
CREATE INDEX settlement_seller_id_seq_idx ON settlement USING btree (seller_id, seq);
CREATE INDEX settlement_supplier_id_seq_idx ON settlement USING btree (supplier_id, seq);
CREATE TRIGGER settlement_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON settlement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table settlement enable always trigger settlement_immutable;
comment on table settlement is 'Amounts are in minor units. Ids have no foreign keys: the fold has looked them up, and a check costs more than the insert.';
comment on column settlement.month is 'The first day of the local month whose volumes the order increased.';
comment on column settlement.upline is 'The ids of the seller''s ancestors at the time of the order, the nearest first.';
comment on column settlement.shares is 'The share lines, paid or not.';
comment on column settlement.due_at is 'When the distributors'' shares become available; null if at once.';

create table statement (
  seq bigint not null,
  source text not null,
  side text not null,
  format text not null,
  sha256 text not null,
  account text not null,
  from_day date not null,
  to_day date not null,
  opening bigint,
  closing bigint,
  tolerance_days integer not null,
  tolerance bigint not null,
  constraint statement_pkey PRIMARY KEY (seq),
  constraint statement_sha256_key UNIQUE (sha256)
);
CREATE INDEX statement_source_from_day_idx ON statement USING btree (source, from_day);
CREATE TRIGGER statement_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON statement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table statement enable always trigger statement_immutable;
comment on table statement is 'The key is the transaction of the import. Amounts are in minor units.';

create table statement_line (
  run bigint not null,
  n integer not null,
  line integer not null,
  line_id text not null,
  reference text,
  refs text[] not null,
  day date not null,
  time text not null,
  amount bigint not null,
  fee bigint,
  counterparty text not null,
  memo text not null,
  identity text not null,
  first_run bigint,
  first_n integer,
  constraint statement_line_pkey PRIMARY KEY (run, n)
);
CREATE INDEX statement_line_identity_idx ON statement_line USING btree (identity);
CREATE INDEX statement_line_reference_idx ON statement_line USING btree (reference);
CREATE TRIGGER statement_line_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON statement_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table statement_line enable always trigger statement_line_immutable;
comment on column statement_line.n is 'Counts the lines of the statement from 1.';
comment on column statement_line.line is 'The line number in the file.';
comment on column statement_line.line_id is 'The other side''s id of the line.';
comment on column statement_line.reference is 'The most probable of the references.';
comment on column statement_line.identity is 'Identifies the line again in an overlapping file.';
comment on column statement_line.first_run is 'The statement''s run of the earlier line that this line repeats.';
comment on column statement_line.first_n is 'The earlier line that this line repeats.';

create table statement_match (
  run bigint not null,
  n integer not null,
  line_run bigint not null,
  line_n integer not null,
  movement_seq bigint not null,
  by text not null,
  differs boolean not null,
  constraint statement_match_line_run_line_n_key UNIQUE (line_run, line_n),
  constraint statement_match_movement_seq_key UNIQUE (movement_seq),
  constraint statement_match_pkey PRIMARY KEY (run, n)
);
CREATE TRIGGER statement_match_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON statement_match FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table statement_match enable always trigger statement_match_immutable;
comment on table statement_match is 'A line and a movement are in at most one pair, even if their amounts differ.';
comment on column statement_match.movement_seq is 'The transaction of the movement.';

create table status_change (
  seq bigint not null,
  distributor_id integer not null,
  from_status text,
  to_status text not null,
  constraint status_change_from_status_check CHECK (from_status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text])),
  constraint status_change_pkey PRIMARY KEY (seq, distributor_id),
  constraint status_change_to_status_check CHECK (to_status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text]))
);
CREATE INDEX status_change_distributor_id_seq_idx ON status_change USING btree (distributor_id, seq);
CREATE TRIGGER status_change_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON status_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table status_change enable always trigger status_change_immutable;
comment on table status_change is 'A distributor without a row has been ACTIVE since its enrolment.';
comment on column status_change.from_status is 'Null for the status at enrolment.';

create table supplier (
  id integer not null,
  code text not null,
  name text not null,
  constraint supplier_code_key UNIQUE (code),
  constraint supplier_pkey PRIMARY KEY (id)
);

create table supplier_volume (
  supplier_id integer not null,
  month date not null,
  gross bigint not null,
  cost bigint not null,
  constraint supplier_volume_pkey PRIMARY KEY (supplier_id, month)
);
comment on table supplier_volume is 'Gross and cost of settled orders less refunds, in minor units.';
comment on column supplier_volume.month is 'The first day of the month.';

create table tax_identity (
  seq bigint not null,
  distributor_id integer,
  supplier_id integer,
  identity text,
  reason text not null,
  constraint tax_identity_check CHECK ((distributor_id IS NULL) <> (supplier_id IS NULL)),
  constraint tax_identity_pkey PRIMARY KEY (seq)
);
CREATE INDEX tax_identity_distributor_id_seq_idx ON tax_identity USING btree (distributor_id, seq);
CREATE INDEX tax_identity_supplier_id_seq_idx ON tax_identity USING btree (supplier_id, seq);
CREATE TRIGGER tax_identity_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON tax_identity FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table tax_identity enable always trigger tax_identity_immutable;
comment on table tax_identity is 'The last row of a payee is valid.';
comment on column tax_identity.distributor_id is 'Null for a supplier.';
comment on column tax_identity.supplier_id is 'Null for a distributor.';
comment on column tax_identity.identity is 'Null resets the payee to its own identity.';

create table team_size (
  distributor_id integer not null,
  parent_id integer,
  size integer not null,
  depth integer not null,
  constraint team_size_depth_check CHECK (depth > 0),
  constraint team_size_pkey PRIMARY KEY (distributor_id),
  constraint team_size_size_check CHECK (size > 0)
);
CREATE INDEX team_size_parent_id_depth_idx ON team_size USING btree (parent_id, depth);
comment on table team_size is 'A distributor without a team has no row.';
comment on column team_size.parent_id is 'The distributor''s parent; with its index, the deepest team among children is one look-up.';
comment on column team_size.size is 'The number of distributors below it.';
comment on column team_size.depth is 'The number of levels below it.';

create table terms (
  version integer not null,
  effective_from timestamp(3) with time zone not null,
  seq bigint not null,
  document jsonb not null,
  constraint terms_pkey PRIMARY KEY (version)
);
CREATE TRIGGER terms_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table terms enable always trigger terms_immutable;
CREATE TRIGGER terms_start AFTER INSERT ON terms FOR EACH ROW EXECUTE FUNCTION check_start();
alter table terms enable always trigger terms_start;
comment on column terms.effective_from is 'Only one version that is not withdrawn starts at a moment; a trigger checks it.';
comment on column terms.document is 'As it was published.';

create table tier_change (
  seq bigint not null,
  line integer not null,
  distributor_id integer not null,
  from_tier text,
  to_tier text not null,
  upline integer[] not null,
  constraint tier_change_pkey PRIMARY KEY (seq, line)
);
CREATE INDEX tier_change_distributor_id_seq_idx ON tier_change USING btree (distributor_id, seq);
CREATE TRIGGER tier_change_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON tier_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table tier_change enable always trigger tier_change_immutable;
comment on column tier_change.upline is 'The ids of the distributor''s ancestors at that time, the nearest first.';

create table volume (
  distributor_id integer not null,
  month date not null,
  personal bigint not null,
  team bigint not null,
  constraint volume_pkey PRIMARY KEY (distributor_id, month)
);
comment on table volume is 'In minor units.';
comment on column volume.month is 'The first day of the month.';

create table window_close (
  seq bigint not null,
  month date not null,
  ladder_version integer not null,
  distributors integer not null,
  downgraded integer not null,
  constraint window_close_month_key UNIQUE (month),
  constraint window_close_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER window_close_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON window_close FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table window_close enable always trigger window_close_immutable;
comment on column window_close.month is 'The first day of the month.';
comment on column window_close.distributors is 'The number of distributors at the close; their ids are 1 to this number.';

create table withdrawal (
  published bigint not null,
  seq bigint not null,
  reason text not null,
  constraint withdrawal_pkey PRIMARY KEY (published)
);
CREATE TRIGGER withdrawal_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table withdrawal enable always trigger withdrawal_immutable;
comment on table withdrawal is 'A publication of any kind that was withdrawn before it took effect.';
comment on column withdrawal.published is 'The transaction of the publication.';

create table withholding (
  seq bigint not null,
  distributor_id integer not null,
  is_withheld boolean not null,
  reason text not null,
  constraint withholding_pkey PRIMARY KEY (seq)
);
CREATE INDEX withholding_distributor_id_seq_idx ON withholding USING btree (distributor_id, seq);
CREATE TRIGGER withholding_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON withholding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table withholding enable always trigger withholding_immutable;
comment on column withholding.is_withheld is 'Whether earnings are withheld from this transaction on.';
