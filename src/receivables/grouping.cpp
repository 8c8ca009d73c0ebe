#include "receivables/grouping.hpp"

namespace emptor::receivables {
namespace {

GroupedUnder person_in_charge(access::Work& work, const parties::PartyCard& party, Date on) {
  GroupedUnder found{.code = party.on(on).term(Term::salesperson).value.value_or("")};
  if (found.code.empty()) return found;
  if (auto person = parties::find_person(work, found.code)) found.name = std::move(person->name);
  return found;
}

std::vector<GroupedUnder> groups_of(access::Work& work, const parties::PartyCard& party, Date on) {
  std::vector<GroupedUnder> found;
  auto row = work.tx().statement("SELECT code, name FROM emptor_party_group WHERE id = ?1");
  for (const parties::GroupRank& rank : party.on(on).groups) {
    EMPTOR_REQUIRE(row.bind(rank.group).step());
    found.push_back({.code = row.string(0), .name = row.string(1)});
  }
  return found;
}

}  // namespace

std::vector<GroupedUnder> grouped_under(access::Work& work, SummaryBy by, PartyId party, Date on) {
  if (by != SummaryBy::party) return grouped_under(work, by, parties::card(work, party), on);
  // A card is made of more statements, and kept.
  auto row = work.tx().statement("SELECT code, name FROM emptor_party WHERE id = ?1");
  EMPTOR_REQUIRE(row.bind(party).step());
  return {{.code = row.string(0), .name = row.string(1)}};
}

std::vector<GroupedUnder> grouped_under(access::Work& work, SummaryBy by, const parties::PartyCard& party, Date on) {
  switch (by) {
    case SummaryBy::salesperson:
      return {person_in_charge(work, party, on)};
    case SummaryBy::group:
      return groups_of(work, party, on);
    case SummaryBy::party:
      break;
  }
  return {{.code = party.code, .name = party.name}};
}

}  // namespace emptor::receivables
