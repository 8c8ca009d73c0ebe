/// FEATURES #15 to #19 and #22, with their figures. The totals of vouchers are the stories' business.
#include "scenario/pricing_fixture.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

const std::vector<PriceSource> kThreeFiveSixSeven{PriceSource::special_item, PriceSource::last_price,
                                                  PriceSource::customer_rate, PriceSource::base};

}  // namespace

TEST_CASE("#15 the price fills in from the first enabled source that has a value", "[pricing]") {
  PriceBook book;
  book.ask(kThreeFiveSixSeven);
  const PriceEntryId special = book.prices().set_special("C001", "P1", dec("18.00"));
  book.used("C001", "P1", "19.50", Date::of(2026, 3, 1));

  CHECK(book.quote("P1").unit_price == price("18.00"));
  CHECK(book.quote("P1").source == PriceSource::special_item);
  book.prices().withdraw(special);
  CHECK(book.quote("P1").unit_price == price("19.50"));
  CHECK(book.quote("P1").source == PriceSource::last_price);
  book.write([&](access::Work& work) { pricing::forget_last_prices(work, Direction::sales); });
  CHECK(book.quote("P1").unit_price == price("19.00"));
  CHECK(book.quote("P1").source == PriceSource::customer_rate);
  book.customers().set_term_none(TermOwner::party("C001"), Term::sales_rate);
  CHECK(book.quote("P1").unit_price == price("20.00"));
  CHECK(book.quote("P1").source == PriceSource::base);
}

TEST_CASE("#15 a fresh company of the ecount profile only asks the base price", "[pricing]") {
  BookSettings fresh{.profile = Profile::ecount};
  fresh.sales_prices = AccessSequence::base_only();
  PriceBook book({.settings = fresh});
  book.prices().set_special("C001", "P1", dec("18.00"));
  CHECK(book.quote("P1").unit_price == price("20.00"));
  CHECK(book.quote("P1").source == PriceSource::base);
}

TEST_CASE("#15 sales and purchases have their own sequences and prices", "[pricing]") {
  PriceBook book;
  book.prices().set({.list = {.direction = Direction::purchases}, .product = item("P1"), .price = dec("12")});
  const auto buy = [&] {
    return book.prices().quote({.item = "P1", .customer = "V001", .direction = Direction::purchases});
  };
  CHECK(buy().unit_price == price("12"));
  CHECK(book.quote("P1", "C002").unit_price == price("20"));
  BookSettings policies = book.settings().get();
  policies.purchase_prices.sources = {PriceSource::special_item};
  book.settings().change(policies);
  CHECK(refusal([&] { (void)buy(); }).code() == ErrorCode::no_price);
  book.prices().set({.list = {.kind = PriceListKind::customer, .code = "V001", .direction = Direction::purchases},
                     .product = item("P1"),
                     .price = dec("11")});
  CHECK(buy().unit_price == price("11"));
}

TEST_CASE("#16 a special price is one customer's", "[pricing]") {
  PriceBook book;
  book.ask(kThreeFiveSixSeven);
  book.prices().set_special("C001", "P1", dec("18.00"));
  CHECK(book.quote("P1", "C001").unit_price == price("18.00"));
  CHECK(book.quote("P1", "C002").unit_price == price("20.00"));
}

TEST_CASE("#17 prices by level, item and item group", "[pricing]") {
  PriceBook book;
  book.prices().set({.list = level("WHOLESALE"), .product = item("P1"), .price = dec("17.50")});
  book.prices().set({.list = level("WHOLESALE"), .product = group("TOP"), .percent_of_base = dec("90")});
  CHECK(book.quote("P1", "C001").unit_price == price("17.50"));
  CHECK(book.quote("P1", "C001").source == PriceSource::special_item);
  CHECK(book.quote("P3", "C001").unit_price == price("36.00"));
  CHECK(book.quote("P3", "C001").source == PriceSource::special_group);
  CHECK(book.quote("P3", "C001").base_price == price("40.00"));
  book.prices().set_special("C001", "P1", dec("18.00"));
  CHECK(book.quote("P1", "C001").unit_price == price("18.00"));
  CHECK(book.quote("P1", "C002").unit_price == price("20.00"));
  CHECK(book.quote("P3", "C002").unit_price == price("40.00"));
}

