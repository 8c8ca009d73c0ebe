// Opening: what is a book is brought up to date, what is not is left as it was.
#include <sqlite3.h>

#include <array>

#include "store/copy.hpp"
#include "store/migrate.hpp"
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

std::span<const Migration> up_to(std::size_t number) { return std::span(kSteps).first(number); }

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

}  // namespace

TEST_CASE("tokens of the schema are spelled by the driver, other braces stay", "[store]") {
  const Dialect dialect{.id = "KEY", .rows = "R", .clustered = "C", .day = "d($ * 2)", .instant = "i($)"};
  CHECK(expand("a {id} {rows}{clustered} {} {x} {", dialect) == "a KEY RC {} {x} {");
  CHECK(expand("{day:l.on_day}, {instant:at}", dialect) == "d(l.on_day * 2), i(at)");
  CHECK(expand("", dialect).empty());
}

TEST_CASE("a new book is stamped, empty and sound", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  open_notes(path)->close();
  const std::string bytes = content(path);
  REQUIRE(bytes.size() >= 100);
  CHECK(bytes.substr(68, 4) == "EMPT");
  CHECK(bytes.substr(60, 4) == std::string("\0\0\0\3", 4));
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  const auto database = open_notes(path);
  CHECK(database->check_integrity().empty());
  CHECK(database->description().starts_with("SQLite 3."));
}

TEST_CASE("the real schema opens", "[store]") {
  TempFolder folder;
  const auto database = Database::open({.path = folder.file("book")});
  CHECK(database->check_integrity().empty());
  Transaction transaction = database->begin(Access::read);
  CHECK(schema_version(transaction.connection()) == static_cast<int>(migrations().size()));
  // What is open at two numbers must agree on them.
  for (std::size_t i = 0; i < migrations().size(); ++i) CHECK(migrations()[i].number == static_cast<int>(i) + 1);
}

TEST_CASE("what is copied from store to store is every table with every column", "[store][sqlite]") {
  TempFolder folder;
  const auto database = Database::open({.path = folder.file("book")});
  Transaction transaction = database->begin(Access::read);
  std::string known;
  for (const TableShape& shape : shapes_of(migrations())) {
    known += shape.name + ":";
    std::vector<std::string> key;
    for (const std::size_t place : shape.key) key.push_back(shape.columns[place].name);
    for (const TableShape::Column& column : shape.columns)
      known += " " + column.name + (column.type == Type::text ? " TEXT" : " INTEGER");
    for (const std::string& name : key) known += " " + name;
    known += "\n";
  }
  Statement tables = transaction.statement(
      "SELECT t.name || ': ' || (SELECT group_concat(c.name || ' ' || c.type, ' ') FROM pragma_table_info(t.name) c) "
      "|| ' ' "
      "|| (SELECT group_concat(k.name, ' ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk) "
      "k) "
      "FROM sqlite_schema t WHERE t.type = 'table' AND t.name LIKE 'emptor%' AND t.name <> 'emptor_migration' "
      "ORDER BY t.rowid");
  std::string found;
  while (tables.step()) found += tables.string(0) + "\n";
  CHECK(known == found);
}

TEST_CASE("every earlier schema is brought up to date and keeps its rows", "[store]") {
  const std::size_t from = GENERATE(1U, 2U, 3U);
  TempFolder folder;
  const std::string path = folder.file("book");
  const FixedClock clock(Date::of(2026, 3, 31));
  {
    const auto old = open_with({.path = path, .clock = &clock}, up_to(from));
    commit_note(*old, "kept");
  }
  const auto database = open_notes(path);
  Transaction transaction = database->begin(Access::read);
  CHECK(count_notes(transaction) == 1);
  CHECK(schema_version(transaction.connection()) == 3);
  Statement log = transaction.statement("SELECT number, name, applied_at FROM emptor_migration ORDER BY number");
  for (const Migration& step : kSteps) {
    REQUIRE(log.step());
    CHECK(log.integer(0) == step.number);
    CHECK(log.text(1) == step.name);
    CHECK((log.instant(2) == clock.now()) == (step.number <= static_cast<int>(from)));
  }
  CHECK_FALSE(log.step());
}

TEST_CASE("a step that fails leaves the version before it", "[store]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  const Migration broken[] = {kSteps[0],
                              {2, "broken", "CREATE TABLE emptor_half (id {id}) {rows}; CREATE TABLE oops ("}};
  CHECK(failure_of([&] { static_cast<void>(open_with({.path = path}, broken)); }) == ErrorCode::internal);
  const auto database = open_with({.path = path}, up_to(1));
  Transaction transaction = database->begin(Access::read);
  CHECK(schema_version(transaction.connection()) == 1);
  CHECK_FALSE(transaction.connection().has_table("emptor_half"));
}

