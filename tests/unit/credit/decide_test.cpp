#include <limits>

#include "credit/rules.hpp"
#include "support/test.hpp"

using namespace emptor;
using credit::decide;

namespace {

const Date kToday = Date::of(2026, 3, 31);

Money usd(std::string_view amount) { return Money::of(amount, "USD"); }

CreditPolicy policy(std::optional<Money> limit, std::optional<int> days = {}, OnExcess on_excess = OnExcess::block) {
  return {.limit = limit, .age_limit_days = days, .on_excess = on_excess};
}
Exposure owing(std::string_view amount, std::optional<Date> since = {}) {
  return {.receivable = usd(amount), .age_start = since};
}

}  // namespace

TEST_CASE("not managed passes anything, a limit of 0 nothing", "[credit]") {
  const CreditDecision open = decide(policy(std::nullopt), owing("1000000"), usd("1000000"), kToday);
  CHECK(open.verdict == CreditVerdict::pass);
  CHECK_FALSE(open.over_limit);
  CHECK_FALSE(open.available);

  const CreditDecision closed = decide(policy(usd("0")), owing("0"), usd("0.01"), kToday);
  CHECK(closed.verdict == CreditVerdict::block);
  CHECK(closed.excess_amount == usd("0.01"));
}

TEST_CASE("equal to the limit is no excess", "[credit]") {
  for (const OnExcess on_excess : {OnExcess::ignore, OnExcess::warn, OnExcess::block}) {
    const CreditPolicy limited = policy(usd("1000"), {}, on_excess);
    CHECK(decide(limited, owing("900"), usd("100.00"), kToday).verdict == CreditVerdict::pass);
    const CreditDecision over = decide(limited, owing("900"), usd("100.01"), kToday);
    CHECK(over.over_limit);
    CHECK(over.excess_amount == usd("0.01"));
    CHECK(over.available == usd("100"));
    CHECK(over.payment_to_clear == usd("0.01"));
    CHECK(over.verdict == (on_excess == OnExcess::ignore ? CreditVerdict::pass
                           : on_excess == OnExcess::warn ? CreditVerdict::warn
                                                         : CreditVerdict::block));
  }
}

TEST_CASE("the excess is named in amount and days", "[credit]") {
  CreditDecision decision = decide(policy(usd("1000"), 60), owing("900", kToday - 80), usd("250.00"), kToday);
  CHECK(decision.excess_amount == usd("150"));
  CHECK(decision.age_days == 80);
  CHECK(decision.excess_days == 20);
  CHECK(decision.over_limit);
  CHECK(decision.over_age);
  CHECK(decision.to_string() ==
        "document is blocked: excess 150.00 USD and 20 days: exposure 900.00 + document 250.00 over limit 1000.00 USD, "
        "age 80 days over 60");
  decision.account = "C001";
  CHECK(decision.to_string().starts_with("C001 is blocked: "));
}

TEST_CASE("either part alone is an excess", "[credit]") {
  const CreditDecision old =
      decide(policy(usd("1000"), 60, OnExcess::warn), owing("10", kToday - 61), usd("1"), kToday);
  CHECK(old.verdict == CreditVerdict::warn);
  CHECK_FALSE(old.over_limit);
  CHECK(old.excess_days == 1);
  CHECK(old.to_string() ==
        "document needs an acknowledgement: excess 1 day: exposure 10.00 + document 1.00 within limit 1000.00 USD, age "
        "61 days over 60");
  CHECK(decide(policy(usd("1000"), 60), owing("10", kToday - 60), usd("1"), kToday).verdict == CreditVerdict::pass);
  // Without a debt there is no age.
  CHECK(decide(policy({}, 0), owing("0"), usd("1"), kToday).verdict == CreditVerdict::pass);
}

TEST_CASE("a document that was counted already is checked without itself", "[credit]") {
  // 1,150 are owed, 250 of it by the sale that is being changed.
  const CreditPolicy limited = policy(usd("1000"));
  const CreditDecision more = decide(limited, owing("900"), usd("300"), kToday);
  CHECK(more.excess_amount == usd("200"));
  CHECK(decide(limited, owing("900"), usd("50"), kToday).verdict == CreditVerdict::pass);
  // By what it adds: a smaller document passes although more than the limit is owed.
  CHECK(decide(limited, owing("1150"), usd("50"), kToday).excess_amount == usd("200"));
  CHECK(decide(limited, owing("1150"), usd("-10"), kToday).verdict == CreditVerdict::pass);
  CHECK(decide(limited, owing("1150"), usd("0"), kToday).verdict == CreditVerdict::pass);
}

TEST_CASE("returns pass whatever is owed and however old it is", "[credit]") {
  const CreditDecision decision = decide(policy(usd("0"), 0), owing("5000", kToday - 400), usd("-1"), kToday);
  CHECK(decision.verdict == CreditVerdict::pass);
  CHECK_FALSE(decision.over_limit);
  CHECK_FALSE(decision.over_age);
  CHECK(decision.age_days == 400);
  CHECK(decision.excess_amount == usd("0"));
}

TEST_CASE("an advance widens what is available", "[credit]") {
  const CreditDecision decision = decide(policy(usd("1000")), owing("-30"), usd("1030"), kToday);
  CHECK(decision.verdict == CreditVerdict::pass);
  CHECK(decision.available == usd("1030"));
  CHECK(decide(policy(usd("1000")), owing("1200"), usd("-1"), kToday).available == usd("0"));
}

TEST_CASE("a passing decision says what it is made of", "[credit]") {
  CHECK(decide(policy(usd("1000")), owing("900"), usd("100"), kToday).to_string() ==
        "document passes: exposure 900.00 + document 100.00 within limit 1000.00 USD");
  CHECK(decide(policy({}), owing("-1234567.89"), usd("100"), kToday).to_string() ==
        "document passes: exposure -1234567.89 + document 100.00 USD, no limit");
  const Money yen = Money::of("1000", "JPY");
  CHECK(decide(policy(yen), {.receivable = Money::zero(yen.currency)}, yen, kToday).to_string() ==
        "document passes: exposure 0 + document 1000 within limit 1000 JPY");
}

TEST_CASE("currencies are never mixed and figures never wrap", "[credit]") {
  const auto code = [](auto call) {
    try {
      static_cast<void>(call());
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  };
  CHECK(code([] { return decide(policy(usd("1")), owing("0"), Money::of("1", "EUR"), kToday); }) ==
        ErrorCode::currency_mismatch);
  CHECK(code([] { return decide(policy(Money::of("1", "EUR")), owing("0"), usd("1"), kToday); }) ==
        ErrorCode::currency_mismatch);
  const Money most{std::numeric_limits<std::int64_t>::max(), Currency::of("USD")};
  CHECK(code([&] { return decide(policy(usd("1")), {.receivable = most}, usd("1"), kToday); }) == ErrorCode::overflow);
}

TEST_CASE("amounts convert between currencies of different decimals", "[credit]") {
  const Currency dollar = Currency::of("USD");
  const Currency dong = Currency::of("VND");
  const Currency dinar = Currency::of("KWD");
  CHECK(credit::convert(100'00, dollar, dong, Ratio::of(25'000, 1), Rounding::half_up) == 2'500'000);
  CHECK(credit::convert(2'500'000, dong, dollar, Ratio::of(1, 25'000), Rounding::half_up) == 100'00);
  CHECK(credit::convert(1'00, dollar, dinar, Ratio::of(307, 1000), Rounding::half_up) == 307);
  CHECK(credit::convert(1, dong, dollar, Ratio::of(1, 25'000), Rounding::up) == 1);
}
