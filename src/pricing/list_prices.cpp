#include "pricing/list_prices.hpp"

#include <utility>

#include "pricing/finish.hpp"
#include "pricing/scales.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {

std::optional<Exact> ListPrices::scaled_price(const Entry& winner, const Offer& offer) {
  Exact quantity(facts_.quantity);
  if (winner.counts_more)
    quantity = counted_by(facts_, winner, offer.product, {offer.begin, offer.end})
                   ->times(*facts_.item->factor(basis_of(winner).unit) * facts_.factor.inverse());
  if (quantity == Exact()) quantity = Exact(Percent::one);
  if (winner.scale == static_cast<std::uint8_t>(Scale::block)) {
    const Basis& basis = basis_of(winner);
    const Exact size = in_asked_units(basis.unit, Percent::one).times(basis.per);
    return block_amount(quantity, size, Exact(winner.value)).times(Exact(Percent::one)).times(quantity.inverse());
  }
  boost::container::small_vector<Tier, 8> tiers;
  boost::container::small_vector<const Entry*, 8> chosen;
  for (const Entry* entry = offer.begin; entry != offer.end; ++entry) {
    if (entry->scale != winner.scale || filter(*entry, offer) != passed) continue;
    const Basis& basis = basis_of(*entry);
    const Exact from = in_asked_units(basis.unit, basis.min_quantity);
    std::size_t at = 0;
    while (at < tiers.size() && tiers[at].from.less_than(from)) ++at;
    if (at < tiers.size() && tiers[at].from == from) {
      if (ranks_before(*entry, *chosen[at])) {
        tiers[at].unit_price = Exact::of(price_of(*entry));
        chosen[at] = entry;
      }
      continue;
    }
    tiers.insert(tiers.begin() + static_cast<std::ptrdiff_t>(at), {from, Exact::of(price_of(*entry))});
    chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(at), entry);
  }
  const auto amount = graduated_amount({tiers.data(), tiers.size()}, quantity);
  if (!amount) return std::nullopt;
  return amount->times(quantity.inverse());
}

std::optional<Exact> ListPrices::exact_price_of(const Entry& entry, const Offer& offer, int depth, Derivation* told) {
  if (entry.kind != ValueKind::formula) {
    if (told != nullptr) {
      const bool of_base = entry.kind == ValueKind::percent_of_base && seek_base();
      const Entry& lowest = of_base ? *base_.entry : entry;
      *told = {.value = lowest.value, .basis = basis_of(lowest)};
      told->scale = static_cast<Scale>(lowest.scale);
      told->lowest_entry = lowest.id;
      if (of_base)
        told->formulas.push_back({.entry = entry.id,
                                  .list = offer.list->id,
                                  .of_list = 0,
                                  .formula = {.value = entry.value},
                                  .before = Exact::of(base_price()),
                                  .after = Exact::of(price_of(entry))});
    }
    return entry.scale == all_units ? std::optional(Exact::of(price_of(entry))) : scaled_price(entry, offer);
  }
  const Formula& formula = offer.formulas[entry.value];
  const std::optional<Exact> below = below_formula(formula, offer, depth, told);
  if (!below) return std::nullopt;
  const Exact made = formula_price(*below, formula);
  if (told != nullptr)
    told->formulas.push_back({.entry = entry.id,
                              .list = offer.list->id,
                              .of_list = formula.of_list,
                              .formula = formula,
                              .before = *below,
                              .after = made});
  return made;
}

std::optional<Exact> ListPrices::below_formula(const Formula& formula, const Offer& offer, int depth,
                                               Derivation* told) {
  if (formula.of_cost) return cost_in(*offer.list, told);
  if (formula.conversion != 0) return converted_price(formula, depth, told);
  if (formula.of_list != 0) return price_in(formula.of_list, depth + 1, told);
  if (!seek_base()) return std::nullopt;
  if (told != nullptr) {
    *told = {.value = base_.entry->value, .basis = basis_of(*base_.entry)};
    told->scale = static_cast<Scale>(base_.entry->scale);
    told->lowest_entry = base_.entry->id;
  }
  return Exact::of(base_price());
}

