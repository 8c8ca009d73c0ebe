// Goal: coupons, limits and budgets are counted with the voucher and given back by its reversal; a coupon that is not
// taken says why; what a reservation holds is there for its sale alone, until time is over; `verify` recounts.
#include "support/bare_book.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// 10 % off, by coupon: a sale of 10 pieces costs 90.00.
void welcome(Book& book, CouponInput coupon = {}) {
  book.promotions().set({.code = "TEN", .reward = RewardKind::order_percent, .value = Decimal(10), .by_coupon = true});
  if (coupon.code.empty()) coupon.code = "WELCOME";
  coupon.programme = "TEN";
  book.promotions().create_coupon(coupon);
}

VoucherDraft with(VoucherDraft draft, std::vector<std::string> coupons, ReservationId reservation = {}) {
  draft.coupons = std::move(coupons);
  draft.reservation = reservation;
  return draft;
}

std::string refused(const PostResult& result) {
  REQUIRE(result.refusal.has_value());
  CHECK(result.refusal->code == ErrorCode::coupon_refused);
  for (const auto& [name, value] : result.refusal->figures)
    if (name == "reason") return value;
  return {};
}

}  // namespace

TEST_CASE("a coupon is used once, says why afterwards, and is free after a reversal", "[vouchers][promotions]") {
  Book book = trade_book();
  welcome(book);
  CHECK(book.vouchers().preview(trade_sale("C001", 10)).promotions.at(0).outcome == PromotionOutcome::coupon_required);
  const VoucherDraft sale = with(trade_sale("C001", 10), {"WELCOME"});
  const Preview seen = book.vouchers().preview(sale);
  CHECK(seen.warnings.empty());
  CHECK(seen.coupons.at(0).outcome == CouponOutcome::taken);
  CHECK(seen.promotions.at(0).coupon == "WELCOME");
  const PostResult posted = book.vouchers().post(sale);
  REQUIRE(posted.posted());
  CHECK(posted.voucher->net == usd("90.00"));
  CHECK(posted.voucher->promotions.at(0).coupon == "WELCOME");
  CHECK(book.vouchers().get(posted.voucher->id).promotions == posted.voucher->promotions);
  CHECK(book.promotions().coupons({.code = "WELCOME"}).at(0).uses == 1);

  const Preview again = book.vouchers().preview(sale);
  CHECK(again.coupons.at(0).to_string() == "WELCOME: used_up (1 of 1)");
  CHECK(again.warnings.at(0).code == ErrorCode::coupon_refused);
  CHECK(refused(book.vouchers().post(sale)) == "used_up");
  // Without it, when that is what the customer wants.
  const PostResult dearer = book.vouchers().post(sale, {.acknowledge_warnings = true});
  REQUIRE(dearer.posted());
  CHECK(dearer.voucher->net == usd("100.00"));
  CHECK(book.verify().empty());

  static_cast<void>(book.vouchers().reverse(posted.voucher->id));
  CHECK(book.promotions().coupons({.code = "WELCOME"}).at(0).uses == 0);
  CHECK(book.promotions().usage("TEN").amount == usd("0.00"));
  CHECK(book.vouchers().post(sale).posted());
  CHECK(book.verify().empty());
}

TEST_CASE("why a coupon is not taken", "[vouchers][promotions]") {
  Book book = trade_book();
  welcome(book, {.customer = "C001", .uses_max = 2, .customer_uses_max = 1, .valid = {{}, trade_day}});
  const auto reason = [&](const char* customer, std::vector<std::string> coupons, Date on) {
    VoucherDraft draft = with(trade_sale(customer, 10), std::move(coupons));
    draft.dated = on;
    return book.vouchers().preview(draft).coupons.back().outcome;
  };
  const Date before = Date::of(2026, 3, 30);
  CHECK(reason("C001", {"WELCOME"}, before) == CouponOutcome::taken);
  CHECK(reason("C001", {"NOBODY"}, before) == CouponOutcome::unknown);
  CHECK(reason("C002", {"WELCOME"}, before) == CouponOutcome::wrong_customer);
  CHECK(reason("C001", {"WELCOME"}, trade_day) == CouponOutcome::expired);
  CHECK(reason("C001", {"WELCOME", "WELCOME"}, before) == CouponOutcome::not_needed);
  book.promotions().withdraw_coupon("WELCOME");
  CHECK(reason("C001", {"WELCOME"}, before) == CouponOutcome::withdrawn);
}

