/// A disk that fails on command: a file layer for SQLite that wraps the system's own.
///
/// The model. Files are real files in the usual place, so everything but writing is the system's. Each operation that
/// changes a file (write, truncate, sync, delete) has a number, counted from 1. A fault strikes at a chosen number:
///
/// - `io_error`: this one operation fails and does nothing, once. A failed sync leaves its data unsynced.
/// - `dead_disk`: this and every later one fails.
/// - `disk_full`: this and every later write fails for want of space; syncs and deletes go on. `revive` makes room.
/// - `power_cut`: the write under way may reach the disk in part, everything after it fails, reads too. When all
///   connections are closed, `power_on` leaves of each file what a disk could hold: all that was synced, and of the
///   rest, sector by sector (512 bytes), what the seed keeps. Seed 0 loses all of it, seed 1 keeps all of it. A file's
///   sectors beyond its old end that are lost read as zeros, or are cut off with seed 0. Making and deleting files is
///   taken to be durable at once, as SQLite syncs the folder where it matters. The shared memory (-shm) is lost.
///
/// Use one object per test, give its `name()` as OpenOptions::vfs, and let it outlive the databases. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace emptor::test {

class FaultyVfs {
 public:
  enum class Fault : std::uint8_t { io_error, dead_disk, disk_full, power_cut };

  FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;
  ~FaultyVfs();

  [[nodiscard]] const std::string& name() const noexcept;
  /// Changing operations since the object was made.
  [[nodiscard]] std::int64_t operations() const noexcept;
  /// The n-th changing operation from now fails; 1 is the next.
  void fail_at(std::int64_t n, Fault fault);
  /// The fault has struck.
  [[nodiscard]] bool struck() const noexcept;
  /// Ends dead_disk and disk_full, and takes back a fault that has not struck.
  void revive();
  /// Power off, now.
  void cut_power();
  /// After a power cut, with every file closed (throws std::logic_error otherwise): the files become what is left.
  void power_on(std::uint64_t seed);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace emptor::test
