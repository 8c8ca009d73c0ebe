/// Room `store`: databases, transactions, statements. The one place that knows an SQL driver.
///
/// A Database lends connections: one that writes, several that read. Beginning a Transaction borrows one, ending it
/// gives it back; a connection keeps its prepared statements and whatever caches the rooms above attach to it, so a
/// cache is only ever touched by the thread that holds the transaction, and is loaded from the very snapshot that it
/// serves.
///
/// Statements are written once, in the SQL that SQLite and PostgreSQL both speak, with numbered placeholders ?1, ?2 …
/// A driver may differ only in placeholders, column types, locking and maintenance.
///
/// Rules for the rooms above. Change rows first and a cache after them: a rolled back transaction or savepoint that had
/// changed rows drops every attachment of its connection, one that had not keeps them. A statement, its text and its
/// rows live no longer than their transaction. A key that is taken throws CONFLICT (see `is_taken`); every other
/// violated constraint is a bug of the caller and throws INTERNAL with the constraint's name. An error of the engine
/// may have ended the transaction as a whole (full disk, I/O; on PostgreSQL any failed statement); what follows in it
/// then throws until it is rolled back, or back to a mark, so that nothing is ever written outside a transaction.
///
/// A driver may run a statement whose outcome nobody asked for a little later, together with the next ones: `execute`
/// and `run` may return before the statement has run, and its error then comes from what follows in the transaction, at
/// the latest from keeping the mark or from `commit`. A read that is going to be asked can be announced: a driver with
/// a way to go sends it along with the others, and the question then finds its answer there.
///
/// Transactions that only post may run beside each other (`Access::post`). What they read to judge stands still for two
/// reasons: nobody changes anything but by posting meanwhile, and what postings change they `lock` first and read
/// after.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <vector>

#include "emptor/base.hpp"

struct sqlite3;
struct pg_conn;

