/// The book's policies: what is accepted, kept, audited and refused.
#include "emptor/settings.hpp"

#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"

using namespace emptor;
using test::BareBook;
using test::figure;
using test::refusal;
using test::refused;

namespace {

Date day(std::string_view iso) { return Date::parse(iso); }

template <class Change>
std::string refusal_of(Change change) {
  BareBook book;
  BookSettings wanted = book.settings().get();
  change(wanted);
  return refusal([&] { book.settings().change(wanted); });
}

std::string pattern_refusal(std::string_view pattern) {
  return refusal_of([&](BookSettings& wanted) { wanted.number_pattern = pattern; });
}

}  // namespace

TEST_CASE("a new book has the standard policies", "[settings]") {
  const BareBook book({.currency = "EUR"});

  const BookSettings kept = book.settings().get();

  BookSettings expected;
  expected.currency = Currency::of("EUR");
  CHECK(kept == expected);
  CHECK(kept.sales_prices.sources == std::vector{PriceSource::special_item, PriceSource::special_group,
                                                 PriceSource::assigned_list, PriceSource::customer_rate,
                                                 PriceSource::base});
}

TEST_CASE("every policy is read back as it was changed", "[settings]") {
  const BareBook book;
  BookSettings wanted = book.settings().get();
  wanted.time_zone = "Asia/Ho_Chi_Minh";
  wanted.profile = Profile::ecount;
  wanted.rounding = Rounding::half_even;
  wanted.tax_rounding = TaxRounding::per_document;
  wanted.sales_prices = {.sources = {PriceSource::location_item, PriceSource::last_price, PriceSource::base},
                         .winner = AccessSequence::Winner::best_price,
                         .precedence = AccessSequence::Precedence::product_first};
  wanted.purchase_prices = AccessSequence::base_only();
  wanted.credit_at_order = OnExcess::warn;
  wanted.credit_at_sale = OnExcess::ignore;
  wanted.credit_age = AgeBasis::open_items;
  wanted.stock_shortage = OnExcess::block;
  wanted.number_pattern = "INV{yy}-{n:6}";
  wanted.locked_through = day("2026-02-28");

  book.settings().change(wanted);

  CHECK(book.settings().get() == wanted);
}

TEST_CASE("a sequence may be empty, so that every price is typed", "[settings]") {
  const BareBook book;
  BookSettings wanted = book.settings().get();
  wanted.sales_prices.sources.clear();
  book.settings().change(wanted);
  CHECK(book.settings().get().sales_prices.sources.empty());
}

TEST_CASE("a change of policies is audited key by key, with actor, old and new", "[settings][audit]") {
  BareBook book;
  book.access().create_actor("U9", "Auditor");
  Settings settings(book.as("U9"));
  BookSettings wanted = settings.get();
  wanted.credit_at_sale = OnExcess::warn;
  wanted.locked_through = day("2026-02-28");

  settings.change(wanted);
  settings.change(wanted);  // says nothing new

  const auto trail = book.access().audit({.entity = Entity::setting});
  REQUIRE(trail.size() == 2);  // the first one made the book
  CHECK(trail[1].actor == "U9");
  CHECK(trail[1].command == "settings.change");
  CHECK(trail[1].detail == R"({"credit_at_sale":["block","warn"],"locked_through":["","2026-02-28"]})");
}

TEST_CASE("all that is wrong with new policies is said at once", "[settings]") {
  CHECK(refusal_of([](BookSettings& wanted) {
          wanted.time_zone = "Mars/Olympus";
          wanted.profile = static_cast<Profile>(9);
          wanted.sales_prices.sources = {PriceSource::base, PriceSource::typed, PriceSource::base};
          wanted.number_pattern = "{n}{yyyy}";
        }) ==
        "INVALID(time_zone) INVALID(profile) INVALID(sales_prices.sources[1]) INVALID(sales_prices.sources[2]) "
        "INVALID(number_pattern)");
  CHECK(refusal_of([](BookSettings& wanted) { wanted.time_zone = "UTC\xff"; }) == "BAD_UTF8(time_zone)");
  CHECK(refusal_of([](BookSettings& wanted) { wanted.time_zone.clear(); }) == "REQUIRED(time_zone)");
  CHECK(refusal_of([](BookSettings& wanted) { wanted.sales_prices.sources = {static_cast<PriceSource>(77)}; }) ==
        "INVALID(sales_prices.sources[0])");
}

