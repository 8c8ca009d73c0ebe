/// A connection to PostgreSQL: transactions, marks, kept statements, as few round trips as possible.
///
/// It is always in libpq's pipeline mode. Statements whose outcome nobody has asked for are sent and not waited for;
/// the next one that returns rows, the end of a mark and the commit collect all answers together. Beginning a read and
/// ending it cost no round trip of their own either.
///
/// A write transaction holds the book's advisory lock from its begin to its end, alone; one that posts holds it
/// together with others, and further advisory locks on what it locks, keyed by hashes of what they stand for. Each wait
/// is bounded by lock_timeout. Both run under READ COMMITTED: their statements must see what the former holder of a
/// lock has committed, so they are sent after the lock. A read runs under REPEATABLE READ, on the snapshot that its
/// first statement takes.
///
/// Beginning a posting costs no round trip of its own: what begins it is sent along with the first question. Announced
/// questions likewise; their answers wait here until something is changed.
///
/// Each statement costs the server more than its rows do. So locks that follow each other travel in one, and so do rows
/// for the same INSERT where that was allowed: what comes is kept until something else is to be sent.
///
/// A host's connection is used as it stands: in the host's transaction, between a savepoint that undoes or keeps as
/// one, or in transactions of our own while the host has none. What we need set is set for the transaction only, and
/// put back at its end; pipeline mode is left as well.
///
/// An idle connection that turns out to be dead is made anew when a transaction begins: nothing can be lost then. Later
/// in a transaction the loss is told.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/marks.hpp"
#include "store/postgres/libpq.hpp"
#include "store/postgres/pg_statement.hpp"
#include "store/process.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

[[nodiscard]] inline std::int64_t milliseconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
}

struct PgSettings {
  std::string conninfo;
  std::string schema;
  int busy_timeout_ms = 5'000;
  bool relaxed = false;  ///< commits are not waited for to be on disk
  bool listens = false;  ///< wants to be told what others change
};

class PgConnection final : public Connection {
 public:
  /// Connects; UNAVAILABLE.
  explicit PgConnection(const PgSettings& settings);
  /// Uses a host's, which stays open when this one is closed.
  PgConnection(const PgSettings& settings, ::PGconn* host);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;
  ~PgConnection() override;

  [[nodiscard]] PreparedStatement& prepare(const char* sql) override { return kept(kept_, sql, false); }
  [[nodiscard]] PreparedStatement& prepare_insert(const char* sql) override { return kept(inserts_, sql, true); }
  [[nodiscard]] std::unique_ptr<PreparedStatement> prepare_once(std::string_view sql) override;
  void execute_script(std::string_view sql) override;
  [[nodiscard]] bool has_table(std::string_view name) override;
  [[nodiscard]] std::int64_t last_insert_id() override;
  [[nodiscard]] PreparedStatement& prepare_next_id(const char* table) override;
  [[nodiscard]] std::int64_t last_change() override { return sent_changes_; }
  [[nodiscard]] std::int64_t changes(std::int64_t of) override;
  void begin_read() override;
  void begin_write() override;
  bool begin_post() override;
  void lock(Lock what, std::int64_t id, std::int64_t of) override;
  [[nodiscard]] std::int64_t round_trips() const noexcept override { return round_trips_; }
  bool ask_ahead(bool on) override;
  [[nodiscard]] bool begin_cached() override;
  void tell_others() override { tells_ = true; }
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

  // For rows that are copied in or out: the connection does nothing else until it has ended.
  void begin_copy(const std::string& sql);
  /// The next block of rows, to be freed by libpq; empty at the end, which leaves the connection as it was.
  [[nodiscard]] std::span<char> take_copy();
  void put_copy(std::string_view block);
  void end_copy();
  void abandon_copy() noexcept;

  // For statements.
  void require_transaction() const {
    if (!usable_) throw_unusable();
  }
  /// Sends it; the answer is collected later.
  void queue(Plan& plan, const Parameters& parameters);
  /// The same for a plan that takes rows; what follows may join it.
  void queue_row(Plan& plan, Parameters&& parameters);
  /// The same; the statement takes its rows.
  void queue_last(PgStatement& statement, const Parameters& parameters);
  /// Sends it, and keeps its answer for the `query` that will ask the same.
  void announce(Plan& plan, const Parameters& parameters);
  /// Its answer, when it was announced; else sends it, collects all answers and returns its own.
  [[nodiscard]] SharedResult query(Plan& plan, const Parameters& parameters);
  void running(PgStatement& statement) { running_.push_back(&statement); }
  void stopped(PgStatement& statement) noexcept;

 private:
  using Kept = boost::unordered_flat_map<const char*, std::unique_ptr<PgStatement>>;
  enum class Scope : std::uint8_t { none, read, write };
  enum class Answer : std::uint8_t { prepared, done, announced, schema, commit, sync, host };
  struct Awaited {
    Answer what = Answer::done;
    Plan* plan = nullptr;
    std::string_view doing;       ///< of a literal, a plan or a mark: lives as long as the connection
    bool ignored = false;         ///< of a transaction that was rolled back
    std::int64_t number = 0;      ///< of what was announced; of a statement that changes rows, of its first row
    int rows = 1;                 ///< of so many such statements
    PgStatement* asks = nullptr;  ///< takes the rows
  };
  struct Announced {
    std::int64_t number;
    const Plan* plan;
    std::string parameters;
    std::int64_t changes;  ///< sent until then; another one since makes the answer a thing of the past
    SharedResult rows{};   ///< none: not answered yet
  };
  /// What was not sent yet: locks, or rows.
  struct Waiting {
    std::vector<std::int64_t> locks{};
    bool shares = false;  ///< the first lock is held together with others
    bool begins = false;  ///< the locks are the first of a transaction that changes a known schema
    Plan* rows_of = nullptr;
    int rows = 0;
    Parameters parameters{};
  };

