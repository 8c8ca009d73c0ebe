/// Price lists, entries, discounts, and many of them at once.
#include "prices.hpp"

#include <algorithm>
#include <memory>

#include "emptor/price_changes.hpp"
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

static_assert(EMPTOR_OVERLAP_LATEST == static_cast<int>(Overlap::latest) &&
              EMPTOR_OVERLAP_REJECT == static_cast<int>(Overlap::reject) &&
              EMPTOR_OVERLAP_SPLIT == static_cast<int>(Overlap::split));
static_assert(EMPTOR_ROUND_HALF_UP == static_cast<int>(Rounding::half_up) &&
              EMPTOR_ROUND_HALF_EVEN == static_cast<int>(Rounding::half_even) &&
              EMPTOR_ROUND_HALF_DOWN == static_cast<int>(Rounding::half_down) &&
              EMPTOR_ROUND_UP == static_cast<int>(Rounding::up) &&
              EMPTOR_ROUND_DOWN == static_cast<int>(Rounding::down) &&
              EMPTOR_ROUND_CEILING == static_cast<int>(Rounding::ceiling) &&
              EMPTOR_ROUND_FLOOR == static_cast<int>(Rounding::floor));

PriceEntryInput emptor::capi::to_entry(const emptor_price_entry& given, const std::string& prefix) {
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
  entry.margin = optional_figure<Decimal>(given.margin, prefix + "margin");
  entry.rate_type = text(given.rate_type);
  entry.rate_on = optional_date(given.rate_on, "rate_on");
  if (given.addend != nullptr) entry.addend = figure<Decimal>(given.addend, prefix + "addend");
  entry.ending = to_ending(given.ending_multiple, given.ending_offset, given.rounding, prefix);
  if (given.scale != 0) entry.scale = choice(given.scale, Scale::all_units, Scale::block, "scale");
  check_reserved(given.reserved, "entry.reserved");
  if (given.measure != 0)
    entry.measure = choice(given.measure, BreakMeasure::quantity, BreakMeasure::amount, "measure");
  if (given.counts != 0) entry.counts = choice(given.counts, BreakScope::line, BreakScope::product, "counts");
  if (given.per != nullptr) entry.per = figure<Decimal>(given.per, prefix + "per");
  if (given.min_quantity != nullptr) entry.min_quantity = figure<Decimal>(given.min_quantity, prefix + "min_quantity");
  if (given.replaces != 0) entry.replaces = PriceEntryId(given.replaces);
  return entry;
}

PriceChange emptor::capi::to_change(const emptor_price_change& given, const std::string& prefix) {
  check_array(given.items, given.item_count, "items");
  check_array(given.groups, given.group_count, "groups");
  PriceChange wanted{.list = {.kind = to_kind(given.list_kind),
                              .code = text(given.list_code),
                              .direction = to_direction(given.direction),
                              .currency = text(given.currency)},
                     .ending = to_ending(given.ending_multiple, given.ending_offset, given.rounding, prefix),
                     .from = optional_date(given.from, "from")};
  for (std::int32_t i = 0; i < given.item_count; ++i) wanted.items.emplace_back(required(given.items[i], "items"));
  for (std::int32_t i = 0; i < given.group_count; ++i) wanted.groups.emplace_back(required(given.groups[i], "groups"));
  if (given.percent != nullptr) wanted.percent = figure<Decimal>(given.percent, prefix + "percent");
  if (given.addend != nullptr) wanted.addend = figure<Decimal>(given.addend, prefix + "addend");
  return wanted;
}

