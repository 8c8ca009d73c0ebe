/// What one programme asks of a basket, and what it takes of it.
#include <algorithm>
#include <numeric>

#include "promotions/rules.hpp"

namespace emptor::promotions {
namespace {

using Units = boost::container::small_vector<std::int64_t, 40>;

/// Monday is 0.
int weekday_of(Date day) {
  return static_cast<int>(std::chrono::weekday{std::chrono::sys_days{std::chrono::days{day.days()}}}.iso_encoding()) -
         1;
}

bool shares_one(const std::vector<std::int64_t>& wanted, const std::vector<std::int64_t>& held) {
  return std::ranges::any_of(wanted, [&](std::int64_t each) { return std::ranges::find(held, each) != held.end(); });
}

bool is_product(const Product& product, const BasketLine& line) noexcept {
  return product.kind == ProductKind::item ? product.id == line.item
                                           : std::ranges::find(line.groups, product.id) != line.groups.end();
}

/// What units of a line cost when the phase began.
std::int64_t base_of(const State& state, std::size_t line, std::int64_t units) {
  const std::int64_t quantity = state.basket->lines[line].quantity;
  if (units == quantity) return state.start[line];
  return multiply_round(state.start[line], units, quantity, state.basket->rounding);
}

/// What is there of a programme's products: by line of the basket.
struct Supply {
  Units units;
  std::int64_t quantity = 0;
  std::int64_t amount = 0;
  std::int64_t sets = 0;
};

/// Draws so many sets from the units; false when they do not suffice.
bool draw_sets(const State& state, const Programme& programme, std::int64_t sets, Units units, Units* drawn) {
  for (const Product& product : programme.products) {
    std::int64_t wanted = multiply_round(sets, product.quantity, 1);
    for (std::size_t i = 0; i < units.size() && wanted > 0; ++i) {
      if (!is_product(product, state.basket->lines[i])) continue;
      const std::int64_t some = std::min(units[i], wanted);
      units[i] -= some;
      wanted -= some;
      if (drawn != nullptr) (*drawn)[i] += some;
    }
    if (wanted > 0) return false;
  }
  return true;
}

std::int64_t quantity_about(const State& state, const Product& product, const Units& units) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < units.size(); ++i)
    if (is_product(product, state.basket->lines[i])) sum = checked_add(sum, units[i]);
  return sum;
}

std::int64_t count_sets(const State& state, const Programme& programme, const Units& units) {
  std::int64_t most = programme.repeats ? std::numeric_limits<std::int64_t>::max() : 1;
  for (const Product& product : programme.products)
    most = std::min(most, quantity_about(state, product, units) / product.quantity);
  // A line may be of several products: the greatest number that can be drawn lies between 0 and `most`.
  std::int64_t least = 0;
  while (least < most) {
    const std::int64_t middle = most - (most - least) / 2;
    if (draw_sets(state, programme, middle, units, nullptr))
      least = middle;
    else
      most = middle - 1;
  }
  return least;
}

Supply supply_of(const State& state, const Programme& programme, bool as_if_alone) {
  const Basket& basket = *state.basket;
  Supply supply;
  supply.units.resize(basket.lines.size());
  for (std::size_t i = 0; i < basket.lines.size(); ++i) {
    if (!is_about(programme, basket.lines[i])) continue;
    const bool blocked = state.closed[i] || state.barred[i] || (programme.exclusive && state.touched[i]);
    const std::int64_t there = blocked ? 0 : state.shared ? state.left[i] : basket.lines[i].quantity;
    supply.units[i] = as_if_alone ? basket.lines[i].quantity : there;
    supply.quantity = checked_add(supply.quantity, supply.units[i]);
    supply.amount = checked_add(supply.amount, base_of(state, i, supply.units[i]));
  }
  if (programme.needs == Needs::all) supply.sets = count_sets(state, programme, supply.units);
  return supply;
}

/// Bought units, or sets as if they were units.
std::int64_t counted(const Programme& programme, const Supply& supply) {
  return programme.needs == Needs::all ? multiply_round(supply.sets, 1'000'000, 1) : supply.quantity;
}

bool frees(const Programme& programme) noexcept {
  return programme.reward == RewardKind::free_units || programme.reward == RewardKind::free_goods;
}

