/// Use cases of terms.
#include "parties/terms.hpp"

#include <algorithm>

#include "parties/cards.hpp"
#include "parties/records.hpp"
#include "parties/term_values.hpp"
#include "settings/policies.hpp"

namespace emptor::parties {

using access::Work;

void check_head_roles(bool customer, bool supplier, const PartyCard& head, std::string_view field, Problems& problems) {
  if ((customer && !head.customer) || (supplier && !head.supplier))
    problems.add(ErrorCode::invalid, std::string(field),
                 customer && !head.customer ? "the head office is not a customer itself"
                                            : "the head office is not a supplier itself",
                 {{"code", head.code}});
}

std::string checked_value(Work& work, Term term, std::string_view value, std::string_view field, Problems& problems) {
  Problems form;
  const Profile profile = settings::current(work).profile;
  std::string kept = canonical(term, value, profile, field, form);
  if (!form.empty()) {
    kept = canonical(term, value, profile, field, problems);
    return kept;
  }
  const auto unknown = [&](std::string_view message) {
    problems.add(ErrorCode::unknown_reference, std::string(field), std::string(message), {{"code", kept}});
  };
  switch (term) {
    case Term::bill_to:
      if (const PartyId head_office = find_id(work, kept)) return card(work, head_office).code;
      unknown("no customer or supplier has this code");
      break;
    case Term::salesperson:
      if (!find_person(work, kept)) unknown("no person has this code");
      break;
    case Term::tax_code:
    case Term::sales_level:
    case Term::purchase_level:
    case Term::sales_list:
    case Term::purchase_list: {
      const auto exists = work.session().term_reference_exists;
      if (exists != nullptr && !exists(work, static_cast<int>(term), kept))
        unknown("no " + std::string(to_string(term)) + " has this code");
      break;
    }
    default:
      break;
  }
  return kept;
}

Currency credit_currency(Work& work, const TermTimelines& own, const std::vector<GroupRank>& ranks, Date day) {
  const EffectiveTerm found = effective(Term::credit_currency, day, {}, own, ranks, groups(work));
  return found.value ? Currency::of(*found.value) : settings::current(work).currency;
}

Date start_of(std::optional<Date> from) { return from.value_or(since_ever); }

std::string state_text(const TermStep* step) {
  if (step == nullptr || step->state == TermState::inherited) return {};
  return step->state == TermState::none ? "(none)" : step->value;
}

namespace {

/// Whose term is changed, found.
struct Owner {
  TermOrigin kind = TermOrigin::party;
  std::int64_t id = 0;
  Entity entity = Entity::party;
  TermTimelines own;
  std::vector<GroupRank> ranks;  ///< what it inherits from on the day of the change
};

Owner find_owner(Work& work, const TermOwner& named, Date day) {
  Owner found{.kind = named.kind};
  switch (named.kind) {
    case TermOrigin::party: {
      const PartyId id = existing(work, named.code, "owner");
      found.id = id.value;
      found.own = load_terms(work, TermOrigin::party, id.value, known_now);
      found.ranks = groups(work).ranked(load_memberships(work, id, known_now), day);
      return found;
    }
    case TermOrigin::group: {
      const PartyGroupId id = find_group(work, named.code);
      if (!id) throw Error(ErrorCode::not_found, "owner", "no customer group has this code", {{"code", named.code}});
      found.id = id.value;
      found.entity = Entity::party_group;
      found.own = groups(work).node(id).terms;
      for (PartyGroupId each = groups(work).node(id).parent; each; each = groups(work).node(each).parent)
        found.ranks.push_back({each, static_cast<int>(found.ranks.size()) + 1});
      return found;
    }
    case TermOrigin::book:
      found.entity = Entity::setting;
      found.own = groups(work).book;
      return found;
    case TermOrigin::nowhere:
      break;
  }
  throw Error(ErrorCode::invalid, "owner", "a term belongs to a party, a group or the book");
}

/// A head office that a timeline names on some day of [from, until); nullptr when there is none for which `wanted`
/// holds.
template <class Wanted>
const TermStep* billed_within(const TermTimelines& terms, Date from, std::optional<Date> until, Wanted wanted) {
  const auto& steps = terms.steps(Term::bill_to);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool over = i + 1 < steps.size() && steps[i + 1].from <= from;
    const bool later = until && steps[i].from >= *until;
    if (!over && !later && steps[i].state == TermState::set && wanted(steps[i])) return &steps[i];
  }
  return nullptr;
}

/// A branch owes through its head office, and a head office through nobody: whoever is billed to it would be two levels
/// down, and who is billed in a circle owes through nobody at all. Looked at for the days on which the new step holds.
void check_bill_to(Work& work, const Owner& branch, std::string_view head_code, Date from, Problems& problems) {
  const auto cycle = [&] {
    problems.add(ErrorCode::cycle, "value", "the head office would be billed to itself",
                 {{"code", std::string(head_code)}});
  };
  const PartyId self(branch.id);
  const PartyId head = find_id(work, head_code);
  if (head == self) return cycle();
  const PartyCard& of_branch = card(work, self);
  check_head_roles(of_branch.customer, of_branch.supplier, card(work, head), "value", problems);

  std::optional<Date> until;
  for (const TermStep& step : branch.own.steps(Term::bill_to))
    if (step.from > from && !until) until = step.from;

  const auto names_self = [&](const TermStep& step) { return find_id(work, step.value) == self; };
  const TermTimelines of_head = load_terms(work, TermOrigin::party, head.value, known_now);
  if (billed_within(of_head, from, until, names_self) != nullptr) return cycle();
  if (const TermStep* step = billed_within(of_head, from, until, [](const TermStep&) { return true; }))
    return problems.add(ErrorCode::invalid, "value", "the head office is itself billed to " + step->value,
                        {{"code", std::string(head_code)}, {"bill_to", step->value}});

  std::vector<std::string> codes = former_codes(work, self);
  codes.push_back(card(work, self).code);
  for (const std::string& code : codes) {
    auto branches = work.tx().statement(
        "SELECT DISTINCT owner_id FROM emptor_term WHERE term = ?1 AND value = ?2 AND owner_kind = ?3");
    branches.bind(Term::bill_to, code, TermOrigin::party);
    while (branches.step()) {
      const auto other = branches.id<PartyTag>(0);
      if (billed_within(load_terms(work, TermOrigin::party, other.value, known_now), from, until, names_self) ==
          nullptr)
        continue;
      return problems.add(ErrorCode::invalid, "value", "this party is the head office of others itself",
                          {{"branch", card(work, other).code}});
    }
  }
}

void change(SessionState& state, std::string_view command, const TermOwner& named, Term term, TermStep step) {
  if (!is_term(term)) throw Error(ErrorCode::invalid, "term", "not a known term");
  auto work = Work::write(state);
  const Owner owner = find_owner(work, named, step.from);
  if (step.state == TermState::set) {
    Problems problems;
    step.value = checked_value(work, term, step.value, "value", problems);
    if (term == Term::credit_limit && problems.empty())
      check_limit_scale(step.value, credit_currency(work, owner.own, owner.ranks, step.from), "value", problems);
    if (term == Term::bill_to && problems.empty()) {
      // What a group says would reach the head office as well, as soon as it is a member.
      if (owner.kind != TermOrigin::party)
        problems.add(ErrorCode::invalid, "owner", "only a single party can be billed to a head office");
      else
        check_bill_to(work, owner, step.value, step.from, problems);
    }
    problems.throw_if_any();
  }
  insert_term(work, owner.kind, owner.id, term, step);
  access::Detail detail;
  detail.set("term", to_string(term));
  if (step.from != since_ever) detail.set("from", step.from.to_string());
  detail.change(to_string(term), state_text(owner.own.on(term, step.from)), state_text(&step));
  work.record(owner.entity, owner.id, command, detail.json());
  work.commit();
}

}  // namespace
}  // namespace emptor::parties

