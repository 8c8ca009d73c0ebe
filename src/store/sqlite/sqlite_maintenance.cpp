/// Looking after a book: copying it, checking it, naming the engine.
#include <sqlite3.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/compose.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/sqlite/sqlite_error.hpp"

namespace emptor::store::sqlite {
namespace {

/// Makes the file, and fails when there is one; removes it again unless `keep` is called.
class NewFile {
 public:
  explicit NewFile(std::string path) : path_(std::move(path)) {
    errno = 0;
    std::FILE* file = std::fopen(path_.c_str(), "wbx");
    if (file == nullptr) {
      const int why = errno;
      if (why == EEXIST) throw Error(ErrorCode::duplicate_code, "path", compose("the file exists: {}", path_));
      throw Error(why == ENOSPC ? ErrorCode::disk_full : ErrorCode::io, "path",
                  compose("cannot make the file {}", path_), {{"errno", std::to_string(why)}});
    }
    std::fclose(file);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (kept_) return;
    std::remove(path_.c_str());
    std::remove((path_ + "-journal").c_str());
  }
  void keep() noexcept { kept_ = true; }

 private:
  std::string path_;
  bool kept_ = false;
};

struct CloseHandle {
  void operator()(::sqlite3* db) const noexcept { sqlite3_close_v2(db); }
};

/// Rows of a check, each as one line.
template <class Line>
void collect(SqliteConnection& connection, std::string_view sql, std::vector<std::string>& lines, Line line) {
  try {
    const auto prepared = connection.prepare_once(sql);
    Statement rows(*prepared);
    while (rows.step()) {
      std::string text = line(rows);
      if (text != "ok") lines.push_back(std::move(text));
    }
  } catch (const Error& error) {
    // A file too damaged to be checked is a finding too.
    if (error.code() != ErrorCode::corrupt) throw;
    lines.push_back(error.message());
  }
}

}  // namespace

std::string SqliteDatabase::description() const {
#ifdef EMPTOR_SQLITE_BUNDLED
  constexpr const char* origin = "bundled";
#else
  constexpr const char* origin = "system";
#endif
  return compose("SQLite {} ({}), source {}", sqlite3_libversion(), origin,
                 std::string_view(sqlite3_sourceid()).substr(0, 40));
}

void SqliteDatabase::backup(const std::string& path) {
  if (is_host())
    throw Error(ErrorCode::misuse, "an attached book is a part of its host's database: the host backs it up");
  Transaction transaction = begin(Access::read);
  auto& source = static_cast<SqliteConnection&>(transaction.connection());
  NewFile file(path);
  ::sqlite3* opened = nullptr;
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  int result = sqlite3_open_v2(name.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                               options_.vfs.empty() ? nullptr : options_.vfs.c_str());
  std::unique_ptr<::sqlite3, CloseHandle> target(opened);
  if (result != SQLITE_OK) throw error_of(opened, result, path);
  // In one step: the source's snapshot is held throughout, and in WAL that keeps nobody waiting.
  sqlite3_backup* copy = sqlite3_backup_init(opened, "main", source.handle(), "main");
  if (copy == nullptr) throw error_of(opened, sqlite3_errcode(opened), path);
  sqlite3_backup_step(copy, -1);
  result = sqlite3_backup_finish(copy);
  if (result != SQLITE_OK) throw error_of(opened, result, path);
  target.reset();
  file.keep();
}

std::vector<std::string> SqliteDatabase::check_integrity() {
  std::vector<std::string> lines;
  Transaction transaction = begin(Access::read);
  auto& connection = static_cast<SqliteConnection&>(transaction.connection());
  std::vector<std::string> tables;  // of a host's database, only ours
  if (is_host()) {
    const auto ours = connection.prepare_once(
        "SELECT '(' || name || ')' FROM sqlite_schema WHERE type = 'table' AND name GLOB 'emptor_*' ORDER BY name");
    Statement rows(*ours);
    while (rows.step()) tables.push_back(rows.string(0));
  } else {
    tables.emplace_back();
  }
  for (const std::string& table : tables) {
    collect(connection, "PRAGMA integrity_check" + table, lines, [](Statement& row) { return row.string(0); });
    collect(connection, "PRAGMA foreign_key_check" + table, lines, [](Statement& row) {
      return compose("{} row {}: refers to a row of {} that is not there", row.text(0), row.integer(1), row.text(2));
    });
  }
  return lines;
}

void SqliteDatabase::checkpoint() {
  if (pool_ == Pool::shared || options_.read_only) return;
  Connection& connection = borrow(Access::read);
  static_cast<SqliteConnection&>(connection).checkpoint();
  give_back(connection, Access::read);
}

}  // namespace emptor::store::sqlite
