// Goal: drafts, previews, repeats and refusals as values; bad input changes nothing.
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

TEST_CASE("a draft waits without effect and keeps what was typed", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = trade_sale("C001", 3);
  draft.lines[0].unit_price = UnitPrice::of("9.50");
  draft.lines[0].discount = Percent::of("2.5");
  draft.memo = "as agreed: \"Thứ Hai\"";
  draft.due = trade_day + 14;
  const DraftId id = book.vouchers().save_draft(draft);
  CHECK(book.vouchers().drafts() == std::vector{id});
  CHECK(book.vouchers().list({}).empty());
  CHECK(book.receivables().balance("C001").amount.is_zero());

  const VoucherDraft loaded = book.vouchers().draft(id);
  CHECK(loaded.party == "C001");
  CHECK(loaded.dated == trade_day);
  CHECK(loaded.due == draft.due);
  CHECK(loaded.memo == draft.memo);
  CHECK(loaded.location == "W1");
  REQUIRE(loaded.lines.size() == 1);
  CHECK(loaded.lines[0].quantity == Quantity::of(3));
  CHECK(loaded.lines[0].unit_price == UnitPrice::of("9.50"));
  CHECK(loaded.lines[0].discount == Percent::of("2.5"));
  CHECK_FALSE(loaded.lines[0].unit.has_value());

  const PostResult result = book.vouchers().post_draft(id, {.idempotency_key = "D1"});
  REQUIRE(result.posted());
  CHECK(result.voucher->net == Money::of("27.79", "USD"));  // 3 × 9.2625
  CHECK(book.vouchers().drafts().empty());
  // The draft is gone, its key is not.
  const PostResult again = book.vouchers().post_draft(id, {.idempotency_key = "D1"});
  CHECK(again.repeated);
  CHECK(again.voucher->id == result.voucher->id);
  CHECK_THROWS_AS(book.vouchers().draft(id), Error);
}

TEST_CASE("a preview is the posting without its effect", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "25");
  const VoucherDraft draft = trade_sale("C001", 2);
  const Preview preview = book.vouchers().preview(draft);
  CHECK(preview.warnings.empty());
  CHECK(preview.balance_after == Money::of("20.00", "USD"));
  CHECK(book.vouchers().list({}).empty());
  const PostResult posted = book.vouchers().post(draft);
  CHECK(posted.voucher->number == preview.voucher.number);
  CHECK(posted.voucher->total == preview.voucher.total);
  CHECK(posted.voucher->lines.size() == preview.voucher.lines.size());

  const Preview second = book.vouchers().preview(draft);
  REQUIRE(second.warnings.size() == 1);
  CHECK(second.warnings[0].code == ErrorCode::credit_blocked);
  CHECK(second.credit->excess_amount == Money::of("15.00", "USD"));
}

TEST_CASE("a blocked sale is a value that says why", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "25");
  const PostResult result = book.vouchers().post(trade_sale("C001", 4), {.acknowledge_warnings = true});
  REQUIRE_FALSE(result.posted());
  CHECK(result.refusal->code == ErrorCode::credit_blocked);
  CHECK(result.refusal->field == "party");
  CHECK(result.refusal->message.find("15.00") != std::string::npos);
  CHECK(result.credit->available == Money::of("25.00", "USD"));
  CHECK(result.credit->payment_to_clear == Money::of("15.00", "USD"));
}

TEST_CASE("all problems of a voucher are reported at once", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = trade_sale("C001", 0);
  draft.location = "W9";
  draft.reference = std::string(101, 'x');
  draft.lines.push_back({.item = "P9", .quantity = Quantity::of(1)});
  try {
    (void)book.vouchers().post(draft);
    FAIL("posted");
  } catch (const Error& error) {
    std::vector<std::string> found;
    for (const Problem& problem : error.problems())
      found.push_back(std::string(to_string(problem.code)) + " " + problem.field);
    CHECK(found == std::vector<std::string>{"UNKNOWN_REFERENCE location", "TOO_LONG reference",
                                            "RANGE lines[0].quantity", "UNKNOWN_REFERENCE lines[1].item"});
  }
  CHECK(book.vouchers().list({}).empty());
}