namespace emptor {

using access::Work;
using parties::TermState;
using parties::TermStep;

void Parties::set_term(const TermOwner& owner, Term term, std::string_view value, std::optional<Date> from) {
  parties::change(*state_, customers_ ? "customers.set_term" : "suppliers.set_term", owner, term,
                  TermStep{parties::start_of(from), TermState::set, std::string(value)});
}

void Parties::set_term_none(const TermOwner& owner, Term term, std::optional<Date> from) {
  parties::change(*state_, customers_ ? "customers.set_term_none" : "suppliers.set_term_none", owner, term,
                  TermStep{parties::start_of(from), TermState::none, {}});
}

void Parties::inherit_term(const TermOwner& owner, Term term, std::optional<Date> from) {
  parties::change(*state_, customers_ ? "customers.inherit_term" : "suppliers.inherit_term", owner, term,
                  TermStep{parties::start_of(from), TermState::inherited, {}});
}

EffectiveTerm Parties::term(std::string_view party, Term term, AsOf as_of) const {
  if (!parties::is_term(term)) throw Error(ErrorCode::invalid, "term", "not a known term");
  auto work = Work::read(*state_);
  const PartyId id = parties::existing(work, party, "party");
  const Date on = as_of.on ? *as_of.on : settings::today(work);
  if (as_of.known_at) return parties::card_known_at(work, id, *as_of.known_at).on(on).term(term);
  return parties::card(work, id).on(on).term(term);
}

std::vector<TermChange> Parties::term_history(const TermOwner& owner, Term term) const {
  if (!parties::is_term(term)) throw Error(ErrorCode::invalid, "term", "not a known term");
  auto work = Work::read(*state_);
  const parties::Owner found = parties::find_owner(work, owner, parties::since_ever);
  std::vector<TermChange> changes;
  auto rows = work.tx().statement(
      "SELECT t.valid_from, t.state, t.value, t.recorded_at, a.code FROM emptor_term t "
      "JOIN emptor_actor a ON a.id = t.actor_id WHERE t.owner_kind = ?1 AND t.owner_id = ?2 AND t.term = ?3 "
      "ORDER BY t.id");
  rows.bind(found.kind, found.id, term);
  while (rows.step()) {
    TermChange change{.state = static_cast<TermState>(rows.integer(1)),
                      .value = rows.string(2),
                      .recorded_at = rows.instant(3),
                      .actor = rows.string(4)};
    if (rows.date(0) != parties::since_ever) change.from = rows.date(0);
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace emptor
