// Goal: what keeps and what is taken anew follows from the line and the mode alone; a price that was promised is posted
// to the cent, and nobody can make one up.
#include "emptor/repricing.hpp"

#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"
#include "vouchers/rules_repricing.hpp"

using namespace emptor;
using namespace emptor::test;
using vouchers::Answered;

namespace {

UnitPrice price(std::string_view text) { return UnitPrice::of(text); }

LinePrice found(std::string_view text, PriceSource source = PriceSource::base, std::int64_t entry = 1) {
  return {.unit_price = price(text), .source = source, .entry = PriceEntryId(entry)};
}

/// The cause of what becomes of a line whose price is `now`.
RepricingCause cause(const LineDraft& line, Repricing mode, LinePrice now) {
  const LineDraft asked = vouchers::to_ask(line, mode);
  const bool kept = vouchers::keeps_price(asked, "PCS");
  return vouchers::compare(line, asked, Answered{.price = std::move(now), .kept = kept}, Rounding::half_up).cause;
}

}  // namespace

TEST_CASE("the cause of a price that was taken anew is the first thing that differs", "[vouchers]") {
  const LineDraft line{.item = "P1", .priced = found("10.00")};
  CHECK(cause(line, Repricing::keep_typed, found("10.00")) == RepricingCause::same);
  CHECK(cause(line, Repricing::keep_typed, found("9.00")) == RepricingCause::terms);
  CHECK(cause(line, Repricing::keep_typed, found("10.00", PriceSource::base, 2)) == RepricingCause::entry);
  CHECK(cause(line, Repricing::keep_typed, found("9.00", PriceSource::special_item, 2)) == RepricingCause::source);
  CHECK(cause({.item = "P1"}, Repricing::keep_typed, found("9.00")) == RepricingCause::first);
  CHECK(cause(line, Repricing::frozen, found("10.00")) == RepricingCause::frozen);
}

TEST_CASE("what was typed survives but in the mode that forgets it", "[vouchers]") {
  const LineDraft typed{
      .item = "P1", .unit_price = price("7.77"), .discount = Percent::of("10"), .price_reason = "promised"};
  for (const Repricing mode : {Repricing::frozen, Repricing::keep_typed, Repricing::dry}) {
    const LineDraft asked = vouchers::to_ask(typed, mode);
    CHECK(asked.unit_price == price("7.77"));
    CHECK(asked.discount == Percent::of("10"));
    CHECK(asked.price_reason == "promised");
    CHECK(cause(typed, mode, found("6.993", PriceSource::typed, 0)) == RepricingCause::typed);
  }
  const LineDraft asked = vouchers::to_ask(typed, Repricing::all);
  CHECK_FALSE(asked.unit_price);
  CHECK_FALSE(asked.discount);
  CHECK(asked.price_reason.empty());
  const LineRepricing told = vouchers::compare(typed, asked, Answered{.price = found("8.00")}, Rounding::half_up);
  CHECK(told.cause == RepricingCause::typing_ended);
  CHECK(told.before == price("6.993"));  // 7.77 less 10 %
  CHECK(told.after == price("8.00"));
  CHECK(told.changed());
}

TEST_CASE("a line keeps its price only under the typing that it was given for", "[vouchers]") {
  LineDraft line{.item = "P1", .priced = found("9.00")};
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.discount = Percent::of("5");
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
  line.priced->discount = Percent::of("5");
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.discount.reset();
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
  line.priced->source = PriceSource::customer_rate;
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.unit_price = price("1.00");
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
}

TEST_CASE("a typed discount of 0 is one", "[vouchers]") {
  LineDraft line{.item = "P1", .priced = found("9.00")};
  line.discount = Percent{};
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
  line.priced->discount = Percent{};
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.discount.reset();
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));

  // It keeps the book's discounts away, also from a price that was promised with them.
  Book book = trade_book();
  book.prices().set_discount({.percents = {Decimal(20)}});
  VoucherDraft draft = book.vouchers().reprice(trade_sale("C001", 1), Repricing::frozen).draft;
  CHECK(book.vouchers().preview(draft).voucher.total == usd("8.00"));
  draft.lines[0].discount = Percent{};
  CHECK(book.vouchers().preview(draft).voucher.total == usd("10.00"));
  const VoucherDraft again = book.vouchers().reprice(draft, Repricing::frozen).draft;
  CHECK(again.lines[0].priced->discount == Percent{});
  book.prices().set_base("P1", Decimal(11));
  CHECK(book.vouchers().preview(again).voucher.total == usd("10.00"));
  const DraftId id = book.vouchers().save_draft(again);
  CHECK(book.vouchers().draft(id).lines[0].priced == again.lines[0].priced);
  const Voucher posted = *book.vouchers().post(again).voucher;
  CHECK(book.vouchers().preview(book.vouchers().copy(posted.id)).voucher.total == usd("10.00"));
}

