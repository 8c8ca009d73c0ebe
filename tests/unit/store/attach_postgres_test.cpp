// Working on a host's connection to a server, inside the host's transaction, and leaving the connection as it was.
#if EMPTOR_POSTGRES
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;
using postgres::libpq;

namespace {

const void* witness() { return reinterpret_cast<const void*>(libpq().PQlibVersion); }

/// A host with a connection and a table of its own, next to the schema of a book.
class Host {
 public:
  Host() : place_(postgres::place_of(folder_.file("book"))) {
    const char* names[] = {"dbname", "client_encoding", nullptr};
    const char* values[] = {place_.conninfo.c_str(), "UTF8", nullptr};
    handle_ = libpq().PQconnectdbParams(names, values, 1);
    if (libpq().PQstatus(handle_) != CONNECTION_OK) throw std::runtime_error(libpq().PQerrorMessage(handle_));
    run("CREATE TEMP TABLE shop_order (id INTEGER)");
    run("SET search_path = public");
    run("SET lock_timeout = '7s'");
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() { libpq().PQfinish(handle_); }
  /// The first column of the first row; "" without one, "ERROR" when it fails.
  std::string ask(const std::string& sql) {
    const postgres::Result answer(libpq().PQexec(handle_, sql.c_str()));
    const auto status = libpq().PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK) return "";
    if (status != PGRES_TUPLES_OK) return "ERROR";
    return libpq().PQntuples(answer.get()) > 0 ? libpq().PQgetvalue(answer.get(), 0, 0) : "";
  }
  void run(const std::string& sql) { CHECK(ask(sql).empty()); }
  std::string notes() { return ask("SELECT count(*) FROM " + schema() + ".emptor_note"); }
  [[nodiscard]] std::string settings() {
    return ask(
        "SELECT current_setting('search_path') || ' ' || current_setting('lock_timeout') || ' ' || "
        "current_setting('client_min_messages')");
  }
  [[nodiscard]] const std::string& schema() const { return place_.schema; }
  [[nodiscard]] PGconn* handle() const { return handle_; }
  [[nodiscard]] std::shared_ptr<Database> attach(const AttachOptions& options = {}) {
    return postgres::attach(handle_, witness(), schema(), options, kSteps);
  }
  /// Somebody else's way into the same book.
  [[nodiscard]] std::shared_ptr<Database> open() {
    return open_notes(OpenOptions{.path = folder_.file("book"), .busy_timeout_ms = 100});
  }

 private:
  TempFolder folder_;
  postgres::Place place_;
  PGconn* handle_ = nullptr;
};

}  // namespace

TEST_CASE("attached to a server, the book's rows live and die with the host's transaction", "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const auto database = host.attach();
  commit_note(*database, "own");
  CHECK(host.notes() == "1");

  host.run("BEGIN");
  host.run("INSERT INTO shop_order VALUES (1)");
  commit_note(*database, "gone");
  CHECK(count_notes(*database) == 2);
  CHECK(host.open()->description() == database->description());
  host.run("ROLLBACK");
  CHECK(host.notes() == "1");
  CHECK(host.ask("SELECT count(*) FROM shop_order") == "0");

  host.run("BEGIN");
  commit_note(*database, "kept");
  CHECK(count_notes(*host.open()) == 1);
  host.run("COMMIT");
  CHECK(count_notes(*host.open()) == 2);
}

TEST_CASE("what fails or is left inside a host's transaction is undone alone, and the host goes on",
          "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const auto database = host.attach();
  commit_note(*database, "A");
  host.run("BEGIN");
  host.run("INSERT INTO shop_order VALUES (1)");
  CHECK(failure_of([&] { commit_note(*database, "A"); }) == ErrorCode::conflict);
  {
    Transaction left = database->begin(Access::write);
    add_note(left, "left");
  }
  commit_note(*database, "B");
  host.run("COMMIT");
  CHECK(host.ask("SELECT count(*) FROM shop_order") == "1");
  CHECK(host.notes() == "2");
}

TEST_CASE("a host's settings are what they were after each call", "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const std::string before = host.settings();
  const auto database = host.attach();
  CHECK(host.settings() == before);
  commit_note(*database, "A");
  CHECK(count_notes(*database) == 1);
  CHECK(host.settings() == before);

  host.run("BEGIN");
  host.run("SET LOCAL search_path = pg_catalog");
  const std::string within = host.settings();
  commit_note(*database, "B");
  CHECK(count_notes(*database) == 2);
  CHECK(host.settings() == within);
  CHECK(failure_of([&] { commit_note(*database, "B"); }) == ErrorCode::conflict);
  CHECK(host.settings() == within);
  host.run("COMMIT");
  CHECK(host.settings() == before);
}

TEST_CASE("a transaction of the host's that cannot be joined is refused and left alone", "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const auto database = host.attach();
  host.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  CHECK(failure_of([&] { commit_note(*database, "A"); }) == ErrorCode::misuse);
  CHECK(failure_of([&] { (void)database->begin(Access::post).statement("SELECT 1").step(); }) == ErrorCode::misuse);
  CHECK(count_notes(*database) == 0);
  CHECK(host.ask("SELECT 7") == "7");
  host.run("COMMIT");

  host.run("BEGIN");
  CHECK(host.ask("SELECT 1 / 0") == "ERROR");
  CHECK(failure_of([&] { (void)count_notes(*database); }) == ErrorCode::misuse);
  host.run("ROLLBACK");
  commit_note(*database, "A");
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("a book is made and found on a host's connection; another copy of libpq is refused", "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const int nothing = 0;
  CHECK(failure_of([&] { (void)Database::attach(host.handle(), &nothing, host.schema()); }) == ErrorCode::unavailable);
  CHECK(failure_of([&] { (void)Database::attach(static_cast<PGconn*>(nullptr), witness(), host.schema()); }) ==
        ErrorCode::required);
  CHECK(failure_of([&] { (void)Database::attach(host.handle(), witness(), "no\"name"); }) == ErrorCode::invalid);
  CHECK(failure_of([&] { (void)host.attach({.create = false}); }) == ErrorCode::not_found);
  CHECK(host.ask("SELECT to_regnamespace('" + host.schema() + "')").empty());

  // Made inside a transaction that is rolled back: as if it had not been.
  host.run("BEGIN");
  commit_note(*host.attach(), "A");
  host.run("ROLLBACK");
  CHECK(host.ask("SELECT to_regnamespace('" + host.schema() + "')").empty());

  commit_note(*host.attach(), "A");
  CHECK(count_notes(*host.attach({.create = false})) == 1);
}

TEST_CASE("closed, a book leaves nothing on a host's connection", "[store][postgres]") {
  if (!on_postgres()) return;
  Host host;
  const auto statements = [&] { return host.ask("SELECT count(*) FROM pg_prepared_statements"); };
  {
    const auto database = host.attach();
    commit_note(*database, "A");
    CHECK(statements() != "0");
    database->close();
    CHECK(failure_of([&] { (void)count_notes(*database); }) == ErrorCode::closed);
  }
  CHECK(statements() == "0");
  {
    const auto database = host.attach();
    host.run("BEGIN");
    CHECK(count_notes(*database) == 1);
    database->close();
    CHECK(statements() == "0");
    host.run("COMMIT");
  }
}

#endif
