/// Stock counters inside a posting.
#pragma once

#include <vector>

#include "access/work.hpp"
#include "emptor/catalog.hpp"
#include "emptor/stock.hpp"

namespace emptor::stock {

/// Quantities are in millionths of the stock unit.
[[nodiscard]] std::int64_t on_hand(access::Work& work, ItemId item, LocationId location);
/// Adds to the counter. One statement.
void move(access::Work& work, ItemId item, LocationId location, std::int64_t quantity);

struct Total {
  ItemId item;
  LocationId location;
  std::int64_t quantity = 0;
};
/// Every counter, and the sum of adjustments, by item and location; for `verify`.
[[nodiscard]] std::vector<Total> counters(access::Work& work);
[[nodiscard]] std::vector<Total> adjustments(access::Work& work);

}  // namespace emptor::stock
