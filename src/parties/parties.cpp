/// Use cases of the record itself: made, changed, found.
#include "emptor/parties.hpp"

#include <algorithm>

#include "base/compose.hpp"
#include "parties/cards.hpp"
#include "parties/records.hpp"
#include "parties/term_values.hpp"
#include "parties/terms.hpp"
#include "settings/policies.hpp"

namespace emptor {

using access::Detail;
using access::Work;
using parties::Membership;
using parties::TermState;
using parties::TermTimelines;

namespace {

/// A text of the record: its name, what it may hold, and where it stands in each of the three structs.
struct TextField {
  std::string_view name;
  std::size_t length_max;
  bool required;
  std::string Party::*kept;
  std::string PartyInput::*given;
  std::optional<std::string> PartyUpdate::*changed;
};

constexpr TextField kTexts[] = {
    {"code", 30, true, &Party::code, &PartyInput::code, &PartyUpdate::code},
    {"name", 100, true, &Party::name, &PartyInput::name, &PartyUpdate::name},
    {"tax_number", 30, false, &Party::tax_number, &PartyInput::tax_number, &PartyUpdate::tax_number},
    {"representative", 50, false, &Party::representative, &PartyInput::representative, &PartyUpdate::representative},
    {"phone", 50, false, &Party::phone, &PartyInput::phone, &PartyUpdate::phone},
    {"mobile", 50, false, &Party::mobile, &PartyInput::mobile, &PartyUpdate::mobile},
    {"fax", 50, false, &Party::fax, &PartyInput::fax, &PartyUpdate::fax},
    {"email", 100, false, &Party::email, &PartyInput::email, &PartyUpdate::email},
    {"website", 100, false, &Party::website, &PartyInput::website, &PartyUpdate::website},
    {"alias", 50, false, &Party::alias, &PartyInput::alias, &PartyUpdate::alias},
    {"memo", 2'000, false, &Party::memo, &PartyInput::memo, &PartyUpdate::memo},
};

void check_text(const TextField& field, std::string_view text, Problems& problems) {
  if (field.kept == &Party::code)
    problems.check_code(field.name, text, field.length_max);
  else
    problems.check_text(field.name, text, field.length_max, field.required);
}

struct FlagField {
  std::string_view name;
  bool Party::*kept;
  std::optional<bool> PartyUpdate::*changed;
};

constexpr FlagField kFlags[] = {
    {"customer", &Party::customer, &PartyUpdate::customer},
    {"supplier", &Party::supplier, &PartyUpdate::supplier},
    {"archived", &Party::archived, &PartyUpdate::archived},
};

std::string_view flag(bool value) noexcept { return value ? "1" : "0"; }

std::string key_of(const Party& party) { return search_key(compose("{} {} {}", party.code, party.name, party.alias)); }

/// What a new record says about groups and terms, found and checked.
struct Inputs {
  std::vector<Membership> memberships;
  std::vector<std::pair<Term, std::string>> terms;
};

std::vector<Membership> check_groups(Work& work, const std::vector<std::string>& codes, Problems& problems) {
  std::vector<Membership> found;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const PartyGroupId id = parties::find_group(work, codes[i]);
    const bool twice =
        std::any_of(found.begin(), found.end(), [&](const Membership& each) { return each.group == id; });
    if (!id)
      problems.add(ErrorCode::unknown_reference, compose("groups[{}]", i), "no customer group has this code",
                   {{"code", codes[i]}});
    else if (twice)
      problems.add(ErrorCode::invalid, compose("groups[{}]", i), "the group is named twice", {{"code", codes[i]}});
    else
      found.push_back({id, {{parties::since_ever, true}}});
  }
  return found;
}

/// A new branch has nobody billed to it yet, so only its head office is looked at, over all days.
void check_new_bill_to(Work& work, const Party& party, std::string_view head_code, std::string_view field,
                       Problems& problems) {
  if (head_code == party.code)
    return problems.add(ErrorCode::cycle, std::string(field), "the head office would be billed to itself",
                        {{"code", party.code}});
  const parties::PartyCard& head = parties::card(work, parties::find_id(work, head_code));
  parties::check_head_roles(party.customer, party.supplier, head, field, problems);
  for (const parties::TermSegment& segment : head.segments) {
    const EffectiveTerm& its_own = segment.term(Term::bill_to);
    if (its_own.value)
      return problems.add(ErrorCode::invalid, std::string(field),
                          "the head office is itself billed to " + *its_own.value,
                          {{"code", std::string(head_code)}, {"bill_to", *its_own.value}});
  }
}

Inputs check_inputs(Work& work, const PartyInput& input, const Party& party, Problems& problems) {
  Inputs found{.memberships = check_groups(work, input.groups, problems)};
  TermTimelines own;
  for (std::size_t i = 0; i < input.terms.size(); ++i) {
    const auto& [term, value] = input.terms[i];
    if (!parties::is_term(term)) {
      problems.add(ErrorCode::invalid, compose("terms[{}].term", i), "not a known term");
      continue;
    }
    if (!own.steps(term).empty())
      problems.add(ErrorCode::invalid, compose("terms[{}].term", i), compose("{} is set twice", to_string(term)));
    const std::string field = compose("terms[{}].value", i);
    Problems unsound;
    std::string kept;
    if (term == Term::bill_to && value == input.code && !value.empty()) {
      // Looked up, it would only be unknown: the record does not exist yet.
      check_new_bill_to(work, party, value, field, problems);
    } else {
      kept = parties::checked_value(work, term, value, field, unsound);
      if (!unsound.empty())
        static_cast<void>(parties::checked_value(work, term, value, field, problems));
      else if (term == Term::bill_to)
        check_new_bill_to(work, party, kept, field, problems);
    }
    if (unsound.empty()) own.add(term, {parties::since_ever, TermState::set, kept});
    found.terms.emplace_back(term, std::move(kept));
  }

  // Last, because the currency may be named after the limit.
  for (std::size_t i = 0; i < input.terms.size(); ++i) {
    if (input.terms[i].first != Term::credit_limit || own.steps(Term::credit_limit).empty()) continue;
    const auto ranks = parties::groups(work).ranked(found.memberships, parties::since_ever);
    parties::check_limit_scale(own.steps(Term::credit_limit).front().value,
                               parties::credit_currency(work, own, ranks, parties::since_ever),
                               compose("terms[{}].value", i), problems);
  }
  return found;
}

std::int64_t insert_party(Work& work, const Party& party) {
  return work.tx().insert(
      "INSERT INTO emptor_party (code, customer, supplier, archived, name, tax_number, representative, phone, mobile, "
      "fax, email, website, alias, memo, since, search_key) "
      "VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      party.code, party.customer, party.supplier, party.name, party.tax_number, party.representative, party.phone,
      party.mobile, party.fax, party.email, party.website, party.alias, party.memo, party.since, key_of(party));
}

void update_party(Work& work, const Party& party) {
  work.tx().execute(
      "UPDATE emptor_party SET code = ?2, customer = ?3, supplier = ?4, archived = ?5, name = ?6, tax_number = ?7, "
      "representative = ?8, phone = ?9, mobile = ?10, fax = ?11, email = ?12, website = ?13, alias = ?14, memo = ?15, "
      "search_key = ?16 WHERE id = ?1",
      party.id, party.code, party.customer, party.supplier, party.archived, party.name, party.tax_number,
      party.representative, party.phone, party.mobile, party.fax, party.email, party.website, party.alias, party.memo,
      key_of(party));
}

/// The name under which vouchers of today are written; older vouchers keep theirs.
void insert_identity(Work& work, const Party& party) {
  work.tx().insert(
      "INSERT INTO emptor_party_identity (party_id, name, tax_number, recorded_at) VALUES (?1, ?2, ?3, ?4)", party.id,
      party.name, party.tax_number, work.now());
}

/// Every code that a party ever had leads to it; only the present one is its own.
void insert_code(Work& work, PartyId id, std::string_view code) {
  work.tx().execute(
      "INSERT INTO emptor_party_code (code, party_id, former) VALUES (?1, ?2, 0) "
      "ON CONFLICT (code) DO UPDATE SET former = 0",
      code, id);
}

std::string created_detail(const Party& party, const PartyInput& input, const Inputs& inputs) {
  Detail detail;
  for (const TextField& field : kTexts)
    if (!(party.*field.kept).empty()) detail.set(field.name, party.*field.kept);
  detail.set("customer", flag(party.customer)).set("supplier", flag(party.supplier));
  if (party.since) detail.set("since", party.since->to_string());
  if (!input.groups.empty()) detail.set("groups", joined(input.groups, ","));
  for (const auto& [term, value] : inputs.terms) detail.set(to_string(term), value);
  return detail.json();
}

/// The record as the list of customers, or of suppliers, takes it in.
Party party_of(const PartyInput& input, bool as_customer) {
  Party party{.customer = input.customer, .supplier = input.supplier, .since = input.since};
  for (const TextField& field : kTexts) party.*field.kept = input.*field.given;
  if (as_customer) {
    party.customer = true;
  } else {
    // An input that says nothing about roles is a customer's; here it means a supplier.
    if (!input.supplier) party.customer = false;
    party.supplier = true;
  }
  return party;
}

}  // namespace

PartyId Parties::create(const PartyInput& input) {
  Problems problems;
  for (const TextField& field : kTexts) check_text(field, input.*field.given, problems);

  auto work = Work::write(*state_);
  if (parties::find_id(work, input.code))
    problems.add(ErrorCode::duplicate_code, "code", "a customer or supplier of this code exists",
                 {{"code", input.code}});
  Party party = party_of(input, customers_);
  const Inputs inputs = check_inputs(work, input, party, problems);
  problems.throw_if_any();

  party.id = PartyId(insert_party(work, party));
  insert_code(work, party.id, party.code);
  insert_identity(work, party);
  for (const Membership& each : inputs.memberships)
    parties::insert_membership(work, party.id, each.group, each.steps.front());
  for (const auto& [term, value] : inputs.terms)
    parties::insert_term(work, TermOrigin::party, party.id.value, term, {parties::since_ever, TermState::set, value});
  work.record(Entity::party, party.id.value, customers_ ? "customers.create" : "suppliers.create",
              created_detail(party, input, inputs));
  work.commit();
  return party.id;
}

void Parties::update(std::string_view code, const PartyUpdate& update) {
  Problems problems;
  for (const TextField& field : kTexts)
    if (const auto& text = update.*field.changed) check_text(field, *text, problems);

  auto work = Work::write(*state_);
  const std::optional<Party> old = parties::load_party(work, code);
  if (!old)
    throw Error(ErrorCode::not_found, "code", "no customer or supplier has this code", {{"code", std::string(code)}});
  Party party = *old;
  Detail detail;
  for (const TextField& field : kTexts) {
    if (const auto& text = update.*field.changed) party.*field.kept = *text;
    detail.change(field.name, *old.*field.kept, party.*field.kept);
  }
  for (const FlagField& field : kFlags) {
    party.*field.kept = (update.*field.changed).value_or(party.*field.kept);
    detail.change(field.name, flag(*old.*field.kept), flag(party.*field.kept));
  }
  const bool renamed = party.code != old->code;
  if (renamed) {
    const PartyId holder = parties::find_id(work, party.code);
    if (holder && holder != party.id)
      problems.add(ErrorCode::duplicate_code, "code", "a customer or supplier of this code exists",
                   {{"code", party.code}});
  }
  if (!party.customer && !party.supplier)
    problems.add(ErrorCode::invalid, update.customer ? "customer" : "supplier",
                 "a party is a customer, a supplier or both");
  problems.throw_if_any();
  if (detail.empty()) return;

  if (renamed) {
    work.tx().execute("UPDATE emptor_party_code SET former = 1 WHERE code = ?1", old->code);
    insert_code(work, party.id, party.code);
  }
  update_party(work, party);
  if (party.name != old->name || party.tax_number != old->tax_number) insert_identity(work, party);
  work.record(Entity::party, party.id.value, customers_ ? "customers.update" : "suppliers.update", detail.json());
  work.commit();
}

std::optional<Party> Parties::find(std::string_view code) const {
  auto work = Work::read(*state_);
  return parties::load_party(work, code);
}

Party Parties::get(std::string_view code) const {
  std::optional<Party> found = find(code);
  if (!found)
    throw Error(ErrorCode::not_found, "code", "no customer or supplier has this code", {{"code", std::string(code)}});
  return *std::move(found);
}

std::int64_t Parties::count() const {
  auto work = Work::read(*state_);
  auto row = customers_ ? work.tx().statement("SELECT count(*) FROM emptor_party WHERE customer = 1 AND archived = 0")
                        : work.tx().statement("SELECT count(*) FROM emptor_party WHERE supplier = 1 AND archived = 0");
  row.step();
  return row.integer(0);
}

}  // namespace emptor
