/// What the entries of a list ask for a product, whichever source asks the list: filters and rank of its entries, their
/// price in the unit asked for, the base price, and prices that are made from those of other lists. See rules.hpp.
#pragma once

#include "pricing/candidates.hpp"

namespace emptor::pricing {

constexpr std::int64_t one = Percent::one;
constexpr auto all_units = static_cast<std::uint8_t>(Scale::all_units);

/// The entries of one list about one product.
struct Offer {
  PriceSource source = PriceSource::none;
  std::uint32_t product = 0;  ///< 0 is the item, then its groups, nearest first, then everything
  const Entry* begin = nullptr;
  const Entry* end = nullptr;
  const Formula* formulas = nullptr;
  const ListFacts* list = nullptr;
};

/// Whether a price is computed otherwise than by converting its value.
[[nodiscard]] inline bool computed_price(const Entry& entry) noexcept {
  return entry.scale != all_units || entry.kind == ValueKind::formula;
}

/// The base price of the unit asked for.
struct BasePrice {
  const Entry* entry = nullptr;  ///< null: there is none
  const ListFacts* list = nullptr;
  std::uint32_t product = 0;
  std::optional<Fraction> scaled{};  ///< of a graduated entry or one of blocks
};

class ListPrices {
 public:
  explicit ListPrices(const Facts& facts) noexcept
      : facts_(facts),
        others_(facts.item->view(facts.item->others)),
        products_(static_cast<std::uint32_t>(others_.size()) + 1),
        in_stock_units_(facts.factor == Ratio{}),
        currency_(facts.currency),
        base_list_(facts.base) {}

 protected:
  [[nodiscard]] const ProductPrices& prices_of(std::uint32_t product) const noexcept {
    return product == 0 ? static_cast<const ProductPrices&>(*facts_.item) : *others_[product - 1]->prices;
  }

  [[nodiscard]] Offer offer_of(PriceSource source, ListHandle list, std::uint32_t product,
                               std::span<const Entry> entries) const noexcept {
    const ProductPrices& prices = prices_of(product);
    return {.source = source,
            .product = product,
            .begin = entries.data(),
            .end = entries.data() + entries.size(),
            .formulas = prices.view(prices.formulas).data(),
            .list = facts_.lists.data() + list};
  }

  /// The best ranked of the entries that pass the filters. `told(entry, outcome, leads)` hears of each entry looked at;
  /// `leads`: it is the best so far. `every`: also of those that can no longer win.
  template <bool every, class Told>
  const Entry* pick(const Offer& offer, Told told) {
    const Entry* best = nullptr;
    for (const Entry* entry = offer.begin; entry != offer.end; ++entry) {
      const PriceOutcome outcome = filter(*entry, offer);
      const bool leads = outcome == passed && (best == nullptr || (entry->mixed_units && ranks_before(*entry, *best)));
      if (leads) best = entry;
      told(*entry, outcome, leads);
      // Entries of one unit are kept in the order of their rank.
      if (!every && best != nullptr && !entry->mixed_units) break;
    }
    return best;
  }
  /// Without a listener.
  const Entry* pick(const Offer& offer) {
    return pick<false>(offer, [](const Entry&, PriceOutcome, bool) {});
  }

  /// The first hard filter that the entry fails, or `passed`.
  PriceOutcome filter(const Entry& entry, const Offer& offer) {
    if (offer.list->currency != currency_) return PriceOutcome::wrong_currency;
    const PriceOutcome outcome =
        pricing::filter(facts_, in_stock_units_, entry, offer.product, {offer.begin, offer.end});
    if (outcome != passed) return outcome;
    if (entry.kind == ValueKind::percent_of_base && !seek_base()) return PriceOutcome::no_base;
    if (entry.counts_more && counts_told_ != nullptr)
      tell_count(facts_, entry, offer.product, {offer.begin, offer.end}, *counts_told_);
    return passed;
  }
  [[nodiscard]] bool ranks_before(const Entry& a, const Entry& b) const {
    const int order = compare_breaks(facts_, a, basis_of(a), b, basis_of(b));
    return order != 0 ? order < 0 : a.id < b.id;
  }

