/// A disk whose flush takes as long as one wants: SQLite's own file layer with a pause in front of every sync.
#pragma once

#include <sqlite3.h>

#include <chrono>

namespace emptor::bench {

/// While it lives, files are opened on it by whoever names no other file layer; without a pause until one is set. One
/// at a time, and it outlives the books on it.
class SlowDisk {
 public:
  SlowDisk();
  SlowDisk(const SlowDisk&) = delete;
  SlowDisk& operator=(const SlowDisk&) = delete;
  ~SlowDisk();
  /// From now on, of every sync of every file on it.
  static void set_pause(std::chrono::microseconds pause);

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs slow_;
};

}  // namespace emptor::bench
