/// Balance and credit decision, against one prepared point read, with 1k to 1M vouchers in the file.
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>

#include "fixture.hpp"
#include "pairs.hpp"

namespace emptor::bench {
namespace {

/// A book with many vouchers over 20,000 customers. History beyond the first thousand is copied in SQL: posting a
/// million vouchers would measure patience.
struct ReadFixture {
  explicit ReadFixture(int vouchers) {
    const std::string path = directory.file("reads.emptor");
    {
      Book made = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
      fill(made, shape);
      keys = keys_of(made, shape);
      auto batch = made.batch();
      for (int i = 0; i < 1'000; ++i)
        if (!made.vouchers()
                 .post({.party = customer_code(i % shape.customers),
                        .dated = trade_day,
                        .lines = {{.item = item_code(i % shape.items), .quantity = Quantity::of(1)}}})
                 .posted())
          throw std::runtime_error("not posted");
      batch.commit();
      made.close();
    }
    hand.emplace(path, false);
    copy_history(vouchers);
    book = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
    hand->run("BEGIN");
    balance =
        hand->prepare("SELECT account_amount FROM emptor_balance WHERE party_id = ?1 AND side = 1 AND currency = 840");
    credit = hand->prepare(
        "SELECT account_amount, age_date, t.value FROM emptor_balance "
        "JOIN emptor_term t ON t.id = (SELECT max(id) FROM emptor_term WHERE owner_kind = 1 AND owner_id = ?1 AND term "
        "= 12) "
        "WHERE party_id = ?1 AND side = 1 AND currency = 840");
    snapshot.emplace(book->snapshot());
    std::mt19937 random(5);
    for (std::size_t i = 0; i < 4'096; ++i) {
      const auto number = static_cast<int>(random() % static_cast<unsigned>(shape.customers));
      asked.push_back(keys.customers[static_cast<std::size_t>(number)]);
      codes.push_back(customer_code(number));
    }
  }

  void copy_history(int vouchers) {
    hand->run("CREATE TEMP TABLE step (n INTEGER)");
    hand->run(("INSERT INTO step WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " +
               std::to_string(vouchers) + ") SELECT n FROM c WHERE n > 1000")
                  .c_str());
    hand->run("BEGIN");
    hand->run(
        "INSERT INTO emptor_voucher (id, kind, side, series_id, number, doc_date, due_date, party_id, account_id, "
        "identity_id, "
        "currency, tax_mode, net, tax, recorded_at, actor_id) SELECT n, 1, 1, 1, n, 20543, 20543, 1 + n % 20000, "
        "1 + n % 20000, 1 + n % 20000, 840, 1, 1000, 0, 0, 1 FROM step");
    hand->run(
        "INSERT INTO emptor_open_item (account_id, side, currency, doc_date, voucher_id, instalment, party_id, kind, "
        "due_date, amount, open_amount, reversed, recorded_at) "
        "SELECT 1 + n % 20000, 1, 840, 20543, n, 1, 1 + n % 20000, 1, 20543, 1000, 1000, 0, 1774971000000000 "
        "FROM step");
    hand->run(
        "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_date, age_voucher_id, "
        "age_instalment, age_newer, latest_date) SELECT 1 + n % 20000, 1, 840, 1000, 1000, 20543, n, 1, 0, 20543 FROM "
        "step WHERE true "
        "ON CONFLICT DO UPDATE SET own_amount = own_amount + 1000, account_amount = account_amount + 1000");
    hand->run("COMMIT");
  }

  std::int64_t read(sqlite3_stmt* statement, PartyId party) {
    sqlite3_bind_int64(statement, 1, party.value);
    const std::int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return value;
  }

  TradeShape shape{.customers = 20'000, .items = 100};
  Directory directory;
  Keys keys;
  std::optional<HandDatabase> hand;
  std::optional<Book> book;
  std::optional<Batch> snapshot;
  sqlite3_stmt* balance = nullptr;
  sqlite3_stmt* credit = nullptr;
  std::vector<PartyId> asked;
  std::vector<std::string> codes;
};

void add_read(Suite& suite, const std::string& name, int vouchers) {
  auto fixture = std::make_shared<std::unique_ptr<ReadFixture>>();
  const auto get = [=]() -> ReadFixture& {
    if (!*fixture) *fixture = std::make_unique<ReadFixture>(vouchers);
    return **fixture;
  };
  suite.add(Pair{.name = "balance." + name,
                 .aim = {Aim::Kind::time_at_most, 1.5, 0.2},
                 .ours =
                     [=](benchmark::State& state) {
                       ReadFixture& work = get();
                       const Receivables receivables = work.book->receivables();
                       const Currency usd = Currency::of("USD");
                       std::size_t i = 0;
                       for (auto _ : state)
                         benchmark::DoNotOptimize(receivables.balance(work.asked[i++ & 0xFFFU], Side::receivable, usd));
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       ReadFixture& work = get();
                       std::size_t i = 0;
                       for (auto _ : state) benchmark::DoNotOptimize(work.read(work.balance, work.asked[i++ & 0xFFFU]));
                     },
                 .clean_up = {}});
  suite.add(Pair{.name = "credit_check." + name,
                 .aim = {Aim::Kind::time_at_most, 1.5, 0.2},
                 .ours =
                     [=](benchmark::State& state) {
                       ReadFixture& work = get();
                       const Credit credit = work.book->credit();
                       const Money document = Money::of("100.00", "USD");
                       std::size_t i = 0;
                       for (auto _ : state)
                         benchmark::DoNotOptimize(credit.check(work.codes[i++ & 0xFFFU], document, trade_day));
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       ReadFixture& work = get();
                       std::size_t i = 0;
                       for (auto _ : state) benchmark::DoNotOptimize(work.read(work.credit, work.asked[i++ & 0xFFFU]));
                     },
                 .clean_up = [=] { fixture->reset(); }});
}

}  // namespace

void add_reads(Suite& suite, const Scale& scale) {
  add_read(suite, "1k", 1'000);
  if (scale.quick) return;
  add_read(suite, "100k", 100'000);
  add_read(suite, "1M", 1'000'000);
  if (scale.full) add_read(suite, "10M", 10'000'000);
}

}  // namespace emptor::bench
