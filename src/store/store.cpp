/// The parts of room `store` that no driver needs to know: beginning and ending transactions.
#include "store/store.hpp"

#include <algorithm>

#include "store/sqlite/sqlite_database.hpp"
#if EMPTOR_POSTGRES
#include "store/postgres/postgres.hpp"
#endif

namespace emptor::store {

Transaction::Transaction(std::shared_ptr<Database> database, Connection& connection, Access access) noexcept
    : database_(std::move(database)), connection_(&connection), access_(access) {}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::move(other.database_)),
      connection_(std::exchange(other.connection_, nullptr)),
      access_(other.access_),
      beside_others_(other.beside_others_),
      tells_(other.tells_) {}

Transaction::~Transaction() { rollback(); }

void Transaction::throw_over() { throw Error(ErrorCode::misuse, "the transaction is over"); }

void Transaction::lock(Lock what, std::string_view name) {
  if (!beside_others_) return;
  // FNV-1a: the same number in every process and version.
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  lock(what, static_cast<std::int64_t>(hash));
}

void PreparedStatement::run_with_commit() { throw Error(ErrorCode::internal, "one transaction at a time"); }

void Transaction::commit() {
  if (connection_ == nullptr) throw_over();
  database_->finish(*std::exchange(connection_, nullptr), access_);
  if (tells_) database_->changes_.fetch_add(1, std::memory_order_acq_rel);
}

void Transaction::begin_read() {
  if (access_ != Access::cached) throw Error(ErrorCode::misuse, "the transaction has begun already");
  connection().begin_read();
  access_ = Access::read;
}

std::int64_t Transaction::changes() const noexcept { return database_->changes(); }

void Transaction::rollback() noexcept {
  if (connection_ == nullptr) return;
  if (access_ != Access::cached) connection_->rollback();
  database_->give_back(*std::exchange(connection_, nullptr), access_);
}

Savepoint::Savepoint(Transaction& transaction, int level) : transaction_(&transaction), level_(level) {
  if (transaction.access() == Access::read) throw Error(ErrorCode::misuse, "a savepoint needs a write transaction");
  transaction.connection().savepoint(level);
}

Savepoint::~Savepoint() {
  // The transaction may be over already, e.g. after a failed commit: then there is nothing left to undo.
  if (transaction_ != nullptr && transaction_->connection_ != nullptr) transaction_->connection_->rollback_to(level_);
}

void Savepoint::keep() {
  if (transaction_ == nullptr) throw Error(ErrorCode::misuse, "the savepoint is kept already");
  transaction_->connection().release(level_);
  transaction_ = nullptr;
}

void Database::finish(Connection& connection, Access access) {
  try {
    connection.commit();
  } catch (...) {
    connection.rollback();
    give_back(connection, access);
    throw;
  }
  give_back(connection, access);
}

Transaction Database::begin(Access access) {
  Connection& connection = borrow(access == Access::cached ? Access::read : access);
  bool beside_others = false;
  try {
    switch (access) {
      case Access::read:
        connection.begin_read();
        break;
      case Access::post:
        beside_others = connection.begin_post();
        break;
      case Access::write:
        connection.begin_write();
        break;
      case Access::cached:
        if (!connection.begin_cached()) {
          connection.begin_read();
          access = Access::read;
        }
        break;
    }
  } catch (...) {
    give_back(connection, access);
    throw;
  }
  Transaction transaction(shared_from_this(), connection, access);
  transaction.beside_others_ = beside_others;
  return transaction;
}

std::shared_ptr<Database> Database::open(const OpenOptions& options) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"})
    if (options.path.starts_with(scheme))
#if EMPTOR_POSTGRES
      return postgres::open(options, migrations());
#else
      throw Error(ErrorCode::unavailable, "path", "this build has no driver for PostgreSQL");
#endif
  return sqlite::open(options, migrations());
}

std::shared_ptr<Database> Database::attach(::sqlite3* host, const void* witness, const AttachOptions& options) {
  return sqlite::attach(host, witness, options, migrations());
}

std::shared_ptr<Database> Database::attach([[maybe_unused]] ::pg_conn* host, [[maybe_unused]] const void* witness,
                                           [[maybe_unused]] std::string_view schema,
                                           [[maybe_unused]] const AttachOptions& options) {
#if EMPTOR_POSTGRES
  return postgres::attach(host, witness, schema, options, migrations());
#else
  throw Error(ErrorCode::unavailable, "connection", "this build has no driver for PostgreSQL");
#endif
}

bool is_taken(const Error& error) noexcept {
  const auto& figures = error.problems().front().figures;
  return error.code() == ErrorCode::conflict &&
         std::any_of(figures.begin(), figures.end(), [](const auto& figure) { return figure.first == "constraint"; });
}

}  // namespace emptor::store
