#include "fault/faulty_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <stdexcept>
#include <vector>

namespace emptor::test {
namespace {

constexpr std::int64_t kSector = 512;
using Sector = std::vector<unsigned char>;

/// What the disk holds for sure: the sectors as they were when they were last synced, for those that changed since.
struct Tracked {
  std::int64_t synced_size = 0;
  std::map<std::int64_t, Sector> synced;
};

}  // namespace

struct FaultyVfs::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  std::string name;
  mutable std::mutex mutex;
  std::int64_t operations = 0;
  std::int64_t strikes_at = 0;  ///< 0: no fault is set
  Fault fault = Fault::io_error;
  bool struck = false;
  bool dead = false;
  bool full = false;
  bool off = false;
  int open_files = 0;
  std::map<std::string, Tracked> files;

  /// Counts an operation that changes something; its result. `torn` when power goes during it.
  int operation(int failure, bool writes, bool* torn = nullptr) {
    ++operations;
    if (off || dead) return failure;
    if (strikes_at != 0 && operations >= strikes_at) {
      strikes_at = 0;
      struck = true;
      switch (fault) {
        case Fault::io_error:
          return failure;
        case Fault::dead_disk:
          dead = true;
          return failure;
        case Fault::disk_full:
          full = true;
          break;
        case Fault::power_cut:
          off = true;
          if (torn != nullptr) *torn = true;
          return failure;
      }
    }
    return full && writes ? SQLITE_FULL : SQLITE_OK;
  }
};

namespace {

struct File {
  sqlite3_file base;
  FaultyVfs::State* state;
  Tracked* tracked;  ///< null for a file without a name
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
static_assert(sizeof(File) % 8 == 0);  // all that SQLite promises of its memory, and all that the real file needs

File& as_file(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
FaultyVfs::State& state_of(sqlite3_vfs* vfs) { return *static_cast<FaultyVfs::State*>(vfs->pAppData); }

/// Remembers the synced bytes of [from, until) before they change.
void remember(File& file, std::int64_t from, std::int64_t until) {
  if (file.tracked == nullptr) return;
  const std::int64_t end = std::min(until, file.tracked->synced_size);
  for (std::int64_t sector = from / kSector; sector * kSector < until; ++sector) {
    auto [place, added] = file.tracked->synced.try_emplace(sector, Sector(kSector));
    if (added && sector * kSector < end)
      file.real()->pMethods->xRead(file.real(), place->second.data(), kSector, sector * kSector);
  }
}

int close_file(sqlite3_file* base) {
  File& file = as_file(base);
  const std::lock_guard lock(file.state->mutex);
  --file.state->open_files;
  return file.real()->pMethods->xClose(file.real());
}

int read(sqlite3_file* base, void* into, int count, sqlite3_int64 at) {
  File& file = as_file(base);
  const std::lock_guard lock(file.state->mutex);
  if (file.state->off) return SQLITE_IOERR_READ;
  return file.real()->pMethods->xRead(file.real(), into, count, at);
}

int write(sqlite3_file* base, const void* from, int count, sqlite3_int64 at) {
  File& file = as_file(base);
  const std::lock_guard lock(file.state->mutex);
  bool torn = false;
  const int result = file.state->operation(SQLITE_IOERR_WRITE, true, &torn);
  if (result != SQLITE_OK && !torn) return result;
  remember(file, at, at + count);
  const int written = file.real()->pMethods->xWrite(file.real(), from, count, at);
  return result != SQLITE_OK ? result : written;
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
  File& file = as_file(base);
  const std::lock_guard lock(file.state->mutex);
  const int result = file.state->operation(SQLITE_IOERR_TRUNCATE, false);
  if (result != SQLITE_OK) return result;
  if (file.tracked != nullptr) remember(file, size, file.tracked->synced_size);
  return file.real()->pMethods->xTruncate(file.real(), size);
}

int sync(sqlite3_file* base, int flags) {
  File& file = as_file(base);
  const std::lock_guard lock(file.state->mutex);
  const int result = file.state->operation(SQLITE_IOERR_FSYNC, false);
  if (result != SQLITE_OK) return result;
  // No need to trouble the real disk: the model is all that a cut power leaves.
  static_cast<void>(flags);
  if (file.tracked != nullptr) {
    sqlite3_int64 size = 0;
    file.real()->pMethods->xFileSize(file.real(), &size);
    file.tracked->synced.clear();
    file.tracked->synced_size = size;
  }
  return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
  return as_file(base).real()->pMethods->xFileSize(as_file(base).real(), size);
}
int lock_file(sqlite3_file* base, int level) {
  return as_file(base).real()->pMethods->xLock(as_file(base).real(), level);
}
int unlock_file(sqlite3_file* base, int level) {
  return as_file(base).real()->pMethods->xUnlock(as_file(base).real(), level);
}
int check_lock(sqlite3_file* base, int* result) {
  return as_file(base).real()->pMethods->xCheckReservedLock(as_file(base).real(), result);
}
int control(sqlite3_file* base, int code, void* argument) {
  return as_file(base).real()->pMethods->xFileControl(as_file(base).real(), code, argument);
}
int sector_size(sqlite3_file* base) { return as_file(base).real()->pMethods->xSectorSize(as_file(base).real()); }
int characteristics(sqlite3_file* base) {
  return as_file(base).real()->pMethods->xDeviceCharacteristics(as_file(base).real());
}
int map_shared(sqlite3_file* base, int page, int size, int extend, void volatile** at) {
  return as_file(base).real()->pMethods->xShmMap(as_file(base).real(), page, size, extend, at);
}
int lock_shared(sqlite3_file* base, int offset, int count, int flags) {
  return as_file(base).real()->pMethods->xShmLock(as_file(base).real(), offset, count, flags);
}
void order_shared(sqlite3_file* base) { as_file(base).real()->pMethods->xShmBarrier(as_file(base).real()); }
int unmap_shared(sqlite3_file* base, int remove) {
  return as_file(base).real()->pMethods->xShmUnmap(as_file(base).real(), remove);
}

const sqlite3_io_methods kMethods = {2,
                                     close_file,
                                     read,
                                     write,
                                     truncate,
                                     sync,
                                     file_size,
                                     lock_file,
                                     unlock_file,
                                     check_lock,
                                     control,
                                     sector_size,
                                     characteristics,
                                     map_shared,
                                     lock_shared,
                                     order_shared,
                                     unmap_shared,
                                     nullptr,
                                     nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* flags_out) {
  FaultyVfs::State& state = state_of(vfs);
  const std::lock_guard lock(state.mutex);
  File& file = *new (base) File{};
  if (state.off) return SQLITE_CANTOPEN;
  const int result = state.real->xOpen(state.real, name, file.real(), flags, flags_out);
  if (result != SQLITE_OK) return result;
  file.state = &state;
  if (name != nullptr) {
    const auto [place, added] = state.files.try_emplace(name);
    // What was there before the first look is on the disk.
    if (added) {
      sqlite3_int64 size = 0;
      file.real()->pMethods->xFileSize(file.real(), &size);
      place->second.synced_size = size;
    }
    file.tracked = &place->second;
  }
  ++state.open_files;
  file.base.pMethods = &kMethods;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  FaultyVfs::State& state = state_of(vfs);
  const std::lock_guard lock(state.mutex);
  const int result = state.operation(SQLITE_IOERR_DELETE, false);
  if (result != SQLITE_OK) return result;
  const int deleted = state.real->xDelete(state.real, name, sync_folder);
  // Its entry stays, empty: an open file may point to it.
  if (const auto found = state.files.find(name); deleted == SQLITE_OK && found != state.files.end())
    found->second = Tracked{};
  return deleted;
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return state_of(vfs).real->xAccess(state_of(vfs).real, name, flags, result);
}
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return state_of(vfs).real->xFullPathname(state_of(vfs).real, name, size, out);
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  return state_of(vfs).real->xRandomness(state_of(vfs).real, size, out);
}
int sleep_for(sqlite3_vfs* vfs, int micros) { return state_of(vfs).real->xSleep(state_of(vfs).real, micros); }
int time_now(sqlite3_vfs* vfs, double* out) { return state_of(vfs).real->xCurrentTime(state_of(vfs).real, out); }
int last_error(sqlite3_vfs* vfs, int size, char* out) {
  return state_of(vfs).real->xGetLastError(state_of(vfs).real, size, out);
}

/// Puts back what the disk held before, sector by sector as the seed says.
void lose(const std::string& path, const Tracked& tracked, std::uint64_t seed) {
  std::error_code missing;
  const auto now = static_cast<std::int64_t>(std::filesystem::file_size(path, missing));
  if (missing || seed == 1) return;
  std::mt19937_64 random(seed);
  if (std::FILE* file = std::fopen(path.c_str(), "r+b")) {
    for (const auto& [sector, bytes] : tracked.synced) {
      if (seed != 0 && random() % 2 != 0) continue;
      std::fseek(file, static_cast<long>(sector * kSector), SEEK_SET);
      std::fwrite(bytes.data(), 1, bytes.size(), file);
    }
    std::fclose(file);
  }
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(seed == 0 ? tracked.synced_size : now));
}

}  // namespace

