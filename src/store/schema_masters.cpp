/// Settings, actors, currencies, parties, items and stock.
#include "store/schema.hpp"

namespace emptor::store::schema {

std::string_view masters() noexcept {
  return R"sql(
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
  search_key TEXT NOT NULL,
  weight INTEGER,
  volume INTEGER
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

)sql";
}

}  // namespace emptor::store::schema
