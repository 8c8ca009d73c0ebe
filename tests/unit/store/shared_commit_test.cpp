// Threads that wait to post share one commit: each is undone alone, all are kept at once, and nobody waits for ever.
#include <future>
#include <thread>

#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

constexpr auto kLong = std::chrono::seconds(20);
constexpr auto kShort = std::chrono::milliseconds(50);

/// Posts a note on a thread of its own, in steps that the test takes.
class Poster {
 public:
  Poster(Database& database, std::string code)
      : done_(std::async(std::launch::async, [this, &database, code = std::move(code)] {
          return failure_of([&] {
            Transaction transaction = database.begin(Access::post);
            begun_.set_value();
            const bool keep = go_.get_future().get();
            add_note(transaction, code);
            if (keep) transaction.commit();
          });
        })) {}
  void has_begun() { REQUIRE(begun_.get_future().wait_for(kLong) == std::future_status::ready); }
  void commit() { go_.set_value(true); }
  void give_up() { go_.set_value(false); }
  [[nodiscard]] bool is_waiting() const { return done_.wait_for(kShort) == std::future_status::timeout; }
  [[nodiscard]] std::optional<ErrorCode> failure() {
    REQUIRE(done_.wait_for(kLong) == std::future_status::ready);
    return done_.get();
  }

 private:
  std::promise<void> begun_;
  std::promise<bool> go_;
  std::future<std::optional<ErrorCode>> done_;
};

/// Long enough for a thread that was started to stand at the writer's door.
void let_it_wait() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }

}  // namespace

TEST_CASE("who posts while others wait is committed with them", "[store][sqlite]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Poster first(*database, "first");
  first.has_begun();
  Poster second(*database, "second");
  let_it_wait();
  first.commit();
  second.has_begun();
  CHECK(first.is_waiting());
  CHECK(count_notes(*database) == 0);
  SECTION("all at once") {
    second.commit();
    CHECK_FALSE(first.failure());
    CHECK_FALSE(second.failure());
    CHECK(count_notes(*database) == 2);
  }
  SECTION("without the one that gives up") {
    second.give_up();
    CHECK_FALSE(first.failure());
    CHECK_FALSE(second.failure());
    CHECK(count_notes(*database) == 1);
  }
  SECTION("without the one that fails") {
    Poster again(*database, "first");
    let_it_wait();
    second.commit();
    again.has_begun();
    again.commit();
    CHECK(again.failure() == ErrorCode::conflict);
    CHECK_FALSE(first.failure());
    CHECK_FALSE(second.failure());
    CHECK(count_notes(*database) == 2);
  }
  SECTION("before somebody else writes") {
    const auto writer = std::async(std::launch::async, [&] { commit_note(*database, "third"); });
    let_it_wait();
    second.commit();
    CHECK_FALSE(first.failure());
    CHECK_FALSE(second.failure());
    writer.wait();
    CHECK(count_notes(*database) == 3);
  }
  SECTION("also when the book is closed meanwhile") {
    database->close();
    second.commit();
    CHECK_FALSE(first.failure());
    CHECK_FALSE(second.failure());
    CHECK(count_notes(*open_notes(folder.file("book"))) == 2);
  }
}

TEST_CASE("a batch is never a part of what others commit", "[store][sqlite]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Poster first(*database, "first");
  first.has_begun();
  const auto writer = std::async(std::launch::async, [&] {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "undone");
  });
  let_it_wait();
  first.commit();
  CHECK_FALSE(first.failure());
  writer.wait();
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("who waits for others to post does not wait for those who give up waiting", "[store][sqlite]") {
  TempFolder folder;
  const auto database = open_notes(OpenOptions{.path = folder.file("book"), .busy_timeout_ms = 200});
  Poster first(*database, "first");
  first.has_begun();
  Poster late(*database, "late");
  CHECK(late.failure() == ErrorCode::busy);
  first.commit();
  CHECK_FALSE(first.failure());
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("a crowd that posts loses nothing", "[store][sqlite]") {
  TempFolder folder;
  const auto database = open_notes(OpenOptions{.path = folder.file("book"), .busy_timeout_ms = 60'000});
  constexpr int kThreads = 8;
  constexpr int kEach = 60;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        Transaction transaction = database->begin(Access::post);
        add_note(transaction, std::to_string(thread) + "." + std::to_string(i), i);
        if (i % 3 != 0) transaction.commit();
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(count_notes(*database) == kThreads * kEach * 2 / 3);
}
