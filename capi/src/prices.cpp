/// Price lists, entries, quotes, explanations, and many quotes over one state.
#include <algorithm>
#include <memory>

#include "emptor/pricing.hpp"
#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_SALES == static_cast<int>(Direction::sales) &&
              EMPTOR_PURCHASES == static_cast<int>(Direction::purchases));
static_assert(EMPTOR_LIST_BASE == static_cast<int>(PriceListKind::base) &&
              EMPTOR_LIST_NAMED == static_cast<int>(PriceListKind::named) &&
              EMPTOR_LIST_LEVEL == static_cast<int>(PriceListKind::level) &&
              EMPTOR_LIST_CUSTOMER == static_cast<int>(PriceListKind::customer) &&
              EMPTOR_LIST_CUSTOMER_GROUP == static_cast<int>(PriceListKind::customer_group) &&
              EMPTOR_LIST_LOCATION == static_cast<int>(PriceListKind::location) &&
              EMPTOR_LIST_EVERYONE == static_cast<int>(PriceListKind::everyone));
static_assert(EMPTOR_SCALE_ALL_UNITS == static_cast<int>(Scale::all_units) &&
              EMPTOR_SCALE_INCREMENTAL == static_cast<int>(Scale::incremental) &&
              EMPTOR_SCALE_BLOCK == static_cast<int>(Scale::block));
static_assert(EMPTOR_PRICE_SOURCE_NONE == static_cast<int>(PriceSource::none) &&
              EMPTOR_PRICE_SOURCE_TYPED == static_cast<int>(PriceSource::typed) &&
              EMPTOR_PRICE_SOURCE_LOCATION_ITEM == static_cast<int>(PriceSource::location_item) &&
              EMPTOR_PRICE_SOURCE_LOCATION_GROUP == static_cast<int>(PriceSource::location_group) &&
              EMPTOR_PRICE_SOURCE_SPECIAL_ITEM == static_cast<int>(PriceSource::special_item) &&
              EMPTOR_PRICE_SOURCE_SPECIAL_GROUP == static_cast<int>(PriceSource::special_group) &&
              EMPTOR_PRICE_SOURCE_ASSIGNED_LIST == static_cast<int>(PriceSource::assigned_list) &&
              EMPTOR_PRICE_SOURCE_LAST_PRICE == static_cast<int>(PriceSource::last_price) &&
              EMPTOR_PRICE_SOURCE_CUSTOMER_RATE == static_cast<int>(PriceSource::customer_rate) &&
              EMPTOR_PRICE_SOURCE_BASE == static_cast<int>(PriceSource::base));

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
static_assert(EMPTOR_ROUND_HALF_UP == static_cast<int>(Rounding::half_up) &&
              EMPTOR_ROUND_HALF_EVEN == static_cast<int>(Rounding::half_even) &&
              EMPTOR_ROUND_HALF_DOWN == static_cast<int>(Rounding::half_down) &&
              EMPTOR_ROUND_UP == static_cast<int>(Rounding::up) &&
              EMPTOR_ROUND_DOWN == static_cast<int>(Rounding::down) &&
              EMPTOR_ROUND_CEILING == static_cast<int>(Rounding::ceiling) &&
              EMPTOR_ROUND_FLOOR == static_cast<int>(Rounding::floor));

struct emptor_price_quote {
  std::string unit_price;
  std::string currency;
  std::optional<std::string> base_price;
  std::string rate;
  std::optional<std::string> price_before_discounts;
  std::optional<std::string> amount;
  std::optional<std::string> price_before_rules;
  std::optional<std::string> limit;
  PriceQuote quote;

  explicit emptor_price_quote(const PriceQuote& found)
      : unit_price(to_text(found.unit_price, found.currency)),
        currency(found.currency.code()),
        rate(to_text(found.rate)),
        quote(found) {
    if (found.base_price) base_price = to_text(*found.base_price, found.currency);
    if (found.amount) amount = to_text(*found.amount);
    if (found.price_before_rules) price_before_rules = to_text(*found.price_before_rules, found.currency);
    if (found.limit) limit = to_text(found.limit->price, found.currency);
    if (found.price_before_discounts) price_before_discounts = to_text(*found.price_before_discounts, found.currency);
  }
};

struct emptor_price_explanation {
  PriceExplanation explanation;
  std::optional<emptor_price_quote> quote;
  std::string text;

  explicit emptor_price_explanation(PriceExplanation found)
      : explanation(std::move(found)), text(explanation.to_string()) {
    if (explanation.quote) quote.emplace(*explanation.quote);
  }
};

