/// Copying a book from memory to a PostgreSQL server, read back and compared, against plain COPY of the same rows into
/// the same tables with the same indexes, from memory too, read by nobody. Both make their schema.
#include <memory>

#include "fixture.hpp"
#include "pairs.hpp"
#include "server.hpp"

namespace emptor::bench {
namespace {

constexpr const char* kOurs = "emptor_bench_copy";
constexpr const char* kSource = "emptor_bench_source";
constexpr const char* kHand = "emptor_bench_plain";

struct Rows {
  std::string table;
  std::string bytes;
};

struct CopyFixture {
  CopyFixture(std::string address, const TradeShape& shape, int vouchers)
      : server_address(std::move(address)),
        server(server_address),
        book(Book::open({.path = ":memory:", .currency = "USD"})) {
    server.run("SET client_min_messages = error");
    for (const char* schema : {kOurs, kSource, kHand}) drop(schema);
    fill(book, shape);
    Sales sales(shape);
    {
      auto batch = book.batch();
      for (int i = 0; i < vouchers; ++i) static_cast<void>(book.vouchers().post(sales.next()));
      batch.commit();
    }
    book.copy_to(path_of(server_address, kSource));
    for (const std::string& table :
         server.ask(std::string("SELECT tablename FROM pg_tables WHERE schemaname = '") + kSource + "'"))
      rows.push_back(
          {table, server.copy_out(std::string("COPY ") + kSource + "." + table + " TO STDOUT (FORMAT binary)")});
  }
  CopyFixture(const CopyFixture&) = delete;
  CopyFixture& operator=(const CopyFixture&) = delete;
  ~CopyFixture() {
    try {
      for (const char* schema : {kOurs, kSource, kHand}) drop(schema);
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the next run makes them anew
    }
  }
  void drop(const char* schema) { server.run(std::string("DROP SCHEMA IF EXISTS ") + schema + " CASCADE"); }
  void copy_plain() {
    server.run("BEGIN");
    server.run(std::string("CREATE SCHEMA ") + kHand);
    for (const Rows& each : rows) {
      const std::string table = std::string(kHand) + "." + each.table;
      server.run("CREATE TABLE " + table + " (LIKE " + kSource + "." + each.table + " INCLUDING ALL)");
      server.copy_in("COPY " + table + " FROM STDIN (FORMAT binary)", each.bytes);
    }
    server.run("COMMIT");
  }

  std::string server_address;
  Server server;
  Book book;
  std::vector<Rows> rows;
};

}  // namespace

void add_server_copy(Suite& suite, const Scale& scale) {
  const TradeShape shape =
      scale.quick ? TradeShape{.customers = 40, .items = 40} : TradeShape{.customers = 2'000, .items = 500};
  const int vouchers = scale.quick ? 100 : scale.full ? 1'000'000 : 50'000;
  auto fixture = std::make_shared<std::unique_ptr<CopyFixture>>();
  const auto get = [=, server = scale.server]() -> CopyFixture& {
    if (!*fixture) *fixture = std::make_unique<CopyFixture>(server, shape, vouchers);
    return **fixture;
  };
  const auto anew = [](benchmark::State& state, CopyFixture& work, const char* schema) {
    state.PauseTiming();
    work.drop(schema);
    state.ResumeTiming();
  };
  suite.add(Pair{.name = "copy.server",
                 .aim = {Aim::Kind::speed_at_least, 0.5, 0.8},
                 .ours =
                     [=](benchmark::State& state) {
                       CopyFixture& work = get();
                       for (auto _ : state) {
                         anew(state, work, kOurs);
                         work.book.copy_to(path_of(work.server_address, kOurs));
                       }
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       CopyFixture& work = get();
                       for (auto _ : state) {
                         anew(state, work, kHand);
                         work.copy_plain();
                       }
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(vouchers)});
}

}  // namespace emptor::bench
