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

create table asset (
  code text not null,
  scale smallint not null,
  constraint asset_pkey PRIMARY KEY (code),
  constraint asset_scale_check CHECK (scale >= 0 AND scale <= 12)
);
CREATE TRIGGER asset_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON asset FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table asset enable always trigger asset_immutable;

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

create table day_total (
  account_id integer not null,
  day date not null,
  debit numeric not null,
  credit numeric not null,
  first_seq bigint not null,
  last_seq bigint not null,
  constraint day_total_pkey PRIMARY KEY (account_id, day)
);

create table difference (
  id integer not null,
  seq bigint not null,
  kind text not null,
  side text not null,
  line_seq bigint,
  line_n integer,
  movement_seq bigint,
  day date not null,
  amount bigint not null,
  fee bigint not null,
  status text not null,
  resolved_seq bigint,
  constraint difference_check CHECK ((line_seq IS NULL) = (line_n IS NULL)),
  constraint difference_pkey PRIMARY KEY (id)
);
CREATE INDEX difference_line_seq_line_n_idx ON difference USING btree (line_seq, line_n);
CREATE INDEX difference_movement_seq_idx ON difference USING btree (movement_seq);
CREATE INDEX difference_seq_idx ON difference USING btree (seq);
CREATE INDEX difference_status_day_idx ON difference USING btree (status, day);
CREATE TRIGGER difference_immutable BEFORE DELETE OR TRUNCATE ON difference FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table difference enable always trigger difference_immutable;
CREATE TRIGGER difference_kept BEFORE UPDATE ON difference FOR EACH ROW EXECUTE FUNCTION check_difference();
alter table difference enable always trigger difference_kept;

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

create table distributor (
  id integer not null,
  code text not null,
  parent_id integer,
  name text not null,
  tier text,
  status text not null,
  joined_at timestamp(3) with time zone not null,
  path integer[] not null,
  joined_tier text,
  is_withheld boolean default false not null,
  constraint distributor_code_key UNIQUE (code),
  constraint distributor_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES distributor(id),
  constraint distributor_path_check CHECK (path[cardinality(path)] = id AND NOT path[cardinality(path) - 1] IS DISTINCT FROM parent_id),
  constraint distributor_path_key UNIQUE (path),
  constraint distributor_pkey PRIMARY KEY (id),
  constraint distributor_status_check CHECK (status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'CLOSED'::text]))
);
CREATE INDEX distributor_parent_id_id_idx ON distributor USING btree (parent_id, id);
CREATE TRIGGER distributor_joined_immutable BEFORE UPDATE OF joined_tier ON distributor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table distributor enable always trigger distributor_joined_immutable;

create table gap_opened (
  seq bigint not null,
  gap numeric not null,
  constraint gap_opened_gap_check CHECK (gap > 0::numeric),
  constraint gap_opened_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER gap_opened_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON gap_opened FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table gap_opened enable always trigger gap_opened_immutable;

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

create table month_total (
  account_id integer not null,
  month date not null,
  debit numeric not null,
  credit numeric not null,
  balance numeric not null,
  constraint month_total_pkey PRIMARY KEY (account_id, month)
);

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

create table pending (
  due_at timestamp(3) with time zone not null,
  distributor_id integer not null,
  amount bigint not null,
  constraint pending_pkey PRIMARY KEY (due_at, distributor_id)
);

create table period_close (
  seq bigint not null,
  month date not null,
  accounts integer not null,
  constraint period_close_pkey PRIMARY KEY (seq)
);
CREATE TRIGGER period_close_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON period_close FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table period_close enable always trigger period_close_immutable;

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

create table statement_line (
  seq bigint not null,
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
  first_seq bigint,
  first_n integer,
  constraint statement_line_pkey PRIMARY KEY (seq, n)
);
CREATE INDEX statement_line_identity_idx ON statement_line USING btree (identity);
CREATE INDEX statement_line_reference_idx ON statement_line USING btree (reference);
CREATE TRIGGER statement_line_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON statement_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table statement_line enable always trigger statement_line_immutable;

create table statement_match (
  seq bigint not null,
  n integer not null,
  line_seq bigint not null,
  line_n integer not null,
  movement_seq bigint not null,
  by text not null,
  differs boolean not null,
  constraint statement_match_line_seq_line_n_key UNIQUE (line_seq, line_n),
  constraint statement_match_movement_seq_key UNIQUE (movement_seq),
  constraint statement_match_pkey PRIMARY KEY (seq, n)
);
CREATE TRIGGER statement_match_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON statement_match FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table statement_match enable always trigger statement_match_immutable;

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

create table volume (
  distributor_id integer not null,
  month date not null,
  personal bigint not null,
  team bigint not null,
  constraint volume_pkey PRIMARY KEY (distributor_id, month)
);

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

create table withdrawal (
  published bigint not null,
  seq bigint not null,
  reason text not null,
  constraint withdrawal_pkey PRIMARY KEY (published)
);
CREATE TRIGGER withdrawal_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table withdrawal enable always trigger withdrawal_immutable;

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
