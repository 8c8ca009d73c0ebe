#include "pricing/rules.hpp"

#include "pricing/fraction.hpp"

namespace emptor::pricing {
namespace {

constexpr std::int64_t one = Percent::one;

struct Product {
  ProductKind kind = ProductKind::everything;
  std::int64_t id = 0;
};

/// The entries of one list about one product.
struct Offer {
  PriceSource source = PriceSource::none;
  const Entry* begin = nullptr;
  const Entry* end = nullptr;
  std::span<const Basis> bases{};
  PriceListId list{};
  PriceListKind list_kind = PriceListKind::base;
  Currency currency{};
  bool tax_included = false;
  Product product;
};

/// A price that may win.
struct Hit {
  PriceSource source = PriceSource::none;
  PriceListId list{};
  PriceEntryId entry{};
  std::int64_t unit_price = 0;
  bool tax_included = false;
  Percent rate{};
};

/// The base price of the unit asked for, before it is rounded.
struct BasePrice {
  const Entry* entry = nullptr;
  Fraction price{};
  Offer offer{};
};

const Basis& basis_of(const Entry& entry, std::span<const Basis> bases) noexcept {
  static constexpr Basis plain;
  return entry.basis == 0 ? plain : bases[entry.basis - 1];
}

template <bool tracing>
class Resolver {
 public:
  Resolver(const Facts& facts, Trace* trace) noexcept
      : facts_(facts),
        segment_(facts.party->on(facts.on)),
        others_(facts.item->view(facts.item->others)),
        products_(others_.size() + 1),
        trace_(trace) {}

