/// Prices asked backwards, in bulk as Arrow, and rehearsed.
#include <algorithm>

#include "emptor/exports.hpp"
#include "emptor/price_analysis.hpp"
#include "emptor/simulation.hpp"
#include "handles.hpp"
#include "prices.hpp"
#include "promotions.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

emptor_status emptor_price_next_breaks(emptor_session* session, const emptor_price_request* request, const char* step,
                                       std::int32_t breaks_max, emptor_rows** rows_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"quantity", kDecimal},     {"more", kDecimal},   {"unit_price", kDecimal},
                     {"less_each", kDecimal},    {"amount", kDecimal}, {"more_in_all", kDecimal},
                     {"source", kText},          {"entry", kInteger},  {"asked_price", kDecimal},
                     {"asked_amount", kDecimal}, {"currency", kText}};
    const Quantity rounded_to = step != nullptr ? figure<Quantity>(step, "step") : Quantity::of(1);
    const NextBreaks found =
        in.price_analysis().next_breaks(to_request(read(request)), rounded_to, breaks_max == 0 ? 10 : breaks_max);
    const Currency currency = found.quote.currency;
    for (const NextBreak& each : found.breaks)
      rows.add(each.quantity, each.more, to_text(each.quote.unit_price, currency), to_text(each.less_each, currency),
               each.amount, each.more_in_all, to_string(each.quote.source), each.quote.entry,
               to_text(found.quote.unit_price, currency), found.amount, currency.code());
    rows.give(out);
  });
}

emptor_status emptor_price_for_target(emptor_session* session, const emptor_price_request* request, const char* margin,
                                      const char* total, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{
        {"unit_price", kDecimal}, {"amount", kDecimal}, {"discount", kDecimal}, {"amount_discounted", kDecimal},
        {"cost", kDecimal},       {"margin", kDecimal}, {"price", kDecimal},    {"price_amount", kDecimal},
        {"currency", kText}};
    const QuoteRequest asked = to_request(read(request));
    const TargetPrice found = in.price_analysis().price_for(
        asked,
        {.margin = optional_figure<Percent>(margin, "margin"), .total = optional_figure<Decimal>(total, "total")});
    const Currency currency = found.quote.currency;
    rows.add(to_text(found.unit_price, currency), found.amount, found.discount, found.amount_discounted,
             found.cost ? std::optional(to_text(*found.cost, currency)) : std::nullopt, found.margin,
             to_text(found.quote.unit_price, currency), found.quote_amount, currency.code());
    rows.give(out);
  });
}

emptor_status emptor_price_cheapest_packs(emptor_session* session, const emptor_price_request* request,
                                          emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"unit", kText},      {"count", kInteger},    {"unit_price", kDecimal},
                     {"amount", kDecimal}, {"source", kText},      {"entry", kInteger},
                     {"total", kDecimal},  {"quantity", kDecimal}, {"currency", kText}};
    const PackMix found = in.price_analysis().cheapest_packs(to_request(read(request)));
    for (const Pack& each : found.packs)
      rows.add(each.unit, each.count, to_text(each.quote.unit_price, each.quote.currency), each.amount,
               to_string(each.quote.source), each.quote.entry, found.amount, found.quantity,
               each.quote.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_prices_matrix(emptor_session* session, const emptor_matrix_query* query,
                                   struct ArrowArrayStream* stream_out, std::int64_t* revision_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, stream_out, "stream_out", error_out, [&](Session& in, ArrowArrayStream& out) {
    const emptor_matrix_query given = read(query);
    check_reserved(given.reserved, "query.reserved");
    MatrixQuery wanted{.customers = texts(given.customers, given.customer_count, "customers"),
                       .customer_groups = texts(given.customer_groups, given.customer_group_count, "customer_groups"),
                       .items = texts(given.items, given.item_count, "items"),
                       .item_groups = texts(given.item_groups, given.item_group_count, "item_groups"),
                       .quantities = {},
                       .on = optional_date(given.on, "on"),
                       .currency = optional_text(given.currency),
                       .location = optional_text(given.location),
                       .direction = to_direction(given.direction)};
    const auto quantities = texts(given.quantities, given.quantity_count, "quantities");
    for (std::size_t i = 0; i < quantities.size(); ++i)
      wanted.quantities.push_back(figure<Quantity>(quantities[i], "quantities[" + std::to_string(i) + "]"));
    if (given.changed_since != 0) {
      const auto then = optional_date(given.changed_since_on, "changed_since_on");
      wanted.changed_since = {given.changed_since, then ? *then : wanted.on ? *wanted.on : in.today()};
    }
    PriceMatrix made = in.price_analysis().matrix(wanted);
    if (revision_out != nullptr) *revision_out = made.revision.change;
    made.stream.move_to(out);
  });
}

