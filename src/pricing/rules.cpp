#include "pricing/rules.hpp"

#include <algorithm>

#include "pricing/discounts.hpp"
#include "pricing/finish.hpp"
#include "pricing/list_prices.hpp"
#include "pricing/scales.hpp"

namespace emptor::pricing {
namespace {

/// The price that has won so far.
struct Best {
  PriceSource source = PriceSource::none;
  bool tax_included = false;
  const ListFacts* list = nullptr;  ///< null for a last price
  const Entry* entry = nullptr;     ///< likewise
  std::int64_t unit_price = 0;
  std::int64_t rate = 0;
  bool whole = true;  ///< 6 decimals hold the price
};

template <bool tracing>
class Resolver : ListPrices {
 public:
  Resolver(const Facts& facts, Trace* trace, Discounting* discounting) noexcept
      : ListPrices(facts), segment_(facts.party->on(facts.on)), trace_(trace), discounting_(discounting) {
    if (trace != nullptr || discounting != nullptr) counts_told_ = &counts_;
  }

  std::optional<PriceQuote> run() {
    const Sequence& sequence = *facts_.sequence;
    if (facts_.list_chosen) {
      ask(PriceSource::assigned_list);
      settled_ = found();
    }
    for (std::size_t i = 0; i < sequence.count && !over(); ++i) {
      const PriceSource source = sequence.sources[i];
      const bool with_next = source == PriceSource::special_item && i + 1 < sequence.count &&
                             sequence.sources[i + 1] == PriceSource::special_group && !sequence.best_price;
      if (with_next) {
        ask_special(0, products_);
        if constexpr (tracing) {
          tell_empty(PriceSource::special_item);
          tell_empty(PriceSource::special_group);
        }
        ++i;
      } else if (source != PriceSource::assigned_list || !facts_.list_chosen) {
        ask(source);
      }
    }
    if constexpr (tracing) finish_trace();
    std::optional<PriceQuote> result;
    if (found()) {
      fill(result.emplace());
      if (segment_.has_discounts && facts_.procedure != nullptr) discount(*result);
      // What is typed is not changed by a rule, only held to the limits.
      if (segment_.has_rules) facts_.without_rate ? find_limits_alone() : finish(*result);
      if (!best_.whole) finish_amount(*result);
      tell_lineage(*result);
      tell_counts(*result);
    } else if (segment_.has_rules) {
      find_limits_alone();
    }
    return result;
  }

 private:
  [[nodiscard]] bool found() const noexcept { return best_.source != PriceSource::none; }
  /// Nothing that is asked from here on can win.
  [[nodiscard]] bool over() const noexcept { return !tracing && settled_; }

  void ask(PriceSource source) {
    switch (source) {
      case PriceSource::location_item:
        ask_list(source, facts_.location, 0, 1);
        break;
      case PriceSource::location_group:
        ask_list(source, facts_.location, 1, products_);
        break;
      case PriceSource::special_item:
        ask_special(0, 1);
        break;
      case PriceSource::special_group:
        ask_special(1, products_);
        break;
      case PriceSource::assigned_list:
        ask_list(source, facts_.list_chosen ? facts_.chosen : segment_.assigned, 0, products_);
        break;
      case PriceSource::last_price:
        ask_last_price();
        break;
      case PriceSource::customer_rate:
        ask_rate();
        break;
      case PriceSource::base:
        ask_list(source, facts_.base, 0, products_);
        break;
      case PriceSource::none:
      case PriceSource::typed:
        break;
    }
    if constexpr (tracing)
      if (!off_) tell_empty(source);
  }

  void ask_list(PriceSource source, ListHandle list, std::uint32_t first, std::uint32_t last) {
    if (list == 0) return;
    for (std::uint32_t product = first; product < last && !over(); ++product) ask_list_about(source, list, product);
  }

