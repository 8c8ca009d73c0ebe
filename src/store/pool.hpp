/// The connections of a database: one that writes, several that read (and post, where many may), each lent to one
/// thread at a time. Readers are made when they are needed and kept to the end. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "store/process.hpp"
#include "store/store.hpp"

namespace emptor::store {

class ConnectionPool {
 public:
  using Open = std::function<std::unique_ptr<Connection>()>;
  using Milliseconds = std::chrono::milliseconds;

  struct Limits {
    int readers_max = 8;
    Milliseconds patience{0};  ///< how long a thread waits for a connection before BUSY
    bool read_only = false;    ///< there is no writer to be lent
    bool shared = false;       ///< the one connection reads and writes
    bool many_post = false;    ///< postings run on the readers' connections, beside each other
  };
  struct Lent {
    Connection* connection;
    Milliseconds left;  ///< of the patience, for whom the connection itself has to wait
  };

  ConnectionPool(const Limits& limits, Open open_reader);
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool() { close(); }

  /// What is open already, before anything is lent. There is no writer where the book is only read.
  void add_writer(std::unique_ptr<Connection> writer) { writer_ = std::move(writer); }
  void add_reader(std::unique_ptr<Connection> reader);
  /// CLOSED, READ_ONLY, WRONG_PROCESS, BUSY after the wait; BUSY at once when this thread holds what it asks for.
  [[nodiscard]] Lent borrow(Access access);
  void give_back(Connection& connection) noexcept;
  /// Nothing is lent from here on; what is out closes as it comes back. A forked child only forgets.
  void close() noexcept;
  [[nodiscard]] bool is_writer(const Connection& connection) const noexcept { return &connection == writer_.get(); }

 private:
  using Clock = std::chrono::steady_clock;

  Lent borrow_writer(std::unique_lock<std::mutex>& lock);
  Connection& borrow_reader(std::unique_lock<std::mutex>& lock);
  void require_open() const;
  [[nodiscard]] bool may_open() const noexcept;

  const Limits limits_;
  const Open open_reader_;
  const std::int64_t process_ = process_id();
  std::mutex mutex_;
  std::condition_variable writer_back_;
  std::condition_variable reader_back_;
  bool closed_ = false;
  bool writer_out_ = false;
  std::thread::id writer_holder_;
  std::unique_ptr<Connection> writer_;
  std::vector<std::unique_ptr<Connection>> readers_;  ///< kept to the end: see Transaction::database_
  std::vector<Connection*> idle_;                     ///< last used on top: its pages and plans are warm
  int readers_coming_ = 0;                            ///< being made, outside of the mutex
};

}  // namespace emptor::store
