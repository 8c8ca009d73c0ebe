#include "parties/records.hpp"

#include <algorithm>

#include "parties/cards.hpp"

namespace emptor::parties {
namespace {

using access::Work;

class GroupsCache final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity == Entity::party_group || entity == Entity::setting) kept.reset();
  }
  std::optional<Groups> kept;
};

/// Columns from `first` on: term, valid_from, state, value. A term of a later version of the library means nothing to
/// us.
std::optional<std::pair<Term, TermStep>> to_step(store::Statement& row, int first) {
  const std::int64_t term = row.integer(first);
  if (term < 1 || term >= static_cast<std::int64_t>(term_slots)) return std::nullopt;
  return std::pair(static_cast<Term>(term), TermStep{.from = row.date(first + 1),
                                                     .state = static_cast<TermState>(row.integer(first + 2)),
                                                     .value = row.string(first + 3)});
}

}  // namespace

TermTimelines load_terms(Work& work, TermOrigin kind, std::int64_t owner, Instant known_at) {
  TermTimelines found;
  auto rows = work.tx().statement(
      "SELECT term, valid_from, state, value FROM emptor_term "
      "WHERE owner_kind = ?1 AND owner_id = ?2 AND recorded_at <= ?3 ORDER BY valid_from, id");
  rows.bind(kind, owner, known_at);
  while (rows.step())
    if (auto step = to_step(rows, 0)) found.add(step->first, std::move(step->second));
  return found;
}

std::vector<Membership> load_memberships(Work& work, PartyId party, Instant known_at) {
  std::vector<Membership> found;
  auto rows = work.tx().statement(
      "SELECT group_id, valid_from, member FROM emptor_membership "
      "WHERE party_id = ?1 AND recorded_at <= ?2 ORDER BY valid_from, id");
  rows.bind(party, known_at);
  while (rows.step()) {
    const auto group = rows.id<PartyGroupTag>(0);
    auto place = std::find_if(found.begin(), found.end(), [&](const Membership& each) { return each.group == group; });
    if (place == found.end()) place = found.insert(place, Membership{group, {}});
    place->add({rows.date(1), rows.integer(2) != 0});
  }
  return found;
}

Groups load_groups(Work& work, Instant known_at) {
  Groups found;
  auto nodes = work.tx().statement("SELECT id, code, name, parent_id, priority FROM emptor_party_group ORDER BY code");
  while (nodes.step())
    found.add({.id = nodes.id<PartyGroupTag>(0),
               .code = nodes.string(1),
               .name = nodes.string(2),
               .parent = nodes.id<PartyGroupTag>(3),
               .priority = static_cast<int>(nodes.integer(4))});
  auto terms = work.tx().statement(
      "SELECT owner_id, term, valid_from, state, value FROM emptor_term "
      "WHERE owner_kind = ?1 AND recorded_at <= ?2 ORDER BY owner_id, valid_from, id");
  terms.bind(TermOrigin::group, known_at);
  while (terms.step())
    if (auto step = to_step(terms, 1)) found.add_term(terms.id<PartyGroupTag>(0), step->first, std::move(step->second));
  found.book = load_terms(work, TermOrigin::book, 0, known_at);
  return found;
}

const Groups& groups(Work& work) {
  auto& kept = work.cache<GroupsCache>().kept;
  if (!kept) kept = load_groups(work, known_now);
  return *kept;
}

Party to_party(store::Statement& row) {
  return {.id = row.id<PartyTag>(0),
          .code = row.string(1),
          .name = row.string(2),
          .customer = row.integer(3) != 0,
          .supplier = row.integer(4) != 0,
          .tax_number = row.string(5),
          .representative = row.string(6),
          .phone = row.string(7),
          .mobile = row.string(8),
          .fax = row.string(9),
          .email = row.string(10),
          .website = row.string(11),
          .alias = row.string(12),
          .memo = row.string(13),
          .since = row.optional_date(14),
          .archived = row.integer(15) != 0};
}

std::optional<Party> load_party(Work& work, std::string_view code) {
  auto row = work.tx().statement(
      "SELECT p.id, p.code, p.name, p.customer, p.supplier, p.tax_number, p.representative, p.phone, p.mobile, p.fax, "
      "p.email, p.website, p.alias, p.memo, p.since, p.archived "
      "FROM emptor_party_code c JOIN emptor_party p ON p.id = c.party_id WHERE c.code = ?1");
  if (!row.bind(code).step()) return std::nullopt;
  return to_party(row);
}

PartyId existing(Work& work, std::string_view code, std::string_view field) {
  const PartyId id = find_id(work, code);
  if (!id)
    throw Error(ErrorCode::not_found, std::string(field), "no customer or supplier has this code",
                {{"code", std::string(code)}});
  return id;
}

std::vector<std::string> former_codes(Work& work, PartyId id) {
  std::vector<std::string> codes;
  auto rows = work.tx().statement("SELECT code FROM emptor_party_code WHERE party_id = ?1 AND former = 1");
  rows.bind(id);
  while (rows.step()) codes.push_back(rows.string(0));
  return codes;
}

void insert_term(Work& work, TermOrigin kind, std::int64_t owner, Term term, const TermStep& step) {
  work.tx().insert(
      "INSERT INTO emptor_term (owner_kind, owner_id, term, valid_from, state, value, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      kind, owner, term, step.from, step.state, step.value, work.now(), work.actor());
}

void insert_membership(Work& work, PartyId party, PartyGroupId group, MembershipStep step) {
  work.tx().insert(
      "INSERT INTO emptor_membership (party_id, group_id, valid_from, member, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      party, group, step.from, step.member, work.now(), work.actor());
}

}  // namespace emptor::parties
