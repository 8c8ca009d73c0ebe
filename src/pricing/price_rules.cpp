/// The use cases of price rules: endings, floors and ceilings.
#include <algorithm>

#include "catalog/cards.hpp"
#include "pricing/authoring.hpp"
#include "pricing/scope.hpp"

namespace emptor {
namespace {

using access::Detail;
using access::Work;

std::string value_text(const PriceRuleInput& rule) {
  if (rule.kind == PriceRuleKind::ending)
    return rule.ending.multiple.to_string() +
           (rule.ending.offset.sign() == 0 ? std::string() : ", " + rule.ending.offset.to_string());
  return rule.value->to_string() + (rule.base == LimitBase::amount ? "" : " %");
}

Detail describe(const PriceRuleInput& rule) {
  Detail detail;
  detail.set("kind", to_string(rule.kind));
  if (rule.kind != PriceRuleKind::ending)
    detail.set("base", to_string(rule.base)).set("on_breach", to_string(rule.on_breach));
  detail.set("buyer", std::string(pricing::name_of(rule.buyer.kind)) + " " + rule.buyer.code);
  if (rule.product.item) detail.set("item", *rule.product.item);
  if (rule.product.group) detail.set("group", *rule.product.group);
  detail.set("value", value_text(rule));
  if (rule.valid.from) detail.set("from", rule.valid.from->to_string());
  if (rule.valid.until) detail.set("until", rule.valid.until->to_string());
  if (rule.replaces) detail.set("replaces", std::to_string(rule.replaces->value));
  return detail;
}

PriceRule to_rule(Work& work, const pricing::ListRow& list, const pricing::RecordedEntry& recorded) {
  const pricing::EntryRow& row = recorded.row;
  PriceRule rule{.id = row.id, .terms = {}, .recorded_at = recorded.recorded_at, .actor = recorded.actor};
  PriceRuleInput& terms = rule.terms;
  for (const auto kind : {PriceRuleKind::ending, PriceRuleKind::floor, PriceRuleKind::ceiling})
    if (list.step == to_string(kind)) terms.kind = kind;
  terms.buyer = {.kind = list.kind,
                 .code = pricing::code_of(work, list),
                 .direction = list.direction,
                 .currency = std::string(list.currency.code())};
  if (row.product_kind == pricing::ProductKind::item)
    terms.product.item = catalog::card(work, ItemId(row.product)).code;
  if (row.product_kind == pricing::ProductKind::group)
    terms.product.group = catalog::item_group_code(work, ItemGroupId(row.product));
  if (pricing::is_limit(row.kind)) {
    terms.base = pricing::base_of(row.kind);
    terms.value = terms.base == LimitBase::amount ? UnitPrice{row.value}.value().normalized()
                                                  : Percent{row.value}.value().normalized();
    terms.on_breach = row.formula.on_breach;
  } else {
    terms.ending = pricing::ending_of(row.formula);
    terms.min_price = UnitPrice{row.basis.min_amount}.value().normalized();
  }
  if (row.basis.unit) terms.unit = catalog::unit_code(work, row.basis.unit);
  terms.min_quantity = Quantity{row.basis.min_quantity}.value().normalized();
  terms.valid = {row.from, row.until};
  terms.replaces = recorded.replaces;
  return rule;
}

}  // namespace

PriceEntryId Prices::set_rule(const PriceRuleInput& rule) {
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, std::span(&rule, 1));
  authoring.add(rule, "");
  authoring.finish_checks();
  const PriceEntryId id = authoring.write().front();
  work.record(Entity::price_entry, id.value, "prices.set_rule", describe(rule).json());
  work.commit();
  return id;
}

std::vector<PriceEntryId> Prices::set_rules(std::span<const PriceRuleInput> rules) {
  if (rules.empty()) return {};
  auto work = Work::write(*state_);
  pricing::Authoring authoring(work, rules);
  for (std::size_t i = 0; i < rules.size(); ++i) authoring.add(rules[i], "rules[" + std::to_string(i) + "].");
  authoring.finish_checks();
  std::vector<PriceEntryId> ids = authoring.write();
  work.record(Entity::price_entry, ids.back().value, "prices.set_rules",
              Detail()
                  .set("rules", std::to_string(ids.size()))
                  .set("first", std::to_string(ids.front().value))
                  .set("last", std::to_string(ids.back().value))
                  .json());
  work.commit();
  return ids;
}

std::vector<PriceRule> Prices::rules(const PriceRuleQuery& query) const {
  auto work = Work::read(*state_);
  std::vector<PriceRule> found;
  for (const pricing::ListRow& list : pricing::discount_lists(work.tx(), query.direction)) {
    if (!pricing::is_rule_step(list.step) || (query.kind && list.step != to_string(*query.kind))) continue;
    for (const auto& recorded : pricing::entries_known_at(work.tx(), list.id, query.as_of.known_at)) {
      const Period valid{recorded.row.from, recorded.row.until};
      if (!query.as_of.on || valid.contains(*query.as_of.on)) found.push_back(to_rule(work, list, recorded));
    }
  }
  std::sort(found.begin(), found.end(), [](const PriceRule& a, const PriceRule& b) { return a.id < b.id; });
  return found;
}

}  // namespace emptor
