#include "store/sqlite/sqlite_database.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emptor::store::sqlite {

SqliteDatabase::SqliteDatabase(const OpenOptions& options, Pool pool, std::unique_ptr<SqliteConnection> writer,
                               std::unique_ptr<Tripwire> tripwire, std::unique_ptr<OpenFile> file)
    : options_(options),
      pool_(pool),
      tripwire_(std::move(tripwire)),
      file_(std::move(file)),
      writer_(std::move(writer)) {
  readers_.reserve(static_cast<std::size_t>(options_.readers_max));
  idle_.reserve(static_cast<std::size_t>(options_.readers_max));
}

SqliteDatabase::~SqliteDatabase() {
  if (process_id() == process_) {
    close();
    return;
  }
  // A forked child: connections only forget.
}

void SqliteDatabase::require_process() const {
  if (process_id() != process_) throw_wrong_process();
}

void SqliteDatabase::throw_busy(Clock::time_point since, std::string_view who) const {
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since).count();
  throw Error(ErrorCode::busy, "", fmt::format("{}; waited {} ms", who, waited),
              {{"waited_ms", std::to_string(waited)}});
}

Connection& SqliteDatabase::borrow(Access access) {
  require_process();
  std::unique_lock lock(mutex_);
  if (access == Access::write && options_.read_only)
    throw Error(ErrorCode::read_only, "the book was opened for reading");
  return access == Access::write || pool_ == Pool::shared ? borrow_writer(lock) : borrow_reader(lock);
}

Connection& SqliteDatabase::borrow_writer(std::unique_lock<std::mutex>& lock) {
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
  const std::chrono::milliseconds patience(options_.busy_timeout_ms);
  std::chrono::milliseconds left = patience;
  if (writer_out_) {
    const auto since = Clock::now();
    // Waiting for oneself would only take the whole timeout to say the same.
    if (writer_holder_ == std::this_thread::get_id())
      throw_busy(since, "this thread has a transaction open on the connection that is asked for");
    const bool came = writer_back_.wait_until(lock, since + patience, [this] { return !writer_out_ || closed_; });
    if (closed_) throw Error(ErrorCode::closed, "the book is closed");
    if (!came) throw_busy(since, "another thread held the writer");
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
    left = std::max(patience - waited, std::chrono::milliseconds(0));
  }
  writer_out_ = true;
  writer_holder_ = std::this_thread::get_id();
  writer_->set_patience(left);
  return *writer_;
}

Connection& SqliteDatabase::borrow_reader(std::unique_lock<std::mutex>& lock) {
  const auto may_open = [this] { return static_cast<int>(readers_.size()) + readers_coming_ < options_.readers_max; };
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
  if (idle_.empty() && !may_open()) {
    const auto since = Clock::now();
    const auto until = since + std::chrono::milliseconds(options_.busy_timeout_ms);
    const bool came = reader_back_.wait_until(lock, until, [&] { return !idle_.empty() || may_open() || closed_; });
    if (closed_) throw Error(ErrorCode::closed, "the book is closed");
    if (!came) throw_busy(since, fmt::format("all {} readers were in use", options_.readers_max));
  }
  if (!idle_.empty()) {
    SqliteConnection* reader = idle_.back();
    idle_.pop_back();
    return *reader;
  }
  ++readers_coming_;
  lock.unlock();
  std::unique_ptr<SqliteConnection> reader;
  try {
    reader = connect(options_, Role::reader);
    reader->watch(tripwire_.get());
  } catch (...) {
    lock.lock();
    --readers_coming_;
    reader_back_.notify_one();
    // Then it is no wonder that it does not open.
    if (tripwire_ != nullptr) tripwire_->check();
    throw;
  }
  lock.lock();
  --readers_coming_;
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
  return *readers_.emplace_back(std::move(reader));
}

void SqliteDatabase::give_back(Connection& lent, Access access) noexcept {
  if (process_id() != process_) return;
  auto& connection = static_cast<SqliteConnection&>(lent);
  const bool writer = &connection == writer_.get();
  if (writer && access == Access::write && pool_ == Pool::separate &&
      connection.log_pages() >= next_checkpoint_pages_) {
    connection.checkpoint();
    // When a reader holds the log open, trying again on each commit would be all cost and no use.
    next_checkpoint_pages_ = connection.log_pages() + kLogPagesMax / 4;
  } else if (writer && connection.log_pages() < kLogPagesMax) {
    next_checkpoint_pages_ = kLogPagesMax;
  }
  const std::lock_guard lock(mutex_);
  if (closed_) connection.close();
  if (writer) {
    writer_out_ = false;
    writer_back_.notify_one();
  } else {
    if (!closed_) idle_.push_back(&connection);
    reader_back_.notify_one();
  }
}

void SqliteDatabase::close() noexcept {
  if (process_id() != process_) return;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (SqliteConnection* reader : idle_) reader->close();
  idle_.clear();
  if (!writer_out_) writer_->close();
  writer_back_.notify_all();
  reader_back_.notify_all();
}

}  // namespace emptor::store::sqlite
