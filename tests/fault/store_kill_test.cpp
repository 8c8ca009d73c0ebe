// A process is killed while it writes; another takes over.
#include <chrono>
#include <csignal>
#include <thread>

#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

TEST_CASE("killed at any moment: what was acknowledged is there", "[store][fault]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  int acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    OtherProcess writer([&] {
      const auto database = open_notes(path);
      for (int i = 0;; ++i) {
        const std::string code = std::to_string(round) + "/" + std::to_string(i);
        Transaction transaction = database->begin(Access::write);
        add_note(transaction, code + "a");
        add_note(transaction, code + "b");
        transaction.commit();
        OtherProcess::say();
        if (i % 50 == 49) database->checkpoint();
      }
      return 0;
    });
    std::thread killer([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5 + round * 3));
      kill(writer.pid(), SIGKILL);
    });
    writer.go();
    while (writer.hear()) ++acknowledged;
    killer.join();
    CHECK(writer.finish() == -SIGKILL);

    const auto database = open_notes(path);
    CHECK(database->check_integrity().empty());
    const std::int64_t notes = count_notes(*database);
    CHECK(notes % 2 == 0);
    CHECK(notes >= 2 * acknowledged);
    // One commit a round may have been done and not yet told.
    CHECK(notes <= 2 * (acknowledged + round + 1));
  }
  // The kills must have hit writers at work; how many commits fit before them is the machine's affair.
  CHECK(acknowledged > 25);
}

TEST_CASE("a killed writer frees the book for others at once", "[store][fault]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  OtherProcess holder([&] {
    const auto database = open_notes(path);
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "never");
    OtherProcess::say();
    std::this_thread::sleep_for(std::chrono::seconds(60));
    return 0;
  });
  const auto database = open_notes(OpenOptions{.path = path, .busy_timeout_ms = 20});
  holder.go();
  REQUIRE(holder.hear());
  CHECK(failure_of([&] { commit_note(*database, "A"); }) == ErrorCode::busy);
  kill(holder.pid(), SIGKILL);
  CHECK(holder.finish() == -SIGKILL);
  commit_note(*database, "A");
  CHECK(count_notes(*database) == 1);
}
