#include "catalog/cards.hpp"

#include <algorithm>
#include <memory>

#include "access/code_index.hpp"
#include "catalog/small_tables.hpp"

namespace emptor::catalog {
namespace {

using access::Work;

constexpr std::size_t kCardsMax = 65'536;

class ItemCards final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t id) override {
    // An item keeps its code for good, so what is known of codes stays true.
    if (entity == Entity::item) cards.erase(id);
    // Cards hold the ancestors of their groups.
    if (entity == Entity::item_group) cards.clear();
  }
  void trim() override {
    if (cards.size() > kCardsMax) cards.clear();
    if (by_code.size() > kCardsMax) by_code.clear();
  }

  access::CodeIndex by_code;
  /// On the heap, because references outlive the loading of other cards.
  boost::unordered_flat_map<std::int64_t, std::unique_ptr<ItemCard>> cards;
};

void append_group(const SmallTable& groups, std::int64_t id, std::vector<ItemGroupId>& out) {
  for (std::int64_t each = id; each != 0; each = row(groups, each).parent) {
    const ItemGroupId group(each);
    // Its ancestors stand behind it already.
    if (std::find(out.begin(), out.end(), group) != out.end()) return;
    out.push_back(group);
  }
}

std::unique_ptr<ItemCard> load(Work& work, ItemId id) {
  auto item = work.tx().statement(
      "SELECT code, name, unit_id, tax_code_id, stocked, archived, weight, volume FROM emptor_item WHERE id = ?1");
  item.bind(id);
  if (!item.step())
    throw Error(ErrorCode::unknown_reference, "item", "no item has this id", {{"id", std::to_string(id.value)}});
  auto card = std::make_unique<ItemCard>();
  card->id = id;
  card->code = item.string(0);
  card->name = item.string(1);
  card->unit = item.id<UnitTag>(2);
  card->tax_code = item.id<TaxCodeTag>(3);
  card->stocked = item.integer(4) != 0;
  card->archived = item.integer(5) != 0;
  if (!item.is_null(6)) card->weight = item.integer(6);
  if (!item.is_null(7)) card->volume = item.integer(7);

  const SmallTable& groups = item_groups(work);
  auto in = work.tx().statement("SELECT group_id FROM emptor_item_in_group WHERE item_id = ?1 ORDER BY position");
  in.bind(id);
  while (in.step()) append_group(groups, in.integer(0), card->groups);

  auto units = work.tx().statement(
      "SELECT unit_id, numerator, denominator FROM emptor_item_unit WHERE item_id = ?1 ORDER BY unit_id");
  units.bind(id);
  while (units.step()) card->units.push_back({units.id<UnitTag>(0), {units.integer(1), units.integer(2)}});
  return card;
}

}  // namespace

std::optional<Ratio> ItemCard::factor(UnitId wanted) const noexcept {
  if (wanted == unit) return Ratio{};
  for (const UnitFactor& each : units)
    if (each.unit == wanted) return each.factor;
  return std::nullopt;
}

ItemId find_item_id(Work& work, std::string_view code) {
  auto& by_code = work.cache<ItemCards>().by_code;
  if (const auto found = by_code.find(code); found != by_code.end()) return ItemId(found->second);
  auto row = work.tx().statement("SELECT id FROM emptor_item WHERE code = ?1");
  row.bind(code);
  if (!row.step()) return {};
  const auto id = row.id<ItemTag>(0);
  by_code.emplace(code, id.value);
  return id;
}

const ItemCard& card(Work& work, ItemId id) {
  auto& cards = work.cache<ItemCards>().cards;
  if (const auto found = cards.find(id.value); found != cards.end()) return *found->second;
  return *cards.emplace(id.value, load(work, id)).first->second;
}

std::vector<ItemId> items(Work& work) {
  std::vector<ItemId> found;
  auto rows = work.tx().statement("SELECT id FROM emptor_item WHERE archived = 0 ORDER BY id");
  while (rows.step()) found.push_back(rows.id<ItemTag>(0));
  return found;
}

std::vector<ItemId> items(Work& work, ItemGroupId group) {
  std::vector<ItemId> found;
  for (const ItemGroupId each : subtree(work, group)) {
    auto rows = work.tx().statement(
        "SELECT g.item_id FROM emptor_item_in_group g JOIN emptor_item i ON i.id = g.item_id WHERE g.group_id = ?1 AND "
        "i.archived = 0");
    rows.bind(each);
    while (rows.step()) found.push_back(rows.id<ItemTag>(0));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const ItemCard& require_item(Work& work, std::string_view code, std::string_view field) {
  const ItemId id = find_item_id(work, code);
  if (!id)
    throw Error(ErrorCode::unknown_reference, std::string(field), "no item has this code",
                {{"code", std::string(code)}});
  return card(work, id);
}

}  // namespace emptor::catalog