  std::optional<PriceQuote> run() {
    const Sequence& sequence = *facts_.sequence;
    if (facts_.list_chosen) {
      ask(PriceSource::assigned_list);
      settled_ = best_.has_value();
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
    if constexpr (tracing) {
      off_ = true;
      for (std::size_t i = 2; i < source_slots; ++i) {
        const auto source = static_cast<PriceSource>(i);
        if (sequence.names(source) || (source == PriceSource::assigned_list && facts_.list_chosen)) continue;
        ask(source);
      }
      if (best_) {
        trace_->winner = best_row_;
        trace_->candidates[best_row_].outcome = PriceOutcome::won;
        trace_->derivation = derivation_;
      }
    }
    if (!best_) return std::nullopt;
    return quote();
  }

 private:
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

  void ask_list(PriceSource source, ListHandle list, std::size_t first, std::size_t last) {
    if (list == 0) return;
    for (std::size_t product = first; product < last && !over(); ++product) ask_list_about(source, list, product);
  }

  /// Special prices of the products [first, last), in the order of the precedence.
  void ask_special(std::size_t first, std::size_t last) {
    const std::size_t owners = std::size_t{1} + segment_.lists_count;
    if (facts_.sequence->product_first && !facts_.sequence->best_price) {
      for (std::size_t product = first; product < last && !over(); ++product)
        for (std::size_t owner = 0; owner < owners && !over(); ++owner) ask_owner_about(owner, product);
    } else {
      for (std::size_t owner = 0; owner < owners && !over(); ++owner)
        for (std::size_t product = first; product < last && !over(); ++product) ask_owner_about(owner, product);
    }
  }

  /// Owner 0 is the party itself, the others are its lists by inheritance.
  void ask_owner_about(std::size_t owner, std::size_t product) {
    const PriceSource source = product == 0 ? PriceSource::special_item : PriceSource::special_group;
    if (owner == 0)
      ask_own_about(source, product);
    else
      ask_list_about(source, facts_.party->view(facts_.party->lists)[segment_.lists_begin + owner - 1], product);
  }

  void ask_own_about(PriceSource source, std::size_t product) {
    const PartyPrices& party = *facts_.party;
    if (party.entries.count == 0) return;
    const Product of = product_at(product);
    const auto entries = party.find(of.kind, of.id);
    const auto lists = party.view(party.own_lists);
    for (std::size_t begin = 0; begin < entries.size();) {
      const OwnList& list = lists[entries[begin].own_list];
      std::size_t end = begin + 1;
      while (end < entries.size() && entries[end].own_list == entries[begin].own_list) ++end;
      ask_offer({.source = source,
                 .begin = entries.data() + begin,
                 .end = entries.data() + end,
                 .bases = party.view(party.bases),
                 .list = list.id,
                 .list_kind = PriceListKind::customer,
                 .currency = list.currency,
                 .tax_included = list.tax_included,
                 .product = of});
      begin = end;
    }
  }

  [[nodiscard]] Product product_at(std::size_t product) const noexcept {
    if (product == 0) return {ProductKind::item, facts_.item->item};
    return {others_[product - 1]->kind, others_[product - 1]->product};
  }

  void ask_list_about(PriceSource source, ListHandle list, std::size_t product) {
    const Offer offer = offer_of(source, list, product);
    if (offer.begin != offer.end) ask_offer(offer);
  }

  Offer offer_of(PriceSource source, ListHandle list, std::size_t product) const {
    const ProductPrices* const card = product == 0 ? facts_.item : others_[product - 1]->prices.get();
    const ProductPrices& prices = *card;
    const auto entries = prices.find(list);
    if (entries.empty()) return {};
    const ListFacts& facts = facts_.lists[list];
    return {.source = source,
            .begin = entries.data(),
            .end = entries.data() + entries.size(),
            .bases = prices.view(prices.bases),
            .list = facts.id,
            .list_kind = facts.kind,
            .currency = facts.currency,
            .tax_included = facts.tax_included,
            .product = product_at(product)};
  }

  void ask_offer(const Offer& offer) {
    std::size_t row = 0;
    const Entry* const found = pick(offer, [&](const Entry& entry, PriceOutcome outcome, bool leads) {
      if constexpr (tracing) {
        if (leads) row = trace_->candidates.size();
        tell(offer, entry, outcome);
      }
    });
    if (found == nullptr || settled_ || off_) return;
    const bool of_base = found->kind == ValueKind::percent_of_base;
    const Fraction price = price_of(*found, offer.bases);
    // Invariant: a percentage only passes when there is a base price, whose tax basis it keeps.
    consider({.source = offer.source,
              .list = offer.list,
              .entry = PriceEntryId(found->id),
              .unit_price = price.rounded(),
              .tax_included = of_base ? base_->offer.tax_included : offer.tax_included,
              .rate = Percent{of_base ? found->value : 0}},
             row, of_base ? derived_from_base() : Derivation{found->value, basis_of(*found, offer.bases), false});
  }

  void ask_last_price() {
    if (facts_.last == nullptr) return;
    const LastPrice& last = *facts_.last;
    const std::optional<Ratio> of_unit = facts_.item->factor(last.unit);
    const auto unit_price = [&] { return converted({.value = last.unit_price}, *of_unit).rounded(); };
    std::size_t row = 0;
    if constexpr (tracing) {
      row = trace_->candidates.size();
      const PriceOutcome applies = of_unit ? PriceOutcome::lost_rank : PriceOutcome::wrong_unit;
      trace_->candidates.push_back({.source = PriceSource::last_price,
                                    .outcome = off_ ? PriceOutcome::source_off : applies,
                                    .product_kind = ProductKind::item,
                                    .basis = {.unit = last.unit}});
      if (of_unit) trace_->candidates.back().unit_price = computed(unit_price);
    }
    if (!of_unit || settled_ || off_) return;
    consider({.source = PriceSource::last_price, .unit_price = unit_price(), .tax_included = last.tax_included}, row,
             {last.unit_price, {.unit = last.unit}, false});
  }

  void ask_rate() {
    if (!segment_.has_rate) return;
    const std::int64_t rate = facts_.without_rate ? 0 : segment_.rate;
    const BasePrice* const base = base_price();
    const auto unit_price = [&] { return base->price.times(one - rate, one).rounded(); };
    std::size_t row = 0;
    if constexpr (tracing) {
      row = trace_->candidates.size();
      const PriceOutcome applies = base != nullptr ? PriceOutcome::lost_rank : PriceOutcome::no_base;
      if (base != nullptr)
        tell(base->offer, *base->entry, applies);
      else
        trace_->candidates.push_back({.outcome = off_ ? PriceOutcome::source_off : applies});
      Traced& told = trace_->candidates.back();
      told.source = PriceSource::customer_rate;
      if (base != nullptr) told.unit_price = computed(unit_price);
    }
    if (base == nullptr || settled_ || off_) return;
    consider({.source = facts_.without_rate ? PriceSource::base : PriceSource::customer_rate,
              .list = base->offer.list,
              .entry = PriceEntryId(base->entry->id),
              .unit_price = unit_price(),
              .tax_included = base->offer.tax_included,
              .rate = Percent{rate}},
             row, derived_from_base());
  }

  void consider(const Hit& hit, std::size_t row, const Derivation& derivation) {
    const bool best_price = facts_.sequence->best_price;
    if (best_price && best_) {
      // One list speaks once for each source; a last price has no list and speaks once anyway.
      if (hit.source == answered_source_ && hit.list == answered_list_ && hit.list) return;
    }
    answered_source_ = hit.source;
    answered_list_ = hit.list;
    if constexpr (tracing)
      if (best_price) trace_->candidates[row].outcome = PriceOutcome::lost_best;
    if (best_ && !cheaper(hit, *best_)) return;
    best_ = hit;
    best_row_ = row;
    if constexpr (tracing) derivation_ = derivation;
    settled_ = !best_price;
  }

  [[nodiscard]] bool cheaper(const Hit& a, const Hit& b) const {
    if (a.tax_included == b.tax_included) return a.unit_price < b.unit_price;
    const auto times = [](std::int64_t price, std::int64_t by) { return static_cast<Int128>(price) * by; };
    const std::int64_t with_tax = checked_add(one, facts_.tax_rate.micros);
    return a.tax_included ? times(a.unit_price, one) < times(b.unit_price, with_tax)
                          : times(a.unit_price, with_tax) < times(b.unit_price, one);
  }

  /// The best ranked of the entries that pass the filters. `told(entry, outcome, leads)` hears of each entry looked at;
  /// `leads`: it is the best so far.
  template <class Told>
  const Entry* pick(const Offer& offer, Told told) {
    const Entry* best = nullptr;
    for (const Entry* entry = offer.begin; entry != offer.end; ++entry) {
      const std::optional<PriceOutcome> failed = filter(*entry, offer);
      const bool leads =
          !failed && (best == nullptr || (entry->mixed_units && ranks_before(*entry, *best, offer.bases)));
      if (leads) best = entry;
      told(*entry, failed.value_or(PriceOutcome::lost_rank), leads);
      // Entries of one unit are kept in the order of their rank.
      if (!tracing && best != nullptr && !entry->mixed_units) break;
    }
    return best;
  }

  /// The first hard filter that the entry fails.
  std::optional<PriceOutcome> filter(const Entry& entry, const Offer& offer) {
    if (offer.currency != facts_.currency) return PriceOutcome::wrong_currency;
    if (facts_.on.days() < entry.from) return PriceOutcome::not_yet;
    if (facts_.on.days() >= entry.until) return PriceOutcome::expired;
    if (entry.basis != 0) {
      const Basis& basis = offer.bases[entry.basis - 1];
      const std::optional<Ratio> of_unit = facts_.item->factor(basis.unit);
      if (!of_unit) return PriceOutcome::wrong_unit;
      if (!reached(basis.min_quantity, *of_unit)) return PriceOutcome::quantity_short;
    }
    if (entry.kind == ValueKind::percent_of_base && base_price() == nullptr) return PriceOutcome::no_base;
    return std::nullopt;
  }

  [[nodiscard]] bool reached(std::int64_t min_quantity, Ratio of_unit) const {
    if (min_quantity == 0) return true;
    if (of_unit == facts_.factor) return facts_.quantity >= min_quantity;
    const Ratio asked = facts_.factor * of_unit.inverse();
    return reaches(facts_.quantity, asked.numerator, min_quantity, asked.denominator);
  }

  [[nodiscard]] bool ranks_before(const Entry& a, const Entry& b, std::span<const Basis> bases) const {
    const Basis& of_a = basis_of(a, bases);
    const Basis& of_b = basis_of(b, bases);
    const Ratio a_in_b = *facts_.item->factor(of_a.unit) * facts_.item->factor(of_b.unit)->inverse();
    const bool a_reaches_b = reaches(of_a.min_quantity, a_in_b.numerator, of_b.min_quantity, a_in_b.denominator);
    const bool b_reaches_a = reaches(of_b.min_quantity, a_in_b.denominator, of_a.min_quantity, a_in_b.numerator);
    if (a_reaches_b != b_reaches_a) return a_reaches_b;
    if (a.from != b.from) return a.from > b.from;
    return a.id < b.id;
  }

  /// Of the unit asked for.
  Fraction price_of(const Entry& entry, std::span<const Basis> bases) {
    if (entry.kind == ValueKind::percent_of_base) return base_price()->price.times(entry.value, one);
    if (entry.basis == 0) return converted({.value = entry.value}, Ratio{});
    const Basis& basis = bases[entry.basis - 1];
    return converted({.value = entry.value}, *facts_.item->factor(basis.unit))
        .times(basis.per.denominator, basis.per.numerator);
  }

  /// From the unit that is `of_unit` stock units to the unit asked for.
  [[nodiscard]] Fraction converted(const Fraction& price, Ratio of_unit) const {
    return price.times(facts_.factor.numerator, of_unit.numerator)
        .times(of_unit.denominator, facts_.factor.denominator);
  }

  /// Null when there is none.
  const BasePrice* base_price() {
    if (!base_sought_) {
      base_sought_ = true;
      // Why not on the way of `ask`: a base price serves percentages and rates even when the source `base` is off.
      for (std::size_t product = 0; facts_.base != 0 && product < products_ && !base_; ++product) {
        const Offer offer = offer_of(PriceSource::base, facts_.base, product);
        const Entry* const found = pick(offer, [](const Entry&, PriceOutcome, bool) {});
        if (found != nullptr) base_ = BasePrice{found, price_of(*found, offer.bases), offer};
      }
    }
    return base_ ? &*base_ : nullptr;
  }

  PriceQuote quote() {
    PriceQuote result{.unit_price = UnitPrice{best_->unit_price},
                      .currency = facts_.currency,
                      .tax_included = best_->tax_included,
                      .source = best_->source,
                      .list = best_->list,
                      .entry = best_->entry,
                      .base_price = std::nullopt,
                      .rate = best_->rate};
    const BasePrice* const base = base_price();
    if (base != nullptr && base->offer.tax_included == result.tax_included)
      result.base_price = UnitPrice{base->price.rounded()};
    return result;
  }

  [[nodiscard]] Derivation derived_from_base() const {
    if constexpr (tracing)
      return {base_->entry->value, basis_of(*base_->entry, base_->offer.bases), true};
    else
      return {};
  }

  void tell(const Offer& offer, const Entry& entry, PriceOutcome outcome) {
    Traced told{.source = offer.source,
                .outcome = off_ ? PriceOutcome::source_off : outcome,
                .list_kind = offer.list_kind,
                .list = offer.list,
                .product_kind = offer.product.kind,
                .product = offer.product.id,
                .entry = &entry,
                .basis = basis_of(entry, offer.bases)};
    const bool has_unit = facts_.item->factor(told.basis.unit).has_value();
    const bool has_base = entry.kind != ValueKind::percent_of_base || base_price() != nullptr;
    if (has_unit && has_base) told.unit_price = computed([&] { return price_of(entry, offer.bases).rounded(); });
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

  const Facts& facts_;
  const PartySegment& segment_;
  std::span<const ProductSlot* const> others_;
  std::size_t products_;  ///< 0 is the item, the others follow
  Trace* trace_;
  std::optional<Hit> best_;
  bool settled_ = false;
  bool off_ = false;
  bool base_sought_ = false;
  PriceSource answered_source_ = PriceSource::none;
  PriceListId answered_list_;
  std::optional<BasePrice> base_;
  std::size_t best_row_ = 0;
  Derivation derivation_;
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

std::optional<PriceQuote> resolve(const Facts& facts) { return Resolver<false>(facts, nullptr).run(); }

std::optional<PriceQuote> resolve(const Facts& facts, Trace& trace) { return Resolver<true>(facts, &trace).run(); }

}  // namespace emptor::pricing
