#include "pricing/discounts.hpp"

#include <algorithm>

#include "pricing/candidates.hpp"
#include "pricing/finish.hpp"

namespace emptor::pricing {
namespace {

/// A discount that speaks for its programme, buyer and product.
struct Candidate {
  const Entry* entry = nullptr;
  const ListFacts* list = nullptr;
  const Ratio* factors = nullptr;
  std::uint32_t owner = 0;    ///< rank of the buyer: 0 is the party itself
  std::uint32_t product = 0;  ///< 0 is the item, then its groups, nearest first, then everything
  std::size_t row = 0;        ///< in the trace
  Exact left;                 ///< of the step's base, when it alone is taken
};

using Candidates = boost::container::small_vector<Candidate, 8>;

class Discounts {
 public:
  Discounts(const Facts& facts, const Exact& found, Discounting* discounting, Trace* trace)
      : facts_(facts),
        segment_(facts.party->on(facts.on)),
        others_(facts.item->view(facts.item->others)),
        in_stock_units_(facts.factor == Ratio{}),
        found_(found),
        running_(found),
        discounting_(discounting),
        trace_(trace) {}

  /// Whether any discount applied; `result` is then the price.
  bool run() {
    for (const Procedure::Step& step : facts_.procedure->steps) take(step);
    if (trace_ != nullptr) tell_steps_that_are_off();
    if (applied_ && discounting_ != nullptr) {
      discounting_->found = found_;
      discounting_->unit_price = running_.rounded();
    }
    return applied_;
  }
  [[nodiscard]] const Exact& result() const noexcept { return running_; }

 private:
  void take(const Procedure::Step& step) {
    step_ = &step;
    base_ = step.base == DiscountStep::Base::found ? found_ : running_;
    candidates_.clear();
    visit([&](const ListFacts& list) { return list.step == step.name; });
    if (candidates_.empty()) return;
    Candidates chosen = one_of_each_programme();
    if (step.combine != Combine::sum && step.combine != Combine::compound)
      chosen = {best_of(chosen, step.combine)};
    else
      std::sort(chosen.begin(), chosen.end(), [&](const auto& a, const auto& b) { return ranks_before(a, b); });
    DiscountingStep made{.name = step.name,
                         .sum = step.combine == Combine::sum,
                         .of_found = step.base == DiscountStep::Base::found,
                         .applied = {}};
    for (const Candidate& each : chosen) {
      made.applied.push_back(applied(each));
      if (each.entry->counts_more && discounting_ != nullptr)
        tell_count(facts_, *each.entry, each.product, {}, discounting_->counted);
      if (trace_ != nullptr) trace_->candidates[each.row].outcome = PriceOutcome::applied;
    }
    running_ = step_result(running_, found_, made);
    applied_ = true;
    if (discounting_ != nullptr) discounting_->steps.push_back(std::move(made));
  }

  template <class Wanted>
  void visit(Wanted wanted) {
    visit_steps(facts_, wanted, [&](const StepOffer& offer) {
      ask({offer.entries.data(), offer.list, offer.factors, offer.owner, offer.product, 0, {}}, offer.entries);
    });
  }

  /// The rows of one list about one product: the best ranked one that passes becomes a candidate.
  void ask(Candidate offer, std::span<const Entry> entries) {
    std::optional<Candidate> best;
    for (const Entry& entry : entries) {
      offer.entry = &entry;
      const PriceOutcome outcome = passes(offer);
      if (outcome == passed) offer.left = alone(offer);
      if (trace_ != nullptr) tell(offer, outcome);
      if (step_ != nullptr && outcome == passed && (!best || ranks_before(offer, *best))) best = offer;
    }
    if (!best) return;
    // A buyer's lists in other currencies are further rows of the same discount.
    for (Candidate& known : candidates_)
      if (known.owner == best->owner && known.product == best->product &&
          known.list->programme == best->list->programme) {
        if (ranks_before(*best, known)) known = *best;
        return;
      }
    candidates_.push_back(*best);
  }

  [[nodiscard]] PriceOutcome passes(const Candidate& offer) const {
    const Basis& of = basis(offer);
    const bool in_money = offer.entry->kind == ValueKind::amount_off || of.min_amount != 0;
    if (in_money && offer.list->currency != facts_.currency) return PriceOutcome::wrong_currency;
    const PriceOutcome outcome = filter(facts_, in_stock_units_, *offer.entry, offer.product, {});
    if (outcome != passed || of.min_amount == 0) return outcome;
    // quantity × price, both in millionths, against millionths: exact.
    const Exact line = found_.times(Ratio{facts_.quantity, 1'000'000});
    return line.minus(Exact(of.min_amount)).negative() ? PriceOutcome::amount_short : passed;
  }

