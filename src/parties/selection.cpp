#include "parties/selection.hpp"

#include <algorithm>

#include "parties/records.hpp"

namespace emptor::parties {
namespace {

using access::Work;
using Parties = std::vector<PartyId>;

void sort_out(Parties& parties) {
  std::ranges::sort(parties);
  parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
}

void append(Parties& parties, store::Statement rows) {
  while (rows.step()) parties.push_back(rows.id<PartyTag>(0));
}

/// Whether a timeline ever names the person.
bool names(const TermTimelines& terms, const std::string& person) {
  return std::ranges::any_of(terms.steps(Term::salesperson),
                             [&](const TermStep& step) { return step.value == person; });
}

/// Whoever can have the person in charge: named by the party, by a group that ever held it, or by the book.
Parties candidates(Work& work, const std::string& person) {
  Parties found;
  if (names(groups(work).book, person)) {
    append(found, work.tx().statement("SELECT id FROM emptor_party"));
    return found;
  }
  auto own = work.tx().statement("SELECT owner_id FROM emptor_term WHERE term = ?1 AND value = ?2 AND owner_kind = ?3");
  own.bind(Term::salesperson, person, TermOrigin::party);
  append(found, std::move(own));
  for (const GroupNode& node : groups(work).nodes()) {
    if (!names(node.terms, person)) continue;
    for (const PartyGroupId each : groups(work).subtree(node.id)) {
      auto members = work.tx().statement("SELECT party_id FROM emptor_membership WHERE group_id = ?1");
      members.bind(each);
      append(found, std::move(members));
    }
  }
  sort_out(found);
  return found;
}

Parties clients(Work& work, const std::string& person, Date on) {
  if (!find_person(work, person))
    throw Error(ErrorCode::unknown_reference, "salesperson", "no person has this code", {{"code", person}});
  Parties found = candidates(work, person);
  std::erase_if(found, [&](PartyId id) { return card(work, id).on(on).term(Term::salesperson).value != person; });
  return found;
}

void narrow(std::optional<Parties>& found, Parties to) {
  if (!found) {
    found = std::move(to);
    return;
  }
  std::erase_if(*found, [&](PartyId id) { return !std::ranges::binary_search(to, id); });
}

}  // namespace

std::optional<Parties> select(Work& work, const Selection& wanted, Date on) {
  std::optional<Parties> found;
  if (wanted.group) {
    const PartyGroupId group = find_group(work, *wanted.group);
    if (!group) throw Error(ErrorCode::unknown_reference, "group", "no group has this code", {{"code", *wanted.group}});
    narrow(found, members(work, group, on));
  }
  if (wanted.salesperson) narrow(found, clients(work, *wanted.salesperson, on));
  if (wanted.party) narrow(found, {require(work, *wanted.party, "party").id});
  return found;
}

}  // namespace emptor::parties