  /// Special prices of the products [first, last), in the order of the precedence.
  void ask_special(std::uint32_t first, std::uint32_t last) {
    const std::uint32_t owners = std::uint32_t{1} + segment_.lists_count;
    if (facts_.sequence->product_first && !facts_.sequence->best_price) {
      for (std::uint32_t product = first; product < last && !over(); ++product)
        for (std::uint32_t owner = 0; owner < owners && !over(); ++owner) ask_owner_about(owner, product);
    } else {
      for (std::uint32_t owner = 0; owner < owners && !over(); ++owner)
        for (std::uint32_t product = first; product < last && !over(); ++product) ask_owner_about(owner, product);
    }
  }

  /// Owner 0 is the party itself, the others are its lists by inheritance.
  void ask_owner_about(std::uint32_t owner, std::uint32_t product) {
    const PriceSource source = product == 0 ? PriceSource::special_item : PriceSource::special_group;
    if (owner == 0)
      ask_own_about(source, product);
    else if (owner == 1)
      ask_list_about(source, segment_.first_list, product);
    else
      ask_list_about(source, facts_.party->view(facts_.party->lists)[segment_.lists_begin + owner - 1], product);
  }

  void ask_own_about(PriceSource source, std::uint32_t product) {
    const PartyPrices& party = *facts_.party;
    const auto entries = product == 0 ? party.find(ProductKind::item, facts_.item->item)
                                      : party.find(others_[product - 1]->kind, others_[product - 1]->product);
    const Entry* const end = entries.data() + entries.size();
    // Entries of one currency are neighbours.
    for (const Entry* begin = entries.data(); begin != end;) {
      const Entry* last = begin + 1;
      while (last != end && last->own_list == begin->own_list) ++last;
      ask_offer({.source = source,
                 .product = product,
                 .begin = begin,
                 .end = last,
                 .formulas = party.view(party.formulas).data(),
                 .list = party.view(party.own_lists).data() + begin->own_list});
      begin = last;
    }
  }

  void ask_list_about(PriceSource source, ListHandle list, std::uint32_t product) {
    // Most look-ups find nothing, and must not cost more than the look.
    const auto entries = prices_of(product).find(list);
    if (!entries.empty()) ask_offer(offer_of(source, list, product, entries));
  }

  void ask_offer(const Offer& offer) {
    std::size_t row = 0;
    const Entry* const winner = pick<tracing>(offer, [&](const Entry& entry, PriceOutcome outcome, bool leads) {
      if constexpr (tracing) {
        if (leads) row = trace_->candidates.size();
        tell(offer, entry, outcome);
      }
    });
    if (winner == nullptr) return;
    std::int64_t unit_price = 0;
    bool whole = true;
    if (!computed_price(*winner)) {
      if (settled_ || off_) return;
      unit_price = rounded_price_of(*winner, whole);
    } else {
      const std::optional<Exact> scaled = computed_price_of(*winner, offer, row);
      if (!scaled || settled_ || off_) return;
      unit_price = Fraction{1, scaled->numerator(), scaled->denominator()}.rounded(whole);
      scaled_ = scaled;
    }
    // Invariant: a percentage only passes when there is a base price, whose tax basis it keeps.
    const bool formula = winner->kind == ValueKind::formula;
    const bool of_base =
        winner->kind == ValueKind::percent_of_base ||
        (formula && offer.formulas[winner->value].of_list == 0 && !offer.formulas[winner->value].of_cost);
    const ListFacts& list = *offer.list;
    const std::int64_t rate = formula ? offer.formulas[winner->value].value : of_base ? winner->value : 0;
    consider(offer.source, &list, winner, unit_price, whole, of_base ? base_.list->tax_included : list.tax_included,
             rate, row, [&] {
               if (formula) {
                 Derivation derivation;
                 static_cast<void>(exact_price_of(*winner, offer, 0, &derivation));
                 return derivation;
               }
               Derivation derivation =
                   of_base ? from_base() : Derivation{.value = winner->value, .basis = basis_of(*winner)};
               derivation.scale = static_cast<Scale>(winner->scale);
               return derivation;
             });
    if (formula && best_.entry == winner) best_offer_ = offer;
  }

