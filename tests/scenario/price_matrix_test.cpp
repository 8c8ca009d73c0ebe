/// The matrix through Arrow, and what counts as changed since a revision.
#include "emptor/emptor.hpp"
#include "support/arrow_table.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;
using test::ArrowTable;

using Lines = std::vector<std::string>;

/// P1 (10.00 base, 9.50 from 12), P2 in TOP (5.00), P3 without a price; C001 has its own price of P1.
Book small_book() {
  Book book = test::trade_book();
  auto catalog = book.catalog();
  catalog.create_item_group({.code = "TOP", .name = "Top"});
  catalog.create_item({.code = "P2", .name = "Shade", .unit = "PCS", .groups = {"TOP"}});
  catalog.create_item({.code = "P3", .name = "Bulb", .unit = "PCS"});
  book.prices().set_base("P2", Decimal(5));
  PriceEntryInput from_twelve;
  from_twelve.product.item = "P1";
  from_twelve.price = Decimal::parse("9.50");
  from_twelve.min_quantity = Decimal(12);
  book.prices().set(from_twelve);
  book.prices().set_special("C001", "P1", Decimal(8));
  return book;
}

Lines changed(const Book& book, MatrixRevision since, Date on = test::trade_day) {
  PriceMatrix matrix = book.price_analysis().matrix({.on = on, .changed_since = since});
  return ArrowTable(std::move(matrix.stream)).told({"customer", "item", "unit_price"});
}

}  // namespace

TEST_CASE("a matrix has every customer, item and quantity, and tells where there is no price", "[pricing][arrow]") {
  const Book book = small_book();
  PriceMatrix matrix = book.price_analysis().matrix(
      {.customers = {"C002", "C001"}, .quantities = {Quantity::of(12), Quantity::of(1)}, .on = test::trade_day});
  CHECK(matrix.rows == 12);
  const ArrowTable table(std::move(matrix.stream));
  CHECK(table.told({"customer", "item", "quantity", "unit_price", "currency", "amount", "source"}) ==
        Lines{"C001 P1 1 8 USD 8 special_item", "C001 P1 12 8 USD 96 special_item", "C001 P2 1 5 USD 5 base",
              "C001 P2 12 5 USD 60 base", "C001 P3 1 null null null null", "C001 P3 12 null null null null",
              "C002 P1 1 10 USD 10 base", "C002 P1 12 9.5 USD 114 base", "C002 P2 1 5 USD 5 base",
              "C002 P2 12 5 USD 60 base", "C002 P3 1 null null null null", "C002 P3 12 null null null null"});
  CHECK(table.formats == Lines{"u", "u", "u", "d:38,6", "d:38,6", "u", "b", "d:38,4", "d:38,6", "u", "l", "l", "u"});
  CHECK(table.metadata.at("emptor.revision") == std::to_string(matrix.revision.change));
  CHECK(table.metadata.at("emptor.on") == "2026-03-31");
  CHECK(table.told({"unit", "base_price", "tax_included"}).front() == "PCS 10 false");
}

TEST_CASE("without quantities a matrix has those at which the price changes", "[pricing][arrow]") {
  Book book = small_book();
  book.prices().set_discount({.percents = {Decimal(2)}, .min_amount = Decimal(57)});
  PriceMatrix matrix = book.price_analysis().matrix({.customers = {"C001", "C002"},
                                                     .items = {"P1"},
                                                     .item_groups = {"TOP"},
                                                     .quantities = {},
                                                     .on = test::trade_day});
  // 57.00 is reached by 8 at 7.125 units, by 10 at 5.7 units, by 5 at 11.4.
  CHECK(ArrowTable(std::move(matrix.stream)).told({"customer", "item", "quantity", "unit_price"}) ==
        Lines{"C001 P1 1 8", "C001 P1 7.125 7.84", "C001 P2 1 5", "C001 P2 11.4 4.9", "C002 P1 1 10", "C002 P1 5.7 9.8",
              "C002 P1 12 9.31", "C002 P2 1 5", "C002 P2 11.4 4.9"});
}

