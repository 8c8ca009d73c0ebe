#include "store/pool.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emptor::store {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

[[noreturn]] void throw_busy(Clock::time_point begun, std::string_view who) {
  const auto waited = since(begun).count();
  throw Error(ErrorCode::busy, "", fmt::format("{}; waited {} ms", who, waited),
              {{"waited_ms", std::to_string(waited)}});
}

}  // namespace

ConnectionPool::ConnectionPool(const Limits& limits, Open open_reader)
    : limits_(limits), open_reader_(std::move(open_reader)) {
  // Giving back must not depend on memory.
  readers_.reserve(static_cast<std::size_t>(limits_.readers_max));
  idle_.reserve(static_cast<std::size_t>(limits_.readers_max));
}

void ConnectionPool::add_reader(std::unique_ptr<Connection> reader) {
  idle_.push_back(readers_.emplace_back(std::move(reader)).get());
}

void ConnectionPool::require_open() const {
  if (closed_) throw Error(ErrorCode::closed, "the book is closed");
}

bool ConnectionPool::may_open() const noexcept {
  return static_cast<int>(readers_.size()) + readers_coming_ < limits_.readers_max;
}

ConnectionPool::Lent ConnectionPool::borrow(Access access) {
  if (process_id() != process_) throw_wrong_process();
  std::unique_lock lock(mutex_);
  if (access != Access::read && limits_.read_only) throw Error(ErrorCode::read_only, "the book was opened for reading");
  require_open();
  if (access == Access::write || limits_.shared || (access == Access::post && !limits_.many_post))
    return borrow_writer(lock);
  // Waiting for oneself would only take the whole timeout to say the same.
  if (access == Access::post && writer_out_ && writer_holder_ == std::this_thread::get_id())
    throw_busy(Clock::now(), "this thread has a transaction open that nothing is posted beside");
  return {.connection = &borrow_reader(lock), .left = limits_.patience};
}

ConnectionPool::Lent ConnectionPool::borrow_writer(std::unique_lock<std::mutex>& lock) {
  Milliseconds left = limits_.patience;
  if (writer_out_) {
    const auto begun = Clock::now();
    // Waiting for oneself would only take the whole timeout to say the same.
    if (writer_holder_ == std::this_thread::get_id())
      throw_busy(begun, "this thread has a transaction open on the connection that is asked for");
    const bool came = writer_back_.wait_until(lock, begun + left, [this] { return !writer_out_ || closed_; });
    require_open();
    if (!came) throw_busy(begun, "another thread held the writer");
    left = std::max(left - since(begun), Milliseconds(0));
  }
  writer_out_ = true;
  writer_holder_ = std::this_thread::get_id();
  return {.connection = writer_.get(), .left = left};
}

Connection& ConnectionPool::borrow_reader(std::unique_lock<std::mutex>& lock) {
  if (idle_.empty() && !may_open()) {
    const auto begun = Clock::now();
    const bool came = reader_back_.wait_until(lock, begun + limits_.patience,
                                              [&] { return !idle_.empty() || may_open() || closed_; });
    require_open();
    if (!came) throw_busy(begun, fmt::format("all {} readers were in use", limits_.readers_max));
  }
  if (!idle_.empty()) {
    Connection* reader = idle_.back();
    idle_.pop_back();
    return *reader;
  }
  ++readers_coming_;
  lock.unlock();
  std::unique_ptr<Connection> reader;
  try {
    reader = open_reader_();
  } catch (...) {
    lock.lock();
    --readers_coming_;
    reader_back_.notify_one();
    throw;
  }
  lock.lock();
  --readers_coming_;
  require_open();
  return *readers_.emplace_back(std::move(reader));
}

void ConnectionPool::give_back(Connection& connection) noexcept {
  if (process_id() != process_) return;
  const std::lock_guard lock(mutex_);
  if (closed_) connection.close();
  if (is_writer(connection)) {
    writer_out_ = false;
    writer_back_.notify_one();
  } else {
    if (!closed_) idle_.push_back(&connection);
    reader_back_.notify_one();
  }
}

void ConnectionPool::close() noexcept {
  if (process_id() != process_) return;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (Connection* reader : idle_) reader->close();
  idle_.clear();
  if (writer_ != nullptr && !writer_out_) writer_->close();
  writer_back_.notify_all();
  reader_back_.notify_all();
}

}  // namespace emptor::store