namespace emptor::store {

/// Bytes of a BLOB column; borrowed.
using Bytes = std::span<const std::byte>;

/// The text of a statement. Only string literals: its address is the key under which the prepared form is kept.
struct Sql {
  consteval Sql(const char* literal) : text(literal) {}  // NOLINT(google-explicit-constructor)
  const char* text;
};

/// What a parameter is, also when its value is NULL: some engines want to know before they run a statement.
enum class Type : std::uint8_t { unknown, integer, text, bytes };

/// A driver's prepared statement. Indexes of columns count from 0, of parameters from 1.
class PreparedStatement {
 public:
  virtual ~PreparedStatement() = default;
  virtual void bind_null(int index, Type type) = 0;
  virtual void bind_integer(int index, std::int64_t value) = 0;
  /// Borrowed until the statement is reset.
  virtual void bind_text(int index, std::string_view value) = 0;
  virtual void bind_bytes(int index, Bytes value) = 0;
  /// Copied: for a text that may be gone before the statement runs.
  virtual void bind_text_copy(int index, std::string_view value) = 0;
  /// True while there is a row.
  virtual bool step() = 0;
  /// Runs it to its end and resets it; rows that it returns are dropped.
  virtual void run() = 0;
  /// The same for an INSERT of one row that may travel in one statement with its neighbours.
  virtual void run_beside() { run(); }
  /// Runs it together with the commit that follows; its first row is there after that. Only beside others.
  virtual void run_with_commit();
  /// Ready to be bound and run again; forgets what was bound.
  virtual void reset() noexcept = 0;
  /// The same statement with the same parameters is going to be asked before anything is changed.
  virtual void announce() {}
  /// The user is done with it: from here on `prepare` may hand it to somebody else.
  virtual void release() noexcept { reset(); }
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual Bytes bytes(int column) const = 0;
  [[nodiscard]] virtual int columns() const = 0;
  [[nodiscard]] virtual std::string_view column_name(int column) const = 0;
};

/// A use of a prepared statement; gives it back when it goes out of scope. Two uses of one text at a time are two
/// prepared statements. Binding after a step starts over. Texts and bytes are borrowed until the statement is run, but
/// a temporary std::string is copied; views and bytes of temporaries are the caller's to keep.
class Statement {
 public:
  explicit Statement(PreparedStatement& prepared) noexcept : prepared_(&prepared) {}
  Statement(Statement&& other) noexcept : prepared_(std::exchange(other.prepared_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement() {
    if (prepared_ != nullptr) prepared_->release();
  }

  /// Binds the values to ?1, ?2 … in order: integers, Id, Date, Instant, Currency (numeric), text, Bytes, optionals of
  /// these, nullopt.
  template <class... Values>
  Statement& bind(Values&&... values) {
    int index = 0;
    (bind_one(++index, std::forward<Values>(values)), ...);
    return *this;
  }
  bool step() { return prepared_->step(); }
  /// Runs a statement that returns no rows.
  void run() { prepared_->run(); }
  /// Sent together with the commit of the transaction, which comes next: where others are posted beside, nothing they
  /// wait for is held over a further round trip. Its first row is there when the commit has come back.
  void run_with_commit() { prepared_->run_with_commit(); }
  void run_beside() { prepared_->run_beside(); }
  /// A read with these parameters is going to be asked in this transaction: it may be sent along with what is on its
  /// way. The answer is as of now, and forgotten when a statement that changes rows comes first. Then it is released.
  void announce() { prepared_->announce(); }
  [[nodiscard]] bool is_null(int column) const { return prepared_->is_null(column); }
  [[nodiscard]] std::int64_t integer(int column) const { return prepared_->integer(column); }
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const {
    return prepared_->is_null(column) ? std::nullopt : std::optional{prepared_->integer(column)};
  }
  /// Borrowed until the next step or reset; empty for NULL.
  [[nodiscard]] std::string_view text(int column) const { return prepared_->text(column); }
  [[nodiscard]] std::string string(int column) const { return std::string(prepared_->text(column)); }
  [[nodiscard]] Bytes bytes(int column) const { return prepared_->bytes(column); }
  template <class Tag>
  [[nodiscard]] Id<Tag> id(int column) const {
    return Id<Tag>(is_null(column) ? 0 : integer(column));
  }
  [[nodiscard]] Date date(int column) const { return Date(static_cast<std::int32_t>(integer(column))); }
  [[nodiscard]] std::optional<Date> optional_date(int column) const {
    return is_null(column) ? std::nullopt : std::optional{date(column)};
  }
  [[nodiscard]] Instant instant(int column) const { return Instant{integer(column)}; }
  [[nodiscard]] Currency currency(int column) const {
    return is_null(column) ? Currency() : Currency::of_numeric(static_cast<int>(integer(column)));
  }

 private:
  template <class Value>
  static constexpr Type type_of() {
    if constexpr (std::is_convertible_v<const Value&, std::string_view>)
      return Type::text;
    else if constexpr (std::is_same_v<Value, Bytes>)
      return Type::bytes;
    else
      return Type::integer;
  }
  void bind_one(int index, std::nullopt_t /*none*/) { prepared_->bind_null(index, Type::unknown); }
  void bind_one(int index, std::string_view value) { prepared_->bind_text(index, value); }
  void bind_one(int index, const std::string& value) { prepared_->bind_text(index, value); }
  void bind_one(int index, std::string&& value) { prepared_->bind_text_copy(index, value); }
  void bind_one(int index, const char* value) { prepared_->bind_text(index, value); }
  void bind_one(int index, Bytes value) { prepared_->bind_bytes(index, value); }
  void bind_one(int index, Date value) { prepared_->bind_integer(index, value.days()); }
  void bind_one(int index, Instant value) { prepared_->bind_integer(index, value.micros); }
  void bind_one(int index, Currency value) {
    if (value)
      prepared_->bind_integer(index, value.numeric());
    else
      prepared_->bind_null(index, Type::integer);
  }
  /// An Id of 0 is "none" and is stored as NULL.
  template <class Tag>
  void bind_one(int index, Id<Tag> value) {
    if (value)
      prepared_->bind_integer(index, value.value);
    else
      prepared_->bind_null(index, Type::integer);
  }
  template <class Number>
  requires std::is_integral_v<Number>
  void bind_one(int index, Number value) { prepared_->bind_integer(index, static_cast<std::int64_t>(value)); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void bind_one(int index, Enum value) { prepared_->bind_integer(index, static_cast<std::int64_t>(value)); }
  template <class Value>
  void bind_one(int index, std::optional<Value>&& value) {
    if (value)
      bind_one(index, std::move(*value));
    else
      prepared_->bind_null(index, type_of<Value>());
  }
  template <class Value>
  void bind_one(int index, const std::optional<Value>& value) {
    if (value)
      bind_one(index, *value);
    else
      prepared_->bind_null(index, type_of<Value>());
  }

  PreparedStatement* prepared_;
};

/// A cache that a room above keeps with a connection.
class Attachment {
 public:
  virtual ~Attachment() = default;
};

/// What several postings may want at once. Whoever locks more than one takes them in this order, and those of a kind in
/// ascending order, so that nobody waits in a circle; the rows of stock counters and number series come after, in this
/// order, by being changed.
enum class Lock : std::uint8_t {
  command,  ///< an idempotency key, by its hash
  account,  ///< a party: the balances, open items and last prices of its account and of itself
  usage,    ///< what is used of a programme or a coupon
  stock,    ///< an item at a location
  trail,    ///< the audit trail, whose numbers must ascend as they become visible
  pool,     ///< a credit pool: what its members owe
};

/// A driver's connection.
class Connection {
 public:
  virtual ~Connection() = default;

  [[nodiscard]] virtual PreparedStatement& prepare(const char* sql) = 0;
  /// For an INSERT into a table with an `id`, whose key `last_insert_id` then tells.
  [[nodiscard]] virtual PreparedStatement& prepare_insert(const char* sql) { return prepare(sql); }
  /// For text that is built at run time (tools, views); not kept.
  [[nodiscard]] virtual std::unique_ptr<PreparedStatement> prepare_once(std::string_view sql) = 0;
  /// Several statements without parameters. In tables, `{id}` is a key that the store gives, `{rows}` ends a table and
  /// `{clustered}` one that is stored in the order of its primary key; the driver spells them.
  virtual void execute_script(std::string_view sql) = 0;
  [[nodiscard]] virtual bool has_table(std::string_view name) = 0;
  /// The key given to the row that the last INSERT of `prepare_insert` added.
  [[nodiscard]] virtual std::int64_t last_insert_id() = 0;
  /// A statement without parameters that gives a key for a new row of `table`, greater than all that were given before
  /// to those who held the same lock.
  [[nodiscard]] virtual PreparedStatement& prepare_next_id(const char* table) = 0;
  /// What `changes` is to be asked for: the last INSERT, UPDATE or DELETE that was run.
  [[nodiscard]] virtual std::int64_t last_change() = 0;
  /// Rows changed by it; to be asked before a thousand more were run.
  [[nodiscard]] virtual std::int64_t changes(std::int64_t of) = 0;
  virtual void begin_read() = 0;
  virtual void begin_write() = 0;
  /// Beside others that post, and nobody who writes. False where one posts at a time, and nothing needs to be locked.
  virtual bool begin_post() {
    begin_write();
    return false;
  }
  /// For a transaction that posts: waits until nobody else holds it, and holds it to the end. Bounded; BUSY.
  virtual void lock(Lock /*what*/, std::int64_t /*id*/, std::int64_t /*of*/) {}
  /// How often this connection has waited for its engine to answer; 0 where the engine is in the process.
  [[nodiscard]] virtual std::int64_t round_trips() const noexcept { return 0; }
  /// From here on a question is announced instead of asked, and throws `Uncached`, until it is called with false. False
  /// where nothing is gained by asking early.
  virtual bool ask_ahead(bool /*on*/) { return false; }
  /// No transaction, only the attachments. False when somebody may have changed the book since the last transaction of
  /// this connection, as far as it was told.
  [[nodiscard]] virtual bool begin_cached() { return true; }
  /// The transaction changes what others may keep: with the commit they are told, where the engine can tell them.
  virtual void tell_others() {}
  virtual void commit() = 0;
  /// Drops the attachments when rows had been changed; likewise `rollback_to`.
  virtual void rollback() noexcept = 0;
  /// Nested marks inside a write transaction; the name is a number chosen by the caller, 0..63.
  virtual void savepoint(int level) = 0;
  virtual void release(int level) = 0;
  virtual void rollback_to(int level) noexcept = 0;
  /// Ends what the driver holds; a forked child only forgets.
  virtual void close() noexcept = 0;

  /// The cache of type T, made on first use.
  template <class T>
  [[nodiscard]] T& attachment() {
    const std::type_index key = typeid(T);
    for (auto& [type, kept] : attachments_)
      if (type == key) return static_cast<T&>(*kept);
    return static_cast<T&>(*attachments_.emplace_back(key, std::make_unique<T>()).second);
  }
  /// Drops every cache, e.g. after a rollback that may have left loaded values behind.
  void drop_attachments() noexcept { attachments_.clear(); }

 private:
  std::vector<std::pair<std::type_index, std::unique_ptr<Attachment>>> attachments_;
};

enum class Access : std::uint8_t {
  read,    ///< a snapshot
  post,    ///< changes what it has locked, beside others that do so; where there is one writer at a time, like `write`
  write,   ///< alone
  cached,  ///< nothing but what is kept with a connection: every statement throws `Uncached`
};
/// What was asked for is not there without asking the engine. Not an Error: who begins so catches it, and asks.
struct Uncached {};
enum class Durability : std::uint8_t {
  full,    ///< a committed transaction survives a power cut (SQLite synchronous=FULL; what the server is set to)
  normal,  ///< it survives a crash of the process; a power cut may lose the last ones, never more
};

struct OpenOptions {
  std::string path{};  ///< a file, ":memory:", or "postgresql://…" as libpq reads it, with emptor_schema=NAME
  Durability durability = Durability::full;
  int busy_timeout_ms = 5'000;  ///< how long a writer waits for another one before BUSY; 0..3,600,000
  int readers_max = 8;          ///< connections kept for reading; 1..256
  bool read_only = false;
  bool create = true;            ///< make the file when it is missing, else NOT_FOUND
  bool listen = false;           ///< readers want to be told what others change (`Connection::begin_cached`)
  const Clock* clock = nullptr;  ///< stamps the migration log; used while opening; the machine's when null
  std::string vfs{};             ///< name of a registered SQLite VFS, for tests of faults; empty: the engine's own
};

struct AttachOptions {
  int busy_timeout_ms = 5'000;   ///< how long a thread waits for another one's transaction on this connection
  bool create = true;            ///< add the tables when the host's database has none, else NOT_FOUND
  const Clock* clock = nullptr;  ///< stamps the migration log; used while attaching; the machine's when null
};

class Database;

/// How many rows the last statement changed, for those who ask; in this transaction, before a thousand more were run.
class RowsChanged {
 public:
  explicit RowsChanged(Connection& connection) : connection_(&connection), of_(connection.last_change()) {}
  operator std::int64_t() const { return connection_->changes(of_); }  // NOLINT(google-explicit-constructor)

 private:
  Connection* connection_;
  std::int64_t of_;
};

/// A transaction in progress; rolls back when it is destroyed without `commit`. Belongs to one thread.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// MISUSE once the transaction is over; likewise what builds on it.
  [[nodiscard]] Statement statement(Sql sql) {
    if (access_ == Access::cached) throw Uncached{};
    return Statement(connection().prepare(sql.text));
  }
  /// Runs a statement with these parameters; returns the number of rows changed.
  template <class... Values>
  RowsChanged execute(Sql sql, const Values&... values) {
    statement(sql).bind(values...).run();
    return RowsChanged(*connection_);
  }
  /// Runs an INSERT of one row, of which several may travel in one statement when nothing comes between them: they
  /// must differ in what they may conflict on.
  template <class... Values>
  void append(Sql sql, const Values&... values) {
    statement(sql).bind(values...).run_beside();
  }
  /// Runs an INSERT into a table with an `id` and returns the new row's id.
  template <class... Values>
  std::int64_t insert(Sql sql, const Values&... values) {
    Statement(connection().prepare_insert(sql.text)).bind(values...).run();
    return connection_->last_insert_id();
  }
  [[nodiscard]] Connection& connection() {
    if (connection_ == nullptr) throw_over();
    return *connection_;
  }
  /// A key for a new row of a table with an `id`, for who must know it before the row is there.
  [[nodiscard]] Statement next_id(Sql table) { return Statement(connection().prepare_next_id(table.text)); }
  /// Holds what the transaction is going to judge and change; what is read of it afterwards stands until the end. Does
  /// nothing where the whole book is held. `of` tells apart what the id alone does not.
  void lock(Lock what, std::int64_t id, std::int64_t of = 0) {
    if (beside_others_) connection().lock(what, id, of);
  }
  /// What has a name instead of an id.
  void lock(Lock what, std::string_view name);
  [[nodiscard]] Access access() const noexcept { return access_; }
  /// Others may post at the same time: what is judged and changed has to be locked.
  [[nodiscard]] bool is_beside_others() const noexcept { return beside_others_; }
  /// From `cached` to `read`.
  void begin_read();
  /// What others may keep is changed: they are told with the commit, and `Database::changes` moves.
  void tell_others() {
    connection().tell_others();
    tells_ = true;
  }
  [[nodiscard]] std::int64_t changes() const noexcept;
  /// After an exception the transaction is rolled back. Only FOREIGN_SQLITE, IO and CONNECTION_LOST leave open whether
  /// the rows are there.
  void commit();
  void rollback() noexcept;

 private:
  friend class Database;
  friend class Savepoint;
  Transaction(std::shared_ptr<Database> database, Connection& connection, Access access) noexcept;
  [[noreturn]] static void throw_over();
  std::shared_ptr<Database> database_;  ///< kept to the end: a statement may go out of scope after `commit`
  Connection* connection_;              ///< null once it is over
  Access access_;
  bool beside_others_ = false;
  bool tells_ = false;
};

/// A mark inside a write transaction: undoes back to it unless `keep` is called. The transaction stays where it is
/// (unmoved) while the mark lives.
class Savepoint {
 public:
  Savepoint(Transaction& transaction, int level);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();
  void keep();

 private:
  Transaction* transaction_;  ///< null once it is kept
  int level_;
};

/// A driver's database: opens, lends and takes back connections. Thread-safe.
class Database : public std::enable_shared_from_this<Database> {
 public:
  virtual ~Database() = default;

  /// Opens or makes a book, checks that it is one, and migrates it. Throws NOT_FOUND, NOT_A_BOOK, NEWER_SCHEMA,
  /// CORRUPT, BUSY, IO, DISK_FULL, READ_ONLY.
  [[nodiscard]] static std::shared_ptr<Database> open(const OpenOptions& options);
  /// Works on the host's SQLite connection: inside the host's transaction when one is open (then `commit` only makes
  /// the rows part of it, and the host decides), else in transactions of its own. Changes none of the host's settings,
  /// never closes the handle; integrity does not lean on `foreign_keys`, which stays the host's choice. The handle must
  /// outlive the database (or its `close`), and host and library use it in turn, never at once. FOREIGN_SQLITE unless
  /// `witness`, the host's `&sqlite3_libversion`, is the one that this library calls.
  [[nodiscard]] static std::shared_ptr<Database> attach(::sqlite3* host, const void* witness,
                                                        const AttachOptions& options = {});

  /// The same on the host's connection to a PostgreSQL server, for the book in `schema`. In the host's transaction a
  /// change needs READ COMMITTED, else MISUSE. UNAVAILABLE unless `witness`, the host's `&PQlibVersion`, is the one
  /// that this library calls, and in builds without the driver.
  [[nodiscard]] static std::shared_ptr<Database> attach(::pg_conn* host, const void* witness, std::string_view schema,
                                                        const AttachOptions& options = {});

  /// Write: waits for the writer, bounded by `busy_timeout_ms`, else BUSY (at once when this thread is the one that
  /// holds it). Post: waits for the writer only, where others may post at the same time. Read: a snapshot, taken by the
  /// first statement. CLOSED, READ_ONLY, WRONG_PROCESS, FOREIGN_SQLITE.
  /// Cached: `Transaction::access` is `read` when the connection was told of changes.
  [[nodiscard]] Transaction begin(Access access);
  /// Moves with each commit of this database that told others.
  [[nodiscard]] std::int64_t changes() const noexcept { return changes_.load(std::memory_order_acquire); }
  /// One connection for everything, in memory and on a host's: who keeps a read open keeps everybody out.
  [[nodiscard]] virtual bool has_one_connection() const noexcept = 0;
  /// "SQLite 3.40.1 (system)" and the like.
  [[nodiscard]] virtual std::string description() const = 0;
  /// Copies a consistent snapshot into a new file. Throws IO, DISK_FULL, and DUPLICATE_CODE when the file exists.
  virtual void backup(const std::string& path) = 0;
  /// The engine's own check of the file; one line for each finding, empty when sound.
  [[nodiscard]] virtual std::vector<std::string> check_integrity() = 0;
  /// Moves what was committed from the log into the file, beside readers and writers. Never needed; a host may call it
  /// in quiet moments, so that no commit has to do it.
  virtual void checkpoint() {}
  /// No new transactions; connections close as they come back.
  virtual void close() noexcept = 0;

 protected:
  friend class Transaction;
  virtual Connection& borrow(Access access) = 0;
  virtual void give_back(Connection& connection, Access access) noexcept = 0;
  /// Commits and takes the connection back. After an exception the transaction is rolled back. A driver may commit what
  /// several threads have posted at once, and returns to each of them when it is done.
  virtual void finish(Connection& connection, Access access);

 private:
  std::atomic<std::int64_t> changes_{0};
};

/// One step of the schema. Numbers start at 1 and have no gaps; a released step never changes.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// True for the CONFLICT that a violated UNIQUE or PRIMARY KEY throws; its field is then "table.column, …".
[[nodiscard]] bool is_taken(const Error& error) noexcept;

}  // namespace emptor::store
