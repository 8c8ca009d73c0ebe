// What only a server can do to a book: end connections, refuse, forget; and what only this driver does: spell,
// pipeline.
#if EMPTOR_POSTGRES
#include <array>
#include <thread>

#include "store/postgres/pg_sql.hpp"
#include "store/postgres/pg_value.hpp"
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

/// Somebody else's connection to the same server; sees the schema of the book.
postgres::PgConnection other_hand(const std::string& path) {
  const postgres::Place place = postgres::place_of(path);
  return postgres::PgConnection({.conninfo = place.conninfo, .schema = place.schema});
}

std::string backend_of(Transaction& transaction) {
  Statement row = transaction.statement("SELECT pg_backend_pid()");
  row.step();
  return std::to_string(row.integer(0));
}

/// Ends the connection of a transaction, and waits until it has ended.
void terminate(const std::string& path, const std::string& backend) {
  postgres::PgConnection hand = other_hand(path);
  CHECK(hand.ask("SELECT pg_terminate_backend(" + backend + ", 5000)") == "t");
}

std::string figure_of(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.problems().front().figures)
    if (key == name) return value;
  return {};
}

template <class Call>
Error error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::invalid, "nothing was refused");
}

}  // namespace

TEST_CASE("placeholders become PostgreSQL's, what is quoted stays", "[store]") {
  const auto spelled = [](std::string_view sql) {
    const postgres::Translated out = postgres::translate(sql);
    return out.text + " #" + std::to_string(out.parameters);
  };
  CHECK(spelled("SELECT ?1, ?12 FROM t WHERE a = ?2") == "SELECT $1, $12 FROM t WHERE a = $2 #12");
  CHECK(spelled("SELECT '?1; it''s' , \"a?2\" -- ?3;\n/* ?4 */ ; ") ==
        "SELECT '?1; it''s' , \"a?2\" -- ?3;\n/* ?4 */   #0");
  CHECK(failure_of([&] { (void)spelled("SELECT 1; SELECT 2"); }) == ErrorCode::misuse);
  CHECK(failure_of([&] { (void)spelled(" -- nothing"); }) == ErrorCode::misuse);
  CHECK(postgres::translate_script("CREATE TABLE t (a INTEGER, b TEXT NOT NULL DEFAULT 'TEXT', c BLOB) {rows};\n"
                                   "CREATE VIEW v AS SELECT CAST(a AS TEXT) FROM t") ==
        "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT', c BYTEA) ;\n"
        "CREATE VIEW v AS SELECT CAST(a AS TEXT) FROM t");
}

TEST_CASE("rows of one INSERT stand beside each other", "[store]") {
  const auto twice = [](std::string_view sql) {
    const postgres::Translated out = postgres::translate(sql);
    const postgres::Row row = postgres::row_of(out.text);
    return row.end == 0 ? std::string() : postgres::with_rows(out.text, row, 2, out.parameters);
  };
  CHECK(twice("INSERT INTO t (a, b, c) VALUES (?1, 'it''s ?2 ($1)', abs(?2))") ==
        "INSERT INTO t (a, b, c) VALUES ($1, 'it''s ?2 ($1)', abs($2)), ($3, 'it''s ?2 ($1)', abs($4))");
  CHECK(twice("INSERT INTO t (a) VALUES (?1) ON CONFLICT (a) DO UPDATE SET n = t.n + 1") ==
        "INSERT INTO t (a) VALUES ($1), ($2) ON CONFLICT (a) DO UPDATE SET n = t.n + 1");
  // What stands once for all of them would have to be the same, and what comes back belongs to one.
  CHECK(twice("INSERT INTO t (a) VALUES (?1) ON CONFLICT (a) DO UPDATE SET n = ?2").empty());
  CHECK(twice("INSERT INTO t (a) VALUES (?1) RETURNING id").empty());
  CHECK(twice("INSERT INTO t (a) SELECT ?1").empty());
  CHECK(twice("UPDATE t SET a = ?1").empty());
}

TEST_CASE("the schema is taken out of the address", "[store]") {
  const postgres::Place place = postgres::place_of(
      "postgresql://u:p@h1:5432,h2:5433/d?sslmode=require&emptor_schema=shop_1&"
      "target_session_attrs=read-write");
  CHECK(place.conninfo == "postgresql://u:p@h1:5432,h2:5433/d?sslmode=require&target_session_attrs=read-write");
  CHECK(place.schema == "shop_1");
  CHECK(postgres::place_of("postgres://h/d").schema == "emptor");
  CHECK(postgres::place_of("postgres://h/d?emptor_schema=a").conninfo == "postgres://h/d");
  for (const char* wrong :
       {"postgres://h/d?emptor_schema=", "postgres://h/d?emptor_schema=a%22b", "postgres://h/d?no=1"})
    CHECK(failure_of([&] { (void)postgres::place_of(wrong); }) == ErrorCode::invalid);
}

