#include "pricing/counts.hpp"

#include <tuple>

#include "pricing/candidates.hpp"

namespace emptor::pricing {

void DocumentCounts::add(const ItemPrices& item, const Exact& stock_quantity) {
  const auto count = [&](ProductKind kind, std::int64_t product) {
    add(Key{.kind = kind, .product = product}, stock_quantity);
    add(Key{.kind = kind, .product = product, .unit = item.stock_unit.value}, stock_quantity);
    for (const UnitRatio& each : item.view(item.units))
      add(Key{.kind = kind, .product = product, .unit = each.unit.value}, stock_quantity.times(each.factor.inverse()));
    for (const BreakMeasure measure : {BreakMeasure::weight, BreakMeasure::volume})
      if (const auto each = measured(item, measure))
        add(Key{.kind = kind, .product = product, .measure = measure}, stock_quantity.times(*each));
  };
  count(ProductKind::item, item.item);
  for (const ProductSlot* other : item.view(item.others)) count(other->kind, other->product);
}

const Exact* DocumentCounts::find(ProductKind kind, std::int64_t product, UnitId unit) const noexcept {
  const auto found = sums_.find(Key{.kind = kind, .product = product, .unit = unit.value});
  return found == sums_.end() ? nullptr : &found->second;
}

const Exact* DocumentCounts::find(ProductKind kind, std::int64_t product, BreakMeasure measure) const noexcept {
  const auto found = sums_.find(Key{.kind = kind, .product = product, .measure = measure});
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

namespace {

/// Of the line, or of what its document holds of the item or product, in millionths of `unit`.
Exact counted_quantity(const Facts& facts, BreakScope scope, UnitId unit, std::uint32_t product) {
  std::int64_t alone = facts.quantity;
  if (scope != BreakScope::line) {
    const auto [kind, key] = product_at(facts, scope == BreakScope::item ? 0 : product);
    const Exact* const found = facts.document == nullptr ? nullptr : facts.document->find(kind, key, unit);
    if (found != nullptr) return *found;
    if (facts.document == nullptr) alone = facts.document_quantity.value_or(alone);
  }
  return Exact(alone).times(facts.factor * facts.item->factor(unit)->inverse());
}

/// What the quantity costs at the lowest break in force; nullopt where that one has no price of its own.
std::optional<Exact> counted_amount(const Facts& facts, BreakScope scope, std::uint32_t product,
                                    std::span<const Entry> offer) {
  const Entry* lowest = nullptr;
  for (const Entry& entry : offer) {
    if (facts.on.days() < entry.from || facts.on.days() >= entry.until) continue;
    if (!facts.item->factor(basis_of(facts, entry).unit)) continue;
    const auto rank = [&](const Entry& of) {
      return std::tuple(basis_of(facts, of).min_quantity, -std::int64_t{of.from}, of.id);
    };
    if (lowest == nullptr || rank(entry) < rank(*lowest)) lowest = &entry;
  }
  if (lowest == nullptr || lowest->kind != ValueKind::price) return std::nullopt;
  const Basis& basis = basis_of(facts, *lowest);
  return counted_quantity(facts, scope, basis.unit, product)
      .times(Exact(lowest->value, Percent::one))
      .times(basis.per.inverse());
}

}  // namespace

std::optional<Exact> measured(const ItemPrices& item, BreakMeasure measure) noexcept {
  const std::optional<std::int64_t>& of_item = measure == BreakMeasure::weight ? item.weight : item.volume;
  return of_item ? std::optional(Exact(*of_item, Percent::one)) : std::nullopt;
}

std::optional<Exact> counted_by(const Facts& facts, const Entry& entry, std::uint32_t product,
                                std::span<const Entry> offer) {
  const Basis& basis = basis_of(facts, entry);
  switch (basis.measure) {
    case BreakMeasure::quantity:
      return counted_quantity(facts, basis.counts, basis.unit, product);
    case BreakMeasure::amount:
      return counted_amount(facts, basis.counts, product, offer);
    case BreakMeasure::weight:
    case BreakMeasure::volume:
      break;
  }
  const auto each = measured(*facts.item, basis.measure);
  if (!each) return std::nullopt;
  if (basis.counts != BreakScope::line && facts.document != nullptr) {
    const auto [kind, key] = product_at(facts, basis.counts == BreakScope::item ? 0 : product);
    if (const Exact* const found = facts.document->find(kind, key, basis.measure)) return *found;
  }
  return counted_quantity(facts, basis.counts, UnitId(), product).times(*each);
}

void tell_count(const Facts& facts, const Entry& entry, std::uint32_t product, std::span<const Entry> offer,
                CountedBreaks& told) {
  for (const CountedBreak& known : told)
    if (known.entry == entry.id) return;
  if (const auto counted = counted_by(facts, entry, product, offer))
    told.push_back({.entry = entry.id, .counted = *counted});
}

PriceOutcome filter_counted(const Facts& facts, const Entry& entry, std::uint32_t product,
                            std::span<const Entry> offer) {
  const Basis& basis = basis_of(facts, entry);
  if (!facts.item->factor(basis.unit)) return PriceOutcome::wrong_unit;
  const auto counted = counted_by(facts, entry, product, offer);
  if (!counted) return PriceOutcome::no_measure;
  return counted->less_than(Exact(basis.min_quantity)) ? PriceOutcome::quantity_short : passed;
}

}  // namespace emptor::pricing