  void ask_last_price() {
    if (facts_.last == nullptr) return;
    const LastPrice& last = *facts_.last;
    const std::optional<Ratio> of_unit = facts_.item->factor(last.unit);
    const auto price = [&] { return converted({.value = last.unit_price}, *of_unit); };
    std::size_t row = 0;
    if constexpr (tracing) {
      row = trace_->candidates.size();
      const PriceOutcome applies = of_unit ? PriceOutcome::lost_rank : PriceOutcome::wrong_unit;
      trace_->candidates.push_back({.source = PriceSource::last_price,
                                    .outcome = off_ ? PriceOutcome::source_off : applies,
                                    .product_kind = ProductKind::item,
                                    .product = facts_.item->item,
                                    .basis = {.unit = last.unit}});
      if (of_unit) trace_->candidates.back().unit_price = computed([&] { return price().rounded(); });
    }
    if (!of_unit || settled_ || off_) return;
    bool whole = true;
    const std::int64_t unit_price = price().rounded(whole);
    consider(PriceSource::last_price, nullptr, nullptr, unit_price, whole, last.tax_included, 0, row,
             [&] { return Derivation{.value = last.unit_price, .basis = {.unit = last.unit}}; });
  }

  void ask_rate() {
    if (!segment_.has_rate) return;
    const std::int64_t rate = facts_.without_rate ? 0 : segment_.rate;
    const bool has_base = seek_base();
    const auto price = [&] { return base_price().times(one - rate, one); };
    std::size_t row = 0;
    if constexpr (tracing) {
      row = trace_->candidates.size();
      const PriceOutcome applies = has_base ? PriceOutcome::lost_rank : PriceOutcome::no_base;
      if (has_base)
        tell(base_offer(), *base_.entry, applies);
      else
        trace_->candidates.push_back({.outcome = off_ ? PriceOutcome::source_off : applies});
      Traced& told = trace_->candidates.back();
      told.source = PriceSource::customer_rate;
      // The base price is told alone: its lowest break is not at hand.
      if (told.basis.measure == BreakMeasure::amount) told.counted.reset();
      if (has_base) told.unit_price = computed([&] { return price().rounded(); });
    }
    if (!has_base || settled_ || off_) return;
    bool whole = true;
    const std::int64_t unit_price = price().rounded(whole);
    consider(facts_.without_rate ? PriceSource::base : PriceSource::customer_rate, base_.list, base_.entry, unit_price,
             whole, base_.list->tax_included, rate, row, [&] { return from_base(); });
  }

  /// `derivation()` tells how the price came about; `row` is its place in the trace.
  ///
  /// Why so many arguments: a struct that is built and then copied is read back before it has left the store buffer,
  /// and that stall was a tenth of a quote.
  template <class Derive>
  void consider(PriceSource source, const ListFacts* list, const Entry* entry, std::int64_t unit_price, bool whole,
                bool tax_included, std::int64_t rate, std::size_t row, Derive derivation) {
    if (facts_.sequence->best_price) {
      // One list speaks once for each source.
      if (source == answered_source_ && list == answered_list_) return;
      answered_source_ = source;
      answered_list_ = list;
      if constexpr (tracing) trace_->candidates[row].outcome = PriceOutcome::lost_best;
      if (found() && !cheaper(unit_price, tax_included)) return;
    } else {
      settled_ = true;
    }
    best_.source = source;
    best_.tax_included = tax_included;
    best_.list = list;
    best_.entry = entry;
    best_.unit_price = unit_price;
    best_.rate = rate;
    best_.whole = whole;
    if (entry != nullptr && computed_price(*entry)) best_scaled_ = scaled_;
    if constexpr (tracing) {
      best_row_ = row;
      trace_->derivation = derivation();
    }
  }

