/// Past sales under prices that are only rehearsed.
#include "emptor/emptor.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;
using test::usd;

PriceEntryInput cost(const char* item, const char* price) {
  PriceEntryInput entry;
  entry.list.direction = Direction::purchases;
  entry.product.item = item;
  entry.price = Decimal::parse(price);
  return entry;
}

/// P1 at 10.00, cost 6.00; P2 at 5.00 without a cost; C001 has 8.00 of its own for P1. Each customer buys 10 P1 and 4
/// P2; C003 also at a price that a clerk typed.
Book sold_book() {
  Book book = test::trade_book();
  book.catalog().create_item({.code = "P2", .name = "Shade", .unit = "PCS", .stocked = false});
  book.prices().set_base("P2", Decimal(5));
  book.prices().set(cost("P1", "6"));
  book.prices().set_special("C001", "P1", Decimal(8));
  for (const char* customer : {"C001", "C002", "C003"}) {
    VoucherDraft sale = test::trade_sale(customer, 10);
    sale.lines.push_back({.item = "P2", .quantity = Quantity::of(4)});
    if (std::string_view(customer) == "C003")
      sale.lines.push_back({.item = "P2", .quantity = Quantity::of(1), .unit_price = UnitPrice::of("3")});
    REQUIRE(book.vouchers().post(sale).posted());
  }
  return book;
}

std::string told(const SimulatedFigures& figures) {
  return std::to_string(figures.lines) + " lines, " + figures.before.amount().to_string() + " -> " +
         figures.after.amount().to_string();
}

const SimulationQuery march{.dated = Period::days(Date::of(2026, 3, 1), Date::of(2026, 3, 31))};

}  // namespace

TEST_CASE("without changes the past comes to what it was", "[insight]") {
  const Book book = sold_book();
  const Simulation found = book.simulations().simulate({}, march);
  CHECK(found.total.lines == 7);
  CHECK(found.total.kept == 1);
  CHECK(found.total.sold == usd("343.00"));
  CHECK(found.total.before == usd("343.00"));
  CHECK(found.total.gain() == usd("0.00"));
  CHECK(found.total.no_cost == 4);
  CHECK(found.total.margin_before == usd("100.00"));
}

TEST_CASE("an increase of the base prices is felt by those who pay them", "[insight]") {
  const Book book = sold_book();
  const SimulatedChanges increase{
      .price_changes = {
          {.percent = Decimal(3), .ending = {.multiple = Decimal(1), .offset = Decimal::parse("-0.01")}}}};
  const Simulation found = book.simulations().simulate(increase, march);
  // P1: 10.30 -> 9.99; P2: 5.15 -> 4.99.
  CHECK(told(found.total) == "7 lines, 343.00 -> 342.68");
  REQUIRE(found.customers.size() == 3);
  CHECK(found.customers[0].code == "C002");
  CHECK(found.customers[0].figures.gain() == usd("-0.14"));
  CHECK(found.customers[2].code == "C001");
  CHECK(found.customers[2].figures.gain() == usd("-0.04"));
  CHECK(found.items[0].code == "P1");
  CHECK(found.items[0].figures.gain() == usd("-0.20"));
  CHECK(found.items[0].figures.margin_after == usd("99.80"));
  REQUIRE(found.rules.size() == 3);
  CHECK(found.rules[0].code == "base");
  CHECK(found.rules[1].code == "kept");
  CHECK(found.rules[2].code == "special_item");
  // Nothing was saved, and no cache was touched.
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .on = test::trade_day}).unit_price ==
        UnitPrice::of("10"));
  CHECK(book.prices().entries({}).size() == 2);
}

