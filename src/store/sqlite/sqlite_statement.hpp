/// A prepared statement of SQLite.
///
/// Text and blobs are bound without a copy (SQLITE_STATIC). That is safe because a statement forgets its bindings' age
/// on every reset: it refuses to run until each parameter was bound again, so a pointer to a value that has died is
/// never read.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>

#include "store/store.hpp"

struct sqlite3_stmt;

namespace emptor::store::sqlite {

class SqliteConnection;

class SqliteStatement final : public PreparedStatement {
 public:
  /// `kept` tells SQLite that it will live long.
  SqliteStatement(SqliteConnection& connection, std::string_view sql, bool kept);
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() override;

  void bind_null(int index, Type type) override;
  void bind_integer(int index, std::int64_t value) override;
  void bind_text(int index, std::string_view value) override;
  void bind_bytes(int index, Bytes value) override;
  void bind_text_copy(int index, std::string_view value) override;
  bool step() override;
  void run() override;
  void reset() noexcept override;
  void release() noexcept override;
  [[nodiscard]] bool is_null(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  [[nodiscard]] Bytes bytes(int column) const override;
  [[nodiscard]] int columns() const override;
  [[nodiscard]] std::string_view column_name(int column) const override;

  /// This one, or a further copy when it is in use; marked as in use.
  [[nodiscard]] SqliteStatement& take();
  /// Gives the handle back to SQLite; for this one and its copies. What is left only answers `release`.
  void finalize() noexcept;

 private:
  void before_bind();
  void bound(int index, int result);

  SqliteConnection* connection_;
  ::sqlite3_stmt* handle_ = nullptr;
  int parameters_ = 0;
  int bound_ = 0;         ///< highest parameter bound since the last reset
  bool stepped_ = false;  ///< running: the connection knows it
  bool done_ = false;
  // A statement may go out of scope just after its transaction gave the connection back; the flag is all that it
  // touches then, while another thread may be looking for a free copy.
  std::atomic<bool> in_use_{false};
  std::unique_ptr<SqliteStatement> copy_;
};

}  // namespace emptor::store::sqlite
