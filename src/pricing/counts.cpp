#include "pricing/counts.hpp"

#include "pricing/candidates.hpp"

namespace emptor::pricing {

void DocumentCounts::add(const ItemPrices& item, const Exact& stock_quantity) {
  const auto count = [&](ProductKind kind, std::int64_t product) {
    add(Key{kind, product, 0}, stock_quantity);
    add(Key{kind, product, item.stock_unit.value}, stock_quantity);
    for (const UnitRatio& each : item.view(item.units))
      add(Key{kind, product, each.unit.value}, stock_quantity.times(each.factor.inverse()));
  };
  count(ProductKind::item, item.item);
  for (const ProductSlot* other : item.view(item.others)) count(other->kind, other->product);
}

const Exact* DocumentCounts::find(ProductKind kind, std::int64_t product, UnitId unit) const noexcept {
  const auto found = sums_.find(Key{kind, product, unit.value});
  return found == sums_.end() ? nullptr : &found->second;
}

void DocumentCounts::add(const Key& key, const Exact& quantity) {
  Exact& sum = sums_[key];
  try {
    sum = sum.plus(quantity);
  } catch (const Error& error) {
    throw Error(error.code(), "lines", "the quantities of the lines have no sum that can be held exactly");
  }
}

Exact counted_by(const Facts& facts, const Entry& entry, std::uint32_t product) {
  const Basis& basis = basis_of(facts, entry);
  if (facts.document != nullptr && basis.counts != BreakScope::line) {
    const auto [kind, key] = product_at(facts, basis.counts == BreakScope::item ? 0 : product);
    if (const Exact* const found = facts.document->find(kind, key, basis.unit)) return *found;
  }
  const std::int64_t alone = facts.document == nullptr && basis.counts != BreakScope::line && facts.document_quantity
                                 ? *facts.document_quantity
                                 : facts.quantity;
  return Exact(alone).times(facts.factor * facts.item->factor(basis.unit)->inverse());
}

void tell_count(const Facts& facts, const Entry& entry, std::uint32_t product, CountedBreaks& told) {
  for (const CountedBreak& known : told)
    if (known.entry == entry.id) return;
  told.push_back({.entry = entry.id, .counted = counted_by(facts, entry, product)});
}

PriceOutcome filter_counted(const Facts& facts, const Entry& entry, std::uint32_t product) {
  const Basis& basis = basis_of(facts, entry);
  if (!facts.item->factor(basis.unit)) return PriceOutcome::wrong_unit;
  return counted_by(facts, entry, product).less_than(Exact(basis.min_quantity)) ? PriceOutcome::quantity_short : passed;
}

}  // namespace emptor::pricing