namespace {

Direction to_direction(std::int32_t given) {
  return choice(given, Direction::sales, Direction::purchases, "direction");
}

PriceListKind to_kind(std::int32_t given, const char* name = "list_kind") {
  return choice(given, PriceListKind::base, PriceListKind::everyone, name);
}

PriceEnding to_ending(const char* multiple, const char* offset, std::int32_t rounding, const std::string& prefix) {
  PriceEnding ending{.rounding = choice(rounding, Rounding::half_up, Rounding::floor, "rounding")};
  if (multiple != nullptr) ending.multiple = figure<Decimal>(multiple, prefix + "ending_multiple");
  if (offset != nullptr) ending.offset = figure<Decimal>(offset, prefix + "ending_offset");
  return ending;
}

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

PriceEntryInput to_entry(const emptor_price_entry& given, const std::string& prefix) {
  PriceEntryInput entry{.list = {.kind = to_kind(given.list_kind),
                                 .code = text(given.list_code),
                                 .direction = to_direction(given.direction),
                                 .currency = text(given.currency)},
                        .product = {.item = optional_text(given.item), .group = optional_text(given.group)},
                        .price = optional_figure<Decimal>(given.price, prefix + "price"),
                        .percent_of_base = optional_figure<Decimal>(given.percent_of_base, prefix + "percent_of_base"),
                        .unit = optional_text(given.unit),
                        .valid = period(given.from, given.until),
                        .net = truth(given.net, "net")};
  entry.of_list = optional_text(given.of_list);
  if (given.addend != nullptr) entry.addend = figure<Decimal>(given.addend, prefix + "addend");
  entry.ending = to_ending(given.ending_multiple, given.ending_offset, given.rounding, prefix);
  if (given.scale != 0) entry.scale = choice(given.scale, Scale::all_units, Scale::block, "scale");
  if (given.per != nullptr) entry.per = figure<Decimal>(given.per, prefix + "per");
  if (given.min_quantity != nullptr) entry.min_quantity = figure<Decimal>(given.min_quantity, prefix + "min_quantity");
  if (given.replaces != 0) entry.replaces = PriceEntryId(given.replaces);
  return entry;
}

/// "10+5+2"; a surcharge carries its own sign: "5+-2".
std::vector<Decimal> to_percents(std::string_view given, const std::string& field) {
  std::vector<Decimal> percents;
  for (std::size_t end = 0; !given.empty(); given.remove_prefix(std::min(end + 1, given.size()))) {
    end = std::min(given.find('+', 1), given.size());
    percents.push_back(figure<Decimal>(given.substr(0, end), field));
  }
  return percents;
}

std::string percents_text(const std::vector<Decimal>& percents) {
  std::string out;
  for (const Decimal& percent : percents) (out += out.empty() ? "" : "+") += to_text(percent);
  return out;
}

DiscountInput to_discount(const emptor_discount& given, const std::string& prefix) {
  check_reserved(given.reserved, "discount.reserved");
  DiscountInput discount{.buyer = {.kind = to_kind(given.buyer_kind, "buyer_kind"),
                                   .code = text(given.buyer_code),
                                   .direction = to_direction(given.direction),
                                   .currency = text(given.currency)},
                         .programme = text(given.programme),
                         .product = {.item = optional_text(given.item), .group = optional_text(given.group)},
                         .amount = optional_figure<Decimal>(given.amount, prefix + "amount"),
                         .unit = optional_text(given.unit),
                         .valid = period(given.from, given.until)};
  if (given.step != nullptr) discount.step = text(given.step);
  if (given.percents != nullptr) discount.percents = to_percents(given.percents, prefix + "percents");
  if (given.min_quantity != nullptr)
    discount.min_quantity = figure<Decimal>(given.min_quantity, prefix + "min_quantity");
  if (given.min_amount != nullptr) discount.min_amount = figure<Decimal>(given.min_amount, prefix + "min_amount");
  if (given.replaces != 0) discount.replaces = PriceEntryId(given.replaces);
  return discount;
}

/// An array of structs whose version, and with it the distance between two, the first one tells.
template <class Struct, class Convert>
auto to_inputs(const Struct* structs, std::int32_t count, const char* name, Convert convert) {
  check_array(structs, count, name);
  std::vector<decltype(convert(*structs, std::string()))> out;
  if (count == 0) return out;
  out.reserve(static_cast<std::size_t>(count));
  const std::size_t stride = structs->struct_size;
  const auto* bytes = reinterpret_cast<const unsigned char*>(structs);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const auto* each = reinterpret_cast<const Struct*>(bytes + i * stride);
    const std::string place = std::string(name) + "[" + std::to_string(i) + "].";
    if (each->struct_size != stride) throw_misuse((place + "struct_size").c_str(), "differs from the first one's");
    out.push_back(convert(read(each), place));
  }
  return out;
}

