/// How old a debt is, found from the balance (FEATURES #27), as a cursor that moves with the account.
///
/// Taking increases newest first until they cover the balance, the last one taken dates the debt. The cursor stands on
/// that increase and knows how much is newer, so that reading the age costs nothing and a posting at the end of an
/// account moves nothing. What has to be passed over is read once: the cost of a move is the number of increases that
/// it passes.
///
/// Invariant, with B the balance, p the increase under the cursor and `newer` the sum of all increases after it:
/// newer < B <= newer + amount(p). While nothing is owed (B <= 0) the cursor waits on the newest increase, newer = 0,
/// so that the next sale of a customer who always pays finds its place without a look at the past.
#pragma once

#include <memory>
#include <optional>

#include "receivables/keys.hpp"

namespace emptor::receivables {

/// An item that increased what is owed and was not reversed.
struct Increase {
  ItemKey key;
  std::int64_t amount = 0;  ///< > 0
};

/// Increases one after the other, in one direction.
class IncreaseWalk {
 public:
  virtual ~IncreaseWalk() = default;
  [[nodiscard]] virtual std::optional<Increase> next() = 0;
};

/// The increases of one account, as they stand after the change that the cursor is told of.
class Increases {
 public:
  virtual ~Increases() = default;
  /// Strictly newer than `key`, oldest first.
  [[nodiscard]] virtual std::unique_ptr<IncreaseWalk> newer_than(const ItemKey& key) = 0;
  /// `key` itself and what is older, newest first.
  [[nodiscard]] virtual std::unique_ptr<IncreaseWalk> back_from(const ItemKey& key) = 0;
};

struct AgeCursor {
  std::optional<ItemKey> at;  ///< none: no increase at all
  std::int64_t newer = 0;
  friend bool operator==(const AgeCursor&, const AgeCursor&) = default;
};

// Each is told the balance after the change.

void increase_added(AgeCursor& cursor, const Increase& added, std::int64_t balance, Increases& increases);
void increase_removed(AgeCursor& cursor, const Increase& removed, std::int64_t balance, Increases& increases);
void decrease_added(AgeCursor& cursor, std::int64_t balance, Increases& increases);
void decrease_removed(AgeCursor& cursor, std::int64_t balance, Increases& increases);

/// From nothing but the increases, newest first.
[[nodiscard]] AgeCursor recompute_age(std::int64_t balance, IncreaseWalk& newest_first);

/// Whole days from `start` to `on`; 0 when the debt begins later.
[[nodiscard]] constexpr int age_in_days(Date start, Date on) noexcept { return on > start ? on - start : 0; }
[[nodiscard]] constexpr int age_in_months(int days) noexcept { return days / 30; }

}  // namespace emptor::receivables
