// Goal: whatever moment a posting process is killed at, the book opens, verifies, and holds every voucher that was
// acknowledged. Method: a child posts sales and collections, undoes and plans allocations anew, reverses, and writes
// the id of each voucher to a pipe once it is acknowledged; the parent kills it at a random moment at work, reads the
// pipe to its end and looks for every id.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "support/processes.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

BookOptions options(const std::string& path) { return {.path = path, .currency = "USD", .busy_timeout_ms = 10'000}; }

void acknowledge(int pipe, VoucherId id) {
  if (::write(pipe, &id.value, sizeof id.value) != sizeof id.value) ::_exit(3);
}

constexpr VoucherId kReady{-1};

/// Says that it is ready, then posts until it is killed.
int post_forever(const std::string& path, int pipe) {
  Book book = Book::open(options(path));
  acknowledge(pipe, kReady);
  while (true) {
    const VoucherId sale = book.vouchers().post(trade_sale("C001", 3)).voucher->id;
    acknowledge(pipe, sale);
    const VoucherId money = book.vouchers().post(trade_collection("C001", Decimal(25))).voucher->id;
    acknowledge(pipe, money);
    if (!book.receivables().allocations(money).empty())
      static_cast<void>(book.receivables().undo("C001", money, Side::receivable, {}, trade_day));
    static_cast<void>(book.receivables().commit(
        book.receivables().plan({.party = "C001", .credit = money, .orders = {AllocationOrder::smallest}})));
    acknowledge(pipe, book.vouchers().post(trade_sale("C002")).voucher->id);
    acknowledge(pipe, book.vouchers().reverse(sale, trade_day).id);
  }
}

std::vector<VoucherId> read_acknowledged(int pipe) {
  std::vector<VoucherId> ids;
  std::int64_t id = 0;
  while (::read(pipe, &id, sizeof id) == sizeof id) ids.emplace_back(id);
  return ids;
}

/// The moment of a kill: after so many acknowledgements (-1: the child may still be opening the book), and a little
/// later. Counting words instead of time keeps the kills among the postings on a busy machine too.
struct Moment {
  int acknowledgements = 0;
  std::chrono::microseconds pause{};
};

/// Starts a poster, kills it, and returns what it had acknowledged.
std::vector<VoucherId> kill_a_poster(const std::string& path, Moment moment) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = start_process([&] {
    ::close(ends[0]);
    return post_forever(path, ends[1]);
  });
  ::close(ends[1]);
  std::vector<VoucherId> ids;
  for (int heard = -1; heard < moment.acknowledgements; ++heard) {
    VoucherId id;
    REQUIRE(::read(ends[0], &id.value, sizeof id.value) == sizeof id.value);
    ids.push_back(id);
  }
  std::this_thread::sleep_for(moment.pause);
  ::kill(child, SIGKILL);
  // The pipe is read to its end: the child may have said more words than were waited for.
  for (const VoucherId id : read_acknowledged(ends[0])) ids.push_back(id);
  ::close(ends[0]);
  CHECK(end_of_process(child) == -SIGKILL);
  std::erase(ids, kReady);
  return ids;
}

void kill_again_and_again(int kills, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> words(-1, 6);
  std::uniform_int_distribution<int> pause(0, 900);
  std::size_t acknowledged = 0;
  for (int round = 0; round < kills;) {
    const Scratch scratch;
    const std::string path = scratch.file("trade.emptor");
    {
      Book book = Book::open(options(path));
      set_up_trade(book, 2);
    }
    std::vector<VoucherId> all;
    // A new book now and then keeps verifying cheap.
    for (int i = 0; i < 50 && round < kills; ++i, ++round) {
      const Moment moment{words(random), std::chrono::microseconds(pause(random))};
      for (const VoucherId id : kill_a_poster(path, moment)) all.push_back(id);
      const Book book = Book::open(options(path));
      INFO("seed " << seed << ", kill " << round);
      REQUIRE(book.verify().empty());
      if (!all.empty()) REQUIRE(book.vouchers().get(all.back()).id == all.back());
    }
    const Book book = Book::open(options(path));
    for (const VoucherId id : all) REQUIRE(book.vouchers().get(id).id == id);
    acknowledged += all.size();
  }
  // The kills must have hit processes at work, not only ones that were still starting.
  CHECK(acknowledged > static_cast<std::size_t>(kills));
}

}  // namespace

TEST_CASE("a process killed at any of 1,000 random moments loses nothing that it acknowledged", "[fault]") {
  kill_again_and_again(1'000, 20'260'331);
}

TEST_CASE("killed at any of 20,000 random moments", "[.soak]") { kill_again_and_again(20'000, std::random_device{}()); }
