#include "credit/check.hpp"

#include "support/test.hpp"
#include "unit/receivables/desk.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

void set(Desk& desk, std::string_view party, Term term, std::string_view value, std::optional<Date> from = {}) {
  desk.book.customers().set_term(TermOwner::party(party), term, value, from);
}

}  // namespace

TEST_CASE("a check finds the customer's limit and what it owes", "[credit]") {
  Desk desk;
  desk.customer("C001");
  CHECK(desk.credit().check("C001", usd("1000000")).verdict == CreditVerdict::pass);
  set(desk, "C001", Term::credit_limit, "1000");
  set(desk, "C001", Term::credit_age_days, "60");
  desk.sale("C001", usd("900"), "2026-01-10");  // 80 days ago
  const CreditDecision decision = desk.credit().check("C001", usd("250.00"));
  CHECK(decision.verdict == CreditVerdict::block);
  CHECK(decision.account == "C001");
  CHECK(decision.exposure == usd("900"));
  CHECK(decision.excess_amount == usd("150"));
  CHECK(decision.excess_days == 20);
  CHECK(decision.payment_to_clear == usd("900"));  // the limit asks for 150, the age for all of it
  // What is paid makes room at once.
  desk.collect("C001", usd("900"), "2026-03-31");
  CHECK(desk.credit().check("C001", usd("250.00")).verdict == CreditVerdict::pass);
}

TEST_CASE("limits come from groups and the book and change on their day", "[credit]") {
  Desk desk;
  desk.book.customers().create_group({.code = "NORTH", .name = "North"});
  desk.customer("C001");
  desk.book.customers().join_group("C001", "NORTH");
  const auto available = [&](std::string_view when) {
    return desk.credit().check("C001", usd("1"), day(when)).available.value().amount().to_string();
  };
  desk.book.customers().set_term(TermOwner::book(), Term::credit_limit, "100");
  CHECK(available("2026-03-31") == "100.00");
  desk.book.customers().set_term(TermOwner::group("NORTH"), Term::credit_limit, "200");
  CHECK(available("2026-03-31") == "200.00");
  set(desk, "C001", Term::credit_limit, "300", day("2026-04-01"));
  CHECK(available("2026-03-31") == "200.00");
  CHECK(available("2026-04-01") == "300.00");
  desk.book.customers().set_term_none(TermOwner::party("C001"), Term::credit_limit, day("2026-05-01"));
  const CreditDecision unmanaged = desk.credit().check("C001", usd("99999"), day("2026-05-01"));
  CHECK_FALSE(unmanaged.limit);
  CHECK(unmanaged.verdict == CreditVerdict::pass);
}

TEST_CASE("each stage has its own answer, the customer's before the book's", "[credit]") {
  Desk desk;
  desk.customer("C001");
  set(desk, "C001", Term::credit_limit, "0");
  const auto verdict = [&](CreditStage stage) { return desk.credit().check("C001", usd("1"), {}, stage).verdict; };
  CHECK(verdict(CreditStage::order) == CreditVerdict::pass);
  CHECK(verdict(CreditStage::sale) == CreditVerdict::block);
  BookSettings settings = desk.book.settings().get();
  settings.credit_at_order = OnExcess::block;
  settings.credit_at_sale = OnExcess::warn;
  desk.book.settings().change(settings);
  CHECK(verdict(CreditStage::order) == CreditVerdict::block);
  CHECK(verdict(CreditStage::sale) == CreditVerdict::warn);
  set(desk, "C001", Term::credit_at_order, "warn");
  set(desk, "C001", Term::credit_at_sale, "ignore");
  CHECK(verdict(CreditStage::order) == CreditVerdict::warn);
  CHECK(verdict(CreditStage::sale) == CreditVerdict::pass);
  CHECK(desk.credit().check("C001", usd("1")).over_limit);
}

TEST_CASE("branches share the credit of their head office", "[credit]") {
  Desk desk;
  desk.customer("HQ");
  desk.customer("B1", "HQ");
  set(desk, "HQ", Term::credit_limit, "1000");
  set(desk, "B1", Term::credit_limit, "5");
  desk.sale("HQ", usd("600"), "2026-03-01");
  const CreditDecision decision = desk.credit().check("B1", usd("500"));
  CHECK(decision.account == "HQ");
  CHECK(decision.excess_amount == usd("100"));
  CHECK(desk.credit().report("B1").account == "HQ");
}

