/// Who is behind a path: the tripwire against a second SQLite library in this process, and the memory of a fork.
///
/// POSIX locks belong to the process, and closing *any* descriptor of a file drops all of them. Two copies of SQLite in
/// one process (the host's, Python's) do not know of each other: when the other copy closes the book, it finds no lock
/// of ours, takes itself for the last user and deletes the -wal file under us. Our next commits would go to a file
/// without a name: no other process sees them, and a crash loses them. So the identity of -wal is remembered after opening
/// and compared before a write begins and again before it is acknowledged. `stat` opens no descriptor, so looking is safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace emptor::store::sqlite {

struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t file = 0;  ///< 0: no such file, or a system that has no such numbers
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
[[nodiscard]] FileIdentity identity_of(const std::string& path) noexcept;

[[nodiscard]] std::int64_t process_id() noexcept;

/// Watches one path. Thread-safe once `arm` is done.
class Tripwire {
 public:
  void arm(std::string path);
  /// FOREIGN_SQLITE when the file is gone or another one; from then on always.
  void check();
  /// The same as an answer, without the exception.
  [[nodiscard]] bool sound() noexcept;
  [[nodiscard]] bool tripped() const noexcept { return tripped_.load(std::memory_order_relaxed); }
  [[noreturn]] static void throw_foreign();

 private:
  std::string path_;  ///< empty: not armed
  FileIdentity expected_;
  std::atomic<bool> tripped_{false};
};

}  // namespace emptor::store::sqlite
