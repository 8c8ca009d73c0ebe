/// Phases, priorities, and which programmes of those that share lines are chosen.
#include "promotions/rules.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace emptor::promotions {
namespace {

/// Up to so many programmes that share lines every order of every set is tried, as long as that asks a line at most so
/// often.
constexpr std::size_t exact_max = 12;
constexpr std::int64_t line_visits_max = 2'000'000;

using Places = boost::container::small_vector<std::size_t, 12>;

class Application {
 public:
  Application(const Basket& basket, std::span<const Programme> programmes, std::span<const std::int64_t> gift_prices)
      : basket_(basket), programmes_(programmes), gift_prices_(gift_prices) {
    state_.basket = &basket;
    for (const BasketLine& line : basket.lines) state_.amount.push_back(line.amount);
    state_.closed.resize(basket.lines.size());
    state_.touched.resize(basket.lines.size());
    state_.barred.resize(basket.lines.size());
    answer_.verdicts.resize(programmes.size());
    for (std::size_t i = 0; i < programmes.size(); ++i) answer_.verdicts[i].programme = i;
  }

  Answer run(std::span<const PromotionPhase> phases) {
    for (std::size_t i = 0; i < programmes_.size(); ++i)
      if (std::ranges::none_of(phases, [&](const PromotionPhase& each) { return each.name == programmes_[i].phase; }))
        answer_.verdicts[i].outcome = PromotionOutcome::phase_off;
    for (const PromotionPhase& phase : phases) run_phase(phase);
    return std::move(answer_);
  }

 private:
  void run_phase(const PromotionPhase& phase) {
    phase_ = &phase;
    Places open;
    for (std::size_t i = 0; i < programmes_.size(); ++i)
      if (programmes_[i].phase == phase.name && is_open_to(basket_, programmes_[i], answer_.verdicts[i]))
        open.push_back(i);
    std::sort(open.begin(), open.end(),
              [&](std::size_t a, std::size_t b) { return ranks_before(programmes_[a], programmes_[b]); });
    std::fill(state_.barred.begin(), state_.barred.end(), false);
    begin_pool();
    if (phase.across == PromotionPhase::Across::together) return run_pool(open);
    for (auto first = open.begin(); first != open.end();) {
      const auto last = std::find_if(first, open.end(), [&](std::size_t each) {
        return programmes_[each].priority != programmes_[*first].priority;
      });
      const std::size_t granted = answer_.grants.size();
      run_pool(Places(first, last));
      if (phase.across == PromotionPhase::Across::compound)
        begin_pool();
      else
        for (std::size_t i = granted; i < answer_.grants.size(); ++i)
          for (const Part& part : answer_.grants[i].parts) state_.barred[part.line] = true;
      first = last;
    }
  }

  /// From here on units are free again, and rewards are of what is left.
  void begin_pool() {
    state_.shared = phase_->combine != Combine::sum && phase_->combine != Combine::compound;
    state_.left.clear();
    state_.start.clear();
    for (std::size_t i = 0; i < basket_.lines.size(); ++i) {
      state_.left.push_back(basket_.lines[i].quantity);
      state_.start.push_back(phase_->base == PromotionPhase::Base::original ? basket_.lines[i].amount
                                                                            : state_.amount[i]);
    }
  }

  void run_pool(const Places& pool) {
    const bool choose = phase_->combine == Combine::best_for_buyer || phase_->combine == Combine::best_for_seller;
    if (!choose) return take_in_order(pool);
    for (const Places& rivals : components(applicable(pool)))
      if (rivals.size() == 1)
        take_in_order(rivals);
      else
        take_best(rivals);
  }

  void take_in_order(const Places& pool) {
    for (const std::size_t place : pool) {
      Verdict& verdict = answer_.verdicts[place];
      Grant grant{.programme = place};
      if (earn(state_, programmes_[place], grant, verdict))
        keep(std::move(grant));
      else
        verdict.by = winner_over(programmes_[place], verdict.outcome);
    }
  }

  void keep(Grant grant) {
    const Programme& programme = programmes_[grant.programme];
    take(state_, programme, grant);
    if (phase_->combine == Combine::compound && phase_->base == PromotionPhase::Base::running)
      for (const Part& part : grant.parts) state_.start[part.line] = state_.amount[part.line];
    answer_.grants.push_back(std::move(grant));
  }

