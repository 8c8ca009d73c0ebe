/// A connection to PostgreSQL: transactions, marks, kept statements, as few round trips as possible.
///
/// It is always in libpq's pipeline mode. Statements whose outcome nobody has asked for are sent and not waited for;
/// the next one that returns rows, the end of a mark and the commit collect all answers together. Beginning a read and
/// ending it cost no round trip of their own either.
///
/// A write transaction holds the book's advisory lock from its begin to its end, bounded by lock_timeout. It runs under
/// READ COMMITTED: its statements must see what the former holder of the lock has committed, and nobody else writes. A
/// read runs under REPEATABLE READ, on the snapshot that its first statement takes.
///
/// An idle connection that turns out to be dead is made anew when a transaction begins: nothing can be lost then. Later
/// in a transaction the loss is told.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/marks.hpp"
#include "store/postgres/libpq.hpp"
#include "store/postgres/pg_statement.hpp"
#include "store/process.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

struct PgSettings {
  std::string conninfo;
  std::string schema;
  int busy_timeout_ms = 5'000;
  bool relaxed = false;  ///< commits are not waited for to be on disk
};

class PgConnection final : public Connection {
 public:
  /// Connects; UNAVAILABLE.
  explicit PgConnection(const PgSettings& settings);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;
  ~PgConnection() override;

  [[nodiscard]] PreparedStatement& prepare(const char* sql) override { return kept(kept_, sql, false); }
  [[nodiscard]] PreparedStatement& prepare_insert(const char* sql) override { return kept(inserts_, sql, true); }
  [[nodiscard]] std::unique_ptr<PreparedStatement> prepare_once(std::string_view sql) override;
  void execute_script(std::string_view sql) override;
  [[nodiscard]] bool has_table(std::string_view name) override;
  [[nodiscard]] std::int64_t last_insert_id() override;
  [[nodiscard]] std::int64_t changes() override;
  void begin_read() override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  void savepoint(int level) override;
  void release(int level) override;
  void rollback_to(int level) noexcept override;

  /// Refuse to write once another process has taken the schema above this one. -1: do not look.
  void set_known_schema(int schema) noexcept { known_schema_ = schema; }
  /// Outside of transactions: statements without results, e.g. CREATE SCHEMA.
  void execute_now(const std::string& sql);
  /// Outside of transactions: the first column of the only row, as text; "" without a row.
  [[nodiscard]] std::string ask(const std::string& sql);
  [[nodiscard]] int server_version() const;
  [[nodiscard]] std::string parameter(const char* name) const;
  void close() noexcept override;

  /// After rows were added to a table with keys of their own: the next `{id}` that the store gives follows them.
  void follow_ids(std::string_view table);

  // For statements.
  void require_transaction() const {
    if (!usable_) throw_unusable();
  }
  /// Sends it; the answer is collected later.
  void queue(Plan& plan, const Parameters& parameters);
  /// Sends it, collects all answers and returns its own.
  [[nodiscard]] Result query(Plan& plan, const Parameters& parameters);
  void running(PgStatement& statement) { running_.push_back(&statement); }
  void stopped(PgStatement& statement) noexcept;

 private:
  using Kept = boost::unordered_flat_map<const char*, std::unique_ptr<PgStatement>>;
  enum class Scope : std::uint8_t { none, read, write };
  enum class Answer : std::uint8_t { prepared, done, schema, commit, sync };
  struct Awaited {
    Answer what = Answer::done;
    Plan* plan = nullptr;
    std::string_view doing;  ///< of a literal, a plan or a mark: lives as long as the connection
    bool ignored = false;    ///< of a transaction that was rolled back
  };

  PreparedStatement& kept(Kept& where, const char* sql, bool insert);
  void connect();
  void disconnect() noexcept;
  [[nodiscard]] bool is_lost() const;
  [[noreturn]] void throw_unusable() const;
  void require_process() const;
  void look_for_end() noexcept;
  void begin(Scope scope);
  void send_begin_write();
  void send(const char* text, Answer what = Answer::done);
  void send(Plan& plan, const Parameters& parameters);
  void sent(int ok, Awaited awaited);
  void sync();
  /// Waits for everything that is awaited; throws the first error, and returns the last answer.
  Result collect();
  void take_answer(const Awaited& awaited, const ::PGresult* answer, std::optional<Error>& error);
  void ignore_awaited() noexcept;
  void stop_running() noexcept;
  void end() noexcept;

  const PgSettings settings_;
  const std::int64_t lock_;  ///< the book's advisory lock
  const std::int64_t process_ = process_id();
  ::PGconn* handle_ = nullptr;
  Kept kept_;
  Kept inserts_;
  Plan take_lock_;
  Plan read_schema_;
  std::vector<PgStatement*> running_;
  std::deque<Awaited> awaited_;
  Marks marks_;
  Parameters::Arrays arrays_;
  int known_schema_ = -1;
  int names_ = 0;  ///< of statements on the server
  std::int64_t last_id_ = 0;
  std::int64_t last_changes_ = 0;
  std::int64_t changing_ = 0;        ///< statements sent in this transaction that may have changed rows
  Answer failed_at_ = Answer::done;  ///< what the first error answered to
  Scope scope_ = Scope::none;
  bool usable_ = false;  ///< a transaction is open and no statement has failed
  bool broken_ = false;  ///< the connection is gone, or the server has said good-bye
  bool closed_ = false;
};

}  // namespace emptor::store::postgres