FaultyVfs::FaultyVfs() : state_(std::make_unique<State>()) {
  static int made = 0;
  State& state = *state_;
  state.name = "emptor-faulty-" + std::to_string(++made);
  state.real = sqlite3_vfs_find(nullptr);
  state.vfs.iVersion = 1;
  state.vfs.szOsFile = static_cast<int>(sizeof(File)) + state.real->szOsFile;
  state.vfs.mxPathname = state.real->mxPathname;
  state.vfs.zName = state.name.c_str();
  state.vfs.pAppData = &state;
  state.vfs.xOpen = open_file;
  state.vfs.xDelete = delete_file;
  state.vfs.xAccess = access_file;
  state.vfs.xFullPathname = full_path;
  state.vfs.xRandomness = randomness;
  state.vfs.xSleep = sleep_for;
  state.vfs.xCurrentTime = time_now;
  state.vfs.xGetLastError = last_error;
  sqlite3_vfs_register(&state.vfs, 0);
}

FaultyVfs::~FaultyVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& FaultyVfs::name() const noexcept { return state_->name; }

std::int64_t FaultyVfs::operations() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->operations;
}

void FaultyVfs::fail_at(std::int64_t n, Fault fault) {
  const std::lock_guard lock(state_->mutex);
  state_->strikes_at = state_->operations + n;
  state_->fault = fault;
  state_->struck = false;
}

bool FaultyVfs::struck() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->struck;
}

void FaultyVfs::revive() {
  const std::lock_guard lock(state_->mutex);
  state_->strikes_at = 0;
  state_->dead = false;
  state_->full = false;
}

void FaultyVfs::cut_power() {
  const std::lock_guard lock(state_->mutex);
  state_->off = true;
  state_->struck = true;
}

void FaultyVfs::power_on(std::uint64_t seed) {
  const std::lock_guard lock(state_->mutex);
  if (state_->open_files != 0) throw std::logic_error("files are still open");
  for (const auto& [path, tracked] : state_->files) {
    lose(path, tracked, seed);
    std::error_code ignored;
    std::filesystem::remove(path + "-shm", ignored);
  }
  state_->files.clear();
  state_->off = false;
  state_->dead = false;
  state_->full = false;
  state_->strikes_at = 0;
}

}  // namespace emptor::test
