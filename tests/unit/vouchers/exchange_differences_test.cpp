// Exchange differences in a book: kept with it, verified, and untouched by what comes later.
#include <sqlite3.h>

#include "emptor/emptor.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

const Date kSold = Date::of(2026, 3, 1);
const Date kPaid = Date::of(2026, 3, 10);
const Date kClose = Date::of(2026, 3, 31);

/// In rupees: HARBOUR owes 1,000 USD booked at 83 and has paid 400 at 85.
Book rupee_book(const std::string& path) {
  Book book = Book::open({.path = path, .currency = "INR"});
  book.customers().create({.code = "HARBOUR", .name = "Harbour", .terms = {{Term::currency, "USD"}}});
  book.settings().set_exchange_rate("USD", "INR", kSold, Decimal(83));
  book.settings().set_exchange_rate("USD", "INR", kPaid, Decimal(85));
  book.settings().set_exchange_rate("USD", "INR", kClose, Decimal(86));
  REQUIRE(book.vouchers()
              .post({.kind = VoucherKind::opening_balance, .party = "HARBOUR", .dated = kSold, .amount = Decimal(1000)})
              .posted());
  REQUIRE(book.vouchers()
              .post({.kind = VoucherKind::collection, .party = "HARBOUR", .dated = kPaid, .amount = Decimal(400)})
              .posted());
  return book;
}

}  // namespace

TEST_CASE("a voucher keeps its exchange rate, a reversal that of its voucher", "[vouchers]") {
  Book book = rupee_book(test_path());
  const auto sold = book.vouchers().find(VoucherKind::opening_balance, "20260301-1");
  REQUIRE(sold);
  CHECK(sold->exchange_rate == Ratio{83, 1});
  // A rate that is said later of the same day changes nothing of what was posted.
  book.settings().set_exchange_rate("USD", "INR", kSold, Decimal(90));
  CHECK(book.vouchers().get(sold->id).exchange_rate == Ratio{83, 1});
  CHECK(book.vouchers().reverse(sold->id, kClose).exchange_rate == Ratio{83, 1});
  CHECK(book.exchange_differences().realised().difference == Money::zero(Currency::of("INR")));
  CHECK(book.verify().empty());
}

TEST_CASE("a draft keeps the rate that was typed", "[vouchers]") {
  Book book = rupee_book(test_path());
  const DraftId id = book.vouchers().save_draft({.kind = VoucherKind::collection,
                                                 .party = "HARBOUR",
                                                 .dated = kPaid,
                                                 .exchange_rate = Decimal::parse("84.5"),
                                                 .amount = Decimal(10)});
  CHECK(book.vouchers().draft(id).exchange_rate == Decimal::parse("84.5"));
  CHECK(book.vouchers().post_draft(id).voucher->exchange_rate == Ratio{169, 2});
}

TEST_CASE("a revaluation is kept as it was, whatever is posted into its past", "[vouchers]") {
  Book book = rupee_book(test_path());
  const Valuation kept = book.exchange_differences().revalue(kClose);
  CHECK(kept.difference == Money::of("1800", "INR"));
  CHECK(kept.reversed_on == kClose + 1);
  REQUIRE(kept.items.size() == 1);
  CHECK(kept.items[0].open == Money::of("600", "USD"));
  REQUIRE(book.vouchers()
              .post({.kind = VoucherKind::collection, .party = "HARBOUR", .dated = kPaid, .amount = Decimal(100)})
              .posted());
  const Valuation now = book.exchange_differences().valuation({.day = kClose});
  CHECK(now.difference == Money::of("1500", "INR"));
  CHECK(book.exchange_differences().revaluation(kept.id).difference == kept.difference);
  CHECK(book.verify().empty());
  CHECK(refusal([&] { static_cast<void>(book.exchange_differences().revaluation(RevaluationId(99))); }) ==
        "NOT_FOUND(id)");
}

TEST_CASE("verify names a revaluation that somebody has changed", "[vouchers][sqlite]") {
  const Scratch scratch;
  const std::string path = scratch.file("rupees.emptor");
  {
    Book book = rupee_book(path);
    static_cast<void>(book.exchange_differences().revalue(kClose));
    book.close();
  }
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
  REQUIRE(sqlite3_exec(raw, "UPDATE emptor_revaluation_item SET closing = closing + 1", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  sqlite3_close(raw);
  const Book book = Book::open(path);
  const auto found = book.verify();
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "revaluation");
  CHECK(found[0].kept == "600.00 USD at 49800.00 INR and 51600.01 INR");
  CHECK(found[0].computed == "600.00 USD at 49800.00 INR and 51600.00 INR");
}

TEST_CASE("a transfer between currencies is done once, and named by its key", "[vouchers]") {
  Book book = rupee_book(test_path());
  const PostResult money = book.vouchers().post({.kind = VoucherKind::collection,
                                                 .party = "HARBOUR",
                                                 .dated = kPaid,
                                                 .currency = "INR",
                                                 .amount = Decimal(8500)});
  REQUIRE(money.posted());
  const CurrencyTransferDraft draft{
      .credit = money.voucher->id, .to = "USD", .to_amount = Decimal(100), .dated = kPaid};
  const PostResult first = book.vouchers().transfer_currency(draft, {.idempotency_key = "T1"});
  REQUIRE(first.posted());
  CHECK(first.voucher->exchange_rate == Ratio{85, 1});
  const PostResult again = book.vouchers().transfer_currency(draft, {.idempotency_key = "T1"});
  CHECK(again.repeated);
  CHECK(again.voucher->id == first.voucher->id);
  REQUIRE(again.companions.size() == 1);
  CHECK(book.receivables().balance("HARBOUR").amount == Money::of("500", "USD"));
  CHECK(refusal([&] { static_cast<void>(book.vouchers().transfer_currency(draft)); }) == "UNKNOWN_REFERENCE(credit)");
  CHECK(refusal([&] {
          static_cast<void>(
              book.vouchers().post({.kind = VoucherKind::currency_transfer, .party = "HARBOUR", .amount = Decimal(1)}));
        }) == "INVALID(kind)");
  CHECK(book.verify().empty());
}
