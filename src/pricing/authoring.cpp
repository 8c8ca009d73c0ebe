#include "pricing/authoring.hpp"

#include <limits>

#include "catalog/cards.hpp"
#include "pricing/scope.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {
namespace {

access::Detail list_detail(access::Work& work, const ListRow& list) {
  access::Detail detail;
  detail.set("kind", name_of(list.kind)).set("code", code_of(work, list));
  if (!list.step.empty()) detail.set("step", list.step).set("programme", list.programme);
  return detail;
}

/// The least that is more than nothing, in millionths.
constexpr Decimal least_positive = Decimal::scaled(1, 6);

}  // namespace

void Authoring::add(const PriceEntryInput& input, const std::string& prefix) {
  const auto list = branch_ ? std::optional(branch_->list) : find_scope(work_, input.list, prefix + "list", problems_);
  Prepared prepared{.list = list.value_or(ListRow{}), .entry = {}, .prefix = prefix};
  EntryRow& row = prepared.entry.row;
  row.list = prepared.list.id;
  row.net = input.net;
  check_scale(input, prefix, row);
  check_counts(input.counts, input.measure, prefix, row);
  if (input.measure != BreakMeasure::quantity && input.scale != Scale::all_units)
    problems_.add(ErrorCode::invalid, prefix + "measure", "graduated prices and blocks measure the quantity",
                  {{"scale", std::string(to_string(input.scale))}});
  if (input.measure == BreakMeasure::amount && !input.price)
    problems_.add(ErrorCode::invalid, prefix + "measure", "only an entry with a price has a break by amount");
  prepared.entry.of_customer = prepared.list.kind == PriceListKind::customer;
  prepared.entry.replaces = input.replaces;
  check_product(input.product, prefix, row);
  check_value(input, prefix, row);
  check_formula(input, prefix, list ? &*list : nullptr, row);
  check_basis(input.unit, input.per, input.min_quantity, prefix, row);
  check_valid(input.valid, prefix, row);
  const bool has_product = row.product != 0 || row.product_kind == ProductKind::everything;
  if (list && has_product) {
    if (input.replaces) check_replaced(*input.replaces, prefix, *list, row);
    const std::vector<EntryRow> others = neighbours(prepared);
    check_ties(prepared, others);
    check_breaks(prepared, others);
  }
  prepared_.push_back(std::move(prepared));
}

void Authoring::add(const DiscountInput& input, const std::string& prefix) {
  const auto list = find_step_scope(work_, input.buyer, input.step, input.programme, prefix + "buyer", problems_);
  Prepared prepared{.list = list.value_or(ListRow{}), .entry = {}, .prefix = prefix};
  EntryRow& row = prepared.entry.row;
  row.list = prepared.list.id;
  prepared.entry.of_customer = input.buyer.kind == PriceListKind::customer;
  prepared.entry.replaces = input.replaces;
  check_step(input, prefix);
  check_product(input.product, prefix, row);
  check_value(input, prefix, row);
  check_basis(input.unit, Decimal(1), input.min_quantity, prefix, row);
  row.basis.min_amount = scaled(prefix + "min_amount", input.min_amount, 6, Decimal(0), greatest());
  check_valid(input.valid, prefix, row);
  check_counts(input.counts, input.measure, prefix, row);
  if (input.measure == BreakMeasure::amount)
    problems_.add(ErrorCode::invalid, prefix + "measure", "a discount has a smallest amount of its own");
  if (row.basis.min_amount != 0 && input.counts != BreakScope::line)
    problems_.add(ErrorCode::invalid, prefix + "min_amount", "a smallest amount is one of the line",
                  {{"counts", std::string(to_string(input.counts))}});
  if (list && input.replaces) check_replaced(*input.replaces, prefix, *list, row);
  if (list && has_break(row)) check_breaks(prepared, neighbours(prepared));
  prepared_.push_back(std::move(prepared));
}

