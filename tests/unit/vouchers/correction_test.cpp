// Goal: a correction is one step: reversal and replacement, or nothing; repeatable, linked, and without a second
// opinion about what was allowed before.
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

TEST_CASE("a correction links three vouchers and repeats under its key", "[vouchers]") {
  Book book = trade_book();
  const VoucherId wrong = book.vouchers().post(trade_sale("C001", 10)).voucher->id;
  const CorrectionPolicy policy{.reason = "two too many"};
  const PostResult first = book.vouchers().correct(wrong, trade_sale("C001", 8), policy, {.idempotency_key = "K"});
  REQUIRE(first.posted());
  REQUIRE(first.reversal.has_value());
  CHECK(first.reversal->reverses == wrong);
  CHECK(first.voucher->corrects == wrong);
  const Voucher old = book.vouchers().get(wrong);
  CHECK(old.corrected_by == first.voucher->id);
  CHECK(old.reversed_by == first.reversal->id);
  CHECK(book.vouchers().get(first.voucher->id).corrects == wrong);

  const PostResult again = book.vouchers().correct(wrong, trade_sale("C001", 8), policy, {.idempotency_key = "K"});
  CHECK(again.repeated);
  CHECK(again.voucher->id == first.voucher->id);
  REQUIRE(again.reversal.has_value());
  CHECK(again.reversal->id == first.reversal->id);
  CHECK(refusal([&] {
          (void)book.vouchers().correct(wrong, trade_sale("C001", 7), policy, {.idempotency_key = "K"});
        }) == "IDEMPOTENCY_CONFLICT(idempotency_key)");
  CHECK(book.vouchers().list({}).size() == 3);
  CHECK(book.receivables().balance("C001").amount == usd("80.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("a correction that is refused leaves the voucher as it was", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C002"), Term::credit_limit, "50");
  const VoucherId sale = book.vouchers().post(trade_sale("C001", 10)).voucher->id;
  const auto refused_by_policy = book.vouchers().correct(sale, trade_sale("C002", 10));
  CHECK_FALSE(refused_by_policy.posted());
  REQUIRE(refused_by_policy.refusal.has_value());
  CHECK(refused_by_policy.refusal->code == ErrorCode::credit_blocked);
  CHECK(refusal([&] { (void)book.vouchers().correct(sale, trade_sale("NOBODY")); }) == "UNKNOWN_REFERENCE(party)");
  CHECK(refusal([&] { (void)book.vouchers().correct(sale, trade_collection("C001", Decimal(5))); }) == "INVALID(kind)");
  CHECK(refusal([&] { (void)book.vouchers().correct(VoucherId(999), trade_sale("C001")); }) == "NOT_FOUND(voucher)");
  CHECK(refusal([&] {
          (void)book.vouchers().correct(sale, trade_sale("C001"), {.reversal = static_cast<ReversalDate>(9)});
        }) == "INVALID(reversal)");
  CHECK(refusal([&] { (void)book.vouchers().correct(sale, trade_sale("C001"), {.reason = std::string(201, 'x')}); }) ==
        "TOO_LONG(reason)");
  CHECK(book.vouchers().list({}).size() == 1);
  CHECK_FALSE(book.vouchers().get(sale).reversed_by);
  CHECK(book.receivables().balance("C001").amount == usd("100.00"));
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(999'990));
  CHECK(book.verify().empty());
}

TEST_CASE("a corrected collection settles anew with the discount it then earns", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::payment_terms, "net 30, 2% within 10");
  CHECK(book.vouchers().post(trade_sale("C001", 10)).posted());
  const PostResult paid = book.vouchers().post(trade_collection("C001", Decimal(49)));
  REQUIRE(paid.companions.size() == 1);
  const PostResult corrected = book.vouchers().correct(paid.voucher->id, trade_collection("C001", Decimal(98)));
  REQUIRE(corrected.posted());
  REQUIRE(corrected.companions.size() == 1);
  CHECK(corrected.companions[0].total == usd("2.00"));
  CHECK(book.receivables().open_items("C001").empty());
  // The discount went and came with its collection.
  CHECK(refusal([&] { (void)book.vouchers().correct(corrected.companions[0].id, trade_sale("C001")); }) ==
        "INVALID(voucher)");
  CHECK(book.verify().empty());
}

TEST_CASE("versions are found from any of them", "[vouchers]") {
  Book book = trade_book();
  VoucherId id = book.vouchers().post(trade_sale("C001", 3)).voucher->id;
  CHECK(book.vouchers().versions(id).size() == 1);
  std::vector<VoucherId> all{id};
  for (int pieces = 4; pieces <= 6; ++pieces)
    all.push_back(book.vouchers().correct(all.back(), trade_sale("C001", pieces)).voucher->id);
  for (const VoucherId each : all) {
    std::vector<VoucherId> found;
    for (const Voucher& version : book.vouchers().versions(each)) found.push_back(version.id);
    CHECK(found == all);
  }
}
