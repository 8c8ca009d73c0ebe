#include "pricing/authoring.hpp"

#include <limits>

#include "catalog/cards.hpp"
#include "pricing/scope.hpp"

namespace emptor::pricing {
namespace {

/// The greatest figure that is kept in millionths.
const Decimal& greatest() {
  static const Decimal value = Decimal::scaled(std::numeric_limits<std::int64_t>::max(), 6);
  return value;
}

/// The least that is more than nothing, in millionths.
constexpr Decimal least_positive = Decimal::scaled(1, 6);

}  // namespace

Authoring::Authoring(access::Work& work, std::span<const PriceEntryInput> inputs) : work_(work) {
  for (const PriceEntryInput& input : inputs)
    if (input.replaces) ++replaced_[*input.replaces];
}

void Authoring::add(const PriceEntryInput& input, const std::string& prefix) {
  const auto list = find_scope(work_, input.list, prefix + "list", problems_);
  Prepared prepared{.list = list.value_or(ListRow{}), .entry = {}, .prefix = prefix};
  EntryRow& row = prepared.entry.row;
  row.list = prepared.list.id;
  prepared.entry.of_customer = input.list.kind == PriceListKind::customer;
  prepared.entry.replaces = input.replaces;
  check_product(input, prefix, row);
  check_value(input, prefix, row);
  check_basis(input, prefix, row);
  row.from = input.valid.from;
  row.until = input.valid.until;
  if (input.valid.empty())
    problems_.add(ErrorCode::invalid, prefix + "valid", "the period ends before it has begun",
                  {{"from", input.valid.from->to_string()}, {"until", input.valid.until->to_string()}});
  const bool has_product = row.product != 0 || row.product_kind == ProductKind::everything;
  if (list && has_product) {
    if (input.replaces) check_replaced(input, prefix, *list, row);
    check_ties(prepared);
  }
  prepared_.push_back(std::move(prepared));
}

void Authoring::check_product(const PriceEntryInput& input, const std::string& prefix, EntryRow& row) {
  const ProductScope& product = input.product;
  if (product.item && product.group)
    problems_.add(ErrorCode::invalid, prefix + "product", "an entry names an item or an item group, not both");
  if (product.item) {
    row.product_kind = ProductKind::item;
    row.product = catalog::find_item_id(work_, *product.item).value;
    if (row.product == 0)
      problems_.add(ErrorCode::unknown_reference, prefix + "product.item", "no item has this code",
                    {{"code", *product.item}});
  } else if (product.group) {
    row.product_kind = ProductKind::group;
    row.product = catalog::find_item_group(work_, *product.group).value;
    if (row.product == 0)
      problems_.add(ErrorCode::unknown_reference, prefix + "product.group", "no item group has this code",
                    {{"code", *product.group}});
  } else {
    row.product_kind = ProductKind::everything;
  }
}

void Authoring::check_value(const PriceEntryInput& input, const std::string& prefix, EntryRow& row) {
  if (!input.price && !input.percent_of_base)
    problems_.add(ErrorCode::required, prefix + "price", "an entry has a price or a percentage of the base price");
  if (input.price && input.percent_of_base)
    problems_.add(ErrorCode::invalid, prefix + "percent_of_base",
                  "an entry has a price or a percentage of the base price, not both");
  if (input.price) {
    row.kind = ValueKind::price;
    row.value = scaled(prefix + "price", *input.price, UnitPrice::scale, Decimal(0), greatest());
  } else if (input.percent_of_base) {
    row.kind = ValueKind::percent_of_base;
    row.value = scaled(prefix + "percent_of_base", *input.percent_of_base, 4, Decimal(0), Decimal(1'000));
    if (input.list.kind == PriceListKind::base)
      problems_.add(ErrorCode::invalid, prefix + "percent_of_base", "a base price is no percentage of itself");
  }
}

void Authoring::check_basis(const PriceEntryInput& input, const std::string& prefix, EntryRow& row) {
  const std::int64_t per = scaled(prefix + "per", input.per, 6, least_positive, greatest());
  if (per > 0) row.basis.per = Ratio::of(per, 1'000'000);
  row.basis.min_quantity = scaled(prefix + "min_quantity", input.min_quantity, Quantity::scale, Decimal(0), greatest());
  if (!input.unit) return;
  const UnitId unit = catalog::find_unit(work_, *input.unit);
  if (!unit) {
    problems_.add(ErrorCode::unknown_reference, prefix + "unit", "no unit has this code", {{"code", *input.unit}});
    return;
  }
  row.basis.unit = unit;
  if (row.product_kind != ProductKind::item || row.product == 0) return;
  const auto& item = catalog::card(work_, ItemId(row.product));
  if (unit == item.unit) row.basis.unit = UnitId();
  if (!item.factor(unit))
    problems_.add(ErrorCode::unit_mismatch, prefix + "unit", "the item is not traded in this unit",
                  {{"item", item.code}, {"unit", *input.unit}});
}

void Authoring::check_replaced(const PriceEntryInput& input, const std::string& prefix, const ListRow& list,
                               const EntryRow& row) {
  const std::string field = prefix + "replaces";
  const std::string id = std::to_string(input.replaces->value);
  const auto old = read_entry(work_.tx(), *input.replaces);
  if (!old || old->withdrawn)
    return problems_.add(ErrorCode::unknown_reference, field, "no price entry has this key", {{"entry", id}});
  if (!old->current || replaced_[*input.replaces] > 1)
    return problems_.add(ErrorCode::conflict, field, "an entry is replaced or withdrawn once", {{"entry", id}});
  if (old->row.list != list.id || old->row.product_kind != row.product_kind || old->row.product != row.product)
    problems_.add(ErrorCode::invalid, field, "a correction stays in its list and with its product: withdraw instead",
                  {{"entry", id}});
}

bool Authoring::ties(const EntryRow& a, const EntryRow& b) const {
  if (a.from != b.from) return false;
  const Basis& of_a = a.basis;
  const Basis& of_b = b.basis;
  if (of_a.min_quantity == 0 || of_b.min_quantity == 0) return of_a.min_quantity == of_b.min_quantity;
  if (of_a.unit == of_b.unit) return of_a.min_quantity == of_b.min_quantity;
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

void Authoring::check_ties(const Prepared& prepared) {
  const EntryRow& row = prepared.entry.row;
  const auto overlap = [&](const char* figure, const std::string& other) {
    problems_.add(ErrorCode::overlap, prepared.prefix + "valid",
                  "another entry has the same list, product, smallest quantity and start", {{figure, other}});
  };
  if (row.list)
    for (const EntryRow& other : entries_of_list(work_.tx(), row.list, row.product_kind, row.product))
      if (ties(row, other) && !replaced_.contains(other.id)) overlap("entry", std::to_string(other.id.value));
  auto& neighbours =
      places_[{prepared.list.kind, prepared.list.direction, prepared.list.owner, prepared.list.code, row.product_kind,
               row.product, row.from ? std::optional(row.from->days()) : std::nullopt}];
  for (const std::size_t other : neighbours)
    if (ties(row, prepared_[other].entry.row))
      overlap("other", prepared_[other].prefix.substr(0, prepared_[other].prefix.find('.')));
  neighbours.push_back(prepared_.size());
}

std::int64_t Authoring::scaled(const std::string& field, const Decimal& value, int scale, const Decimal& least,
                               const Decimal& most) {
  if (value < least || value > most) {
    problems_.add(ErrorCode::range, field, "outside its range",
                  {{"value", value.to_string()}, {"min", least.to_string()}, {"max", most.to_string()}});
    return 0;
  }
  if (value.normalized().scale() > scale) {
    problems_.add(ErrorCode::scale, field, "more decimals than are kept",
                  {{"value", value.to_string()}, {"max", std::to_string(scale)}});
    return 0;
  }
  return value.to_scaled(scale);
}

std::vector<PriceEntryId> Authoring::write() {
  std::vector<PriceEntryId> ids;
  for (Prepared& each : prepared_) {
    ListRow& list = each.list;
    if (!list.id) {
      // An earlier entry may just have made it.
      const auto known = find_list(work_.tx(), list.kind, list.direction, list.owner, list.code);
      list.id = known ? known->id : insert_list(work_.tx(), list, work_.now());
      // A customer's list is found with its first entry; the lists of all others are kept as a table.
      if (!known && list.kind != PriceListKind::customer)
        work_.record(Entity::price_list, list.id.value, "prices.create_list",
                     access::Detail().set("kind", name_of(list.kind)).set("code", code_of(work_, list)).json());
    }
    each.entry.row.list = list.id;
    ids.push_back(insert_entry(work_.tx(), each.entry, work_.now(), work_.actor()));
  }
  return ids;
}

}  // namespace emptor::pricing
