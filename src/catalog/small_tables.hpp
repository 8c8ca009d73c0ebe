/// Units, tax codes, locations and item groups: small tables that are read whole and kept in memory.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "access/code_index.hpp"
#include "access/work.hpp"
#include "emptor/catalog.hpp"

namespace emptor::catalog {

/// A rate that holds "since ever" starts here.
inline constexpr Date since_ever{std::numeric_limits<std::int32_t>::min()};

struct SmallRow {
  std::int64_t id = 0;
  std::string code;
  std::string name;
  std::int64_t parent = 0;  ///< of item groups; 0 for none
};

/// One table; rows do not move until the table is dropped.
struct SmallTable {
  bool loaded = false;
  std::vector<SmallRow> rows;  ///< in the order of codes
  access::CodeIndex by_code;
  boost::unordered_flat_map<std::int64_t, std::size_t> by_id;
  boost::unordered_flat_map<std::int64_t, std::vector<std::int64_t>> children;  ///< of item groups

  void clear() { *this = SmallTable(); }
};

struct RateStep {
  Date from;
  Percent rate;
};

class SmallTables final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t id) override;

  SmallTable units;
  SmallTable tax_codes;
  SmallTable locations;
  SmallTable item_groups;
  /// Ascending, one rate for a day; of those that were asked for.
  boost::unordered_flat_map<std::int64_t, std::vector<RateStep>> tax_rates;
};

[[nodiscard]] const SmallTable& units(access::Work& work);
[[nodiscard]] const SmallTable& tax_codes(access::Work& work);
[[nodiscard]] const SmallTable& locations(access::Work& work);
[[nodiscard]] const SmallTable& item_groups(access::Work& work);

/// INTERNAL for an unknown id.
[[nodiscard]] const SmallRow& row(const SmallTable& table, std::int64_t id);
/// The group and those below it.
[[nodiscard]] std::vector<ItemGroupId> subtree(access::Work& work, ItemGroupId root);

}  // namespace emptor::catalog