  /// A price that takes more than converting a value, told in the trace; nullopt: the offer has none.
  std::optional<Exact> computed_price_of(const Entry& entry, const Offer& offer, std::size_t row) {
    if constexpr (!tracing) {
      return exact_price_of(entry, offer, 0, nullptr);
    } else {
      Traced& told = trace_->candidates[row];
      std::optional<Exact> price;
      try {
        price = exact_price_of(entry, offer, 0, nullptr);
      } catch (const Error& error) {
        // Whoever would have won must not be passed over.
        if (error.code() != ErrorCode::no_rate || (!settled_ && !off_)) throw;
        told.outcome = PriceOutcome::no_rate;
        return std::nullopt;
      }
      const bool formula = entry.kind == ValueKind::formula;
      if (!price && !off_)
        told.outcome = !formula                              ? PriceOutcome::scale_gap
                       : offer.formulas[entry.value].of_cost ? PriceOutcome::no_cost
                                                             : PriceOutcome::no_base;
      told.unit_price = price ? computed([&] { return price->rounded(); }) : std::nullopt;
      return price;
    }
  }

  /// Than the best so far.
  [[nodiscard]] bool cheaper(std::int64_t unit_price, bool tax_included) const {
    if (tax_included == best_.tax_included) return unit_price < best_.unit_price;
    const auto times = [](std::int64_t price, std::int64_t by) { return static_cast<Int128>(price) * by; };
    const std::int64_t with_tax = checked_add(one, facts_.tax_rate.micros);
    return tax_included ? times(unit_price, one) < times(best_.unit_price, with_tax)
                        : times(unit_price, with_tax) < times(best_.unit_price, one);
  }

  void fill(PriceQuote& quote) {
    quote.unit_price.micros = best_.unit_price;
    quote.currency = facts_.currency;
    quote.tax_included = best_.tax_included;
    quote.source = best_.source;
    if (best_.list != nullptr) {
      quote.list = best_.list->id;
      quote.entry.value = best_.entry->id;
    }
    quote.rate.micros = best_.rate;
    if (seek_base() && base_.list->tax_included == best_.tax_included)
      quote.base_price.emplace(UnitPrice{
          base_.entry == best_.entry && best_.source == PriceSource::base ? best_.unit_price : rounded_base_price()});
  }

  /// The price that has won, before it was rounded.
  [[nodiscard]] Fraction exact_price() const {
    if (best_.source == PriceSource::last_price)
      return converted({.value = facts_.last->unit_price}, *facts_.item->factor(facts_.last->unit));
    if (best_.source == PriceSource::customer_rate) return base_price().times(one - best_.rate, one);
    if (computed_price(*best_.entry)) return {1, best_scaled_->numerator(), best_scaled_->denominator()};
    return price_of(*best_.entry);
  }

  /// The amount of the quantity, where 6 decimals do not hold the unit price.
  void finish_amount(PriceQuote& quote) {
    const Exact exact = changed_ ? *result_ : Exact::of(exact_price());
    if constexpr (tracing) trace_->found = Exact::of(exact_price());
    if (exact.whole()) return;
    quote.amount = exact_amount(Quantity{facts_.quantity}, exact, facts_.currency, facts_.rounding);
    if (discounting_ != nullptr) discounting_->result = exact;
  }

  void discount(PriceQuote& quote) {
    const bool net = best_.entry != nullptr && best_.entry->net;
    if constexpr (tracing) {
      const std::size_t first = trace_->candidates.size();
      if (net) {
        // Told all the same, as what would have been.
        PriceQuote lowered = quote;
        apply_discounts(facts_, Exact::of(exact_price()), lowered, result_.emplace(), nullptr, trace_);
        for (std::size_t i = first; i < trace_->candidates.size(); ++i)
          trace_->candidates[i].outcome = PriceOutcome::price_net;
        return;
      }
      changed_ =
          apply_discounts(facts_, Exact::of(exact_price()), quote, result_.emplace(), &trace_->discounting, trace_);
    } else if (!net) {
      changed_ = apply_discounts(facts_, Exact::of(exact_price()), quote, result_.emplace(), discounting_, nullptr);
    }
    if (changed_) best_.whole = false;
  }