void Authoring::check_counts(BreakScope counts, BreakMeasure measure, const std::string& prefix, EntryRow& row) {
  row.basis.counts = counts;
  row.basis.measure = measure;
  if (to_string(counts).empty()) problems_.add(ErrorCode::invalid, prefix + "counts", "not a scope of breaks");
  if (to_string(measure).empty()) problems_.add(ErrorCode::invalid, prefix + "measure", "not a measure of breaks");
}

void Authoring::check_scale(const PriceEntryInput& input, const std::string& prefix, EntryRow& row) {
  row.scale = input.scale;
  if (to_string(input.scale).empty()) return problems_.add(ErrorCode::invalid, prefix + "scale", "not a kind of scale");
  if (input.scale == Scale::block && !input.price)
    problems_.add(ErrorCode::invalid, prefix + "scale", "a block has a price, not a percentage");
}

void Authoring::check_step(const DiscountInput& input, const std::string& prefix) {
  problems_.check_text(prefix + "programme", input.programme, 40);
  const BookSettings& settings = settings::current(work_);
  const auto& steps =
      input.buyer.direction == Direction::sales ? settings.sales_discounts : settings.purchase_discounts;
  for (const DiscountStep& step : steps)
    if (step.name == input.step) return;
  problems_.add(ErrorCode::unknown_reference, prefix + "step", "the price procedure has no step of this name",
                {{"step", input.step}});
}

void Authoring::check_valid(const Period& valid, const std::string& prefix, EntryRow& row) {
  row.from = valid.from;
  row.until = valid.until;
  if (valid.empty())
    problems_.add(ErrorCode::invalid, prefix + "valid", "the period ends before it has begun",
                  {{"from", valid.from->to_string()}, {"until", valid.until->to_string()}});
}

