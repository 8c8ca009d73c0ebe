/// What kinds, outcomes and choices are called.
#include <algorithm>
#include <array>
#include <utility>

#include "emptor/promotions.hpp"

namespace emptor {
namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<RewardKind, 8> kRewards{{{RewardKind::percent, "percent"},
                                         {RewardKind::amount_off, "amount_off"},
                                         {RewardKind::unit_price, "unit_price"},
                                         {RewardKind::order_percent, "order_percent"},
                                         {RewardKind::order_amount, "order_amount"},
                                         {RewardKind::set_price, "set_price"},
                                         {RewardKind::free_units, "free_units"},
                                         {RewardKind::free_goods, "free_goods"}}};
constexpr Names<FreeMode, 3> kModes{
    {{FreeMode::step, "step"}, {FreeMode::prorata, "prorata"}, {FreeMode::exact, "exact"}}};
constexpr Names<Pick, 3> kPicks{
    {{Pick::cheapest, "cheapest"}, {Pick::dearest, "dearest"}, {Pick::document, "document"}}};
constexpr Names<Needs, 2> kNeeds{{{Needs::any, "any"}, {Needs::all, "all"}}};
constexpr Names<Overrun, 3> kOverruns{
    {{Overrun::strict, "strict"}, {Overrun::partial, "partial"}, {Overrun::soft, "soft"}}};
constexpr Names<CouponOutcome, 10> kCouponOutcomes{{{CouponOutcome::taken, "taken"},
                                                    {CouponOutcome::unknown, "unknown"},
                                                    {CouponOutcome::not_yet, "not_yet"},
                                                    {CouponOutcome::expired, "expired"},
                                                    {CouponOutcome::withdrawn, "withdrawn"},
                                                    {CouponOutcome::wrong_customer, "wrong_customer"},
                                                    {CouponOutcome::used_up, "used_up"},
                                                    {CouponOutcome::customer_used_up, "customer_used_up"},
                                                    {CouponOutcome::not_needed, "not_needed"},
                                                    {CouponOutcome::not_applied, "not_applied"}}};
constexpr Names<PromotionOutcome, 19> kOutcomes{{{PromotionOutcome::applied, "applied"},
                                                 {PromotionOutcome::not_yet, "not_yet"},
                                                 {PromotionOutcome::expired, "expired"},
                                                 {PromotionOutcome::wrong_weekday, "wrong_weekday"},
                                                 {PromotionOutcome::wrong_customer, "wrong_customer"},
                                                 {PromotionOutcome::wrong_currency, "wrong_currency"},
                                                 {PromotionOutcome::nothing_in_scope, "nothing_in_scope"},
                                                 {PromotionOutcome::quantity_short, "quantity_short"},
                                                 {PromotionOutcome::amount_short, "amount_short"},
                                                 {PromotionOutcome::set_incomplete, "set_incomplete"},
                                                 {PromotionOutcome::lost_rank, "lost_rank"},
                                                 {PromotionOutcome::lost_best, "lost_best"},
                                                 {PromotionOutcome::excluded, "excluded"},
                                                 {PromotionOutcome::phase_off, "phase_off"},
                                                 {PromotionOutcome::nothing_off, "nothing_off"},
                                                 {PromotionOutcome::coupon_required, "coupon_required"},
                                                 {PromotionOutcome::used_up, "used_up"},
                                                 {PromotionOutcome::customer_used_up, "customer_used_up"},
                                                 {PromotionOutcome::budget_exhausted, "budget_exhausted"}}};

template <class Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) noexcept {
  for (const auto& [each, name] : names)
    if (each == value) return name;
  return {};
}

template <class Enum, std::size_t N>
std::optional<Enum> parse(const Names<Enum, N>& names, std::string_view text) noexcept {
  for (const auto& [each, name] : names)
    if (name == text) return each;
  return std::nullopt;
}

std::string shown(Quantity quantity) { return quantity.value().normalized().to_string(); }

}  // namespace

std::string_view to_string(RewardKind reward) noexcept { return name_of(kRewards, reward); }
std::string_view to_string(FreeMode mode) noexcept { return name_of(kModes, mode); }
std::string_view to_string(Pick pick) noexcept { return name_of(kPicks, pick); }
std::string_view to_string(Needs needs) noexcept { return name_of(kNeeds, needs); }
std::string_view to_string(Overrun overrun) noexcept { return name_of(kOverruns, overrun); }
std::string_view to_string(CouponOutcome outcome) noexcept { return name_of(kCouponOutcomes, outcome); }
std::string_view to_string(PromotionOutcome outcome) noexcept { return name_of(kOutcomes, outcome); }
std::optional<RewardKind> parse_reward(std::string_view name) noexcept { return parse(kRewards, name); }
std::optional<FreeMode> parse_free_mode(std::string_view name) noexcept { return parse(kModes, name); }
std::optional<Pick> parse_pick(std::string_view name) noexcept { return parse(kPicks, name); }
std::optional<Overrun> parse_overrun(std::string_view name) noexcept { return parse(kOverruns, name); }
std::optional<Needs> parse_needs(std::string_view name) noexcept { return parse(kNeeds, name); }

std::string PromotionVerdict::to_string() const {
  std::string text = code + ": ";
  switch (outcome) {
    case PromotionOutcome::applied:
      if (!amount.is_zero()) text += amount.to_string() + " off";
      if (!gift.empty()) text += (amount.is_zero() ? "" : " and ") + shown(gift_quantity) + " x " + gift + " free";
      if (!unplaced.is_zero()) text += ", " + unplaced.to_string() + " could not be placed above floors";
      if (missing_quantity.micros != 0) text += "; " + shown(missing_quantity) + " more and it gives more";
      break;
    case PromotionOutcome::quantity_short:
      text += shown(missing_quantity) + " more and it applies";
      break;
    case PromotionOutcome::amount_short:
      text += missing_amount.to_string() + " more and it applies";
      break;
    case PromotionOutcome::set_incomplete:
      text += missing_product.empty() ? "its products do not make a set"
                                      : shown(missing_quantity) + " more of " + missing_product + " and it applies";
      break;
    case PromotionOutcome::budget_exhausted:
      text += emptor::to_string(outcome);
      if (budget_left) text += ", " + budget_left->to_string() + " left";
      if (!missing_amount.is_zero()) text += ", " + missing_amount.to_string() + " short";
      break;
    default:
      text += emptor::to_string(outcome);
      if (!by.empty()) text += " to " + by;
      if (!lost_worth.is_zero()) text += " by " + lost_worth.to_string();
  }
  if (heuristic) text += " (heuristic)";
  return text;
}

std::string CouponVerdict::to_string() const {
  std::string text = code + ": " + std::string(emptor::to_string(outcome));
  switch (outcome) {
    case CouponOutcome::not_yet:
      return text + " (from " + valid.from->to_string() + ")";
    case CouponOutcome::expired:
      return text + " (until " + valid.until->to_string() + ")";
    case CouponOutcome::wrong_customer:
      return text + " (" + customer + ")";
    case CouponOutcome::used_up:
    case CouponOutcome::customer_used_up:
      return text + " (" + std::to_string(uses) + " of " + std::to_string(uses_max.value_or(0)) + ")";
    case CouponOutcome::not_applied:
      return text + " (" + reason + ")";
    default:
      return text;
  }
}

}  // namespace emptor