TEST_CASE("a newer book is refused and left as it was", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  {
    const auto newer = open_notes(path);
    commit_note(*newer, "A");
  }
  SECTION("as its first page says") {
    const std::string before = content(path);
    CHECK(failure_of([&] { static_cast<void>(sqlite::open({.path = path}, up_to(2))); }) == ErrorCode::newer_schema);
    CHECK(content(path) == before);
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  }
  SECTION("as only its log says") {
    // A newer library's process was killed before a checkpoint: the file itself is still of schema 1.
    const std::string old = folder.file("old");
    sqlite::open({.path = old}, up_to(1))->close();
    OtherProcess other([&] {
      const auto newer = open_notes(old);
      commit_note(*newer, "A");
      _exit(0);
      return 0;
    });
    other.go();
    REQUIRE(other.finish() == 0);
    const std::string before = content(old) + content(old + "-wal");
    REQUIRE(content(old).substr(60, 4) == std::string("\0\0\0\1", 4));
    CHECK(failure_of([&] { static_cast<void>(sqlite::open({.path = old}, up_to(2))); }) == ErrorCode::newer_schema);
    CHECK(content(old) + content(old + "-wal") == before);
    CHECK(count_notes(*open_notes(old)) == 1);
  }
}

TEST_CASE("a newer book is refused, also while an older library has it open", "[store]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto older = open_with({.path = path}, up_to(1));
  commit_note(*older, "A");
  const auto newer = open_notes(path);
  CHECK(failure_of([&] { commit_note(*older, "B"); }) == ErrorCode::newer_schema);
  CHECK(count_notes(*newer) == 1);
  CHECK(failure_of([&] { static_cast<void>(open_with({.path = path}, up_to(2))); }) == ErrorCode::newer_schema);
  CHECK(count_notes(*newer) == 1);
}