TEST_CASE("refused policies change nothing", "[settings]") {
  const BareBook book;
  const BookSettings before = book.settings().get();
  BookSettings wanted = before;
  wanted.credit_at_sale = OnExcess::warn;
  wanted.number_pattern = "";
  CHECK(refusal([&] { book.settings().change(wanted); }) == "REQUIRED(number_pattern)");
  CHECK(book.settings().get() == before);
}

TEST_CASE("the currency of a book is fixed", "[settings]") {
  CHECK(refusal_of([](BookSettings& wanted) { wanted.currency = Currency::of("EUR"); }) == "IN_USE(currency)");
  CHECK(refusal_of([](BookSettings& wanted) { wanted.currency = Currency(); }) == "REQUIRED(currency)");
}

TEST_CASE("a number pattern names a period and ends with the number", "[settings]") {
  for (const char* good : {"{n}", "{n:9}", "S{n}", "{yyyy}-{n}", "1-{n}", "S{yy}{mm}/{n:4}", "{dd}.{mm}.{yyyy} {n}"}) {
    const BareBook book;
    BookSettings wanted = book.settings().get();
    wanted.number_pattern = good;
    CHECK_NOTHROW(book.settings().change(wanted));
  }
  for (const char* bad :
       {"2026", "{n}x", "{n}{n}", "{n:0}", "{n:12}", "{n:x}", "{dd}{n}", "{yyyy}{dd}{n}", "{mm}{n}", "{week}{n}", "{",
        "}{n}", "{yyyy{n}", "{}{n}",
        // S1 and the number 1 is S and the number 11
        "S1{n}", "{yyyy}{n}", "{yyyy}{n:5}", "7{n}", "\n{n}", "\u202e{n}", " {n}", "{yyyy}-{mm}0{n}"}) {
    CAPTURE(bad);
    CHECK(pattern_refusal(bad) == "INVALID(number_pattern)");
  }
  CHECK(pattern_refusal(std::string(60, 'x') + "{n}") == "TOO_LONG(number_pattern)");
}

TEST_CASE("a day in a closed period is refused, naming the field", "[settings][45]") {
  BareBook book;
  book.settings().lock_through(day("2026-02-28"));
  const auto post_on = [&](std::string_view date) {
    book.read([&](access::Work& work) {
      settings::require_open_period(work, day(date), "dated");
      return 0;
    });
  };

  const Error error = refused([&] { post_on("2026-02-28"); });
  CHECK(error.code() == ErrorCode::period_locked);
  CHECK(error.field() == "dated");
  CHECK(figure(error, "locked_through") == "2026-02-28");
  CHECK_NOTHROW(post_on("2026-03-01"));

  book.settings().lock_through(std::nullopt);
  CHECK_NOTHROW(post_on("2026-02-28"));
}

TEST_CASE("today is found in the book's time zone", "[settings]") {
  BareBook book;
  book.clock->set(Instant::parse("2026-03-31T20:00:00Z"));
  const auto today = [&] { return book.read([](access::Work& work) { return settings::today(work); }); };
  CHECK(today() == day("2026-03-31"));

  BookSettings wanted = book.settings().get();
  wanted.time_zone = "Asia/Ho_Chi_Minh";
  book.settings().change(wanted);
  CHECK(today() == day("2026-04-01"));
}

TEST_CASE("rooms above are told of a change inside its transaction", "[settings]") {
  static int calls;
  calls = 0;
  const BareBook book;
  book.state->settings_changed = [](access::Work& work, const BookSettings& before, const BookSettings& after) {
    ++calls;
    CHECK(before.credit_at_order == OnExcess::ignore);
    CHECK(after.credit_at_order == OnExcess::warn);
    CHECK(settings::current(work).credit_at_order == OnExcess::warn);
    throw Error(ErrorCode::misuse, "no");
  };
  BookSettings wanted = book.settings().get();
  wanted.credit_at_order = OnExcess::warn;
  CHECK(refusal([&] { book.settings().change(wanted); }) == "MISUSE()");
  CHECK(calls == 1);
  CHECK(book.settings().get().credit_at_order == OnExcess::ignore);
}

TEST_CASE("a setting that cannot be read is not guessed", "[settings]") {
  BareBook book;
  book.write([](access::Work& work) {
    work.tx().execute("UPDATE emptor_setting SET value = 'sometimes' WHERE key = 'credit_at_sale'");
    work.record(Entity::setting, 0, "test", "{}");
  });
  CHECK(refusal([&] { static_cast<void>(book.settings().get()); }) == "CORRUPT(credit_at_sale)");
}

