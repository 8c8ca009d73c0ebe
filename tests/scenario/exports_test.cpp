/// Datasets through Arrow: what is told, of which moment, and who may still use the book meanwhile.
#include <algorithm>
#include <vector>

#include "emptor/emptor.hpp"
#include "support/arrow_table.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;
using test::ArrowTable;

using Lines = std::vector<std::string>;

ArrowTable exported(const Book& book, Dataset dataset, Period dated = {}) {
  return ArrowTable(book.exports().stream({.dataset = dataset, .dated = dated}));
}

/// Of a column of decimals, over the rows that begin with `first`.
Decimal sum(const ArrowTable& table, std::string_view begins, std::string_view first, std::string_view column) {
  Decimal sum(0);
  for (const std::string& row : table.told({std::string(begins), std::string(column)}))
    if (row.starts_with(std::string(first) + " ")) sum = sum + Decimal::parse(row.substr(first.size() + 1));
  return sum;
}

}  // namespace

TEST_CASE("an export tells vouchers, lines, items, allocations and balances in codes and decimals",
          "[insight][arrow]") {
  Book book = test::trade_book();
  const Voucher sale = book.vouchers().post(test::trade_sale("C001", 12)).voucher.value();
  VoucherDraft collection = test::trade_collection("C001", Decimal(50));
  const Voucher money = book.vouchers().post(collection).voucher.value();
  const std::string day = std::to_string(test::trade_day.days());
  const std::string first = std::to_string(sale.id.value);
  const std::string second = std::to_string(money.id.value);

  CHECK(exported(book, Dataset::vouchers).told({"id", "kind", "side", "number", "dated", "party", "net", "location"}) ==
        Lines{first + " sale receivable " + sale.number + " " + day + " C001 120 W1",
              second + " collection receivable " + money.number + " " + day + " C001 50 null"});
  CHECK(exported(book, Dataset::voucher_lines)
            .told({"voucher", "line", "kind", "party", "item", "quantity", "unit", "unit_price", "source", "net"}) ==
        Lines{first + " 1 sale C001 P1 12 PCS 10 base 120"});
  CHECK(exported(book, Dataset::open_items).told({"account", "voucher", "kind", "amount", "open"}) ==
        Lines{"C001 " + first + " sale 120 70", "C001 " + second + " collection -50 0"});
  CHECK(exported(book, Dataset::allocations).told({"account", "voucher", "paid_by", "amount", "undoes"}) ==
        Lines{"C001 " + first + " " + second + " 50 null"});
  CHECK(exported(book, Dataset::balances).told({"party", "side", "currency", "account_balance"}) ==
        Lines{"C001 receivable USD 70"});
  CHECK(exported(book, Dataset::items).told({"item", "name", "unit", "stocked"}) == Lines{"P1 Lamp PCS true"});
  CHECK(exported(book, Dataset::parties).rows.size() == 3);

  CHECK(exported(book, Dataset::vouchers, {.from = test::trade_day + 1}).rows.empty());
  CHECK(exported(book, Dataset::vouchers, {.until = test::trade_day}).rows.empty());
  const Error refused = test::refused([&] {
    static_cast<void>(book.exports().stream({.dataset = Dataset::items, .dated = {.from = Date::of(2026, 1, 1)}}));
  });
  CHECK(refused.code() == ErrorCode::invalid);
  CHECK(refused.field() == "dated");
}

