/// Stock counters inside a posting.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "access/work.hpp"
#include "emptor/catalog.hpp"
#include "emptor/stock.hpp"

namespace emptor::stock {

/// Quantities are in millionths of the stock unit.
[[nodiscard]] std::int64_t on_hand(access::Work& work, ItemId item, LocationId location);
/// Holds the counters of these items at a location for a posting, and tells the store that they are going to be asked
/// for; `items` ascending, each once.
void lock(access::Work& work, LocationId location, std::span<const ItemId> items);
/// A counter.
struct Place {
  ItemId item;
  LocationId location;

  friend auto operator<=>(const Place&, const Place&) = default;
};
/// For who moves counters without asking what is there: holds them against those who do. In any order; nothing where
/// nobody asks.
void lock(access::Work& work, std::vector<Place> places);
/// For who moves counters more than once, or has to know what they held: nobody else moves them until the end. In any
/// order, after `lock`.
void hold(access::Work& work, std::vector<Place> places);
struct Move {
  ItemId item;
  std::int64_t quantity = 0;
};
/// What does not fit fails in the engine: for a transaction that is undone as a whole then, and tried again by
/// `Moving`.
void move_at_once(access::Work& work, LocationId location, std::vector<Move> moves);
/// Adds to the counters of a location, one statement each once they are there: all of them, or none and the one that
/// does not fit. What it did is known when it is asked for: a store with a way to go is not waited for until then.
class Moving {
 public:
  /// In the order of items, so that nobody who moves the same ones waits in a circle.
  Moving(access::Work& work, LocationId location, std::vector<Move> moves);
  /// The one that does not fit, and then none is done; null when all are. To be asked once, before 500 rows more
  /// are changed.
  [[nodiscard]] const Move* unfit();

 private:
  access::Work* work_;
  LocationId location_;
  std::vector<Move> moves_;
  /// Statements whose rows are not asked for yet: the store knows those of the last thousand.
  static constexpr std::size_t kAskedMax = 500;
  void settle();
  std::vector<std::optional<store::RowsChanged>> asked_;
  std::vector<std::optional<std::int64_t>> changed_;
};
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