  /// Of the unit asked for.
  [[nodiscard]] Fraction price_of(const Entry& entry) const {
    if (entry.kind == ValueKind::percent_of_base) return base_price().times(entry.value, one);
    return fixed_price_of(entry);
  }
  /// `price_of` rounded; most prices are the value itself.
  [[nodiscard]] std::int64_t rounded_price_of(const Entry& entry, bool& whole) const {
    if (entry.kind == ValueKind::price && in_stock_units_) {
      const Basis& basis = basis_of(entry);
      if (!basis.unit && basis.per == Ratio{}) return entry.value;
    }
    return price_of(entry).rounded(whole);
  }
  [[nodiscard]] Fraction fixed_price_of(const Entry& entry) const {
    if (entry.basis == 0) return in_stock_units_ ? Fraction{entry.value} : converted({.value = entry.value}, Ratio{});
    const Basis& basis = basis_of(entry);
    if (!basis.unit && in_stock_units_) return Fraction{entry.value}.times(basis.per.denominator, basis.per.numerator);
    return converted({.value = entry.value}, *facts_.item->factor(basis.unit))
        .times(basis.per.denominator, basis.per.numerator);
  }

  [[nodiscard]] const Basis& basis_of(const Entry& entry) const noexcept { return pricing::basis_of(facts_, entry); }
  /// Before it is rounded. Only where `seek_base` has found one, which is never a percentage.
  [[nodiscard]] Fraction base_price() const { return base_.scaled ? *base_.scaled : fixed_price_of(*base_.entry); }
  [[nodiscard]] std::int64_t rounded_base_price() const {
    bool whole = true;
    return base_.scaled ? base_.scaled->rounded() : rounded_price_of(*base_.entry, whole);
  }
  /// From the unit that is `of_unit` stock units to the unit asked for.
  [[nodiscard]] Fraction converted(const Fraction& price, Ratio of_unit) const {
    return price.times(facts_.factor.numerator, of_unit.numerator)
        .times(of_unit.denominator, facts_.factor.denominator);
  }

  /// Whether there is a base price; it is sought once. Why not on the way of `ask`: it serves percentages, rates and
  /// comparison even when the source `base` is off.
  bool seek_base() {
    if (!base_sought_) find_base();
    return base_.entry != nullptr;
  }
  /// The average price of the unit asked for in a graduated offer or one of blocks; nullopt: the breaks leave a gap.
  std::optional<Exact> scaled_price(const Entry& winner, const Offer& offer);
  /// Of a unit asked for, by any kind of entry; nullopt: it has none. `told` hears how it came about, from the lowest
  /// list of a chain on. NO_RATE names the exchange rate that is missing.
  std::optional<Exact> exact_price_of(const Entry& entry, const Offer& offer, int depth, Derivation* told);
  /// Millionths of `unit`, in millionths of the unit asked for.
  [[nodiscard]] Exact in_asked_units(UnitId unit, std::int64_t micros) const {
    return Exact(micros).times(*facts_.item->factor(unit)).times(facts_.factor.inverse());
  }

  const Facts& facts_;
  std::span<const ProductSlot* const> others_;
  std::uint32_t products_;
  bool in_stock_units_;  ///< the unit asked for is the stock unit, or as large
  bool base_sought_ = false;
  BasePrice base_;
  CountedBreaks* counts_told_ = nullptr;  ///< hears what entries that passed have counted

 private:
  /// What is computed from: the price below, its formula applied to it.
  std::optional<Exact> below_formula(const Formula& formula, const Offer& offer, int depth, Derivation* told);
  std::optional<Exact> converted_price(const Formula& formula, int depth, Derivation* told);
  std::optional<Exact> price_in(ListHandle list, int depth, Derivation* told);
  [[nodiscard]] std::optional<Exact> cost_in(const ListFacts& list, Derivation* told) const;
  [[nodiscard]] Exact formula_price(const Exact& below, const Formula& formula) const;
  void find_base();

  Currency currency_;     ///< of the list that is looked at: another one below a conversion
  ListHandle base_list_;  ///< in this currency
};

}  // namespace emptor::pricing