TEST_CASE("sums of an export come out right with reversals, without a filter", "[insight][arrow]") {
  Book book = test::trade_book();
  const Voucher wrong = book.vouchers().post(test::trade_sale("C001", 3)).voucher.value();
  static_cast<void>(book.vouchers().post(test::trade_sale("C001", 2)));
  const Voucher money = book.vouchers().post(test::trade_collection("C001", Decimal(5))).voucher.value();
  const Voucher undone = book.vouchers().reverse(wrong.id, test::trade_day);
  const std::string original = std::to_string(wrong.id.value);
  const std::string reversal = std::to_string(undone.id.value);

  const ArrowTable vouchers = exported(book, Dataset::vouchers);
  CHECK(sum(vouchers, "id", original, "total") == Decimal(30));
  CHECK(sum(vouchers, "id", reversal, "total") == Decimal(-30));
  CHECK(sum(vouchers, "reverses", original, "net") == Decimal(-30));
  CHECK(sum(vouchers, "kind", "sale", "total") == Decimal(20));
  // What is on the paper of a collection is what came in; what it did to the account is its open item.
  CHECK(sum(vouchers, "kind", "collection", "net") == Decimal(5));

  const ArrowTable lines = exported(book, Dataset::voucher_lines);
  CHECK(sum(lines, "voucher", reversal, "quantity") == Decimal(-3));
  CHECK(sum(lines, "voucher", reversal, "net") == Decimal(-30));
  CHECK(sum(lines, "item", "P1", "quantity") == Decimal(2));
  CHECK(sum(lines, "item", "P1", "net") == Decimal(20));

  const ArrowTable items = exported(book, Dataset::open_items);
  CHECK(sum(items, "voucher", reversal, "amount") == Decimal(-30));
  CHECK(sum(items, "voucher", std::to_string(money.id.value), "amount") == Decimal(-5));
  CHECK(sum(items, "account", "C001", "amount") == Decimal(15));
  CHECK(sum(items, "account", "C001", "open") == Decimal(15));
  CHECK(sum(exported(book, Dataset::balances), "party", "C001", "account_balance") == Decimal(15));

  // A collection that is taken back, likewise: its paper sums to nothing, and the account owes it again.
  static_cast<void>(book.vouchers().reverse(money.id, test::trade_day));
  CHECK(sum(exported(book, Dataset::vouchers), "kind", "collection", "net") == Decimal(0));
  CHECK(sum(exported(book, Dataset::open_items), "account", "C001", "amount") == Decimal(20));
}

TEST_CASE("an export is of one moment, over many batches, while others post", "[insight][arrow]") {
  const test::Scratch scratch;
  const bool in_memory = GENERATE(false, true);
  Book book = Book::open(in_memory ? test::test_path() : scratch.file("trade"), "USD");
  test::set_up_trade(book, 3);
  std::vector<LineDraft> many(2'000, {.item = "P1", .quantity = Quantity::of(1)});
  for (int i = 0; i < 17; ++i) {
    VoucherDraft sale = test::trade_sale("C002");
    sale.lines = many;
    static_cast<void>(book.vouchers().post(sale));
  }
  ArrowStream lines = book.exports().stream({.dataset = Dataset::voucher_lines});
  static_cast<void>(book.vouchers().post(test::trade_sale("C003")));
  const ArrowTable before{std::move(lines)};
  CHECK(before.rows.size() == 34'000);
  CHECK(before.batches == 3);
  Lines keys = before.told({"voucher", "line"});
  std::sort(keys.begin(), keys.end());
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  CHECK(exported(book, Dataset::voucher_lines).rows.size() == 34'001);

  auto snapshot = book.snapshot();
  ArrowStream kept = book.exports().stream({.dataset = Dataset::balances});
  snapshot.commit();
  static_cast<void>(book.vouchers().post(test::trade_sale("C003")));
  CHECK(ArrowTable(std::move(kept)).told({"party", "account_balance"}) == Lines{"C002 340000", "C003 10"});
}

TEST_CASE("an export goes on when its book was closed", "[insight][arrow]") {
  ArrowStream items;
  {
    const test::Scratch scratch;
    Book book = Book::open(scratch.file("trade"), "USD");
    test::set_up_trade(book, 3);
    items = book.exports().stream({.dataset = Dataset::parties});
    book.close();
  }
  CHECK(ArrowTable(std::move(items)).rows.size() == 3);
}
