#include "parties/cards.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>

#include "access/code_index.hpp"
#include "parties/records.hpp"

namespace emptor::parties {
namespace {

using access::Work;

constexpr std::size_t kCardsMax = 65'536;

class PartyCards final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t id) override {
    if (entity == Entity::party) {
      cards.erase(id);
      forget_codes(id);
    }
    // Terms are inherited from groups and from the book, so nearly every card may be made of them.
    if (entity == Entity::party_group || entity == Entity::setting) cards.clear();
  }
  void trim() override {
    if (cards.size() > kCardsMax) cards.clear();
    if (by_code.size() > kCardsMax) {
      by_code.clear();
      codes.clear();
    }
  }
  void know(std::string_view code, PartyId id) {
    by_code.emplace(code, id.value);
    codes[id.value].emplace_back(code);
  }

  access::CodeIndex by_code;
  /// On the heap, because references outlive the loading of other cards.
  boost::unordered_flat_map<std::int64_t, std::unique_ptr<PartyCard>> cards;

 private:
  void forget_codes(std::int64_t id) {
    const auto known = codes.find(id);
    if (known == codes.end()) return;
    for (const std::string& code : known->second) by_code.erase(code);
    codes.erase(known);
  }

  /// What `by_code` knows of a party.
  boost::unordered_flat_map<std::int64_t, std::vector<std::string>> codes;
};

AddressId default_address(Work& work, PartyId id) {
  auto row = work.tx().statement(
      "SELECT a.id FROM emptor_address a WHERE a.party_id = ?1 AND a.is_default = 1 AND NOT EXISTS "
      "(SELECT 1 FROM emptor_address b WHERE b.party_id = a.party_id AND b.name = a.name AND b.id > a.id)");
  return row.bind(id).step() ? row.id<AddressTag>(0) : AddressId();
}

/// Name and roles; no terms yet.
PartyCard load_head(Work& work, PartyId id) {
  auto row = work.tx().statement(
      "SELECT p.code, p.name, p.customer, p.supplier, p.archived, "
      "(SELECT max(i.id) FROM emptor_party_identity i WHERE i.party_id = p.id) FROM emptor_party p WHERE p.id = ?1");
  row.bind(id);
  if (!row.step())
    throw Error(ErrorCode::unknown_reference, "party", "no customer or supplier has this id",
                {{"id", std::to_string(id.value)}});
  PartyCard card;
  card.id = id;
  card.code = row.string(0);
  card.name = row.string(1);
  card.customer = row.integer(2) != 0;
  card.supplier = row.integer(3) != 0;
  card.archived = row.integer(4) != 0;
  card.identity_id = row.integer(5);
  card.default_address = default_address(work, id);
  return card;
}

}  // namespace

const TermSegment& PartyCard::on(Date day) const noexcept {
  // Nearly always the last one is asked for: today.
  if (segments.back().from <= day) return segments.back();
  const auto after = std::upper_bound(segments.begin(), segments.end(), day,
                                      [](Date wanted, const TermSegment& segment) { return wanted < segment.from; });
  return after == segments.begin() ? segments.front() : *std::prev(after);
}

PartyId find_id(Work& work, std::string_view code) {
  auto& cache = work.cache<PartyCards>();
  if (const auto found = cache.by_code.find(code); found != cache.by_code.end()) return PartyId(found->second);
  auto row = work.tx().statement("SELECT party_id FROM emptor_party_code WHERE code = ?1");
  if (!row.bind(code).step()) return {};
  const auto id = row.id<PartyTag>(0);
  cache.know(code, id);
  return id;
}

const PartyCard& card(Work& work, PartyId id) {
  auto& cards = work.cache<PartyCards>().cards;
  if (const auto found = cards.find(id.value); found != cards.end()) return *found->second;
  auto loaded = std::make_unique<PartyCard>(load_head(work, id));
  loaded->segments = segments(loaded->code, load_terms(work, TermOrigin::party, id.value, known_now),
                              load_memberships(work, id, known_now), groups(work));
  return *cards.emplace(id.value, std::move(loaded)).first->second;
}

const PartyCard& require(Work& work, std::string_view code, std::string_view field) {
  const PartyId id = find_id(work, code);
  if (!id)
    throw Error(ErrorCode::unknown_reference, std::string(field), "no customer or supplier has this code",
                {{"code", std::string(code)}});
  return card(work, id);
}

PartyCard card_known_at(Work& work, PartyId id, Instant known_at) {
  PartyCard found = load_head(work, id);
  auto identity = work.tx().statement(
      "SELECT id, name FROM emptor_party_identity WHERE party_id = ?1 AND recorded_at <= ?2 ORDER BY id DESC LIMIT 1");
  if (identity.bind(id, known_at).step()) {
    found.identity_id = identity.integer(0);
    found.name = identity.string(1);
  }
  found.segments = segments(found.code, load_terms(work, TermOrigin::party, id.value, known_at),
                            load_memberships(work, id, known_at), load_groups(work, known_at));
  return found;
}

PartyId account_of(Work& work, const PartyCard& party, Date day) {
  const EffectiveTerm& head_office = party.on(day).term(Term::bill_to);
  if (!head_office.value) return party.id;
  const PartyId account = find_id(work, *head_office.value);
  // Invariant: a head office existed when it was named, its codes keep resolving and parties are never deleted.
  EMPTOR_REQUIRE(account);
  return account;
}

PartyGroupId find_group(Work& work, std::string_view code) { return groups(work).find(code); }

std::string group_code(Work& work, PartyGroupId id) { return groups(work).node(id).code; }

int group_priority(Work& work, PartyGroupId id) { return groups(work).node(id).priority; }

std::vector<PartyGroupId> subtree(Work& work, PartyGroupId root) { return groups(work).subtree(root); }

std::vector<PartyId> members(Work& work, PartyGroupId group, Date day) {
  std::vector<PartyId> found;
  boost::unordered_flat_map<std::int64_t, MembershipStep> latest;
  for (const PartyGroupId each : subtree(work, group)) {
    latest.clear();
    auto rows = work.tx().statement(
        "SELECT party_id, valid_from, member FROM emptor_membership WHERE group_id = ?1 ORDER BY id");
    rows.bind(each);
    while (rows.step()) {
      const MembershipStep step{rows.date(1), rows.integer(2) != 0};
      if (step.from > day) continue;
      const auto [place, fresh] = latest.try_emplace(rows.integer(0), step);
      // Rows come as they were recorded: of one day's, the later one holds.
      if (!fresh && step.from >= place->second.from) place->second = step;
    }
    for (const auto& [party, step] : latest)
      if (step.member) found.emplace_back(party);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string identity_name(Work& work, std::int64_t identity_id) {
  auto row = work.tx().statement("SELECT name FROM emptor_party_identity WHERE id = ?1");
  row.bind(identity_id);
  EMPTOR_REQUIRE(row.step());
  return row.string(0);
}

}  // namespace emptor::parties
