/// The book of the examples: USD, VAT 10 %, today 2026-03-31; customers C001 An Phat (region North, level WHOLESALE, 5
/// %) and C002 Binh Minh (South, level RETAIL), supplier V001; P1 20.00 with lists A 25, B 30, C 21; P2 10.00;
/// P3 40.00; P1 and P3 in item group TOP; locations W1, W2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emptor/pricing.hpp"
#include "pricing/resolve.hpp"
#include "support/bare_book.hpp"

namespace emptor::test {

inline Decimal dec(std::string_view text) { return Decimal::parse(text); }
inline UnitPrice price(std::string_view text) { return UnitPrice::of(text); }

inline PriceScope base_prices() { return {}; }
inline PriceScope list(std::string_view code) { return {.kind = PriceListKind::named, .code = std::string(code)}; }
inline PriceScope level(std::string_view code) { return {.kind = PriceListKind::level, .code = std::string(code)}; }
inline PriceScope customer(std::string_view code) {
  return {.kind = PriceListKind::customer, .code = std::string(code)};
}
inline PriceScope customer_group(std::string_view code) {
  return {.kind = PriceListKind::customer_group, .code = std::string(code)};
}
inline PriceScope location(std::string_view code) {
  return {.kind = PriceListKind::location, .code = std::string(code)};
}
inline ProductScope item(std::string_view code) { return {.item = std::string(code)}; }
inline ProductScope group(std::string_view code) { return {.group = std::string(code)}; }

class PriceBook : public BareBook {
 public:
  explicit PriceBook(BareBookOptions options = {}) : BareBook(std::move(options)) {
    catalog().create_unit("PCS", "piece");
    catalog().create_unit("DZN", "dozen");
    catalog().create_unit("LB", "pound");
    catalog().create_tax_code("VAT", "VAT", Percent::of("10"));
    catalog().create_location("W1", "Warehouse 1");
    catalog().create_location("W2", "Warehouse 2");
    catalog().create_item_group({.code = "TOP", .name = "Top products"});
    catalog().create_item({.code = "P1",
                           .name = "Lamp",
                           .unit = "PCS",
                           .tax_code = "VAT",
                           .groups = {"TOP"},
                           .units = {{"DZN", Ratio{12, 1}}}});
    catalog().create_item({.code = "P2", .name = "Bulb", .unit = "PCS", .tax_code = "VAT"});
    catalog().create_item({.code = "P3", .name = "Shade", .unit = "PCS", .tax_code = "VAT", .groups = {"TOP"}});
    for (const auto code : {"WHOLESALE", "RETAIL"}) prices().create_list({.code = code, .kind = PriceListKind::level});
    for (const auto code : {"A", "B", "C"}) prices().create_list({.code = code});
    prices().set_base("P1", dec("20.00"));
    prices().set_base("P2", dec("10.00"));
    prices().set_base("P3", dec("40.00"));
    prices().set({.list = list("A"), .product = item("P1"), .price = dec("25")});
    prices().set({.list = list("B"), .product = item("P1"), .price = dec("30")});
    prices().set({.list = list("C"), .product = item("P1"), .price = dec("21")});
    customers().create_group({.code = "North", .name = "Region North"});
    customers().create_group({.code = "South", .name = "Region South"});
    customers().create({.code = "C001",
                        .name = "An Phat",
                        .groups = {"North"},
                        .terms = {{Term::sales_level, "WHOLESALE"}, {Term::sales_rate, "5"}}});
    customers().create(
        {.code = "C002", .name = "Binh Minh", .groups = {"South"}, .terms = {{Term::sales_level, "RETAIL"}}});
    suppliers().create({.code = "V001", .name = "Vendor", .customer = false, .supplier = true});
  }

  [[nodiscard]] Prices prices() const { return Prices(state); }

  /// Which sources are asked for sales.
  void ask(std::vector<PriceSource> sources) {
    BookSettings policies = settings().get();
    policies.sales_prices.sources = std::move(sources);
    settings().change(policies);
  }
  [[nodiscard]] PriceQuote quote(std::string_view of_item, std::string_view of_customer = "C001",
                                 std::string_view quantity = "1") const {
    return prices().quote(
        {.item = std::string(of_item), .customer = std::string(of_customer), .quantity = Quantity::of(quantity)});
  }
  /// A price that a voucher of this day and number has used.
  void used(std::string_view of_customer, std::string_view of_item, std::string_view used_price, Date dated,
            Direction direction = Direction::sales) {
    const PartyId party = customers().get(of_customer).id;
    const ItemId used_item = catalog().item(of_item).id;
    write([&](access::Work& work) {
      pricing::remember_last_price(work, {.party = party,
                                          .item = used_item,
                                          .direction = direction,
                                          .currency = Currency::of("USD"),
                                          .dated = dated,
                                          .number = 1,
                                          .unit_price = price(used_price)});
    });
  }
};

inline std::vector<ErrorCode> codes(const Error& error) {
  std::vector<ErrorCode> found;
  for (const Problem& problem : error.problems()) found.push_back(problem.code);
  return found;
}

/// What a call refuses.
template <class Call>
Error refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::internal, "nothing was refused");
}

}  // namespace emptor::test
