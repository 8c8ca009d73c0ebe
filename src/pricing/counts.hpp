/// What the lines of one document hold together, for breaks that count more than their line.
///
/// A line counts for its item, for each of the item's groups and for everything; in stock units, and in every unit that
/// its item is traded in; by weight and by volume where the item has one. An entry for a group that names a unit (a
/// box) so counts boxes, of each item as many as it fills; items that have no such unit do not count. All lines ask the
/// same counts, and so agree.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "pricing/cards.hpp"
#include "pricing/exact.hpp"

namespace emptor::pricing {

class DocumentCounts {
 public:
  /// `stock_quantity`: millionths of the item's stock unit. OVERFLOW where so many units have no sum that can be held.
  void add(const ItemPrices& item, const Exact& stock_quantity);
  /// Millionths of `unit`, of stock units for none; null: no line counts for this product.
  [[nodiscard]] const Exact* find(ProductKind kind, std::int64_t product, UnitId unit) const noexcept;
  /// Millionths, of the lines whose items have a weight or a volume; null: none has. Not for amounts.
  [[nodiscard]] const Exact* find(ProductKind kind, std::int64_t product, BreakMeasure measure) const noexcept;

 private:
  struct Key {
    ProductKind kind{};
    std::int64_t product = 0;
    std::int64_t unit = 0;
    BreakMeasure measure = BreakMeasure::quantity;

    friend bool operator==(const Key&, const Key&) = default;
    friend std::size_t hash_value(const Key& key) noexcept {
      auto mixed = static_cast<std::uint64_t>(key.product) * 16 + static_cast<std::uint64_t>(key.kind) * 4 +
                   static_cast<std::uint64_t>(key.measure);
      mixed = mixed * 0x9E3779B97F4A7C15U + static_cast<std::uint64_t>(key.unit);
      return static_cast<std::size_t>((mixed ^ (mixed >> 29U)) * 0xC2B2AE3D27D4EB4FU);
    }
  };
  void add(const Key& key, const Exact& quantity);

  boost::unordered_flat_map<Key, Exact> sums_;
};

}  // namespace emptor::pricing