TEST_CASE("texts of a voucher are stored as they are, whatever they say", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = trade_sale("C001");
  draft.reference = "'); DROP TABLE emptor_voucher; --";
  draft.memo = "Hòa Bình ฿ 한국";
  const Voucher posted = *book.vouchers().post(draft).voucher;
  CHECK(book.vouchers().get(posted.id).reference == draft.reference);
  CHECK(book.vouchers().get(posted.id).memo == draft.memo);
  draft.memo = "\xC3\x28";
  CHECK_THROWS_AS(book.vouchers().post(draft), Error);
  CHECK_THROWS_AS(book.vouchers().save_draft(draft), Error);
}

TEST_CASE("an idempotency key that is too long or malformed is refused", "[vouchers]") {
  Book book = trade_book();
  CHECK_THROWS_AS(book.vouchers().post(trade_sale("C001"), {.idempotency_key = std::string(101, 'k')}), Error);
  CHECK_THROWS_AS(book.vouchers().post(trade_sale("C001"), {.idempotency_key = "\xFF"}), Error);
  CHECK(book.vouchers().list({}).empty());
}

TEST_CASE("a repeated reversal returns the first one", "[vouchers]") {
  Book book = trade_book();
  const VoucherId sale = book.vouchers().post(trade_sale("C001")).voucher->id;
  const Voucher first = book.vouchers().reverse(sale, trade_day, {.idempotency_key = "R1"});
  const Voucher again = book.vouchers().reverse(sale, trade_day, {.idempotency_key = "R1"});
  CHECK(first.id == again.id);
  CHECK(first.reverses == sale);
  CHECK(book.vouchers().get(sale).reversed_by == first.id);
}

TEST_CASE("lists page by date and id, for all and for one party", "[vouchers]") {
  Book book = trade_book();
  for (int i = 0; i < 7; ++i) {
    VoucherDraft draft = trade_sale(i % 2 == 0 ? "C001" : "C002");
    draft.dated = trade_day - (i % 3);
    REQUIRE(book.vouchers().post(draft).posted());
  }
  const auto pages = [&](VoucherQuery query) {
    query.limit = 2;
    std::vector<Voucher> all;
    while (true) {
      const auto page = book.vouchers().list(query);
      if (page.empty()) return all;
      for (const Voucher& voucher : page) all.push_back(voucher);
      query.after = page.back().id;
    }
  };
  const auto all = pages({});
  REQUIRE(all.size() == 7);
  for (std::size_t i = 1; i < all.size(); ++i)
    CHECK(std::pair(all[i - 1].dated, all[i - 1].id) < std::pair(all[i].dated, all[i].id));
  CHECK(pages({.party = "C001"}).size() == 4);
  CHECK(pages({.dated = {.from = trade_day - 1, .until = trade_day}}).size() == 2);
  CHECK(pages({.kind = VoucherKind::purchase}).empty());
  CHECK_THROWS_AS(book.vouchers().list({.limit = 0}), Error);
}

TEST_CASE("the best customers come first, reversals taken out", "[vouchers]") {
  Book book = trade_book();
  REQUIRE(book.vouchers().post(trade_sale("C001", 5)).posted());
  const VoucherId big = book.vouchers().post(trade_sale("C001", 50)).voucher->id;
  REQUIRE(book.vouchers().post(trade_sale("C002", 8)).posted());
  (void)book.vouchers().reverse(big, trade_day);
  const auto best = book.vouchers().best_customers({});
  REQUIRE(best.size() == 2);
  CHECK(best[0].party == "C002");
  CHECK(best[0].net == Money::of("80.00", "USD"));
  CHECK(best[1].vouchers == 1);
}

TEST_CASE("a sale keeps the name that the customer had", "[vouchers]") {
  Book book = trade_book();
  const VoucherId sale = book.vouchers().post(trade_sale("C001")).voucher->id;
  book.customers().update("C001", {.code = "D001", .name = "Renamed"});
  CHECK(book.vouchers().get(sale).party_name == "Customer 001");
  CHECK(book.vouchers().get(sale).party == "D001");
  CHECK(book.vouchers().post(trade_sale("C001")).voucher->party_name == "Renamed");
}
