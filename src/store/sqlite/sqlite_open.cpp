/// Opening: which file, which settings, which version; and joining a host's connection.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/compose.hpp"
#include "store/migrate.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "store/sqlite/sqlite_error.hpp"
#include "store/sqlite/sqlite_file.hpp"

namespace emptor::store::sqlite {
namespace {

constexpr std::string_view kMemory = ":memory:";
constexpr int kOldestSqlite = 3'037'000;  // STRICT tables

void check_engine() {
  if (sqlite3_libversion_number() < kOldestSqlite)
    throw Error(ErrorCode::misuse, compose("SQLite {} is too old, 3.37 is needed", sqlite3_libversion()));
  if (sqlite3_threadsafe() == 0) throw Error(ErrorCode::misuse, "this SQLite was built without support for threads");
}

void check_timeout(int busy_timeout_ms) {
  if (busy_timeout_ms < 0 || busy_timeout_ms > 3'600'000)
    throw Error(ErrorCode::range, "busy_timeout_ms", "0 to 3,600,000 ms",
                {{"busy_timeout_ms", std::to_string(busy_timeout_ms)}});
}

void check(const OpenOptions& options) {
  check_engine();
  check_timeout(options.busy_timeout_ms);
  if (options.readers_max < 1 || options.readers_max > 256)
    throw Error(ErrorCode::range, "readers_max", "1 to 256 readers",
                {{"readers_max", std::to_string(options.readers_max)}});
  if (options.path.empty()) throw Error(ErrorCode::required, "path", "a path, or :memory:");
  if (options.path.find('\0') != std::string::npos) throw Error(ErrorCode::invalid, "path", "a zero byte in the path");
}

/// Some builds of SQLite take "file:…" for a URI, with options in it; here a path is a path.
std::string plain(const std::string& path) { return path.starts_with("file:") ? "./" + path : path; }

void configure(::sqlite3* db, int option, int value) {
  const int result = sqlite3_db_config(db, option, value, static_cast<int*>(nullptr));
  if (result != SQLITE_OK) throw error_of(nullptr, result, "configure");
}

Instant now(const Clock* clock) { return clock != nullptr ? clock->now() : system_clock().now(); }

void check_file(const OpenOptions& options, std::span<const Migration> steps) {
  std::error_code unknown;
  if (std::filesystem::is_directory(options.path, unknown))
    throw Error(ErrorCode::not_a_book, "path", compose("a folder, not a book: {}", options.path));
  const FileHead head = look_at(options.path, options.vfs);
  switch (head.kind) {
    case FileKind::foreign:
      throw Error(ErrorCode::not_a_book, "path", compose("not a book: {}", options.path));
    case FileKind::book:
      // A file that says so on its first page is not even opened.
      refuse_newer(head.schema, steps);
      break;
    case FileKind::missing:
      if (options.read_only || !options.create)
        throw Error(ErrorCode::not_found, "path", compose("no such file: {}", options.path));
      break;
    default:
      if (options.read_only || !options.create)
        throw Error(ErrorCode::not_found, "path", compose("no book in this file yet: {}", options.path));
  }
}

/// Stamps a new file; the stamp goes into the file itself, before there is a log, so that the header always tells.
void make_book(SqliteConnection& connection) {
  connection.begin_write();
  try {
    const auto stamp = connection.pragma("PRAGMA application_id");
    const auto objects = connection.pragma("SELECT count(*) FROM sqlite_schema");
    if (stamp != kApplicationId) {
      if (stamp != 0 || objects != 0) throw Error(ErrorCode::not_a_book, "path", "not a book");
      connection.pragma(compose("PRAGMA application_id = {}", kApplicationId).c_str());
    }
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

/// Changing the journal needs the file alone for a moment, and SQLite does not wait for that.
void use_log(SqliteConnection& connection, int busy_timeout_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_ms);
  while (true) {
    try {
      connection.pragma("PRAGMA journal_mode = WAL");
      if (connection.pragma("SELECT journal_mode = 'wal' FROM pragma_journal_mode") == 1) return;
      throw Error(ErrorCode::io, "this file system has no shared memory for SQLite's write-ahead log");
    } catch (const Error& error) {
      if (error.code() != ErrorCode::busy || std::chrono::steady_clock::now() >= until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void stamp_version(SqliteConnection& connection, int number) {
  connection.pragma(compose("PRAGMA user_version = {}", number).c_str());
}

std::shared_ptr<Database> open_memory(const OpenOptions& options, std::span<const Migration> steps) {
  if (options.read_only) throw Error(ErrorCode::read_only, "path", "a book in memory starts empty");
  auto connection = connect(options, Role::writer);
  make_book(*connection);
  migrate(*connection, steps, now(options.clock), [&](int number) { stamp_version(*connection, number); });
  return std::make_shared<SqliteDatabase>(options, SqliteDatabase::Pool::shared, std::move(connection), nullptr,
                                          nullptr);
}

/// For a book in a folder that cannot be written to: SQLite then has nowhere to keep what readers share, and needs to
/// be told that nobody writes. Only while there is no log with transactions that are not in the file yet.
bool is_still(const OpenOptions& options) {
  namespace fs = std::filesystem;
  if (!options.read_only || !options.vfs.empty()) return false;
  std::error_code unknown;
  const fs::path log = options.path + "-wal";
  if (fs::exists(log, unknown) && fs::file_size(log, unknown) != 0) return false;
  const fs::path folder = fs::path(options.path).parent_path();
  return ::faccessat(AT_FDCWD, folder.empty() ? "." : folder.c_str(), W_OK, AT_EACCESS) != 0;
}

std::string still_uri(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) uri += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
  return uri + "?immutable=1";
}

}  // namespace

std::unique_ptr<SqliteConnection> connect(const OpenOptions& options, Role role) {
  ::sqlite3* db = nullptr;
  // One thread at a time has a connection, so SQLite needs no mutex on it.
  int flags = SQLITE_OPEN_NOMUTEX | (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  if (role == Role::writer && options.create && !options.read_only) flags |= SQLITE_OPEN_CREATE;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const bool still = is_still(options);
  const int result = sqlite3_open_v2((still ? still_uri(options.path) : plain(options.path)).c_str(), &db,
                                     still ? flags | SQLITE_OPEN_URI : flags, vfs);
  if (result != SQLITE_OK) {
    const Error error = error_of(db, result, options.path);
    sqlite3_close_v2(db);
    throw error;
  }
  auto connection = std::make_unique<SqliteConnection>(db, Handle::own);
  connection->set_patience(std::chrono::milliseconds(options.busy_timeout_ms));
  configure(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1);
  configure(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
  configure(db, SQLITE_DBCONFIG_DEFENSIVE, 1);
  configure(db, SQLITE_DBCONFIG_DQS_DML, 0);
  configure(db, SQLITE_DBCONFIG_DQS_DDL, 0);
  // Until the file is accepted: closing must not tidy up a log that is not ours.
  configure(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
  connection->pragma("PRAGMA temp_store = MEMORY");
  connection->pragma("PRAGMA mmap_size = 0");
  connection->pragma(role == Role::writer ? "PRAGMA cache_size = -65536" : "PRAGMA cache_size = -16384");
  if (role == Role::reader) {
    configure(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);
    if (!options.read_only) connection->pragma("PRAGMA query_only = ON");
  }
  const bool full = options.durability == Durability::full;
  connection->pragma(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  connection->pragma(full ? "PRAGMA fullfsync = ON" : "PRAGMA fullfsync = OFF");
  connection->pragma(full ? "PRAGMA checkpoint_fullfsync = ON" : "PRAGMA checkpoint_fullfsync = OFF");
  connection->pragma("PRAGMA page_size = 4096");
  connection->pragma("PRAGMA secure_delete = FAST");
  connection->pragma("PRAGMA journal_size_limit = 67108864");
  return connection;
}

namespace {

std::shared_ptr<Database> open_file(const OpenOptions& options, std::span<const Migration> steps) {
  OpenFile::refuse_inherited(options.path);
  check_file(options, steps);
  auto tripwire = std::make_unique<Tripwire>();
  auto connection = connect(options, Role::writer);
  auto file = std::make_unique<OpenFile>(options.path);
  // SQLite opens what it may not write for reading, and says so at the first change.
  if (!options.read_only && sqlite3_db_readonly(connection->handle(), "main") == 1)
    throw Error(ErrorCode::read_only, "path",
                compose("this file may only be read; open it with read_only: {}", options.path));
  if (options.read_only) {
    if (connection->pragma("PRAGMA application_id") != kApplicationId)
      throw Error(ErrorCode::not_a_book, "path", compose("not a book yet: {}", options.path));
    connection->begin_read();
    const int version = schema_version(*connection);
    connection->commit();
    refuse_newer(version, steps);
    if (version < static_cast<int>(steps.size()))
      throw Error(ErrorCode::read_only, "", "the book needs new tables first: open it once for writing",
                  {{"schema", std::to_string(version)}, {"known", std::to_string(steps.size())}});
  } else {
    // Asked again under SQLite's locks: what looked like a book may have been one whose making was cut short.
    if (connection->pragma("PRAGMA application_id") != kApplicationId) make_book(*connection);
    use_log(*connection, options.busy_timeout_ms);
    migrate(*connection, steps, now(options.clock), [&](int number) { stamp_version(*connection, number); });
    configure(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);
    tripwire->arm(sqlite3_filename_wal(sqlite3_db_filename(connection->handle(), "main")));
    connection->watch(tripwire.get());
    connection->set_known_schema(static_cast<int>(steps.size()));
  }
  return std::make_shared<SqliteDatabase>(options, SqliteDatabase::Pool::separate, std::move(connection),
                                          std::move(tripwire), std::move(file));
}

}  // namespace

std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps) {
  check(options);
  if (options.path == kMemory) return open_memory(options, steps);
  try {
    return open_file(options, steps);
  } catch (const Error& error) {
    const Problem& told = error.problems().front();
    if (!told.field.empty() || error.code() == ErrorCode::internal) throw;
    throw Error(error.code(), "path", compose("{}: {}", told.message, options.path), told.figures);
  }
}

std::shared_ptr<Database> attach(::sqlite3* host, const void* witness, const AttachOptions& options,
                                 std::span<const Migration> steps) {
  // First of all, and before the handle is touched: another copy's handle has another layout.
  if (witness != reinterpret_cast<const void*>(&sqlite3_libversion))
    throw Error(ErrorCode::foreign_sqlite, "witness",
                "the host's connection belongs to another copy of SQLite than the one that this library uses");
  if (host == nullptr) throw Error(ErrorCode::required, "connection", "a connection");
  check_engine();
  check_timeout(options.busy_timeout_ms);
  auto connection = std::make_unique<SqliteConnection>(host, Handle::host);
  if (!options.create) {
    connection->begin_read();
    const bool there = connection->has_table("emptor_migration");
    connection->commit();
    if (!there) throw Error(ErrorCode::not_found, "connection", "the host's database holds no book yet");
  }
  migrate(*connection, steps, now(options.clock), [](int) {});
  OpenOptions lent;
  lent.busy_timeout_ms = options.busy_timeout_ms;
  return std::make_shared<SqliteDatabase>(lent, SqliteDatabase::Pool::shared, std::move(connection), nullptr, nullptr);
}

}  // namespace emptor::store::sqlite
