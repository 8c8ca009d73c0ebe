#include "insight/rehearsal.hpp"

#include <algorithm>
#include <span>

#include "catalog/cards.hpp"
#include "pricing/versions.hpp"
#include "promotions/authoring.hpp"

namespace emptor::insight {
namespace {

using access::Work;
using promotions::RecordedProgramme;

std::string place(const char* list, std::size_t index) {
  return std::string("changes.") + list + "[" + std::to_string(index) + "]";
}

void add_tax_rates(Work& work, const SimulatedChanges& changes, pricing::Draft& draft) {
  Problems problems;
  for (std::size_t i = 0; i < changes.tax_rates.size(); ++i) {
    const TaxRateChange& change = changes.tax_rates[i];
    const TaxCodeId code = catalog::find_tax_code(work, change.tax_code);
    if (!code)
      problems.add(ErrorCode::unknown_reference, place("tax_rates", i) + ".tax_code", "no tax code has this code",
                   {{"code", change.tax_code}});
    if (change.rate.micros < 0 || change.rate.micros > 10 * Percent::one)
      problems.add(ErrorCode::range, place("tax_rates", i) + ".rate", "a tax rate lies between 0 % and 1,000 %",
                   {{"rate", change.rate.value().to_string()}});
    draft.tax_rates[code.value] = change.rate;
  }
  problems.throw_if_any();
}

void add_prices(Work& work, const SimulatedChanges& changes, std::optional<Date> first_day, pricing::Draft& draft) {
  std::vector<PriceEntryInput> prices = changes.prices;
  for (std::size_t i = 0; i < changes.price_changes.size(); ++i) {
    PriceChange change = changes.price_changes[i];
    if (!change.from && !first_day)
      throw Error(ErrorCode::required, place("price_changes", i) + ".from",
                  "without a first day of sales, a change says from when on it holds");
    if (!change.from) change.from = first_day;
    auto changed = pricing::changed_entries(work, change, place("price_changes", i) + ".");
    for (PriceEntryInput& entry : changed.entries) prices.push_back(std::move(entry));
  }
  pricing::add_to_draft(work, std::span<const PriceEntryInput>(prices), draft);
  pricing::add_to_draft(work, std::span<const DiscountInput>(changes.discounts), draft);
  pricing::add_to_draft(work, std::span<const PriceRuleInput>(changes.rules), draft);
}

void add_version(Work& work, PriceVersionId id, const std::string& field, pricing::Draft& draft) {
  const auto version = pricing::read_version(work.tx(), id);
  const std::string key = std::to_string(id.value);
  if (!version) throw Error(ErrorCode::not_found, field, "no price version has this key", {{"version", key}});
  if (version->published_from || version->state == VersionState::retired)
    throw Error(ErrorCode::conflict, field, "only what was not yet published or retired is rehearsed",
                {{"version", key}, {"state", version->published_from ? "published" : "retired"}});
  if (!pricing::add_to_draft(*version, pricing::read_changes(work.tx(), *version), draft))
    throw Error(ErrorCode::conflict, field, "another change corrects or takes out the same entry", {{"version", key}});
}

/// As it would be saved; problems carry `field`.
RecordedProgramme checked(Work& work, const ProgrammeInput& input, const std::string& field) {
  try {
    return promotions::check(work, input);
  } catch (const Error& error) {
    Problems problems;
    for (const Problem& each : error.problems())
      problems.add(each.code, field + "." + each.field, each.message, each.figures);
    problems.throw_if_any();
    throw;
  }
}

auto find(std::vector<RecordedProgramme>& programmes, const std::string& code) {
  return std::ranges::find_if(programmes, [&](const RecordedProgramme& each) { return each.programme.code == code; });
}

void change_programmes(Work& work, const SimulatedChanges& changes, Rehearsal& made) {
  made.promotes = !changes.programmes.empty() || !changes.without_programmes.empty();
  if (!made.promotes) return;
  made.before = promotions::programmes_known_at(work.tx(), std::nullopt);
  made.after = made.before;
  for (std::size_t i = 0; i < changes.without_programmes.size(); ++i) {
    const auto at = find(made.after, changes.without_programmes[i]);
    if (at == made.after.end())
      throw Error(ErrorCode::unknown_reference, place("without_programmes", i), "no programme has this code",
                  {{"code", changes.without_programmes[i]}});
    made.after.erase(at);
  }
  std::vector<RecordedProgramme> added;
  for (std::size_t i = 0; i < changes.programmes.size(); ++i) {
    RecordedProgramme& each = added.emplace_back(checked(work, changes.programmes[i], place("programmes", i)));
    if (std::ranges::count(added, each.programme.code, [](const auto& one) { return one.programme.code; }) > 1)
      throw Error(ErrorCode::duplicate_code, place("programmes", i) + ".code", "two changes are of this programme",
                  {{"code", each.programme.code}});
    each.programme.id = ProgrammeId(pricing::Draft::first_key + static_cast<std::int64_t>(i));
    if (!each.replaces) each.programme.origin = each.programme.id;
    if (const auto old = find(made.after, each.programme.code); old != made.after.end()) made.after.erase(old);
  }
  made.after.insert(made.after.end(), added.begin(), added.end());
}

}  // namespace

Rehearsal rehearse(Work& work, const SimulatedChanges& changes, std::optional<Date> first_day) {
  auto prices = std::make_shared<pricing::Draft>();
  add_tax_rates(work, changes, *prices);
  add_prices(work, changes, first_day, *prices);
  for (std::size_t i = 0; i < changes.versions.size(); ++i)
    add_version(work, changes.versions[i], place("versions", i), *prices);
  Rehearsal made{.prices = std::move(prices)};
  change_programmes(work, changes, made);
  return made;
}

}  // namespace emptor::insight
