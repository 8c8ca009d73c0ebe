// Goal: many post at once, and what each of them judges stands still until its voucher is there: stock, open items,
// idempotency keys, numbers; and the postings of different customers end, in whatever order they ask for the same
// items.
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

constexpr int kCustomers = 40;
constexpr int kItems = 8;
constexpr int kProcesses = 8;
constexpr int kThreads = 4;

BookOptions options(const std::string& path) {
  return {.path = path, .currency = "USD", .sync = Sync::normal, .busy_timeout_ms = 60'000};
}

std::string customer(int number) {
  std::string code = std::to_string(number);
  return "C" + std::string(3 - std::min<std::size_t>(code.size(), 3), '0') + code;
}

void make_book(const std::string& path) {
  Book book = Book::open(options(path));
  set_up_trade(book, kCustomers);
  auto batch = book.batch();
  for (int i = 2; i <= kItems; ++i) {
    const std::string code = "P" + std::to_string(i);
    book.catalog().create_item({.code = code, .name = "Lamp " + code, .unit = "PCS"});
    book.prices().set_base(code, Decimal(10));
  }
  batch.commit();
}

/// Every item once, in an order of its own.
VoucherDraft sale_of_all(int seed) {
  VoucherDraft draft = trade_sale(customer(1 + seed % kCustomers));
  draft.lines.clear();
  for (int i = 0; i < kItems; ++i)
    draft.lines.push_back({.item = "P" + std::to_string(1 + (seed + i * 3) % kItems), .quantity = Quantity::of(1)});
  return draft;
}

/// Runs `work(process, thread)` on one book for each process; the sum of what it returns, which must fit an exit code.
template <class Work>
int in_crowd(const std::string& path, Work work) {
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process)
    children.push_back(start_process([&] {
      const Book book = Book::open(options(path));
      std::atomic<int> sum = 0;
      std::vector<std::thread> threads;
      for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
          try {
            sum += work(book.as("owner"), process * kThreads + thread);
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

/// Numbers without a gap: `last` is there and nothing is above it, which `verify` would not miss below.
void check_numbers(const Book& book, VoucherKind kind, int last) {
  CHECK(book.vouchers().find(kind, "20260331-" + std::to_string(last)).has_value());
  CHECK_FALSE(book.vouchers().find(kind, "20260331-" + std::to_string(last + 1)).has_value());
}

}  // namespace

TEST_CASE("a crowd sells to many customers and collects from them: no gap, no circle, every counter right",
          "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  constexpr int kEach = 6;
  const int posted = in_crowd(path, [](Session session, int place) {
    int done = 0;
    for (int i = 0; i < kEach; ++i) {
      if (session.vouchers().post(sale_of_all(place * 7 + i * 11)).posted()) ++done;
      if (!session.vouchers().post(trade_collection(customer(1 + (place + i) % kCustomers), Decimal(35))).posted())
        return -1'000'000;
    }
    return done;
  });
  CHECK(posted == kProcesses * kThreads * kEach);
  const Book book = Book::open(options(path));
  check_numbers(book, VoucherKind::sale, posted);
  check_numbers(book, VoucherKind::collection, posted);
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(1'000'000 - posted));
  CHECK(book.stock().on_hand("P8", "W1") == Quantity::of(-posted));
  CHECK(book.verify().empty());
}

TEST_CASE("a crowd corrects, reverses, collects and settles anew: no circle, every counter right", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  constexpr int kEach = 4;
  // Few customers and every item, in orders of their own: whoever could wait in a circle would.
  const int corrected = in_crowd(path, [](Session session, int place) {
    int done = 0;
    for (int i = 0; i < kEach; ++i) {
      const std::string who = customer(1 + (place + i) % 6);
      const auto sale = session.vouchers().post(trade_sale(who, 2));
      VoucherDraft instead = sale_of_all(place * 5 + i * 3);
      instead.party = customer(1 + (place * 3 + i) % 6);
      if (i % 2 == 1) instead.dated = trade_day + 1;
      const auto better = session.vouchers().correct(sale.voucher->id, instead, {.reason = "other lamps"});
      const auto paid = session.vouchers().post(trade_collection(who, Decimal(15)));
      try {
        static_cast<void>(session.receivables().undo(who, paid.voucher->id));
        static_cast<void>(session.receivables().commit(session.receivables().plan(
            {.party = who, .credit = paid.voucher->id, .orders = {AllocationOrder::oldest_dated}})));
      } catch (const Error& error) {
        // Somebody else was faster; BUSY would be a circle.
        if (error.code() >= ErrorCode::busy) return -1'000'000;
      }
      static_cast<void>(session.vouchers().reverse(i % 3 == 0 ? better.voucher->id : paid.voucher->id));
      ++done;
    }
    return done;
  });
  CHECK(corrected == kProcesses * kThreads * kEach);
  CHECK(Book::open(options(path)).verify().empty());
}

TEST_CASE("a crowd gives back one sale: exactly what was sold comes back, and exactly what was paid", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  constexpr int kPieces = 70;
  VoucherDraft draft = trade_sale("C001", kPieces);
  draft.lines[0].unit_price = UnitPrice::of("0.333333");
  const VoucherId sale = Book::open(options(path)).vouchers().post(draft).voucher->id;
  const int returned = in_crowd(path, [&](Session session, int /*place*/) {
    int done = 0;
    for (int i = 0; i < 4; ++i) {
      try {
        const PostResult made = session.vouchers().return_goods(
            {.of = sale, .lines = {{.line = 1, .quantity = Quantity::of(1)}}, .dated = trade_day});
        if (!made.posted()) return -1'000'000;
        ++done;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::range) return -1'000'000;
      }
    }
    return done;
  });
  CHECK(returned == kPieces);
  const Book book = Book::open(options(path));
  check_numbers(book, VoucherKind::sales_return, returned);
  CHECK(book.receivables().balance("C001").amount.is_zero());
  CHECK(book.receivables().open_items("C001").empty());
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(1'000'000));
  CHECK(book.verify().empty());
}

TEST_CASE("stock that blocks is never sold twice, whoever buys it", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  constexpr int kPieces = 60;
  {
    Book book = Book::open(options(path));
    for (int i = 1; i <= kItems; ++i) {
      const std::string item = "P" + std::to_string(i);
      const Quantity there = book.stock().on_hand(item, "W1");
      book.stock().adjust(item, "W1", Quantity{Quantity::of(kPieces).micros - there.micros}, trade_day, "stocktaking");
    }
    BookSettings settings = book.settings().get();
    settings.stock_shortage = OnExcess::block;
    book.settings().change(settings);
  }
  const int posted = in_crowd(path, [](Session session, int place) {
    for (int done = 0;; ++done) {
      const PostResult result = session.vouchers().post(sale_of_all(place * 5 + done * 3));
      if (!result.posted()) return result.refusal->code == ErrorCode::stock_short ? done : -1'000'000;
    }
  });
  CHECK(posted == kPieces);
  const Book book = Book::open(options(path));
  for (int i = 1; i <= kItems; ++i) CHECK(book.stock().on_hand("P" + std::to_string(i), "W1") == Quantity::of(0));
  CHECK(book.verify().empty());
}

TEST_CASE("a request that arrives many times at once is posted once", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  constexpr int kRequests = 5;
  const int first = in_crowd(path, [](Session session, int) {
    int posted = 0;
    for (int i = 0; i < kRequests; ++i) {
      const PostResult result =
          session.vouchers().post(trade_sale(customer(1 + i)), {.idempotency_key = "request " + std::to_string(i)});
      if (!result.repeated) ++posted;
    }
    return posted;
  });
  CHECK(first == kRequests);
  check_numbers(Book::open(options(path)), VoucherKind::sale, kRequests);
}

TEST_CASE("the same key for other content is refused, also when both arrive at once", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  const int posted = in_crowd(path, [](Session session, int place) {
    try {
      return session.vouchers().post(trade_sale(customer(1 + place)), {.idempotency_key = "one"}).posted() ? 1 : 0;
    } catch (const Error& error) {
      return error.code() == ErrorCode::idempotency_conflict ? 0 : -1'000'000;
    }
  });
  CHECK(posted == 1);
}

TEST_CASE("a period that is closed while others post stays closed", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  Book closer = Book::open(options(path));
  std::atomic<bool> closed = false;
  std::atomic<int> late = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const Book book = Book::open(options(path));
      for (int n = 0; n < 10'000; ++n) {
        const bool known = closed;
        try {
          static_cast<void>(book.vouchers().post(trade_sale(customer(1 + i))));
          if (known) ++late;
        } catch (const Error&) {
          return;
        }
      }
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  closer.settings().lock_through(trade_day);
  closed = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(late == 0);
  CHECK(closer.verify().empty());
}
