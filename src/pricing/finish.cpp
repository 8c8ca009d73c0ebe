#include "pricing/finish.hpp"

#include "pricing/candidates.hpp"

namespace emptor::pricing {
namespace {

constexpr std::size_t limit_bases = 5;

NameHandle step_of(PriceRuleKind kind) { return reserved_names + static_cast<NameHandle>(kind); }

class Finish {
 public:
  Finish(const Facts& facts, const Unfinished& work, Trace* trace)
      : facts_(facts),
        work_(work),
        others_(facts.item->view(facts.item->others)),
        in_stock_units_(facts.factor == Ratio{}),
        trace_(trace) {}

  /// The ending that speaks for this price.
  std::optional<FinishStep> ending(const Exact& price) {
    price_ = &price;
    const std::optional<Candidate> best = best_of(ending_step, 0);
    if (!best || work_.keeps_ending) {
      if (best) outcome(best->row, PriceOutcome::price_net);
      return std::nullopt;
    }
    FinishStep step{.kind = PriceRuleKind::ending, .entry = best->entry->id, .ending = *best->formula, .limit = {}};
    outcome(best->row, PriceOutcome::applied);
    if (trace_ != nullptr)
      trace_->candidates[best->row].unit_price = UnitPrice{with_ending(price, step.ending).rounded()};
    return step;
  }

  Limits limits() {
    price_ = nullptr;
    Limits found;
    for (const PriceRuleKind side : {PriceRuleKind::ceiling, PriceRuleKind::floor})
      for (std::size_t base = 1; base <= limit_bases; ++base)
        if (const auto best = best_of(step_of(side), limit_name(static_cast<LimitBase>(base)))) {
          outcome(best->row, PriceOutcome::kept);
          found.push_back({.side = side,
                           .on_breach = best->formula->on_breach,
                           .entry = best->entry->id,
                           .price = best->limit,
                           .row = best->row});
        }
    return found;
  }

 private:
  struct Candidate {
    const Entry* entry = nullptr;
    const Formula* formula = nullptr;
    Basis basis;
    std::uint32_t owner = 0;
    std::uint32_t product = 0;
    std::size_t row = 0;
    Exact limit;
  };

  /// The best ranked rule of this step and base; the others are told of.
  std::optional<Candidate> best_of(NameHandle step, NameHandle base) {
    std::optional<Candidate> best;
    visit_steps(
        facts_, [&](const ListFacts& list) { return list.step == step && list.programme == base; },
        [&](const StepOffer& offer) {
          for (const Entry& entry : offer.entries) {
            Candidate candidate{.entry = &entry,
                                .formula = offer.formulas + entry.value,
                                .basis = basis_of(facts_, entry),
                                .owner = offer.owner,
                                .product = offer.product,
                                .row = 0,
                                .limit = {}};
            const PriceOutcome outcome = passes(candidate, offer);
            tell(candidate, offer, outcome);
            if (outcome == passed && (!best || ranks_before(candidate, *best))) best = candidate;
          }
        });
    return best;
  }

  PriceOutcome passes(Candidate& candidate, const StepOffer& offer) {
    const Entry& entry = *candidate.entry;
    const bool in_money = entry.kind == ValueKind::ending || entry.kind == limit_kind(LimitBase::amount);
    if (in_money && offer.list->currency != facts_.currency) return PriceOutcome::wrong_currency;
    const PriceOutcome outcome = filter(facts_, in_stock_units_, entry, offer.product, offer.entries);
    if (outcome != passed) return outcome;
    if (entry.kind == ValueKind::ending)
      return price_->less_than(Exact(candidate.basis.min_amount)) ? PriceOutcome::amount_short : passed;
    const auto limit = limit_of(candidate);
    if (!limit) return PriceOutcome::no_base;
    candidate.limit = *limit;
    return passed;
  }

  /// nullopt: what it is a percentage of is not there.
  [[nodiscard]] std::optional<Exact> limit_of(const Candidate& candidate) const {
    const std::int64_t value = candidate.formula->value;
    const Exact percent(value, Percent::one);
    switch (base_of(candidate.entry->kind)) {
      case LimitBase::amount:
        return Exact(value).times(facts_.factor * facts_.item->factor(candidate.basis.unit)->inverse());
      case LimitBase::base_price:
        if (!work_.base) return std::nullopt;
        return in_tax_basis(*work_.base, work_.base_tax_included).times(percent);
      case LimitBase::price_found:
        if (!work_.found) return std::nullopt;
        return work_.found->times(percent);
      case LimitBase::cost:
        if (!facts_.cost) return std::nullopt;
        return in_tax_basis(*facts_.cost, false).times(percent);
      case LimitBase::margin:
        if (!facts_.cost) return std::nullopt;
        return in_tax_basis(*facts_.cost, false).times(Exact(Percent::one, Percent::one - value));
    }
    return std::nullopt;
  }
  [[nodiscard]] Exact in_tax_basis(const Exact& price, bool tax_included) const {
    if (tax_included == work_.tax_included) return price;
    const Exact with_tax(checked_add(Percent::one, facts_.tax_rate.micros), Percent::one);
    return price.times(tax_included ? with_tax.inverse() : with_tax);
  }

  [[nodiscard]] bool ranks_before(const Candidate& a, const Candidate& b) const {
    const bool product_first = facts_.sequence->product_first;
    if (product_first && a.product != b.product) return a.product < b.product;
    if (a.owner != b.owner) return a.owner < b.owner;
    if (a.product != b.product) return a.product < b.product;
    if (const int order = compare_breaks(facts_, *a.entry, a.basis, *b.entry, b.basis); order != 0) return order < 0;
    return a.entry->id < b.entry->id;
  }

