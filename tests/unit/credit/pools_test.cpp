#include <algorithm>

#include "credit/check.hpp"
#include "emptor/emptor.hpp"
#include "store/store.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

const Date kToday = Date::of(2026, 3, 31);

CreditDecision judged(std::vector<PoolExposure> pools, std::string_view document, Money replaced = {}) {
  return credit::decide({.on_excess = OnExcess::block},
                        {.receivable = usd("0"), .replaced = replaced, .pools = std::move(pools)}, usd(document),
                        kToday);
}

/// GROUP 100 with BIG 60 (C001) and SMALL 80 (C002).
Book shared_book() {
  Book book = trade_book();
  Credit credit = book.credit();
  credit.create_pool({.code = "GROUP", .name = "The group", .limit = usd("100")});
  credit.create_pool({.code = "BIG", .parent = "GROUP", .limit = usd("60")});
  credit.create_pool({.code = "SMALL", .parent = "GROUP", .limit = usd("80")});
  credit.join_pool("C001", "BIG");
  credit.join_pool("C002", "SMALL");
  return book;
}

/// "GROUP 90.00, BIG 50.00": what is used on a day.
std::string used(const Book& book, Date on = trade_day) {
  std::string text;
  for (const CreditPoolReport& each : book.credit().pools(on))
    text += (text.empty() ? "" : ", ") + each.pool.code + " " + each.used.amount().to_string();
  return text;
}

}  // namespace

TEST_CASE("a document passes when it passes in each pool on the way up", "[credit]") {
  const std::vector<PoolExposure> path{{.pool = "BIG", .limit = usd("60"), .used = usd("50")},
                                       {.pool = "GROUP", .limit = usd("100"), .used = usd("95")}};
  const CreditDecision fits = judged(path, "5");
  CHECK(fits.verdict == CreditVerdict::pass);
  CHECK(fits.max_amount_now == usd("5"));
  CHECK(fits.available == usd("5"));
  CHECK(fits.pools == path);

  const CreditDecision over = judged(path, "12");
  CHECK(over.verdict == CreditVerdict::block);
  CHECK(over.over_limit);
  CHECK(over.excess_amount == usd("7"));
  CHECK(over.payment_to_clear == usd("7"));
  REQUIRE(over.findings.size() == 2);
  CHECK(over.findings[0].rule == CreditRule::pool);
  CHECK(over.findings[0].pool == "BIG");
  CHECK(over.findings[0].found == "62.00");
  CHECK(over.findings[1].pool == "GROUP");
  CHECK(
      over.to_string() ==
      "document is blocked: excess 7.00 USD: exposure 0.00 + document 12.00 USD, no limit, pool BIG 62.00 over 60.00, "
      "pool GROUP 107.00 over 100.00");
}

TEST_CASE("a pool without a limit, and what takes the place of another document, exceed nothing", "[credit]") {
  const CreditDecision unmanaged = judged({{.pool = "GROUP", .used = usd("1000")}}, "1000000");
  CHECK(unmanaged.verdict == CreditVerdict::pass);
  CHECK_FALSE(unmanaged.available);
  CHECK_FALSE(unmanaged.max_amount_now);
  const std::vector<PoolExposure> full{{.pool = "GROUP", .limit = usd("100"), .used = usd("150")}};
  CHECK(judged(full, "20", usd("20")).verdict == CreditVerdict::pass);
  CHECK(judged(full, "20", usd("20")).max_amount_now == usd("20"));
  CHECK(judged(full, "20.01", usd("20")).verdict == CreditVerdict::block);
  CHECK(judged(full, "1").available == usd("0"));
}

