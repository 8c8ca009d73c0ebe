#include "store/pool.hpp"

#include <algorithm>

#include "base/compose.hpp"

namespace emptor::store {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

[[noreturn]] void throw_busy(Clock::time_point begun, std::string_view who) {
  const auto waited = since(begun).count();
  throw Error(ErrorCode::busy, "", compose("{}; waited {} ms", who, waited), {{"waited_ms", std::to_string(waited)}});
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
    return borrow_writer(lock, access);
  // Waiting for oneself would only take the whole timeout to say the same.
  if (access == Access::post && writer_out_ && writer_holder_ == std::this_thread::get_id())
    throw_busy(Clock::now(), "this thread has a transaction open that nothing is posted beside");
  return {.connection = &borrow_reader(lock), .left = limits_.patience};
}

void ConnectionPool::take_writer() {
  writer_out_ = true;
  writer_holder_ = std::this_thread::get_id();
}

ConnectionPool::Lent ConnectionPool::borrow_writer(std::unique_lock<std::mutex>& lock, Access access) {
  Milliseconds left = limits_.patience;
  if (writer_out_) {
    const auto begun = Clock::now();
    // Waiting for oneself would only take the whole timeout to say the same.
    if (writer_holder_ == std::this_thread::get_id())
      throw_busy(begun, "this thread has a transaction open on the connection that is asked for");
    postings_waiting_ += access == Access::post ? 1 : 0;
    const bool came = writer_back_.wait_until(lock, begun + left, [this] { return !writer_out_ || closed_; });
    postings_waiting_ -= access == Access::post ? 1 : 0;
    // Who has left the transaction to others looks whether there is one.
    if (shared_ != nullptr && (closed_ || !came)) settled_.notify_all();
    require_open();
    if (!came) throw_busy(begun, "another thread held the writer");
    left = std::max(left - since(begun), Milliseconds(0));
  }
  take_writer();
  ++parts_;
  return {.connection = writer_.get(), .left = left};
}

Connection& ConnectionPool::borrow_reader(std::unique_lock<std::mutex>& lock) {
  if (idle_.empty() && !may_open()) {
    const auto begun = Clock::now();
    const bool came = reader_back_.wait_until(lock, begun + limits_.patience,
                                              [&] { return !idle_.empty() || may_open() || closed_; });
    require_open();
    if (!came) throw_busy(begun, compose("all {} readers were in use", limits_.readers_max));
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
    if (shared_ == nullptr) parts_ = 0;
    writer_back_.notify_one();
  } else {
    if (!closed_) idle_.push_back(&connection);
    reader_back_.notify_one();
  }
}

bool ConnectionPool::is_awaited() const {
  const std::lock_guard lock(mutex_);
  return postings_waiting_ > 0 && parts_ < kPartsMax && !closed_;
}

bool ConnectionPool::is_shared_commit() const {
  const std::lock_guard lock(mutex_);
  return shared_ != nullptr;
}

std::shared_ptr<SharedCommit> ConnectionPool::pass_on() {
  const std::lock_guard lock(mutex_);
  if (shared_ == nullptr) shared_ = std::make_shared<SharedCommit>();
  writer_out_ = false;
  writer_back_.notify_one();
  return shared_;
}

bool ConnectionPool::await(const SharedCommit& commit) {
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [&] { return commit.done || (!writer_out_ && (postings_waiting_ == 0 || closed_)); });
  if (commit.done) return false;
  take_writer();
  return true;
}

void ConnectionPool::settle(std::exception_ptr failure) noexcept {
  const std::lock_guard lock(mutex_);
  parts_ = 0;
  if (shared_ == nullptr) return;
  shared_->failure = std::move(failure);
  shared_->done = true;
  shared_ = nullptr;
  settled_.notify_all();
}

void ConnectionPool::close() noexcept {
  if (process_id() != process_) return;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (Connection* reader : idle_) reader->close();
  idle_.clear();
  // Who waits for the end of the writer's transaction ends it first.
  if (writer_ != nullptr && !writer_out_ && shared_ == nullptr) writer_->close();
  writer_back_.notify_all();
  settled_.notify_all();
  reader_back_.notify_all();
}

}  // namespace emptor::store