TEST_CASE("every currency counts against the limit at the rate of the day", "[credit]") {
  Desk desk;
  desk.customer("C001");
  set(desk, "C001", Term::credit_limit, "1000");
  desk.sale("C001", usd("100"), "2026-03-01");
  desk.sale("C001", Money::of("200", "EUR"), "2026-03-02");
  try {
    static_cast<void>(desk.credit().check("C001", usd("1")));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::no_rate);
    CHECK(error.message().find("from EUR to USD") != std::string::npos);
  }
  desk.book.settings().set_exchange_rate("EUR", "USD", day("2026-03-01"), Decimal::parse("1.10"));
  const CreditDecision decision = desk.credit().check("C001", Money::of("100", "EUR"));
  CHECK(decision.exposure == usd("320"));
  CHECK(decision.document == usd("110"));
  CHECK(decision.available == usd("680"));
  // Another credit currency, other figures.
  set(desk, "C001", Term::credit_currency, "EUR");
  CHECK(desk.credit().check("C001", Money::of("1", "EUR")).limit == Money::of("1000", "EUR"));
  CHECK(desk.credit().check("C001", Money::of("1", "EUR")).exposure == Money::of("290.91", "EUR"));
}

TEST_CASE("without a limit currencies need no rate, and the oldest debt counts", "[credit]") {
  Desk desk;
  desk.customer("C001");
  set(desk, "C001", Term::credit_age_days, "30");
  desk.sale("C001", usd("100"), "2026-03-20");
  desk.sale("C001", Money::of("200", "EUR"), "2026-02-01");
  const CreditDecision decision = desk.credit().check("C001", usd("1"));
  CHECK(decision.exposure == usd("100"));
  CHECK(decision.age_days == 58);
  CHECK(decision.verdict == CreditVerdict::block);
}

TEST_CASE("by open items the oldest one that is open dates the debt", "[credit]") {
  BareBookOptions options;
  options.settings.credit_age = AgeBasis::open_items;
  Desk desk(options);
  desk.customer("C001");
  set(desk, "C001", Term::credit_age_days, "30");
  desk.sale("C001", usd("100"), "2026-01-10");
  const auto newer = desk.sale("C001", usd("100"), "2026-03-20");
  desk.collect("C001", usd("100"), "2026-03-21", {newer.voucher()});
  CHECK(desk.credit().check("C001", usd("1")).age_days == 80);
  desk.collect("C001", usd("100"), "2026-03-21");
  CHECK(desk.credit().check("C001", usd("1")).age_days == 0);
}

TEST_CASE("by open items a post-dated collection has settled nothing yet", "[credit]") {
  BareBookOptions options;
  options.settings.credit_age = AgeBasis::open_items;
  Desk desk(options);
  desk.customer("C001");
  set(desk, "C001", Term::credit_age_days, "30");
  desk.sale("C001", usd("100"), "2026-01-10");
  desk.collect("C001", usd("100"), "2026-06-30");
  const auto age_on = [&](std::string_view on) { return desk.credit().check("C001", usd("1"), day(on)).age_days; };
  CHECK(age_on("2026-03-31") == 80);
  CHECK(age_on("2026-06-29") == 170);
  CHECK(age_on("2026-06-30") == 0);
}

TEST_CASE("a report tells limit, used, available, age and status", "[credit]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("900"), "2026-01-10");
  CHECK_FALSE(desk.credit().report("C001").available);
  CHECK(desk.credit().report("C001").used == usd("900"));
  set(desk, "C001", Term::credit_limit, "1000");
  set(desk, "C001", Term::credit_limit, "1500");
  CreditReport report = desk.credit().report("C001");
  CHECK(report.customer == "C001");
  CHECK(report.policy.limit == usd("1500"));
  CHECK(report.used == usd("900"));
  CHECK(report.available == usd("600"));
  CHECK(report.age_days == 80);
  CHECK(report.verdict == CreditVerdict::pass);
  set(desk, "C001", Term::credit_limit, "900");
  set(desk, "C001", Term::credit_age_days, "79");
  report = desk.credit().report("C001");
  CHECK(report.available == usd("0"));
  CHECK(report.age_days == 80);
  CHECK(report.verdict == CreditVerdict::block);
}

