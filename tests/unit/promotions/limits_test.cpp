/// Limits, budgets and coupons over plain values (MODEL C2.7).
#include "promotions/rules.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::promotions;

constexpr std::int64_t one = 1'000'000;

/// 10.00 off everything.
Programme ten_off() {
  return {.id = ProgrammeId(1),
          .code = "TEN",
          .phase = "order",
          .priority = 100,
          .currency = Currency::of("USD"),
          .reward = RewardKind::order_amount,
          .value = 10 * one,
          .origin = ProgrammeId(1)};
}

Answer applied(const Programme& programme, const Used& used, bool has_coupon = false) {
  const Basket basket{
      .on = Date::of(2026, 3, 31),
      .customer = 1,
      .currency = Currency::of("USD"),
      .lines = {{.item = 1, .quantity = one, .amount = 6'000}, {.item = 2, .quantity = one, .amount = 3'000}},
      .allowances = {allowance(programme, used, has_coupon)}};
  const PromotionPhase phase{.name = "order"};
  return apply(basket, {&programme, 1}, {&phase, 1});
}

}  // namespace

TEST_CASE("a limit lets so many uses pass, of all and of each customer", "[promotions]") {
  Programme programme = ten_off();
  programme.uses_max = 3;
  CHECK(applied(programme, {.uses = 2}).grants.size() == 1);
  CHECK(applied(programme, {.uses = 3}).verdicts[0].outcome == PromotionOutcome::used_up);
  programme.customer_uses_max = 1;
  CHECK(applied(programme, {.uses = 2, .customer_uses = 1}).verdicts[0].outcome == PromotionOutcome::customer_used_up);
  CHECK(allowance(programme, {.uses = 1}, false).uses_left == 1);
  // A limit that was lowered below what was used leaves nothing, not less.
  CHECK(allowance(programme, {.uses = 9}, false).uses_left == 0);
}

TEST_CASE("a budget with 4.00 left and a reward of 10.00: strict, partial, soft", "[promotions]") {
  Programme programme = ten_off();
  programme.budget = 10'000;
  const Used used{.amount = 9'600};
  const Answer strict = applied(programme, used);
  CHECK(strict.grants.empty());
  CHECK(strict.verdicts[0].outcome == PromotionOutcome::budget_exhausted);
  CHECK(strict.verdicts[0].missing_amount == 600);
  programme.overrun = Overrun::partial;
  const Answer partial = applied(programme, used);
  REQUIRE(partial.grants.size() == 1);
  CHECK(partial.grants[0].amount == 400);
  CHECK(partial.grants[0].parts[0].amount == 267);  // 4.00 shared 60 to 30
  CHECK(partial.grants[0].parts[1].amount == 133);
  programme.overrun = Overrun::soft;
  CHECK(applied(programme, used).grants[0].amount == 1'000);
  CHECK(applied(programme, {.amount = 10'000}).verdicts[0].outcome == PromotionOutcome::budget_exhausted);
  // What the counter is guarded by agrees.
  CHECK(amount_before_max(programme, 1'000) == 9'999);
  programme.overrun = Overrun::strict;
  CHECK(amount_before_max(programme, 1'000) == 9'000);
  CHECK(applied(programme, {.amount = 9'000}).grants[0].amount == 1'000);
}

TEST_CASE("a programme by coupon needs one", "[promotions]") {
  Programme programme = ten_off();
  programme.by_coupon = true;
  CHECK(applied(programme, {}).verdicts[0].outcome == PromotionOutcome::coupon_required);
  CHECK(applied(programme, {}, true).grants.size() == 1);
}

TEST_CASE("why a coupon is not taken, the first reason of its order", "[promotions]") {
  const Date day = Date::of(2026, 3, 31);
  Coupon coupon{.id = CouponId(1), .customer = 7, .uses_max = 2, .customer_uses_max = 1};
  CHECK(judge(coupon, {}, 7, day) == CouponOutcome::taken);
  CHECK(judge(coupon, {}, 8, day) == CouponOutcome::wrong_customer);
  CHECK(judge(coupon, {.uses = 2, .customer_uses = 1}, 7, day) == CouponOutcome::used_up);
  CHECK(judge(coupon, {.uses = 1, .customer_uses = 1}, 7, day) == CouponOutcome::customer_used_up);
  coupon.valid = {Date::of(2026, 3, 1), day};
  CHECK(judge(coupon, {}, 7, Date::of(2026, 2, 28)) == CouponOutcome::not_yet);
  CHECK(judge(coupon, {}, 7, Date::of(2026, 3, 30)) == CouponOutcome::taken);
  CHECK(judge(coupon, {}, 7, day) == CouponOutcome::expired);
  coupon.withdrawn = true;
  CHECK(judge(coupon, {.uses = 2}, 8, Date::of(2026, 3, 30)) == CouponOutcome::withdrawn);
}
