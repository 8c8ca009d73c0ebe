/// Stock counters inside a posting.
#pragma once

#include <span>
#include <vector>

#include "access/work.hpp"
#include "emptor/catalog.hpp"
#include "emptor/stock.hpp"

namespace emptor::stock {

/// Quantities are in millionths of the stock unit.
[[nodiscard]] std::int64_t on_hand(access::Work& work, ItemId item, LocationId location);
struct Move {
  ItemId item;
  std::int64_t quantity = 0;
};
/// Adds to the counters of a location, one statement each once they are there: all of them, or none and the one that
/// does not fit.
[[nodiscard]] const Move* move(access::Work& work, LocationId location, std::span<const Move> moves);
[[noreturn]] void throw_overflow(access::Work& work, const Move& move);

struct Total {
  ItemId item;
  LocationId location;
  std::int64_t quantity = 0;
};
/// Every counter, and the sum of adjustments, by item and location; for `verify`.
[[nodiscard]] std::vector<Total> counters(access::Work& work);
[[nodiscard]] std::vector<Total> adjustments(access::Work& work);

}  // namespace emptor::stock
