/// The use cases of mass changes.
#include "emptor/price_changes.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "catalog/cards.hpp"
#include "pricing/authoring.hpp"
#include "pricing/finish.hpp"
#include "pricing/lint.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;

/// "entries[12].price" belongs to row 12, where it is "price".
void give_to_row(BulkReport& report, Problem problem) {
  const std::size_t open = problem.field.find('[');
  const std::size_t close = problem.field.find(']');
  EMPTOR_REQUIRE(open != std::string::npos && close != std::string::npos);
  std::size_t row = 0;
  std::from_chars(problem.field.data() + open + 1, problem.field.data() + close, row);
  EMPTOR_REQUIRE(row < report.rows.size());
  problem.field.erase(0, std::min(close + 2, problem.field.size()));
  report.rows[row].problems.push_back(std::move(problem));
}

/// What a change selects.
struct Selection {
  bool everything = true;
  std::set<std::int64_t> items{};
  std::set<std::int64_t> groups{};

  [[nodiscard]] bool has(Work& work, const pricing::EntryRow& row) const {
    if (everything) return true;
    if (row.product_kind == pricing::ProductKind::group) return groups.contains(row.product);
    if (row.product_kind != pricing::ProductKind::item) return false;
    if (items.contains(row.product)) return true;
    const auto& of_item = catalog::card(work, ItemId(row.product)).groups;
    return std::any_of(of_item.begin(), of_item.end(), [&](ItemGroupId group) { return groups.contains(group.value); });
  }
};

Selection select(Work& work, const PriceChange& change, Problems& problems) {
  Selection selection{.everything = change.items.empty() && change.groups.empty()};
  const auto unknown = [&](const char* field, std::size_t at, const char* sentence, const std::string& code) {
    problems.add(ErrorCode::unknown_reference, std::string(field) + "[" + std::to_string(at) + "]", sentence,
                 {{"code", code}});
  };
  for (std::size_t i = 0; i < change.items.size(); ++i) {
    const ItemId item = catalog::find_item_id(work, change.items[i]);
    if (!item) unknown("items", i, "no item has this code", change.items[i]);
    selection.items.insert(item.value);
  }
  for (std::size_t i = 0; i < change.groups.size(); ++i) {
    const ItemGroupId group = catalog::find_item_group(work, change.groups[i]);
    if (!group) unknown("groups", i, "no item group has this code", change.groups[i]);
    selection.groups.insert(group.value);
  }
  return selection;
}

/// The change in figures, checked.
struct Arithmetic {
  std::int64_t percent = 0;
  pricing::Formula formula{};

  /// Millionths; exact until it is rounded once, half up, to 6 decimals. Below 0 is what the caller refuses.
  [[nodiscard]] std::int64_t applied(std::int64_t price) const {
    const pricing::Exact changed = pricing::Exact(price)
                                       .times(pricing::Exact(checked_add(Percent::one, percent), Percent::one))
                                       .plus(pricing::Exact(formula.addend));
    return changed.negative() ? -1 : pricing::with_ending(changed, formula).rounded();
  }
};

Arithmetic check(const PriceChange& change, Problems& problems) {
  Arithmetic figures;
  const auto scaled = [&](const std::string& field, const Decimal& value, int scale, const Decimal& least,
                          const Decimal& most) -> std::int64_t {
    if (value < least || value > most)
      problems.add(ErrorCode::range, field, "outside its range",
                   {{"value", value.to_string()}, {"min", least.to_string()}, {"max", most.to_string()}});
    else if (value.normalized().scale() > scale)
      problems.add(ErrorCode::scale, field, "more decimals than are kept",
                   {{"value", value.to_string()}, {"max", std::to_string(scale)}});
    else
      return value.to_scaled(scale);
    return 0;
  };
  const Decimal most(1'000'000'000);
  figures.percent = scaled("percent", change.percent, 4, Decimal::scaled(-999'999, 4), Decimal(1'000));
  figures.formula.addend = scaled("addend", change.addend, 6, -most, most);
  figures.formula.multiple = scaled("ending.multiple", change.ending.multiple, 6, Decimal(0), most);
  figures.formula.offset =
      scaled("ending.offset", change.ending.offset, 6, -change.ending.multiple, change.ending.multiple);
  if (change.ending.rounding > Rounding::floor)
    problems.add(ErrorCode::invalid, "ending.rounding", "not a way of rounding");
  figures.formula.rounding = change.ending.rounding;
  return figures;
}

/// Of the entries of one product and break those that hold on a day: the one that starts last speaks.
std::vector<pricing::RecordedEntry> speaking(Work& work, PriceListId list, Date on, const Selection& selection) {
  using Key = std::tuple<pricing::ProductKind, std::int64_t, std::int64_t, std::int64_t>;
  std::map<Key, pricing::RecordedEntry> found;
  for (pricing::RecordedEntry& each : pricing::entries_known_at(work.tx(), list, std::nullopt)) {
    const pricing::EntryRow& row = each.row;
    if (!Period{row.from, row.until}.contains(on) || !selection.has(work, row)) continue;
    const Key key{row.product_kind, row.product, row.basis.unit.value, row.basis.min_quantity};
    const auto [place, is_new] = found.try_emplace(key, each);
    if (is_new) continue;
    const auto& best = place->second.row;
    if (row.from && (!best.from || *best.from < *row.from)) place->second = std::move(each);
  }
  std::vector<pricing::RecordedEntry> chosen;
  for (auto& [key, entry] : found)
    if (entry.row.kind == pricing::ValueKind::price) chosen.push_back(std::move(entry));
  return chosen;
}

}  // namespace

