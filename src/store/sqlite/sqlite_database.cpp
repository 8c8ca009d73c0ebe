#include "store/sqlite/sqlite_database.hpp"

namespace emptor::store::sqlite {

SqliteDatabase::SqliteDatabase(const OpenOptions& options, Pool pool, std::unique_ptr<SqliteConnection> writer,
                               std::unique_ptr<Tripwire> tripwire, std::unique_ptr<OpenFile> file)
    : options_(options),
      pool_(pool),
      tripwire_(std::move(tripwire)),
      file_(std::move(file)),
      connections_({.readers_max = options.readers_max,
                    .patience = std::chrono::milliseconds(options.busy_timeout_ms),
                    .read_only = options.read_only,
                    .shared = pool == Pool::shared},
                   [this] { return open_reader(); }) {
  connections_.add_writer(std::move(writer));
}

std::unique_ptr<Connection> SqliteDatabase::open_reader() const {
  try {
    auto reader = connect(options_, Role::reader);
    reader->watch(tripwire_.get());
    return reader;
  } catch (...) {
    // Then it is no wonder that it does not open.
    if (tripwire_ != nullptr) tripwire_->check();
    throw;
  }
}

Connection& SqliteDatabase::borrow(Access access) {
  const ConnectionPool::Lent lent = connections_.borrow(access);
  if (connections_.is_writer(*lent.connection)) {
    auto& writer = static_cast<SqliteConnection&>(*lent.connection);
    writer.set_patience(lent.left);
    if (writer.carries() && access != Access::post) end_shared(writer);
  }
  return *lent.connection;
}

void SqliteDatabase::give_back(Connection& lent, Access access) noexcept {
  if (connections_.is_writer(lent)) {
    auto& writer = static_cast<SqliteConnection&>(lent);
    if (connections_.is_shared_commit() && !(writer.carries() && connections_.is_awaited())) end_shared(writer);
    if (access != Access::read && pool_ == Pool::separate && !writer.carries() &&
        writer.log_pages() >= next_checkpoint_pages_) {
      writer.checkpoint();
      // When a reader holds the log open, trying again on each commit would be all cost and no use.
      next_checkpoint_pages_ = writer.log_pages() + kLogPagesMax / 4;
    } else if (writer.log_pages() < kLogPagesMax) {
      next_checkpoint_pages_ = kLogPagesMax;
    }
  }
  connections_.give_back(lent);
}

void SqliteDatabase::end_shared(SqliteConnection& writer) noexcept {
  std::exception_ptr failure;
  try {
    if (!writer.carries())
      throw Error(ErrorCode::busy, "a posting that shared the transaction ended it; nothing of it was kept");
    writer.commit_carried();
  } catch (...) {
    failure = std::current_exception();
  }
  connections_.settle(std::move(failure));
}

void SqliteDatabase::finish(Connection& lent, Access access) {
  if (!connections_.is_writer(lent) || pool_ == Pool::shared) {
    Database::finish(lent, access);
    return;
  }
  auto& writer = static_cast<SqliteConnection&>(lent);
  std::shared_ptr<SharedCommit> shared;
  std::exception_ptr failure;
  try {
    if (access == Access::post && connections_.is_awaited()) {
      writer.carry();
      shared = connections_.pass_on();
    } else {
      writer.commit();
    }
  } catch (...) {
    failure = std::current_exception();
    writer.rollback();
  }
  if (shared == nullptr) {
    if (failure == nullptr || !writer.carries()) connections_.settle(failure);
    give_back(writer, access);
    if (failure != nullptr) std::rethrow_exception(failure);
    return;
  }
  if (connections_.await(*shared)) {
    end_shared(writer);
    give_back(writer, access);
  }
  if (shared->failure != nullptr) std::rethrow_exception(shared->failure);
}

}  // namespace emptor::store::sqlite
