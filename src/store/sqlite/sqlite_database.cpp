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
  if (connections_.is_writer(*lent.connection))
    static_cast<SqliteConnection*>(lent.connection)->set_patience(lent.left);
  return *lent.connection;
}

void SqliteDatabase::give_back(Connection& lent, Access access) noexcept {
  if (connections_.is_writer(lent)) {
    auto& writer = static_cast<SqliteConnection&>(lent);
    if (access != Access::read && pool_ == Pool::separate && writer.log_pages() >= next_checkpoint_pages_) {
      writer.checkpoint();
      // When a reader holds the log open, trying again on each commit would be all cost and no use.
      next_checkpoint_pages_ = writer.log_pages() + kLogPagesMax / 4;
    } else if (writer.log_pages() < kLogPagesMax) {
      next_checkpoint_pages_ = kLogPagesMax;
    }
  }
  connections_.give_back(lent);
}

}  // namespace emptor::store::sqlite