  // What joins a host's transaction is undone and kept as one; the name can not meet those of the marks.
  static constexpr const char* kJoin = "SAVEPOINT emptor_joined";
  static constexpr const char* kJoinKeep = "RELEASE emptor_joined";
  static constexpr const char* kJoinUndo = "ROLLBACK TO emptor_joined";

  PgConnection(const PgSettings& settings, ::PGconn* host, std::string prefix);
  PreparedStatement& kept(Kept& where, const char* sql, bool insert);
  void connect();
  void disconnect() noexcept;
  [[nodiscard]] bool is_lost() const;
  [[noreturn]] void throw_unusable() const;
  void require_process() const;
  void look_for_end() noexcept;
  void leave_copy(bool sound) noexcept;
  void begin(Scope scope);
  [[nodiscard]] bool take_notices() noexcept;
  void send_start(Plan& begin);
  void send_begin(bool share);
  // For a host's connection.
  [[nodiscard]] static std::string enter_host_sql(const PgSettings& settings);
  [[nodiscard]] static std::string leave_host_sql();
  void join_host();
  void take_host_settings(const ::PGresult* answer, std::optional<Error>& error);
  void keep_joined();
  void leave_host() noexcept;
  /// Every statement that the server may know.
  template <class Visit>
  void each_plan(const Visit& visit) {
    for (const Kept* kept : {&kept_, &inserts_, &next_ids_})
      for (const auto& [sql, statement] : *kept) statement->plan().each(visit);
    for (const auto& counts : locks_)
      for (const auto& plan : counts)
        if (plan) visit(*plan);
    for (Plan* plan : {&begin_change_, &begin_read_, &commit_, &read_schema_, &tell_, &enter_host_, &leave_host_})
      visit(*plan);
  }
  void forget_statements() noexcept;
  void deallocate() noexcept;
  [[nodiscard]] Announced* find_announced(const Plan& plan, const Parameters& parameters);
  void send(const char* text, Answer what = Answer::done);
  void send(Plan& plan, const Parameters& parameters);
  void send_now(Plan& plan, const Parameters& parameters);
  void send_waiting();
  void send_locks();
  /// Of locks in their order, the first one perhaps held with others.
  [[nodiscard]] Plan& lock_plan(bool shares, std::size_t count);
  [[nodiscard]] std::int64_t changed(int rows);
  void count_change() noexcept;
  void sent(int ok, Awaited awaited);
  void sync();
  /// Waits for everything that is awaited; throws the first error, and returns the last answer.
  Result collect();
  void take_answer(const Awaited& awaited, const ::PGresult* answer, std::optional<Error>& error);
  void keep_announced(std::int64_t number, Result answer);
  void ignore_awaited() noexcept;
  void stop_running() noexcept;
  void end() noexcept;

  const PgSettings settings_;
  const std::int64_t lock_;    ///< the book's advisory lock, and what others are made of
  const std::string channel_;  ///< where the hosts of a book tell each other that something was changed
  const std::int64_t process_ = process_id();
  const bool is_host_;
  const std::string prefix_;  ///< of the names of statements on the server
  ::PGconn* handle_ = nullptr;
  Kept kept_;
  Kept inserts_;
  Kept next_ids_;  ///< by table
  static constexpr std::size_t kLocksMax = 8;
  std::array<std::array<std::unique_ptr<Plan>, kLocksMax>, 2> locks_;  ///< shared first or not, by their count
  Plan begin_change_;
  Plan begin_read_;
  Plan commit_;
  Plan read_schema_;
  Plan tell_;
  Plan enter_host_;
  Plan leave_host_;
  std::array<std::string, 4> host_settings_;  ///< to be put back
  int host_backend_ = 0;
  std::vector<PgStatement*> running_;
  std::deque<Awaited> awaited_;
  Waiting waiting_;
  std::vector<Announced> announced_;
  Marks marks_;
  Parameters::Arrays arrays_;
  int known_schema_ = -1;
  int names_ = 0;  ///< of statements on the server
  std::int64_t last_id_ = 0;
  std::array<std::int64_t, 1'024> changes_{};  ///< rows, by the number of the statement; the last ones
  std::int64_t sent_changes_ = 0;              ///< the number of the last statement sent that changes rows
  std::int64_t announcements_ = 0;
  std::int64_t round_trips_ = 0;
  std::int64_t changing_ = 0;        ///< statements sent in this transaction that may have changed rows
  Answer failed_at_ = Answer::done;  ///< what the first error answered to
  Scope scope_ = Scope::none;
  bool usable_ = false;  ///< a transaction is open and no statement has failed
  bool broken_ = false;  ///< the connection is gone, or the server has said good-bye
  bool joined_ = false;  ///< the transaction is a part of the host's
  bool ahead_ = false;   ///< what is asked is only announced
  bool tells_ = false;   ///< with the commit, others are told
  bool told_ = false;    ///< by others, since the last transaction began
  bool closed_ = false;
};

}  // namespace emptor::store::postgres
