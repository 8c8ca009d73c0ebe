// Goal: a credit limit with room for exactly k sales lets exactly k pass, however many post at once.
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

constexpr int kRoom = 50;  // sales of 10.00 that fit a limit of 500.00

/// Posts until a sale is blocked; returns how many were posted.
int post_until_blocked(Session session, const std::string& customer = "C001") {
  int posted = 0;
  while (true) {
    const PostResult result = session.vouchers().post(trade_sale(customer));
    if (result.posted()) {
      ++posted;
      continue;
    }
    return result.refusal->code == ErrorCode::credit_blocked ? posted : -1'000'000;
  }
}

BookOptions options(const std::string& path) {
  return {.path = path, .currency = "USD", .sync = Sync::normal, .busy_timeout_ms = 60'000};
}

void make_book(const std::string& path) {
  Book book = Book::open(options(path));
  set_up_trade(book);
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "500.00");
}

void check_outcome(const std::string& path) {
  const Book book = Book::open(options(path));
  CHECK(book.receivables().balance("C001").amount == Money::of("500.00", "USD"));
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(1'000'000 - kRoom));
  // Numbers without a gap: the last one is the count.
  CHECK(book.vouchers().find(VoucherKind::sale, "20260331-" + std::to_string(kRoom)).has_value());
  CHECK_FALSE(book.vouchers().find(VoucherKind::sale, "20260331-" + std::to_string(kRoom + 1)).has_value());
  CHECK(book.verify().empty());
}

}  // namespace

TEST_CASE("sixteen threads post exactly as many sales as the limit has room for", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  {
    const Book book = Book::open(options(path));
    std::atomic<int> posted = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) threads.emplace_back([&] { posted += post_until_blocked(book.as("owner")); });
    for (std::thread& thread : threads) thread.join();
    CHECK(posted == kRoom);
  }
  check_outcome(path);
}

TEST_CASE("four processes post exactly as many sales as the limit has room for", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i)
    children.push_back(start_process([&] { return post_until_blocked(Book::open(options(path))); }));
  int posted = 0;
  for (const pid_t child : children) {
    const int count = end_of_process(child);
    CHECK(count >= 0);
    CHECK(count <= kRoom);
    posted += count;
  }
  CHECK(posted == kRoom);
  check_outcome(path);
}

TEST_CASE("sixteen threads and four processes together never pass the limit", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i)
    children.push_back(start_process([&] {
      const Book book = Book::open(options(path));
      std::atomic<int> posted = 0;
      std::vector<std::thread> threads;
      for (int t = 0; t < 4; ++t) threads.emplace_back([&] { posted += post_until_blocked(book.as("owner")); });
      for (std::thread& thread : threads) thread.join();
      return posted.load();
    }));
  int posted = 0;
  for (const pid_t child : children) posted += end_of_process(child);
  CHECK(posted == kRoom);
  check_outcome(path);
}

TEST_CASE("eight processes with four connections each post exactly as many sales as fit", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(start_process([&] {
      std::atomic<int> posted = 0;
      std::vector<std::thread> threads;
      // A book of its own for each thread, so a connection of its own to write with.
      for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] { posted += post_until_blocked(Book::open(options(path))); });
      for (std::thread& thread : threads) thread.join();
      return posted.load();
    }));
  int posted = 0;
  for (const pid_t child : children) posted += end_of_process(child);
  CHECK(posted == kRoom);
  check_outcome(path);
}