TEST_CASE("a correction uses what the corrected voucher gave back", "[vouchers][promotions]") {
  Book book = trade_book();
  welcome(book);
  const VoucherDraft sale = with(trade_sale("C001", 10), {"WELCOME"});
  const VoucherId first = book.vouchers().post(sale).voucher->id;
  const PostResult corrected = book.vouchers().correct(first, with(trade_sale("C001", 20), {"WELCOME"}));
  REQUIRE(corrected.posted());
  CHECK(corrected.voucher->net == usd("180.00"));
  CHECK(book.promotions().usage("TEN").uses == 1);
  CHECK(book.promotions().usage("TEN").amount == usd("20.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("a budget takes off what is left, through all versions", "[vouchers][promotions]") {
  Book book = trade_book();
  ProgrammeInput programme{.code = "TEN",
                           .reward = RewardKind::order_percent,
                           .value = Decimal(10),
                           .budget = Decimal(15),
                           .overrun = Overrun::partial};
  programme.replaces = book.promotions().set(programme);
  CHECK(book.vouchers().post(trade_sale("C001", 10)).voucher->net == usd("90.00"));
  programme.name = "Spring";
  static_cast<void>(book.promotions().set(programme));
  CHECK(book.vouchers().post(trade_sale("C002", 10)).voucher->net == usd("95.00"));
  const Preview seen = book.vouchers().preview(trade_sale("C001", 10));
  CHECK(seen.voucher.net == usd("100.00"));
  CHECK(seen.promotions.at(0).outcome == PromotionOutcome::budget_exhausted);
  CHECK(seen.promotions.at(0).budget_left == usd("0.00"));
  CHECK(book.promotions().usage("TEN").amount == usd("15.00"));
  CHECK(book.promotions().usage("TEN", "C002").amount == usd("5.00"));
  CHECK(book.verify().empty());
}

TEST_CASE("what a reservation holds is there for its sale alone", "[vouchers][promotions]") {
  Book book = trade_book();
  welcome(book);
  const VoucherDraft sale = with(trade_sale("C001", 10), {"WELCOME"});
  const Reservation held = book.vouchers().reserve(sale, 600);
  CHECK(book.promotions().coupons().at(0).reserved == 1);
  CHECK(refused(book.vouchers().post(with(trade_sale("C002", 10), {"WELCOME"}))) == "used_up");
  CHECK_THROWS_AS(book.vouchers().reserve(sale, 600), Error);
  CHECK_THROWS_AS(book.vouchers().preview(with(trade_sale("C002", 10), {"WELCOME"}, held.id)), Error);
  const PostResult posted = book.vouchers().post(with(trade_sale("C001", 10), {"WELCOME"}, held.id));
  REQUIRE(posted.posted());
  CHECK(book.promotions().coupons().at(0).reserved == 0);
  CHECK(book.promotions().coupons().at(0).uses == 1);
  static_cast<void>(book.vouchers().reverse(posted.voucher->id));
  const Reservation other = book.vouchers().reserve(sale, 600);
  book.promotions().release(other.id);
  CHECK(book.vouchers().post(with(trade_sale("C002", 10), {"WELCOME"})).posted());
  CHECK(book.verify().empty());
}

TEST_CASE("what is wrong with limits and coupons is refused when it is saved", "[promotions]") {
  Book book = trade_book();
  welcome(book);
  const auto field = [](auto call) {
    try {
      call();
    } catch (const Error& error) {
      return std::string(to_string(error.code())) + " " + error.field();
    }
    return std::string();
  };
  const auto coupon = [&](CouponInput input) { return field([&] { book.promotions().create_coupon(input); }); };
  CHECK(coupon({.code = "WELCOME", .programme = "TEN"}) == "DUPLICATE_CODE code");
  CHECK(coupon({.code = "X", .programme = "NONE"}) == "UNKNOWN_REFERENCE programme");
  CHECK(coupon({.code = "X", .programme = "TEN", .customer = "C999"}) == "UNKNOWN_REFERENCE customer");
  CHECK(coupon({.code = "X", .programme = "TEN", .uses_max = 0}) == "RANGE uses_max");
  ProgrammeInput programme{.code = "B", .value = Decimal(1), .uses_max = 0};
  CHECK(field([&] { book.promotions().set(programme); }) == "RANGE uses_max");
  programme = {.code = "B", .value = Decimal(1), .budget = Decimal(0)};
  CHECK(field([&] { book.promotions().set(programme); }) == "RANGE budget");
  VoucherDraft collection = trade_collection("C001", Decimal(1));
  collection.coupons = {"WELCOME"};
  CHECK(field([&] { static_cast<void>(book.vouchers().preview(collection)); }) == "INVALID coupons");
}