/// Of a list in another currency, whose own base price is meant below it.
std::optional<Exact> ListPrices::converted_price(const Formula& formula, int depth, Derivation* told) {
  const Conversion& conversion = facts_.conversions[formula.conversion];
  const ListFacts& other = facts_.lists[formula.of_list];
  ListHandle base = 0;
  for (ListHandle each = 1; each < facts_.lists.size() && base == 0; ++each) {
    const ListFacts& list = facts_.lists[each];
    if (list.kind == PriceListKind::base && list.currency == other.currency && list.direction == other.direction &&
        list.step == 0)
      base = each;
  }
  ListPrices there(*this);
  there.currency_ = other.currency;
  there.base_list_ = base;
  there.base_sought_ = false;
  there.base_ = BasePrice();
  const std::optional<Exact> price = there.price_in(formula.of_list, depth + 1, told);
  if (!price) return std::nullopt;
  if (!conversion.rate) throw settings::no_rate("rate", conversion.from, conversion.to, conversion.on, conversion.type);
  const Exact made = price->times(*conversion.rate);
  if (told != nullptr)
    told->formulas.push_back({.of_list = formula.of_list, .formula = formula, .before = *price, .after = made});
  return made;
}

/// What a list asks for the product, as for a source of its own.
std::optional<Exact> ListPrices::price_in(ListHandle list, int depth, Derivation* told) {
  for (std::uint32_t product = 0; depth <= chain_max && product < products_; ++product) {
    const auto entries = prices_of(product).find(list);
    if (entries.empty()) continue;
    const Offer offer = offer_of(PriceSource::none, list, product, entries);
    const Entry* const entry = pick(offer);
    if (entry == nullptr) continue;
    if (auto price = exact_price_of(*entry, offer, depth, told)) return price;
  }
  return std::nullopt;
}

/// In the currency that is looked at, on the list's tax basis.
std::optional<Exact> ListPrices::cost_in(const ListFacts& list, Derivation* told) const {
  for (const Cost& cost : facts_.costs) {
    if (cost.currency != currency_) continue;
    if (told != nullptr) {
      *told = {.value = cost.unit_price.rounded(), .basis = {.unit = facts_.unit}};
      told->of_cost = true;
      told->lowest_entry = cost.entry;
    }
    return list.tax_included ? cost.unit_price.times(Exact(checked_add(one, facts_.tax_rate.micros), one))
                             : cost.unit_price;
  }
  return std::nullopt;
}

/// Percentage (or margin), addend and ending; the latter two are of a stock unit.
Exact ListPrices::formula_price(const Exact& below, const Formula& formula) const {
  const Exact part = below.times(formula.of_cost ? Exact(one, one - formula.value) : Exact(formula.value, one));
  if (formula.addend == 0 && formula.multiple == 0) return part;
  const Exact sum = part.times(facts_.factor.inverse()).plus(Exact(formula.addend));
  return with_ending(sum.negative() ? Exact() : sum, formula).times(facts_.factor);
}

void ListPrices::find_base() {
  base_sought_ = true;
  for (std::uint32_t product = 0; base_list_ != 0 && product < products_; ++product) {
    const auto entries = prices_of(product).find(base_list_);
    if (entries.empty()) continue;
    const Offer offer = offer_of(PriceSource::base, base_list_, product, entries);
    const Entry* const entry = pick(offer);
    if (entry == nullptr) continue;
    if (entry->scale != all_units) {
      const auto scaled = scaled_price(*entry, offer);
      if (!scaled) continue;
      base_.scaled.emplace(Fraction{1, scaled->numerator(), scaled->denominator()});
    }
    base_.entry = entry;
    base_.list = offer.list;
    base_.product = product;
    return;
  }
}

}  // namespace emptor::pricing