std::size_t BulkReport::refused() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const BulkRow& row) { return !row.problems.empty(); }));
}

BulkReport PriceChanges::load(std::span<const PriceEntryInput> entries, const BulkOptions& options) {
  if (options.overlap < Overlap::latest || options.overlap > Overlap::split)
    throw Error(ErrorCode::invalid, "overlap", "not an answer to an overlap");
  BulkReport report;
  report.rows.resize(entries.size());
  if (entries.empty()) return report;
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, entries);
  authoring.set_overlap(options.overlap);
  for (std::size_t i = 0; i < entries.size(); ++i) authoring.add(entries[i], "entries[" + std::to_string(i) + "].");
  try {
    authoring.finish_checks();
  } catch (const Error& error) {
    for (const Problem& problem : error.problems()) give_to_row(report, problem);
    return report;
  }
  const std::vector<PriceEntryId> ids = authoring.write();
  for (std::size_t i = 0; i < authoring.cut().size(); ++i) report.rows[i].cut = authoring.cut()[i];
  if (options.warn == Warn::yes) {
    auto warnings = pricing::lint_saved(work, ids);
    for (std::size_t i = 0; i < ids.size(); ++i) report.rows[i].warnings = std::move(warnings[i]);
  }
  // What is not committed is undone when the use case ends.
  if (options.dry_run == DryRun::yes) return report;
  for (std::size_t i = 0; i < ids.size(); ++i) report.rows[i].entry = ids[i];
  work.record(Entity::price_entry, ids.back().value, "price_changes.load",
              Detail()
                  .set("entries", std::to_string(ids.size()))
                  .set("first", std::to_string(ids.front().value))
                  .set("last", std::to_string(ids.back().value))
                  .json());
  work.commit();
  report.saved = true;
  return report;
}

std::vector<PriceChangeRow> PriceChanges::change(const PriceChange& change, DryRun dry_run) {
  auto work = Work::write(*state_);
  Problems problems;
  const auto list = pricing::find_scope(work, change.list, "list", problems);
  const Selection selection = select(work, change, problems);
  const Arithmetic figures = check(change, problems);
  problems.throw_if_any();
  const Date from = change.from ? *change.from : settings::today(work);
  std::vector<PriceChangeRow> rows;
  std::vector<PriceEntryInput> entries;
  if (list->id)
    for (const pricing::RecordedEntry& old : speaking(work, list->id, from, selection)) {
      const std::int64_t after = figures.applied(old.row.value);
      if (after == old.row.value) continue;
      PriceEntryInput entry = pricing::to_entry(work, change.list, old).terms;
      if (after < 0)
        throw Error(ErrorCode::range, "addend", "a price would fall below 0",
                    {{"entry", std::to_string(old.row.id.value)}, {"price", entry.price->to_string()}});
      entry.list.currency = list->currency.code();
      entry.price = UnitPrice{after}.value().normalized();
      entry.valid.from = from;
      entry.replaces = old.row.from == from ? std::optional(old.row.id) : std::nullopt;
      rows.push_back({.entry = old.row.id,
                      .new_entry = {},
                      .product = entry.product,
                      .unit = entry.unit,
                      .min_quantity = entry.min_quantity,
                      .before = UnitPrice{old.row.value},
                      .after = UnitPrice{after}});
      entries.push_back(std::move(entry));
    }
  if (entries.empty()) return rows;
  pricing::Authoring authoring(work, entries);
  for (std::size_t i = 0; i < entries.size(); ++i) authoring.add(entries[i], "entries[" + std::to_string(i) + "].");
  authoring.finish_checks();
  const std::vector<PriceEntryId> ids = authoring.write();
  if (dry_run == DryRun::yes) return rows;
  for (std::size_t i = 0; i < ids.size(); ++i) rows[i].new_entry = ids[i];
  work.record(Entity::price_entry, ids.back().value, "price_changes.change",
              Detail()
                  .set("list", std::string(pricing::name_of(list->kind)) + " " + change.list.code)
                  .set("percent", change.percent.to_string())
                  .set("addend", change.addend.to_string())
                  .set("from", from.to_string())
                  .set("entries", std::to_string(ids.size()))
                  .json());
  work.commit();
  return rows;
}

}  // namespace emptor