  /// Those that apply as long as nobody of the pool has taken anything.
  [[nodiscard]] Places applicable(const Places& pool) {
    Places found;
    for (const std::size_t place : pool) {
      Grant grant{.programme = place};
      Verdict& verdict = answer_.verdicts[place];
      if (earn(state_, programmes_[place], grant, verdict))
        found.push_back(place);
      else
        verdict.by = winner_over(programmes_[place], verdict.outcome);
    }
    return found;
  }

  [[nodiscard]] bool share_a_line(std::size_t a, std::size_t b) const {
    return std::ranges::any_of(basket_.lines, [&](const BasketLine& line) {
      return is_about(programmes_[a], line) && is_about(programmes_[b], line);
    });
  }

  /// Programmes that are connected by lines, each in rank order; the components in the order of their best ranked.
  [[nodiscard]] std::vector<Places> components(const Places& pool) const {
    std::vector<std::size_t> root(pool.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&](std::size_t i) {
      while (root[i] != i) i = root[i];
      return i;
    };
    for (std::size_t i = 0; i < pool.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (find(i) != find(j) && share_a_line(pool[i], pool[j]))
          root[std::max(find(i), find(j))] = std::min(find(i), find(j));
    std::vector<Places> found;
    std::vector<std::size_t> at(pool.size());
    for (std::size_t i = 0; i < pool.size(); ++i) {
      if (find(i) == i) {
        at[i] = found.size();
        found.emplace_back();
      }
      found[at[find(i)]].push_back(pool[i]);
    }
    return found;
  }

  [[nodiscard]] std::int64_t worth(const Grant& grant) const {
    if (grant.gift.quantity == 0 || grant.programme >= gift_prices_.size()) return grant.amount;
    return checked_add(grant.amount, extend(Quantity{grant.gift.quantity}, UnitPrice{gift_prices_[grant.programme]},
                                            basket_.currency, basket_.rounding)
                                         .minor);
  }

  /// Orders of sets of the rivals: who takes first leaves less to the others, so that the same set can be worth more in
  /// another order. Those that begin with the better ranked are met first, and of equal ones the first is chosen.
  struct Search {
    const Places& rivals;
    bool for_seller = false;
    std::int64_t visits_left = 0;
    bool cut = false;
    std::vector<std::uint32_t> shares{};  ///< of a rival, those that it shares a line with
    Places best{};                        ///< places in `rivals`
    std::optional<std::int64_t> best_worth{};
    std::vector<std::optional<std::int64_t>> best_with{};  ///< by rival

    void meet(const Places& order, std::int64_t sum) {
      const auto better = [&](const std::optional<std::int64_t>& than) {
        return !than || (for_seller ? sum < *than : sum > *than);
      };
      if (better(best_worth)) {
        best_worth = sum;
        best = order;
      }
      for (const std::size_t each : order)
        if (better(best_with[each])) best_with[each] = sum;
    }
  };

  void try_orders(Search& search, const State& state, std::uint32_t used, Places& order, std::int64_t sum) {
    bool is_maximal = true;  // a seller's best gives little, but not nothing
    for (std::size_t next = 0; next < search.rivals.size() && !search.cut; ++next) {
      if ((used >> next & 1U) != 0) continue;
      search.visits_left -= static_cast<std::int64_t>(basket_.lines.size());
      search.cut = search.visits_left < 0;
      const Programme& programme = programmes_[search.rivals[next]];
      Grant grant{.programme = search.rivals[next]};
      Verdict unused;
      if (!earn(state, programme, grant, unused)) continue;
      is_maximal = false;
      // Of two that leave each other alone only one order is tried.
      if (!order.empty() && next < order.back() && (search.shares[next] >> order.back() & 1U) == 0) continue;
      State with = state;
      take(with, programme, grant);
      order.push_back(next);
      try_orders(search, with, used | 1U << next, order, checked_add(sum, worth(grant)));
      order.pop_back();
    }
    if (!search.for_seller || (is_maximal && !search.cut)) search.meet(order, sum);
  }

  /// Each time whoever is worth the most (to a seller: the least) as things are, and plainly by rank.
  void try_greedy(Search& search) {
    for (const bool by_rank : {false, true}) {
      State state = state_;
      Places order;
      std::int64_t sum = 0;
      std::vector<bool> used(search.rivals.size());
      for (bool more = true; more;) {
        more = false;
        std::size_t chosen = 0;
        Grant taken;
        std::int64_t taken_worth = 0;
        for (std::size_t next = 0; next < search.rivals.size() && !(by_rank && more); ++next) {
          Grant grant{.programme = search.rivals[next]};
          Verdict unused;
          if (used[next] || !earn(state, programmes_[grant.programme], grant, unused)) continue;
          const std::int64_t gain = worth(grant);
          if (more && (search.for_seller ? gain >= taken_worth : gain <= taken_worth)) continue;
          more = true;
          chosen = next;
          taken_worth = gain;
          taken = std::move(grant);
        }
        if (!more) break;
        take(state, programmes_[taken.programme], taken);
        used[chosen] = true;
        order.push_back(chosen);
        sum = checked_add(sum, taken_worth);
      }
      search.meet(order, sum);
    }
  }

  void take_best(const Places& rivals) {
    Search search{.rivals = rivals,
                  .for_seller = phase_->combine == Combine::best_for_seller,
                  .visits_left = line_visits_max,
                  .cut = rivals.size() > exact_max};
    search.best_with.resize(rivals.size());
    if (!search.cut) {
      search.shares.resize(rivals.size());
      for (std::size_t i = 0; i < rivals.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (share_a_line(rivals[i], rivals[j])) {
            search.shares[i] |= 1U << j;
            search.shares[j] |= 1U << i;
          }
      Places order;
      try_orders(search, state_, 0, order, 0);
    }
    if (search.cut) try_greedy(search);
    std::vector<bool> is_chosen(rivals.size());
    for (const std::size_t i : search.best) {
      is_chosen[i] = true;
      Grant grant{.programme = rivals[i]};
      if (earn(state_, programmes_[rivals[i]], grant, answer_.verdicts[rivals[i]])) keep(std::move(grant));
    }
    for (std::size_t i = 0; i < rivals.size(); ++i) {
      Verdict& verdict = answer_.verdicts[rivals[i]];
      verdict.heuristic = search.cut;
      if (is_chosen[i]) continue;
      verdict.outcome = PromotionOutcome::lost_best;
      verdict.missing_quantity = 0;
      verdict.by = winner_over(programmes_[rivals[i]], verdict.outcome);
      if (search.best_with[i]) {
        const std::int64_t difference = checked_subtract(*search.best_worth, *search.best_with[i]);
        verdict.lost_worth = difference < 0 ? -difference : difference;
      }
    }
  }

  /// The first programme that has taken something of the loser's products.
  [[nodiscard]] std::int64_t winner_over(const Programme& loser, PromotionOutcome outcome) const {
    if (outcome != PromotionOutcome::lost_rank && outcome != PromotionOutcome::lost_best &&
        outcome != PromotionOutcome::excluded)
      return -1;
    for (const Grant& grant : answer_.grants) {
      const Programme& winner = programmes_[grant.programme];
      const bool to_blame =
          outcome == PromotionOutcome::excluded ? winner.exclusive || loser.exclusive : winner.phase == loser.phase;
      if (to_blame &&
          std::ranges::any_of(grant.parts, [&](const Part& part) { return is_about(loser, basket_.lines[part.line]); }))
        return static_cast<std::int64_t>(grant.programme);
    }
    return -1;
  }

  const Basket& basket_;
  std::span<const Programme> programmes_;
  std::span<const std::int64_t> gift_prices_;
  const PromotionPhase* phase_ = nullptr;
  State state_;
  Answer answer_;
};

}  // namespace

bool ranks_before(const Programme& a, const Programme& b) noexcept {
  if (a.priority != b.priority) return a.priority < b.priority;
  if (a.code != b.code) return a.code < b.code;
  return a.id < b.id;
}

Answer apply(const Basket& basket, std::span<const Programme> programmes, std::span<const PromotionPhase> phases,
             std::span<const std::int64_t> gift_prices) {
  return Application(basket, programmes, gift_prices).run(phases);
}

}  // namespace emptor::promotions