/// Whether the supply suffices; else what is missing.
bool suffices(const State& state, const Programme& programme, const Supply& supply, Verdict& verdict) {
  verdict.missing_quantity = 0;
  verdict.missing_amount = 0;
  verdict.missing_product = {};
  if (programme.needs == Needs::all && supply.sets == 0) {
    verdict.outcome = PromotionOutcome::set_incomplete;
    for (const Product& product : programme.products) {
      const std::int64_t there = quantity_about(state, product, supply.units);
      if (there >= product.quantity) continue;
      verdict.missing_product = product;
      verdict.missing_quantity = product.quantity - there;
      break;
    }
    return false;
  }
  if (supply.quantity < programme.min_quantity) {
    verdict.outcome = PromotionOutcome::quantity_short;
    verdict.missing_quantity = programme.min_quantity - supply.quantity;
    return false;
  }
  if (supply.amount < programme.min_amount) {
    verdict.outcome = PromotionOutcome::amount_short;
    verdict.missing_amount = programme.min_amount - supply.amount;
    return false;
  }
  if (frees(programme) && free_quantity(programme, counted(programme, supply), state.basket->rounding) == 0) {
    const std::int64_t quantity = counted(programme, supply);
    verdict.outcome = PromotionOutcome::quantity_short;
    verdict.missing_quantity = programme.per - quantity % programme.per;
    return false;
  }
  return true;
}

bool is_blocked_by_exclusive(const State& state, const Programme& programme) {
  for (std::size_t i = 0; i < state.basket->lines.size(); ++i)
    if (is_about(programme, state.basket->lines[i]) &&
        (state.closed[i] || (programme.exclusive && state.touched[i] && !state.barred[i])))
      return true;
  return false;
}

/// Some of a whole programme's units are taken by another one of the phase.
bool is_broken(const State& state, const Programme& programme, const Supply& supply) {
  if (!is_whole(programme.reward) || !state.shared) return false;
  for (std::size_t i = 0; i < supply.units.size(); ++i)
    if (is_about(programme, state.basket->lines[i]) && !state.closed[i] &&
        supply.units[i] < state.basket->lines[i].quantity)
      return true;
  return false;
}

/// Lines in the order in which their units are free.
boost::container::small_vector<std::size_t, 40> picking_order(const State& state, const Programme& programme) {
  boost::container::small_vector<std::size_t, 40> order(state.basket->lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (programme.pick == Pick::document) return order;
  const bool dearest = programme.pick == Pick::dearest;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (dearest) std::swap(a, b);
    __extension__ typedef __int128 Wide;
    return Wide{state.start[a]} * state.basket->lines[b].quantity <
           Wide{state.start[b]} * state.basket->lines[a].quantity;
  });
  return order;
}

void take_free_units(const State& state, const Programme& programme, const Supply& supply, Units& taken,
                     Units& rewarded) {
  std::int64_t free = std::min(free_quantity(programme, supply.quantity, state.basket->rounding), supply.quantity);
  std::int64_t more = programme.mode == FreeMode::prorata ? supply.quantity
                      : programme.repeats                 ? supply.quantity - supply.quantity % programme.per
                                                          : programme.per;
  more = std::max(more, free) - free;
  for (const std::size_t i : picking_order(state, programme)) {
    const std::int64_t some = std::min(supply.units[i], free);
    rewarded[i] = taken[i] = some;
    free -= some;
  }
  for (std::size_t i = 0; i < taken.size() && more > 0; ++i) {
    const std::int64_t some = std::min(supply.units[i] - taken[i], more);
    taken[i] += some;
    more -= some;
  }
}

void take_for_goods(const State& state, const Programme& programme, const Supply& supply, Units& taken, Gift& gift) {
  gift.quantity = free_quantity(programme, counted(programme, supply), state.basket->rounding);
  if (programme.needs == Needs::all) {
    static_cast<void>(draw_sets(state, programme, supply.sets, supply.units, &taken));
  } else {
    std::int64_t wanted = programme.mode == FreeMode::prorata ? supply.quantity
                          : programme.repeats                 ? supply.quantity - supply.quantity % programme.per
                                                              : programme.per;
    wanted = std::max(wanted, std::min(programme.min_quantity, supply.quantity));
    for (std::size_t i = 0; i < taken.size() && wanted > 0; ++i) {
      taken[i] = std::min(supply.units[i], wanted);
      wanted -= taken[i];
    }
  }
  gift.item = programme.gift;
  std::int64_t most = 0;
  for (std::size_t i = 0; i < taken.size() && programme.gift == 0; ++i) {
    if (supply.units[i] <= most) continue;
    most = supply.units[i];
    gift.item = state.basket->lines[i].item;
  }
}

/// Of step rewards that go on: how much more gives more.
std::int64_t missing_for_more(const State& state, const Programme& programme, const Supply& supply) {
  if (!frees(programme) || programme.mode == FreeMode::prorata || !programme.repeats || programme.needs == Needs::all)
    return 0;
  const std::int64_t given = free_quantity(programme, supply.quantity, state.basket->rounding);
  if (programme.get_max != 0 && given >= programme.get_max) return 0;
  return programme.per - supply.quantity % programme.per;
}

}  // namespace