TEST_CASE("customers that share a pool post together exactly as many sales as it has room for", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  constexpr int customers = 4;
  const auto code = [](int i) { return "C00" + std::to_string(i % customers + 1); };
  {
    Book book = Book::open(options(path));
    set_up_trade(book, customers);
    Credit credit = book.credit();
    // The room is the group's; the pools below it have more.
    credit.create_pool({.code = "GROUP", .limit = usd("500.00")});
    credit.create_pool({.code = "EAST", .parent = "GROUP", .limit = usd("1000.00")});
    credit.create_pool({.code = "WEST", .parent = "GROUP"});
    for (int i = 0; i < customers; ++i) credit.join_pool(code(i), i < 2 ? "EAST" : "WEST");
    // Who moves later is locked in both.
    credit.join_pool("C002", "WEST", trade_day + 1);
  }
  std::vector<pid_t> children;
  for (int process = 0; process < 2; ++process)
    children.push_back(start_process([&] {
      const Book book = Book::open(options(path));
      std::atomic<int> posted = 0;
      std::vector<std::thread> threads;
      for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] { posted += post_until_blocked(book.as("owner"), code(i)); });
      for (std::thread& thread : threads) thread.join();
      return posted.load();
    }));
  int posted = 0;
  for (const pid_t child : children) posted += end_of_process(child);
  CHECK(posted == kRoom);
  const Book book = Book::open(options(path));
  for (const CreditPoolReport& each : book.credit().pools(trade_day))
    if (each.pool.code == "GROUP") CHECK(each.used == usd("500.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("cheques that come and clear while others post never make room before they are cleared", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  Book book = Book::open(options(path));
  set_up_trade(book, 2);
  Credit credit = book.credit();
  credit.create_pool({.code = "GROUP", .limit = usd("500.00")});
  credit.create_pool({.code = "EAST", .parent = "GROUP"});
  credit.join_pool("C001", "EAST");
  credit.join_pool("C002", "GROUP");
  const auto posted_by_two = [&] {
    std::atomic<int> posted = 0;
    std::thread other([&] { posted += post_until_blocked(book.as("owner"), "C002"); });
    posted += post_until_blocked(book.as("owner"), "C001");
    other.join();
    return posted.load();
  };
  // One pays by cheque what it owes, ever again, while the other one buys: the group's room is used once.
  std::atomic<bool> done = false;
  std::vector<InstrumentId> held;
  std::thread payer([&] {
    Session session = book.as("owner");
    for (int i = 0; !done && i < 200; ++i)
      held.push_back(session.instruments()
                         .receive({.party = i % 2 == 0 ? "C001" : "C002",
                                   .amount = Decimal(10),
                                   .number = "CH-" + std::to_string(i),
                                   .on = trade_day})
                         .id);
  });
  CHECK(posted_by_two() == kRoom);
  done = true;
  payer.join();
  REQUIRE_FALSE(held.empty());
  for (const CreditPoolReport& each : credit.pools(trade_day))
    if (each.pool.code == "GROUP") CHECK(each.used == usd("500.00"));
  CHECK(posted_by_two() == 0);
  // What clears makes room for as much.
  std::thread bank([&] {
    Session session = book.as("owner");
    for (const InstrumentId each : held) {
      static_cast<void>(session.instruments().move(each, InstrumentState::deposited, {.on = trade_day}));
      static_cast<void>(session.instruments().move(each, InstrumentState::cleared, {.on = trade_day}));
    }
  });
  int more = posted_by_two();
  bank.join();
  more += posted_by_two();
  CHECK(more == static_cast<int>(held.size()));
  CHECK(book.verify().empty());
}

TEST_CASE("readers see whole vouchers while others post", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  Book book = Book::open(options(path));
  book.customers().set_term_none(TermOwner::party("C001"), Term::credit_limit);
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      Session session = book.as("owner");
      while (!done) {
        const Batch snapshot = session.snapshot();
        const Money balance = session.receivables().balance("C001").amount;
        const Quantity sold{Quantity::of(1'000'000).micros - session.stock().on_hand("P1", "W1").micros};
        // Each sale moves the balance by 10.00 and the stock by one piece, in one transaction.
        if (balance.minor * 1'000 != sold.micros) ++torn;
      }
    });
  for (int i = 0; i < 300; ++i) CHECK(book.vouchers().post(trade_sale("C001")).posted());
  done = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(torn == 0);
}

TEST_CASE("a price change is seen by the next quote of every session", "[concurrency]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  make_book(path);
  Book writer = Book::open(options(path));
  const Book other = Book::open(options(path));
  const auto price = [](const Book& book) {
    return book.prices().quote({.item = "P1", .customer = "C001", .on = trade_day}).unit_price;
  };
  CHECK(price(other) == UnitPrice::of("10"));
  const PriceEntryId first = writer.prices().set_special("C001", "P1", Decimal(9));
  CHECK(price(other) == UnitPrice::of("9"));
  CHECK(price(writer) == UnitPrice::of("9"));
  writer.prices().withdraw(first);
  CHECK(price(other) == UnitPrice::of("10"));
}
