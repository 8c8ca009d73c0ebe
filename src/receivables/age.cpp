#include "receivables/age.hpp"

namespace emptor::receivables {
namespace {

/// Towards the newest, while what is newer covers the balance on its own.
void move_forward(AgeCursor& cursor, std::int64_t balance, Increases& increases) {
  const auto must_move = [&] { return cursor.newer > 0 && cursor.newer >= balance; };
  if (!must_move()) return;
  const auto walk = increases.newer_than(*cursor.at);
  while (must_move()) {
    const auto next = walk->next();
    EMPTOR_REQUIRE(next.has_value() && next->amount <= cursor.newer);
    cursor.at = next->key;
    cursor.newer -= next->amount;
  }
}

/// Towards the oldest, while the increases taken so far do not cover the balance.
void move_back(AgeCursor& cursor, std::int64_t balance, Increases& increases) {
  if (balance <= cursor.newer) return;
  EMPTOR_REQUIRE(cursor.at.has_value());
  const auto walk = increases.back_from(*cursor.at);
  for (;;) {
    const auto taken = walk->next();
    EMPTOR_REQUIRE(taken.has_value());
    cursor.at = taken->key;
    // Why the difference: the sum may not fit although the balance does.
    if (balance - cursor.newer <= taken->amount) return;
    cursor.newer += taken->amount;
  }
}

}  // namespace

void increase_added(AgeCursor& cursor, const Increase& added, std::int64_t balance, Increases& increases) {
  if (cursor.at && added.key < *cursor.at) {
    move_back(cursor, balance, increases);
  } else if (!cursor.at || balance <= added.amount) {
    // The first one, or nothing was owed before, so that the cursor stood on the newest.
    cursor = {.at = added.key, .newer = 0};
  } else {
    // Balance and what is newer grow by the same: the invariant holds where it stands.
    cursor.newer += added.amount;
  }
}

void increase_removed(AgeCursor& cursor, const Increase& removed, std::int64_t balance, Increases& increases) {
  EMPTOR_REQUIRE(cursor.at.has_value());
  if (removed.key > *cursor.at) {
    // Both shrink by the same.
    cursor.newer -= removed.amount;
  } else if (removed.key == *cursor.at && cursor.newer == 0) {
    // The newest is gone and nothing is owed: wait on the one before.
    const auto walk = increases.back_from(removed.key);
    auto next = walk->next();
    if (next && next->key == removed.key) next = walk->next();
    cursor.at = next ? std::optional{next->key} : std::nullopt;
  } else {
    move_forward(cursor, balance, increases);
  }
}

void decrease_added(AgeCursor& cursor, std::int64_t balance, Increases& increases) {
  move_forward(cursor, balance, increases);
}

void decrease_removed(AgeCursor& cursor, std::int64_t balance, Increases& increases) {
  move_back(cursor, balance, increases);
}

AgeCursor recompute_age(std::int64_t balance, IncreaseWalk& newest_first) {
  AgeCursor cursor;
  while (const auto taken = newest_first.next()) {
    cursor.at = taken->key;
    if (balance - cursor.newer <= taken->amount) return cursor;
    cursor.newer += taken->amount;
  }
  return cursor;
}

}  // namespace emptor::receivables
