/// What limits, budgets and coupons let a sale have.
#include <algorithm>

#include "promotions/rules.hpp"

namespace emptor::promotions {
namespace {

std::int64_t left(std::int64_t limit, std::int64_t used) {
  return limit == no_limit ? no_limit : std::max<std::int64_t>(limit - used, 0);
}

}  // namespace

Allowance allowance(const Programme& programme, const Used& used, bool has_coupon) {
  const std::int64_t of_all = left(programme.uses_max, used.uses);
  const std::int64_t of_customer = left(programme.customer_uses_max, used.customer_uses);
  Allowance out{.uses_left = std::min(of_all, of_customer), .amount_left = left(programme.budget, used.amount)};
  if (programme.by_coupon && !has_coupon)
    out.closed = PromotionOutcome::coupon_required;
  else if (of_all == 0)
    out.closed = PromotionOutcome::used_up;
  else if (of_customer == 0)
    out.closed = PromotionOutcome::customer_used_up;
  else if (out.amount_left == 0)
    out.closed = PromotionOutcome::budget_exhausted;
  return out;
}

bool fits(const Programme& programme, const Allowance& allowance, std::int64_t amount) noexcept {
  return programme.overrun == Overrun::soft || amount <= allowance.amount_left;
}

std::int64_t amount_max(const Programme& programme, const Allowance& allowance) noexcept {
  return programme.overrun == Overrun::partial ? allowance.amount_left : no_limit;
}

std::int64_t amount_before_max(const Programme& programme, std::int64_t amount) noexcept {
  if (programme.budget == no_limit) return no_limit;
  return programme.overrun == Overrun::soft ? programme.budget - 1 : programme.budget - amount;
}

CouponOutcome judge(const Coupon& coupon, const Used& used, std::int64_t customer, Date on) {
  if (coupon.valid.from && on < *coupon.valid.from) return CouponOutcome::not_yet;
  if (coupon.valid.until && on >= *coupon.valid.until) return CouponOutcome::expired;
  if (coupon.withdrawn) return CouponOutcome::withdrawn;
  if (coupon.customer != 0 && coupon.customer != customer) return CouponOutcome::wrong_customer;
  if (left(coupon.uses_max, used.uses) == 0) return CouponOutcome::used_up;
  if (left(coupon.customer_uses_max, used.customer_uses) == 0) return CouponOutcome::customer_used_up;
  return CouponOutcome::taken;
}

}  // namespace emptor::promotions
