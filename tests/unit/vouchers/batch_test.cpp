// Goal: in a batch a bad voucher fails alone, wherever it fails; all or nothing leaves nothing; a batch inside the
// host's batch is the host's.
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

std::vector<BatchEntry> mixed() {
  VoucherDraft late = trade_collection("C001", Decimal(5));
  late.settles = {VoucherId(999)};  // known only when what it settles is planned
  return {{.draft = trade_sale("C001", 1)},
          {.draft = trade_sale("NOBODY")},
          {.draft = std::move(late)},
          {.draft = trade_sale("C002", 2)}};
}

}  // namespace

TEST_CASE("a bad voucher of a batch fails alone, with its code and field", "[vouchers]") {
  Book book = trade_book();
  const auto outcomes = book.vouchers().post_batch(mixed());
  REQUIRE(outcomes.size() == 4);
  CHECK(outcomes[0].posted());
  REQUIRE(outcomes[1].problems.size() == 1);
  CHECK(outcomes[1].problems[0].code == ErrorCode::unknown_reference);
  CHECK(outcomes[1].problems[0].field == "party");
  CHECK(outcomes[1].problems[0].figures == std::vector<std::pair<std::string, std::string>>{{"code", "NOBODY"}});
  REQUIRE(outcomes[2].problems.size() == 1);
  CHECK(outcomes[2].problems[0].field == "settles[0]");
  REQUIRE(outcomes[3].posted());
  CHECK(outcomes[3].result.voucher->number == "20260331-2");
  CHECK(book.vouchers().list({}).size() == 2);
  CHECK(book.verify().empty());
}

TEST_CASE("all or nothing leaves nothing behind, not even numbers", "[vouchers]") {
  Book book = trade_book();
  const auto outcomes = book.vouchers().post_batch(mixed(), {.all_or_nothing = true});
  REQUIRE(outcomes.size() == 4);
  for (const BatchOutcome& each : outcomes) CHECK_FALSE(each.posted());
  CHECK(outcomes[0].problems.empty());
  CHECK_FALSE(outcomes[1].problems.empty());
  CHECK(book.vouchers().list({}).empty());
  CHECK(book.vouchers().post(trade_sale("C001")).voucher->number == "20260331-1");
  CHECK(book.verify().empty());
}

TEST_CASE("a collection settles sales of its own batch, and again when the batch is repeated", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft money = trade_collection("C001", Decimal(15));
  money.allocation.clear();
  const Voucher before = book.vouchers().post(trade_sale("C001", 1)).voucher.value();
  money.settles = {before.id};
  const std::vector<BatchEntry> entries{{.draft = trade_sale("C001", 5), .options = {.idempotency_key = "S1"}},
                                        {.draft = trade_sale("C001", 3), .options = {.idempotency_key = "S2"}},
                                        {.draft = money, .options = {.idempotency_key = "M"}, .settles_entries = {1}}};
  const auto outcomes = book.vouchers().post_batch(entries, {.all_or_nothing = true});
  REQUIRE(outcomes[2].posted());
  // First what the draft names, then the entries.
  const auto settled = book.receivables().allocations(outcomes[2].result.voucher->id);
  REQUIRE(settled.size() == 2);
  CHECK(settled[0].debit == before.id);
  CHECK(settled[1].debit == outcomes[1].result.voucher->id);
  CHECK(settled[1].amount == usd("5"));
  const auto again = book.vouchers().post_batch(entries);
  CHECK(again[2].result.repeated);
  CHECK(again[2].result.voucher->id == outcomes[2].result.voucher->id);
  auto other = entries;
  other[2].settles_entries = {0};
  CHECK(book.vouchers().post_batch(other)[2].problems.front().code == ErrorCode::idempotency_conflict);
  CHECK(book.verify().empty());
}

TEST_CASE("an entry that settles one that failed fails alone, and names both", "[vouchers]") {
  Book book = trade_book();
  const std::vector<BatchEntry> entries{
      {.draft = trade_sale("C001", 1)},
      {.draft = trade_sale("NOBODY", 1)},
      {.draft = trade_collection("C001", Decimal(1)), .settles_entries = {0, 1, 3}},
      {.draft = trade_collection("C001", Decimal(2)), .settles_entries = {0}},
  };
  const auto outcomes = book.vouchers().post_batch(entries);
  const std::vector<Problem>& problems = outcomes[2].problems;
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].code == ErrorCode::unknown_reference);
  CHECK(problems[0].field == "settles_entries[1]");
  CHECK(problems[0].figures == std::vector<std::pair<std::string, std::string>>{{"entry", "2"}, {"settles", "1"}});
  CHECK(problems[1].code == ErrorCode::range);
  CHECK(problems[1].field == "settles_entries[2]");
  CHECK(outcomes[3].posted());
  CHECK(book.receivables().balance("C001").amount == usd("8"));
  CHECK(book.verify().empty());
}

TEST_CASE("a batch in the session's batch goes with it", "[vouchers]") {
  Book book = trade_book();
  {
    const auto batch = book.batch();
    CHECK(book.vouchers().post(trade_sale("C003", 1)).posted());
    CHECK(book.vouchers().post_batch(mixed())[3].posted());
    CHECK_FALSE(book.vouchers().post_batch(mixed(), {.all_or_nothing = true})[0].posted());
    CHECK(book.receivables().balance("C002").amount == usd("20.00"));
  }
  CHECK(book.vouchers().list({}).empty());
  CHECK(book.vouchers().post_batch({}).empty());
  const std::vector<BatchEntry> vast(100'001);
  CHECK(refusal([&] { (void)book.vouchers().post_batch(vast); }) == "LIMIT(entries)");
}

TEST_CASE("what a failed voucher had loaded or changed is not seen by the next", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::credit_limit, "100");
  // A thousand vouchers of which every third is refused by the credit limit or by its content.
  std::vector<BatchEntry> entries;
  for (int i = 0; i < 300; ++i) {
    entries.push_back({.draft = trade_sale("C001", 10)});
    entries.push_back({.draft = trade_collection("C001", Decimal(100))});
    entries.push_back({.draft = trade_sale("C001", 11)});
  }
  int posted = 0;
  for (const BatchOutcome& each : book.vouchers().post_batch(entries)) posted += each.posted() ? 1 : 0;
  CHECK(posted == 600);
  CHECK(book.receivables().balance("C001").amount.is_zero());
  CHECK(book.verify().empty());
}