TEST_CASE("whole numbers of every width are read, and sums beyond 64 bits refused", "[store][postgres]") {
  if (!on_postgres()) return;
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::read);
  Statement row = transaction.statement(
      "SELECT CAST(-7 AS SMALLINT), -70000, CAST(-9223372036854775808 AS BIGINT), 1 < 2, "
      "CAST(-9223372036854775808 AS NUMERIC), CAST(120000000 AS NUMERIC), CAST(0 AS NUMERIC), "
      "CAST(9223372036854775808 AS NUMERIC), CAST(1.5 AS NUMERIC), CAST(9223372036854775807 AS NUMERIC)");
  REQUIRE(row.step());
  CHECK(row.integer(0) == -7);
  CHECK(row.integer(1) == -70'000);
  CHECK(row.integer(2) == INT64_MIN);
  CHECK(row.integer(3) == 1);
  CHECK(row.integer(4) == INT64_MIN);
  CHECK(row.integer(5) == 120'000'000);
  CHECK(row.integer(6) == 0);
  CHECK(failure_of([&] { (void)row.integer(7); }) == ErrorCode::range);
  CHECK(failure_of([&] { (void)row.integer(8); }) == ErrorCode::range);
  CHECK(row.integer(9) == INT64_MAX);
  CHECK(row.text(1) == "-70000");
}

TEST_CASE("texts stand in the order of their bytes, as in SQLite", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  for (const char* code : {"a", "B", "b", "A", "\xC3\xA4", "_", "a b", "ab"}) add_note(transaction, code);
  Statement rows = transaction.statement("SELECT code FROM emptor_note WHERE code > ?1 ORDER BY code");
  rows.bind("A");
  std::string order;
  while (rows.step()) order += rows.string(0) + "|";
  CHECK(order == "B|_|a|a b|ab|b|\xC3\xA4|");
}

