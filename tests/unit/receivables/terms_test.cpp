// When a voucher falls due, in which parts, and what early money settles: the pure rules.
#include "parties/payment_terms.hpp"
#include "receivables/rules.hpp"
#include "support/test.hpp"

using namespace emptor;

namespace {

parties::PaymentTerms terms(std::string_view text) {
  Problems problems;
  const auto found = parties::parse_payment_terms(text, "value", problems);
  problems.throw_if_any();
  return found.value();
}

std::string dues(std::string_view text, std::int64_t total, const char* dated = "2026-01-31") {
  std::string out;
  for (const receivables::Due& due : receivables::schedule(terms(text), Date::parse(dated), total, Rounding::half_up))
    out += (out.empty() ? "" : " ") + due.due.to_string() + "=" + std::to_string(due.amount);
  return out;
}

}  // namespace

TEST_CASE("steps lead to a day in the order of writing", "[receivables][terms]") {
  CHECK(dues("0", 100) == "2026-01-31=100");
  CHECK(dues("net 30", 100) == "2026-03-02=100");
  CHECK(dues("end_of_month", 100, "2028-02-01") == "2028-02-29=100");
  CHECK(dues("net 1 end_of_month", 100) == "2026-02-28=100");
  CHECK(dues("end_of_month net 1", 100) == "2026-02-01=100");
  CHECK(dues("day 31", 100, "2026-04-30") == "2026-04-30=100");
  CHECK(dues("day 31", 100, "2026-02-01") == "2026-02-28=100");
  CHECK(dues("day 10", 100, "2026-12-11") == "2027-01-10=100");
}

TEST_CASE("instalments add up to the total whatever it is", "[receivables][terms]") {
  CHECK(dues("1/3 0, 1/3 1, rest 2", 10'000) == "2026-01-31=3333 2026-02-01=3334 2026-02-02=3333");
  CHECK(dues("33.33% 0, 33.34% 1, rest 2", 10'000) == "2026-01-31=3333 2026-02-01=3334 2026-02-02=3333");
  CHECK(dues("1/3 0, 1/3 1, 1/3 2", 1) == "2026-02-01=1");
  CHECK(dues("1/2 0, 1/2 1", 0) == "2026-02-01=0");
  const auto seventh = terms("1/7 0, 1/7 1, 1/7 2, 1/7 3, 1/7 4, 1/7 5, rest 6");
  for (const std::int64_t total : {std::int64_t{1}, std::int64_t{99}, std::int64_t{1'000'003}, INT64_MAX}) {
    std::int64_t sum = 0;
    for (const auto& due : receivables::schedule(seventh, Date(0), total, Rounding::half_up)) sum += due.amount;
    CHECK(sum == total);
  }
}

TEST_CASE("what is due later than agreed is found part by part", "[receivables][terms]") {
  const Date dated = Date::parse("2026-01-31");
  const auto latest = [&](std::string_view agreed, std::string_view given, std::int64_t total = 10'000) {
    const auto found =
        receivables::latest_beyond(receivables::schedule(terms(agreed), dated, total, Rounding::half_up),
                                   receivables::schedule(terms(given), dated, total, Rounding::half_up), dated);
    return found ? std::to_string(found->agreed_days) + " " + std::to_string(found->days) : std::string("none");
  };
  CHECK(latest("30", "30") == "none");
  CHECK(latest("30", "20") == "none");
  CHECK(latest("30", "45") == "30 45");
  CHECK(latest("0", "1") == "0 1");
  // The same last day, but half of it was agreed at once.
  CHECK(latest("1/2 0, rest 60", "60") == "0 60");
  CHECK(latest("60", "1/2 0, rest 60") == "none");
  CHECK(latest("60", "1/2 0, rest 90") == "60 90");
  CHECK(latest("1/3 30, 1/3 60, rest 90", "1/3 30, 1/3 60, rest 120") == "90 120");
  // In the order of the due dates, however they are written; an early-payment discount changes nothing.
  CHECK(latest("1/2 60, rest 0", "1/2 0, rest 60") == "none");
  CHECK(latest("net 30", "net 30, 2% within 10") == "none");
  CHECK(latest("end_of_month", "net 30", 1) == "0 30");
}

TEST_CASE("terms are kept in one form", "[parties][terms]") {
  CHECK(to_string(terms(" net  030 ")) == "30");
  CHECK(to_string(terms("100% net 5")) == "5");
  CHECK(to_string(terms("2.50% within 10, 30")) == "net 30, 2.5% within 10");
  CHECK(to_string(terms("50% 0,rest end_of_month day 5")) == "1/2 net 0, rest end_of_month day 5");
  for (const char* text : {"30", "end_of_month net 10", "1/3 net 30, 1/3 net 60, rest net 90", "net 30, 2% within 10"})
    CHECK(to_string(terms(text)) == text);
}

TEST_CASE("early money settles more than it is", "[receivables][terms]") {
  const Date last = Date::parse("2026-03-11");
  const receivables::OpenDebit debit{.open = 100'000, .discount_until = last, .discount = Percent::of("2")};
  const auto settle = [&](std::int64_t money, std::optional<Date> on) {
    const auto found = receivables::settle(debit, money, on, Rounding::half_up);
    return std::to_string(found.money) + "+" + std::to_string(found.discount);
  };
  CHECK(settle(49'000, last) == "49000+1000");
  CHECK(settle(98'000, last) == "98000+2000");
  CHECK(settle(200'000, last) == "98000+2000");
  CHECK(settle(97'999, last) == "97999+2000");  // 97,999 / 0.98 = 99,998.98, which is 99,999
  CHECK(settle(49'000, last + 1) == "49000+0");
  CHECK(settle(49'000, std::nullopt) == "49000+0");
  CHECK(settle(1, last) == "1+0");
}

TEST_CASE("an exact sum is found, the earliest debits first", "[receivables][allocation]") {
  const auto subset = [](std::initializer_list<std::int64_t> open, std::int64_t money) {
    std::vector<receivables::OpenDebit> debits;
    for (const std::int64_t each : open) debits.push_back({.open = each});
    return receivables::exact_subset(debits, money);
  };
  using Places = std::vector<std::size_t>;
  CHECK(subset({300, 100, 250}, 350) == Places{1, 2});
  CHECK(subset({100, 200, 300}, 300) == Places{0, 1});
  CHECK(subset({5, 5, 5}, 10) == Places{0, 1});
  CHECK(subset({2, 4, 6}, 5).empty());
  CHECK(subset({2, 4, 6}, 13).empty());
  CHECK(subset({}, 1).empty());
  CHECK(subset({INT64_MAX, INT64_MAX}, INT64_MAX) == Places{0});
  // A search that would take for ever ends: even amounts never add up to an odd one.
  std::vector<receivables::OpenDebit> many(200, {.open = 2});
  CHECK(receivables::exact_subset(many, 201).empty());
}
