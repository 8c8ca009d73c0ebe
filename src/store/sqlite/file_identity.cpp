#include "store/sqlite/file_identity.hpp"

#ifndef _WIN32
#include <sys/stat.h>
#endif

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "emptor/base/error.hpp"

namespace emptor::store::sqlite {
namespace {

struct Listed {
  FileIdentity file;
  std::int64_t process;
};

struct OpenFiles {
  std::mutex mutex;
  std::vector<Listed> list;
};

/// Never destroyed: a book may be closed by another static object's end.
OpenFiles& open_files() {
  static auto* const files = new OpenFiles;
  return *files;
}

/// A thread that does not exist in a forked child may have held the mutex at the fork: so not for ever. (By trying,
/// because thread checkers do not know the timed wait.)
std::unique_lock<std::mutex> lock_list(OpenFiles& files) {
  for (int tries = 0; tries < 1'000; ++tries) {
    std::unique_lock lock(files.mutex, std::try_to_lock);
    if (lock.owns_lock()) return lock;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  throw_wrong_process();
}

}  // namespace

void OpenFile::refuse_inherited(const std::string& path) {
  const FileIdentity file = identity_of(path);
  if (file.file == 0) return;
  OpenFiles& files = open_files();
  const auto lock = lock_list(files);
  const auto inherited = [&](const Listed& each) { return each.file == file && each.process != process_id(); };
  if (std::any_of(files.list.begin(), files.list.end(), inherited)) throw_wrong_process();
}

OpenFile::OpenFile(const std::string& path) : file_(identity_of(path)), process_(process_id()) {
  OpenFiles& files = open_files();
  const auto lock = lock_list(files);
  files.list.push_back({file_, process_});
}

OpenFile::~OpenFile() {
  if (process_id() != process_) return;
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  const auto ours = [&](const Listed& each) { return each.file == file_ && each.process == process_; };
  const auto found = std::find_if(files.list.begin(), files.list.end(), ours);
  if (found != files.list.end()) files.list.erase(found);
}

#ifdef _WIN32
// Windows refuses to delete a file that is open, and its locks belong to handles: nothing to watch.
FileIdentity identity_of(const std::string&) noexcept { return {}; }
#else
FileIdentity identity_of(const std::string& path) noexcept {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}
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
