#include "store/sqlite/sqlite_statement.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "base/compose.hpp"
#include "store/sqlite/sqlite_connection.hpp"
#include "store/sqlite/sqlite_error.hpp"

namespace emptor::store::sqlite {

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql, bool kept)
    : connection_(&connection) {
  const char* tail = nullptr;
  const unsigned flags = kept ? SQLITE_PREPARE_PERSISTENT : 0U;
  const int size = static_cast<int>(std::min<std::size_t>(sql.size(), 1'000'000'000));
  const int result = sqlite3_prepare_v3(connection.handle(), sql.data(), size, flags, &handle_, &tail);
  if (result != SQLITE_OK) throw error_of(connection.handle(), result, sql);
  const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + size - tail));
  if (handle_ == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    sqlite3_finalize(handle_);
    throw Error(ErrorCode::misuse, compose("not exactly one statement [{}]", sql));
  }
  parameters_ = sqlite3_bind_parameter_count(handle_);
}

SqliteStatement::~SqliteStatement() { finalize(); }

void SqliteStatement::finalize() noexcept {
  for (SqliteStatement* each = this; each != nullptr; each = each->copy_.get()) {
    if (each->handle_ == nullptr) continue;
    each->reset();
    sqlite3_finalize(std::exchange(each->handle_, nullptr));
  }
}

SqliteStatement& SqliteStatement::take() {
  SqliteStatement* free = this;
  while (free->in_use_.load(std::memory_order_acquire)) {
    if (!free->copy_) free->copy_ = std::make_unique<SqliteStatement>(*connection_, sqlite3_sql(handle_), true);
    free = free->copy_.get();
  }
  free->in_use_.store(true, std::memory_order_relaxed);
  free->bound_ = 0;
  return *free;
}

void SqliteStatement::before_bind() {
  if (stepped_) reset();
}

void SqliteStatement::bound(int index, int result) {
  if (result != SQLITE_OK) throw error_of(connection_->handle(), result, handle_ ? sqlite3_sql(handle_) : "closed");
  bound_ = std::max(bound_, index);
}

void SqliteStatement::bind_null(int index, Type /*type*/) {
  before_bind();
  bound(index, sqlite3_bind_null(handle_, index));
}

void SqliteStatement::bind_integer(int index, std::int64_t value) {
  before_bind();
  bound(index, sqlite3_bind_int64(handle_, index, value));
}

// A null pointer would bind NULL; an empty text is a text.
void SqliteStatement::bind_text(int index, std::string_view value) {
  before_bind();
  const char* data = value.data() != nullptr ? value.data() : "";
  bound(index, sqlite3_bind_text64(handle_, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void SqliteStatement::bind_bytes(int index, Bytes value) {
  before_bind();
  const void* data = value.data() != nullptr ? static_cast<const void*>(value.data()) : "";
  bound(index, sqlite3_bind_blob64(handle_, index, data, value.size(), SQLITE_STATIC));
}

void SqliteStatement::bind_text_copy(int index, std::string_view value) {
  before_bind();
  const char* data = value.data() != nullptr ? value.data() : "";
  bound(index, sqlite3_bind_text64(handle_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

bool SqliteStatement::step() {
  if (done_) return false;  // SQLite would start over, and insert once more
  if (!stepped_) {
    connection_->require_transaction();
    if (bound_ != parameters_)
      throw Error(ErrorCode::misuse,
                  compose("{} of {} parameters bound [{}]", bound_, parameters_, sqlite3_sql(handle_)));
    connection_->running(*this);
    stepped_ = true;
  }
  const int result = sqlite3_step(handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) {
    done_ = true;
    return false;
  }
  const Error error = connection_->failure(result, sqlite3_sql(handle_));
  reset();
  throw error;
}

void SqliteStatement::run() {
  while (step()) {
  }
  reset();
}

void SqliteStatement::reset() noexcept {
  bound_ = 0;
  if (!stepped_) return;
  sqlite3_reset(handle_);
  stepped_ = false;
  done_ = false;
  connection_->stopped(*this);
}

void SqliteStatement::release() noexcept {
  if (stepped_) reset();
  // Without a further look at the members: see in_use_.
  in_use_.store(false, std::memory_order_release);
}

bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view SqliteStatement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (data == nullptr) {
    if (!is_null(column)) throw Error(ErrorCode::out_of_memory, "no memory for a text");
    return {};
  }
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Bytes SqliteStatement::bytes(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

int SqliteStatement::columns() const { return sqlite3_column_count(handle_); }

std::string_view SqliteStatement::column_name(int column) const {
  const char* name = sqlite3_column_name(handle_, column);
  return name != nullptr ? name : "";
}

}  // namespace emptor::store::sqlite
