/// Northwind, a small trading company, from its files to its best customers: every order posted as a sale with the unit
/// price and the discount that its clerks typed. The figures that it must come to are published, or added up here in
/// whole ten-thousandths without the library.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../../examples/demo/csv.hpp"
#include "emptor/emptor.hpp"
#include "support/test.hpp"
#include "support/test_store.hpp"

namespace {

using demo::CsvReader;
using emptor::Date;
using emptor::Decimal;
using emptor::Money;

CsvReader open_table(const std::string& name) {
  std::ifstream file(EMPTOR_SOURCE_DIR "/examples/data/northwind/" + name, std::ios::binary);
  REQUIRE(file.good());
  return {name, std::string(std::istreambuf_iterator<char>(file), {})};
}

/// "9.8" is 980: the files have at most two decimals.
std::int64_t hundredths(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string decimals(text.substr(std::min(point + 1, text.size())));
  REQUIRE(decimals.size() <= 2);
  decimals.resize(2, '0');
  return std::stoll(digits + decimals);
}

struct Detail {
  std::string item;
  std::string price;
  std::int64_t quantity = 0;
  std::string discount;  ///< a fraction

  /// In ten-thousandths, exactly.
  [[nodiscard]] std::int64_t net() const { return hundredths(price) * quantity * (100 - hundredths(discount)); }
  [[nodiscard]] std::int64_t rounded_cents() const { return (net() + 50) / 100; }
};

struct SalesOrder {
  std::string id;
  std::string customer;
  std::string employee;
  Date day;
  std::vector<Detail> details;
};

std::vector<SalesOrder> read_orders() {
  std::map<std::string, std::vector<Detail>> details;
  CsvReader lines = open_table("order_details.csv");
  const auto of_order = lines.column("order_id");
  const auto product = lines.column("product_id");
  const auto price = lines.column("unit_price");
  const auto quantity = lines.column("quantity");
  const auto discount = lines.column("discount");
  while (lines.next())
    details[std::string(lines.text(of_order))].push_back({.item = std::string(lines.text(product)),
                                                          .price = std::string(lines.text(price)),
                                                          .quantity = lines.number(quantity),
                                                          .discount = std::string(lines.text(discount))});
  std::vector<SalesOrder> orders;
  CsvReader heads = open_table("orders.csv");
  const auto id = heads.column("order_id");
  const auto customer = heads.column("customer_id");
  const auto employee = heads.column("employee_id");
  const auto day = heads.column("order_date");
  while (heads.next())
    orders.push_back({.id = std::string(heads.text(id)),
                      .customer = std::string(heads.text(customer)),
                      .employee = std::string(heads.text(employee)),
                      .day = Date::parse(heads.text(day)),
                      .details = details[std::string(heads.text(id))]});
  return orders;
}

void load_customers(emptor::Book& book) {
  auto customers = book.customers();
  CsvReader employees = open_table("employees.csv");
  const auto number = employees.column("employee_id");
  const auto first = employees.column("first_name");
  const auto last = employees.column("last_name");
  while (employees.next())
    customers.create_person({.code = std::string(employees.text(number)),
                             .name = std::string(employees.text(first)) + " " + std::string(employees.text(last))});
  CsvReader table = open_table("customers.csv");
  const auto id = table.column("customer_id");
  const auto name = table.column("company_name");
  const auto contact = table.column("contact_name");
  const auto role = table.column("contact_title");
  const auto street = table.column("address");
  const auto city = table.column("city");
  const auto postal_code = table.column("postal_code");
  while (table.next()) {
    const std::string code(table.text(id));
    customers.create({.code = code, .name = std::string(table.text(name))});
    customers.save_contact(code, {.name = std::string(table.text(contact)), .role = std::string(table.text(role))});
    customers.save_address(code, {.name = "Office",
                                  .street = std::string(table.text(street)),
                                  .city = std::string(table.text(city)),
                                  .postal_code = std::string(table.text(postal_code)),
                                  .is_default = true});
  }
}

void load_products(emptor::Book& book) {
  auto catalog = book.catalog();
  catalog.create_unit("UNIT", "unit");
  CsvReader categories = open_table("categories.csv");
  const auto category_id = categories.column("category_id");
  const auto category_name = categories.column("category_name");
  while (categories.next())
    catalog.create_item_group(
        {.code = "G" + std::string(categories.text(category_id)), .name = std::string(categories.text(category_name))});
  CsvReader table = open_table("products.csv");
  const auto id = table.column("product_id");
  const auto name = table.column("product_name");
  const auto category = table.column("category_id");
  const auto price = table.column("unit_price");
  while (table.next()) {
    const std::string code(table.text(id));
    catalog.create_item({.code = code,
                         .name = std::string(table.text(name)),
                         .unit = "UNIT",
                         .groups = {"G" + std::string(table.text(category))}});
    book.prices().set_base(code, Decimal::parse(table.text(price)));
  }
}

emptor::VoucherDraft draft_of(const SalesOrder& order) {
  emptor::VoucherDraft draft{.kind = emptor::VoucherKind::sale,
                             .party = order.customer,
                             .dated = order.day,
                             .salesperson = order.employee,
                             .reference = order.id};
  for (const Detail& detail : order.details)
    draft.lines.push_back({.item = detail.item,
                           .quantity = emptor::Quantity::of(detail.quantity),
                           .unit_price = emptor::UnitPrice::of(detail.price),
                           .discount = emptor::Percent::of(Decimal::parse(detail.discount) * Decimal(100))});
  return draft;
}

}  // namespace

