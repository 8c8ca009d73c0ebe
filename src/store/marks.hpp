/// The savepoints of a connection by level, with the texts that set, keep and undo them.
#pragma once

#include <deque>
#include <string>

#include "base/compose.hpp"
#include "store/store.hpp"

namespace emptor::store {

struct Mark {
  std::string save, release, undo;
  std::int64_t changes = 0;  ///< of the connection when it was set
  bool set = false;
};

class Marks {
 public:
  static constexpr int levels_max = 64;

  [[nodiscard]] Mark& at(int level) {
    if (level < 0 || level >= levels_max) throw Error(ErrorCode::misuse, "a savepoint's level is 0 to 63");
    while (marks_.size() <= static_cast<std::size_t>(level)) {
      const std::size_t n = marks_.size();
      marks_.push_back(
          {compose("SAVEPOINT emptor_{}", n), compose("RELEASE emptor_{}", n), compose("ROLLBACK TO emptor_{}", n)});
    }
    return marks_[static_cast<std::size_t>(level)];
  }
  /// The mark of a level that is to be set; MISUSE when it is already.
  [[nodiscard]] Mark& free(int level) {
    Mark& mark = at(level);
    if (mark.set) throw Error(ErrorCode::misuse, compose("savepoint {} is set already", level));
    return mark;
  }
  /// The transaction is over.
  void clear() noexcept {
    for (Mark& each : marks_) each.set = false;
  }

 private:
  std::deque<Mark> marks_;  ///< a deque: the texts keep their addresses, under which statements are kept
};

}  // namespace emptor::store
