/// Bulk analysis: prices leaving as Arrow, and past sales rehearsed.
#include <memory>
#include <optional>
#include <stdexcept>

#include "fixture.hpp"
#include "pairs.hpp"

namespace emptor::bench {
namespace {

/// Reads a stream to its end; how many rows it had.
std::int64_t drain(ArrowStream given) {
  ArrowArrayStream& stream = given.get();
  std::int64_t rows = 0;
  while (true) {
    ArrowArray batch{};
    if (stream.get_next(&stream, &batch) != 0) throw std::runtime_error("the stream failed");
    if (batch.release == nullptr) return rows;
    rows += batch.length;
    batch.release(&batch);
  }
}

/// Every customer's price of every item, warm.
struct MatrixFixture {
  explicit MatrixFixture(const TradeShape& with) : shape(with) {
    book = Book::open({.path = directory.file("matrix.emptor"), .currency = "USD", .sync = Sync::normal});
    fill(*book, shape);
    keys = keys_of(*book, shape);
    static_cast<void>(ours());
    view = book->prices().view();
    static_cast<void>(quotes());
  }
  std::int64_t ours() {
    PriceMatrix matrix = book->price_analysis().matrix({.quantities = {Quantity::of(10)}, .on = trade_day});
    return drain(std::move(matrix.stream));
  }
  std::int64_t quotes() {
    std::int64_t sum = 0;
    for (const PartyId customer : keys.customers)
      for (const ItemId item : keys.items)
        if (const auto quote = view->quote(customer, item, Quantity::of(10), trade_day))
          sum += quote->unit_price.micros;
    return sum;
  }

  TradeShape shape;
  Directory directory;
  std::optional<Book> book;
  std::optional<PriceView> view;
  Keys keys;
};

/// Sales of five lines, whose history beyond the first thousand is copied in SQL.
struct SimulationFixture {
  explicit SimulationFixture(int sales) {
    const std::string path = directory.file("simulation.emptor");
    {
      Book made = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
      fill(made, shape);
      auto batch = made.batch();
      Sales next(shape);
      for (int i = 0; i < first_sales; ++i)
        if (!made.vouchers().post(next.next()).posted()) throw std::runtime_error("not posted");
      batch.commit();
      made.close();
    }
    hand.emplace(path, false);
    copy_history(sales);
    book = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
    lines = sales * static_cast<std::int64_t>(sale_lines);
    if (ours().total.lines != lines) throw std::runtime_error("not all lines were asked");
    hand->run("BEGIN");
    sum = hand->prepare(
        "SELECT v.party_id, v.doc_date, v.currency, l.item_id, l.unit_id, l.quantity, l.unit_price, l.net "
        "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
        "WHERE v.doc_date >= ?1 AND v.kind = 1 AND v.reverses IS NULL");
  }
  void copy_history(int sales) {
    hand->run(("CREATE TEMP TABLE step AS WITH RECURSIVE c(n) AS (SELECT " + std::to_string(first_sales) +
               " UNION ALL SELECT n + " + std::to_string(first_sales) + " FROM c WHERE n + " +
               std::to_string(first_sales) + " < " + std::to_string(sales) + ") SELECT n FROM c")
                  .c_str());
    if (sales <= first_sales) return;
    hand->run("BEGIN");
    hand->run(
        "INSERT INTO emptor_voucher (id, kind, side, series_id, number, doc_date, due_date, party_id, account_id, "
        "identity_id, currency, tax_mode, net, tax, recorded_at, actor_id) SELECT id + n, kind, side, series_id, "
        "number + n, doc_date, due_date, party_id, account_id, identity_id, currency, tax_mode, net, tax, recorded_at, "
        "actor_id FROM step, emptor_voucher");
    hand->run(
        "INSERT INTO emptor_voucher_line (voucher_id, line, item_id, unit_id, quantity, stock_quantity, unit_price, "
        "source, entry_id, base_price, discount, tax_rate, net, tax, account_id) SELECT voucher_id + n, line, item_id, "
        "unit_id, quantity, stock_quantity, unit_price, source, entry_id, base_price, discount, tax_rate, net, tax, "
        "account_id "
        "FROM step, emptor_voucher_line");
    hand->run("COMMIT");
  }
  Simulation ours() {
    return book->simulations().simulate({.price_changes = {{.percent = Decimal(3)}}},
                                        {.dated = Period::days(trade_day, trade_day)});
  }
  std::int64_t read() {
    std::int64_t total = 0;
    sqlite3_bind_int(sum, 1, trade_day.days());
    while (sqlite3_step(sum) == SQLITE_ROW)
      for (int column = 0; column < 8; ++column) total += sqlite3_column_int64(sum, column);
    sqlite3_reset(sum);
    return total;
  }

  static constexpr int first_sales = 1'000;
  TradeShape shape{.customers = 1'000, .items = 1'000, .specials_per_customer = 10, .breaks = true};
  Directory directory;
  std::optional<HandDatabase> hand;
  std::optional<Book> book;
  std::int64_t lines = 0;
  sqlite3_stmt* sum = nullptr;
};

void add_matrix(Suite& suite, const TradeShape& shape) {
  auto fixture = std::make_shared<std::unique_ptr<MatrixFixture>>();
  const auto get = [=]() -> MatrixFixture& {
    if (!*fixture) *fixture = std::make_unique<MatrixFixture>(shape);
    return **fixture;
  };
  suite.add(Pair{.name = "matrix.arrow_against_quotes",
                 .aim = {Aim::Kind::time_at_most, 3, 1.5},
                 .ours =
                     [=](benchmark::State& state) {
                       MatrixFixture& made = get();
                       for (auto _ : state) benchmark::DoNotOptimize(made.ours());
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       MatrixFixture& made = get();
                       for (auto _ : state) benchmark::DoNotOptimize(made.quotes());
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(shape.customers) * shape.items});
}

void add_simulation(Suite& suite, int sales) {
  auto fixture = std::make_shared<std::unique_ptr<SimulationFixture>>();
  const auto get = [=]() -> SimulationFixture& {
    if (!*fixture) *fixture = std::make_unique<SimulationFixture>(sales);
    return **fixture;
  };
  suite.add(Pair{.name = "simulate.against_reading_the_lines",
                 .aim = {Aim::Kind::time_at_most, 8, 4},
                 .ours =
                     [=](benchmark::State& state) {
                       SimulationFixture& made = get();
                       for (auto _ : state) benchmark::DoNotOptimize(made.ours());
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       SimulationFixture& made = get();
                       for (auto _ : state) benchmark::DoNotOptimize(made.read());
                     },
                 .clean_up = [=] { fixture->reset(); },
                 .items_per_iteration = static_cast<double>(sales) * sale_lines});
}

}  // namespace

void add_analysis(Suite& suite, const Scale& scale) {
  add_matrix(suite, {.customers = scale.quick ? 20 : 1'000,
                     .items = scale.quick ? 20 : 1'000,
                     .specials_per_customer = 10,
                     .breaks = true});
  add_simulation(suite, scale.quick ? 1'000 : 200'000);
}

}  // namespace emptor::bench
