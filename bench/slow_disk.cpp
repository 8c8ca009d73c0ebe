#include "slow_disk.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace emptor::bench {
namespace {

std::atomic<std::chrono::microseconds::rep> pause_microseconds{0};

/// A file's methods with our sync, and those that they stand for.
struct Methods {
  sqlite3_io_methods ours;  ///< first: a file's `pMethods` points at it
  const sqlite3_io_methods* real;
};

int sync(sqlite3_file* file, int flags) {
  std::this_thread::sleep_for(std::chrono::microseconds(pause_microseconds.load()));
  return reinterpret_cast<const Methods*>(file->pMethods)->real->xSync(file, flags);
}

/// The file layer has a few tables of methods, for kinds of files; each is copied once and kept.
const sqlite3_io_methods* slowed(const sqlite3_io_methods* real) {
  static std::mutex mutex;
  static auto* const kept = new std::map<const sqlite3_io_methods*, std::unique_ptr<Methods>>;
  const std::lock_guard lock(mutex);
  auto& methods = (*kept)[real];
  if (!methods) {
    methods = std::make_unique<Methods>(Methods{*real, real});
    methods->ours.xSync = sync;
  }
  return &methods->ours;
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  // The system's layer looks at its own structure, also when it is asked to open.
  const int result = real->xOpen(real, name, file, flags, flags_out);
  if (result == SQLITE_OK && file->pMethods != nullptr) file->pMethods = slowed(file->pMethods);
  return result;
}

}  // namespace

SlowDisk::SlowDisk() : real_(sqlite3_vfs_find(nullptr)), slow_(*real_) {
  set_pause(std::chrono::microseconds(0));
  slow_.zName = "emptor-slow";
  slow_.pNext = nullptr;
  slow_.pAppData = real_;
  slow_.xOpen = open_file;
  sqlite3_vfs_register(&slow_, 1);
}

SlowDisk::~SlowDisk() {
  sqlite3_vfs_unregister(&slow_);
  sqlite3_vfs_register(real_, 1);
}

void SlowDisk::set_pause(std::chrono::microseconds pause) { pause_microseconds = pause.count(); }

}  // namespace emptor::bench
