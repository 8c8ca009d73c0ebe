/// `Book::verify` over a million vouchers, against the minute that it may take.
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fixture.hpp"
#include "pairs.hpp"

namespace emptor::bench {
namespace {

constexpr int kPairs = 1'000;  ///< posted: a sale of five lines and the collection that settles it

/// Copies what was posted many times over, rows as they are but for their keys, so that the book stays sound: every
/// copied sale is settled by a copied collection, and balances stay what they are.
class History {
 public:
  History(HandDatabase& hand, int copies) : hand_(hand) {
    hand_.run("CREATE TEMP TABLE copy (n INTEGER)");
    hand_.run(("INSERT INTO copy WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " +
               std::to_string(copies) + ") SELECT n FROM c")
                  .c_str());
    hand_.run("BEGIN");
    copy("emptor_voucher", {{"id", 2 * kPairs}, {"number", kPairs}});
    copy("emptor_voucher_line", {{"voucher_id", 2 * kPairs}});
    copy("emptor_open_item", {{"voucher_id", 2 * kPairs}});
    copy("emptor_allocation", {{"id", kPairs}, {"debit_voucher_id", 2 * kPairs}, {"credit_voucher_id", 2 * kPairs}});
    const std::string times = std::to_string(copies + 1);
    hand_.run(("UPDATE emptor_number_series SET last_number = last_number * " + times).c_str());
    // The age of a settled account waits at its newest increase.
    hand_.run(
        ("UPDATE emptor_balance SET age_voucher_id = age_voucher_id + " + std::to_string(2 * kPairs * copies)).c_str());
    hand_.run(("UPDATE emptor_stock SET on_hand = on_hand * " + times).c_str());
    hand_.run("COMMIT");
  }

 private:
  void copy(const std::string& table, const std::vector<std::pair<std::string, int>>& keys) {
    sqlite3_stmt* rows = hand_.prepare("SELECT name FROM pragma_table_info(?1)");
    sqlite3_bind_text(rows, 1, table.c_str(), -1, SQLITE_STATIC);
    std::string columns;
    std::string values;
    while (sqlite3_step(rows) == SQLITE_ROW) {
      const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(rows, 0));
      columns += (columns.empty() ? "" : ", ") + name;
      values += (values.empty() ? "t." : ", t.") + name;
      for (const auto& [key, step] : keys)
        if (key == name) values += " + n * " + std::to_string(step);
    }
    sqlite3_reset(rows);
    hand_.run(("INSERT INTO " + table + " (" + columns + ") SELECT " + values + " FROM copy CROSS JOIN " + table +
               " t ORDER BY n")
                  .c_str());
  }

  HandDatabase& hand_;
};

double verify_ms(int vouchers) {
  const Directory directory;
  const std::string path = directory.file("verify.emptor");
  const TradeShape shape{.customers = 500, .items = 1'000};
  {
    Book book = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
    fill(book, shape);
    Sales sales(shape);
    auto batch = book.batch();
    for (int i = 0; i < kPairs; ++i) {
      const PostResult sale = book.vouchers().post(sales.next());
      if (!sale.posted()) throw std::runtime_error("not posted");
      static_cast<void>(book.vouchers().post({.kind = VoucherKind::collection,
                                              .party = sale.voucher->party,
                                              .dated = trade_day,
                                              .amount = sale.voucher->total.amount()}));
    }
    batch.commit();
    book.close();
  }
  if (const int copies = vouchers / (2 * kPairs) - 1; copies > 0) {
    HandDatabase hand(path, false);
    const History history(hand, copies);
  }
  const Book book = Book::open({.path = path, .currency = "USD", .sync = Sync::normal});
  const auto started = std::chrono::steady_clock::now();
  const auto found = book.verify();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  if (!found.empty())
    throw std::runtime_error(found.front().what + " " + found.front().where + ": " + found.front().kept +
                             ", computed " + found.front().computed);
  return took.count();
}

}  // namespace

void add_verifying(Suite& suite, const Scale& scale) {
  const int vouchers = scale.quick ? 2'000 : 1'000'000;
  suite.add(Measured{.name = scale.quick ? "verify.2k_ms" : "verify.1M_ms",
                     .aim = {Aim::Kind::time_at_most, 1, 0.25},
                     .measure = [=] { return std::pair(verify_ms(vouchers), 60'000.0); }});
}

}  // namespace emptor::bench
