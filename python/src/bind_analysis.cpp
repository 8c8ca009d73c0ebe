/// Prices asked backwards, in bulk as Arrow, and rehearsed.
#include "emptor/exports.hpp"
#include "emptor/price_analysis.hpp"
#include "emptor/simulation.hpp"
#include "handle.hpp"
#include "pricing.hpp"

namespace emptor::python {

namespace {

py::object next_breaks(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const QuoteRequest request = request_from(in);
  const auto step = in.of<Quantity>("step");
  const int breaks_max = in.number("breaks_max");
  const NextBreaks found = handle.run(
      [&](const Session& session) { return session.price_analysis().next_breaks(request, step, breaks_max); });
  const Currency currency = found.quote.currency;
  return record("NextBreaks", {{"unit_price", to_python(found.quote.unit_price, currency)},
                               {"amount", to_python(found.amount)},
                               {"breaks", tuple_of(found.breaks, [&](const NextBreak& each) {
                                  return record("NextBreak",
                                                {{"quantity", to_python(each.quantity)},
                                                 {"more", to_python(each.more)},
                                                 {"unit_price", to_python(each.quote.unit_price, currency)},
                                                 {"less_each", to_python(each.less_each, currency)},
                                                 {"amount", to_python(each.amount)},
                                                 {"more_in_all", to_python(each.more_in_all)},
                                                 {"source", enumerator("PriceSource", to_string(each.quote.source))},
                                                 {"entry", to_python(each.quote.entry)}});
                                })}});
}

py::object price_for(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const QuoteRequest request = request_from(in);
  const PriceTarget target{.margin = in.maybe_of<Percent>("margin"), .total = in.maybe_decimal("total")};
  const TargetPrice found =
      handle.run([&](const Session& session) { return session.price_analysis().price_for(request, target); });
  const Currency currency = found.quote.currency;
  return record("TargetPrice", {{"price", to_python(found.quote.unit_price, currency)},
                                {"price_amount", to_python(found.quote_amount)},
                                {"unit_price", to_python(found.unit_price, currency)},
                                {"amount", to_python(found.amount)},
                                {"discount", to_python(found.discount)},
                                {"amount_discounted", to_python(found.amount_discounted)},
                                {"cost", found.cost ? to_python(*found.cost, currency) : py::none()},
                                {"margin", to_python(found.margin)}});
}

py::object cheapest_packs(Handle& handle, const py::kwargs& given) {
  const QuoteRequest request = request_from(Arguments(given));
  const PackMix found =
      handle.run([&](const Session& session) { return session.price_analysis().cheapest_packs(request); });
  return record("PackMix", {{"packs", tuple_of(found.packs,
                                               [](const Pack& each) {
                                                 return record("Pack", {{"unit", to_python(each.unit)},
                                                                        {"count", to_python(each.count)},
                                                                        {"unit_price", to_python(each.quote.unit_price,
                                                                                                 each.quote.currency)},
                                                                        {"amount", to_python(each.amount)}});
                                               })},
                            {"quantity", to_python(found.quantity)},
                            {"amount", to_python(found.amount)}});
}

/// A consumer moves the stream out, and what is left needs no release.
void release_capsule(PyObject* capsule) {
  auto* const stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
  if (stream == nullptr) return;
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

py::object capsule_of(ArrowStream from) {
  auto stream = std::make_unique<ArrowArrayStream>();
  from.move_to(*stream);
  PyObject* const capsule = PyCapsule_New(stream.get(), "arrow_array_stream", &release_capsule);
  if (capsule == nullptr) {
    if (stream->release != nullptr) stream->release(stream.get());
    throw py::error_already_set();
  }
  static_cast<void>(stream.release());
  return py::reinterpret_steal<py::object>(capsule);
}

py::object price_matrix(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  MatrixQuery query{.customers = in.texts("customers"),
                    .customer_groups = in.texts("customer_groups"),
                    .items = in.texts("items"),
                    .item_groups = in.texts("item_groups"),
                    .quantities = {},
                    .on = in.maybe_date("on"),
                    .currency = in.maybe_text("currency"),
                    .location = in.maybe_text("location"),
                    .direction = in.choice("direction", directions)};
  for (const Decimal& quantity : in.decimals("quantities")) query.quantities.push_back(Quantity::of(quantity));
  if (in.has("since_change")) query.changed_since = {in.integer("since_change"), in.date("since_on")};
  PriceMatrix made = handle.run([&](const Session& session) { return session.price_analysis().matrix(query); });
  return py::make_tuple(made.revision.change, to_python(made.revision.on), made.rows,
                        capsule_of(std::move(made.stream)));
}

constexpr Named<Dataset> datasets[] = {{"vouchers", Dataset::vouchers},
                                       {"voucher_lines", Dataset::voucher_lines},
                                       {"open_items", Dataset::open_items},
                                       {"allocations", Dataset::allocations},
                                       {"balances", Dataset::balances},
                                       {"parties", Dataset::parties},
                                       {"items", Dataset::items}};

py::object export_stream(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ExportQuery query{.dataset = in.choice("dataset", datasets), .dated = in.period("from_day", "until_day")};
  return capsule_of(handle.run([&](const Session& session) { return session.exports().stream(query); }));
}

constexpr Named<TypedPrices> typed_prices[] = {{"keep", TypedPrices::keep}, {"reprice", TypedPrices::reprice}};

py::object figures_record(const SimulatedFigures& found) {
  return record("SimulatedFigures", {{"lines", to_python(found.lines)},
                                     {"kept", to_python(found.kept)},
                                     {"no_price", to_python(found.no_price)},
                                     {"no_cost", to_python(found.no_cost)},
                                     {"sold", to_python(found.sold)},
                                     {"before", to_python(found.before)},
                                     {"after", to_python(found.after)},
                                     {"gain", to_python(found.gain())},
                                     {"tax_before", to_python(found.tax_before)},
                                     {"tax_after", to_python(found.tax_after)},
                                     {"margin_before", to_python(found.margin_before)},
                                     {"margin_after", to_python(found.margin_after)},
                                     {"promotions_before", to_python(found.promotions_before)},
                                     {"promotions_after", to_python(found.promotions_after)}});
}

py::object rows_of(const std::vector<SimulationRow>& rows) {
  return tuple_of(rows, [](const SimulationRow& row) {
    return record(
        "SimulationRow",
        {{"code", to_python(row.code)}, {"name", to_python(row.name)}, {"figures", figures_record(row.figures)}});
  });
}

py::object simulate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  SimulatedChanges changes;
  for (const Arguments& each : in.records("prices")) changes.prices.push_back(entry_from(each));
  for (const Arguments& each : in.records("discounts")) changes.discounts.push_back(discount_from(each));
  for (const Arguments& each : in.records("rules")) changes.rules.push_back(rule_from(each));
  for (const Arguments& each : in.records("price_changes")) changes.price_changes.push_back(change_from(each));
  for (const Arguments& each : in.records("tax_rates"))
    changes.tax_rates.push_back({each.text("tax_code"), each.of<Percent>("rate")});
  for (const std::int64_t id : in.integers("versions")) changes.versions.emplace_back(id);
  for (const Arguments& each : in.records("programmes")) changes.programmes.push_back(programme_from(each));
  changes.without_programmes = in.texts("without_programmes");
  SimulationQuery query{.dated = in.period("from_day", "until_day"),
                        .on = in.maybe_date("on"),
                        .customer = in.maybe_text("customer"),
                        .customer_group = in.maybe_text("customer_group"),
                        .salesperson = in.maybe_text("salesperson"),
                        .currency = in.maybe_text("currency"),
                        .typed_prices = in.choice("typed_prices", typed_prices)};
  for (const Arguments& each : in.records("lines"))
    query.lines.push_back({.customer = each.text("customer"),
                           .item = each.text("item"),
                           .quantity = each.of<Quantity>("quantity"),
                           .unit = each.maybe_text("unit"),
                           .on = each.maybe_date("on"),
                           .location = each.maybe_text("location"),
                           .discount = each.of<Percent>("discount")});
  const Simulation found =
      handle.run([&](const Session& session) { return session.simulations().simulate(changes, query); });
  return record("Simulation", {{"total", figures_record(found.total)},
                               {"customers", rows_of(found.customers)},
                               {"items", rows_of(found.items)},
                               {"rules", rows_of(found.rules)},
                               {"programmes", rows_of(found.programmes)},
                               {"limits_not_counted", texts(found.limits_not_counted)},
                               {"other_currencies", to_python(found.other_currencies)}});
}

}  // namespace

void bind_analysis(HandleClass& handle) {
  handle.def("next_breaks", &next_breaks)
      .def("price_for", &price_for)
      .def("cheapest_packs", &cheapest_packs)
      .def("price_matrix", &price_matrix)
      .def("export", &export_stream)
      .def("simulate", &simulate);
}

}  // namespace emptor::python
