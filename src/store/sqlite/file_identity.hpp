/// Who is behind a path: the tripwire against a second SQLite library in this process, and the memory of a fork.
///
/// POSIX locks belong to the process, and closing *any* descriptor of a file drops all of them. Two copies of SQLite in
/// one process (the host's, Python's) do not know of each other: when the other copy closes the book, it finds no lock
/// of ours, takes itself for the last user and deletes the -wal file under us. Our next commits would go to a file
/// without a name: no other process sees them, and a crash loses them. So the identity of -wal is remembered after
/// opening and compared before a write begins and again before it is acknowledged. `stat` opens no descriptor, so
/// looking is safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "store/process.hpp"

namespace emptor::store::sqlite {

struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t file = 0;  ///< 0: no such file, or a system that has no such numbers
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
[[nodiscard]] FileIdentity identity_of(const std::string& path) noexcept;

/// Notes that this process has a file open as a book, as long as it lives.
///
/// SQLite keeps its locks in tables of the process. A forked child inherits the tables and not the locks: it would take
/// a file that its parent has open for locked already, lock nothing, and lose its rows when the parent tidies up. So a
/// child is told WRONG_PROCESS for these files; other files are free, and so is everything after `exec`. The list is
/// the one piece of state that belongs to the process, because what it guards does.
class OpenFile {
 public:
  /// WRONG_PROCESS when `path` is a file that the process we were forked from had open.
  static void refuse_inherited(const std::string& path);
  explicit OpenFile(const std::string& path);
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

 private:
  FileIdentity file_;
  std::int64_t process_;
};

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
