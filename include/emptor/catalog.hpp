/// Room `catalog`: items, item groups, units of measure, tax codes, locations.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/settings.hpp"

namespace emptor {

struct ItemTag;
using ItemId = Id<ItemTag>;
struct ItemGroupTag;
using ItemGroupId = Id<ItemGroupTag>;
struct UnitTag;
using UnitId = Id<UnitTag>;
struct TaxCodeTag;
using TaxCodeId = Id<TaxCodeTag>;
struct LocationTag;
using LocationId = Id<LocationTag>;

/// 1 `unit` = `factor` stock units, exactly: a dozen of pieces is {"DZN", 12}.
struct ItemUnit {
  std::string unit{};
  Ratio factor{};
};

struct Item {
  ItemId id{};
  std::string code{};
  std::string name{};
  std::string unit{};      ///< code of the stock unit
  std::string tax_code{};  ///< code; empty when untaxed
  std::string barcode{};
  std::vector<std::string> groups{};  ///< codes, nearest first
  std::vector<ItemUnit> units{};      ///< other units
  bool stocked = true;
  bool archived = false;
  std::optional<Decimal> weight{};  ///< of a stock unit
  std::optional<Decimal> volume{};  ///< likewise
};

struct ItemInput {
  std::string code{};      ///< up to 30
  std::string name{};      ///< up to 100
  std::string unit{};      ///< code of the stock unit
  std::string tax_code{};  ///< empty: untaxed
  std::string barcode{};   ///< up to 30
  std::vector<std::string> groups{};
  std::vector<ItemUnit> units{};
  bool stocked = true;  ///< false: services and the like have no quantity on hand
  /// Of a stock unit, in whatever unit the book weighs and measures in: breaks by weight and volume are in the same.
  /// >= 0, up to 6 decimals; not known when not given, which is not 0.
  std::optional<Decimal> weight{};
  std::optional<Decimal> volume{};
};

struct ItemUpdate {
  std::optional<std::string> name{};
  std::optional<std::string> tax_code{};
  std::optional<std::string> barcode{};
  std::optional<std::vector<std::string>> groups{};
  std::optional<bool> archived{};
  std::optional<Decimal> weight{};
  std::optional<Decimal> volume{};
};

struct ItemGroup {
  ItemGroupId id{};
  std::string code{};  ///< up to 30
  std::string name{};  ///< up to 100
  std::optional<std::string> parent{};
};

struct TaxCode {
  TaxCodeId id{};
  std::string code{};  ///< up to 30
  std::string name{};
  Percent rate{};  ///< today's
};

struct Location {
  LocationId id{};
  std::string code{};  ///< up to 30
  std::string name{};  ///< up to 100
};

struct ItemQuery {
  std::string text{};
  std::optional<std::string> group{};  ///< in this group or below
  bool include_archived = false;
  std::string after_code{};
  int limit = 100;  ///< 1..10,000
};

class Catalog {
 public:
  explicit Catalog(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  UnitId create_unit(std::string_view code, std::string_view name);
  /// `rate` holds from ever; later rates with `set_tax_rate`. 0..100 %.
  TaxCodeId create_tax_code(std::string_view code, std::string_view name, Percent rate);
  void set_tax_rate(std::string_view code, Percent rate, Date from);
  [[nodiscard]] Percent tax_rate(std::string_view code, Date on) const;
  LocationId create_location(std::string_view code, std::string_view name);
  [[nodiscard]] std::vector<Location> locations() const;
  ItemGroupId create_item_group(const ItemGroup& group);
  [[nodiscard]] std::vector<ItemGroup> item_groups() const;

  /// DUPLICATE_CODE, REQUIRED, TOO_LONG, UNKNOWN_REFERENCE; all problems at once.
  ItemId create_item(const ItemInput& input);
  void update_item(std::string_view code, const ItemUpdate& update);
  [[nodiscard]] std::optional<Item> find_item(std::string_view code) const;
  [[nodiscard]] Item item(std::string_view code) const;
  [[nodiscard]] std::vector<Item> items(const ItemQuery& query = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
