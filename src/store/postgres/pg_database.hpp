/// The PostgreSQL driver: one connection that writes, several that read, lent to one thread at a time, made when they
/// are needed.
///
/// Waiting is bounded by busy_timeout_ms for the writer's place in this process, and by the same again for the book's
/// lock on the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "store/postgres/pg_connection.hpp"
#include "store/postgres/postgres.hpp"
#include "store/process.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

class PgDatabase final : public Database {
 public:
  /// `first` becomes the writer, or a reader of a book that is only read.
  PgDatabase(const OpenOptions& options, const PgSettings& settings, int schema, std::unique_ptr<PgConnection> first);
  PgDatabase(const PgDatabase&) = delete;
  PgDatabase& operator=(const PgDatabase&) = delete;
  ~PgDatabase() override;

  [[nodiscard]] std::string description() const override;
  void backup(const std::string& path) override;
  [[nodiscard]] std::vector<std::string> check_integrity() override { return {}; }
  void close() noexcept override;

 protected:
  Connection& borrow(Access access) override;
  void give_back(Connection& connection, Access access) noexcept override;

 private:
  using Clock = std::chrono::steady_clock;

  Connection& borrow_writer(std::unique_lock<std::mutex>& lock);
  Connection& borrow_reader(std::unique_lock<std::mutex>& lock);
  [[noreturn]] void throw_busy(Clock::time_point since, std::string_view who) const;

  const OpenOptions options_;
  const PgSettings settings_;
  const std::int64_t process_ = process_id();
  std::string description_;
  std::mutex mutex_;
  std::condition_variable writer_back_;
  std::condition_variable reader_back_;
  bool closed_ = false;
  bool writer_out_ = false;
  std::thread::id writer_holder_;
  std::unique_ptr<PgConnection> writer_;                ///< null for a book that is only read
  std::vector<std::unique_ptr<PgConnection>> readers_;  ///< kept to the end: see Transaction::database_
  std::vector<PgConnection*> idle_;                     ///< last used on top: its plans and caches are warm
  int readers_coming_ = 0;                              ///< being made, outside of the mutex
};

}  // namespace emptor::store::postgres