TEST_CASE("a kept price is for its unit and from its list", "[vouchers]") {
  LineDraft line{.item = "P1", .priced = found("9.00")};
  line.unit = "PCS";
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.unit = "DZN";
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
  line.priced->unit = "DZN";
  CHECK(vouchers::keeps_price(line, "PCS"));
  line.unit.reset();
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));
  line.priced->unit = "PCS";
  line.price_list = "B";
  CHECK_FALSE(vouchers::keeps_price(line, "PCS"));

  Book book = trade_book();
  book.catalog().create_unit("DZN", "dozen");
  book.catalog().create_item(
      {.code = "P2", .name = "Shade", .unit = "PCS", .units = {{"DZN", Ratio{12, 1}}}, .stocked = false});
  book.prices().set_base("P2", Decimal(10));
  VoucherDraft sale = trade_sale("C001", 2);
  sale.lines[0].item = "P2";
  VoucherDraft draft = book.vouchers().reprice(sale, Repricing::frozen).draft;
  draft.lines[0].unit = "DZN";
  CHECK(book.vouchers().preview(draft).voucher.total == usd("240.00"));
  const Repriced dozens = book.vouchers().reprice(draft, Repricing::frozen);
  CHECK(dozens.lines[0].cause == RepricingCause::terms);
  CHECK(dozens.draft.lines[0].priced->unit == "DZN");
  PriceEntryInput entry;
  entry.list = {.kind = PriceListKind::named, .code = "B"};
  entry.product.item = "P2";
  entry.price = Decimal(7);
  book.prices().create_list({.code = "B", .name = "B"});
  book.prices().set(entry);
  draft.lines[0].unit = "PCS";
  CHECK(book.vouchers().preview(draft).voucher.total == usd("20.00"));
  draft.lines[0].price_list = "B";
  CHECK(book.vouchers().preview(draft).voucher.total == usd("14.00"));
  const VoucherDraft listed = book.vouchers().reprice(draft, Repricing::frozen).draft;
  CHECK(listed.lines[0].priced->price_list == "B");
  CHECK(book.vouchers().reprice(listed, Repricing::frozen).lines[0].cause == RepricingCause::frozen);
}

TEST_CASE("pricing again twice changes nothing, and posting what was told costs what was told", "[vouchers]") {
  Book book = trade_book();
  const VoucherDraft draft = trade_sale("C001", 7);
  const Repriced once = book.vouchers().reprice(draft, Repricing::keep_typed);
  const Repriced twice = book.vouchers().reprice(once.draft, Repricing::keep_typed);
  REQUIRE(once.lines.size() == twice.lines.size());
  for (const LineRepricing& line : twice.lines) CHECK(line.cause == RepricingCause::same);
  CHECK(book.vouchers().preview(once.draft).voucher.total == book.vouchers().preview(draft).voucher.total);
  const Voucher posted = *book.vouchers().post(once.draft).voucher;
  const VoucherDraft copied = book.vouchers().copy(posted.id);
  CHECK(book.vouchers().preview(copied).voucher.total == posted.total);
  CHECK(book.verify().empty());
}

TEST_CASE("a price that nobody found is not kept", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = book.vouchers().reprice(trade_sale("C001", 1), Repricing::frozen).draft;
  REQUIRE(draft.lines[0].priced);
  LinePrice& priced = *draft.lines[0].priced;
  const LinePrice honest = priced;
  const auto refused_on = [&](std::string_view field) {
    const Error error = refused([&] { static_cast<void>(book.vouchers().post(draft)); });
    CHECK(error.code() == ErrorCode::invalid);
    CHECK(error.field() == field);
  };
  priced.entry = PriceEntryId(987'654);
  refused_on("lines[0].priced");
  priced = honest;
  priced.trace = "20 = 0.01";
  refused_on("lines[0].priced");
  priced = honest;
  priced.source = PriceSource::typed;
  refused_on("lines[0].priced.source");
  priced = honest;
  // One piece at 10.00 does not cost 0.01, and another item is not sold by this one's entry.
  priced.quantity = Quantity::of(1);
  priced.amount = Decimal::parse("0.01");
  refused_on("lines[0].priced.amount");
  priced = honest;
  book.catalog().create_item({.code = "P2", .name = "Shade", .unit = "PCS"});
  draft.lines[0].item = "P2";
  refused_on("lines[0].priced");
  draft.lines[0].item = "P1";
  CHECK(book.vouchers().post(draft).posted());
  CHECK(refused([&] { static_cast<void>(book.vouchers().reprice(draft, static_cast<Repricing>(9))); }).field() ==
        "mode");
  CHECK(refused([&] {
          static_cast<void>(book.vouchers().reprice(trade_collection("C001", Decimal(5)), Repricing::all));
        }).field() == "kind");
}

TEST_CASE("kept prices stay in their currency when the customer's changes", "[vouchers]") {
  Book book = trade_book();
  const VoucherDraft draft = book.vouchers().reprice(trade_sale("C001", 1), Repricing::frozen).draft;
  book.settings().set_exchange_rate("EUR", "USD", trade_day, Decimal::parse("1.1"));
  book.customers().set_term(TermOwner::party("C001"), Term::currency, "EUR", trade_day);
  CHECK(book.vouchers().post(draft).voucher->total == usd("10.00"));
}

TEST_CASE("an order with prices comes back from the book as it was", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = book.vouchers().reprice(trade_sale("C001", 7), Repricing::frozen).draft;
  draft.lines[0].priced->amount = Decimal::parse("5.83");
  draft.lines[0].priced->base_price = price("0.833333");
  const DraftId id = book.vouchers().save_draft(draft);
  CHECK(book.vouchers().draft(id).lines[0].priced == draft.lines[0].priced);
}
