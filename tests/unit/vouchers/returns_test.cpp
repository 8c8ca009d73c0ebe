// Goal: what comes back is paid back exactly, whatever the order of returns and reversals; a return says of what it is.
#include <map>

#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"
#include "vouchers/rules_returns.hpp"

using namespace emptor;
using namespace emptor::test;
using vouchers::Refund;
using vouchers::Units;

namespace {

ReturnDraft back(VoucherId of, std::int64_t pieces, int line = 1) {
  return {.of = of, .lines = {{.line = line, .quantity = Quantity::of(pieces)}}, .dated = trade_day};
}

}  // namespace

TEST_CASE("shares of a line are rounded all together", "[vouchers]") {
  const Units sold{.quantity = 3'000'000, .stock_quantity = 10, .amount = 10'000, .tax = 1'000, .promotion = 1};
  Units returned;
  std::vector<std::int64_t> amounts;
  std::vector<std::int64_t> stock;
  for (int i = 0; i < 3; ++i) {
    const Units part = share(sold, returned, 1'000'000, Rounding::half_up);
    amounts.push_back(part.amount);
    stock.push_back(part.stock_quantity);
    returned = vouchers::less(sold, vouchers::less(vouchers::less(sold, returned), part));
  }
  CHECK(amounts == std::vector<std::int64_t>{3'333, 3'334, 3'333});
  CHECK(stock == std::vector<std::int64_t>{3, 4, 3});
  CHECK(returned == sold);
}

TEST_CASE("what is withheld is in proportion, never more than the shares, and given back", "[vouchers]") {
  const std::vector<Refund> shares{{3'000, 300}, {1'000, 100}};
  CHECK(withhold({400, 40}, {}, shares) == std::vector<Refund>{{300, 30}, {100, 10}});
  CHECK(withhold({9'000, 900}, {}, shares) == shares);
  CHECK(withhold({0, 0}, {400, 40}, shares) == std::vector<Refund>{{-300, -30}, {-100, -10}});
  CHECK(withhold({400, 40}, {400, 40}, shares) == std::vector<Refund>{{}, {}});
  const std::vector<Refund> free{{}, {}};
  CHECK(withhold({700, 70}, {}, free) == free);
  CHECK(withhold({0, 0}, {700, 70}, free) == std::vector<Refund>{{-700, -70}, {}});
}

TEST_CASE("a return names its voucher and its lines, and keeps what they were", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = trade_sale("C001", 4);
  draft.project = "HARBOUR";
  draft.lines.push_back(
      {.item = "P1", .quantity = Quantity::of(2), .unit_price = UnitPrice::of("7"), .memo = "scratched"});
  const VoucherId sale = book.vouchers().post(draft).voucher->id;
  ReturnDraft wanted = back(sale, 1, 2);
  wanted.memo = "broken glass";
  wanted.reference = "RMA 7";
  const Preview seen = book.vouchers().preview_return(wanted);
  const PostResult result = book.vouchers().return_goods(wanted);
  REQUIRE(result.posted());
  const Voucher made = book.vouchers().get(result.voucher->id);
  CHECK(made.kind == VoucherKind::sales_return);
  CHECK(made.number == seen.voucher.number);
  CHECK(made.returns == sale);
  CHECK(made.project == "HARBOUR");
  CHECK(made.memo == "broken glass");
  CHECK(made.reference == "RMA 7");
  CHECK(made.location == "W1");
  REQUIRE(made.lines.size() == 1);
  CHECK(made.lines[0].returns_line == 2);
  CHECK(made.lines[0].unit_price == UnitPrice::of("7"));
  CHECK(made.lines[0].source == PriceSource::typed);
  CHECK(made.lines[0].memo.empty());
  CHECK(made.lines[0].withheld.is_zero());
  CHECK(made.total == usd("7.00"));
  CHECK(seen.voucher.total == made.total);
  CHECK(seen.balance_after == book.receivables().balance("C001").amount);

  const Voucher undone = book.vouchers().reverse(made.id);
  CHECK(undone.returns == sale);
  CHECK(undone.lines[0].returns_line == 2);
  CHECK(undone.lines[0].quantity == Quantity::of(-1));
  CHECK(refusal([&] { (void)book.vouchers().copy(made.id); }) == "INVALID(voucher)");
  CHECK(refusal([&] { (void)book.vouchers().return_goods(back(VoucherId(999), 1)); }) == "NOT_FOUND(of)");
  CHECK(refusal([&] { (void)book.vouchers().return_goods({.of = sale, .broken = static_cast<BrokenPromotion>(9)}); }) ==
        "INVALID(broken)");
  CHECK(refusal([&] { (void)book.vouchers().return_goods({.of = sale, .location = "MOON"}); }) ==
        "UNKNOWN_REFERENCE(location)");
  CHECK(book.verify().empty());
}

TEST_CASE("a refusal of too much says what was traded, what came back and what is left", "[vouchers]") {
  Book book = trade_book();
  const VoucherId sale = book.vouchers().post(trade_sale("C001", 5)).voucher->id;
  REQUIRE(book.vouchers().return_goods(back(sale, 2)).posted());
  const Error too_much = refused([&] { (void)book.vouchers().return_goods(back(sale, 4)); });
  CHECK(too_much.code() == ErrorCode::range);
  CHECK(too_much.field() == "lines[0].quantity");
  const auto& figures = too_much.problems().front().figures;
  const std::map<std::string, std::string> said(figures.begin(), figures.end());
  CHECK(said == std::map<std::string, std::string>{
                    {"item", "P1"}, {"traded", "5"}, {"returned", "2"}, {"left", "3"}, {"quantity", "4"}});
  const Error used = refused([&] { (void)book.vouchers().reverse(sale); });
  CHECK(used.code() == ErrorCode::in_use);
  CHECK(used.problems().front().figures.back() == std::pair<std::string, std::string>("return", "20260331-1"));
}

TEST_CASE("parts of a unit come back, and the units of a sale in boxes", "[vouchers]") {
  Book book = trade_book();
  book.catalog().create_unit("DZN", "dozen");
  book.catalog().create_item(
      {.code = "P2", .name = "Bulb", .unit = "PCS", .units = {{.unit = "DZN", .factor = Ratio::of(12, 1)}}});
  book.stock().adjust("P2", "W1", Quantity::of(100), trade_day, "opening stock");
  VoucherDraft draft = trade_sale("C001", 2);
  draft.lines[0] = {.item = "P2", .quantity = Quantity::of(2), .unit = "DZN", .unit_price = UnitPrice::of("120")};
  const VoucherId sale = book.vouchers().post(draft).voucher->id;
  const auto quarter = book.vouchers().return_goods(
      {.of = sale, .lines = {{.line = 1, .quantity = Quantity::of("0.25")}}, .dated = trade_day});
  REQUIRE(quarter.posted());
  CHECK(quarter.voucher->lines[0].unit == "DZN");
  CHECK(quarter.voucher->total == usd("30.00"));
  CHECK(book.stock().on_hand("P2", "W1") == Quantity::of(100 - 21));
}

TEST_CASE("tax that is rounded per document comes back to the cent", "[vouchers]") {
  Book book = trade_book();
  BookSettings settings = book.settings().get();
  settings.tax_rounding = TaxRounding::per_document;
  book.settings().change(settings);
  book.catalog().create_tax_code("VAT", "VAT", Percent::of("7"));
  VoucherDraft draft = trade_sale("C001", 3);
  draft.lines[0].unit_price = UnitPrice::of("0.33");
  draft.lines[0].tax_code = "VAT";
  draft.lines.push_back(draft.lines[0]);
  draft.lines.push_back(draft.lines[0]);
  const Voucher sale = *book.vouchers().post(draft).voucher;
  Money net = usd("0");
  Money tax = usd("0");
  for (int line = 1; line <= 3; ++line)
    for (int i = 0; i < 3; ++i) {
      const PostResult part = book.vouchers().return_goods(back(sale.id, 1, line));
      REQUIRE(part.posted());
      net += part.voucher->net;
      tax += part.voucher->tax;
    }
  CHECK(net == sale.net);
  CHECK(tax == sale.tax);
  CHECK(book.receivables().open_items("C001").empty());
  CHECK(book.verify().empty());
}

TEST_CASE("goods of another currency come back at the rate of their sale", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = trade_sale("C001", 2);
  draft.currency = "EUR";
  draft.exchange_rate = Decimal::parse("1.10");
  draft.lines[0].unit_price = UnitPrice::of("50");
  const VoucherId sale = book.vouchers().post(draft).voucher->id;
  book.settings().set_exchange_rate("EUR", "USD", trade_day, Decimal::parse("1.30"));
  const PostResult made = book.vouchers().return_goods(back(sale, 1));
  REQUIRE(made.posted());
  CHECK(made.voucher->total == Money::of("50", "EUR"));
  CHECK(made.voucher->exchange_rate == Ratio::of(11, 10));
  CHECK(book.verify().empty());
}

TEST_CASE("a return settles its own sale where vouchers are settled by name, and nothing else", "[vouchers]") {
  Book book = trade_book();
  book.customers().set_term(TermOwner::party("C001"), Term::tracking, "required");
  const VoucherId first = book.vouchers().post(trade_sale("C001", 1)).voucher->id;
  const VoucherId second = book.vouchers().post(trade_sale("C001", 2)).voucher->id;
  REQUIRE(book.vouchers().return_goods(back(second, 1)).posted());
  REQUIRE(book.vouchers()
              .post({.kind = VoucherKind::collection,
                     .party = "C001",
                     .dated = trade_day,
                     .amount = Decimal(10),
                     .settles = {second}})
              .posted());
  REQUIRE(book.vouchers().return_goods(back(second, 1)).posted());
  VoucherDraft unknown = trade_sale("C001", 1);
  unknown.kind = VoucherKind::sales_return;
  REQUIRE(book.vouchers().post(unknown).posted());
  const auto open = book.receivables().open_items("C001");
  REQUIRE(open.size() == 3);
  CHECK(open[0].voucher == first);
  CHECK(open[0].open == usd("10.00"));
  CHECK(open[1].open == usd("-10.00"));
  CHECK(open[2].open == usd("-10.00"));
}

TEST_CASE("returns of locked and archived customers pass, and lower what they bought", "[vouchers]") {
  Book book = trade_book();
  const VoucherId sale = book.vouchers().post(trade_sale("C001", 5)).voucher->id;
  REQUIRE(book.vouchers().post(trade_sale("C002", 4)).posted());
  book.customers().update("C001", {.archived = true});
  REQUIRE(book.vouchers().return_goods(back(sale, 2)).posted());
  const auto best = book.vouchers().best_customers({});
  REQUIRE(best.size() == 2);
  CHECK(best[0].party == "C002");
  CHECK(best[1].net == usd("30.00"));
  CHECK(best[1].vouchers == 1);
}

TEST_CASE("negative quantities are refused with a word about returns", "[vouchers]") {
  Book book = trade_book();
  const Error negative = refused([&] { (void)book.vouchers().post(trade_sale("C001", -1)); });
  CHECK(negative.field() == "lines[0].quantity");
  CHECK(std::string(negative.message()).find("a return") != std::string::npos);
}
