// Goal: the last use of a coupon and the last of a budget are taken once, however many post at once.
#include <atomic>
#include <thread>
#include <vector>

#include "support/processes.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

constexpr int kProcesses = 4;
constexpr int kThreads = 4;
constexpr int kUses = 25;

BookOptions options(const std::string& path) {
  return {.path = path, .currency = "USD", .sync = Sync::normal, .busy_timeout_ms = 60'000};
}

std::string customer(int number) {
  std::string code = std::to_string(number);
  return "C" + std::string(3 - std::min<std::size_t>(code.size(), 3), '0') + code;
}

/// Each thread of each process works as another customer, so that nothing but the counters stands between them.
template <class Work>
int in_crowd(const std::string& path, Work work) {
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process)
    children.push_back(start_process([&, process] {
      const Book book = Book::open(options(path));
      std::atomic<int> sum = 0;
      std::vector<std::thread> threads;
      for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
          try {
            sum += work(book.as("owner"), customer(1 + process * kThreads + thread));
          } catch (const std::exception&) {
            sum = -1'000'000;
          }
        });
      for (std::thread& thread : threads) thread.join();
      return sum >= 0 ? sum.load() : 98;
    }));
  int sum = 0;
  for (const pid_t child : children) {
    const int count = end_of_process(child);
    CHECK(count >= 0);
    CHECK(count < 98);
    sum += count;
  }
  return sum;
}

}  // namespace

TEST_CASE("a coupon for 25 uses is taken 25 times", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(options(path));
    set_up_trade(book, kProcesses * kThreads);
    book.promotions().set(
        {.code = "TEN", .reward = RewardKind::order_percent, .value = Decimal(10), .by_coupon = true});
    book.promotions().create_coupon({.code = "FIRST", .programme = "TEN", .uses_max = kUses});
  }
  const int taken = in_crowd(path, [](Session session, const std::string& party) {
    VoucherDraft draft = trade_sale(party);
    draft.coupons = {"FIRST"};
    for (int done = 0;; ++done) {
      const PostResult result = session.vouchers().post(draft);
      if (!result.posted()) return result.refusal->code == ErrorCode::coupon_refused ? done : -1'000'000;
    }
  });
  CHECK(taken == kUses);
  const Book book = Book::open(options(path));
  CHECK(book.promotions().coupons().at(0).uses == kUses);
  CHECK(book.verify().empty());
}

TEST_CASE("a budget of 25.50 takes off 1.00 25 times and 0.50 once", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(options(path));
    set_up_trade(book, kProcesses * kThreads);
    book.promotions().set({.code = "TEN",
                           .reward = RewardKind::order_percent,
                           .value = Decimal(10),
                           .budget = Decimal::parse("25.50"),
                           .overrun = Overrun::partial});
  }
  const int taken = in_crowd(path, [](Session session, const std::string& party) {
    for (int done = 0;; ++done) {
      const PostResult result = session.vouchers().post(trade_sale(party));
      if (!result.posted()) return -1'000'000;
      if (result.voucher->promotions.empty()) return done;
    }
  });
  CHECK(taken == kUses + 1);
  const Book book = Book::open(options(path));
  CHECK(book.promotions().usage("TEN").amount == Money::of("25.50", "USD"));
  CHECK(book.verify().empty());
}

TEST_CASE("the last use is reserved once", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(options(path));
    set_up_trade(book, kProcesses * kThreads);
    book.promotions().set(
        {.code = "TEN", .reward = RewardKind::order_percent, .value = Decimal(10), .by_coupon = true});
    book.promotions().create_coupon({.code = "LAST", .programme = "TEN"});
  }
  const int held = in_crowd(path, [](Session session, const std::string& party) {
    VoucherDraft draft = trade_sale(party);
    draft.coupons = {"LAST"};
    try {
      draft.reservation = session.vouchers().reserve(draft, 3'600).id;
    } catch (const Error& error) {
      return error.code() == ErrorCode::coupon_refused ? 0 : -1'000'000;
    }
    return session.vouchers().post(draft).posted() ? 1 : -1'000'000;
  });
  CHECK(held == 1);
  CHECK(Book::open(options(path)).verify().empty());
}
