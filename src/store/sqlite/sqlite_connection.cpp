#include "store/sqlite/sqlite_connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <thread>

#include "base/compose.hpp"
#include "store/sqlite/sqlite_error.hpp"

namespace emptor::store::sqlite {
namespace {

// What joins a host's transaction, or that of others who post, is undone and kept as one; the name can not meet those
// of the marks.
constexpr const char* kJoin = "SAVEPOINT emptor_joined";
constexpr const char* kJoinKeep = "RELEASE emptor_joined";
constexpr const char* kJoinUndo = "ROLLBACK TO emptor_joined";

}  // namespace

SqliteConnection::SqliteConnection(::sqlite3* handle, Handle whose) : handle_(handle), whose_(whose) {
  running_.reserve(16);
  if (whose_ == Handle::own) {
    sqlite3_busy_handler(handle_, &SqliteConnection::on_busy, this);
    // This also replaces the automatic checkpoint, which would run inside whichever commit happens to come along.
    sqlite3_wal_hook(handle_, &SqliteConnection::on_log, this);
  }
}

SqliteConnection::~SqliteConnection() { close(); }

void SqliteConnection::close() noexcept {
  drop_attachments();
  if (handle_ == nullptr) return;
  if (process_id() != process_) {
    // After a fork the handle is the parent's: its locks, its files and even its mutexes are not ours to touch.
    for (auto* statements : {&kept_, &next_ids_}) {
      for (auto& [sql, statement] : *statements) static_cast<void>(statement.release());
      statements->clear();
    }
    handle_ = nullptr;
    return;
  }
  if (scope_ != Scope::none) rollback();
  for (auto* statements : {&kept_, &next_ids_})
    for (auto& [sql, statement] : *statements) statement->finalize();
  for (::sqlite3_stmt** each : {&begin_read_, &begin_write_, &commit_, &rollback_, &stamp_})
    sqlite3_finalize(std::exchange(*each, nullptr));
  ::sqlite3* handle = std::exchange(handle_, nullptr);
  if (whose_ == Handle::host) return;
  // Without a checkpoint when the log is no longer the one that we wrote: it would overwrite what others did since.
  if (tripwire_ != nullptr && !tripwire_->sound())
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, static_cast<int*>(nullptr));
  sqlite3_close_v2(handle);
}

int SqliteConnection::on_busy(void* self, int count) noexcept {
  auto& connection = *static_cast<SqliteConnection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (count == 0) connection.busy_since_ = now;
  const auto waited = now - connection.busy_since_;
  connection.waited_ms_ = std::chrono::duration_cast<Milliseconds>(waited).count();
  if (waited >= connection.patience_) return 0;
  // Short naps at first: the other writer is usually done within a fraction of a millisecond.
  const std::chrono::nanoseconds nap = std::chrono::microseconds(50) * (1 << std::min(count, 7));
  std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(nap, connection.patience_ - waited));
  return 1;
}

