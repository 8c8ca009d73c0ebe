/// Use cases of items.

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <limits>

#include "access/search_words.hpp"
#include "base/compose.hpp"
#include "catalog/cards.hpp"
#include "catalog/small_tables.hpp"
#include "emptor/catalog.hpp"

namespace emptor {

using access::Detail;
using access::SearchWords;
using access::Work;

namespace {

/// Up to this many candidates are fetched one by one and sorted; more are met by walking the index of codes.
constexpr std::size_t kFewCandidates = 2'000;

std::string key_of(std::string_view code, std::string_view name, std::string_view barcode) {
  return search_key(compose("{} {} {}", code, name, barcode));
}

TaxCodeId check_tax_code(Work& work, std::string_view code, Problems& problems) {
  if (code.empty()) return {};
  const TaxCodeId id = catalog::find_tax_code(work, code);
  if (!id)
    problems.add(ErrorCode::unknown_reference, "tax_code", "no tax code has this code", {{"code", std::string(code)}});
  return id;
}

std::vector<ItemGroupId> check_groups(Work& work, const std::vector<std::string>& codes, Problems& problems) {
  std::vector<ItemGroupId> ids;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const ItemGroupId id = catalog::find_item_group(work, codes[i]);
    if (!id)
      problems.add(ErrorCode::unknown_reference, compose("groups[{}]", i), "no item group has this code",
                   {{"code", codes[i]}});
    else if (std::find(ids.begin(), ids.end(), id) != ids.end())
      problems.add(ErrorCode::invalid, compose("groups[{}]", i), "the group is named twice", {{"code", codes[i]}});
    ids.push_back(id);
  }
  return ids;
}

/// Millionths; none when not given.
std::optional<std::int64_t> check_measure(const char* field, const std::optional<Decimal>& given, Problems& problems) {
  if (!given) return std::nullopt;
  const Decimal most = Quantity{std::numeric_limits<std::int64_t>::max()}.value();
  if (given->sign() < 0 || *given > most)
    problems.add(ErrorCode::range, field, "outside its range",
                 {{"value", given->to_string()}, {"min", "0"}, {"max", most.to_string()}});
  else if (given->normalized().scale() > Quantity::scale)
    problems.add(ErrorCode::scale, field, "more decimals than are kept",
                 {{"value", given->to_string()}, {"max", std::to_string(Quantity::scale)}});
  else
    return given->to_scaled(Quantity::scale);
  return std::nullopt;
}

std::string text_of(const std::optional<Decimal>& figure) { return figure ? figure->normalized().to_string() : ""; }

struct UnitRow {
  UnitId unit;
  Ratio factor;
};

std::vector<UnitRow> check_units(Work& work, const ItemInput& input, UnitId stock_unit, Problems& problems) {
  std::vector<UnitRow> rows;
  for (std::size_t i = 0; i < input.units.size(); ++i) {
    const ItemUnit& each = input.units[i];
    UnitRow row{catalog::find_unit(work, each.unit), {}};
    const auto at = [&](std::string_view member) { return compose("units[{}].{}", i, member); };
    if (each.unit.empty())
      problems.add(ErrorCode::required, at("unit"), "a unit is required");
    else if (!row.unit)
      problems.add(ErrorCode::unknown_reference, at("unit"), "no unit has this code", {{"code", each.unit}});
    else if (row.unit == stock_unit ||
             std::any_of(rows.begin(), rows.end(), [&](const UnitRow& other) { return other.unit == row.unit; }))
      problems.add(ErrorCode::invalid, at("unit"), "the unit is named twice", {{"code", each.unit}});
    // A sign may stand above or below the line; what counts is that the fraction is positive.
    if (each.factor.numerator <= 0 || each.factor.denominator <= 0)
      problems.add(ErrorCode::range, at("factor"), "a unit holds more than 0 stock units",
                   {{"factor", compose("{}/{}", each.factor.numerator, each.factor.denominator)}});
    else
      row.factor = Ratio::of(each.factor.numerator, each.factor.denominator);
    rows.push_back(row);
  }
  return rows;
}

void insert_groups(Work& work, ItemId id, const std::vector<ItemGroupId>& groups) {
  for (std::size_t i = 0; i < groups.size(); ++i)
    work.tx().execute("INSERT INTO emptor_item_in_group (item_id, position, group_id) VALUES (?1, ?2, ?3)", id, i,
                      groups[i]);
}

/// The codes of the groups that an item is in directly.
std::vector<std::string> direct_groups(Work& work, ItemId id) {
  std::vector<std::string> codes;
  auto rows = work.tx().statement("SELECT group_id FROM emptor_item_in_group WHERE item_id = ?1 ORDER BY position");
  rows.bind(id);
  while (rows.step()) codes.push_back(catalog::item_group_code(work, rows.id<ItemGroupTag>(0)));
  return codes;
}

/// Columns: id, code, name, unit_id, tax_code_id, barcode, stocked, archived, weight, volume.
Item to_item(Work& work, store::Statement& row) {
  Item item{.id = row.id<ItemTag>(0),
            .code = row.string(1),
            .name = row.string(2),
            .unit = catalog::unit_code(work, row.id<UnitTag>(3)),
            .barcode = row.string(5),
            .stocked = row.integer(6) != 0,
            .archived = row.integer(7) != 0};
  if (!row.is_null(8)) item.weight = Quantity{row.integer(8)}.value().normalized();
  if (!row.is_null(9)) item.volume = Quantity{row.integer(9)}.value().normalized();
  if (!row.is_null(4)) item.tax_code = catalog::tax_code_code(work, row.id<TaxCodeTag>(4));
  item.groups = direct_groups(work, item.id);
  auto units = work.tx().statement(
      "SELECT unit_id, numerator, denominator FROM emptor_item_unit WHERE item_id = ?1 ORDER BY unit_id");
  units.bind(item.id);
  while (units.step())
    item.units.push_back({catalog::unit_code(work, units.id<UnitTag>(0)), Ratio{units.integer(1), units.integer(2)}});
  return item;
}

std::optional<Item> load(Work& work, std::string_view code) {
  auto row = work.tx().statement(
      "SELECT id, code, name, unit_id, tax_code_id, barcode, stocked, archived, weight, volume FROM emptor_item WHERE "
      "code = ?1");
  if (!row.bind(code).step()) return std::nullopt;
  return to_item(work, row);
}

Item require(Work& work, std::string_view code) {
  std::optional<Item> found = load(work, code);
  if (!found) throw Error(ErrorCode::not_found, "code", "no item has this code", {{"code", std::string(code)}});
  return *std::move(found);
}

/// Finds the items that a query asks for.
class Finder {
 public:
  Finder(Work& work, const ItemQuery& query) : work_(work), query_(query), words_(query.text) {}