  [[nodiscard]] Candidates one_of_each_programme() {
    Candidates chosen;
    for (const Candidate& each : candidates_) {
      const auto rival = std::find_if(chosen.begin(), chosen.end(), [&](const Candidate& other) {
        return other.list->programme == each.list->programme;
      });
      if (rival == chosen.end())
        chosen.push_back(each);
      else
        settle(*rival, each, step_->within);
    }
    return chosen;
  }
  [[nodiscard]] Candidate best_of(const Candidates& chosen, Combine by) {
    Candidate best = chosen.front();
    for (std::size_t i = 1; i < chosen.size(); ++i) settle(best, chosen[i], by);
    return best;
  }
  /// Leaves the better of the two in `best`.
  void settle(Candidate& best, const Candidate& other, Combine by) {
    const bool takes_over = by == Combine::first ? ranks_before(other, best) : better(other, best, by);
    const Candidate& loser = takes_over ? best : other;
    if (trace_ != nullptr && by != Combine::first) trace_->candidates[loser.row].outcome = PriceOutcome::lost_best;
    if (takes_over) best = other;
  }
  [[nodiscard]] bool better(const Candidate& a, const Candidate& b, Combine by) const {
    const std::int64_t of_a = line_amount(a);
    const std::int64_t of_b = line_amount(b);
    if (of_a == of_b) return ranks_before(a, b);
    return by == Combine::best_for_buyer ? of_a < of_b : of_a > of_b;
  }
  /// Minor units.
  [[nodiscard]] std::int64_t line_amount(const Candidate& candidate) const {
    return extend(Quantity{facts_.quantity}, UnitPrice{candidate.left.rounded()}, facts_.currency, facts_.rounding)
        .minor;
  }

  /// The rank that `DiscountStep` writes down. Total.
  [[nodiscard]] bool ranks_before(const Candidate& a, const Candidate& b) const {
    const bool product_first = facts_.sequence->product_first;
    if (product_first && a.product != b.product) return a.product < b.product;
    if (a.owner != b.owner) return a.owner < b.owner;
    if (a.product != b.product) return a.product < b.product;
    if (const int order = compare_breaks(facts_, *a.entry, basis(a), *b.entry, basis(b)); order != 0) return order < 0;
    if (a.left != b.left) return a.left.minus(b.left).negative();
    return a.entry->id < b.entry->id;
  }
  [[nodiscard]] const Basis& basis(const Candidate& of) const { return basis_of(facts_, *of.entry); }

  [[nodiscard]] AppliedDiscount applied(const Candidate& of) const {
    AppliedDiscount made{.entry = of.entry->id, .programme = of.list->programme, .kind = of.entry->kind};
    if (made.kind == ValueKind::percent_off)
      made.factor = of.factors[of.entry->value];
    else
      made.amount = Exact(of.entry->value).times(facts_.factor * facts_.item->factor(basis(of).unit)->inverse());
    return made;
  }
  /// Of the step's base.
  [[nodiscard]] Exact alone(const Candidate& of) const {
    const AppliedDiscount made = applied(of);
    return made.kind == ValueKind::percent_off ? base_.times(made.factor) : base_.minus(made.amount);
  }

  void tell(Candidate& offer, PriceOutcome outcome) {
    offer.row = trace_->candidates.size();
    Traced told{.outcome = step_ == nullptr ? PriceOutcome::step_off : outcome,
                .list_kind = offer.list->kind,
                .list = offer.list->id,
                .entry = offer.entry,
                .basis = basis(offer),
                .step = offer.list->step,
                .programme = offer.list->programme};
    told.product_kind = offer.product == 0 ? ProductKind::item : others_[offer.product - 1]->kind;
    told.product = offer.product == 0 ? facts_.item->item : others_[offer.product - 1]->product;
    if (offer.entry->counts_more && facts_.item->factor(told.basis.unit))
      told.counted = counted_by(facts_, *offer.entry, offer.product, {});
    if (outcome == passed) told.unit_price = UnitPrice{std::max<std::int64_t>(offer.left.rounded(), 0)};
    trace_->candidates.push_back(told);
  }

  void tell_steps_that_are_off() {
    step_ = nullptr;
    base_ = running_;
    visit([&](const ListFacts& list) {
      return !is_rule_step(list.step) &&
             std::none_of(facts_.procedure->steps.begin(), facts_.procedure->steps.end(),
                          [&](const Procedure::Step& step) { return step.name == list.step; });
    });
  }

  const Facts& facts_;
  const PartySegment& segment_;
  std::span<const ProductSlot* const> others_;
  bool in_stock_units_;
  const Exact found_;
  Exact running_;
  Exact base_;                             ///< of the step that is being taken
  const Procedure::Step* step_ = nullptr;  ///< null: what is asked belongs to no step
  Candidates candidates_;
  bool applied_ = false;
  Discounting* discounting_;
  Trace* trace_;
};

}  // namespace

bool apply_discounts(const Facts& facts, const Exact& found, PriceQuote& quote, Exact& result, Discounting* discounting,
                     Trace* trace) {
  Discounts discounts(facts, found, discounting, trace);
  if (!discounts.run()) return false;
  if (discounting != nullptr) discounting->tax_included = quote.tax_included;
  quote.price_before_discounts = quote.unit_price;
  result = discounts.result();
  quote.unit_price.micros = result.rounded();
  return true;
}

Exact step_result(const Exact& running, const Exact& found, const DiscountingStep& step) {
  const Exact& base = step.of_found ? found : running;
  Exact left = base;
  for (const AppliedDiscount& each : step.applied) {
    const bool percent = each.kind == ValueKind::percent_off;
    if (!percent)
      left = left.minus(each.amount);
    else if (step.sum)
      left = left.minus(base.minus(base.times(each.factor)));
    else
      left = left.times(each.factor);
  }
  const Exact result = step.of_found ? running.minus(base.minus(left)) : left;
  return result.negative() ? Exact() : result;
}

std::int64_t replay(const Discounting& discounting) {
  Exact running = discounting.found;
  for (const DiscountingStep& step : discounting.steps) running = step_result(running, discounting.found, step);
  for (const FinishStep& step : discounting.finish) running = finished(running, step);
  return running.rounded();
}

}  // namespace emptor::pricing
