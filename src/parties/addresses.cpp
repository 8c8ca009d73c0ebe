/// Addresses and contacts. An address is never overwritten: a change is a further version, so that posted vouchers keep
/// the text that they were sent to.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>

#include "parties/cards.hpp"
#include "parties/records.hpp"

namespace emptor::parties {
namespace {

using access::Work;

/// ISO 3166-1 alpha-2, officially assigned.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

bool is_country(std::string_view code) noexcept {
  return code.size() == 2 && code.find(' ') == std::string_view::npos &&
         kCountries.find(code) != std::string_view::npos && kCountries.find(code) % 3 == 0;
}

/// Columns: id, name, street, city, region, postal_code, country, is_default.
Address to_address(store::Statement& row) {
  return {.id = row.id<AddressTag>(0),
          .name = row.string(1),
          .street = row.string(2),
          .city = row.string(3),
          .region = row.string(4),
          .postal_code = row.string(5),
          .country = row.string(6),
          .is_default = row.integer(7) != 0};
}

/// The newest version of each, the default first, then in the order in which they were first saved.
std::vector<Address> current_addresses(Work& work, PartyId party) {
  std::vector<Address> found;
  auto rows = work.tx().statement(
      "SELECT id, name, street, city, region, postal_code, country, is_default FROM emptor_address "
      "WHERE party_id = ?1 ORDER BY id");
  rows.bind(party);
  while (rows.step()) {
    Address next = to_address(rows);
    const auto known =
        std::find_if(found.begin(), found.end(), [&](const Address& each) { return each.name == next.name; });
    if (known == found.end())
      found.push_back(std::move(next));
    else
      *known = std::move(next);
  }
  std::stable_partition(found.begin(), found.end(), [](const Address& each) { return each.is_default; });
  return found;
}

AddressId insert(Work& work, PartyId party, const Address& address) {
  return AddressId(work.tx().insert(
      "INSERT INTO emptor_address (party_id, name, street, city, region, postal_code, country, is_default, "
      "recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      party, address.name, address.street, address.city, address.region, address.postal_code, address.country,
      address.is_default, work.now(), work.actor()));
}

}  // namespace

AddressId find_address(Work& work, PartyId party, std::string_view name) {
  auto row =
      work.tx().statement("SELECT id FROM emptor_address WHERE party_id = ?1 AND name = ?2 ORDER BY id DESC LIMIT 1");
  return row.bind(party, name).step() ? row.id<AddressTag>(0) : AddressId();
}

namespace {

/// Versions that vouchers were sent to. Nothing is ever forgotten, because a version never changes.
class AddressCards final : public access::Cache {
 public:
  static constexpr std::size_t kept_max = 65'536;

  void forget(Entity /*entity*/, std::int64_t /*id*/) override {}
  void trim() override {
    if (cards.size() > kept_max) cards.clear();
  }
  boost::unordered_flat_map<std::int64_t, Address> cards;
};

}  // namespace

Address address(Work& work, AddressId id) {
  auto& cards = work.cache<AddressCards>().cards;
  if (const auto found = cards.find(id.value); found != cards.end()) return found->second;
  auto row = work.tx().statement(
      "SELECT id, name, street, city, region, postal_code, country, is_default FROM emptor_address WHERE id = ?1");
  row.bind(id);
  EMPTOR_REQUIRE(row.step());
  return cards.emplace(id.value, to_address(row)).first->second;
}

}  // namespace emptor::parties

namespace emptor {

using access::Detail;
using access::Work;

void Parties::save_address(std::string_view party, const Address& address) {
  Problems problems;
  problems.check_text("name", address.name, 50, true);
  problems.check_text("street", address.street, 500);
  problems.check_text("city", address.city, 100);
  problems.check_text("region", address.region, 100);
  problems.check_text("postal_code", address.postal_code, 20);
  if (!address.country.empty() && !parties::is_country(address.country))
    problems.add(ErrorCode::invalid, "country", "not a country code of ISO 3166 (two capital letters)",
                 {{"country", address.country}});
  problems.throw_if_any();

  auto work = Work::write(*state_);
  const PartyId id = parties::existing(work, party, "party");
  Address old;
  for (Address& each : parties::current_addresses(work, id)) {
    if (each.name == address.name) {
      old = std::move(each);
    } else if (each.is_default && address.is_default) {
      // One default at a time: the one before says so no longer.
      each.is_default = false;
      parties::insert(work, id, each);
    }
  }
  const auto flag = [](bool value) { return value ? "1" : "0"; };
  Detail detail;
  detail.set("address", address.name);
  const bool same = old.id && old.street == address.street && old.city == address.city &&
                    old.region == address.region && old.postal_code == address.postal_code &&
                    old.country == address.country && old.is_default == address.is_default;
  if (same) return;
  detail.change("street", old.street, address.street)
      .change("city", old.city, address.city)
      .change("region", old.region, address.region)
      .change("postal_code", old.postal_code, address.postal_code)
      .change("country", old.country, address.country)
      .change("is_default", flag(old.is_default), flag(address.is_default));
  parties::insert(work, id, address);
  work.record(Entity::party, id.value, customers_ ? "customers.save_address" : "suppliers.save_address", detail.json());
  work.commit();
}

std::vector<Address> Parties::addresses(std::string_view party) const {
  auto work = Work::read(*state_);
  return parties::current_addresses(work, parties::existing(work, party, "party"));
}

void Parties::save_contact(std::string_view party, const Contact& contact) {
  Problems problems;
  problems.check_text("name", contact.name, 100, true);
  problems.check_text("role", contact.role, 50);
  problems.check_text("phone", contact.phone, 50);
  problems.check_text("email", contact.email, 100);
  problems.throw_if_any();

  auto work = Work::write(*state_);
  const PartyId id = parties::existing(work, party, "party");
  Contact old;
  auto known = work.tx().statement("SELECT role, phone, email FROM emptor_contact WHERE party_id = ?1 AND name = ?2");
  if (known.bind(id, contact.name).step())
    old = {.name = contact.name, .role = known.string(0), .phone = known.string(1), .email = known.string(2)};
  work.tx().execute(
      "INSERT INTO emptor_contact (party_id, name, role, phone, email) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (party_id, name) DO UPDATE SET role = excluded.role, phone = excluded.phone, email = excluded.email",
      id, contact.name, contact.role, contact.phone, contact.email);
  work.record(Entity::party, id.value, customers_ ? "customers.save_contact" : "suppliers.save_contact",
              Detail()
                  .set("contact", contact.name)
                  .change("role", old.role, contact.role)
                  .change("phone", old.phone, contact.phone)
                  .change("email", old.email, contact.email)
                  .json());
  work.commit();
}

std::vector<Contact> Parties::contacts(std::string_view party) const {
  auto work = Work::read(*state_);
  std::vector<Contact> found;
  auto rows =
      work.tx().statement("SELECT name, role, phone, email FROM emptor_contact WHERE party_id = ?1 ORDER BY name");
  rows.bind(parties::existing(work, party, "party"));
  while (rows.step()) found.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3)});
  return found;
}

}  // namespace emptor