void give_ids(const std::vector<PriceEntryId>& ids, std::int64_t* ids_out) noexcept {
  if (ids_out == nullptr) return;
  for (std::size_t i = 0; i < ids.size(); ++i) ids_out[i] = ids[i].value;
}

QuoteRequest to_request(const emptor_price_request& given) {
  check_reserved(given.reserved, "request.reserved");
  QuoteRequest request{.item = text(given.item),
                       .customer = text(given.customer),
                       .unit = optional_text(given.unit),
                       .on = optional_date(given.on, "on"),
                       .currency = optional_text(given.currency),
                       .location = optional_text(given.location),
                       .list = optional_text(given.list),
                       .direction = to_direction(given.direction)};
  if (given.quantity != nullptr) request.quantity = figure<Quantity>(given.quantity, "quantity");
  return request;
}

emptor_price_value to_value(const std::optional<PriceQuote>& quote) {
  emptor_price_value value{};
  if (!quote) return value;
  value.unit_price_micros = quote->unit_price.micros;
  value.base_price_micros = quote->base_price ? quote->base_price->micros : 0;
  value.list = quote->list.value;
  value.entry = quote->entry.value;
  value.rate_micros = quote->rate.micros;
  value.source = static_cast<std::int32_t>(quote->source);
  value.currency = quote->currency.numeric();
  value.tax_included = quote->tax_included ? 1 : 0;
  value.has_base_price = quote->base_price ? 1 : 0;
  return value;
}

std::optional<std::string> price_text(const std::optional<UnitPrice>& price, Currency currency) {
  return price ? std::optional(to_text(*price, currency)) : std::nullopt;
}

}  // namespace

const char* emptor_price_source_name(std::int32_t source) noexcept {
  if (source < EMPTOR_PRICE_SOURCE_NONE || source > EMPTOR_PRICE_SOURCE_BASE) return "";
  return c_name(to_string(static_cast<PriceSource>(source)));
}

// --- Lists and entries

emptor_status emptor_price_list_create(emptor_session* session, const emptor_price_list* list, std::int64_t* id_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_price_list given = read(list);
    give_id(in.prices().create_list({.code = text(given.code),
                                     .name = text(given.name),
                                     .kind = to_kind(given.kind),
                                     .direction = to_direction(given.direction),
                                     .currency = text(given.currency),
                                     .tax_included = truth(given.tax_included, "tax_included")}),
            id_out);
  });
}

emptor_status emptor_price_list_all(emptor_session* session, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},        {"code", kText},     {"name", kText},         {"kind", kInteger},
                     {"direction", kInteger}, {"currency", kText}, {"tax_included", kTruth}};
    for (const PriceList& list : in.prices().lists())
      rows.add(list.id, list.code, list.name, static_cast<std::int32_t>(list.kind),
               static_cast<std::int32_t>(list.direction), list.currency.code(), list.tax_included);
    rows.give(out);
  });
}

emptor_status emptor_price_entry_set(emptor_session* session, const emptor_price_entry* entry, std::int64_t* id_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.prices().set(to_entry(read(entry), "")), id_out); });
}

emptor_status emptor_price_entry_set_all(emptor_session* session, const emptor_price_entry* entries, std::int32_t count,
                                         std::int64_t* ids_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_ids(in.prices().set_all(to_inputs(entries, count, "entries", to_entry)), ids_out);
  });
}

emptor_status emptor_discount_set(emptor_session* session, const emptor_discount* discount, std::int64_t* id_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.prices().set_discount(to_discount(read(discount), "")), id_out); });
}

emptor_status emptor_discount_set_all(emptor_session* session, const emptor_discount* discounts, std::int32_t count,
                                      std::int64_t* ids_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_ids(in.prices().set_discounts(to_inputs(discounts, count, "discounts", to_discount)), ids_out);
  });
}

