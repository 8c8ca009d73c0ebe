#include "pricing/breaks.hpp"

#include "pricing/candidates.hpp"

namespace emptor::pricing {
namespace {

/// Where the item's weight or volume reaches the break.
void add_measured(const Facts& facts, const Basis& basis, Thresholds& out) {
  const auto each = measured(*facts.item, basis.measure);
  if (!each || *each == Exact() || basis.min_quantity == 0) return;
  out.quantities.push_back(
      Exact(basis.min_quantity).times(each->inverse()).times(facts.factor.inverse()).rounded(Rounding::ceiling));
}

/// Where the amount is reached at each of the prices that may be the lowest break's.
void add_amounts(const Facts& facts, std::span<const Entry> entries, std::int64_t amount, Thresholds& out) {
  for (const Entry& entry : entries) {
    const Basis& basis = basis_of(facts, entry);
    const std::optional<Ratio> of_unit = facts.item->factor(basis.unit);
    if (entry.kind != ValueKind::price || entry.value <= 0 || !of_unit || amount == 0) continue;
    const Exact price = Exact(entry.value).times(facts.factor * of_unit->inverse()).times(basis.per.inverse());
    out.quantities.push_back(
        Exact(amount).times(Exact(Percent::one)).times(price.inverse()).rounded(Rounding::ceiling));
  }
}

void add(const Facts& facts, std::span<const Entry> entries, Thresholds& out) {
  for (const Entry& entry : entries) {
    if (entry.basis == 0 && entry.scale != static_cast<std::uint8_t>(Scale::block)) continue;
    if (facts.on.days() < entry.from || facts.on.days() >= entry.until) continue;
    const Basis& basis = basis_of(facts, entry);
    const std::optional<Ratio> of_unit = facts.item->factor(basis.unit);
    if (!of_unit) continue;
    const auto in_asked_units = [&](std::int64_t micros) {
      return Exact(micros).times(*of_unit).times(facts.factor.inverse());
    };
    if (basis.measure == BreakMeasure::amount)
      add_amounts(facts, entries, basis.min_quantity, out);
    else if (basis.measure != BreakMeasure::quantity)
      add_measured(facts, basis, out);
    else if (basis.min_quantity > 0)
      out.quantities.push_back(in_asked_units(basis.min_quantity).rounded(Rounding::ceiling));
    const bool discount = entry.kind == ValueKind::percent_off || entry.kind == ValueKind::amount_off;
    if (discount && basis.min_amount > 0) out.amounts.push_back(basis.min_amount);
    if (entry.scale == static_cast<std::uint8_t>(Scale::block))
      out.blocks.push_back(in_asked_units(Percent::one).times(basis.per));
  }
}

}  // namespace

Thresholds thresholds(const Facts& facts) {
  Thresholds found;
  const PartyPrices& party = *facts.party;
  const auto others = facts.item->view(facts.item->others);
  const auto ask = [&](ProductKind kind, std::int64_t product, const ProductPrices& prices) {
    add(facts, party.find(kind, product), found);
    add(facts, party.find_discounts(kind, product), found);
    add(facts, prices.view(prices.entries), found);
  };
  ask(ProductKind::item, facts.item->item, *facts.item);
  for (const ProductSlot* other : others) ask(other->kind, other->product, *other->prices);
  if (facts.purchases == nullptr) return found;
  // Where the cost changes, so does a price that is made from it.
  add(facts, facts.purchases->view(facts.purchases->entries), found);
  for (const ProductSlot* other : facts.purchases->view(facts.purchases->others))
    add(facts, other->prices->view(other->prices->entries), found);
  return found;
}

std::int64_t quantity_for(std::int64_t amount, std::int64_t unit_price) {
  return Exact(amount).times(Exact(Percent::one, unit_price)).rounded(Rounding::ceiling);
}

std::int64_t rounded_up(std::int64_t quantity, std::int64_t step) {
  const std::int64_t rest = quantity % step;
  return rest == 0 ? quantity : checked_add(quantity - rest, step);
}

}  // namespace emptor::pricing