emptor_status emptor_export(emptor_session* session, std::int32_t dataset, std::int32_t from, std::int32_t until,
                            struct ArrowArrayStream* stream_out, emptor_error** error_out) noexcept {
  return with_session(session, stream_out, "stream_out", error_out, [&](Session& in, ArrowArrayStream& out) {
    in.exports()
        .stream(
            {.dataset = choice(dataset, Dataset::vouchers, Dataset::items, "dataset"), .dated = period(from, until)})
        .move_to(out);
  });
}

namespace {

void add(RowsBuilder& rows, const char* kind, const SimulationRow& row, bool unlimited = false) {
  const SimulatedFigures& found = row.figures;
  rows.add(kind, row.code, row.name, found.lines, found.kept, found.no_price, found.no_cost, found.sold, found.before,
           found.after, found.gain(), found.tax_before, found.tax_after, found.margin_before, found.margin_after,
           found.promotions_before, found.promotions_after, unlimited, found.sold.currency.code());
}

}  // namespace

emptor_status emptor_simulate(emptor_session* session, const emptor_simulation* simulation, emptor_rows** rows_out,
                              emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"kind", kText},
                     {"code", kText},
                     {"name", kText},
                     {"lines", kInteger},
                     {"kept", kInteger},
                     {"no_price", kInteger},
                     {"no_cost", kInteger},
                     {"sold", kDecimal},
                     {"before", kDecimal},
                     {"after", kDecimal},
                     {"gain", kDecimal},
                     {"tax_before", kDecimal},
                     {"tax_after", kDecimal},
                     {"margin_before", kDecimal},
                     {"margin_after", kDecimal},
                     {"promotions_before", kDecimal},
                     {"promotions_after", kDecimal},
                     {"unlimited", kTruth},
                     {"currency", kText}};
    const emptor_simulation given = read(simulation);
    check_reserved(given.reserved, "simulation.reserved");
    SimulatedChanges changes;
    changes.prices = to_inputs(given.prices, given.price_count, "prices", to_entry);
    changes.price_changes = to_inputs(given.price_changes, given.price_change_count, "price_changes", to_change);
    const auto codes = texts(given.tax_codes, given.tax_count, "tax_codes");
    const auto rates = texts(given.tax_rates, given.tax_count, "tax_rates");
    for (std::size_t i = 0; i < codes.size(); ++i)
      changes.tax_rates.push_back({codes[i], figure<Percent>(rates[i], "tax_rates[" + std::to_string(i) + "]")});
    check_array(given.versions, given.version_count, "versions");
    for (std::int32_t i = 0; i < given.version_count; ++i) changes.versions.emplace_back(given.versions[i]);
    changes.programmes = to_inputs(given.programmes, given.programme_count, "programmes",
                                   [](const emptor_programme& each, const std::string&) { return to_programme(each); });
    changes.without_programmes = texts(given.without_programmes, given.without_programme_count, "without_programmes");
    const Simulation found = in.simulations().simulate(
        changes,
        {.dated = period(given.from, given.until),
         .on = optional_date(given.on, "on"),
         .customer = optional_text(given.customer),
         .customer_group = optional_text(given.customer_group),
         .salesperson = optional_text(given.salesperson),
         .currency = optional_text(given.currency),
         .typed_prices = truth(given.reprice_typed, "reprice_typed") ? TypedPrices::reprice : TypedPrices::keep});
    add(rows, "total", {.code = "", .name = "", .figures = found.total});
    for (const SimulationRow& each : found.customers) add(rows, "customer", each);
    for (const SimulationRow& each : found.items) add(rows, "item", each);
    for (const SimulationRow& each : found.rules) add(rows, "rule", each);
    for (const SimulationRow& each : found.programmes)
      add(rows, "programme", each, std::ranges::binary_search(found.limits_not_counted, each.code));
    rows.give(out);
  });
}