TEST_CASE("Northwind: 830 orders with typed prices and discounts come to the published sales", "[northwind]") {
  emptor::FixedClock clock(Date::of(1998, 5, 6));
  emptor::Book book = emptor::Book::open({.path = emptor::test::test_path(), .currency = "USD", .clock = &clock});
  const std::vector<SalesOrder> orders = read_orders();
  {
    auto batch = book.batch();
    load_customers(book);
    load_products(book);
    batch.commit();
  }
  CHECK(book.customers().count() == 91);
  CHECK(book.catalog().items({.limit = 1000}).size() == 77);

  std::int64_t gross_cents = 0;
  std::int64_t net = 0;
  std::int64_t rounded_cents = 0;
  Decimal posted_exact;
  Money posted = Money::zero(emptor::Currency::of("USD"));
  std::size_t lines = 0;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> by_customer;  // cents, sales
  auto batch = book.batch();
  for (const SalesOrder& order : orders) {
    const auto result = book.vouchers().post(draft_of(order));
    REQUIRE(result.posted());
    posted += result.voucher->total;
    for (const auto& line : result.voucher->lines) {
      posted_exact += line.unit_price.value() * line.quantity.value();
      CHECK(line.source == emptor::PriceSource::typed);
    }
    lines += result.voucher->lines.size();
    for (const Detail& detail : order.details) {
      gross_cents += hundredths(detail.price) * detail.quantity;
      net += detail.net();
      rounded_cents += detail.rounded_cents();
      by_customer[order.customer].first += detail.rounded_cents();
    }
    ++by_customer[order.customer].second;
  }
  batch.commit();

  CHECK(orders.size() == 830);
  CHECK(lines == 2'155);
  CHECK(gross_cents == 135'445'859);
  CHECK(net == 12'657'930'395);
  // The unit prices after discount have four decimals at most, so that nothing is lost before the lines are rounded.
  CHECK(posted_exact == Decimal::parse("1265793.0395"));
  CHECK(posted.minor == rounded_cents);

  std::set<std::string> without_order;
  for (const auto& customer : book.customers().list({.limit = 1000}))
    if (!by_customer.contains(customer.code)) {
      without_order.insert(customer.code);
      CHECK(book.receivables().balance(customer.code).amount.is_zero());
    }
  CHECK(without_order == std::set<std::string>{"FISSA", "PARIS"});

  const auto best = book.vouchers().best_customers({}, 3);
  REQUIRE(best.size() == 3);
  CHECK(best[0].party == "QUICK");
  CHECK(best[1].party == "ERNSH");
  CHECK(best[2].party == "SAVEA");
  for (const auto& row : best) {
    CHECK(row.net.minor == by_customer[row.party].first);
    CHECK(row.vouchers == by_customer[row.party].second);
    CHECK(book.receivables().balance(row.party).amount.minor == by_customer[row.party].first);
  }
  CHECK(book.verify().empty());
}

// Goal: the store is nobody's business. Method: the whole book made on the server and in memory, row by row the same.
TEST_CASE("Northwind is the same book on either store, to the last row", "[northwind][postgres]") {
  if (!emptor::test::on_postgres()) return;
  const std::vector<SalesOrder> orders = read_orders();
  const auto hash_of = [&](const std::string& path) {
    emptor::FixedClock clock(Date::of(1998, 5, 6));
    emptor::Book book = emptor::Book::open({.path = path, .currency = "USD", .clock = &clock});
    auto batch = book.batch();
    load_customers(book);
    load_products(book);
    for (const SalesOrder& order : orders) CHECK(book.vouchers().post(draft_of(order)).posted());
    batch.commit();
    CHECK(book.verify().empty());
    return book.content_hash();
  };
  CHECK(hash_of(emptor::test::test_path()) == hash_of(":memory:"));
}