TEST_CASE("sales, collections and reversals move the counters of every pool above", "[credit]") {
  Book book = shared_book();
  CHECK(used(book) == "BIG 0.00, GROUP 0.00, SMALL 0.00");
  CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
  const PostResult second = book.vouchers().post(trade_sale("C002", 4));
  REQUIRE(second.posted());
  CHECK(used(book) == "BIG 50.00, GROUP 90.00, SMALL 40.00");
  const PostResult refused = book.vouchers().post(trade_sale("C002", 2));
  REQUIRE(refused.refusal);
  CHECK(refused.refusal->code == ErrorCode::credit_blocked);
  CHECK(refused.credit->findings.front().pool == "GROUP");
  CHECK(refused.credit->exposure == usd("40"));
  CHECK(used(book) == "BIG 50.00, GROUP 90.00, SMALL 40.00");
  REQUIRE(book.vouchers().post(trade_collection("C001", Decimal(20))).voucher);
  CHECK(used(book) == "BIG 30.00, GROUP 70.00, SMALL 40.00");
  book.vouchers().reverse(second.voucher->id, trade_day);
  CHECK(used(book) == "BIG 30.00, GROUP 30.00, SMALL 0.00");
  // C003 is in none.
  CHECK(book.vouchers().post(trade_sale("C003", 100)).posted());
  CHECK(used(book) == "BIG 30.00, GROUP 30.00, SMALL 0.00");
  CHECK(book.verify().empty());
}

TEST_CASE("joining takes along what is owed, also for days that are to come or gone", "[credit]") {
  Book book = shared_book();
  Credit credit = book.credit();
  CHECK(book.vouchers().post(trade_sale("C001", 5)).posted());
  CHECK(book.vouchers().post(trade_sale("C003", 1)).posted());
  credit.join_pool("C003", "BIG");
  CHECK(used(book) == "BIG 60.00, GROUP 60.00, SMALL 0.00");
  credit.join_pool("C003", "SMALL", trade_day + 1);
  CHECK(used(book) == "BIG 60.00, GROUP 60.00, SMALL 0.00");
  CHECK(used(book, trade_day + 1) == "BIG 50.00, GROUP 60.00, SMALL 10.00");
  CHECK(credit.pools(trade_day + 1).back().members == std::vector<std::string>{"C002", "C003"});
  // Posted today, it counts where it is today.
  CHECK(book.credit().check("C003", usd("1"), trade_day).findings.front().pool == "BIG");
  CHECK(book.credit().check("C003", usd("1"), trade_day + 1).verdict == CreditVerdict::pass);
  credit.leave_pool("C003", trade_day);
  CHECK(used(book) == "BIG 50.00, GROUP 50.00, SMALL 0.00");
  CHECK(used(book, trade_day + 1) == "BIG 50.00, GROUP 60.00, SMALL 10.00");
  CHECK(book.verify().empty());
}

TEST_CASE("what is not cleared counts in every pool above, in its currency, and follows its customer", "[credit]") {
  Book book = shared_book();
  Credit credit = book.credit();
  book.settings().set_exchange_rate("EUR", "USD", Date::of(2026, 1, 1), Decimal(2));
  const auto cheque = [&](std::string number, std::string_view currency) {
    return book.instruments().receive({.party = "C001",
                                       .amount = Decimal(10),
                                       .currency = std::string(currency),
                                       .number = std::move(number),
                                       .on = trade_day});
  };
  CHECK(book.vouchers().post(trade_sale("C001", 2)).posted());
  const Instrument first = cheque("CH-1", "USD");
  const Instrument second = cheque("CH-2", "EUR");  // an advance of 10 EUR and a cheque for it
  CHECK(used(book) == "BIG 20.00, GROUP 20.00, SMALL 0.00");
  credit.join_pool("C001", "SMALL");
  CHECK(used(book) == "BIG 0.00, GROUP 20.00, SMALL 20.00");
  CHECK(book.verify().empty());
  for (const Instrument& each : {first, second}) {
    static_cast<void>(book.instruments().move(each.id, InstrumentState::deposited, {.on = trade_day}));
    static_cast<void>(book.instruments().move(each.id, InstrumentState::cleared, {.on = trade_day}));
  }
  CHECK(used(book) == "BIG 0.00, GROUP -10.00, SMALL -10.00");
  credit.join_pool("C001", "BIG");
  CHECK(used(book) == "BIG -10.00, GROUP -10.00, SMALL 0.00");
  CHECK(book.verify().empty());
}