int SqliteConnection::on_log(void* self, ::sqlite3* /*db*/, const char* /*schema*/, int pages) noexcept {
  static_cast<SqliteConnection*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

void SqliteConnection::checkpoint() noexcept {
  if (handle_ == nullptr || process_id() != process_) return;
  if (tripwire_ != nullptr && !tripwire_->sound()) return;
  sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

PreparedStatement& SqliteConnection::prepare(const char* sql) {
  const auto found = kept_.find(sql);
  if (found != kept_.end()) [[likely]]
    return found->second->take();
  if (handle_ == nullptr) throw_unusable();
  auto statement = std::make_unique<SqliteStatement>(*this, sql, true);
  return kept_.emplace(sql, std::move(statement)).first->second->take();
}

std::unique_ptr<PreparedStatement> SqliteConnection::prepare_once(std::string_view sql) {
  if (handle_ == nullptr) throw_unusable();
  return std::make_unique<SqliteStatement>(*this, sql, false);
}

void SqliteConnection::execute_script(std::string_view sql) {
  require_transaction();
  const std::string script = expand(sql, kDialect);
  const int result = sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw failure(result, script.substr(0, 200));
}

bool SqliteConnection::has_table(std::string_view name) {
  Statement find(prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"));
  return find.bind(name).step();
}

std::int64_t SqliteConnection::last_insert_id() { return sqlite3_last_insert_rowid(handle_); }

PreparedStatement& SqliteConnection::prepare_next_id(const char* table) {
  auto& statement = next_ids_[table];
  if (!statement) {
    if (handle_ == nullptr) throw_unusable();
    statement =
        std::make_unique<SqliteStatement>(*this, compose("SELECT coalesce(max(id), 0) + 1 FROM {}", table), true);
  }
  return statement->take();
}

std::int64_t SqliteConnection::last_change() { return sqlite3_changes64(handle_); }

std::int64_t SqliteConnection::total_changes() const { return sqlite3_total_changes64(handle_); }

std::int64_t SqliteConnection::pragma(const char* sql) {
  ::sqlite3_stmt* statement = nullptr;
  int result = sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr);
  std::int64_t value = 0;
  bool first = true;
  // To the end: some pragmas fail after their row.
  while (result == SQLITE_OK || result == SQLITE_ROW) {
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW && std::exchange(first, false)) value = sqlite3_column_int64(statement, 0);
  }
  if (result != SQLITE_DONE) {
    const Error error = failure(result, sql);
    sqlite3_finalize(statement);
    throw error;
  }
  sqlite3_finalize(statement);
  return value;
}

void SqliteConnection::stopped(SqliteStatement& statement) noexcept {
  // Nearly always the last one that started.
  const auto found = std::find(running_.rbegin(), running_.rend(), &statement);
  if (found != running_.rend()) {
    *found = running_.back();
    running_.pop_back();
  }
}

Error SqliteConnection::failure(int result, std::string_view doing) {
  Error error = error_of(handle_, result, doing);
  // Some failures (full disk, I/O, memory) make SQLite roll back the whole transaction. A statement that followed would
  // run, and commit, on its own.
  if (usable_ && sqlite3_get_autocommit(handle_) != 0) usable_ = false;
  if (error.code() != ErrorCode::busy || whose_ == Handle::host) return error;
  return Error(ErrorCode::busy, "", compose("another process held the book for longer than {} ms", waited_ms_),
               {{"waited_ms", std::to_string(waited_ms_)}});
}

void SqliteConnection::throw_unusable() const {
  if (handle_ == nullptr) throw Error(ErrorCode::closed, "the book is closed");
  if (scope_ != Scope::none) throw Error(ErrorCode::misuse, "the engine has rolled the transaction back already");
  throw Error(ErrorCode::misuse, "a statement outside of a transaction");
}

void SqliteConnection::require_process() const {
  if (process_id() != process_) throw_wrong_process();
}

void SqliteConnection::control(::sqlite3_stmt*& statement, const char* sql) {
  if (statement != nullptr) return;
  const int result = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) throw failure(result, sql);
}

void SqliteConnection::run(::sqlite3_stmt* statement, const char* doing) {
  waited_ms_ = 0;
  const int result = sqlite3_step(statement);
  if (result == SQLITE_DONE || result == SQLITE_ROW) {
    sqlite3_reset(statement);
    return;
  }
  const Error error = failure(result, doing);
  sqlite3_reset(statement);
  throw error;
}

void SqliteConnection::begin(Scope scope) {
  if (handle_ == nullptr) throw_unusable();
  require_process();
  if (scope_ != Scope::none) throw Error(ErrorCode::misuse, "a transaction is open already");
  if (begin_read_ == nullptr) {
    // All of them now: ending a transaction must not depend on memory for a statement.
    control(rollback_, "ROLLBACK");
    control(commit_, "COMMIT");
    control(begin_write_, "BEGIN IMMEDIATE");
    if (whose_ == Handle::own) control(stamp_, "PRAGMA user_version");
    control(begin_read_, "BEGIN");
  }
  // Left over from a rollback for which there was no memory.
  if (whose_ == Handle::own && !carried_ && sqlite3_get_autocommit(handle_) == 0) run(rollback_, "rollback");
  joined_ = carried_ || (whose_ == Handle::host && sqlite3_get_autocommit(handle_) == 0);
  changes_at_begin_ = total_changes();
  if (!joined_) run(scope == Scope::write ? begin_write_ : begin_read_, "begin");
  scope_ = scope;
  usable_ = true;
}

void SqliteConnection::begin_read() {
  if (tripwire_ != nullptr && tripwire_->tripped()) Tripwire::throw_foreign();
  begin(Scope::read);
}

