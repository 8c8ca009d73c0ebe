// The store on a disk that fails: whatever was acknowledged is there afterwards, whatever was not is gone as a whole.
#include <sqlite3.h>

#include <map>
#include <set>

#include "fault/faulty_vfs.hpp"
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;
using emptor::test::FaultyVfs;
using Fault = FaultyVfs::Fault;

namespace {

constexpr int kTransactions = 12;

struct Outcome {
  bool made = false;           ///< the book could be opened
  std::set<int> acknowledged;  ///< transactions whose commit returned
  std::set<int> unknown;       ///< transactions whose commit threw
  std::set<ErrorCode> failures;
};

/// Each transaction adds two notes, so that half of one can be told. A checkpoint comes along in the middle.
Outcome work(const std::string& path, const std::string& vfs, Durability durability) {
  Outcome outcome;
  try {
    const auto database =
        open_notes(OpenOptions{.path = path, .durability = durability, .busy_timeout_ms = 0, .vfs = vfs});
    outcome.made = true;
    for (int i = 0; i < kTransactions; ++i) {
      bool committing = false;
      try {
        Transaction transaction = database->begin(Access::write);
        add_note(transaction, "a" + std::to_string(i), i);
        {
          Savepoint undone(transaction, 0);
          add_note(transaction, "x" + std::to_string(i), i);
        }
        add_note(transaction, "b" + std::to_string(i), i);
        committing = true;
        transaction.commit();
        outcome.acknowledged.insert(i);
      } catch (const Error& error) {
        outcome.failures.insert(error.code());
        if (committing) outcome.unknown.insert(i);
      }
      if (i == kTransactions / 2) database->checkpoint();
    }
  } catch (const Error& error) {
    outcome.failures.insert(error.code());
  }
  return outcome;
}

/// Opens the file again on a sound disk and compares.
void check(const std::string& path, const Outcome& outcome, Durability durability) {
  if (!outcome.made && !std::filesystem::exists(path)) return;
  const auto database = open_notes(path);
  CHECK(database->check_integrity().empty());
  std::map<int, std::string> found;
  {
    Transaction transaction = database->begin(Access::read);
    Statement rows = transaction.statement("SELECT amount, code FROM emptor_note ORDER BY code");
    while (rows.step()) found[static_cast<int>(rows.integer(0))] += rows.string(1).substr(0, 1);
  }
  bool gap = false;
  for (int i = 0; i < kTransactions; ++i) {
    const auto row = found.find(i);
    const bool there = row != found.end();
    if (there) CHECK(row->second == "ab");  // whole, without what was undone
    if (durability == Durability::full) {
      if (outcome.acknowledged.contains(i)) CHECK(there);
    } else if (outcome.acknowledged.contains(i)) {
      // NORMAL may lose the last ones, never one in the middle.
      CHECK_FALSE((there && gap));
      gap = gap || !there;
    }
    if (!outcome.acknowledged.contains(i) && !outcome.unknown.contains(i)) CHECK_FALSE(there);
  }
  commit_note(*database, "after");  // and work goes on
}

/// Lets the fault strike at every operation of the workload in turn.
template <class Strike>
void at_every_operation(Durability durability, Strike strike) {
  TempFolder folder;
  std::int64_t operations = 0;
  {
    FaultyVfs vfs;
    const Outcome outcome = work(folder.file("sound"), vfs.name(), durability);
    CHECK(outcome.acknowledged.size() == kTransactions);
    operations = vfs.operations();
  }
  REQUIRE(operations > 40);
  for (std::int64_t n = 1; n <= operations; ++n) {
    INFO("the fault struck at operation " << n << " of " << operations);
    strike(folder.file("book" + std::to_string(n)), n);
  }
}

}  // namespace

