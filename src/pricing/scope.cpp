#include "pricing/scope.hpp"

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {
namespace {

/// Who special prices of this scope belong to; 0 when unknown.
std::int64_t owner_of(access::Work& work, const PriceScope& scope) {
  if (scope.kind == PriceListKind::customer) return parties::find_id(work, scope.code).value;
  if (scope.kind == PriceListKind::customer_group) return parties::find_group(work, scope.code).value;
  return catalog::find_location(work, scope.code).value;
}

Currency usual_currency(access::Work& work, PriceListKind kind, std::int64_t owner) {
  if (kind == PriceListKind::customer) {
    const auto& terms = parties::card(work, PartyId(owner)).on(settings::today(work));
    if (const auto& own = terms.term(Term::currency).value) return Currency::of(*own);
  }
  return settings::current(work).currency;
}

/// nullopt for none; `bad` when the text is no currency.
std::optional<Currency> asked_currency(const PriceScope& scope, const std::string& field, Problems& problems,
                                       bool& bad) {
  if (scope.currency.empty()) return std::nullopt;
  const auto asked = Currency::find(scope.currency);
  bad = !asked;
  if (bad)
    problems.add(ErrorCode::unknown_currency, field + ".currency", "not an ISO 4217 code", {{"code", scope.currency}});
  return asked;
}

}  // namespace

std::string_view name_of(PriceListKind kind) noexcept {
  switch (kind) {
    case PriceListKind::base:
      return "base";
    case PriceListKind::named:
      return "list";
    case PriceListKind::level:
      return "level";
    case PriceListKind::customer:
      return "customer";
    case PriceListKind::customer_group:
      return "customer group";
    case PriceListKind::location:
      return "location";
    case PriceListKind::everyone:
      return "everyone";
  }
  return "";
}

std::optional<ListRow> find_scope(access::Work& work, const PriceScope& scope, const std::string& field,
                                  Problems& problems) {
  if (name_of(scope.kind).empty()) {
    problems.add(ErrorCode::invalid, field + ".kind", "not a kind of price list");
    return std::nullopt;
  }
  bool bad_currency = false;
  const std::optional<Currency> asked = asked_currency(scope, field, problems, bad_currency);
  if (bad_currency) return std::nullopt;
  const auto unknown = [&] {
    problems.add(ErrorCode::unknown_reference, field + ".code", std::string("no ") += name_of(scope.kind),
                 {{"code", scope.code}});
    return std::nullopt;
  };
  if (scope.kind == PriceListKind::named || scope.kind == PriceListKind::level) {
    auto list = find_list(work.tx(), scope.kind, scope.direction, 0, scope.code);
    if (!list) return unknown();
    if (asked && *asked != list->currency) {
      problems.add(ErrorCode::currency_mismatch, field + ".currency", "the list has another currency",
                   {{"currency", std::string(list->currency.code())}});
      return std::nullopt;
    }
    return list;
  }
  ListRow list{.kind = scope.kind, .direction = scope.direction};
  if (scope.kind == PriceListKind::base || scope.kind == PriceListKind::everyone) {
    if (!scope.code.empty()) {
      problems.add(ErrorCode::invalid, field + ".code", "prices of everyone have no code", {{"code", scope.code}});
      return std::nullopt;
    }
  } else {
    list.owner = owner_of(work, scope);
    if (list.owner == 0) return unknown();
  }
  list.currency = asked ? *asked : usual_currency(work, scope.kind, list.owner);
  list.code = list.currency.code();
  if (auto known = find_list(work.tx(), list.kind, list.direction, list.owner, list.code)) return known;
  return list;
}

std::optional<ListRow> find_step_scope(access::Work& work, const PriceScope& buyer, std::string_view step,
                                       std::string_view programme, const std::string& field, Problems& problems) {
  bool wrong = false;
  const std::optional<Currency> asked = asked_currency(buyer, field, problems, wrong);
  ListRow list{.kind = buyer.kind, .direction = buyer.direction};
  list.currency = asked.value_or(Currency());
  switch (buyer.kind) {
    case PriceListKind::everyone:
      if (!buyer.code.empty()) {
        problems.add(ErrorCode::invalid, field + ".code", "everyone has no code", {{"code", buyer.code}});
        wrong = true;
      }
      break;
    case PriceListKind::level:
      if (const auto level = find_list(work.tx(), buyer.kind, buyer.direction, 0, buyer.code)) {
        list.owner = level->id.value;
        if (!asked) list.currency = level->currency;
      }
      break;
    case PriceListKind::customer:
    case PriceListKind::customer_group:
      list.owner = owner_of(work, buyer);
      break;
    default:
      problems.add(ErrorCode::invalid, field + ".kind", "it is for everyone, a level, a customer group or a customer");
      return std::nullopt;
  }
  if (buyer.kind != PriceListKind::everyone && list.owner == 0) {
    problems.add(ErrorCode::unknown_reference, field + ".code", std::string("no ") += name_of(buyer.kind),
                 {{"code", buyer.code}});
    return std::nullopt;
  }
  if (wrong) return std::nullopt;
  if (!list.currency) list.currency = usual_currency(work, list.kind, list.owner);
  list.code = list.currency.code();
  list.step = step;
  list.programme = programme;
  if (auto known = find_list(work.tx(), list.kind, list.direction, list.owner, list.code, list.step, list.programme))
    return known;
  return list;
}

std::string code_of(access::Work& work, const ListRow& list) {
  switch (list.kind) {
    case PriceListKind::base:
    case PriceListKind::everyone:
      return {};
    case PriceListKind::named:
    case PriceListKind::level:
      if (!list.step.empty()) return read_list(work.tx(), PriceListId(list.owner))->code;
      return list.code;
    case PriceListKind::customer:
      return parties::card(work, PartyId(list.owner)).code;
    case PriceListKind::customer_group:
      return parties::group_code(work, PartyGroupId(list.owner));
    case PriceListKind::location:
      return catalog::location_code(work, LocationId(list.owner));
  }
  return {};
}

std::string product_name(access::Work& work, ProductKind kind, std::int64_t product) {
  switch (kind) {
    case ProductKind::item:
      return "item " + catalog::card(work, ItemId(product)).code;
    case ProductKind::group:
      return "group " + catalog::item_group_code(work, ItemGroupId(product));
    case ProductKind::everything:
      break;
  }
  return "everything";
}

PriceEntry to_entry(access::Work& work, const PriceScope& scope, const RecordedEntry& recorded) {
  const EntryRow& row = recorded.row;
  PriceEntry entry{.id = row.id, .terms = {}, .recorded_at = recorded.recorded_at, .actor = recorded.actor};
  PriceEntryInput& terms = entry.terms;
  terms.list = scope;
  if (row.product_kind == ProductKind::item) terms.product.item = catalog::card(work, ItemId(row.product)).code;
  if (row.product_kind == ProductKind::group)
    terms.product.group = catalog::item_group_code(work, ItemGroupId(row.product));
  if (row.kind == ValueKind::price)
    terms.price = UnitPrice{row.value}.value().normalized();
  else if (row.formula.of_cost)
    terms.margin = Percent{row.value}.value().normalized();
  else
    terms.percent_of_base = Percent{row.value}.value().normalized();
  terms.rate_type = row.rate_type;
  terms.rate_on = row.rate_on;
  if (row.of_list) terms.of_list = read_list(work.tx(), row.of_list)->code;
  terms.addend = UnitPrice{row.formula.addend}.value().normalized();
  terms.ending = ending_of(row.formula);
  if (row.basis.unit) terms.unit = catalog::unit_code(work, row.basis.unit);
  terms.per = Decimal::scaled(scale_by(1'000'000, row.basis.per), 6).normalized();
  terms.min_quantity = Quantity{row.basis.min_quantity}.value().normalized();
  terms.valid = {row.from, row.until};
  terms.net = row.net;
  terms.scale = row.scale;
  terms.counts = row.basis.counts;
  terms.measure = row.basis.measure;
  terms.replaces = recorded.replaces;
  return entry;
}

PriceEnding ending_of(const Formula& formula) {
  return {.multiple = UnitPrice{formula.multiple}.value().normalized(),
          .offset = UnitPrice{formula.offset}.value().normalized(),
          .rounding = formula.rounding};
}

}  // namespace emptor::pricing