namespace {

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
  DiscountInput discount{.buyer = {.kind = to_kind(given.buyer_kind, "buyer_kind"),
                                   .code = text(given.buyer_code),
                                   .direction = to_direction(given.direction),
                                   .currency = text(given.currency)},
                         .programme = text(given.programme),
                         .product = {.item = optional_text(given.item), .group = optional_text(given.group)},
                         .amount = optional_figure<Decimal>(given.amount, prefix + "amount"),
                         .unit = optional_text(given.unit),
                         .valid = period(given.from, given.until)};
  check_reserved(given.reserved, "discount.reserved");
  if (given.measure != 0)
    discount.measure = choice(given.measure, BreakMeasure::quantity, BreakMeasure::amount, "measure");
  if (given.counts != 0) discount.counts = choice(given.counts, BreakScope::line, BreakScope::product, "counts");
  if (given.step != nullptr) discount.step = text(given.step);
  if (given.percents != nullptr) discount.percents = to_percents(given.percents, prefix + "percents");
  if (given.min_quantity != nullptr)
    discount.min_quantity = figure<Decimal>(given.min_quantity, prefix + "min_quantity");
  if (given.min_amount != nullptr) discount.min_amount = figure<Decimal>(given.min_amount, prefix + "min_amount");
  if (given.replaces != 0) discount.replaces = PriceEntryId(given.replaces);
  return discount;
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

emptor_status emptor_price_load(emptor_session* session, const emptor_price_entry* entries, std::int32_t count,
                                std::int32_t overlap, std::int32_t dry_run, std::int32_t* saved_out,
                                emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"row", kInteger}, {"entry", kInteger}, {"code", kText},
                     {"field", kText},  {"message", kText},  {"cut", kText}};
    const BulkReport report =
        in.price_changes().load(to_inputs(entries, count, "entries", to_entry),
                                {.dry_run = truth(dry_run, "dry_run") ? DryRun::yes : DryRun::no,
                                 .overlap = choice(overlap, Overlap::latest, Overlap::split, "overlap")});
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
      const BulkRow& row = report.rows[i];
      std::string cut;
      for (const PriceEntryId each : row.cut) cut += (cut.empty() ? "" : ",") + std::to_string(each.value);
      const auto place = static_cast<std::int64_t>(i);
      for (const Problem& problem : row.problems)
        rows.add(place, row.entry, to_string(problem.code), problem.field, problem.message, cut);
      if (row.problems.empty())
        rows.add(place, row.entry, std::string_view(), std::string_view(), std::string_view(), cut);
    }
    rows.give(out);
    if (saved_out != nullptr) *saved_out = report.saved ? 1 : 0;
  });
}

emptor_status emptor_price_change_apply(emptor_session* session, const emptor_price_change* change,
                                        emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"entry", kInteger}, {"new_entry", kInteger},    {"item", kText},      {"group", kText},
                     {"unit", kText},     {"min_quantity", kDecimal}, {"before", kDecimal}, {"after", kDecimal}};
    const emptor_price_change given = read(change);
    const PriceChange wanted = to_change(given, "");
    const DryRun dry_run = truth(given.dry_run, "dry_run") ? DryRun::yes : DryRun::no;
    for (const PriceChangeRow& each : in.price_changes().change(wanted, dry_run))
      rows.add(each.entry, each.new_entry, each.product.item, each.product.group, each.unit, each.min_quantity,
               each.before.value().normalized(), each.after.value().normalized());
    rows.give(out);
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
    RowsBuilder rows{{"id", kInteger},         {"buyer_kind", kInteger}, {"buyer", kText},  {"step", kText},
                     {"programme", kText},     {"item", kText},          {"group", kText},  {"percents", kText},
                     {"amount", kDecimal},     {"currency", kText},      {"unit", kText},   {"min_quantity", kDecimal},
                     {"min_amount", kDecimal}, {"from", kDate},          {"until", kDate},  {"recorded_at", kInstant},
                     {"actor", kText},         {"counts", kText},        {"measure", kText}};
    const DiscountQuery query{.direction = to_direction(direction),
                              .programme = optional_text(programme),
                              .as_of = {optional_date(on, "on"), optional_instant(known_at)}};
    for (const Discount& each : in.prices().discounts(query)) {
      const DiscountInput& terms = each.terms;
      rows.add(each.id, static_cast<std::int32_t>(terms.buyer.kind), terms.buyer.code, terms.step, terms.programme,
               terms.product.item, terms.product.group, percents_text(terms.percents), terms.amount,
               terms.buyer.currency, terms.unit, terms.min_quantity, terms.min_amount, terms.valid.from,
               terms.valid.until, each.recorded_at, each.actor, to_string(terms.counts), to_string(terms.measure));
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
                     {"actor", kText},
                     {"margin", kDecimal},
                     {"rate_type", kText},
                     {"rate_on", kDate},
                     {"counts", kText},
                     {"measure", kText}};
    for (const PriceEntry& entry : in.prices().entries(scope, {optional_date(on, "on"), optional_instant(known_at)})) {
      const PriceEntryInput& terms = entry.terms;
      rows.add(entry.id, terms.product.item, terms.product.group, terms.price, terms.percent_of_base, terms.unit,
               terms.per, terms.min_quantity, terms.valid.from, terms.valid.until, terms.net, to_string(terms.scale),
               terms.of_list, terms.addend, terms.ending.multiple, terms.ending.offset,
               static_cast<std::int32_t>(terms.ending.rounding), entry.recorded_at, entry.actor, terms.margin,
               terms.rate_type, terms.rate_on, to_string(terms.counts), to_string(terms.measure));
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
