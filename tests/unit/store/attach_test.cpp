// Working on a host's connection, inside the host's transaction.
#include <sqlite3.h>

#include "emptor/attach_sqlite.hpp"
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

/// A host with a database and a table of its own.
class Host {
 public:
  explicit Host(const std::string& path = ":memory:") {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("no host");
    run("CREATE TABLE IF NOT EXISTS shop_order (id INTEGER PRIMARY KEY)");
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() { sqlite3_close(db_); }
  void run(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
  }
  [[nodiscard]] int ask(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) return -1;
    const int value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    return value;
  }
  [[nodiscard]] sqlite3* handle() const { return db_; }
  [[nodiscard]] std::shared_ptr<Database> attach(std::span<const Migration> steps = kSteps) {
    return sqlite::attach(db_, EMPTOR_SQLITE_WITNESS, {.busy_timeout_ms = 50}, steps);
  }

 private:
  sqlite3* db_ = nullptr;
};

struct Cache final : Attachment {
  int loaded = 0;
};

}  // namespace

TEST_CASE("only the same SQLite is attached to", "[store][sqlite]") {
  // The handle is never touched: with another copy of SQLite the first touch would crash.
  auto* nonsense = reinterpret_cast<sqlite3*>(0x10);
  const int witness = 0;
  CHECK(failure_of([&] { static_cast<void>(Database::attach(nonsense, &witness)); }) == ErrorCode::foreign_sqlite);
  CHECK(failure_of([&] { static_cast<void>(Database::attach(nonsense, nullptr)); }) == ErrorCode::foreign_sqlite);
  CHECK(failure_of([&] {
          static_cast<void>(Database::attach(static_cast<sqlite3*>(nullptr), EMPTOR_SQLITE_WITNESS));
        }) == ErrorCode::required);
}

TEST_CASE("the book's rows share the fate of the host's transaction", "[store][sqlite]") {
  Host host;
  const auto database = host.attach();
  host.run("BEGIN; INSERT INTO shop_order VALUES (1)");
  commit_note(*database, "A");
  CHECK(sqlite3_get_autocommit(host.handle()) == 0);  // nothing was committed behind the host's back
  CHECK(count_notes(*database) == 1);
  SECTION("undone") {
    host.run("ROLLBACK");
    CHECK(count_notes(*database) == 0);
    CHECK(host.ask("SELECT count(*) FROM shop_order") == 0);
  }
  SECTION("kept") {
    host.run("COMMIT");
    CHECK(count_notes(*database) == 1);
    CHECK(host.ask("SELECT count(*) FROM shop_order") == 1);
  }
}

TEST_CASE("the book's rollback leaves the host's rows", "[store][sqlite]") {
  Host host;
  const auto database = host.attach();
  host.run("BEGIN; INSERT INTO shop_order VALUES (1)");
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "A");
    {
      Savepoint mark(transaction, 0);
      add_note(transaction, "B");
    }
    CHECK(count_notes(transaction) == 1);
  }
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "C");
    CHECK(failure_of([&] { add_note(transaction, "C"); }) == ErrorCode::conflict);
  }
  CHECK(count_notes(*database) == 0);
  host.run("COMMIT");
  CHECK(host.ask("SELECT count(*) FROM shop_order") == 1);
  CHECK(count_notes(*database) == 0);
}

TEST_CASE("without a host's transaction the book has its own", "[store][sqlite]") {
  Host host;
  const auto database = host.attach();
  commit_note(*database, "A");
  CHECK(sqlite3_get_autocommit(host.handle()) != 0);
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "B");
    CHECK(sqlite3_get_autocommit(host.handle()) == 0);
  }
  CHECK(sqlite3_get_autocommit(host.handle()) != 0);
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("caches do not outlive what the host may undo", "[store][sqlite]") {
  Host host;
  const auto database = host.attach();
  const auto loaded = [&] {
    Transaction transaction = database->begin(Access::read);
    return std::exchange(transaction.connection().attachment<Cache>().loaded, 1) == 1;
  };
  CHECK_FALSE(loaded());
  CHECK(loaded());
  host.run("BEGIN");
  commit_note(*database, "A");
  CHECK_FALSE(loaded());
  CHECK_FALSE(loaded());
  host.run("ROLLBACK");
  CHECK_FALSE(loaded());
  CHECK(loaded());
}

TEST_CASE("the host's settings stay", "[store][sqlite]") {
  TempFolder folder;
  Host host(folder.file("shop.db"));
  host.run("PRAGMA foreign_keys = OFF; PRAGMA user_version = 77; PRAGMA application_id = 5; PRAGMA cache_size = 123");
  {
    const auto database = host.attach();
    commit_note(*database, "A");
    CHECK(database->check_integrity().empty());
    CHECK(failure_of([&] { database->backup(folder.file("copy")); }) == ErrorCode::misuse);
  }
  CHECK(host.ask("PRAGMA foreign_keys") == 0);
  CHECK(host.ask("PRAGMA user_version") == 77);
  CHECK(host.ask("PRAGMA application_id") == 5);
  CHECK(host.ask("PRAGMA cache_size") == 123);
  CHECK(host.ask("SELECT journal_mode = 'delete' FROM pragma_journal_mode") == 1);
  CHECK(host.ask("SELECT count(*) FROM shop_order") == 0);  // the handle is still open
  CHECK(count_notes(*host.attach()) == 1);
}

TEST_CASE("an attached book is migrated, in the host's transaction too, and refused when newer", "[store][sqlite]") {
  Host host;
  static_cast<void>(host.attach(std::span(kSteps).first(1)));
  host.run("BEGIN");
  commit_note(*host.attach(), "A");
  host.run("ROLLBACK");
  CHECK(host.ask("SELECT max(number) FROM emptor_migration") == 1);
  commit_note(*host.attach(), "A");
  CHECK(host.ask("SELECT max(number) FROM emptor_migration") == 3);
  CHECK(failure_of([&] { static_cast<void>(host.attach(std::span(kSteps).first(2))); }) == ErrorCode::newer_schema);
}

TEST_CASE("a locked file is the host's busy handler's matter", "[store][sqlite]") {
  TempFolder folder;
  Host host(folder.file("shop.db"));
  const auto database = host.attach();
  Host other(folder.file("shop.db"));
  other.run("BEGIN IMMEDIATE");
  CHECK(failure_of([&] { commit_note(*database, "A"); }) == ErrorCode::busy);
  other.run("COMMIT");
  commit_note(*database, "A");
}

TEST_CASE("a host that ends its transaction under the book's is told", "[store][sqlite]") {
  Host host;
  const auto database = host.attach();
  host.run("BEGIN");
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  host.run("ROLLBACK");
  CHECK(failure_of([&] { transaction.commit(); }).has_value());
  CHECK(count_notes(*database) == 0);
}

TEST_CASE("closing the book frees the handle", "[store][sqlite]") {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  const auto database = sqlite::attach(db, EMPTOR_SQLITE_WITNESS, {}, kSteps);
  commit_note(*database, "A");
  database->close();
  CHECK(sqlite3_close(db) == SQLITE_OK);  // no statement of ours is left
  CHECK(failure_of([&] { static_cast<void>(count_notes(*database)); }) == ErrorCode::closed);
}
