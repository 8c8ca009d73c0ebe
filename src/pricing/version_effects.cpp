/// What a version changes: row by row, for a question, and for all questions that its rows are about.
#include <algorithm>
#include <map>
#include <set>

#include "catalog/cards.hpp"
#include "parties/everyone.hpp"
#include "pricing/question.hpp"
#include "pricing/scope.hpp"
#include "pricing/versions.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

pricing::PriceCache cache_with(const pricing::VersionFacts& version,
                               const std::vector<pricing::VersionChange>& changes) {
  auto draft = std::make_shared<pricing::Draft>();
  pricing::add_to_draft(version, changes, *draft);
  return pricing::PriceCache(std::move(draft));
}
pricing::PriceCache cache_with(Work& work, PriceVersionId id) {
  const auto version = pricing::require_version(work, id);
  return cache_with(version, pricing::read_changes(work.tx(), version));
}

bool same_price(const pricing::Answer& before, const pricing::Answer& after) {
  const auto& a = before.quote;
  const auto& b = after.quote;
  if (!a || !b) return before.missing == after.missing;
  return a->unit_price == b->unit_price && a->amount == b->amount && a->currency == b->currency &&
         a->tax_included == b->tax_included;
}

std::vector<ItemId> items_of(Work& work, const pricing::EntryRow& row) {
  switch (row.product_kind) {
    case pricing::ProductKind::item:
      return {ItemId(row.product)};
    case pricing::ProductKind::group:
      return catalog::items(work, ItemGroupId(row.product));
    case pricing::ProductKind::everything:
      break;
  }
  return catalog::items(work);
}

/// Per item the quantities at which the changes may tell, in millionths of the stock unit.
using Questions = std::map<ItemId, std::set<std::int64_t>>;

void ask_about(Work& work, const pricing::EntryRow& row, Questions& questions) {
  for (const ItemId item : items_of(work, row)) {
    auto& quantities = questions[item];
    quantities.insert(Percent::one);
    const catalog::ItemCard& card = catalog::card(work, item);
    const auto factor = row.basis.unit ? card.factor(row.basis.unit) : std::optional(Ratio{});
    if (!factor || row.basis.min_quantity == 0) continue;
    pricing::Exact least = pricing::Exact(row.basis.min_quantity).times(*factor);
    if (row.basis.measure != BreakMeasure::quantity) {
      const auto& each = row.basis.measure == BreakMeasure::weight ? card.weight : card.volume;
      if (row.basis.measure == BreakMeasure::amount || !each || *each == 0) continue;
      least = pricing::Exact(row.basis.min_quantity).times(pricing::Exact(Percent::one, *each));
    }
    quantities.insert(least.rounded(Rounding::ceiling));
  }
}

class Comparison {
 public:
  Comparison(Work& work, PriceVersionId id, const EffectQuery& query)
      : work_(work), query_(query), version_(pricing::require_version(work, id)) {}

  VersionEffects run() {
    const auto changes = pricing::read_changes(work_.tx(), version_);
    Problems problems;
    const std::vector<PartyId> customers = wanted_customers(problems);
    const Questions questions = wanted_questions(changes, problems);
    problems.throw_if_any();
    const Date on = query_.on ? *query_.on : settings::today(work_);
    pricing::PriceCache after = cache_with(version_, changes);
    pricing::PriceCache before;
    VersionEffects effects;
    for (const PartyId customer : customers)
      for (const auto& [item, quantities] : questions)
        for (const std::int64_t quantity : quantities) {
          const pricing::Question question{.party = customer,
                                           .item = item,
                                           .quantity = Quantity{quantity},
                                           .on = on,
                                           .direction = version_.list.direction};
          ++effects.compared;
          const auto was = pricing::answer(work_, before, question);
          const auto is = pricing::answer(work_, after, question);
          if (was.missing == ErrorCode::no_rate && is.missing == ErrorCode::no_rate) ++effects.no_rate;
          if (same_price(was, is)) continue;
          if (effects.changed.size() == static_cast<std::size_t>(query_.limit)) {
            ++effects.left_out;
            continue;
          }
          effects.changed.push_back({.customer = parties::card(work_, customer).code,
                                     .item = catalog::card(work_, item).code,
                                     .quantity = Quantity{quantity},
                                     .before = was.quote,
                                     .after = is.quote,
                                     .missing_before = was.missing,
                                     .missing_after = is.missing});
        }
    return effects;
  }

