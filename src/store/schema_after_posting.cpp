/// What happens to vouchers after they were posted: corrections, credit, instruments, valuation, reminders, seals.
#include "store/schema.hpp"

namespace emptor::store::schema {

std::string_view after_posting() noexcept {
  return R"sql(
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
  uncleared INTEGER NOT NULL,
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

CREATE TABLE emptor_instrument_standing (
  voucher_id INTEGER NOT NULL PRIMARY KEY,
  instrument_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  from_date INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  until_date INTEGER,
  ended_at INTEGER,
  cleared INTEGER NOT NULL
) {clustered};
CREATE INDEX emptor_instrument_standing_account ON emptor_instrument_standing (account_id, side, until_date);
CREATE INDEX emptor_instrument_standing_side ON emptor_instrument_standing (side, until_date);

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
}

}  // namespace emptor::store::schema