TEST_CASE("power goes at any moment: what was acknowledged is there", "[store][fault]") {
  const auto durability = GENERATE(Durability::full, Durability::normal);
  const std::uint64_t seed = GENERATE(0U, 1U, 2U, 3U, 4U);
  at_every_operation(durability, [&](const std::string& path, std::int64_t n) {
    FaultyVfs vfs;
    vfs.fail_at(n, Fault::power_cut);
    const Outcome outcome = work(path, vfs.name(), durability);
    CHECK(vfs.struck());
    vfs.power_on(seed < 2 ? seed : seed * 1'000 + static_cast<std::uint64_t>(n));
    check(path, outcome, durability);
  });
}

TEST_CASE("one operation fails: its transaction is undone or told, the book goes on", "[store][fault]") {
  at_every_operation(Durability::full, [](const std::string& path, std::int64_t n) {
    FaultyVfs vfs;
    vfs.fail_at(n, Fault::io_error);
    const Outcome outcome = work(path, vfs.name(), Durability::full);
    CHECK(vfs.struck());
    for (const ErrorCode code : outcome.failures) CHECK(code == ErrorCode::io);
    if (outcome.made) CHECK(outcome.acknowledged.size() + outcome.failures.size() >= kTransactions);
    check(path, outcome, Durability::full);
  });
}

TEST_CASE("the disk dies: every call says so, and the file is sound", "[store][fault]") {
  at_every_operation(Durability::full, [](const std::string& path, std::int64_t n) {
    FaultyVfs vfs;
    vfs.fail_at(n, Fault::dead_disk);
    const Outcome outcome = work(path, vfs.name(), Durability::full);
    for (const ErrorCode code : outcome.failures) CHECK(code == ErrorCode::io);
    check(path, outcome, Durability::full);
  });
}

TEST_CASE("the disk fills: DISK_FULL, and on when there is room", "[store][fault]") {
  at_every_operation(Durability::full, [](const std::string& path, std::int64_t n) {
    FaultyVfs vfs;
    vfs.fail_at(n, Fault::disk_full);
    const Outcome outcome = work(path, vfs.name(), Durability::full);
    for (const ErrorCode code : outcome.failures) CHECK(code == ErrorCode::disk_full);
    check(path, outcome, Durability::full);
  });
  SECTION("without opening it again") {
    TempFolder folder;
    FaultyVfs vfs;
    const auto database = open_notes(OpenOptions{.path = folder.file("book"), .vfs = vfs.name()});
    commit_note(*database, "A");
    vfs.fail_at(1, Fault::disk_full);
    CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::disk_full);
    CHECK(count_notes(*database) == 1);
    vfs.revive();
    commit_note(*database, "C");
    CHECK(count_notes(*database) == 2);
  }
}

TEST_CASE("a failure in the middle of a transaction never lets the rest be written", "[store][fault]") {
  TempFolder folder;
  FaultyVfs vfs;
  const auto database = open_notes(OpenOptions{.path = folder.file("book"), .vfs = vfs.name()});
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  vfs.fail_at(1, Fault::disk_full);
  // More than the cache holds, so that pages spill into the log before the commit.
  const std::vector<std::byte> body(1 << 20);
  std::optional<ErrorCode> code;
  int written = 0;
  for (int i = 0; i < 100 && !code; ++i, ++written)
    code = failure_of([&] {
      transaction.execute("INSERT INTO emptor_note (code, body) VALUES (?1, ?2)", std::to_string(i), Bytes(body));
    });
  REQUIRE(code == ErrorCode::disk_full);
  CHECK(written > 50);
  vfs.revive();
  // Room again: an engine that has rolled back would now write these rows on their own.
  CHECK(failure_of([&] { add_note(transaction, "B"); }) == ErrorCode::misuse);
  CHECK(failure_of([&] { Savepoint mark(transaction, 0); }) == ErrorCode::misuse);
  CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::misuse);
  CHECK(count_notes(*database) == 0);
  commit_note(*database, "C");
}

TEST_CASE("a copy on a failing disk is taken away again", "[store][fault]") {
  TempFolder folder;
  FaultyVfs vfs;
  const auto database = open_notes(OpenOptions{.path = folder.file("book"), .vfs = vfs.name()});
  commit_note(*database, "A");
  const std::string copy = folder.file("copy");
  bool struck = true;
  for (std::int64_t n = 1; struck; ++n) {
    vfs.fail_at(n, n % 2 == 0 ? Fault::io_error : Fault::disk_full);
    const auto code = failure_of([&] { database->backup(copy); });
    struck = vfs.struck();
    vfs.revive();
    CHECK(std::filesystem::exists(copy) == !code);
    if (code) CHECK((code == ErrorCode::io || code == ErrorCode::disk_full));
    if (!code && struck) std::filesystem::remove(copy);
  }
  CHECK(count_notes(*open_notes(copy)) == 1);
}

TEST_CASE("memory runs out: OUT_OF_MEMORY, and on when there is some", "[store][fault]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  commit_note(*database, "A");
  const std::vector<std::byte> body(1 << 20);
  // A little more at each round, so that another call is the first to go without.
  for (int round = 0; round < 400; ++round) {
    Transaction transaction = database->begin(Access::write);
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + round * 256);
    const auto code = failure_of([&] {
      add_note(transaction, "B" + std::to_string(round));
      transaction.execute("INSERT INTO emptor_note (code, body) VALUES (?1, ?2)", "C" + std::to_string(round),
                          Bytes(body));
      transaction.commit();
    });
    if (code) CHECK(code == ErrorCode::out_of_memory);
    transaction.rollback();
    sqlite3_hard_heap_limit64(0);
  }
  CHECK(database->check_integrity().empty());
  const std::int64_t notes = count_notes(*database);
  CHECK(notes % 2 == 1);
  commit_note(*database, "D");
  CHECK(count_notes(*database) == notes + 1);
}