  [[nodiscard]] Unfinished unfinished() {
    Unfinished work{.tax_included = best_.tax_included};
    if (seek_base()) {
      work.base = Exact::of(base_price());
      work.base_tax_included = base_.list->tax_included;
    }
    return work;
  }
  [[nodiscard]] Discounting* told_discounting() const noexcept { return tracing ? &trace_->discounting : discounting_; }

  void finish(PriceQuote& quote) {
    Unfinished work = unfinished();
    work.found = Exact::of(exact_price());
    work.keeps_ending = best_.source == PriceSource::last_price || (best_.entry != nullptr && best_.entry->net);
    Exact price = changed_ ? *result_ : *work.found;
    Discounting* const told = told_discounting();
    if (!finish_price(facts_, work, quote, price, told, trace_)) return;
    changed_ = true;
    result_ = price;
    best_.whole = false;
    if (told == nullptr) return;
    told->found = *work.found;
    told->unit_price = quote.unit_price.micros;
    told->tax_included = quote.tax_included;
  }
  /// A typed price is held to them all the same.
  void find_limits_alone() {
    Unfinished work = unfinished();
    if (found()) work.found = Exact::of(exact_price());
    Limits limits = find_limits(facts_, work, trace_);
    if (Discounting* const told = told_discounting()) told->limits = std::move(limits);
  }

  /// Which entries a price from a chain of lists goes back to.
  void tell_lineage(const PriceQuote& quote) {
    Discounting* const told = told_discounting();
    if (told == nullptr || best_.entry == nullptr || best_.entry->kind != ValueKind::formula) return;
    if (best_.source == PriceSource::customer_rate) return;
    Derivation derivation;
    static_cast<void>(exact_price_of(*best_.entry, best_offer_, 0, &derivation));
    for (auto step = derivation.formulas.rbegin(); step != derivation.formulas.rend(); ++step)
      if (step->entry != 0) told->lineage.push_back(step->entry);
    told->lineage.push_back(derivation.lowest_entry);
    told->found = Exact::of(exact_price());
    told->unit_price = quote.unit_price.micros;
    told->tax_included = quote.tax_included;
  }

  /// What the entries that made the price have counted beyond the line.
  void tell_counts(const PriceQuote& quote) {
    Discounting* const told = told_discounting();
    if (told == nullptr || (counts_.empty() && told->counted.empty())) return;
    for (const CountedBreak& each : counts_)
      if (makes_price(each.entry, told->lineage)) told->counted.push_back(each);
    if (told->counted.empty()) return;
    std::ranges::sort(told->counted, {}, &CountedBreak::entry);
    told->spread = best_.entry != nullptr && best_.entry->counts_more && best_.entry->scale != all_units;
    told->found = Exact::of(exact_price());
    told->unit_price = quote.unit_price.micros;
    told->tax_included = quote.tax_included;
  }
  [[nodiscard]] bool makes_price(std::int64_t entry, const std::vector<std::int64_t>& lineage) const {
    if (best_.entry == nullptr) return false;
    const bool of_base = best_.entry->kind == ValueKind::percent_of_base && base_.entry != nullptr;
    return entry == best_.entry->id || (of_base && entry == base_.entry->id) ||
           std::ranges::find(lineage, entry) != lineage.end();
  }

