#include "catalog/small_tables.hpp"

#include <algorithm>

#include "catalog/cards.hpp"

namespace emptor::catalog {
namespace {

using access::Work;

const SmallTable& load(SmallTable& table, store::Statement rows) {
  SmallTable loaded;
  while (rows.step())
    loaded.rows.push_back({.id = rows.integer(0),
                           .code = rows.string(1),
                           .name = rows.string(2),
                           .parent = rows.optional_integer(3).value_or(0)});
  for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
    const SmallRow& row = loaded.rows[i];
    loaded.by_code.emplace(row.code, row.id);
    loaded.by_id.emplace(row.id, i);
    if (row.parent != 0) loaded.children[row.parent].push_back(row.id);
  }
  loaded.loaded = true;
  return table = std::move(loaded);
}

const std::vector<RateStep>& tax_steps(Work& work, TaxCodeId id) {
  auto& known = work.cache<SmallTables>().tax_rates;
  if (const auto found = known.find(id.value); found != known.end()) return found->second;
  std::vector<RateStep> steps;
  auto rows = work.tx().statement(
      "SELECT valid_from, rate FROM emptor_tax_rate WHERE tax_code_id = ?1 ORDER BY valid_from, id");
  rows.bind(id);
  while (rows.step()) {
    const RateStep step{rows.date(0), Percent{rows.integer(1)}};
    if (!steps.empty() && steps.back().from == step.from)
      steps.back() = step;
    else
      steps.push_back(step);
  }
  return known.emplace(id.value, std::move(steps)).first->second;
}

}  // namespace

void SmallTables::forget(Entity entity, std::int64_t id) {
  if (entity == Entity::unit) units.clear();
  if (entity == Entity::location) locations.clear();
  if (entity == Entity::item_group) item_groups.clear();
  if (entity == Entity::tax_code) {
    tax_codes.clear();
    tax_rates.erase(id);
  }
}

const SmallTable& units(Work& work) {
  SmallTable& table = work.cache<SmallTables>().units;
  return table.loaded ? table
                      : load(table, work.tx().statement("SELECT id, code, name, NULL FROM emptor_unit ORDER BY code"));
}

const SmallTable& tax_codes(Work& work) {
  SmallTable& table = work.cache<SmallTables>().tax_codes;
  return table.loaded
             ? table
             : load(table, work.tx().statement("SELECT id, code, name, NULL FROM emptor_tax_code ORDER BY code"));
}

const SmallTable& locations(Work& work) {
  SmallTable& table = work.cache<SmallTables>().locations;
  return table.loaded
             ? table
             : load(table, work.tx().statement("SELECT id, code, name, NULL FROM emptor_location ORDER BY code"));
}

const SmallTable& item_groups(Work& work) {
  SmallTable& table = work.cache<SmallTables>().item_groups;
  return table.loaded
             ? table
             : load(table,
                    work.tx().statement("SELECT id, code, name, parent_id FROM emptor_item_group ORDER BY code"));
}

const SmallRow& row(const SmallTable& table, std::int64_t id) {
  const auto found = table.by_id.find(id);
  EMPTOR_REQUIRE(found != table.by_id.end());
  return table.rows[found->second];
}

std::vector<ItemGroupId> subtree(Work& work, ItemGroupId root) {
  const SmallTable& table = item_groups(work);
  std::vector<ItemGroupId> found{root};
  for (std::size_t next = 0; next < found.size(); ++next) {
    const auto below = table.children.find(found[next].value);
    if (below == table.children.end()) continue;
    for (const std::int64_t child : below->second) found.push_back(ItemGroupId(child));
  }
  return found;
}

UnitId find_unit(Work& work, std::string_view code) { return UnitId(access::find(units(work).by_code, code)); }

const std::string& unit_code(Work& work, UnitId id) { return row(units(work), id.value).code; }

TaxCodeId find_tax_code(Work& work, std::string_view code) {
  return TaxCodeId(access::find(tax_codes(work).by_code, code));
}

const std::string& tax_code_code(Work& work, TaxCodeId id) { return row(tax_codes(work), id.value).code; }

Percent tax_rate(Work& work, TaxCodeId id, Date on) {
  if (!id) return Percent{};
  const auto& steps = tax_steps(work, id);
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), on, [](Date day, const RateStep& step) { return day < step.from; });
  // Invariant: a tax code is made with a rate that holds since ever.
  EMPTOR_REQUIRE(after != steps.begin());
  return std::prev(after)->rate;
}

LocationId find_location(Work& work, std::string_view code) {
  return LocationId(access::find(locations(work).by_code, code));
}

const std::string& location_code(Work& work, LocationId id) { return row(locations(work), id.value).code; }

ItemGroupId find_item_group(Work& work, std::string_view code) {
  return ItemGroupId(access::find(item_groups(work).by_code, code));
}

const std::string& item_group_code(Work& work, ItemGroupId id) { return row(item_groups(work), id.value).code; }

}  // namespace emptor::catalog
