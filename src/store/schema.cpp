/// The schema, step by step.
///
/// Conventions. Amounts are integers in minor units, quantities and unit prices in millionths, percentages in
/// millionths of one, days since 1970-01-01, instants in microseconds, currencies by ISO numeric code. Rows that matter
/// for money are append-only: terms, memberships, tax rates, price entries, vouchers, lines, allocations carry when
/// they hold (valid time) and when they were recorded; a correction is a further row. Counters (balances, stock, open
/// amounts, number series) are the only figures that are updated, and `Book::verify` recomputes them.
///
/// Master records reference each other by foreign keys. The tables that every posting appends to do not: their keys
/// come from cards that were loaded in the same transaction, nothing in the schema is ever deleted, and forty parent
/// look-ups a voucher would cost more than the voucher.
///
/// `unit` of a currency is 10^minor units. {rows} and {clustered} end a table (clustered: stored in the order of its
/// primary key), {id} is a key that the store gives; the driver spells them.
#include "store/store.hpp"
#include "store/views.hpp"

namespace emptor::store {
namespace {

constexpr std::string_view kFoundation = R"sql(
CREATE TABLE emptor_setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) {rows};

CREATE TABLE emptor_actor (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_change (
  id {id},
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id),
  entity INTEGER NOT NULL,
  entity_id INTEGER NOT NULL,
  command TEXT NOT NULL,
  detail TEXT NOT NULL
) {rows};
CREATE INDEX emptor_change_entity ON emptor_change (entity, entity_id, id);

CREATE TABLE emptor_currency (
  id INTEGER NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  unit INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_exchange_rate (
  id {id},
  from_currency INTEGER NOT NULL,
  to_currency INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id),
  rate_type TEXT NOT NULL DEFAULT ''
) {rows};
CREATE INDEX emptor_exchange_rate_pair ON emptor_exchange_rate (from_currency, to_currency, valid_from, id);

CREATE TABLE emptor_person (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  active_from INTEGER,
  active_until INTEGER
) {rows};

CREATE TABLE emptor_party_group (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent_id INTEGER REFERENCES emptor_party_group (id),
  priority INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_party_group_parent ON emptor_party_group (parent_id);

CREATE TABLE emptor_party (
  id {id},
  code TEXT NOT NULL UNIQUE,
  customer INTEGER NOT NULL,
  supplier INTEGER NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  tax_number TEXT NOT NULL,
  representative TEXT NOT NULL,
  phone TEXT NOT NULL,
  mobile TEXT NOT NULL,
  fax TEXT NOT NULL,
  email TEXT NOT NULL,
  website TEXT NOT NULL,
  alias TEXT NOT NULL,
  memo TEXT NOT NULL,
  since INTEGER,
  search_key TEXT NOT NULL
) {rows};

CREATE TABLE emptor_party_code (
  code TEXT NOT NULL PRIMARY KEY,
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  former INTEGER NOT NULL
) {clustered};
CREATE INDEX emptor_party_code_former ON emptor_party_code (party_id) WHERE former = 1;

CREATE TABLE emptor_party_identity (
  id {id},
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  name TEXT NOT NULL,
  tax_number TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_party_identity_party ON emptor_party_identity (party_id);

CREATE TABLE emptor_address (
  id {id},
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  city TEXT NOT NULL,
  region TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  country TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_address_party ON emptor_address (party_id, name, id);

CREATE TABLE emptor_contact (
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (party_id, name)
) {clustered};

CREATE TABLE emptor_membership (
  id {id},
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  group_id INTEGER NOT NULL REFERENCES emptor_party_group (id),
  valid_from INTEGER NOT NULL,
  member INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_membership_party ON emptor_membership (party_id);
CREATE INDEX emptor_membership_group ON emptor_membership (group_id);

CREATE TABLE emptor_term (
  id {id},
  owner_kind INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  term INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  state INTEGER NOT NULL,
  value TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_term_owner ON emptor_term (owner_kind, owner_id);
CREATE INDEX emptor_term_value ON emptor_term (term, value);

CREATE TABLE emptor_unit (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) {rows};

CREATE TABLE emptor_tax_code (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) {rows};

CREATE TABLE emptor_tax_rate (
  id {id},
  tax_code_id INTEGER NOT NULL REFERENCES emptor_tax_code (id),
  valid_from INTEGER NOT NULL,
  rate INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_tax_rate_code ON emptor_tax_rate (tax_code_id);

CREATE TABLE emptor_location (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) {rows};

CREATE TABLE emptor_item_group (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent_id INTEGER REFERENCES emptor_item_group (id)
) {rows};

CREATE TABLE emptor_item (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES emptor_unit (id),
  tax_code_id INTEGER REFERENCES emptor_tax_code (id),
  barcode TEXT NOT NULL,
  stocked INTEGER NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0,
  search_key TEXT NOT NULL
) {rows};

CREATE TABLE emptor_item_unit (
  item_id INTEGER NOT NULL REFERENCES emptor_item (id),
  unit_id INTEGER NOT NULL REFERENCES emptor_unit (id),
  numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL,
  PRIMARY KEY (item_id, unit_id)
) {clustered};

CREATE TABLE emptor_item_in_group (
  item_id INTEGER NOT NULL REFERENCES emptor_item (id),
  position INTEGER NOT NULL,
  group_id INTEGER NOT NULL REFERENCES emptor_item_group (id),
  PRIMARY KEY (item_id, position)
) {clustered};
CREATE INDEX emptor_item_in_group_group ON emptor_item_in_group (group_id);

CREATE TABLE emptor_stock (
  item_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  on_hand INTEGER NOT NULL,
  PRIMARY KEY (item_id, location_id)
) {clustered};

CREATE TABLE emptor_stock_adjustment (
  id {id},
  item_id INTEGER NOT NULL REFERENCES emptor_item (id),
  location_id INTEGER NOT NULL REFERENCES emptor_location (id),
  quantity INTEGER NOT NULL,
  moved_on INTEGER NOT NULL,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};

CREATE TABLE emptor_price_list (
  id {id},
  kind INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  code TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  programme TEXT NOT NULL,
  name TEXT NOT NULL,
  currency INTEGER NOT NULL,
  tax_included INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  UNIQUE (kind, direction, owner_id, code, step, programme)
) {rows};

CREATE TABLE emptor_price_entry (
  id {id},
  list_id INTEGER NOT NULL REFERENCES emptor_price_list (id),
  of_customer INTEGER NOT NULL,
  product_kind INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  min_quantity INTEGER NOT NULL,
  unit_id INTEGER REFERENCES emptor_unit (id),
  per_quantity INTEGER NOT NULL,
  value_kind INTEGER NOT NULL,
  value INTEGER NOT NULL,
  further_percents TEXT,
  net INTEGER NOT NULL,
  scale INTEGER NOT NULL,
  min_amount INTEGER NOT NULL,
  of_list_id INTEGER REFERENCES emptor_price_list (id),
  addend INTEGER NOT NULL,
  multiple INTEGER NOT NULL,
  ending_offset INTEGER NOT NULL,
  rounding INTEGER NOT NULL,
  on_breach INTEGER NOT NULL,
  valid_from INTEGER,
  valid_until INTEGER,
  replaces INTEGER UNIQUE REFERENCES emptor_price_entry (id),
  withdrawn INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id),
  of_cost INTEGER NOT NULL DEFAULT 0,
  rate_type TEXT,
  rate_on INTEGER
) {rows};
CREATE INDEX emptor_price_entry_list ON emptor_price_entry (list_id, product_kind, product_id);
CREATE INDEX emptor_price_entry_formula ON emptor_price_entry (of_list_id) WHERE of_list_id IS NOT NULL;
CREATE INDEX emptor_price_entry_product ON emptor_price_entry (product_kind, product_id) WHERE of_customer = 0;

CREATE TABLE emptor_price_version (
  id {id},
  list_id INTEGER NOT NULL REFERENCES emptor_price_list (id),
  name TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};

CREATE TABLE emptor_price_version_removal (
  id {id},
  version_id INTEGER NOT NULL REFERENCES emptor_price_version (id),
  entry_id INTEGER NOT NULL REFERENCES emptor_price_entry (id),
  corrected_by INTEGER REFERENCES emptor_price_entry (id)
) {rows};
CREATE INDEX emptor_price_version_removal_version ON emptor_price_version_removal (version_id, id);

CREATE TABLE emptor_price_version_step (
  id {id},
  version_id INTEGER NOT NULL REFERENCES emptor_price_version (id),
  step INTEGER NOT NULL,
  from_day INTEGER,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_price_version_step_version ON emptor_price_version_step (version_id, id);

CREATE TABLE emptor_price_version_row (
  id {id},
  version_id INTEGER NOT NULL REFERENCES emptor_price_version (id),
  ended_id INTEGER REFERENCES emptor_price_entry (id),
  entry_id INTEGER REFERENCES emptor_price_entry (id)
) {rows};
CREATE INDEX emptor_price_version_row_version ON emptor_price_version_row (version_id, id);

CREATE TABLE emptor_programme (
  id {id},
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  phase TEXT NOT NULL,
  priority INTEGER NOT NULL,
  exclusive INTEGER NOT NULL,
  valid_from INTEGER,
  valid_until INTEGER,
  weekdays INTEGER NOT NULL,
  needs INTEGER NOT NULL,
  min_quantity INTEGER NOT NULL,
  min_amount INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  reward INTEGER NOT NULL,
  value INTEGER NOT NULL,
  per_quantity INTEGER NOT NULL,
  get_quantity INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  repeats INTEGER NOT NULL,
  get_max INTEGER,
  get_multiple INTEGER NOT NULL,
  pick INTEGER NOT NULL,
  gift_item_id INTEGER REFERENCES emptor_item (id),
  cap INTEGER,
  origin_id INTEGER REFERENCES emptor_programme (id),
  by_coupon INTEGER NOT NULL,
  uses_max INTEGER,
  customer_uses_max INTEGER,
  budget INTEGER,
  overrun INTEGER NOT NULL,
  replaces INTEGER UNIQUE REFERENCES emptor_programme (id),
  withdrawn INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};

CREATE TABLE emptor_programme_part (
  programme_id INTEGER NOT NULL REFERENCES emptor_programme (id),
  position INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  part_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (programme_id, position)
) {clustered};

CREATE TABLE emptor_coupon (
  id {id},
  code TEXT NOT NULL UNIQUE,
  programme_id INTEGER NOT NULL REFERENCES emptor_programme (id),
  party_id INTEGER REFERENCES emptor_party (id),
  uses_max INTEGER,
  customer_uses_max INTEGER,
  valid_from INTEGER,
  valid_until INTEGER,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_coupon_programme ON emptor_coupon (programme_id, id);

CREATE TABLE emptor_coupon_withdrawal (
  coupon_id INTEGER NOT NULL PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {clustered};

CREATE TABLE emptor_usage (
  kind INTEGER NOT NULL,
  of_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (kind, of_id, party_id)
) {clustered};

CREATE TABLE emptor_reservation (
  id {id},
  party_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 1,
  voucher_id INTEGER,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_reserved (
  kind INTEGER NOT NULL,
  of_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  reservation_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (kind, of_id, expires_at, reservation_id)
) {clustered};
CREATE INDEX emptor_reserved_reservation ON emptor_reserved (reservation_id);

CREATE TABLE emptor_last_price (
  party_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  number INTEGER NOT NULL,
  unit_price INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  tax_included INTEGER NOT NULL,
  PRIMARY KEY (party_id, item_id, direction, currency)
) {clustered};

CREATE TABLE emptor_number_series (
  id {id},
  kind INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  width INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  UNIQUE (kind, prefix)
) {rows};

CREATE TABLE emptor_voucher (
  id {id},
  kind INTEGER NOT NULL,
  side INTEGER NOT NULL,
  series_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  due_date INTEGER NOT NULL,
  priced_on INTEGER,
  party_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  identity_id INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  tax_mode INTEGER NOT NULL,
  net INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  location_id INTEGER,
  person_id INTEGER,
  ship_to_id INTEGER,
  reference TEXT,
  memo TEXT,
  payment_terms TEXT,
  reverses INTEGER,
  companion_of INTEGER,
  reason INTEGER,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  project TEXT,
  fields TEXT
) {rows};
CREATE UNIQUE INDEX emptor_voucher_number ON emptor_voucher (series_id, number);
CREATE INDEX emptor_voucher_date ON emptor_voucher (doc_date);
CREATE INDEX emptor_voucher_companion ON emptor_voucher (companion_of) WHERE companion_of IS NOT NULL;
CREATE UNIQUE INDEX emptor_voucher_reverses ON emptor_voucher (reverses) WHERE reverses IS NOT NULL;

-- Rows of vouchers carry the account, by which an engine of many machines would distribute them.
CREATE TABLE emptor_voucher_line (
  voucher_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  stock_quantity INTEGER NOT NULL,
  unit_price INTEGER NOT NULL,
  source INTEGER NOT NULL,
  entry_id INTEGER,
  base_price INTEGER,
  discount INTEGER NOT NULL,
  trace TEXT,
  tax_code_id INTEGER,
  tax_rate INTEGER NOT NULL,
  net INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  memo TEXT,
  promotion INTEGER,
  gift_of INTEGER,
  typed_price INTEGER,
  found_price INTEGER,
  price_reason TEXT,
  PRIMARY KEY (voucher_id, line, account_id)
) {clustered};

CREATE TABLE emptor_voucher_promotion (
  voucher_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  programme_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sets INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  rewarded INTEGER NOT NULL,
  base INTEGER NOT NULL,
  room INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (voucher_id, position, line, account_id)
) {clustered};

CREATE TABLE emptor_redemption (
  voucher_id INTEGER NOT NULL,
  programme_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  coupon_id INTEGER,
  party_id INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (voucher_id, programme_id, account_id)
) {clustered};

CREATE TABLE emptor_draft (
  id {id},
  waiting INTEGER NOT NULL DEFAULT 1,
  content TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};

CREATE INDEX emptor_draft_waiting ON emptor_draft (id) WHERE waiting = 1;

CREATE TABLE emptor_command (
  key TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL,
  voucher_id INTEGER NOT NULL
) {clustered};

CREATE TABLE emptor_open_item (
  account_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  instalment INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  due_date INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  open_amount INTEGER NOT NULL,
  reversed INTEGER NOT NULL,
  reopened_on INTEGER,
  discount_until INTEGER,
  discount INTEGER,
  rate_numerator INTEGER,
  rate_denominator INTEGER,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, side, currency, doc_date, voucher_id, instalment)
) {clustered};
-- What is owed and what was paid in advance are walked apart and never read the table or a settled item.
CREATE INDEX emptor_open_item_debit ON emptor_open_item
  (account_id, side, currency, doc_date, voucher_id, instalment, due_date, open_amount, discount_until, discount)
  WHERE open_amount > 0;
CREATE INDEX emptor_open_item_credit ON emptor_open_item
  (account_id, side, currency, doc_date, voucher_id, instalment, due_date, open_amount) WHERE open_amount < 0;
CREATE INDEX emptor_open_item_branch ON emptor_open_item (party_id, side, currency, doc_date, voucher_id, instalment)
  WHERE party_id <> account_id;

CREATE TABLE emptor_allocation (
  id {id},
  account_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  debit_date INTEGER NOT NULL,
  debit_voucher_id INTEGER NOT NULL,
  debit_instalment INTEGER NOT NULL,
  credit_date INTEGER NOT NULL,
  credit_voucher_id INTEGER NOT NULL,
  credit_instalment INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  undoes INTEGER,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE UNIQUE INDEX emptor_allocation_undoes ON emptor_allocation (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX emptor_allocation_account ON emptor_allocation (account_id, side, currency, effective);
CREATE INDEX emptor_allocation_debit ON emptor_allocation (debit_voucher_id);
CREATE INDEX emptor_allocation_credit ON emptor_allocation (credit_voucher_id);

CREATE TABLE emptor_balance (
  party_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  own_amount INTEGER NOT NULL,
  account_amount INTEGER NOT NULL,
  age_date INTEGER,
  age_voucher_id INTEGER,
  age_instalment INTEGER,
  age_newer INTEGER NOT NULL,
  latest_date INTEGER,
  PRIMARY KEY (party_id, side, currency)
) {clustered};

CREATE TABLE emptor_credit_event (
  id {id},
  voucher_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  credit_limit INTEGER,
  exposure INTEGER NOT NULL,
  document INTEGER NOT NULL,
  excess_amount INTEGER NOT NULL,
  age_limit_days INTEGER,
  age_days INTEGER NOT NULL,
  excess_days INTEGER NOT NULL,
  rules TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_credit_event_voucher ON emptor_credit_event (voucher_id);
CREATE INDEX emptor_credit_event_account ON emptor_credit_event (account_id, id);
)sql";

/// What happens to vouchers after they were posted.
constexpr std::string_view kAfterPosting = R"sql(
CREATE TABLE emptor_correction (
  voucher_id INTEGER NOT NULL PRIMARY KEY,
  corrects INTEGER NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_voided_number (
  series_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  PRIMARY KEY (series_id, number)
) {clustered};

CREATE TABLE emptor_credit_hold (
  id {id},
  waiting INTEGER NOT NULL DEFAULT 1,
  party_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  reference TEXT NOT NULL,
  verdict INTEGER NOT NULL,
  rules TEXT NOT NULL,
  decision TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_credit_hold_party ON emptor_credit_hold (party_id, id);
CREATE INDEX emptor_credit_hold_waiting ON emptor_credit_hold (id) WHERE waiting = 1;

CREATE TABLE emptor_credit_release (
  id {id},
  hold_id INTEGER NOT NULL,
  released INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  tolerance INTEGER NOT NULL,
  valid_until INTEGER,
  whole_customer INTEGER NOT NULL,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_credit_release_hold ON emptor_credit_release (hold_id, id);

CREATE TABLE emptor_credit_hold_use (
  hold_id INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  PRIMARY KEY (hold_id, voucher_id)
) {clustered};

CREATE TABLE emptor_credit_pool (
  id {id},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent_id INTEGER REFERENCES emptor_credit_pool (id),
  currency INTEGER NOT NULL,
  credit_limit INTEGER
) {rows};
CREATE INDEX emptor_credit_pool_parent ON emptor_credit_pool (parent_id);

CREATE TABLE emptor_credit_pool_member (
  id {id},
  party_id INTEGER NOT NULL REFERENCES emptor_party (id),
  pool_id INTEGER REFERENCES emptor_credit_pool (id),
  valid_from INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};
CREATE INDEX emptor_credit_pool_member_party ON emptor_credit_pool_member (party_id);
CREATE INDEX emptor_credit_pool_member_pool ON emptor_credit_pool_member (pool_id, party_id);
CREATE INDEX emptor_credit_pool_member_day ON emptor_credit_pool_member (valid_from, party_id);

CREATE TABLE emptor_credit_pool_balance (
  pool_id INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  latest_date INTEGER NOT NULL,
  PRIMARY KEY (pool_id, currency)
) {clustered};

CREATE TABLE emptor_instrument (
  id {id},
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  side INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  number TEXT NOT NULL,
  bank TEXT NOT NULL,
  due_date INTEGER NOT NULL,
  uncleared INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_instrument_party ON emptor_instrument (party_id, id);
CREATE INDEX emptor_instrument_uncleared ON emptor_instrument (account_id, side, currency, amount) WHERE uncleared = 1;
CREATE INDEX emptor_instrument_out ON emptor_instrument (id) WHERE uncleared = 1;

CREATE TABLE emptor_instrument_event (
  id {id},
  instrument_id INTEGER NOT NULL,
  state INTEGER NOT NULL,
  on_date INTEGER NOT NULL,
  fee INTEGER,
  supplier_id INTEGER,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_instrument_event_instrument ON emptor_instrument_event (instrument_id, id);

CREATE TABLE emptor_instrument_voucher (
  voucher_id INTEGER NOT NULL PRIMARY KEY,
  event_id INTEGER NOT NULL,
  instrument_id INTEGER NOT NULL,
  role INTEGER NOT NULL
) {clustered};
CREATE INDEX emptor_instrument_voucher_event ON emptor_instrument_voucher (event_id, voucher_id);
CREATE INDEX emptor_instrument_voucher_instrument ON emptor_instrument_voucher (instrument_id, voucher_id);

CREATE TABLE emptor_revaluation (
  id {id},
  day INTEGER NOT NULL,
  vouchers_through INTEGER NOT NULL,
  allocations_through INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_revaluation_day ON emptor_revaluation (day, id);

CREATE TABLE emptor_revaluation_item (
  revaluation_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  instalment INTEGER NOT NULL,
  open_amount INTEGER NOT NULL,
  booked_numerator INTEGER NOT NULL,
  booked_denominator INTEGER NOT NULL,
  closing_numerator INTEGER NOT NULL,
  closing_denominator INTEGER NOT NULL,
  booked INTEGER NOT NULL,
  closing INTEGER NOT NULL,
  PRIMARY KEY (revaluation_id, account_id, side, currency, doc_date, voucher_id, instalment)
) {clustered};

-- What is said about open items, with days of its own. A row that `ends` another one takes it back from its day on.
CREATE TABLE emptor_item_mark (
  id {id},
  kind INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  instalment INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER,
  amount INTEGER,
  ends INTEGER,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_item_mark_account ON emptor_item_mark (account_id, id);
CREATE UNIQUE INDEX emptor_item_mark_ends ON emptor_item_mark (ends) WHERE ends IS NOT NULL;

CREATE TABLE emptor_dunning_policy (
  id {id},
  currency INTEGER NOT NULL,
  day_count INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_dunning_policy_currency ON emptor_dunning_policy (currency, id);

CREATE TABLE emptor_dunning_level (
  policy_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  days INTEGER NOT NULL,
  minimum INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  interest INTEGER NOT NULL,
  PRIMARY KEY (policy_id, level)
) {clustered};

CREATE TABLE emptor_dunning_run (
  id {id},
  policy_id INTEGER NOT NULL,
  on_date INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_dunning_letter (
  id {id},
  run_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  open_amount INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  interest INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_dunning_letter_account ON emptor_dunning_letter (account_id, id);

CREATE TABLE emptor_dunning_item (
  letter_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  instalment INTEGER NOT NULL,
  level INTEGER NOT NULL,
  level_before INTEGER NOT NULL,
  days INTEGER NOT NULL,
  open_amount INTEGER NOT NULL,
  interest_from INTEGER NOT NULL,
  interest_until INTEGER,
  interest INTEGER NOT NULL,
  PRIMARY KEY (letter_id, voucher_id, instalment)
) {clustered};
CREATE INDEX emptor_dunning_item_item ON emptor_dunning_item (account_id, voucher_id, instalment, level, interest_until);

-- The voucher that charges a letter's fee and interest; another one may follow when it was reversed.
CREATE TABLE emptor_dunning_claim (
  id {id},
  letter_id INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL
) {rows};
CREATE INDEX emptor_dunning_claim_letter ON emptor_dunning_claim (letter_id, id);
CREATE INDEX emptor_dunning_claim_voucher ON emptor_dunning_claim (voucher_id);

CREATE TABLE emptor_seal (
  id {id},
  through INTEGER NOT NULL,
  vouchers INTEGER NOT NULL,
  hash TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL
) {rows};

CREATE TABLE emptor_sealed_voucher (
  seal_id INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (voucher_id)
) {clustered};
CREATE INDEX emptor_sealed_voucher_seal ON emptor_sealed_voucher (seal_id, voucher_id);
)sql";

}  // namespace

std::span<const Migration> migrations() noexcept {
  static const std::string after_posting = std::string(kAfterPosting) + views_after_posting();
  static const Migration steps[] = {
      {1, "foundation", kFoundation},
      {2, "views", views()},
      {3, "after posting", after_posting},
  };
  return steps;
}

}  // namespace emptor::store