  std::vector<Item> all() {
    if (!query_.group) return walk(nullptr);
    const ItemGroupId root = catalog::find_item_group(work_, *query_.group);
    if (!root)
      throw Error(ErrorCode::unknown_reference, "group", "no item group has this code", {{"code", *query_.group}});
    boost::unordered_flat_set<std::int64_t> members;
    for (const ItemGroupId group : catalog::subtree(work_, root)) {
      auto rows = work_.tx().statement("SELECT item_id FROM emptor_item_in_group WHERE group_id = ?1");
      rows.bind(group);
      while (rows.step()) members.insert(rows.integer(0));
    }
    return members.size() <= kFewCandidates ? few(members) : walk(&members);
  }

 private:
  /// Column 10 is the search key.
  bool wanted(store::Statement& row) const {
    return (query_.include_archived || row.integer(7) == 0) && row.text(1) > std::string_view(query_.after_code) &&
           words_.match(row.text(1), row.text(10));
  }

  std::vector<Item> few(const boost::unordered_flat_set<std::int64_t>& members) {
    std::vector<Item> found;
    for (const std::int64_t id : members) {
      auto row = work_.tx().statement(
          "SELECT id, code, name, unit_id, tax_code_id, barcode, stocked, archived, weight, volume, search_key FROM "
          "emptor_item "
          "WHERE id = ?1");
      row.bind(id);
      if (row.step() && wanted(row)) found.push_back(to_item(work_, row));
    }
    std::sort(found.begin(), found.end(), [](const Item& a, const Item& b) { return a.code < b.code; });
    if (found.size() > limit()) found.resize(limit());
    return found;
  }

  std::vector<Item> walk(const boost::unordered_flat_set<std::int64_t>* members) {
    std::vector<Item> found;
    const std::string pattern = words_.key_pattern();
    auto rows = work_.tx().statement(
        "SELECT id, code, name, unit_id, tax_code_id, barcode, stocked, archived, weight, volume, search_key FROM "
        "emptor_item "
        "WHERE code > ?1 AND search_key LIKE ?2 ESCAPE '\\' ORDER BY code");
    rows.bind(query_.after_code, pattern);
    while (found.size() < limit() && rows.step()) {
      if (members != nullptr && !members->contains(rows.integer(0))) continue;
      if (wanted(rows)) found.push_back(to_item(work_, rows));
    }
    return found;
  }

  [[nodiscard]] std::size_t limit() const { return static_cast<std::size_t>(query_.limit); }

  Work& work_;
  const ItemQuery& query_;
  SearchWords words_;
};

}  // namespace