const Allowance& allowance_of(const Basket& basket, std::size_t programme) noexcept {
  static constexpr Allowance open;
  return programme < basket.allowances.size() ? basket.allowances[programme] : open;
}

bool is_open_to(const Basket& basket, const Programme& programme, Verdict& verdict) {
  const auto refuse = [&](PromotionOutcome why) {
    verdict.outcome = why;
    return false;
  };
  if (programme.valid.from && basket.on < *programme.valid.from) return refuse(PromotionOutcome::not_yet);
  if (programme.valid.until && basket.on >= *programme.valid.until) return refuse(PromotionOutcome::expired);
  if ((programme.weekdays >> static_cast<unsigned>(weekday_of(basket.on)) & 1U) == 0)
    return refuse(PromotionOutcome::wrong_weekday);
  const bool everyone = programme.customers.empty() && programme.customer_groups.empty();
  if (!everyone && std::ranges::find(programme.customers, basket.customer) == programme.customers.end() &&
      !shares_one(programme.customer_groups, basket.customer_groups))
    return refuse(PromotionOutcome::wrong_customer);
  if (has_money(programme) && programme.currency != basket.currency) return refuse(PromotionOutcome::wrong_currency);
  const Allowance& allowed = allowance_of(basket, verdict.programme);
  return allowed.closed == PromotionOutcome::applied || refuse(allowed.closed);
}

bool is_about(const Programme& programme, const BasketLine& line) noexcept {
  return programme.products.empty() ||
         std::ranges::any_of(programme.products, [&](const Product& each) { return is_product(each, line); });
}

bool earn(const State& state, const Programme& programme, Grant& grant, Verdict& verdict) {
  const Supply supply = supply_of(state, programme, false);
  const bool enough = suffices(state, programme, supply, verdict);
  if (!enough || supply.quantity == 0 || is_broken(state, programme, supply)) {
    const Supply alone = supply_of(state, programme, true);
    if (alone.quantity == 0)
      verdict.outcome = PromotionOutcome::nothing_in_scope;
    else if (suffices(state, programme, alone, verdict) || supply.quantity == 0)
      verdict.outcome =
          is_blocked_by_exclusive(state, programme) ? PromotionOutcome::excluded : PromotionOutcome::lost_rank;
    return false;
  }
  Units taken(supply.units.size());
  Units rewarded(supply.units.size());
  grant.gift = {};
  if (programme.reward == RewardKind::free_units) {
    take_free_units(state, programme, supply, taken, rewarded);
  } else if (adds_goods(programme)) {
    take_for_goods(state, programme, supply, taken, grant.gift);
  } else if (programme.needs == Needs::all) {
    static_cast<void>(draw_sets(state, programme, supply.sets, supply.units, &taken));
    rewarded = taken;
  } else {
    rewarded = taken = supply.units;
  }
  grant.sets = supply.sets;
  grant.parts.clear();
  const Allowance& allowed = allowance_of(*state.basket, grant.programme);
  boost::container::small_vector<std::int64_t, 8> room;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] == 0) continue;
    grant.parts.push_back({i, taken[i], rewarded[i], base_of(state, i, rewarded[i]), 0});
    room.push_back(std::max<std::int64_t>(state.amount[i] - state.basket->lines[i].least, 0));
  }
  grant.unplaced =
      reward(programme, state.basket->currency, state.basket->rounding, grant.sets,
             {grant.parts.data(), grant.parts.size()}, {room.data(), room.size()}, amount_max(programme, allowed));
  grant.amount = 0;
  for (const Part& part : grant.parts) grant.amount = checked_add(grant.amount, part.amount);
  if (grant.amount == 0 && grant.gift.quantity == 0) {
    verdict.outcome = PromotionOutcome::nothing_off;
    return false;
  }
  if (!fits(programme, allowed, grant.amount)) {
    verdict.outcome = PromotionOutcome::budget_exhausted;
    verdict.missing_amount = grant.amount - allowed.amount_left;
    return false;
  }
  verdict.outcome = PromotionOutcome::applied;
  verdict.missing_quantity = missing_for_more(state, programme, supply);
  return true;
}

void take(State& state, const Programme& programme, const Grant& grant) {
  for (const Part& part : grant.parts) {
    state.left[part.line] -= std::min(part.taken, state.left[part.line]);
    state.amount[part.line] -= part.amount;
    state.touched[part.line] = true;
    if (programme.exclusive) state.closed[part.line] = true;
  }
}

}  // namespace emptor::promotions