TEST_CASE("verify finds a counter that does not hold what is not cleared", "[credit]") {
  const Scratch scratch;
  const std::string path = scratch.file("trade.emptor");
  {
    Book book = Book::open(path, "USD");
    set_up_trade(book, 1);
    book.credit().create_pool({.code = "POOL", .limit = usd("100")});
    book.credit().join_pool("C001", "POOL");
    static_cast<void>(
        book.instruments().receive({.party = "C001", .amount = Decimal(10), .number = "CH-1", .on = trade_day}));
    CHECK(book.verify().empty());
    book.close();
  }
  {
    store::Transaction hand = store::Database::open({.path = path})->begin(store::Access::write);
    hand.execute("UPDATE emptor_credit_pool_balance SET uncleared = 7");
    hand.execute("UPDATE emptor_instrument_standing SET amount = 900");
    hand.commit();
  }
  std::vector<std::string> found;
  for (const auto& each : Book::open(path).verify())
    found.push_back(each.what + ", " + each.where + ": " + each.kept + ", not " + each.computed);
  std::ranges::sort(found);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "credit pool, POOL uncleared: 0.07 USD, not 9.00 USD");
  CHECK(found[1] ==
        "instrument, cheque CH-1: account 1 9.00 USD from 2026-03-31, not account 1 10.00 USD from 2026-03-31");
}

TEST_CASE("pools of another currency are judged at the rate of the day", "[credit]") {
  Book book = trade_book();
  Credit credit = book.credit();
  credit.create_pool({.code = "EURO", .currency = "EUR", .limit = Money::of("100", "EUR")});
  credit.join_pool("C001", "EURO");
  CHECK(refusal([&] { (void)credit.check("C001", usd("1")); }).starts_with("NO_RATE"));
  book.settings().set_exchange_rate("EUR", "USD", Date::of(2026, 1, 1), Decimal::parse("1.10"));
  CHECK(credit.check("C001", usd("1"), trade_day).max_amount_now == usd("110"));
  CHECK(credit.check("C001", Money::of("1", "EUR"), trade_day).max_amount_now == Money::of("100", "EUR"));
}

TEST_CASE("bad pools are refused with their field", "[credit]") {
  Book book = shared_book();
  Credit credit = book.credit();
  CHECK(refusal([&] { credit.create_pool({.code = "BIG"}); }) == "DUPLICATE_CODE(code)");
  CHECK(refusal([&] { credit.create_pool({.code = "X", .parent = "NONE"}); }) == "UNKNOWN_REFERENCE(parent)");
  CHECK(refusal([&] { credit.create_pool({.code = "X", .currency = "???"}); }) == "UNKNOWN_CURRENCY(currency)");
  CHECK(refusal([&] { credit.create_pool({.code = "X", .limit = usd("-1")}); }) == "RANGE(limit)");
  CHECK(refusal([&] { credit.set_pool_limit("BIG", Money::of("1", "EUR")); }) == "CURRENCY_MISMATCH(limit)");
  CHECK(refusal([&] { credit.set_pool_limit("NONE", std::nullopt); }) == "NOT_FOUND(pool)");
  CHECK(refusal([&] { credit.move_pool("GROUP", "BIG"); }) == "CYCLE(parent)");
  CHECK(refusal([&] { credit.move_pool("GROUP", "NONE"); }) == "UNKNOWN_REFERENCE(parent)");
  CHECK(refusal([&] { credit.join_pool("NOBODY", "BIG"); }) == "UNKNOWN_REFERENCE(customer)");
  CHECK(refusal([&] { credit.join_pool("C001", "NONE"); }) == "UNKNOWN_REFERENCE(pool)");
  CHECK(refusal([&] { credit.leave_pool("C003", trade_day); }) == "NOT_FOUND(customer)");
}
