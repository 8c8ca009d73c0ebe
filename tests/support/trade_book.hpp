/// A small trading company for tests that need a whole book.
#pragma once

#include <string>
#include <string_view>

#include "emptor/emptor.hpp"
#include "support/test_store.hpp"

namespace emptor::test {

inline const Date trade_day = Date::of(2026, 3, 31);

/// Item P1 at 10.00 untaxed with 1,000,000 pieces at W1; customers C001 to C`customers`.
inline void set_up_trade(Book& book, int customers = 1) {
  auto batch = book.batch();
  book.catalog().create_unit("PCS", "piece");
  book.catalog().create_location("W1", "Warehouse");
  book.catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS"});
  book.prices().set_base("P1", Decimal(10));
  book.stock().adjust("P1", "W1", Quantity::of(1'000'000), Date::of(2026, 1, 1), "opening stock");
  for (int i = 1; i <= customers; ++i) {
    std::string code = std::to_string(i);
    code.insert(0, code.size() < 3 ? 3 - code.size() : 0, '0');
    book.customers().create({.code = "C" + code, .name = "Customer " + code});
  }
  batch.commit();
}

/// The same in US dollars with three customers: in memory, or on the server that the tests run on.
inline Book trade_book() {
  Book book = Book::open(test_path(), "USD");
  set_up_trade(book, 3);
  return book;
}

inline Money usd(std::string_view amount) { return Money::of(amount, "USD"); }

/// A sale of `pieces` P1 from W1.
inline VoucherDraft trade_sale(std::string customer, std::int64_t pieces = 1) {
  return {.kind = VoucherKind::sale,
          .party = std::move(customer),
          .dated = trade_day,
          .location = "W1",
          .lines = {{.item = "P1", .quantity = Quantity::of(pieces)}}};
}

inline VoucherDraft trade_collection(std::string customer, const Decimal& amount) {
  return {.kind = VoucherKind::collection, .party = std::move(customer), .dated = trade_day, .amount = amount};
}

}  // namespace emptor::test