TEST_CASE("what is not a book is left as it was", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("other");
  SECTION("another program's database") { run_sql(path, "CREATE TABLE t (x); INSERT INTO t VALUES (1);"); }
  SECTION("another program's, with a log") {
    run_sql(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);");
  }
  SECTION("another program's, with its own stamp") { run_sql(path, "PRAGMA application_id = 7; CREATE TABLE t (x);"); }
  SECTION("a database without tables") { run_sql(path, "PRAGMA user_version = 1;"); }
  SECTION("a text") { write_file(path, "Dear Sir or Madam"); }
  SECTION("zeros") { write_file(path, std::string(8'192, '\0')); }
  SECTION("a long text that begins like one") { write_file(path, "SQLite format 3\0" + std::string(5'000, 'x')); }
  SECTION("another program's, in the middle of its work") {
    run_sql(path, "CREATE TABLE t (x); INSERT INTO t VALUES (1);");
    write_file(path + "-journal", std::string("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\0\0\0\1\0\0\0\0\0\0\0\2", 20));
  }
  const std::string before = content(path);
  const auto files = [&] {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(path).parent_path()))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  };
  const auto names = files();
  for (const bool read_only : {false, true})
    CHECK(failure_of([&] { static_cast<void>(open_notes(OpenOptions{.path = path, .read_only = read_only})); }) ==
          ErrorCode::not_a_book);
  CHECK(content(path) == before);
  CHECK(files() == names);
}

TEST_CASE("what cannot be opened names the path, and says no SQL", "[store][sqlite]") {
  TempFolder folder;
  const auto told = [](const OpenOptions& options) -> std::string {
    try {
      static_cast<void>(open_notes(options));
    } catch (const Error& error) {
      CHECK(std::string_view(error.what()).find('[') == std::string_view::npos);
      return std::string(to_string(error.code())) + "(" + error.field() + ")";
    }
    return "opened";
  };
  const std::string path = folder.file("book");
  CHECK(told({.path = std::filesystem::path(path).parent_path().string()}) == "NOT_A_BOOK(path)");
  CHECK(told({.path = folder.file("none") + "/book"}) == "IO(path)");
  commit_note(*open_notes(path), "A");
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  // Nothing is closed to root.
  CHECK(told({.path = path}) == (geteuid() == 0 ? "opened" : "READ_ONLY(path)"));
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::string torn = content(path);
  std::fill(torn.begin() + 100, torn.end(), 'x');
  write_file(path, torn);
  CHECK(told({.path = path}) == "CORRUPT(path)");
}

TEST_CASE("paths that lead nowhere", "[store][sqlite]") {
  TempFolder folder;
  const auto opening = [&](OpenOptions options) { return failure_of([&] { static_cast<void>(open_notes(options)); }); };
  CHECK(opening({.path = folder.file("none"), .create = false}) == ErrorCode::not_found);
  CHECK(opening({.path = folder.file("none"), .read_only = true}) == ErrorCode::not_found);
  CHECK_FALSE(std::filesystem::exists(folder.file("none")));
  CHECK(opening({.path = folder.file("no/such/folder")}) == ErrorCode::io);
  CHECK(opening({.path = folder.file("")}) == ErrorCode::not_a_book);
  CHECK(opening({.path = ""}) == ErrorCode::required);
  CHECK(opening({.path = std::string("a\0b", 3)}) == ErrorCode::invalid);
  CHECK(opening({.path = ":memory:", .busy_timeout_ms = -1}) == ErrorCode::range);
  CHECK(opening({.path = ":memory:", .readers_max = 0}) == ErrorCode::range);
  CHECK(opening({.path = ":memory:", .vfs = "no-such-layer"}).has_value());
  CHECK(failure_of([] { static_cast<void>(Database::open({.path = "postgresql://127.0.0.1:1/x"})); }) ==
        ErrorCode::unavailable);
  SECTION("an empty file becomes a book, but not for one who only looks") {
    write_file(folder.file("empty"), "");
    CHECK(opening({.path = folder.file("empty"), .read_only = true}) == ErrorCode::not_found);
    CHECK(opening({.path = folder.file("empty"), .create = false}) == ErrorCode::not_found);
    CHECK(opening({.path = folder.file("empty")}) == std::nullopt);
  }
}

TEST_CASE("names that mean something to SQLite are only names", "[store][sqlite]") {
  TempFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.file("."));
  open_notes(std::string("file:a?mode=memory&b=%20"))->close();
  open_notes(std::string("ünï cödé"))->close();
  CHECK(std::filesystem::exists("file:a?mode=memory&b=%20"));
  CHECK(std::filesystem::exists("ünï cödé"));
  std::filesystem::current_path(before);
}

TEST_CASE("a book is read without being written", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  commit_note(*open_notes(path), "A");
  const std::string before = content(path);
  {
    const auto database = open_notes(OpenOptions{.path = path, .read_only = true});
    CHECK(count_notes(*database) == 1);
    CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::read_only);
    CHECK(database->check_integrity().empty());
  }
  CHECK(content(path) == before);
  SECTION("an old one needs a writer first") {
    const std::string old = folder.file("old");
    sqlite::open({.path = old}, up_to(1))->close();
    CHECK(failure_of([&] { static_cast<void>(open_notes(OpenOptions{.path = old, .read_only = true})); }) ==
          ErrorCode::read_only);
  }
}

TEST_CASE("a damaged book says so", "[store][sqlite]") {
  TempFolder folder;
  const std::string path = folder.file("book");
  {
    const auto database = open_notes(path);
    Transaction transaction = database->begin(Access::write);
    for (int i = 0; i < 2'000; ++i) add_note(transaction, "code " + std::to_string(i));
    transaction.commit();
  }
  std::string bytes = content(path);
  REQUIRE(bytes.size() > 40'000);
  SECTION("its tables") {
    bytes.replace(100, 2'000, 2'000, 'x');
    write_file(path, bytes);
    CHECK(failure_of([&] { static_cast<void>(open_notes(path)); }) == ErrorCode::corrupt);
  }
  SECTION("its end is missing") {
    write_file(path, bytes.substr(0, bytes.size() / 2));
    const auto code = failure_of([&] {
      const auto database = open_notes(path);
      CHECK_FALSE(database->check_integrity().empty());
    });
    CHECK((!code || code == ErrorCode::corrupt));
  }
  SECTION("its rows") {
    bytes.replace(bytes.size() - 8'192, 8'192, 8'192, '\x55');
    write_file(path, bytes);
    CHECK_FALSE(open_notes(path)->check_integrity().empty());
  }
}

TEST_CASE("several processes make one new book", "[store]") {
  for (int round = 0; round < 10; ++round) {
    TempFolder folder;
    const std::string path = folder.file("book");
    const auto work = [&](const char* code) {
      return [&path, code] {
        const auto database = open_notes(path);
        commit_note(*database, code);
        return 0;
      };
    };
    OtherProcess first(work("A"));
    OtherProcess second(work("B"));
    OtherProcess third(work("C"));
    first.go();
    second.go();
    third.go();
    CHECK(first.finish() == 0);
    CHECK(second.finish() == 0);
    CHECK(third.finish() == 0);
    const auto database = open_notes(path);
    CHECK(count_notes(*database) == 3);
    CHECK(database->check_integrity().empty());
  }
}
