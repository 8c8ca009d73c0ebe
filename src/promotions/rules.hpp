/// Promotions: pure functions over a basket and programmes.
///
/// `apply` answers from nothing but its arguments, and from the basket as it was typed: what an earlier answer took off
/// or added is no part of it, so that asking twice changes nothing and a gift that is no longer earned is gone.
///
/// Phases run in their order, each on what the ones before have left of the lines (or on the original amounts). In a
/// phase the programmes are tried in their rank: smallest priority, then code. Units of quantity are taken: where a
/// phase chooses (first, best) a unit serves one programme; where it adds up (sum, compound) each programme counts all
/// units anew. A reward for the whole order takes all units of its products or, where another programme of the phase
/// has some of them, nothing. What an exclusive programme has taken is closed to all others, in later phases too.
///
/// Best is exact up to 12 programmes that share lines, by trying every order of every set, since who takes first leaves
/// less to the others; of equal ones the one that begins with the better ranked wins. Beyond 12, and where it would
/// take too long, the better of rank order and the greatest gain at each step is taken and marked `heuristic`.
///
/// Quantities are in millionths of the stock unit, amounts in minor units of the basket's currency and on its tax
/// basis.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "emptor/promotions.hpp"

namespace emptor::promotions {

/// Stored: appended, never renumbered.
enum class ProductKind : std::uint8_t { item = 1, group = 2 };

struct Product {
  ProductKind kind = ProductKind::item;
  std::int64_t id = 0;
  std::int64_t quantity = 0;  ///< of a set

  friend bool operator==(const Product&, const Product&) = default;
};

inline constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

/// One version of a programme, in keys.
struct Programme {
  ProgrammeId id{};
  std::string code{};
  std::string phase{};
  int priority = 0;
  bool exclusive = false;
  Period valid{};
  std::uint8_t weekdays = every_day;
  std::vector<std::int64_t> customers{};
  std::vector<std::int64_t> customer_groups{};
  std::vector<Product> products{};  ///< none: everything
  Needs needs = Needs::any;
  std::int64_t min_quantity = 0;
  std::int64_t min_amount = 0;  ///< minor units
  Currency currency{};
  RewardKind reward = RewardKind::percent;
  std::int64_t value = 0;  ///< millionths: of one, or of the currency
  std::int64_t per = 0;
  std::int64_t get = 0;
  FreeMode mode = FreeMode::step;
  bool repeats = true;
  std::int64_t get_max = 0;       ///< 0: none
  std::int64_t get_multiple = 0;  ///< 0: not rounded
  Pick pick = Pick::cheapest;
  std::int64_t gift = 0;  ///< item; 0: the item that is bought most, the earliest of equal ones
  std::int64_t cap = 0;   ///< minor units; 0: none
  ProgrammeId origin{};   ///< its first version, which stands for all of them
  bool by_coupon = false;
  std::int64_t uses_max = no_limit;
  std::int64_t customer_uses_max = no_limit;
  std::int64_t budget = no_limit;  ///< minor units
  Overrun overrun = Overrun::strict;
};

[[nodiscard]] constexpr bool is_limited(const Programme& programme) noexcept {
  return programme.uses_max != no_limit || programme.customer_uses_max != no_limit || programme.budget != no_limit;
}
/// Whether what vouchers use of it is written down.
[[nodiscard]] constexpr bool is_counted(const Programme& programme) noexcept {
  return programme.by_coupon || is_limited(programme);
}

[[nodiscard]] constexpr bool adds_goods(const Programme& programme) noexcept {
  return programme.reward == RewardKind::free_goods;
}
[[nodiscard]] constexpr bool is_percentage(RewardKind reward) noexcept {
  return reward == RewardKind::percent || reward == RewardKind::order_percent || reward == RewardKind::free_units;
}
/// Whether it holds in its currency alone.
[[nodiscard]] constexpr bool has_money(const Programme& programme) noexcept {
  return programme.min_amount != 0 || programme.cap != 0 || programme.budget != no_limit ||
         !(is_percentage(programme.reward) || programme.reward == RewardKind::free_goods);
}
/// For the basket as a whole: all units of its products, or nothing.
[[nodiscard]] constexpr bool is_whole(RewardKind reward) noexcept {
  return reward == RewardKind::order_percent || reward == RewardKind::order_amount;
}
[[nodiscard]] bool ranks_before(const Programme& a, const Programme& b) noexcept;

struct BasketLine {
  std::int64_t item = 0;
  std::vector<std::int64_t> groups{};  ///< of the item, with their ancestors
  std::int64_t quantity = 0;
  std::int64_t amount = 0;
  std::int64_t least = 0;  ///< promotions leave at least so much of it, e.g. a floor
};

/// What was used of a programme or a coupon before, with what is reserved for others.
struct Used {
  std::int64_t uses = 0;
  std::int64_t customer_uses = 0;
  std::int64_t amount = 0;
  std::int64_t customer_amount = 0;
};

/// What a programme's limits let a sale have.
struct Allowance {
  PromotionOutcome closed = PromotionOutcome::applied;  ///< why it gives nothing; applied: it is open
  std::int64_t uses_left = no_limit;
  std::int64_t amount_left = no_limit;

  friend bool operator==(const Allowance&, const Allowance&) = default;
};

struct Basket {
  Date on{};
  std::int64_t customer = 0;
  std::vector<std::int64_t> customer_groups{};  ///< with their ancestors
  Currency currency{};
  Rounding rounding = Rounding::half_up;
  std::vector<BasketLine> lines{};
  std::vector<Allowance> allowances{};  ///< by programme, in the order asked; none: nothing is limited
};

/// What a programme took of a line, and off it.
struct Part {
  std::size_t line = 0;
  std::int64_t taken = 0;     ///< units that qualified or were rewarded
  std::int64_t rewarded = 0;  ///< of them, those that the reward is for
  std::int64_t base = 0;      ///< what those cost before
  std::int64_t amount = 0;    ///< what is taken off them

