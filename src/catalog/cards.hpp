/// Item cards and the small tables (units, tax codes, locations) inside a use case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "emptor/catalog.hpp"

namespace emptor::catalog {

struct UnitFactor {
  UnitId unit;
  Ratio factor;  ///< 1 unit = factor stock units
};

struct ItemCard {
  ItemId id;
  std::string code;
  std::string name;
  UnitId unit;  ///< of stock
  TaxCodeId tax_code;
  bool stocked = true;
  bool archived = false;
  std::optional<std::int64_t> weight;  ///< of a stock unit, in millionths
  std::optional<std::int64_t> volume;  ///< likewise
  /// Groups of the item, nearest first: those it is in, by position, each followed by its ancestors; no group twice.
  std::vector<ItemGroupId> groups;
  std::vector<UnitFactor> units;  ///< without the stock unit

  /// 1 for the stock unit; nullopt when the item is not traded in this unit.
  [[nodiscard]] std::optional<Ratio> factor(UnitId wanted) const noexcept;
};

/// By code; none when unknown. Cached.
[[nodiscard]] ItemId find_item_id(access::Work& work, std::string_view code);
/// Cached; the reference is good for the use case. INTERNAL for an id that does not exist.
[[nodiscard]] const ItemCard& card(access::Work& work, ItemId id);
/// All items that are not archived, or those of a group and of the groups below it; ascending.
[[nodiscard]] std::vector<ItemId> items(access::Work& work);
[[nodiscard]] std::vector<ItemId> items(access::Work& work, ItemGroupId group);
/// UNKNOWN_REFERENCE naming `field`.
[[nodiscard]] const ItemCard& require_item(access::Work& work, std::string_view code, std::string_view field);

// Small tables are cached whole. find_* give none when unknown; *_code are INTERNAL for an unknown id.
[[nodiscard]] UnitId find_unit(access::Work& work, std::string_view code);
[[nodiscard]] const std::string& unit_code(access::Work& work, UnitId id);
[[nodiscard]] TaxCodeId find_tax_code(access::Work& work, std::string_view code);
[[nodiscard]] const std::string& tax_code_code(access::Work& work, TaxCodeId id);
/// The rate on a day; 0 for no tax code.
[[nodiscard]] Percent tax_rate(access::Work& work, TaxCodeId id, Date on);
[[nodiscard]] LocationId find_location(access::Work& work, std::string_view code);
[[nodiscard]] const std::string& location_code(access::Work& work, LocationId id);
[[nodiscard]] ItemGroupId find_item_group(access::Work& work, std::string_view code);
[[nodiscard]] const std::string& item_group_code(access::Work& work, ItemGroupId id);

}  // namespace emptor::catalog
