/// A connection to SQLite: transactions, marks, kept statements, bounded waiting.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/marks.hpp"
#include "store/migrate.hpp"
#include "store/sqlite/file_identity.hpp"
#include "store/sqlite/sqlite_statement.hpp"
#include "store/store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace emptor::store::sqlite {

inline constexpr Dialect kDialect{.id = "INTEGER PRIMARY KEY",
                                  .rows = "STRICT",
                                  .clustered = "STRICT, WITHOUT ROWID",
                                  .day = "date($ * 86400, 'unixepoch')",
                                  .instant = "strftime('%Y-%m-%dT%H:%M:%SZ', $ / 1000000, 'unixepoch')"};

/// Whose handle it is: `own` ones get settings, an own busy handler and are closed; a `host`'s is only used.
enum class Handle : std::uint8_t { own, host };

class SqliteConnection final : public Connection {
 public:
  using Milliseconds = std::chrono::milliseconds;

  SqliteConnection(::sqlite3* handle, Handle whose);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  ~SqliteConnection() override;

  [[nodiscard]] PreparedStatement& prepare(const char* sql) override;
  [[nodiscard]] std::unique_ptr<PreparedStatement> prepare_once(std::string_view sql) override;
  void execute_script(std::string_view sql) override;
  [[nodiscard]] bool has_table(std::string_view name) override;
  [[nodiscard]] std::int64_t last_insert_id() override;
  [[nodiscard]] PreparedStatement& prepare_next_id(const char* table) override;
  /// There and then: the engine does not keep the count.
  [[nodiscard]] std::int64_t last_change() override;
  [[nodiscard]] std::int64_t changes(std::int64_t of) override { return of; }
  void begin_read() override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  /// Ends a transaction that writes for its holder and leaves it open: the next one that writes adds to it, and is
  /// undone without it; a commit commits all.
  void carry();
  [[nodiscard]] bool carries() const noexcept { return carried_; }
  void commit_carried();
  void savepoint(int level) override;
  void release(int level) override;
  void rollback_to(int level) noexcept override;

  [[nodiscard]] ::sqlite3* handle() const noexcept { return handle_; }
  /// Runs one statement outside of the kept ones and returns its first column as an integer (0 without a row).
  std::int64_t pragma(const char* sql);
  /// How long the busy handler may wait from now on for another process.
  void set_patience(Milliseconds patience) noexcept { patience_ = patience; }
  /// Checked around every write; must outlive the connection.
  void watch(Tripwire* tripwire) noexcept { tripwire_ = tripwire; }
  /// Refuse to write once another process stamps a schema above this one. -1: do not look.
  void set_known_schema(int schema) noexcept { known_schema_ = schema; }
  /// Pages in the write-ahead log after the last commit here.
  [[nodiscard]] int log_pages() const noexcept { return log_pages_; }
  /// Copies committed pages into the file as far as readers allow. Failing is no harm: the log keeps them.
  void checkpoint() noexcept;
  /// Closes an own handle and leaves a host's alone; kept statements end. After a fork it only forgets.
  void close() noexcept override;

  // For statements.
  void require_transaction() const {
    if (!usable_) throw_unusable();
  }
  void running(SqliteStatement& statement) { running_.push_back(&statement); }
  void stopped(SqliteStatement& statement) noexcept;
  /// The error of the call that just failed; notes whether it ended the transaction.
  [[nodiscard]] Error failure(int result, std::string_view doing);

 private:
  enum class Scope : std::uint8_t { none, read, write };

  static int on_busy(void* self, int count) noexcept;
  static int on_log(void* self, ::sqlite3*, const char*, int pages) noexcept;
  [[noreturn]] void throw_unusable() const;
  void require_process() const;
  void control(::sqlite3_stmt*& statement, const char* sql);
  void run(::sqlite3_stmt* statement, const char* doing);
  void begin(Scope scope);
  void stop_running() noexcept;
  void end() noexcept;
  [[nodiscard]] std::int64_t total_changes() const;

  ::sqlite3* handle_;
  Handle whose_;
  std::int64_t process_ = process_id();
  boost::unordered_flat_map<const char*, std::unique_ptr<SqliteStatement>> kept_;
  boost::unordered_flat_map<const char*, std::unique_ptr<SqliteStatement>> next_ids_;  ///< by table
  std::vector<SqliteStatement*> running_;
  ::sqlite3_stmt* begin_read_ = nullptr;
  ::sqlite3_stmt* begin_write_ = nullptr;
  ::sqlite3_stmt* commit_ = nullptr;
  ::sqlite3_stmt* rollback_ = nullptr;
  ::sqlite3_stmt* stamp_ = nullptr;
  Marks marks_;
  Tripwire* tripwire_ = nullptr;
  int known_schema_ = -1;
  int log_pages_ = 0;
  std::int64_t changes_at_begin_ = 0;
  Scope scope_ = Scope::none;
  bool usable_ = false;   ///< a transaction is open and the engine has not ended it
  bool joined_ = false;   ///< it is a part of the host's, or of what is carried
  bool carried_ = false;  ///< what others have done in it before stands until all is committed
  Milliseconds patience_{0};
  std::chrono::steady_clock::time_point busy_since_;
  std::int64_t waited_ms_ = 0;
};

}  // namespace emptor::store::sqlite
