/// A new entry among those of the same list and product: what it ties with, contradicts or cuts.
#include "catalog/cards.hpp"
#include "pricing/authoring.hpp"

namespace emptor::pricing {
namespace {

bool overlaps(const EntryRow& a, const EntryRow& b) {
  return (!a.until || !b.from || *b.from < *a.until) && (!b.until || !a.from || *a.from < *b.until);
}

}  // namespace

bool Authoring::ties(const EntryRow& a, const EntryRow& b) const {
  const bool meet = overlap_ == Overlap::reject ? overlaps(a, b) : a.from == b.from;
  return meet && same_break(a, b);
}

bool Authoring::same_break(const EntryRow& a, const EntryRow& b) const {
  const Basis& of_a = a.basis;
  const Basis& of_b = b.basis;
  if (of_a.min_quantity == 0 || of_b.min_quantity == 0) return of_a.min_quantity == of_b.min_quantity;
  if (of_a.measure != of_b.measure) return false;
  if (of_a.unit == of_b.unit || of_a.measure != BreakMeasure::quantity) return of_a.min_quantity == of_b.min_quantity;
  // How units of a group's items relate differs from item to item; there the older entry would win.
  if (a.product_kind != ProductKind::item) return false;
  const auto& item = catalog::card(work_, ItemId(a.product));
  const auto factor = [&](UnitId unit) { return unit ? item.factor(unit) : std::optional(Ratio{}); };
  const auto factor_a = factor(of_a.unit);
  const auto factor_b = factor(of_b.unit);
  if (!factor_a || !factor_b) return false;
  const Ratio a_in_b = *factor_a * factor_b->inverse();
  return Decimal(of_a.min_quantity) * Decimal(a_in_b.numerator) ==
         Decimal(of_b.min_quantity) * Decimal(a_in_b.denominator);
}

std::vector<EntryRow> Authoring::neighbours(const Prepared& prepared) {
  const EntryRow& row = prepared.entry.row;
  std::vector<EntryRow> found;
  const auto look_at = [&](PriceListId list) {
    for (EntryRow& other : entries_of_list(work_.tx(), list, row.product_kind, row.product))
      if (!replaced_.contains(other.id) && !(branch_ && branch_->removed.contains(other.id.value)))
        found.push_back(std::move(other));
  };
  if (row.list) look_at(row.list);
  if (branch_ && branch_->additions) look_at(branch_->additions);
  return found;
}

void Authoring::check_breaks(const Prepared& prepared, std::span<const EntryRow> neighbours) {
  const EntryRow& row = prepared.entry.row;
  if (!has_break(row)) return;
  const auto differ = [&](const EntryRow& other) {
    const bool alike = other.basis.counts == row.basis.counts && other.basis.measure == row.basis.measure;
    return has_break(other) && !alike && overlaps(row, other);
  };
  const auto conflict = [&](const EntryRow& with, const char* figure, std::string other) {
    const bool scope = with.basis.counts != row.basis.counts;
    problems_.add(ErrorCode::conflict, prepared.prefix + (scope ? "counts" : "measure"),
                  "another break of the same list and product counts otherwise, and their periods meet",
                  {scope ? std::pair("counts", std::string(to_string(row.basis.counts)))
                         : std::pair("measure", std::string(to_string(row.basis.measure))),
                   {figure, std::move(other)}});
  };
  for (const EntryRow& other : neighbours)
    if (differ(other)) conflict(other, "entry", std::to_string(other.id.value));
  const ListRow& list = prepared.list;
  auto& others = breaks_[{{list.kind, list.direction, list.owner, list.code, row.product_kind, row.product, {}},
                          list.step,
                          list.programme}];
  // Those that count alike agree with each other: the first one that does not is enough.
  for (const std::size_t other : others)
    if (differ(prepared_[other].entry.row)) {
      conflict(prepared_[other].entry.row, "other",
               prepared_[other].prefix.substr(0, prepared_[other].prefix.find('.')));
      break;
    }
  others.push_back(prepared_.size());
}

void Authoring::check_ties(const Prepared& prepared, std::span<const EntryRow> stored) {
  if (overlap_ == Overlap::split) return;
  const EntryRow& row = prepared.entry.row;
  const auto overlap = [&](const char* figure, const std::string& other) {
    problems_.add(ErrorCode::overlap, prepared.prefix + "valid",
                  overlap_ == Overlap::reject
                      ? "another entry has the same list, product and smallest quantity, and their periods meet"
                      : "another entry has the same list, product, smallest quantity and start",
                  {{figure, other}});
  };
  for (const EntryRow& other : stored)
    if (ties(row, other)) overlap("entry", std::to_string(other.id.value));
  auto& neighbours =
      places_[{prepared.list.kind, prepared.list.direction, prepared.list.owner, prepared.list.code, row.product_kind,
               row.product, row.from && overlap_ == Overlap::latest ? std::optional(row.from->days()) : std::nullopt}];
  for (const std::size_t other : neighbours)
    if (ties(row, prepared_[other].entry.row))
      overlap("other", prepared_[other].prefix.substr(0, prepared_[other].prefix.find('.')));
  neighbours.push_back(prepared_.size());
}

/// What holds in the period of the new entry gives way: it is replaced by what is left of it before and after.
std::vector<PriceEntryId> Authoring::make_room(const Prepared& prepared) {
  const EntryRow& row = prepared.entry.row;
  std::vector<PriceEntryId> cut;
  for (const EntryRow& other : entries_of_list(work_.tx(), row.list, row.product_kind, row.product)) {
    if (other.id == prepared.entry.replaces || replaced_.contains(other.id)) continue;
    if (!same_break(row, other) || !overlaps(row, other)) continue;
    NewEntry left{.row = other, .of_customer = prepared.entry.of_customer, .replaces = other.id};
    NewEntry right = left;
    const bool before = row.from && (!other.from || *other.from < *row.from);
    const bool after = row.until && (!other.until || *row.until < *other.until);
    if (before) left.row.until = row.from;
    if (after) right.row.from = row.until;
    left.withdrawn = !before && !after;
    if (before || !after) static_cast<void>(insert_entry(work_.tx(), left, work_.now(), work_.actor()));
    // One row replaces the old one; the other piece is new.
    if (before) right.replaces.reset();
    if (after) static_cast<void>(insert_entry(work_.tx(), right, work_.now(), work_.actor()));
    cut.push_back(other.id);
  }
  return cut;
}

}  // namespace emptor::pricing
