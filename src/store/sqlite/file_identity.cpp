#include "store/sqlite/file_identity.hpp"

#ifdef _WIN32
#include <process.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <utility>

#include "emptor/base/error.hpp"

namespace emptor::store::sqlite {

#ifdef _WIN32
// Windows refuses to delete a file that is open, and its locks belong to handles: nothing to watch.
FileIdentity identity_of(const std::string&) noexcept { return {}; }
std::int64_t process_id() noexcept { return _getpid(); }
#else
FileIdentity identity_of(const std::string& path) noexcept {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}
std::int64_t process_id() noexcept { return ::getpid(); }
#endif

void Tripwire::arm(std::string path) {
  expected_ = identity_of(path);
  if (expected_.file != 0) path_ = std::move(path);
}

bool Tripwire::sound() noexcept {
  if (path_.empty()) return true;
  if (!tripped() && identity_of(path_) == expected_) return true;
  tripped_.store(true, std::memory_order_relaxed);
  return false;
}

void Tripwire::check() {
  if (!sound()) throw_foreign();
}

void Tripwire::throw_foreign() {
  throw Error(ErrorCode::foreign_sqlite,
              "the write-ahead log was taken away while the book was open: a second SQLite library in this process, or "
              "another program, closed or replaced the book's files; close the book and open it again");
}

}  // namespace emptor::store::sqlite
