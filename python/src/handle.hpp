/// A session as Python holds it, and the calls that are bound to it.
///
/// A C++ session belongs to one thread at a time; Python programs expect an object to survive being shared. So a handle
/// has a mutex of its own, taken only after the GIL was released: waiting for it stops nobody else, and no thread ever
/// waits for the GIL while it holds the mutex. A batch belongs to the thread that began it; the others wait until it is
/// over, bounded, so that none of them posts into a batch that somebody else rolls back.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "casters.hpp"
#include "emptor/book.hpp"

namespace emptor::python {

class Handle {
 public:
  Handle(Book book, std::shared_ptr<FixedClock> clock, std::chrono::milliseconds patience)
      : clock_(std::move(clock)),
        book_(std::make_shared<Book>(std::move(book))),
        session_(*book_),
        patience_(patience) {}
  Handle(const Handle& parent, Session session)
      : clock_(parent.clock_), book_(parent.book_), session_(std::move(session)), patience_(parent.patience_) {}

  /// Runs `work(session)` without the GIL. It must not touch Python. BUSY while another thread's batch is open.
  template <class Work>
  auto run(Work work) {
    const py::gil_scoped_release released;
    std::unique_lock<std::mutex> alone(mutex_);
    await_batch(alone);
    return work(session_);
  }
  /// The same with the book.
  template <class Work>
  auto run_book(Work work) {
    const py::gil_scoped_release released;
    const std::lock_guard<std::mutex> alone(mutex_);
    return work(*book_);
  }

  void begin(bool writes);
  void commit();
  void roll_back();
  void close();

 private:
  void await_batch(std::unique_lock<std::mutex>& alone);

  std::shared_ptr<FixedClock> clock_;  // outlives the book, which reads it
  std::shared_ptr<Book> book_;
  Session session_;
  std::chrono::milliseconds patience_;
  std::vector<Batch> batches_;  // innermost last
  std::thread::id batch_thread_;
  std::mutex mutex_;
  std::condition_variable batch_over_;
};

/// All calls have this form, so that pybind11 is instantiated once.
using Call = py::object(Handle& handle, const py::kwargs& given);
using HandleClass = py::class_<Handle, std::shared_ptr<Handle>>;

void bind_book(py::module_& module, HandleClass& handle);
void bind_settings(HandleClass& handle);
void bind_catalog(HandleClass& handle);
void bind_parties(HandleClass& handle);
void bind_pricing(HandleClass& handle);
void bind_price_lists(HandleClass& handle);
void bind_analysis(HandleClass& handle);
void bind_promotions(HandleClass& handle);
void bind_vouchers(HandleClass& handle);
void bind_receivables(HandleClass& handle);
void bind_exchange_differences(HandleClass& handle);
void bind_dunning(HandleClass& handle);
void bind_instruments(HandleClass& handle);
void bind_rebates(HandleClass& handle);

/// What several concepts show.
[[nodiscard]] py::object to_python(const CreditDecision& decision);
[[nodiscard]] py::object to_python(const Address& address);
/// Of "party" or "group"; the book's when neither is given.
[[nodiscard]] TermOwner owner_from(const Arguments& in);

inline constexpr Named<AllocationOrder> allocation_orders[] = {{"oldest_dated", AllocationOrder::oldest_dated},
                                                               {"oldest_due", AllocationOrder::oldest_due},
                                                               {"smallest", AllocationOrder::smallest},
                                                               {"largest", AllocationOrder::largest},
                                                               {"exact", AllocationOrder::exact}};
/// Names of allocation orders.
[[nodiscard]] std::vector<AllocationOrder> orders_from(const Arguments& in, const char* name);

inline constexpr Named<Side> sides[] = {{"receivable", Side::receivable}, {"payable", Side::payable}};
inline constexpr Named<BalanceBasis> balance_bases[] = {{"account", BalanceBasis::account},
                                                        {"individual", BalanceBasis::individual}};

inline constexpr Named<Direction> directions[] = {{"sales", Direction::sales}, {"purchases", Direction::purchases}};
inline constexpr Named<OnExcess> on_excess[] = {
    {"ignore", OnExcess::ignore}, {"warn", OnExcess::warn}, {"block", OnExcess::block}, {"approve", OnExcess::approve}};
inline constexpr Named<AgeBasis> age_bases[] = {{"balance", AgeBasis::balance}, {"open_items", AgeBasis::open_items}};

}  // namespace emptor::python