  friend bool operator==(const Part&, const Part&) = default;
};
using Parts = boost::container::small_vector<Part, 8>;

struct Gift {
  std::int64_t item = 0;
  std::int64_t quantity = 0;

  friend bool operator==(const Gift&, const Gift&) = default;
};

/// What a programme gives.
struct Grant {
  std::size_t programme = 0;  ///< its place in what was asked
  std::int64_t sets = 0;      ///< of a programme about sets
  Parts parts{};
  Gift gift{};  ///< quantity 0: none
  std::int64_t amount = 0;
  std::int64_t unplaced = 0;  ///< what lines at their least could not take
};

struct Verdict {
  std::size_t programme = 0;
  PromotionOutcome outcome = PromotionOutcome::nothing_in_scope;
  std::int64_t missing_quantity = 0;  ///< until it applies, or gives more
  std::int64_t missing_amount = 0;
  Product missing_product{};    ///< of a set; id 0: any
  std::int64_t by = -1;         ///< place of the programme that it lost to
  std::int64_t lost_worth = 0;  ///< of lost_best: by how much the chosen set is better than the best one with it
  bool heuristic = false;
};

struct Answer {
  std::vector<Grant> grants{};      ///< in the order in which they apply
  std::vector<Verdict> verdicts{};  ///< one for each programme, in the order asked
};

/// `gift_prices`: what a unit of each programme's gift is worth in millionths, for choosing the best; may be empty.
[[nodiscard]] Answer apply(const Basket& basket, std::span<const Programme> programmes,
                           std::span<const PromotionPhase> phases, std::span<const std::int64_t> gift_prices = {});

// rules_earn.cpp: one programme; rules_reward.cpp: what it gives.

/// A basket while programmes are applied.
struct State {
  const Basket* basket = nullptr;
  bool shared = true;                                         ///< a unit serves one programme of the phase
  boost::container::small_vector<std::int64_t, 40> left{};    ///< units that nobody has taken
  boost::container::small_vector<std::int64_t, 40> start{};   ///< amounts that rewards are of
  boost::container::small_vector<std::int64_t, 40> amount{};  ///< what is left of the amounts
  boost::container::small_vector<bool, 40> closed{};          ///< taken by an exclusive programme
  boost::container::small_vector<bool, 40> touched{};         ///< by any programme
  boost::container::small_vector<bool, 40> barred{};          ///< in this phase, by a programme of a better priority
};

[[nodiscard]] const Allowance& allowance_of(const Basket& basket, std::size_t programme) noexcept;
/// Whether day, customer, currency and limits let the programme (at `verdict.programme`) apply; else says why not.
[[nodiscard]] bool is_open_to(const Basket& basket, const Programme& programme, Verdict& verdict);
[[nodiscard]] bool is_about(const Programme& programme, const BasketLine& line) noexcept;
/// What the programme (at `grant.programme`) gives now; false, and why, when nothing. `state` stays as it is.
[[nodiscard]] bool earn(const State& state, const Programme& programme, Grant& grant, Verdict& verdict);
void take(State& state, const Programme& programme, const Grant& grant);

/// The amounts of the parts, from their rewarded units and bases: the same for an answer and for a replay. `room`: the
/// most that may be taken off each part, `most`: off all of them, e.g. what a budget has left. Returns what could not
/// be placed.
std::int64_t reward(const Programme& programme, Currency currency, Rounding rounding, std::int64_t sets,
                    std::span<Part> parts, std::span<const std::int64_t> room, std::int64_t most = no_limit);
/// Free units for a quantity, by `per`, `get` and what goes with them.
[[nodiscard]] std::int64_t free_quantity(const Programme& programme, std::int64_t quantity, Rounding rounding);
/// `apportion` where each part takes at most its `room`; what does not fit goes to those with room left. Returns what
/// fits nowhere.
std::int64_t apportion_within(std::int64_t total, std::span<const std::int64_t> weights,
                              std::span<const std::int64_t> room, std::span<std::int64_t> parts);

// rules_limits.cpp: what limits and coupons let a sale have.

/// `has_coupon`: one of its coupons holds.
[[nodiscard]] Allowance allowance(const Programme& programme, const Used& used, bool has_coupon);
/// Whether a grant fits what is left; a partial one was cut to fit.
[[nodiscard]] bool fits(const Programme& programme, const Allowance& allowance, std::int64_t amount) noexcept;
/// The most that a grant may take off.
[[nodiscard]] std::int64_t amount_max(const Programme& programme, const Allowance& allowance) noexcept;
/// The most that may have been taken off before, so that one that takes `amount` keeps the budget: what a counter is
/// guarded by.
[[nodiscard]] std::int64_t amount_before_max(const Programme& programme, std::int64_t amount) noexcept;

struct Coupon {
  CouponId id{};
  std::string code{};
  ProgrammeId programme{};    ///< its first version
  std::int64_t customer = 0;  ///< whose it is; 0: anybody's
  std::int64_t uses_max = no_limit;
  std::int64_t customer_uses_max = no_limit;
  Period valid{};
  bool withdrawn = false;
};

/// `taken` when it holds; reasons in the order of `CouponOutcome`.
[[nodiscard]] CouponOutcome judge(const Coupon& coupon, const Used& used, std::int64_t customer, Date on);

}  // namespace emptor::promotions
