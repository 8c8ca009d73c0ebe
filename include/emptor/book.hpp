/// Room `book`: opens the store, wires the rooms, hands out sessions.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/catalog.hpp"
#include "emptor/credit.hpp"
#include "emptor/credit_portfolio.hpp"
#include "emptor/dunning.hpp"
#include "emptor/exchange_differences.hpp"
#include "emptor/exports.hpp"
#include "emptor/instruments.hpp"
#include "emptor/parties.hpp"
#include "emptor/price_analysis.hpp"
#include "emptor/price_changes.hpp"
#include "emptor/price_versions.hpp"
#include "emptor/pricing.hpp"
#include "emptor/promotions.hpp"
#include "emptor/rebates.hpp"
#include "emptor/receivables.hpp"
#include "emptor/settings.hpp"
#include "emptor/simulation.hpp"
#include "emptor/stock.hpp"
#include "emptor/vouchers.hpp"

struct sqlite3;
struct pg_conn;

namespace emptor {

/// How much of a committed transaction survives what.
enum class Sync : std::uint8_t {
  full,    ///< a power cut
  normal,  ///< a crash of the process; a power cut may lose the last transactions, never damage the book
};

struct BookOptions {
  /// A file, ":memory:", or "postgresql://host/database?emptor_schema=name": as libpq reads it, with the schema that
  /// holds the book's tables ("emptor" by default; made when it is missing).
  std::string path{};
  std::string currency{};  ///< of a new book (ISO 4217); of an existing one, its own or none: else CURRENCY_MISMATCH
  std::string time_zone = "UTC";
  Sync sync = Sync::full;
  int busy_timeout_ms = 5'000;  ///< how long a writer waits for another before BUSY
  bool create = true;           ///< false: NOT_FOUND when the file (the schema) is missing
  bool read_only = false;
  /// How long quotes may go on from prices that are kept in memory without looking whether somebody has changed them,
  /// 0..3,600,000; 0: they always look. A change by this process counts at once, one by another host on a server as
  /// soon as this one hears of it, and at the latest after this time. Everything but quotes always looks.
  int quote_freshness_ms = 0;
  const Clock* clock = nullptr;  ///< must outlive the book; the machine's when null
};

/// A difference between a counter and the documents that it counts.
struct Discrepancy {
  std::string what{};   ///< e.g. "balance"
  std::string where{};  ///< e.g. "C001 receivable USD"
  std::string kept{};
  std::string computed{};
};

/// A table and how many of its rows were copied so far.
using CopyProgress = std::function<void(std::string_view table, std::int64_t rows)>;

/// Several calls as one: everything until `commit`, or nothing. Rolls back when it is destroyed uncommitted.
/// Belongs to one session and one thread.
class Batch {
 public:
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) = delete;
  ~Batch();
  void commit();

 private:
  friend class Session;
  explicit Batch(std::shared_ptr<SessionState> state) noexcept;
  std::shared_ptr<SessionState> state_;
};

/// One actor's way into a book. Cheap to make; one thread at a time. Any number of sessions work side by side: one
/// writes, the others read or wait.
class Session {
 public:
  [[nodiscard]] Access access() const;
  [[nodiscard]] Settings settings() const;
  [[nodiscard]] Parties customers() const;
  [[nodiscard]] Parties suppliers() const;
  [[nodiscard]] Catalog catalog() const;
  [[nodiscard]] Stock stock() const;
  [[nodiscard]] Prices prices() const;
  [[nodiscard]] PriceChanges price_changes() const;
  [[nodiscard]] PriceVersions price_versions() const;
  [[nodiscard]] PriceAnalysis price_analysis() const;
  [[nodiscard]] Simulations simulations() const;
  [[nodiscard]] Exports exports() const;
  [[nodiscard]] Promotions promotions() const;
  [[nodiscard]] Receivables receivables() const;
  [[nodiscard]] ExchangeDifferences exchange_differences() const;
  [[nodiscard]] Credit credit() const;
  [[nodiscard]] Dunning dunning() const;
  [[nodiscard]] Vouchers vouchers() const;
  [[nodiscard]] Instruments instruments() const;
  [[nodiscard]] Rebates rebates() const;

  /// Every call of the session until `commit` becomes one transaction that writes.
  [[nodiscard]] Batch batch();
  /// Every call of the session until it ends reads one snapshot.
  [[nodiscard]] Batch snapshot();
  /// In the book's time zone, by the book's clock.
  [[nodiscard]] Date today() const;

 protected:
  friend class Book;
  explicit Session(std::shared_ptr<SessionState> state) noexcept;
  std::shared_ptr<SessionState> state_;
};

/// A book; its own calls act as the actor "owner".
class Book : public Session {
 public:
  /// Opens or makes a book. REQUIRED(currency) for a new one; NOT_FOUND, NOT_A_BOOK, NEWER_SCHEMA, CORRUPT, BUSY, IO.
  [[nodiscard]] static Book open(const BookOptions& options);
  [[nodiscard]] static Book open(std::string_view path, std::string_view currency = {});
  /// Works on the host's own SQLite connection, inside the host's transaction when one is open. Pass
  /// `reinterpret_cast<const void*>(&sqlite3_libversion)` as witness: FOREIGN_SQLITE when the host runs another
  /// copy of SQLite. The connection must outlive the book and stay on one thread at a time.
  [[nodiscard]] static Book attach(sqlite3* connection, const void* witness, const BookOptions& options);

  /// Works on the host's own connection to a PostgreSQL server, on the book in `schema`, inside the host's transaction
  /// when one is open; see `emptor/attach_postgres.hpp`. UNAVAILABLE(witness) when the host runs another copy of libpq.
  [[nodiscard]] static Book attach(pg_conn* connection, const void* witness, const BookOptions& options,
                                   std::string_view schema = "emptor");

  /// UNKNOWN_REFERENCE for an actor that was never created.
  [[nodiscard]] Session as(std::string_view actor) const;

  /// Recomputes every counter from the documents; empty when the book is sound.
  [[nodiscard]] std::vector<Discrepancy> verify() const;
  /// A consistent copy while others work.
  void backup(const std::string& path) const;
  /// Copies everything into a new book at `path`, on either kind of store: from a file to a server, and back. One
  /// snapshot of this book, one transaction there. `progress`, when it is set, is told each table and the rows copied
  /// so far. The copy is read back and compared; returns the hash of the content, the same on every store. Throws
  /// DUPLICATE_CODE when there is a book at `path` already, CORRUPT when the copy differs.
  std::string copy_to(const std::string& path, const CopyProgress& progress = {}) const;
  /// The hash that `copy_to` returns, of this book.
  [[nodiscard]] std::string content_hash() const;
  /// "SQLite 3.40.1 …": what runs underneath.
  [[nodiscard]] std::string store_description() const;
  /// Ends the book: later calls throw CLOSED. Batches still open are rolled back.
  void close();

 private:
  explicit Book(std::shared_ptr<SessionState> state) noexcept;
};

}  // namespace emptor