emptor_status emptor_discount_list(emptor_session* session, std::int32_t direction, const char* programme,
                                   std::int32_t on, std::int64_t known_at, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},         {"buyer_kind", kInteger}, {"buyer", kText}, {"step", kText},
                     {"programme", kText},     {"item", kText},          {"group", kText}, {"percents", kText},
                     {"amount", kDecimal},     {"currency", kText},      {"unit", kText},  {"min_quantity", kDecimal},
                     {"min_amount", kDecimal}, {"from", kDate},          {"until", kDate}, {"recorded_at", kInstant},
                     {"actor", kText}};
    const DiscountQuery query{.direction = to_direction(direction),
                              .programme = optional_text(programme),
                              .as_of = {optional_date(on, "on"), optional_instant(known_at)}};
    for (const Discount& each : in.prices().discounts(query)) {
      const DiscountInput& terms = each.terms;
      rows.add(each.id, static_cast<std::int32_t>(terms.buyer.kind), terms.buyer.code, terms.step, terms.programme,
               terms.product.item, terms.product.group, percents_text(terms.percents), terms.amount,
               terms.buyer.currency, terms.unit, terms.min_quantity, terms.min_amount, terms.valid.from,
               terms.valid.until, each.recorded_at, each.actor);
    }
    rows.give(out);
  });
}

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

emptor_status emptor_price_entry_withdraw(emptor_session* session, std::int64_t entry,
                                          emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.prices().withdraw(PriceEntryId(entry)); });
}

emptor_status emptor_price_entry_list(emptor_session* session, std::int32_t list_kind, const char* list_code,
                                      std::int32_t direction, const char* currency, std::int32_t on,
                                      std::int64_t known_at, emptor_rows** rows_out,
                                      emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const PriceScope scope{.kind = to_kind(list_kind),
                           .code = text(list_code),
                           .direction = to_direction(direction),
                           .currency = text(currency)};
    RowsBuilder rows{{"id", kInteger},
                     {"item", kText},
                     {"group", kText},
                     {"price", kDecimal},
                     {"percent_of_base", kDecimal},
                     {"unit", kText},
                     {"per", kDecimal},
                     {"min_quantity", kDecimal},
                     {"from", kDate},
                     {"until", kDate},
                     {"net", kTruth},
                     {"scale", kText},
                     {"of_list", kText},
                     {"addend", kDecimal},
                     {"ending_multiple", kDecimal},
                     {"ending_offset", kDecimal},
                     {"rounding", kInteger},
                     {"recorded_at", kInstant},
                     {"actor", kText}};
    for (const PriceEntry& entry : in.prices().entries(scope, {optional_date(on, "on"), optional_instant(known_at)})) {
      const PriceEntryInput& terms = entry.terms;
      rows.add(entry.id, terms.product.item, terms.product.group, terms.price, terms.percent_of_base, terms.unit,
               terms.per, terms.min_quantity, terms.valid.from, terms.valid.until, terms.net, to_string(terms.scale),
               terms.of_list, terms.addend, terms.ending.multiple, terms.ending.offset,
               static_cast<std::int32_t>(terms.ending.rounding), entry.recorded_at, entry.actor);
    }
    rows.give(out);
  });
}

emptor_status emptor_price_set_base(emptor_session* session, const char* item, const char* price, std::int64_t* id_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.prices().set_base(required(item, "item"), required_figure<Decimal>(price, "price")), id_out);
  });
}

emptor_status emptor_price_set_special(emptor_session* session, const char* customer, const char* item,
                                       const char* price, std::int32_t from, std::int32_t until, std::int64_t* id_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.prices().set_special(required(customer, "customer"), required(item, "item"),
                                    required_figure<Decimal>(price, "price"), period(from, until)),
            id_out);
  });
}

// --- Quotes

emptor_status emptor_price_resolve(emptor_session* session, const emptor_price_request* request,
                                   emptor_price_quote** quote_out, emptor_error** error_out) noexcept {
  return with_session(session, quote_out, "quote_out", error_out, [&](Session& in, emptor_price_quote*& out) {
    out = give<emptor_price_quote>(in.prices().quote(to_request(read(request))));
  });
}

void emptor_price_quote_free(emptor_price_quote* quote) noexcept { delete quote; }

const char* emptor_price_quote_unit_price(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->unit_price.c_str() : nullptr;
}

const char* emptor_price_quote_currency(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->currency.c_str() : nullptr;
}

std::int32_t emptor_price_quote_tax_included(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.tax_included ? 1 : 0;
}

std::int32_t emptor_price_quote_source(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? static_cast<std::int32_t>(quote->quote.source) : EMPTOR_PRICE_SOURCE_NONE;
}

std::int64_t emptor_price_quote_list(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->quote.list.value : 0;
}

std::int64_t emptor_price_quote_entry(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->quote.entry.value : 0;
}

const char* emptor_price_quote_base_price(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->base_price ? quote->base_price->c_str() : nullptr;
}

const char* emptor_price_quote_rate(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->rate.c_str() : nullptr;
}