void SqliteConnection::begin_write() {
  if (tripwire_ != nullptr) tripwire_->check();
  begin(Scope::write);
  try {
    if (joined_) Statement(prepare(kJoin)).run();
    if (stamp_ != nullptr && known_schema_ >= 0) {
      // A newer library may have moved the schema on while this book was open.
      const bool row = sqlite3_step(stamp_) == SQLITE_ROW;
      const int schema = row ? sqlite3_column_int(stamp_, 0) : 0;
      sqlite3_reset(stamp_);
      if (schema > known_schema_)
        throw Error(ErrorCode::newer_schema, "",
                    compose("the book has moved on to schema {}, this library knows {}", schema, known_schema_),
                    {{"schema", std::to_string(schema)}, {"known", std::to_string(known_schema_)}});
    }
  } catch (...) {
    rollback();
    throw;
  }
}

void SqliteConnection::commit() {
  require_process();
  if (!usable_) throw_unusable();
  stop_running();
  if (carried_) {
    if (joined_) Statement(prepare(kJoinKeep)).run();
    // From here on it is one transaction, of which nothing or all is kept.
    joined_ = false;
    carried_ = false;
    changes_at_begin_ = -1;
  }
  if (scope_ == Scope::write && joined_) {
    Statement(prepare(kJoinKeep)).run();
    // The host may still roll back what is now a part of its transaction, unseen by us.
    drop_attachments();
  } else if (!joined_) {
    run(commit_, "commit");
    // Looked at again before it is acknowledged: the log may have lost its name in between.
    if (scope_ == Scope::write && tripwire_ != nullptr) tripwire_->check();
  } else {
    drop_attachments();
  }
  end();
}

void SqliteConnection::carry() {
  require_process();
  if (!usable_) throw_unusable();
  stop_running();
  if (joined_) Statement(prepare(kJoinKeep)).run();
  carried_ = true;
  end();
}

void SqliteConnection::commit_carried() {
  scope_ = Scope::write;
  usable_ = true;
  try {
    commit();
  } catch (...) {
    rollback();
    throw;
  }
}

void SqliteConnection::rollback() noexcept {
  if (scope_ == Scope::none || process_id() != process_) return;
  stop_running();
  // Nothing was changed by a read, nor by a preview that wrote nothing: what is cached holds.
  bool drop = (joined_ && !carried_) || (scope_ == Scope::write && (!usable_ || total_changes() != changes_at_begin_));
  try {
    if (joined_) {
      if (scope_ == Scope::write && usable_) {
        Statement(prepare(kJoinUndo)).run();
        Statement(prepare(kJoinKeep)).run();
      }
    } else if (sqlite3_get_autocommit(handle_) == 0) {
      run(scope_ == Scope::read ? commit_ : rollback_, "rollback");
    }
  } catch (const std::exception&) {
    drop = true;
    // No memory even for undoing. An own connection tries again before its next transaction. A host's transaction must
    // not be committed with half of our rows, so it ends here as a whole, as SQLite does with any that it cannot go on
    // with.
    if (joined_ && sqlite3_get_autocommit(handle_) == 0) {
      sqlite3_step(rollback_);
      sqlite3_reset(rollback_);
    }
  }
  if (drop) drop_attachments();
  // The engine may have ended all of it.
  carried_ = carried_ && sqlite3_get_autocommit(handle_) == 0;
  end();
}

void SqliteConnection::end() noexcept {
  scope_ = Scope::none;
  usable_ = false;
  joined_ = false;
  marks_.clear();
}

void SqliteConnection::stop_running() noexcept {
  while (!running_.empty()) running_.back()->reset();
}

void SqliteConnection::savepoint(int level) {
  Mark& mark = marks_.free(level);
  Statement(prepare(mark.save.c_str())).run();
  mark.changes = total_changes();
  mark.set = true;
}

void SqliteConnection::release(int level) {
  Mark& mark = marks_.at(level);
  Statement(prepare(mark.release.c_str())).run();
  mark.set = false;
}

void SqliteConnection::rollback_to(int level) noexcept {
  if (process_id() != process_) return;
  try {
    Mark& mark = marks_.at(level);
    if (!mark.set) return;
    mark.set = false;
    if (!usable_) return;
    if (total_changes() != mark.changes) drop_attachments();
    Statement(prepare(mark.undo.c_str())).run();
    Statement(prepare(mark.release.c_str())).run();
  } catch (const std::exception&) {
    // Half undone must not be committed.
    drop_attachments();
    usable_ = false;
  }
}

}  // namespace emptor::store::sqlite
