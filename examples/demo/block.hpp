/// The same trade with every credit limit as a wall.
#pragma once

#include <cstdint>
#include <set>

#include "checks.hpp"
#include "console.hpp"
#include "source.hpp"

namespace demo {

/// What would have happened had every limit been a wall.
struct Stopped {
  std::int64_t sales = 0;  ///< tried
  std::int64_t stopped = 0;
  Cents amount = 0;  ///< of the sales that were stopped
  std::set<int> accounts;
  std::int64_t collections_smaller = 0;
  std::int64_t collections_gone = 0;  ///< nothing was left to pay
};

/// Replays the customers with a limit into a book in memory whose policy is to block. A sale that is stopped is not
/// owed, so the collection that paid it shrinks.
Stopped replay_blocking(const Source& source, emptor::Date last, Checks& checks, Console& console);

}  // namespace demo