TEST_CASE("since a revision a matrix has what was touched after it", "[pricing][arrow]") {
  Book book = small_book();
  MatrixRevision since = book.price_analysis().matrix({.on = test::trade_day}).revision;
  const auto again = [&] { since = book.price_analysis().matrix({.on = test::trade_day}).revision; };
  CHECK(changed(book, since).empty());

  SECTION("an item's price, for all customers") {
    book.prices().set_base("P2", Decimal(6));
    CHECK(changed(book, since) == Lines{"C001 P2 6", "C002 P2 6", "C003 P2 6"});
    again();
    CHECK(changed(book, since).empty());
  }
  SECTION("a customer's own price, for that customer alone") {
    book.prices().set_special("C003", "P2", Decimal(4));
    CHECK(changed(book, since) == Lines{"C003 P2 4"});
  }
  SECTION("a price that is withdrawn") {
    const auto own = book.prices().entries({.kind = PriceListKind::customer, .code = "C001"});
    book.prices().withdraw(own.front().id);
    CHECK(changed(book, since) == Lines{"C001 P1 10"});
  }
  SECTION("a group's discount, for the items of the group") {
    book.prices().set_discount({.product = {.group = "TOP"}, .percents = {Decimal(10)}});
    CHECK(changed(book, since) == Lines{"C001 P2 4.5", "C002 P2 4.5", "C003 P2 4.5"});
  }
  SECTION("a customer, with all items") {
    book.customers().update("C002", {.name = "Renamed"});
    CHECK(changed(book, since) == Lines{"C002 P1 10", "C002 P2 5", "C002 P3 null"});
  }
  SECTION("a setting, with everything") {
    BookSettings settings = book.settings().get();
    settings.sales_prices.sources = {PriceSource::base};
    book.settings().change(settings);
    CHECK(changed(book, since).size() == 9);
  }
  SECTION("a sale changes no price") {
    CHECK(book.vouchers().post(test::trade_sale("C001")).posted());
    CHECK(changed(book, since).empty());
  }
  SECTION("what holds from another day on, when the day moves") {
    book.prices().set_base("P2", Decimal(7), {.from = Date::of(2026, 4, 1), .until = {}});
    again();
    CHECK(changed(book, since).empty());
    CHECK(changed(book, since, Date::of(2026, 4, 1)) == Lines{"C001 P2 7", "C002 P2 7", "C003 P2 7"});
  }
}

TEST_CASE("a matrix outlives its book, and is refused as a whole", "[pricing][arrow]") {
  std::optional<PriceMatrix> matrix;
  {
    Book book = small_book();
    matrix.emplace(book.price_analysis().matrix({.on = test::trade_day}));
    const auto asked = [&](const MatrixQuery& query) {
      return test::refusal([&] { static_cast<void>(book.price_analysis().matrix(query)); });
    };
    CHECK(asked({.customers = {"C009"}, .items = {"P9"}, .quantities = {Quantity{0}}}) ==
          "RANGE(quantities[0]) UNKNOWN_REFERENCE(customers[0]) UNKNOWN_REFERENCE(items[0])");
    CHECK(asked({.changed_since = MatrixRevision{1'000'000, test::trade_day}}) == "RANGE(changed_since)");
    book.close();
  }
  CHECK(ArrowTable(std::move(matrix->stream)).rows.size() == 9);
}

TEST_CASE("a stream of many batches is whole", "[pricing][arrow]") {
  const Book book = small_book();
  std::vector<Quantity> quantities;
  for (int i = 1; i <= 2'000; ++i) quantities.push_back(Quantity::of(i));
  PriceMatrix matrix = book.price_analysis().matrix({.quantities = quantities, .on = test::trade_day});
  const ArrowTable table(std::move(matrix.stream));
  CHECK(table.batches == 2);
  REQUIRE(table.rows.size() == 18'000);
  CHECK(table.told({"customer", "item", "quantity", "amount"}).back() == "C003 P3 2000 null");
  CHECK(table.told({"customer", "item", "quantity", "amount"})[12'383] == "C003 P1 384 3648");
  CHECK(table.told({"item", "quantity"})[16'384] == "P3 385");
}