TEST_CASE("new special prices, discounts, rules and costs are rehearsed together", "[insight]") {
  const Book book = sold_book();
  PriceEntryInput special;
  special.list = {.kind = PriceListKind::customer, .code = "C002"};
  special.product.item = "P1";
  special.price = Decimal(7);
  const SimulatedChanges changes{.prices = {special, cost("P2", "2")},
                                 .discounts = {{.product = {.item = "P2"}, .percents = {Decimal(10)}}},
                                 .rules = {{.product = {.item = "P1"}, .value = Decimal::parse("7.50")}}};
  const Simulation found = book.simulations().simulate(changes, march);
  // C002: P1 held at 7.50; P2 at 4.50 for all but the typed line.
  CHECK(told(found.total) == "7 lines, 343.00 -> 312.00");
  CHECK(found.customers[0].code == "C002");
  CHECK(told(found.customers[0].figures) == "2 lines, 120.00 -> 93.00");
  CHECK(test::refusal([&] {
          SimulatedChanges wrong = changes;
          wrong.prices[0].product.item = "P9";
          static_cast<void>(book.simulations().simulate(wrong, march));
        }) == "UNKNOWN_REFERENCE(changes.prices[0].product.item)");
  CHECK(test::refusal([&] {
          static_cast<void>(book.simulations().simulate({.tax_rates = {{"VAT9", Percent::of("10")}}}, march));
        }) == "UNKNOWN_REFERENCE(changes.tax_rates[0].tax_code)");
}

TEST_CASE("prices of one day, and prices that clerks typed", "[insight]") {
  Book book = sold_book();
  book.prices().set_base("P1", Decimal(11), {.from = Date::of(2026, 4, 1), .until = {}});
  SimulationQuery query = march;
  query.on = Date::of(2026, 4, 1);
  query.typed_prices = TypedPrices::reprice;
  const Simulation found =
      book.simulations().simulate({.price_changes = {{.items = {"P1"}, .percent = Decimal(10)}}}, query);
  // C001 keeps its own price; two others 11.00 -> 12.10; the typed 3.00 is asked again at 5.00.
  CHECK(told(found.total) == "7 lines, 365.00 -> 387.00");
  CHECK(found.total.sold == usd("343.00"));
  query.customer = "C001";
  CHECK(told(book.simulations().simulate({}, query).total) == "2 lines, 100.00 -> 100.00");
}

TEST_CASE("a typed discount of 0 keeps the book's discounts away", "[insight]") {
  Book book = test::trade_book();
  VoucherDraft sale = test::trade_sale("C001", 10);
  sale.lines.push_back({.item = "P1", .quantity = Quantity::of(1), .discount = Percent{}});
  REQUIRE(book.vouchers().post(sale).posted());
  const SimulatedChanges changes{.discounts = {{.percents = {Decimal(20)}}}};
  CHECK(told(book.simulations().simulate(changes, march).total) == "2 lines, 110.00 -> 90.00");
}

TEST_CASE("a tax rate is rehearsed on prices with tax", "[insight]") {
  Book book = test::trade_book();
  book.catalog().create_tax_code("VAT", "Value added tax", Percent::of("10"));
  book.catalog().create_item({.code = "T1", .name = "Taxed", .unit = "PCS", .tax_code = "VAT", .stocked = false});
  book.prices().set_base("T1", Decimal(110));
  VoucherDraft sale = test::trade_sale("C001");
  sale.tax_mode = TaxMode::inclusive;
  sale.lines = {{.item = "T1", .quantity = Quantity::of(1), .unit_price = UnitPrice::of("110")}};
  REQUIRE(book.vouchers().post(sale).posted());
  const Simulation found = book.simulations().simulate({.tax_rates = {{"VAT", Percent::of("25")}}}, march);
  CHECK(found.total.before == usd("100.00"));
  CHECK(found.total.after == usd("88.00"));
  CHECK(found.total.tax_after == usd("22.00"));
}

