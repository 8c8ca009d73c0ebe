/// Rebates: agreements, what counts for them, and what was settled.
#include "store/schema.hpp"

namespace emptor::store::schema {

std::string_view rebates() noexcept {
  return R"sql(
CREATE TABLE emptor_rebate (
  id {id},
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  direction INTEGER NOT NULL,
  party_id INTEGER REFERENCES emptor_party (id),
  group_id INTEGER REFERENCES emptor_party_group (id),
  counting INTEGER NOT NULL,
  valid_from INTEGER,
  valid_until INTEGER,
  base INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  pays INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  expected INTEGER,
  origin_id INTEGER REFERENCES emptor_rebate (id),
  replaces INTEGER UNIQUE REFERENCES emptor_rebate (id),
  withdrawn INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL REFERENCES emptor_actor (id)
) {rows};

CREATE TABLE emptor_rebate_product (
  rebate_id INTEGER NOT NULL REFERENCES emptor_rebate (id),
  position INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  PRIMARY KEY (rebate_id, position)
) {clustered};

CREATE TABLE emptor_rebate_tier (
  rebate_id INTEGER NOT NULL REFERENCES emptor_rebate (id),
  tier INTEGER NOT NULL,
  from_base INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (rebate_id, tier)
) {clustered};

-- The accumulators: what counts of a party for all versions of an agreement.
CREATE TABLE emptor_rebate_base (
  rebate_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  net INTEGER NOT NULL,
  gross INTEGER NOT NULL,
  PRIMARY KEY (rebate_id, party_id)
) {clustered};

CREATE TABLE emptor_rebate_voucher (
  voucher_id INTEGER NOT NULL,
  rebate_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  lines TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  net INTEGER NOT NULL,
  gross INTEGER NOT NULL,
  PRIMARY KEY (voucher_id, rebate_id, account_id)
) {clustered};
CREATE INDEX emptor_rebate_voucher_party ON emptor_rebate_voucher (rebate_id, party_id, doc_date, voucher_id);

CREATE TABLE emptor_rebate_settlement (
  voucher_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  rebate_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  doc_date INTEGER NOT NULL,
  through INTEGER NOT NULL,
  base INTEGER NOT NULL,
  earned INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  reverses INTEGER,
  PRIMARY KEY (voucher_id, account_id)
) {clustered};
CREATE INDEX emptor_rebate_settlement_party ON emptor_rebate_settlement (rebate_id, party_id, doc_date);
CREATE INDEX emptor_rebate_settlement_reverses ON emptor_rebate_settlement (reverses) WHERE reverses IS NOT NULL;
)sql";
}

}  // namespace emptor::store::schema
