#include "store/postgres/pg_database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace emptor::store::postgres {

PgDatabase::PgDatabase(const OpenOptions& options, const PgSettings& settings, int schema,
                       std::unique_ptr<PgConnection> first)
    : options_(options), settings_(settings) {
  readers_.reserve(static_cast<std::size_t>(options_.readers_max));
  idle_.reserve(static_cast<std::size_t>(options_.readers_max));
  const int client = libpq().PQlibVersion();
  description_ = fmt::format("PostgreSQL {} (libpq {}.{}), schema {}", first->parameter("server_version"),
                             client / 10'000, client % 10'000, settings_.schema);
  first->set_known_schema(schema);
  if (options_.read_only)
    idle_.push_back(readers_.emplace_back(std::move(first)).get());
  else
    writer_ = std::move(first);
}

PgDatabase::~PgDatabase() { close(); }

std::string PgDatabase::description() const { return description_; }

void PgDatabase::backup(const std::string& /*path*/) {
  throw Error(ErrorCode::misuse, "a book on PostgreSQL is backed up with the server's tools, e.g. pg_dump");
}

void PgDatabase::throw_busy(Clock::time_point since, std::string_view who) const {
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since).count();
  throw Error(ErrorCode::busy, "", fmt::format("{}; waited {} ms", who, waited),
              {{"waited_ms", std::to_string(waited)}});
}

Connection& PgDatabase::borrow(Access access) {
  if (process_id() != process_) throw_wrong_process();
  std::unique_lock lock(mutex_);
  if (access == Access::write && options_.read_only)
    throw Error(ErrorCode::read_only, "the book was opened for reading");
  return access == Access::write ? borrow_writer(lock) : borrow_reader(lock);
}

Connection& PgDatabase::borrow_writer(std::unique_lock<std::mutex>& lock) {
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
  if (writer_out_) {
    const auto since = Clock::now();
    // Waiting for oneself would only take the whole timeout to say the same.
    if (writer_holder_ == std::this_thread::get_id())
      throw_busy(since, "this thread has a transaction open on the connection that is asked for");
    const auto until = since + std::chrono::milliseconds(options_.busy_timeout_ms);
    const bool came = writer_back_.wait_until(lock, until, [this] { return !writer_out_ || closed_; });
    if (closed_) throw Error(ErrorCode::closed, "the book is closed");
    if (!came) throw_busy(since, "another thread held the writer");
  }
  writer_out_ = true;
  writer_holder_ = std::this_thread::get_id();
  return *writer_;
}

Connection& PgDatabase::borrow_reader(std::unique_lock<std::mutex>& lock) {
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
    PgConnection* reader = idle_.back();
    idle_.pop_back();
    return *reader;
  }
  ++readers_coming_;
  lock.unlock();
  std::unique_ptr<PgConnection> reader;
  try {
    reader = std::make_unique<PgConnection>(settings_);
  } catch (...) {
    lock.lock();
    --readers_coming_;
    reader_back_.notify_one();
    throw;
  }
  lock.lock();
  --readers_coming_;
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
  return *readers_.emplace_back(std::move(reader));
}

void PgDatabase::give_back(Connection& lent, Access /*access*/) noexcept {
  if (process_id() != process_) return;
  auto& connection = static_cast<PgConnection&>(lent);
  const std::lock_guard lock(mutex_);
  if (closed_) connection.close();
  if (&connection == writer_.get()) {
    writer_out_ = false;
    writer_back_.notify_one();
  } else {
    if (!closed_) idle_.push_back(&connection);
    reader_back_.notify_one();
  }
}

void PgDatabase::close() noexcept {
  if (process_id() != process_) return;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (PgConnection* reader : idle_) reader->close();
  idle_.clear();
  if (writer_ != nullptr && !writer_out_) writer_->close();
  writer_back_.notify_all();
  reader_back_.notify_all();
}

}  // namespace emptor::store::postgres
