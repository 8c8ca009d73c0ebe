/// Endings, floors and ceilings.
#include "handles.hpp"
#include "prices.hpp"
#include "rows.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_RULE_ENDING == static_cast<int>(PriceRuleKind::ending) &&
              EMPTOR_RULE_FLOOR == static_cast<int>(PriceRuleKind::floor) &&
              EMPTOR_RULE_CEILING == static_cast<int>(PriceRuleKind::ceiling));
static_assert(EMPTOR_LIMIT_AMOUNT == static_cast<int>(LimitBase::amount) &&
              EMPTOR_LIMIT_BASE_PRICE == static_cast<int>(LimitBase::base_price) &&
              EMPTOR_LIMIT_PRICE_FOUND == static_cast<int>(LimitBase::price_found) &&
              EMPTOR_LIMIT_COST == static_cast<int>(LimitBase::cost) &&
              EMPTOR_LIMIT_MARGIN == static_cast<int>(LimitBase::margin));
static_assert(EMPTOR_BREACH_CLAMP == static_cast<int>(OnBreach::clamp) &&
              EMPTOR_BREACH_WARN == static_cast<int>(OnBreach::warn) &&
              EMPTOR_BREACH_REFUSE == static_cast<int>(OnBreach::refuse));

namespace {

PriceRuleInput to_rule(const emptor_price_rule& given, const std::string& prefix) {
  check_reserved(given.reserved, "rule.reserved");
  PriceRuleInput rule{.kind = choice(given.kind, PriceRuleKind::ending, PriceRuleKind::ceiling, "kind"),
                      .buyer = {.kind = to_kind(given.buyer_kind, "buyer_kind"),
                                .code = text(given.buyer_code),
                                .direction = to_direction(given.direction),
                                .currency = text(given.currency)},
                      .product = {.item = optional_text(given.item), .group = optional_text(given.group)},
                      .base = choice(given.base, LimitBase::amount, LimitBase::margin, "base"),
                      .value = optional_figure<Decimal>(given.value, prefix + "value"),
                      .on_breach = choice(given.on_breach, OnBreach::clamp, OnBreach::refuse, "on_breach"),
                      .ending = to_ending(given.ending_multiple, given.ending_offset, given.rounding, prefix),
                      .unit = optional_text(given.unit),
                      .valid = period(given.from, given.until)};
  if (given.min_price != nullptr) rule.min_price = figure<Decimal>(given.min_price, prefix + "min_price");
  if (given.min_quantity != nullptr) rule.min_quantity = figure<Decimal>(given.min_quantity, prefix + "min_quantity");
  if (given.replaces != 0) rule.replaces = PriceEntryId(given.replaces);
  return rule;
}

}  // namespace

emptor_status emptor_price_rule_set(emptor_session* session, const emptor_price_rule* rule, std::int64_t* id_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.prices().set_rule(to_rule(read(rule), "")), id_out); });
}

emptor_status emptor_price_rule_set_all(emptor_session* session, const emptor_price_rule* rules, std::int32_t count,
                                        std::int64_t* ids_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_ids(in.prices().set_rules(to_inputs(rules, count, "rules", to_rule)), ids_out);
  });
}

emptor_status emptor_price_rule_list(emptor_session* session, std::int32_t direction, std::int32_t kind,
                                     std::int32_t on, std::int64_t known_at, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},
                     {"buyer_kind", kInteger},
                     {"buyer", kText},
                     {"kind", kText},
                     {"item", kText},
                     {"group", kText},
                     {"base", kText},
                     {"value", kDecimal},
                     {"on_breach", kText},
                     {"ending_multiple", kDecimal},
                     {"ending_offset", kDecimal},
                     {"rounding", kInteger},
                     {"min_price", kDecimal},
                     {"currency", kText},
                     {"unit", kText},
                     {"min_quantity", kDecimal},
                     {"from", kDate},
                     {"until", kDate},
                     {"recorded_at", kInstant},
                     {"actor", kText}};
    PriceRuleQuery query{.direction = to_direction(direction),
                         .as_of = {optional_date(on, "on"), optional_instant(known_at)}};
    if (kind != 0) query.kind = choice(kind, PriceRuleKind::ending, PriceRuleKind::ceiling, "kind");
    for (const PriceRule& each : in.prices().rules(query)) {
      const PriceRuleInput& terms = each.terms;
      const bool limit = terms.kind != PriceRuleKind::ending;
      rows.add(each.id, static_cast<std::int32_t>(terms.buyer.kind), terms.buyer.code, to_string(terms.kind),
               terms.product.item, terms.product.group, limit ? to_string(terms.base) : std::string_view(), terms.value,
               limit ? to_string(terms.on_breach) : std::string_view(), terms.ending.multiple, terms.ending.offset,
               static_cast<std::int32_t>(terms.ending.rounding), terms.min_price, terms.buyer.currency, terms.unit,
               terms.min_quantity, terms.valid.from, terms.valid.until, each.recorded_at, each.actor);
    }
    rows.give(out);
  });
}