TEST_CASE("many statements that nobody waits for are all run", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  for (int i = 0; i < 3'000; ++i)
    transaction.execute("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", "note " + std::to_string(i), i);
  CHECK(transaction.execute("UPDATE emptor_note SET amount = ?1", std::nullopt) == 3'000);
  CHECK(transaction.execute("UPDATE emptor_note SET amount = ?1", 1) == 3'000);
  transaction.commit();
  CHECK(count_notes(*database) == 3'000);
}

TEST_CASE("rows that may travel together are all there, each as it was given", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  constexpr int count = 21;
  for (int i = 1; i <= count; ++i) {
    const std::string code = "note " + std::to_string(100 + i);  // gone before the rows are sent
    transaction.append("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", code,
                       i % 2 == 0 ? std::nullopt : std::optional<int>(i));
    if (i == 10) transaction.execute("UPDATE emptor_note SET amount = -1 WHERE code <= ?1", "note 110");
  }
  Statement rows = transaction.statement("SELECT code, amount FROM emptor_note ORDER BY code");
  for (int i = 1; i <= count; ++i) {
    REQUIRE(rows.step());
    CHECK(rows.string(0) == "note " + std::to_string(100 + i));
    const auto odd = i % 2 == 0 ? std::nullopt : std::optional<std::int64_t>(i);
    CHECK(rows.optional_integer(1) == (i <= 10 ? std::optional<std::int64_t>(-1) : odd));
  }
  CHECK_FALSE(rows.step());
}

TEST_CASE("a row that does not fit is refused with those beside it, and a mark undoes what was not sent yet",
          "[store]") {
  const auto database = open_notes(":memory:");
  const auto append = [](Transaction& transaction, std::string_view code) {
    transaction.append("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", code, 1);
  };
  {
    Transaction transaction = database->begin(Access::write);
    CHECK(failure_of([&] {
            for (const char* code : {"a", "b", "a"}) append(transaction, code);
            transaction.commit();
          }).has_value());
  }
  CHECK(count_notes(*database) == 0);
  Transaction transaction = database->begin(Access::write);
  append(transaction, "a");
  {
    const Savepoint undone(transaction, 0);
    append(transaction, "b");
  }
  append(transaction, "c");
  transaction.commit();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("a connection that ended while it was idle is made anew", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(path);
  for (const Access access : {Access::write, Access::read}) {
    std::string backend;
    {
      Transaction transaction = database->begin(access);
      backend = backend_of(transaction);
      transaction.commit();
    }
    terminate(path, backend);
    commit_note(*database, access == Access::write ? "A" : "B");
    CHECK(count_notes(*database) == (access == Access::write ? 1 : 2));
  }
}

TEST_CASE("a connection that ends within a transaction: it is told, nothing is kept, and the book goes on",
          "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(path);
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "A");
    terminate(path, backend_of(transaction));
    const Error error = error_of([&] { add_note(transaction, "B"); });
    CHECK(error.code() == ErrorCode::connection_lost);
    CHECK(figure_of(error, "outcome") == "undone");
    CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::misuse);
  }
  CHECK(count_notes(*database) == 0);
  commit_note(*database, "A");
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("a connection that ends in the commit: the outcome is unknown", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  const auto database = open_notes(path);
  other_hand(path).execute_now(
      "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$; "
      "CREATE CONSTRAINT TRIGGER stop AFTER INSERT ON emptor_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
      "EXECUTE FUNCTION stop()");
  const Error error = error_of([&] { commit_note(*database, "A"); });
  CHECK(error.code() == ErrorCode::connection_lost);
  CHECK(figure_of(error, "outcome") == "unknown");
  CHECK(count_notes(*database) == 0);
}

TEST_CASE("a statement that takes longer than the server allows is BUSY", "[store][postgres]") {
  if (!on_postgres()) return;
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  transaction.execute("SET LOCAL statement_timeout = 50");
  CHECK(failure_of([&] { transaction.statement("SELECT pg_sleep(5)").step(); }) == ErrorCode::busy);
  CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::misuse);
}

TEST_CASE("a killed client leaves nothing behind and holds nobody up", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  OtherProcess other([&] {
    const auto database = open_notes(path);
    Transaction holder = database->begin(Access::write);
    add_note(holder, "theirs");
    OtherProcess::say();
    std::this_thread::sleep_for(std::chrono::seconds(60));
    return 0;
  });
  const auto database = open_notes(path);
  other.go();
  REQUIRE(other.hear());
  ::kill(other.pid(), SIGKILL);
  CHECK(other.finish() == -SIGKILL);
  commit_note(*database, "ours");
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("what is not a book is left as it was, and what is missing is made only on request", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  const std::string schema = postgres::place_of(path).schema;
  const auto opening = [&](OpenOptions options) {
    options.path = path;
    return failure_of([&] { (void)open_notes(options); });
  };
  CHECK(opening({.create = false}) == ErrorCode::not_found);
  CHECK(opening({.read_only = true}) == ErrorCode::not_found);
  postgres::PgConnection hand = other_hand(path);
  hand.execute_now("CREATE SCHEMA " + schema);
  CHECK(opening({.create = false}) == ErrorCode::not_a_book);
  hand.execute_now("CREATE TABLE orders (id INTEGER)");
  CHECK(opening({}) == ErrorCode::not_a_book);
  CHECK(hand.ask("SELECT count(*) FROM pg_class WHERE relnamespace = '" + schema + "'::regnamespace") == "1");
  hand.execute_now("DROP TABLE orders");
  CHECK(opening({}) == std::nullopt);
}

TEST_CASE("a book on a server is read without being written", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  open_with({.path = path}, std::span(kSteps).first(2))->close();
  CHECK(failure_of([&] { (void)open_notes(OpenOptions{.path = path, .read_only = true}); }) == ErrorCode::read_only);
  commit_note(*open_notes(path), "A");
  const auto database = open_notes(OpenOptions{.path = path, .read_only = true});
  CHECK(count_notes(*database) == 1);
  CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::read_only);
}

TEST_CASE("a child leaves its parent's connection alone", "[store][postgres]") {
  if (!on_postgres()) return;
  TempFolder folder;
  const std::string path = folder.file("book");
  auto database = open_notes(path);
  std::optional<Transaction> writer(database->begin(Access::write));
  add_note(*writer, "A");
  OtherProcess child([&] {
    const auto is = [](std::optional<ErrorCode> code) { return code == ErrorCode::wrong_process; };
    if (!is(failure_of([&] { (void)database->begin(Access::read); }))) return 1;
    if (!is(failure_of([&] { writer->commit(); }))) return 2;
    if (count_notes(*open_notes(path)) != 0) return 3;
    writer.reset();
    database->close();
    database.reset();
    return 0;
  });
  child.go();
  CHECK(child.finish() == 0);
  writer->commit();
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("a server that cannot be reached is UNAVAILABLE, and its password is not repeated", "[store]") {
  const Error error = error_of([] { (void)Database::open({.path = "postgresql://me:secret@127.0.0.1:1/x"}); });
  CHECK(error.code() == ErrorCode::unavailable);
  CHECK(std::string(error.what()).find("secret") == std::string::npos);
}

#endif