ItemId Catalog::create_item(const ItemInput& input) {
  Problems problems;
  problems.check_code("code", input.code, 30);
  problems.check_text("name", input.name, 100, true);
  problems.check_text("barcode", input.barcode, 30);

  auto work = Work::write(*state_);
  if (catalog::find_item_id(work, input.code))
    problems.add(ErrorCode::duplicate_code, "code", "an item of this code exists", {{"code", input.code}});
  const UnitId unit = catalog::find_unit(work, input.unit);
  if (input.unit.empty())
    problems.add(ErrorCode::required, "unit", "an item needs a stock unit");
  else if (!unit)
    problems.add(ErrorCode::unknown_reference, "unit", "no unit has this code", {{"code", input.unit}});
  const TaxCodeId tax_code = check_tax_code(work, input.tax_code, problems);
  const std::vector<ItemGroupId> groups = check_groups(work, input.groups, problems);
  const std::vector<UnitRow> units = check_units(work, input, unit, problems);
  const auto weight = check_measure("weight", input.weight, problems);
  const auto volume = check_measure("volume", input.volume, problems);
  problems.throw_if_any();

  const ItemId id(
      work.tx().insert("INSERT INTO emptor_item (code, name, unit_id, tax_code_id, barcode, stocked, archived, "
                       "search_key, weight, volume) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9)",
                       input.code, input.name, unit, tax_code, input.barcode, input.stocked,
                       key_of(input.code, input.name, input.barcode), weight, volume));
  insert_groups(work, id, groups);
  for (const UnitRow& each : units)
    work.tx().execute("INSERT INTO emptor_item_unit (item_id, unit_id, numerator, denominator) VALUES (?1, ?2, ?3, ?4)",
                      id, each.unit, each.factor.numerator, each.factor.denominator);

  Detail detail;
  detail.set("code", input.code).set("name", input.name).set("unit", input.unit);
  if (!input.tax_code.empty()) detail.set("tax_code", input.tax_code);
  if (!input.barcode.empty()) detail.set("barcode", input.barcode);
  if (!input.groups.empty()) detail.set("groups", joined(input.groups, ","));
  for (std::size_t i = 0; i < units.size(); ++i)
    detail.set("unit " + input.units[i].unit, compose("{}/{}", units[i].factor.numerator, units[i].factor.denominator));
  if (!input.stocked) detail.set("stocked", "0");
  if (input.weight) detail.set("weight", text_of(input.weight));
  if (input.volume) detail.set("volume", text_of(input.volume));
  work.record(Entity::item, id.value, "catalog.create_item", detail.json());
  work.commit();
  return id;
}

void Catalog::update_item(std::string_view code, const ItemUpdate& update) {
  Problems problems;
  if (update.name) problems.check_text("name", *update.name, 100, true);
  if (update.barcode) problems.check_text("barcode", *update.barcode, 30);

  auto work = Work::write(*state_);
  const Item old = require(work, code);
  Item item = old;
  item.name = update.name.value_or(old.name);
  item.barcode = update.barcode.value_or(old.barcode);
  item.tax_code = update.tax_code.value_or(old.tax_code);
  item.groups = update.groups.value_or(old.groups);
  item.archived = update.archived.value_or(old.archived);
  if (update.weight) item.weight = update.weight;
  if (update.volume) item.volume = update.volume;
  const auto weight = check_measure("weight", item.weight, problems);
  const auto volume = check_measure("volume", item.volume, problems);
  const TaxCodeId tax_code = check_tax_code(work, item.tax_code, problems);
  const std::vector<ItemGroupId> groups = check_groups(work, item.groups, problems);
  problems.throw_if_any();

  Detail detail;
  detail.change("name", old.name, item.name)
      .change("tax_code", old.tax_code, item.tax_code)
      .change("barcode", old.barcode, item.barcode)
      .change("groups", joined(old.groups, ","), joined(item.groups, ","))
      .change("archived", old.archived ? "1" : "0", item.archived ? "1" : "0")
      .change("weight", text_of(old.weight), text_of(item.weight))
      .change("volume", text_of(old.volume), text_of(item.volume));
  if (detail.empty()) return;

  work.tx().execute(
      "UPDATE emptor_item SET name = ?2, tax_code_id = ?3, barcode = ?4, archived = ?5, search_key = ?6, weight = ?7, "
      "volume = ?8 WHERE id = ?1",
      item.id, item.name, tax_code, item.barcode, item.archived, key_of(item.code, item.name, item.barcode), weight,
      volume);
  if (item.groups != old.groups) {
    work.tx().execute("DELETE FROM emptor_item_in_group WHERE item_id = ?1", item.id);
    insert_groups(work, item.id, groups);
  }
  work.record(Entity::item, item.id.value, "catalog.update_item", detail.json());
  work.commit();
}

std::optional<Item> Catalog::find_item(std::string_view code) const {
  auto work = Work::read(*state_);
  return load(work, code);
}

Item Catalog::item(std::string_view code) const {
  auto work = Work::read(*state_);
  return require(work, code);
}

std::vector<Item> Catalog::items(const ItemQuery& query) const {
  Problems problems;
  problems.check_text("text", query.text, SearchWords::text_max);
  if (query.limit < 1 || query.limit > 10'000)
    problems.add(ErrorCode::range, "limit", "a limit lies between 1 and 10,000",
                 {{"min", "1"}, {"max", "10000"}, {"limit", std::to_string(query.limit)}});
  problems.throw_if_any();
  auto work = Work::read(*state_);
  return Finder(work, query).all();
}

}  // namespace emptor
