/// The use cases of discounts.
#include <algorithm>

#include "catalog/cards.hpp"
#include "pricing/authoring.hpp"
#include "pricing/scope.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;

std::string value_text(const DiscountInput& discount) {
  if (discount.amount) return discount.amount->to_string();
  std::string text;
  for (const Decimal& percent : discount.percents) (text += text.empty() ? "" : "+") += percent.to_string();
  return text + " %";
}

Detail describe(const DiscountInput& discount) {
  Detail detail;
  detail.set("step", discount.step);
  if (!discount.programme.empty()) detail.set("programme", discount.programme);
  detail.set("buyer", std::string(pricing::name_of(discount.buyer.kind)) + " " + discount.buyer.code);
  if (discount.product.item) detail.set("item", *discount.product.item);
  if (discount.product.group) detail.set("group", *discount.product.group);
  detail.set("value", value_text(discount));
  if (discount.counts != BreakScope::line) detail.set("counts", to_string(discount.counts));
  if (discount.measure != BreakMeasure::quantity) detail.set("measure", to_string(discount.measure));
  if (discount.valid.from) detail.set("from", discount.valid.from->to_string());
  if (discount.valid.until) detail.set("until", discount.valid.until->to_string());
  if (discount.replaces) detail.set("replaces", std::to_string(discount.replaces->value));
  return detail;
}

Discount to_discount(Work& work, const pricing::ListRow& list, const pricing::RecordedEntry& recorded) {
  const pricing::EntryRow& row = recorded.row;
  Discount discount{.id = row.id, .terms = {}, .recorded_at = recorded.recorded_at, .actor = recorded.actor};
  DiscountInput& terms = discount.terms;
  terms.buyer = {.kind = list.kind,
                 .code = pricing::code_of(work, list),
                 .direction = list.direction,
                 .currency = std::string(list.currency.code())};
  terms.step = list.step;
  terms.programme = list.programme;
  if (row.product_kind == pricing::ProductKind::item)
    terms.product.item = catalog::card(work, ItemId(row.product)).code;
  if (row.product_kind == pricing::ProductKind::group)
    terms.product.group = catalog::item_group_code(work, ItemGroupId(row.product));
  if (row.kind == pricing::ValueKind::amount_off) {
    terms.amount = UnitPrice{row.value}.value().normalized();
  } else {
    terms.percents.push_back(Percent{row.value}.value().normalized());
    for (const std::int64_t percent : row.further_percents)
      terms.percents.push_back(Percent{percent}.value().normalized());
  }
  if (row.basis.unit) terms.unit = catalog::unit_code(work, row.basis.unit);
  terms.min_quantity = Quantity{row.basis.min_quantity}.value().normalized();
  terms.counts = row.basis.counts;
  terms.measure = row.basis.measure;
  terms.min_amount = UnitPrice{row.basis.min_amount}.value().normalized();
  terms.valid = {row.from, row.until};
  terms.replaces = recorded.replaces;
  return discount;
}

}  // namespace

PriceEntryId Prices::set_discount(const DiscountInput& discount) {
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, std::span(&discount, 1));
  authoring.add(discount, "");
  authoring.finish_checks();
  const PriceEntryId id = authoring.write().front();
  work.record(Entity::price_entry, id.value, "prices.set_discount", describe(discount).json());
  work.commit();
  return id;
}

std::vector<PriceEntryId> Prices::set_discounts(std::span<const DiscountInput> discounts) {
  if (discounts.empty()) return {};
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, discounts);
  for (std::size_t i = 0; i < discounts.size(); ++i)
    authoring.add(discounts[i], "discounts[" + std::to_string(i) + "].");
  authoring.finish_checks();
  std::vector<PriceEntryId> ids = authoring.write();
  work.record(Entity::price_entry, ids.back().value, "prices.set_discounts",
              Detail()
                  .set("discounts", std::to_string(ids.size()))
                  .set("first", std::to_string(ids.front().value))
                  .set("last", std::to_string(ids.back().value))
                  .json());
  work.commit();
  return ids;
}

std::vector<Discount> Prices::discounts(const DiscountQuery& query) const {
  auto work = Work::read(*state_);
  std::vector<Discount> found;
  for (const pricing::ListRow& list : pricing::discount_lists(work.tx(), query.direction)) {
    if (pricing::is_rule_step(list.step)) continue;
    if (query.programme && *query.programme != list.programme) continue;
    for (const auto& recorded : pricing::entries_known_at(work.tx(), list.id, query.as_of.known_at)) {
      const Period valid{recorded.row.from, recorded.row.until};
      if (!query.as_of.on || valid.contains(*query.as_of.on)) found.push_back(to_discount(work, list, recorded));
    }
  }
  std::sort(found.begin(), found.end(), [](const Discount& a, const Discount& b) { return a.id < b.id; });
  return found;
}

}  // namespace emptor