 private:
  std::vector<PartyId> wanted_customers(Problems& problems) {
    if (query_.customers.empty())
      return version_.list.direction == Direction::sales ? parties::all_customers(work_)
                                                         : parties::all_suppliers(work_);
    std::vector<PartyId> found;
    for (std::size_t i = 0; i < query_.customers.size(); ++i) {
      const PartyId id = parties::find_id(work_, query_.customers[i]);
      if (!id)
        problems.add(ErrorCode::unknown_reference, "customers[" + std::to_string(i) + "]",
                     "no customer or supplier has this code", {{"code", query_.customers[i]}});
      found.push_back(id);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  Questions wanted_questions(const std::vector<pricing::VersionChange>& changes, Problems& problems) {
    Questions questions;
    for (const pricing::VersionChange& change : changes) {
      if (change.before) ask_about(work_, change.before->row, questions);
      if (change.after) ask_about(work_, change.after->row, questions);
    }
    if (query_.items.empty()) return questions;
    Questions wanted;
    for (std::size_t i = 0; i < query_.items.size(); ++i) {
      const ItemId id = catalog::find_item_id(work_, query_.items[i]);
      if (!id)
        problems.add(ErrorCode::unknown_reference, "items[" + std::to_string(i) + "]", "no item has this code",
                     {{"code", query_.items[i]}});
      auto& quantities = wanted[id];
      quantities.insert(Percent::one);
      if (const auto known = questions.find(id); known != questions.end())
        quantities.insert(known->second.begin(), known->second.end());
    }
    return wanted;
  }

  Work& work_;
  const EffectQuery& query_;
  const pricing::VersionFacts version_;
};

}  // namespace

std::vector<VersionRow> PriceVersions::rows(PriceVersionId id) const {
  auto work = Work::read(*state_);
  const auto version = pricing::require_version(work, id);
  std::vector<pricing::VersionChange> changes;
  if (version.published_from)
    for (const pricing::PublishedRow& row : pricing::read_published(work.tx(), id)) {
      auto& change = changes.emplace_back();
      if (row.ended) change.before = pricing::read_entry(work.tx(), *row.ended);
      if (row.entry) change.after = pricing::read_entry(work.tx(), *row.entry);
    }
  else
    changes = pricing::read_changes(work.tx(), version);
  const PriceScope scope = pricing::scope_of(work, version.list);
  std::vector<VersionRow> rows;
  for (const pricing::VersionChange& change : changes) {
    VersionRow& row = rows.emplace_back();
    if (change.before) row.before = pricing::to_entry(work, scope, *change.before);
    if (change.after) row.after = pricing::to_entry(work, scope, *change.after);
    row.change = !row.before ? RowChange::added : row.after ? RowChange::changed : RowChange::removed;
  }
  return rows;
}

VersionEffects PriceVersions::effects(PriceVersionId id, const EffectQuery& query) const {
  constexpr int limit_max = 1'000'000;
  if (query.limit < 1 || query.limit > limit_max)
    throw Error(ErrorCode::range, "limit", "between 1 and 1,000,000 effects",
                {{"value", std::to_string(query.limit)}, {"max", std::to_string(limit_max)}});
  auto work = Work::read(*state_);
  return Comparison(work, id, query).run();
}

PriceQuote PriceVersions::quote(PriceVersionId id, const QuoteRequest& request) const {
  auto work = Work::read(*state_);
  auto cache = cache_with(work, id);
  const pricing::Question question = pricing::to_question(work, request);
  const auto quote = pricing::resolve(work, cache, question);
  if (!quote) pricing::throw_no_price(request, question);
  return *quote;
}

PriceExplanation PriceVersions::explain(PriceVersionId id, const QuoteRequest& request) const {
  auto work = Work::read(*state_);
  auto cache = cache_with(work, id);
  return pricing::explain(work, cache, pricing::to_question(work, request));
}

}  // namespace emptor
