// What goes on behind the book's back: files taken away, forks, copies.
#include <sqlite3.h>

#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

TEST_CASE("a log that was taken away stops the writer before it loses rows", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(path);
  commit_note(*database, "A");
  // What a second SQLite library does when it closes the file: it takes itself for the last user.
  const auto take_away = [&] {
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
  };
  SECTION("gone") { take_away(); }
  SECTION("replaced") {
    std::filesystem::rename(path + "-wal", path + "-old");
    write_file(path + "-wal", "");
  }
  CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::foreign_sqlite);
  // Reading would read a log that others no longer see.
  CHECK(failure_of([&] { static_cast<void>(count_notes(*database)); }) == ErrorCode::foreign_sqlite);
  CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::foreign_sqlite);
}

TEST_CASE("a log that goes away within a transaction: the commit is not acknowledged", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(path);
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  std::filesystem::remove(path + "-wal");
  CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::foreign_sqlite);
}

TEST_CASE("a book whose log was taken away does not overwrite others when it closes", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  // A process that never saw our lost log writes and leaves; then we close.
  OtherProcess other([&] {
    const auto database = open_notes(path);
    for (int i = 0; i < 100; ++i) commit_note(*database, "theirs " + std::to_string(i));
    database->checkpoint();
    return 0;
  });
  {
    const auto database = open_notes(path);
    commit_note(*database, "A");
    database->checkpoint();
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    other.go();
    CHECK(other.finish() == 0);
    CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::foreign_sqlite);
  }
  const auto database = open_notes(path);
  CHECK(database->check_integrity().empty());
  CHECK(count_notes(*database) == 101);
}

TEST_CASE("closing and opening again goes on after a second library", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  {
    const auto database = open_notes(path);
    commit_note(*database, "A");
    database->checkpoint();
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::foreign_sqlite);
  }
  const auto database = open_notes(path);
  CHECK(count_notes(*database) == 1);
  commit_note(*database, "B");
}

TEST_CASE("a book does not cross a fork", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  {
    auto database = open_notes(path);
    commit_note(*database, "A");
    Transaction reader = database->begin(Access::read);
    CHECK(count_notes(reader) == 1);
    std::optional<Transaction> writer(database->begin(Access::write));
    add_note(*writer, "B");
    OtherProcess child([&] {
      const auto is = [](std::optional<ErrorCode> code) { return code == ErrorCode::wrong_process; };
      if (!is(failure_of([&] { static_cast<void>(database->begin(Access::read)); }))) return 1;
      if (!is(failure_of([&] { writer->commit(); }))) return 2;
      // SQLite in the child believes to have its parent's locks, so the same file is out of reach, and others are not.
      if (!is(failure_of([&] { static_cast<void>(open_notes(path)); }))) return 3;
      if (!is(failure_of([&] { database->backup(path + "-copy"); }))) return 4;
      commit_note(*open_notes(path + "-other"), "C");
      writer.reset();
      database->close();
      database.reset();
      return 0;
    });
    child.go();
    CHECK(child.finish() == 0);
    // The parent does not notice.
    writer->commit();
    commit_note(*database, "C");
    CHECK(count_notes(reader) == 1);
    CHECK(database->check_integrity().empty());
  }
  const auto database = open_notes(path);
  CHECK(count_notes(*database) == 3);
}

TEST_CASE("what was closed before a fork may be opened after it", "[store]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  commit_note(*open_notes(path), "A");
  OtherProcess child([&] { return count_notes(*open_notes(path)) == 1 ? 0 : 1; });
  child.go();
  CHECK(child.finish() == 0);
}

TEST_CASE("a copy is a book, consistent while others write", "[store][sqlite]") {
  TempFolder folder;
  const bool memory = GENERATE(true, false);
  const auto database = open_notes(memory ? std::string(":memory:") : folder.file("book"));
  commit_note(*database, "A");
  const std::string copy = folder.file("copy");
  if (memory) {
    database->backup(copy);
  } else {
    Transaction writer = database->begin(Access::write);
    add_note(writer, "B");
    database->backup(copy);
    writer.commit();
  }
  const auto copied = open_notes(copy);
  CHECK(count_notes(*copied) == 1);
  CHECK(copied->check_integrity().empty());
  commit_note(*copied, "C");
  CHECK(failure_of([&] { database->backup(copy); }) == ErrorCode::duplicate_code);
  CHECK(failure_of([&] { database->backup(folder.file("no/such/folder")); }) == ErrorCode::io);
  CHECK(count_notes(*copied) == 2);
}

TEST_CASE("a broken reference is a finding", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  open_notes(path)->close();
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, "INSERT INTO emptor_tag VALUES (99, 'x')", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
  const auto findings = open_notes(path)->check_integrity();
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().starts_with("emptor_tag row "));
}
