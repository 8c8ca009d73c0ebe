/// The connections of a database: one that writes, several that read (and post, where many may), each lent to one
/// thread at a time. Readers are made when they are needed and kept to the end. Thread-safe.
///
/// Threads that post and wait for the writer can share one commit: who is done leaves the transaction open to the next
/// (`pass_on`) and waits (`await`) until one of them has ended it for all (`settle`). While nobody else does, who waits
/// is lent the writer to end it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "store/process.hpp"
#include "store/store.hpp"

namespace emptor::store {

/// How a transaction ended that several threads have added to.
struct SharedCommit {
  bool done = false;
  std::exception_ptr failure{};
};

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
  /// Whether the holder of the writer may leave its transaction to another thread that is waiting to post.
  [[nodiscard]] bool is_awaited() const;
  /// Whether others have added to the transaction of the writer, and wait for its end.
  [[nodiscard]] bool is_shared_commit() const;
  /// Gives the writer back with its transaction open.
  [[nodiscard]] std::shared_ptr<SharedCommit> pass_on();
  /// True when the caller has been lent the writer, to end the transaction; false when it has ended.
  [[nodiscard]] bool await(const SharedCommit& commit);
  /// The holder of the writer has ended the transaction, for all who wait; nothing when nobody does.
  void settle(std::exception_ptr failure) noexcept;
  /// Nothing is lent from here on; what is out closes as it comes back. A forked child only forgets.
  void close() noexcept;
  [[nodiscard]] bool has_one() const noexcept { return limits_.shared; }
  [[nodiscard]] bool is_writer(const Connection& connection) const noexcept { return &connection == writer_.get(); }

 private:
  using Clock = std::chrono::steady_clock;

  /// Postings that share a commit at most: the first of them waits for all.
  static constexpr int kPartsMax = 64;

  Lent borrow_writer(std::unique_lock<std::mutex>& lock, Access access);
  void take_writer();
  Connection& borrow_reader(std::unique_lock<std::mutex>& lock);
  void require_open() const;
  [[nodiscard]] bool may_open() const noexcept;

  const Limits limits_;
  const Open open_reader_;
  const std::int64_t process_ = process_id();
  mutable std::mutex mutex_;
  std::condition_variable writer_back_;
  std::condition_variable reader_back_;
  std::condition_variable settled_;
  bool closed_ = false;
  bool writer_out_ = false;
  std::thread::id writer_holder_;
  int postings_waiting_ = 0;
  int parts_ = 0;                         ///< of the writer's transaction, ended or not
  std::shared_ptr<SharedCommit> shared_;  ///< set while somebody waits for its end
  std::unique_ptr<Connection> writer_;
  std::vector<std::unique_ptr<Connection>> readers_;  ///< kept to the end: see Transaction::database_
  std::vector<Connection*> idle_;                     ///< last used on top: its pages and plans are warm
  int readers_coming_ = 0;                            ///< being made, outside of the mutex
};

}  // namespace emptor::store