const char* emptor_price_quote_amount(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->amount ? quote->amount->c_str() : nullptr;
}

const char* emptor_price_quote_price_before_rules(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->price_before_rules ? quote->price_before_rules->c_str() : nullptr;
}

std::int32_t emptor_price_quote_limit_side(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? static_cast<std::int32_t>(quote->quote.limit->side) : 0;
}

const char* emptor_price_quote_limit(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->limit ? quote->limit->c_str() : nullptr;
}

std::int32_t emptor_price_quote_limit_on_breach(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? static_cast<std::int32_t>(quote->quote.limit->on_breach) : 0;
}

std::int64_t emptor_price_quote_limit_rule(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? quote->quote.limit->entry.value : 0;
}

const char* emptor_price_quote_price_before_discounts(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->price_before_discounts ? quote->price_before_discounts->c_str() : nullptr;
}

// --- Explanations

emptor_status emptor_price_explain(emptor_session* session, const emptor_price_request* request,
                                   emptor_price_explanation** explanation_out, emptor_error** error_out) noexcept {
  return with_session(session, explanation_out, "explanation_out", error_out,
                      [&](Session& in, emptor_price_explanation*& out) {
                        out = give<emptor_price_explanation>(in.prices().explain(to_request(read(request))));
                      });
}

void emptor_price_explanation_free(emptor_price_explanation* explanation) noexcept { delete explanation; }

const emptor_price_quote* emptor_price_explanation_quote(const emptor_price_explanation* explanation) noexcept {
  return explanation != nullptr && explanation->quote ? &*explanation->quote : nullptr;
}

const char* emptor_price_explanation_text(const emptor_price_explanation* explanation) noexcept {
  return explanation != nullptr ? explanation->text.c_str() : nullptr;
}

emptor_status emptor_price_explanation_candidates(const emptor_price_explanation* explanation, emptor_rows** rows_out,
                                                  emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const PriceExplanation& found = require(explanation, "explanation").explanation;
    const Currency currency = found.quote ? found.quote->currency : Currency();
    RowsBuilder rows{{"source", kText},
                     {"outcome", kText},
                     {"list_kind", kInteger},
                     {"list", kText},
                     {"product", kText},
                     {"entry", kInteger},
                     {"min_quantity", kDecimal},
                     {"from", kDate},
                     {"until", kDate},
                     {"unit_price", kDecimal},
                     {"step", kText},
                     {"programme", kText}};
    for (const PriceCandidate& each : found.candidates)
      rows.add(to_string(each.source), to_string(each.outcome), static_cast<std::int32_t>(each.list_kind), each.list,
               each.product, each.entry, each.min_quantity, each.valid.from, each.valid.until,
               price_text(each.unit_price, currency), each.step, each.programme);
    rows.give(out);
  });
}

emptor_status emptor_price_explanation_steps(const emptor_price_explanation* explanation, emptor_rows** rows_out,
                                             emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"what", kText}, {"before", kDecimal}, {"after", kDecimal}};
    for (const PriceStep& step : require(explanation, "explanation").explanation.steps)
      rows.add(step.what, step.before, step.after);
    rows.give(out);
  });
}

// --- Views

emptor_status emptor_price_view_open(emptor_session* session, emptor_price_view** view_out,
                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_price_view*& out = require(view_out, "view_out");
    const auto& core = require(session, "session").core;
    Use use(*core);
    std::unique_ptr<emptor_price_view> view(give<emptor_price_view>(core, std::nullopt));
    view->view.emplace(use->prices().view());
    out = view.release();
  });
}

void emptor_price_view_close(emptor_price_view* view) noexcept { delete view; }

emptor_status emptor_price_view_resolve(emptor_price_view* view, const emptor_price_request* request,
                                        emptor_price_quote** quote_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_price_quote*& out = require(quote_out, "quote_out");
    Use use(*require(view, "view").core);
    out = give<emptor_price_quote>(view->view->quote(to_request(read(request))));
  });
}

emptor_status emptor_price_view_quote(emptor_price_view* view, const emptor_price_key* keys, std::int32_t count,
                                      emptor_price_value* values_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    check_array(keys, count, "keys");
    check_array(values_out, count, "values_out");
    Use use(*require(view, "view").core);
    for (std::int32_t i = 0; i < count; ++i) {
      const emptor_price_key& key = keys[i];
      values_out[i] = to_value(view->view->quote(PartyId(key.party), ItemId(key.item), Quantity{key.quantity_micros},
                                                 date(key.on, "on"), to_direction(key.direction)));
    }
  });
}