TEST_CASE("#18 base and ten more lists, each with its own tax flag", "[pricing]") {
  PriceBook book({.settings = {.profile = Profile::ecount}});
  CHECK(book.prices().quote({.item = "P1", .customer = "C001", .list = "B"}).unit_price == price("30.00"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C001", .list = "B"}).source == PriceSource::assigned_list);

  for (const auto code : {"D", "E", "F", "G", "H", "I"}) book.prices().create_list({.code = code});
  book.prices().create_list({.code = "J", .tax_included = true});
  const Error eleventh = refusal([&] { book.prices().create_list({.code = "K"}); });
  CHECK(eleventh.code() == ErrorCode::limit);
  CHECK(eleventh.problems().front().figures == decltype(Problem::figures){{"max", "10"}});
  // Purchases count for themselves, levels do not count.
  book.prices().create_list({.code = "K", .direction = Direction::purchases});
  book.prices().create_list({.code = "K", .kind = PriceListKind::level});

  book.prices().set({.list = list("J"), .product = item("P1"), .price = dec("27.50")});
  const PriceQuote with_tax = book.prices().quote({.item = "P1", .customer = "C001", .list = "J"});
  CHECK(with_tax.unit_price == price("27.50"));
  CHECK(with_tax.tax_included);
  CHECK_FALSE(with_tax.base_price);
}

TEST_CASE("#18 an eleventh list is fine where no profile forbids it", "[pricing]") {
  PriceBook book;
  for (int i = 0; i < 20; ++i) book.prices().create_list({.code = "X" + std::to_string(i)});
  CHECK(book.prices().lists().size() == 26);  // with base, two levels and A, B, C
}

TEST_CASE("#19 the last price is that of the latest date, then number", "[pricing]") {
  PriceBook book;
  book.ask(kThreeFiveSixSeven);
  book.used("C001", "P1", "19.00", Date::of(2026, 3, 1));
  book.used("C001", "P1", "18.50", Date::of(2026, 3, 10));
  book.used("C001", "P1", "15.00", Date::of(2026, 2, 15));  // typed later, dated earlier
  book.used("C001", "P1", "12.00", Date::of(2026, 3, 20), Direction::purchases);
  CHECK(book.quote("P1").unit_price == price("18.50"));
  CHECK(book.quote("P1").source == PriceSource::last_price);
  CHECK(book.quote("P1", "C002").unit_price == price("20.00"));

  const PartyId party = book.customers().get("C001").id;
  const ItemId of_item = book.catalog().item("P1").id;
  const Currency usd = Currency::of("USD");
  book.write([&](access::Work& work) {
    CHECK(pricing::keeps_last_prices(work, Direction::sales));
    pricing::replace_last_price(work, party, of_item, Direction::sales, usd,
                                pricing::UsedPrice{.party = party,
                                                   .item = of_item,
                                                   .direction = Direction::sales,
                                                   .currency = usd,
                                                   .dated = Date::of(2026, 3, 1),
                                                   .number = 1,
                                                   .unit_price = price("19.00")});
  });
  CHECK(book.quote("P1").unit_price == price("19.00"));
  book.write([&](access::Work& work) {
    pricing::replace_last_price(work, party, of_item, Direction::sales, usd, std::nullopt);
  });
  CHECK(book.quote("P1").source == PriceSource::customer_rate);
}

TEST_CASE("#20 dated prices are looked up by the day asked about", "[pricing]") {
  PriceBook book;
  book.ask({PriceSource::special_item, PriceSource::base});
  book.prices().set({.list = customer("C001"),
                     .product = item("P1"),
                     .price = dec("19.00"),
                     .valid = Period::days(Date::of(2026, 1, 1), Date::of(2026, 3, 31))});
  book.prices().set({.list = customer("C001"),
                     .product = item("P1"),
                     .price = dec("21.00"),
                     .valid = {.from = Date::of(2026, 4, 1)}});
  const auto on = [&](int month, unsigned day) {
    return book.prices()
        .quote({.item = "P1", .customer = "C001", .on = Date::of(2026, static_cast<unsigned>(month), day)})
        .unit_price;
  };
  CHECK(on(3, 31) == price("19.00"));
  CHECK(on(4, 1) == price("21.00"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C001", .on = Date::of(2025, 12, 31)}).unit_price ==
        price("20.00"));
}

TEST_CASE("#22 a discount of 5 scales the base price and does not stack on a special price", "[pricing]") {
  PriceBook book;
  const PriceQuote quote = book.quote("P1", "C001", "10");
  CHECK(quote.unit_price == price("19.00"));
  CHECK(quote.base_price == price("20.00"));
  CHECK(quote.rate == Percent::of("5"));
  CHECK(extend(Quantity::of("10"), quote.unit_price, quote.currency) == Money::of("190.00", "USD"));
  // A typed 8 % replaces the rate: it finds the base price.
  const PartyId party = book.customers().get("C001").id;
  const ItemId of_item = book.catalog().item("P1").id;
  const auto typed = book.read([&](access::Work& work) {
    return pricing::resolve(work, {.party = party,
                                   .item = of_item,
                                   .quantity = Quantity::of("10"),
                                   .on = Date::of(2026, 3, 31),
                                   .without_rate = true});
  });
  CHECK(typed->unit_price == price("20.00"));
  book.prices().set_special("C001", "P1", dec("18.00"));
  CHECK(book.quote("P1", "C001", "10").unit_price == price("18.00"));
  CHECK(book.quote("P1", "C001", "10").rate == Percent{});
}
