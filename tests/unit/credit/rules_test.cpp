// Goal: each credit rule fires exactly past its figure, the gravest answer is the verdict, and the two figures that the
// decision promises hold: the greatest document passes and one more does not, the payment clears and one less does not.
#include "credit/rules.hpp"

#include "support/test.hpp"

using namespace emptor;
using credit::decide;

namespace {

const Date kToday = Date::of(2026, 3, 31);

Money cents(std::int64_t minor) { return Money{minor, Currency::of("USD")}; }
Money usd(std::string_view amount) { return Money::of(amount, "USD"); }

Exposure owing(std::int64_t minor) {
  return {.receivable = cents(minor), .due = cents(0), .overdue = cents(0), .open = cents(minor), .age_debt = cents(0)};
}

bool fires(const CreditDecision& decision, CreditRule rule) {
  for (const CreditFinding& each : decision.findings)
    if (each.rule == rule) return true;
  return false;
}

}  // namespace

TEST_CASE("the gravest answer is the verdict, and all findings are told", "[credit]") {
  CreditPolicy policy{.limit = usd("100"), .on_excess = OnExcess::warn, .document_max = usd("50")};
  CHECK(decide(policy, owing(10'000), usd("51"), kToday).verdict == CreditVerdict::warn);
  policy.answers = {{CreditRule::document_max, OnExcess::approve}};
  const CreditDecision held = decide(policy, owing(10'000), usd("51"), kToday);
  CHECK(held.verdict == CreditVerdict::approve);
  CHECK(held.findings.size() == 2);
  CHECK_FALSE(held.payment_clears);
  CHECK(held.payment_to_clear.is_zero());
  policy.answers.push_back({CreditRule::limit, OnExcess::block});
  CHECK(decide(policy, owing(10'000), usd("51"), kToday).verdict == CreditVerdict::block);
  policy.answers = {{CreditRule::limit, OnExcess::ignore}, {CreditRule::document_max, OnExcess::ignore}};
  const CreditDecision ignored = decide(policy, owing(10'000), usd("51"), kToday);
  CHECK(ignored.verdict == CreditVerdict::pass);
  CHECK(ignored.findings.size() == 2);
  CHECK_FALSE(ignored.max_amount_now);
}

TEST_CASE("the greatest document passes, and a cent more does not", "[credit]") {
  const CreditPolicy policy{.limit = usd("100"), .document_max = usd("70"), .first_order_max = usd("60")};
  for (const std::int64_t owed : {0, 2'000, 3'500, 9'999, 10'000, 12'000})
    for (const bool first : {true, false}) {
      Exposure exposure = owing(owed);
      exposure.first_sale = first;
      const auto most = decide(policy, exposure, cents(1), kToday).max_amount_now;
      REQUIRE(most.has_value());
      if (!most->is_zero()) CHECK(decide(policy, exposure, *most, kToday).verdict == CreditVerdict::pass);
      CHECK(decide(policy, exposure, *most + cents(1), kToday).verdict == CreditVerdict::block);
    }
}

TEST_CASE("the payment clears, and a cent less does not", "[credit]") {
  const CreditPolicy policy{.limit = usd("100"), .overdue_ratio = Percent::of("12.5")};
  for (const std::int64_t open : {1'000, 5'000, 9'000, 10'000, 20'000})
    for (std::int64_t due = 0; due <= open; due += open / 10) {
      const auto after = [&](std::int64_t paid) {
        Exposure exposure = owing(open - paid);
        exposure.due = cents(due - paid < 0 ? 0 : due - paid);
        return decide(policy, exposure, cents(1'000), kToday);
      };
      const CreditDecision now = after(0);
      const std::int64_t payment = now.payment_to_clear.minor;
      if (now.findings.empty()) {
        CHECK(payment == 0);
        continue;
      }
      CHECK(after(payment).findings.empty());
      CHECK_FALSE(after(payment - 1).findings.empty());
    }
}

TEST_CASE("what is overdue speaks only past its days, and a document that adds nothing meets no rule", "[credit]") {
  const CreditPolicy policy{.document_max = usd("5"), .overdue_days = 10, .status = CreditStatus::stop};
  Exposure exposure = owing(5'000);
  exposure.overdue = cents(700);
  exposure.overdue_days = 11;
  const CreditDecision decision = decide(policy, exposure, usd("10"), kToday);
  CHECK(fires(decision, CreditRule::overdue));
  CHECK(fires(decision, CreditRule::status));
  CHECK(decision.max_amount_now == cents(0));
  exposure.replaced = usd("10");
  const CreditDecision same = decide(policy, exposure, usd("10"), kToday);
  CHECK(same.findings.empty());
  CHECK(same.max_amount_now == usd("10"));
  CHECK(decide({.limit = usd("0"), .status = CreditStatus::no_check}, exposure, usd("99"), kToday).verdict ==
        CreditVerdict::pass);
}

TEST_CASE("an answer at a stage comes before one at every stage", "[credit]") {
  const auto all = credit::parse_answers("limit=warn,limit@order=approve,overdue@quotation=block");
  REQUIRE(all.size() == 3);
  CHECK(credit::answers_at(all, CreditStage::order) ==
        std::vector<CreditAnswer>{{CreditRule::limit, OnExcess::approve}});
  CHECK(credit::answers_at(all, CreditStage::sale) == std::vector<CreditAnswer>{{CreditRule::limit, OnExcess::warn}});
  CHECK(credit::answers_at(all, CreditStage::quotation) ==
        std::vector<CreditAnswer>{{CreditRule::overdue, OnExcess::block}, {CreditRule::limit, OnExcess::warn}});
}

TEST_CASE("a release covers its amount, its tolerance and its days", "[credit]") {
  CreditRelease release{.released = true, .approved = usd("100"), .tolerance = Percent::of("2.5")};
  const auto fault = [&](Money document, Date on = kToday) { return credit::release_fault(&release, document, on); };
  CHECK(credit::release_fault(nullptr, usd("1"), kToday) == "it was not released");
  CHECK(fault(usd("102.50")).empty());
  CHECK(fault(usd("102.51")) == "it was released up to 102.50");
  CHECK(fault(Money::of("1", "EUR")) == "it is of USD");
  release.valid_until = kToday;
  CHECK(fault(usd("1")).empty());
  CHECK(fault(usd("1"), kToday + 1) == "it was released until 2026-03-31");
  release.released = false;
  CHECK(fault(usd("1")) == "its release was taken back");
}

TEST_CASE("lines fit in their order, as far as whole units go, and never cost more than the room", "[credit]") {
  using credit::DocumentLine;
  const auto whole = [](std::int64_t quantity) { return quantity * 1'000'000; };
  const std::vector<DocumentLine> lines{
      {{whole(7)}, 1'000}, {{whole(3)}, 1'000}, {{whole(-1)}, -300}, {{1'500'000}, 500}, {{whole(2)}, 0}};
  for (std::int64_t room = 0; room <= 2'500; ++room) {
    const auto found = credit::fit(lines, room);
    REQUIRE(found.size() == lines.size());
    std::int64_t left = room;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      CHECK(found[i].amount <= std::max<std::int64_t>(left, 0));
      if (found[i].quantity == lines[i].quantity) {
        CHECK(found[i].amount == lines[i].amount);
      } else {
        CHECK(found[i].quantity.micros % 1'000'000 == 0);
        // One unit more would not fit.
        const std::int64_t more = found[i].quantity.micros + 1'000'000;
        CHECK(multiply_round(lines[i].amount, more, lines[i].quantity.micros, Rounding::ceiling) > left);
      }
      left -= found[i].amount;
    }
  }
  CHECK(credit::fit({}, 100).empty());
  // 9,000,000,000,000.00 a unit: nothing wraps.
  const std::vector<DocumentLine> dear{{{whole(1'000'000)}, 900'000'000'000'000'000}};
  CHECK(credit::fit(dear, 899'999'999'999'999'999).front().quantity.micros == whole(999'999));
}

TEST_CASE("a document that is due later than agreed is answered with both figures", "[credit]") {
  const CreditPolicy policy{.on_excess = OnExcess::warn, .terms_days = 15};
  Exposure exposure = owing(0);
  exposure.agreed_days = 30;
  exposure.document_days = 45;
  CHECK(decide(policy, exposure, usd("10"), kToday).findings.empty());
  exposure.document_days = 46;
  const CreditDecision late = decide(policy, exposure, usd("10"), kToday);
  REQUIRE(late.findings.size() == 1);
  CHECK(late.verdict == CreditVerdict::warn);
  CHECK(late.findings[0].allowed == "45 days");
  CHECK(late.findings[0].found == "46 days");
  CHECK(late.max_amount_now == usd("0"));
  CHECK_FALSE(late.payment_clears);
  CHECK(late.to_string().ends_with("due after 46 days, over 45 days"));
  // What takes the place of a document that is no smaller adds time all the same.
  exposure.replaced = usd("10");
  CHECK(decide(policy, exposure, usd("10"), kToday).findings.size() == 1);
  exposure.replaced = {};
  CHECK(decide(CreditPolicy{}, exposure, usd("10"), kToday).findings.empty());
}