void Authoring::check_product(const ProductScope& product, const std::string& prefix, EntryRow& row) {
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
  if (!input.price && !input.percent_of_base && !input.margin)
    problems_.add(ErrorCode::required, prefix + "price", "an entry has a price or a percentage of the base price");
  if (input.price && input.percent_of_base)
    problems_.add(ErrorCode::invalid, prefix + "percent_of_base",
                  "an entry has a price or a percentage of the base price, not both");
  if (input.margin && (input.price || input.percent_of_base))
    problems_.add(ErrorCode::invalid, prefix + "margin", "an entry with a margin has no price and no percentage");
  if (input.price) {
    row.kind = ValueKind::price;
    row.value = scaled(prefix + "price", *input.price, UnitPrice::scale, Decimal(0), greatest());
  } else if (input.percent_of_base) {
    row.kind = ValueKind::percent_of_base;
    row.value = scaled(prefix + "percent_of_base", *input.percent_of_base, 4, Decimal(0), Decimal(1'000));
    if (input.list.kind == PriceListKind::base)
      problems_.add(ErrorCode::invalid, prefix + "percent_of_base", "a base price is no percentage of itself");
  } else if (input.margin) {
    row.kind = ValueKind::formula;
    row.formula.of_cost = true;
    row.value = scaled(prefix + "margin", *input.margin, 4, Decimal(-1'000), Decimal::scaled(999'999, 4));
    if (input.list.kind == PriceListKind::base || input.list.direction != Direction::sales)
      problems_.add(ErrorCode::invalid, prefix + "margin",
                    "only lists of sales other than the base prices have margins");
  }
}

void Authoring::check_value(const DiscountInput& input, const std::string& prefix, EntryRow& row) {
  constexpr std::size_t percents_max = 8;
  if (input.percents.empty() && !input.amount)
    problems_.add(ErrorCode::required, prefix + "percents", "a discount has percentages or an amount");
  if (!input.percents.empty() && input.amount)
    problems_.add(ErrorCode::invalid, prefix + "amount", "a discount has percentages or an amount, not both");
  if (input.percents.size() > percents_max)
    return problems_.add(ErrorCode::limit, prefix + "percents", "too many percentages in a row",
                         {{"max", std::to_string(percents_max)}});
  if (input.amount) {
    row.kind = ValueKind::amount_off;
    row.value = scaled(prefix + "amount", *input.amount, UnitPrice::scale, -greatest(), greatest());
    return;
  }
  row.kind = ValueKind::percent_off;
  for (std::size_t i = 0; i < input.percents.size(); ++i) {
    const std::string field = prefix + "percents[" + std::to_string(i) + "]";
    const std::int64_t percent = scaled(field, input.percents[i], 4, Decimal(-1'000), Decimal(100));
    if (i == 0)
      row.value = percent;
    else
      row.further_percents.push_back(percent);
  }
  try {
    static_cast<void>(remaining_factor(row));
  } catch (const Error&) {
    problems_.add(ErrorCode::overflow, prefix + "percents", "these percentages in a row cannot be held exactly");
  }
}

void Authoring::check_basis(const std::optional<std::string>& unit_code, const Decimal& per_units,
                            const Decimal& min_quantity, const std::string& prefix, EntryRow& row) {
  const std::int64_t per = scaled(prefix + "per", per_units, 6, least_positive, greatest());
  if (per > 0) row.basis.per = Ratio::of(per, 1'000'000);
  row.basis.min_quantity = scaled(prefix + "min_quantity", min_quantity, Quantity::scale, Decimal(0), greatest());
  if (!unit_code) return;
  const UnitId unit = catalog::find_unit(work_, *unit_code);
  if (!unit) {
    problems_.add(ErrorCode::unknown_reference, prefix + "unit", "no unit has this code", {{"code", *unit_code}});
    return;
  }
  row.basis.unit = unit;
  if (row.product_kind != ProductKind::item || row.product == 0) return;
  const auto& item = catalog::card(work_, ItemId(row.product));
  if (unit == item.unit) row.basis.unit = UnitId();
  if (!item.factor(unit))
    problems_.add(ErrorCode::unit_mismatch, prefix + "unit", "the item is not traded in this unit",
                  {{"item", item.code}, {"unit", *unit_code}});
}

void Authoring::check_replaced(PriceEntryId replaces, const std::string& prefix, const ListRow& list,
                               const EntryRow& row) {
  const std::string field = prefix + "replaces";
  const std::string id = std::to_string(replaces.value);
  const auto old = read_entry(work_.tx(), replaces);
  if (!old || old->withdrawn)
    return problems_.add(ErrorCode::unknown_reference, field, "no price entry has this key", {{"entry", id}});
  if (!old->current || replaced_[replaces] > 1 || (branch_ && branch_->removed.contains(replaces.value)))
    return problems_.add(ErrorCode::conflict, field, "an entry is replaced or withdrawn once", {{"entry", id}});
  const bool own = branch_ && old->row.list == branch_->additions;
  if ((old->row.list != list.id && !own) || old->row.product_kind != row.product_kind ||
      old->row.product != row.product)
    problems_.add(ErrorCode::invalid, field, "a correction stays in its list and with its product: withdraw instead",
                  {{"entry", id}});
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

std::vector<NewEntry> Authoring::entries() const {
  std::vector<NewEntry> found;
  for (const Prepared& each : prepared_) found.push_back(each.entry);
  return found;
}

std::vector<PriceEntryId> Authoring::write() {
  std::vector<PriceEntryId> ids;
  for (Prepared& each : prepared_) {
    ListRow& list = each.list;
    if (!list.id) {
      // An earlier entry may just have made it.
      const auto known =
          find_list(work_.tx(), list.kind, list.direction, list.owner, list.code, list.step, list.programme);
      list.id = known ? known->id : insert_list(work_.tx(), list, work_.now());
      // A customer's list is found with its first entry; the lists of all others are kept as a table.
      if (!known && list.kind != PriceListKind::customer)
        work_.record(Entity::price_list, list.id.value, "prices.create_list", list_detail(work_, list).json());
    }
    each.entry.row.list = list.id;
    if (overlap_ == Overlap::split) cut_.push_back(make_room(each));
    ids.push_back(insert_entry(work_.tx(), each.entry, work_.now(), work_.actor()));
  }
  return ids;
}

}  // namespace emptor::pricing
