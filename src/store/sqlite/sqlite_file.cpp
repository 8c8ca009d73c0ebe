#include "store/sqlite/sqlite_file.hpp"

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "base/compose.hpp"
#include "emptor/base/error.hpp"
#include "store/sqlite/sqlite_error.hpp"

namespace emptor::store::sqlite {
namespace {

constexpr int kHeadBytes = 100;
constexpr char kMagic[] = "SQLite format 3";  // with its final zero: 16 bytes
constexpr unsigned char kJournalMagic[] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

std::uint32_t big_endian(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | std::uint32_t{at[3]};
}

/// A file of the file layer, open for reading.
class PeekedFile {
 public:
  PeekedFile(sqlite3_vfs* vfs, const char* name, int kind)
      : memory_(static_cast<std::size_t>(vfs->szOsFile) / sizeof(std::max_align_t) + 1) {
    file_ = reinterpret_cast<sqlite3_file*>(memory_.data());
    const int result = vfs->xOpen(vfs, name, file_, SQLITE_OPEN_READONLY | kind, nullptr);
    if (result != SQLITE_OK) {
      close();
      throw error_of(nullptr, result, name);
    }
  }
  PeekedFile(const PeekedFile&) = delete;
  PeekedFile& operator=(const PeekedFile&) = delete;
  ~PeekedFile() { close(); }

  /// The first bytes, zeros behind the end; the file's size.
  std::int64_t read(std::array<unsigned char, kHeadBytes>& head, const char* name) {
    sqlite3_int64 size = 0;
    int result = file_->pMethods->xFileSize(file_, &size);
    if (result == SQLITE_OK) result = file_->pMethods->xRead(file_, head.data(), kHeadBytes, 0);
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) throw error_of(nullptr, result, name);
    return size;
  }

 private:
  void close() noexcept {
    if (file_->pMethods != nullptr) file_->pMethods->xClose(file_);
  }
  std::vector<std::max_align_t> memory_;
  sqlite3_file* file_ = nullptr;
};

bool exists(sqlite3_vfs* vfs, const char* name) {
  int found = 0;
  const int result = vfs->xAccess(vfs, name, SQLITE_ACCESS_EXISTS, &found);
  if (result != SQLITE_OK) throw error_of(nullptr, result, name);
  return found != 0;
}

bool opens(sqlite3_vfs* vfs, const char* name) {
  try {
    const PeekedFile file(vfs, name, SQLITE_OPEN_MAIN_DB);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// A journal of a database that had no pages when its first transaction began.
bool journal_of_nothing(sqlite3_vfs* vfs, const char* name) {
  if (!exists(vfs, name)) return false;
  std::array<unsigned char, kHeadBytes> head{};
  PeekedFile(vfs, name, SQLITE_OPEN_MAIN_JOURNAL).read(head, name);
  return std::memcmp(head.data(), kJournalMagic, sizeof kJournalMagic) == 0 && big_endian(&head[16]) == 0;
}

}  // namespace

FileHead look_at(const std::string& path, const std::string& vfs_name) {
  sqlite3_initialize();
  sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name.empty() ? nullptr : vfs_name.c_str());
  if (vfs == nullptr) throw Error(ErrorCode::invalid, "vfs", compose("no such file layer: {}", vfs_name));
  std::vector<char> full(static_cast<std::size_t>(vfs->mxPathname) + 1);
  const int result = vfs->xFullPathname(vfs, path.c_str(), vfs->mxPathname, full.data());
  if ((result & 0xff) != SQLITE_OK) throw error_of(nullptr, result, path);
  // File layers look behind a name for its parameters, so it has to be made as SQLite makes it.
  const std::string journal = std::string(full.data()) + "-journal";
  const std::string log = std::string(full.data()) + "-wal";
  using Free = void (*)(const char*);
  const std::unique_ptr<const char, Free> name(
      sqlite3_create_filename(full.data(), journal.c_str(), log.c_str(), 0, nullptr),
      [](const char* made) { sqlite3_free_filename(const_cast<char*>(made)); });
  if (!name) throw Error(ErrorCode::out_of_memory, "no memory for a path");

  if (!exists(vfs, name.get())) {
    // The file layer says so of an empty file too.
    return {.kind = opens(vfs, name.get()) ? FileKind::empty : FileKind::missing};
  }
  std::array<unsigned char, kHeadBytes> head{};
  const std::int64_t size = PeekedFile(vfs, name.get(), SQLITE_OPEN_MAIN_DB).read(head, path.c_str());
  if (size == 0) return {.kind = FileKind::empty};
  const bool database = size >= kHeadBytes && std::memcmp(head.data(), kMagic, sizeof kMagic) == 0;
  if (database && big_endian(&head[68]) == static_cast<std::uint32_t>(kApplicationId))
    return {.kind = FileKind::book, .schema = static_cast<int>(big_endian(&head[60]))};
  const bool cut_short = journal_of_nothing(vfs, sqlite3_filename_journal(name.get()));
  return {.kind = cut_short ? FileKind::unfinished : FileKind::foreign};
}

}  // namespace emptor::store::sqlite