  void tell(Candidate& candidate, const StepOffer& offer, PriceOutcome outcome) {
    if (trace_ == nullptr) return;
    candidate.row = trace_->candidates.size();
    Traced told{.outcome = outcome,
                .list_kind = offer.list->kind,
                .list = offer.list->id,
                .entry = candidate.entry,
                .basis = candidate.basis,
                .step = offer.list->step,
                .programme = offer.list->programme};
    told.product_kind = offer.product == 0 ? ProductKind::item : others_[offer.product - 1]->kind;
    told.product = offer.product == 0 ? facts_.item->item : others_[offer.product - 1]->product;
    if (outcome == passed && candidate.entry->kind != ValueKind::ending)
      told.unit_price = UnitPrice{candidate.limit.rounded()};
    trace_->candidates.push_back(told);
  }
  void outcome(std::size_t row, PriceOutcome outcome) {
    if (trace_ != nullptr) trace_->candidates[row].outcome = outcome;
  }

  const Facts& facts_;
  const Unfinished& work_;
  std::span<const ProductSlot* const> others_;
  bool in_stock_units_;
  Trace* trace_;
  const Exact* price_ = nullptr;  ///< that is to get its ending
};

[[nodiscard]] bool keeps(const Limit& limit, const Exact& price) {
  return limit.side == PriceRuleKind::floor ? !price.less_than(limit.price) : !limit.price.less_than(price);
}

/// The lowest clamping ceiling or the highest clamping floor, if the price does not keep it.
const Limit* clamping(const Limits& limits, PriceRuleKind side, const Exact& price) {
  const Limit* found = nullptr;
  for (const Limit& limit : limits) {
    if (limit.side != side || limit.on_breach != OnBreach::clamp || keeps(limit, price)) continue;
    if (found == nullptr || !keeps(limit, found->price)) found = &limit;
  }
  return found;
}

PriceLimit told(const Limit& limit) {
  return {.side = limit.side,
          .on_breach = limit.on_breach,
          .price = UnitPrice{limit.price.rounded()},
          .entry = PriceEntryId(limit.entry)};
}

}  // namespace

Exact with_ending(const Exact& price, const Formula& ending) {
  if (ending.multiple == 0 || price == Exact()) return price;
  const Exact multiple(ending.multiple);
  const Exact offset(ending.offset);
  const Exact steps(price.minus(offset).times(multiple.inverse()).rounded(ending.rounding));
  Exact ended = steps.times(multiple).plus(offset);
  while (!Exact().less_than(ended)) ended = ended.plus(multiple);
  return ended;
}

Exact finished(const Exact& price, const FinishStep& step) {
  switch (step.kind) {
    case PriceRuleKind::ending:
      return with_ending(price, step.ending);
    case PriceRuleKind::floor:
      return price.less_than(step.limit) ? step.limit : price;
    case PriceRuleKind::ceiling:
      return step.limit.less_than(price) ? step.limit : price;
  }
  return price;
}

const Limit* find_breach(const Limits& limits, const Exact& price, bool typed) {
  const Limit* gravest = nullptr;
  const auto refuses = [](const Limit& limit) { return limit.on_breach != OnBreach::warn; };
  for (const Limit& limit : limits) {
    if ((limit.on_breach == OnBreach::clamp && !typed) || keeps(limit, price)) continue;
    const bool graver = gravest == nullptr || (refuses(limit) && !refuses(*gravest)) ||
                        (refuses(limit) == refuses(*gravest) && !keeps(limit, gravest->price));
    if (graver) gravest = &limit;
  }
  return gravest;
}

Limits find_limits(const Facts& facts, const Unfinished& work, Trace* trace) {
  return Finish(facts, work, trace).limits();
}

bool finish_price(const Facts& facts, const Unfinished& work, PriceQuote& quote, Exact& price, Discounting* discounting,
                  Trace* trace) {
  Finish finish(facts, work, trace);
  std::vector<FinishStep> steps;
  const auto take = [&](const FinishStep& step) {
    const Exact after = finished(price, step);
    if (after == price) return;
    price = after;
    steps.push_back(step);
  };
  if (const auto ending = finish.ending(price)) take(*ending);
  const Limits limits = finish.limits();
  for (const PriceRuleKind side : {PriceRuleKind::ceiling, PriceRuleKind::floor})
    if (const Limit* limit = clamping(limits, side, price)) {
      take({.kind = side, .entry = limit->entry, .ending = {}, .limit = limit->price});
      quote.limit = told(*limit);
      if (trace != nullptr) trace->candidates[limit->row].outcome = PriceOutcome::applied;
    }
  if (const Limit* breach = find_breach(limits, price, false)) quote.limit = told(*breach);
  if (trace != nullptr)
    for (const Limit& limit : limits)
      if (limit.on_breach != OnBreach::clamp && !keeps(limit, price))
        trace->candidates[limit.row].outcome = PriceOutcome::breached;
  const bool changed = !steps.empty();
  if (discounting != nullptr) {
    discounting->finish = std::move(steps);
    discounting->limits = limits;
  }
  if (!changed) return false;
  quote.price_before_rules = quote.unit_price;
  quote.unit_price.micros = price.rounded();
  return true;
}

}  // namespace emptor::pricing