TEST_CASE("what each programme takes off adds up to what promotions do, tax included", "[insight]") {
  Book book = test::trade_book();
  book.catalog().create_tax_code("VAT", "Value added tax", Percent::of("19"));
  book.catalog().create_item({.code = "T1", .name = "Taxed", .unit = "PCS", .tax_code = "VAT", .stocked = false});
  book.prices().set_base("T1", Decimal::parse("9.99"));
  book.promotions().set({.code = "TEN", .phase = "line", .value = Decimal(10)});
  VoucherDraft sale = test::trade_sale("C001");
  sale.tax_mode = TaxMode::inclusive;
  sale.lines = {{.item = "T1", .quantity = Quantity::of(3), .unit_price = UnitPrice::of("9.99")},
                {.item = "T1", .quantity = Quantity::of(1), .unit_price = UnitPrice::of("1.01")}};
  REQUIRE(book.vouchers().post(sale).posted());
  sale.lines.front().quantity = Quantity::of(7);
  REQUIRE(book.vouchers().post(sale).posted());

  const SimulatedChanges changes{
      .programmes = {{.code = "CENT", .reward = RewardKind::order_amount, .value = Decimal::parse("3.33")}}};
  const Simulation found = book.simulations().simulate(changes, march);
  REQUIRE(found.programmes.size() == 2);
  CHECK(found.programmes[0].code == "CENT");
  CHECK(found.programmes[1].figures.gain() == usd("0.00"));
  Money before = usd("0.00");
  Money after = usd("0.00");
  for (const SimulationRow& each : found.programmes) {
    CHECK(each.figures.before == usd("0.00") - each.figures.promotions_before);
    CHECK(each.figures.margin_after == each.figures.after);
    before = before + each.figures.promotions_before;
    after = after + each.figures.promotions_after;
  }
  CHECK(found.total.promotions_before == before);
  CHECK(found.total.promotions_after == after);
  CHECK(found.total.before == found.total.sold);
  CHECK(found.total.gain() == found.programmes[0].figures.gain());
  // Where programmes stay as they are, what they took off is told all the same.
  CHECK(book.simulations().simulate({}, march).total.promotions_after == before);
}

TEST_CASE("a sale that is not in the book is a basket too", "[insight]") {
  const Book book = sold_book();
  SimulationQuery query;
  const auto line = [](const char* customer, int quantity) {
    return SimulatedLine{.customer = customer, .item = "P1", .quantity = Quantity::of(quantity), .on = test::trade_day};
  };
  query.lines = {line("C002", 6), line("C002", 4), line("C003", 9), line("C002", 9)};
  const SimulatedChanges changes{.programmes = {{.code = "TEN", .min_quantity = Decimal(10), .value = Decimal(10)}}};
  const Simulation found = book.simulations().simulate(changes, query);
  CHECK(told(found.total) == "4 lines, 280.00 -> 270.00");
  CHECK(found.total.promotions_after == usd("10.00"));
}

TEST_CASE("programmes that cannot be rehearsed", "[insight]") {
  Book book = sold_book();
  const ProgrammeId ten = book.promotions().set({.code = "TEN", .value = Decimal(10)});
  const auto refused = [&](const SimulatedChanges& changes) {
    return test::refusal([&] { static_cast<void>(book.simulations().simulate(changes, march)); });
  };
  CHECK(refused({.programmes = {{.code = "TEN", .value = Decimal(5)}}}) ==
        "DUPLICATE_CODE(changes.programmes[0].code)");
  const ProgrammeInput five{.code = "TEN", .value = Decimal(5), .replaces = ten};
  CHECK(refused({.programmes = {five, five}}) == "DUPLICATE_CODE(changes.programmes[1].code)");
  CHECK(refused({.without_programmes = {"TEN", "TEN"}}) == "UNKNOWN_REFERENCE(changes.without_programmes[1])");
  CHECK(book.simulations().simulate({.programmes = {five}}, march).total.promotions_before == usd("34.30"));
}

TEST_CASE("lines that are not in the book", "[insight]") {
  const Book book = sold_book();
  SimulationQuery query;
  query.lines = {{.customer = "C002", .item = "P1", .quantity = Quantity::of(3), .on = test::trade_day},
                 {.customer = "C002",
                  .item = "P1",
                  .quantity = Quantity::of(1),
                  .on = test::trade_day,
                  .discount = Percent::of("50")}};
  const Simulation found = book.simulations().simulate({.price_changes = {{.percent = Decimal(10)}}}, query);
  CHECK(told(found.total) == "2 lines, 35.00 -> 38.50");
}
