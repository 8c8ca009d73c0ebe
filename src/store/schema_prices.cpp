/// Price lists, their versions, programmes and coupons.
#include "store/schema.hpp"

namespace emptor::store::schema {

std::string_view prices() noexcept {
  return R"sql(
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
  rate_on INTEGER,
  counts INTEGER NOT NULL DEFAULT 1,
  measure INTEGER NOT NULL DEFAULT 1
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

)sql";
}

}  // namespace emptor::store::schema