  [[nodiscard]] Offer base_offer() const noexcept {
    return {.source = PriceSource::base,
            .product = base_.product,
            .begin = base_.entry,
            .end = base_.entry + 1,
            .list = base_.list};
  }
  [[nodiscard]] Derivation from_base() const {
    return {.value = base_.entry->value,
            .basis = basis_of(*base_.entry),
            .of_base = true,
            .scale = static_cast<Scale>(base_.entry->scale)};
  }

  void finish_trace() {
    off_ = true;
    for (std::size_t i = 2; i < source_slots; ++i) {
      const auto source = static_cast<PriceSource>(i);
      if (facts_.sequence->names(source) || (source == PriceSource::assigned_list && facts_.list_chosen)) continue;
      ask(source);
    }
    if (!found()) return;
    trace_->winner = best_row_;
    trace_->candidates[best_row_].outcome = PriceOutcome::won;
  }

  void tell(const Offer& offer, const Entry& entry, PriceOutcome outcome) {
    Traced told{.source = offer.source,
                .outcome = off_ ? PriceOutcome::source_off : outcome,
                .list_kind = offer.list->kind,
                .list = offer.list->id,
                .entry = &entry,
                .basis = basis_of(entry)};
    told.product_kind = offer.product == 0 ? ProductKind::item : others_[offer.product - 1]->kind;
    told.product = offer.product == 0 ? facts_.item->item : others_[offer.product - 1]->product;
    const bool has_unit = facts_.item->factor(told.basis.unit).has_value();
    if (has_unit && entry.counts_more)
      told.counted = counted_by(facts_, entry, offer.product, {offer.begin, offer.end});
    const bool has_base = entry.kind != ValueKind::percent_of_base || seek_base();
    if (has_unit && has_base && entry.kind != ValueKind::formula)
      told.unit_price = computed([&] { return price_of(entry).rounded(); });
    trace_->candidates.push_back(told);
  }

  /// A candidate that cannot win may have a price that cannot be computed.
  template <class Price>
  static std::optional<UnitPrice> computed(Price price) {
    try {
      return UnitPrice{price()};
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  /// Says that a source has nothing, unless it has told of something.
  void tell_empty(PriceSource source) {
    for (const Traced& told : trace_->candidates)
      if (told.source == source) return;
    trace_->candidates.push_back({.source = source});
  }

  const PartySegment& segment_;
  bool settled_ = false;
  bool off_ = false;  ///< what is asked is not named by the sequence
  PriceSource answered_source_ = PriceSource::none;
  const ListFacts* answered_list_ = nullptr;
  Trace* trace_;
  Discounting* discounting_;
  std::size_t best_row_ = 0;
  Best best_;
  std::optional<Exact> scaled_;       ///< average price of the offer that is considered
  std::optional<Exact> best_scaled_;  ///< of the one that has won
  Offer best_offer_;                  ///< of a formula that has won
  CountedBreaks counts_;              ///< of all entries that have passed
  bool changed_ = false;              ///< by discounts or rules
  std::optional<Exact> result_;       ///< what they have left
};

}  // namespace

Sequence Sequence::of(const AccessSequence& sequence) noexcept {
  Sequence compiled;
  compiled.best_price = sequence.winner == AccessSequence::Winner::best_price;
  compiled.product_first = sequence.precedence == AccessSequence::Precedence::product_first;
  for (const PriceSource source : sequence.sources) {
    const auto place = static_cast<std::size_t>(source);
    if (place >= source_slots || compiled.named[place]) continue;
    compiled.named[place] = true;
    compiled.sources[compiled.count++] = source;
  }
  return compiled;
}

std::optional<PriceQuote> resolve(const Facts& facts) { return Resolver<false>(facts, nullptr, nullptr).run(); }

std::optional<PriceQuote> resolve(const Facts& facts, Discounting& discounting) {
  return Resolver<false>(facts, nullptr, &discounting).run();
}

std::optional<PriceQuote> resolve(const Facts& facts, Trace& trace) {
  return Resolver<true>(facts, &trace, nullptr).run();
}

}  // namespace emptor::pricing