TEST_CASE("an older book without a later setting has its default", "[settings]") {
  BareBook book;
  book.write([](access::Work& work) {
    work.tx().execute("DELETE FROM emptor_setting WHERE key = 'credit_at_sale'");
    work.tx().execute("INSERT INTO emptor_setting (key, value) VALUES ('of_another_room', 'x')");
    work.record(Entity::setting, 0, "test", "{}");
  });
  CHECK(book.settings().get().credit_at_sale == OnExcess::block);
}

TEST_CASE("price sources have names", "[settings]") {
  for (int i = 0; i <= 9; ++i) {
    const auto source = static_cast<PriceSource>(i);
    CHECK(parse_price_source(to_string(source)) == source);
  }
  CHECK(to_string(PriceSource::special_item) == "special_item");
  CHECK_FALSE(parse_price_source("Base"));
  CHECK_FALSE(parse_price_source(""));
  CHECK(to_string(static_cast<PriceSource>(99)).empty());
}

TEST_CASE("the latest rate on or before a day holds", "[settings][rates]") {
  const BareBook book;
  const Settings settings = book.settings();
  const auto rate = [&](std::string_view from, std::string_view to, std::string_view on) {
    return settings.exchange_rate(from, to, day(on));
  };
  Settings(book.state).set_exchange_rate("EUR", "USD", day("2026-01-01"), Decimal::parse("1.08"));
  Settings(book.state).set_exchange_rate("EUR", "USD", day("2026-03-01"), Decimal::parse("1.10"));

  CHECK(rate("EUR", "USD", "2026-01-01") == Ratio::of(27, 25));
  CHECK(rate("EUR", "USD", "2026-02-28") == Ratio::of(27, 25));
  CHECK(rate("EUR", "USD", "2026-03-01") == Ratio::of(11, 10));
  CHECK(rate("USD", "EUR", "2026-03-01") == Ratio::of(10, 11));
  CHECK(rate("USD", "USD", "1990-01-01") == Ratio{});
  CHECK(refusal([&] { static_cast<void>(rate("EUR", "USD", "2025-12-31")); }) == "NO_RATE(on)");
  CHECK(refusal([&] { static_cast<void>(rate("EUR", "GBP", "2026-03-01")); }) == "NO_RATE(on)");
  CHECK(refusal([&] { static_cast<void>(rate("EURO", "usd", "2026-03-01")); }) ==
        "UNKNOWN_CURRENCY(from) UNKNOWN_CURRENCY(to)");
}

TEST_CASE("a known rate is preferred to the inverse of its opposite", "[settings][rates]") {
  const BareBook book;
  book.settings().set_exchange_rate("EUR", "USD", day("2026-01-01"), Decimal::parse("1.25"));
  book.settings().set_exchange_rate("USD", "EUR", day("2026-01-01"), Decimal::parse("0.79"));
  CHECK(book.settings().exchange_rate("USD", "EUR", day("2026-01-05")) == Ratio::of(79, 100));
  CHECK(book.settings().exchange_rate("EUR", "USD", day("2026-01-05")) == Ratio::of(5, 4));
}

TEST_CASE("a rate that is said again for the same day replaces the earlier one", "[settings][rates][audit]") {
  const BareBook book;
  book.settings().set_exchange_rate("EUR", "USD", day("2026-01-01"), Decimal::parse("1.25"));
  book.settings().set_exchange_rate("EUR", "USD", day("2026-01-01"), Decimal::parse("1.5"));
  CHECK(book.settings().exchange_rate("EUR", "USD", day("2026-01-05")) == Ratio::of(3, 2));
  const auto trail = book.access().audit({.entity = Entity::exchange_rate});
  REQUIRE(trail.size() == 2);
  CHECK(trail[1].detail == R"({"from":"EUR","to":"USD","on":"2026-01-01","rate":["5/4","3/2"]})");
}

TEST_CASE("a rate is greater than 0 and between two currencies", "[settings][rates]") {
  const BareBook book;
  const auto set = [&](std::string_view from, std::string_view to, std::string_view rate) {
    return refusal([&] { book.settings().set_exchange_rate(from, to, day("2026-01-01"), Decimal::parse(rate)); });
  };
  CHECK(set("EUR", "USD", "0") == "RANGE(rate)");
  CHECK(set("EUR", "USD", "-1") == "RANGE(rate)");
  CHECK(set("USD", "USD", "1") == "INVALID(to)");
  CHECK(set("XXQ", "", "1") == "UNKNOWN_CURRENCY(from) UNKNOWN_CURRENCY(to)");
  CHECK(set("EUR", "USD", "99999999999999999999") == "OVERFLOW(rate)");
}
