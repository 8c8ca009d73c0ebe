// Goal: a voucher keeps the version of a programme that it used; an answer that comes back is answered anew; gifts are
// no last prices; purchases know no promotions; tax is on what is left.
#include "support/bare_book.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

ProgrammeInput buy_ten_get_one() {
  return {.code = "PR1",
          .phase = "line",
          .products = {{.item = "P1"}},
          .reward = RewardKind::free_goods,
          .per = Decimal(10),
          .get = Decimal(1)};
}

ProgrammeInput ten_percent() { return {.code = "TEN", .reward = RewardKind::order_percent, .value = Decimal(10)}; }

/// What a screen posts after it has shown an answer.
VoucherDraft back(const Voucher& shown) {
  VoucherDraft draft{.party = shown.party, .dated = shown.dated, .location = shown.location};
  for (const VoucherLine& line : shown.lines)
    draft.lines.push_back({.item = line.item, .quantity = line.quantity, .unit = line.unit, .gift_of = line.gift_of});
  return draft;
}

}  // namespace

TEST_CASE("a voucher keeps the version that it used", "[vouchers][promotions]") {
  Book book = trade_book();
  const ProgrammeId first = book.promotions().set(ten_percent());
  const VoucherId sold = book.vouchers().post(trade_sale("C001", 10)).voucher->id;
  ProgrammeInput less = ten_percent();
  less.value = Decimal(5);
  less.replaces = first;
  const ProgrammeId second = book.promotions().set(less);
  const Voucher kept = book.vouchers().get(sold);
  REQUIRE(kept.promotions.size() == 1);
  CHECK(kept.promotions[0].programme == first);
  CHECK(kept.promotions[0].amount == usd("10.00"));
  CHECK(kept.lines[0].promotion == usd("10.00"));
  CHECK(book.vouchers().preview(trade_sale("C001", 10)).voucher.net == usd("95.00"));
  book.promotions().withdraw(second);
  CHECK(book.vouchers().preview(trade_sale("C001", 10)).voucher.net == usd("100.00"));
  CHECK(book.promotions().list().empty());
  CHECK(book.verify().empty());
}

TEST_CASE("an answer that comes back is answered anew", "[vouchers][promotions]") {
  Book book = trade_book();
  book.promotions().set(buy_ten_get_one());
  const Preview seen = book.vouchers().preview(trade_sale("C001", 25));
  REQUIRE(seen.voucher.lines.size() == 2);
  REQUIRE(seen.gift_changes.size() == 1);
  const Preview again = book.vouchers().preview(back(seen.voucher));
  CHECK(again.gift_changes.empty());
  CHECK(again.voucher.promotions == seen.voucher.promotions);
  CHECK(again.voucher.lines.size() == 2);
  VoucherDraft fewer = back(seen.voucher);
  fewer.lines[0].quantity = Quantity::of(9);
  const Preview gone = book.vouchers().preview(fewer);
  CHECK(gone.voucher.lines.size() == 1);
  CHECK(gone.gift_changes == std::vector<GiftChange>{{"PR1", "P1", Quantity::of(2), Quantity::of(0)}});
  // What is posted is what was seen, and a draft that waits keeps whose gift a line is.
  const DraftId waiting = book.vouchers().save_draft(back(seen.voucher));
  CHECK(book.vouchers().draft(waiting).lines[1].gift_of == "PR1");
  const PostResult posted = book.vouchers().post_draft(waiting);
  REQUIRE(posted.posted());
  CHECK(posted.voucher->promotions == seen.voucher.promotions);
  CHECK(book.verify().empty());
}

TEST_CASE("a gift moves stock, is reversed with its voucher, and is nobody's last price", "[vouchers][promotions]") {
  Book book = trade_book();
  BookSettings settings = book.settings().get();
  settings.sales_prices.sources = {PriceSource::last_price, PriceSource::base};
  book.settings().change(settings);
  book.promotions().set(buy_ten_get_one());
  VoucherDraft draft = trade_sale("C001", 10);
  draft.lines[0].unit_price = UnitPrice::of("8");
  const PostResult posted = book.vouchers().post(draft);
  REQUIRE(posted.posted());
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(1'000'000 - 11));
  CHECK(book.prices().quote({.item = "P1", .customer = "C001"}).unit_price == UnitPrice::of("8"));
  CHECK(book.vouchers().price_history({.party = "C001", .item = "P1"}).size() == 1);
  const Voucher reversal = book.vouchers().reverse(posted.voucher->id);
  CHECK(reversal.lines[1].promotion == -posted.voucher->lines[1].promotion);
  CHECK(reversal.promotions.empty());
  CHECK(book.stock().on_hand("P1", "W1") == Quantity::of(1'000'000));
  CHECK(book.verify().empty());
}

TEST_CASE("purchases know no promotions, and tax is on what is left", "[vouchers][promotions]") {
  Book book = trade_book();
  book.promotions().set(ten_percent());
  book.suppliers().create({.code = "S001", .name = "Glow Works"});
  book.catalog().create_tax_code("VAT", "VAT", Percent::of("10"));
  VoucherDraft sale = trade_sale("C001", 11);
  sale.lines[0].tax_code = "VAT";
  const Voucher exclusive = book.vouchers().preview(sale).voucher;
  CHECK(exclusive.net == usd("99.00"));
  CHECK(exclusive.tax == usd("9.90"));
  sale.tax_mode = TaxMode::inclusive;
  sale.lines[0].unit_price = UnitPrice::of("11");
  const Voucher inclusive = book.vouchers().preview(sale).voucher;
  CHECK(inclusive.total == usd("108.90"));
  CHECK(inclusive.lines[0].promotion == usd("12.10"));
  VoucherDraft purchase = trade_sale("S001", 10);
  purchase.kind = VoucherKind::purchase;
  purchase.lines[0].unit_price = UnitPrice::of("5");
  const Preview bought = book.vouchers().preview(purchase);
  CHECK(bought.voucher.net == usd("50.00"));
  CHECK(bought.promotions.empty());
}