TEST_CASE("what was decided about a document that exceeds is kept", "[credit]") {
  Desk desk;
  const PartyId party = desk.customer("C001");
  set(desk, "C001", Term::credit_limit, "10");
  desk.book.write([&](access::Work& work) {
    const CreditDecision decision =
        credit::check(work, {.account = party, .document = usd("12"), .on = day("2026-03-31")});
    credit::record(work, 7, party, decision);
    auto row = work.tx().statement(
        "SELECT voucher_id, verdict, acknowledged, credit_limit, exposure, document, excess_amount, age_limit_days "
        "FROM emptor_credit_event");
    REQUIRE(row.step());
    CHECK(row.integer(0) == 7);
    CHECK(row.integer(1) == 3);
    CHECK(row.integer(2) == 0);  // only a warning is acknowledged
    CHECK(row.integer(3) == 1000);
    CHECK(row.integer(5) == 1200);
    CHECK(row.integer(6) == 200);
    CHECK(row.is_null(7));
  });
}

TEST_CASE("acknowledged warnings are listed, with who accepted what", "[credit]") {
  Desk desk;
  const PartyId first = desk.customer("C001");
  const PartyId branch = desk.customer("C002", "C001");
  const PartyId other = desk.customer("C003");
  REQUIRE(branch);
  set(desk, "C001", Term::credit_limit, "10");
  set(desk, "C001", Term::credit_age_days, "0");
  set(desk, "C001", Term::credit_at_sale, "warn");
  set(desk, "C003", Term::credit_limit, "10");
  set(desk, "C003", Term::credit_at_sale, "ignore");
  const auto decide = [&](PartyId account, std::int64_t voucher) {
    desk.book.write([&](access::Work& work) {
      credit::record(work, voucher, account,
                     credit::check(work, {.account = account, .document = usd("12"), .on = day("2026-03-31")}));
    });
  };
  decide(first, 7);
  decide(other, 8);
  decide(first, 9);
  const auto vouchers = [&](const CreditEventQuery& query) {
    std::string text;
    for (const CreditEvent& each : desk.credit().events(query)) text += std::to_string(each.voucher) + " ";
    return text;
  };
  CHECK(vouchers({}) == "7 9 ");
  CHECK(vouchers({.acknowledged_only = false}) == "7 8 9 ");
  CHECK(vouchers({.customer = "C002"}) == "7 9 ");
  CHECK(vouchers({.customer = "C003"}).empty());
  CHECK(vouchers({.customer = "C003", .acknowledged_only = false}) == "8 ");
  CHECK(vouchers({.limit = 1}) == "7 ");
  const std::vector<CreditEvent> events = desk.credit().events();
  REQUIRE(events.size() == 2);
  CHECK(vouchers({.after = events.front().id}) == "9 ");
  CHECK(events.front().account == "C001");
  CHECK(events.front().verdict == CreditVerdict::warn);
  CHECK(events.front().rules == "limit");
  CHECK(events.front().limit == usd("10"));
  CHECK(events.front().document == usd("12"));
  CHECK(events.front().excess_amount == usd("2"));
  CHECK(events.front().age_limit_days == 0);
  CHECK_THROWS_AS(desk.credit().events({.limit = 0}), Error);
  CHECK_THROWS_AS(desk.credit().events({.customer = "NOBODY"}), Error);
}

TEST_CASE("waiting holds are found by an index of their own, and verified", "[credit]") {
  Desk desk;
  desk.customer("C001");
  set(desk, "C001", Term::credit_limit, "10");
  const auto first = desk.credit().hold({.customer = "C001", .document = usd("12")});
  const auto second = desk.credit().hold({.customer = "C001", .document = usd("13")});
  REQUIRE((first && second));
  desk.credit().release(first->id, {.reason = "paid"});
  const auto waiting = [&](std::optional<std::string> customer) {
    const std::vector<CreditHold> found = desk.credit().holds({.customer = std::move(customer)});
    return found.size() == 1 && found.front().id == second->id;
  };
  CHECK(waiting({}));
  CHECK(waiting("C001"));
  desk.credit().revoke(first->id, "not paid");
  CHECK(desk.credit().holds().size() == 2);
  CHECK(desk.credit().holds({.waiting_only = false}).size() == 2);
  desk.book.write([&](access::Work& work) {
    CHECK(credit::verify(work).empty());
    work.tx().execute("UPDATE emptor_credit_hold SET waiting = 0 WHERE id = ?1", second->id);
    const auto found = credit::verify(work);
    REQUIRE(found.size() == 1);
    CHECK(found.front().what == "credit hold");
    CHECK(found.front().kept == "released");
    CHECK(found.front().computed == "waiting");
  });
}
