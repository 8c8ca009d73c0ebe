// One writes, others read; waiting is bounded, in one process and between two.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

int milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return static_cast<int>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace

TEST_CASE("a reader keeps its snapshot while others commit", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  commit_note(*database, "A");
  Transaction reader = database->begin(Access::read);
  CHECK(count_notes(reader) == 1);
  commit_note(*database, "B");
  CHECK(count_notes(reader) == 1);
  CHECK(count_notes(*database) == 2);  // a second reader, beside it
  reader.commit();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("a reader cannot write", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Transaction reader = database->begin(Access::read);
  CHECK(failure_of([&] { add_note(reader, "A"); }) == ErrorCode::read_only);
}

TEST_CASE("one writes at a time, and nobody's rows are lost", "[store]") {
  TempFolder folder;
  const bool memory = GENERATE(true, false);
  const auto database = open_notes(OpenOptions{.path = memory ? std::string(":memory:") : folder.file("book"),
                                               .durability = Durability::normal,
                                               .readers_max = 2});
  commit_note(*database, "total", 0);
  std::atomic<bool> torn = false;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 4; ++writer)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        Transaction transaction = database->begin(Access::write);
        Statement read = transaction.statement("SELECT amount FROM emptor_note WHERE code = 'total'");
        read.step();
        const std::int64_t total = read.integer(0);
        transaction.execute("UPDATE emptor_note SET amount = ?1 WHERE code = 'total'", total + 1);
        transaction.commit();
      }
    });
  for (int reader = 0; reader < 4; ++reader)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        Transaction transaction = database->begin(Access::read);
        const auto total = [&] {
          Statement read = transaction.statement("SELECT amount FROM emptor_note WHERE code = 'total'");
          read.step();
          return read.integer(0);
        };
        if (total() != total()) torn = true;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(torn);
  Transaction transaction = database->begin(Access::read);
  Statement read = transaction.statement("SELECT amount FROM emptor_note WHERE code = 'total'");
  REQUIRE(read.step());
  CHECK(read.integer(0) == 400);
}

TEST_CASE("a writer waits for another thread, and says BUSY in time", "[store]") {
  TempFolder folder;
  const auto database = open_notes(OpenOptions{.path = folder.file("book"), .busy_timeout_ms = 100});
  Transaction holder = database->begin(Access::write);
  std::optional<ErrorCode> code;
  int took = 0;
  std::thread([&] { took = milliseconds_of([&] { code = failure_of([&] { commit_note(*database, "B"); }); }); }).join();
  CHECK(code == ErrorCode::busy);
  CHECK(took >= 100);
  CHECK(took < 5'000);
  SECTION("itself it does not wait for") {
    took = milliseconds_of([&] { code = failure_of([&] { commit_note(*database, "B"); }); });
    CHECK(code == ErrorCode::busy);
    CHECK(took < 90);
  }
  SECTION("readers run out likewise") {
    const auto narrow = open_notes(OpenOptions{.path = folder.file("book"), .busy_timeout_ms = 50, .readers_max = 1});
    Transaction reader = narrow->begin(Access::read);
    CHECK(failure_of([&] { static_cast<void>(count_notes(*narrow)); }) == ErrorCode::busy);
    reader.commit();
    CHECK(count_notes(*narrow) == 0);
  }
  SECTION("two books of one file wait for each other") {
    const auto other = open_notes(OpenOptions{.path = folder.file("book"), .busy_timeout_ms = 50});
    try {
      commit_note(*other, "B");
      FAIL("the file was locked");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::busy);
      REQUIRE(error.problems().front().figures.size() == 1);
      CHECK(error.problems().front().figures.front().first == "waited_ms");
      CHECK(std::stoi(error.problems().front().figures.front().second) >= 50);
    }
    add_note(holder, "A");
    holder.commit();
    commit_note(*other, "B");
    CHECK(count_notes(*database) == 2);
  }
}

TEST_CASE("a waiting writer goes on as soon as it can", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Transaction holder = database->begin(Access::write);
  std::thread waiting([&] { commit_note(*database, "B"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  add_note(holder, "A");
  holder.commit();
  waiting.join();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("closing wakes who waits", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Transaction holder = database->begin(Access::write);
  std::optional<ErrorCode> code;
  std::thread waiting([&] { code = failure_of([&] { commit_note(*database, "B"); }); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  database->close();
  waiting.join();
  CHECK(code == ErrorCode::closed);
}

TEST_CASE("another process holds the book: BUSY in time, then on", "[store]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  OtherProcess other([&] {
    const auto database = open_notes(path);
    Transaction holder = database->begin(Access::write);
    add_note(holder, "theirs");
    OtherProcess::say();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    holder.commit();
    return 0;
  });
  const auto database = open_notes(OpenOptions{.path = path, .busy_timeout_ms = 50});
  other.go();
  REQUIRE(other.hear());
  std::optional<ErrorCode> code;
  const int took = milliseconds_of([&] { code = failure_of([&] { commit_note(*database, "ours"); }); });
  CHECK(code == ErrorCode::busy);
  CHECK(took >= 50);
  CHECK(took < 350);
  CHECK(count_notes(*database) == 0);  // reading never waits
  CHECK(other.finish() == 0);
  commit_note(*database, "ours");
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("the log starts over after a checkpoint", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(OpenOptions{.path = path, .durability = Durability::normal});
  const auto write_a_megabyte = [&](const std::string& code) {
    Transaction transaction = database->begin(Access::write);
    const std::vector<std::byte> body(1 << 20);
    transaction.execute("INSERT INTO emptor_note (code, body) VALUES (?1, ?2)", code, Bytes(body));
    transaction.commit();
  };
  SECTION("asked for") {
    for (int i = 0; i < 4; ++i) {
      write_a_megabyte(std::to_string(i));
      database->checkpoint();
    }
    CHECK(std::filesystem::file_size(path + "-wal") < 2'500'000);
    CHECK(std::filesystem::file_size(path) > 4'000'000);
  }
  SECTION("by the commit that made it too long") {
    for (int i = 0; i < 90; ++i) write_a_megabyte(std::to_string(i));
    CHECK(std::filesystem::file_size(path + "-wal") < 70'000'000);
    CHECK(std::filesystem::file_size(path) > 60'000'000);
  }
  CHECK(database->check_integrity().empty());
}
