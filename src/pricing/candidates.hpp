/// What prices and discounts ask of an entry alike: does it apply, and which of two comes first.
#pragma once

#include "pricing/fraction.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

[[nodiscard]] inline const Basis& basis_of(const Facts& facts, const Entry& entry) noexcept {
  return (*facts.bases)[entry.basis];
}

/// Whether the quantity asked for is at least `min_quantity` of the unit that is `of_unit` stock units.
[[nodiscard]] inline bool reached(const Facts& facts, std::int64_t min_quantity, Ratio of_unit) {
  if (min_quantity == 0) return true;
  if (of_unit == facts.factor) return facts.quantity >= min_quantity;
  const Ratio asked = facts.factor * of_unit.inverse();
  return reaches(facts.quantity, asked.numerator, min_quantity, asked.denominator);
}

/// The kind and key of a product by its place: 0 is the item, then its groups, nearest first, then everything.
[[nodiscard]] inline std::pair<ProductKind, std::int64_t> product_at(const Facts& facts, std::uint32_t place) noexcept {
  if (place == 0) return {ProductKind::item, facts.item->item};
  const ProductSlot& other = *facts.item->view(facts.item->others)[place - 1];
  return {other.kind, other.product};
}

/// Weight or volume of a stock unit; nullopt: the item has none.
[[nodiscard]] std::optional<Exact> measured(const ItemPrices& item, BreakMeasure measure) noexcept;
/// What an entry about this product counts, in millionths of its unit or of what it measures; the line's own quantity
/// where the document has none; nullopt: the item has no such measure. `offer`: the entries of its list about the
/// product. Pre: the item is traded in the entry's unit.
[[nodiscard]] std::optional<Exact> counted_by(const Facts& facts, const Entry& entry, std::uint32_t product,
                                              std::span<const Entry> offer);

/// Until something better ranked is known to have won, what passes has lost to it.
inline constexpr PriceOutcome passed = PriceOutcome::lost_rank;

/// What entries that passed have counted, each once.
using CountedBreaks = std::vector<CountedBreak>;
void tell_count(const Facts& facts, const Entry& entry, std::uint32_t product, std::span<const Entry> offer,
                CountedBreaks& told);

/// Of an entry that counts more than the line's quantity: whether its unit converts and its break is reached.
[[nodiscard]] PriceOutcome filter_counted(const Facts& facts, const Entry& entry, std::uint32_t product,
                                          std::span<const Entry> offer);

/// The first of validity, unit and smallest quantity that the entry fails, or `passed`. `in_stock_units`: the unit
/// asked for is the stock unit, or as large. `product`: which one the entry is about, see `product_at`.
/// `offer`: the entries of its list about it.
[[nodiscard]] inline PriceOutcome filter(const Facts& facts, bool in_stock_units, const Entry& entry,
                                         std::uint32_t product, std::span<const Entry> offer) {
  if (facts.on.days() < entry.from) return PriceOutcome::not_yet;
  if (facts.on.days() >= entry.until) return PriceOutcome::expired;
  if (entry.basis != 0) {
    if (entry.counts_more) return filter_counted(facts, entry, product, offer);
    const Basis& basis = basis_of(facts, entry);
    if (!basis.unit && in_stock_units) {
      if (facts.quantity < basis.min_quantity) return PriceOutcome::quantity_short;
    } else {
      const std::optional<Ratio> of_unit = facts.item->factor(basis.unit);
      if (!of_unit) return PriceOutcome::wrong_unit;
      if (!reached(facts, basis.min_quantity, *of_unit)) return PriceOutcome::quantity_short;
    }
  }
  return passed;
}

/// The entries of one list of discounts or price rules about one product.
struct StepOffer {
  const ListFacts* list = nullptr;
  const Ratio* factors = nullptr;
  const Formula* formulas = nullptr;
  std::uint32_t owner = 0;    ///< rank of the buyer: 0 is the party itself
  std::uint32_t product = 0;  ///< 0 is the item, then its groups, nearest first, then everything
  std::span<const Entry> entries{};
};

/// Asks every list that `wanted` names about every product: the party's own, then those that it inherits.
template <class Wanted, class Ask>
void visit_steps(const Facts& facts, Wanted wanted, Ask ask) {
  const PartyPrices& party = *facts.party;
  const PartySegment& segment = party.on(facts.on);
  const auto others = facts.item->view(facts.item->others);
  const auto products = static_cast<std::uint32_t>(others.size()) + 1;
  for (std::uint32_t product = 0; product < products; ++product) {
    const auto own = product == 0 ? party.find_discounts(ProductKind::item, facts.item->item)
                                  : party.find_discounts(others[product - 1]->kind, others[product - 1]->product);
    for (std::size_t begin = 0; begin < own.size();) {
      std::size_t end = begin + 1;
      while (end < own.size() && own[end].own_list == own[begin].own_list) ++end;
      const ListFacts& list = party.view(party.own_lists)[own[begin].own_list];
      if (wanted(list))
        ask(StepOffer{&list, party.view(party.factors).data(), party.view(party.formulas).data(), 0, product,
                      own.subspan(begin, end - begin)});
      begin = end;
    }
  }
  const auto lists =
      party.view(party.lists).subspan(segment.lists_begin + segment.lists_count, segment.discount_lists_count);
  std::uint32_t owner = 0;
  const ListFacts* before = nullptr;
  for (const ListHandle handle : lists) {
    const ListFacts& list = facts.lists[handle];
    if (before == nullptr || before->kind != list.kind || before->owner != list.owner) ++owner;
    before = &list;
    if (!wanted(list)) continue;
    for (std::uint32_t product = 0; product < products; ++product) {
      const ProductPrices& prices =
          product == 0 ? static_cast<const ProductPrices&>(*facts.item) : *others[product - 1]->prices;
      const auto entries = prices.find(handle);
      if (!entries.empty())
        ask(StepOffer{&list, prices.view(prices.factors).data(), prices.view(prices.formulas).data(), owner, product,
                      entries});
    }
  }
}

/// Two entries that passed: -1 when `a` comes first by smallest quantity, then smallest amount, then start; 0 when they
/// are even. Breaks that measure something else are neither more nor less; what they measure orders them.
[[nodiscard]] inline int compare_breaks(const Facts& facts, const Entry& a, const Basis& of_a, const Entry& b,
                                        const Basis& of_b) {
  const bool of_quantities = of_a.measure == BreakMeasure::quantity && of_b.measure == BreakMeasure::quantity;
  if (!of_quantities) {
    if ((of_a.min_quantity == 0) != (of_b.min_quantity == 0)) return of_a.min_quantity != 0 ? -1 : 1;
    if (of_a.min_quantity != 0 && of_a.measure != of_b.measure) return of_a.measure > of_b.measure ? -1 : 1;
  }
  const Ratio a_in_b =
      of_quantities ? *facts.item->factor(of_a.unit) * facts.item->factor(of_b.unit)->inverse() : Ratio{};
  const bool a_reaches_b = reaches(of_a.min_quantity, a_in_b.numerator, of_b.min_quantity, a_in_b.denominator);
  const bool b_reaches_a = reaches(of_b.min_quantity, a_in_b.denominator, of_a.min_quantity, a_in_b.numerator);
  if (a_reaches_b != b_reaches_a) return a_reaches_b ? -1 : 1;
  if (of_a.min_amount != of_b.min_amount) return of_a.min_amount > of_b.min_amount ? -1 : 1;
  if (a.from != b.from) return a.from > b.from ? -1 : 1;
  return 0;
}

}  // namespace emptor::pricing
