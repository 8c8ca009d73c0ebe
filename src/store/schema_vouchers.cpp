/// Vouchers, what they did to accounts, and what credit said of them.
#include "store/schema.hpp"

namespace emptor::store::schema {

std::string_view vouchers() noexcept {
  return R"sql(
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

-- Units of a line that came back, in a line of a return; a reversal of the return has rows of its own.
CREATE TABLE emptor_returned (
  voucher_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  of_voucher_id INTEGER NOT NULL,
  of_line INTEGER NOT NULL,
  withheld_net INTEGER NOT NULL,
  withheld_tax INTEGER NOT NULL,
  PRIMARY KEY (voucher_id, line, account_id)
) {clustered};
CREATE INDEX emptor_returned_of ON emptor_returned (of_voucher_id, of_line);

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
}

}  // namespace emptor::store::schema
