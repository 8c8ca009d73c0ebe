/// Price lists, entries, quotes and their explanation.
#include "pricing.hpp"

namespace emptor::python {

namespace {

constexpr Named<Scale> scales[] = {
    {"all_units", Scale::all_units}, {"incremental", Scale::incremental}, {"block", Scale::block}};

constexpr Named<BreakScope> break_scopes[] = {
    {"line", BreakScope::line}, {"item", BreakScope::item}, {"product", BreakScope::product}};

constexpr Named<BreakMeasure> break_measures[] = {{"quantity", BreakMeasure::quantity},
                                                  {"weight", BreakMeasure::weight},
                                                  {"volume", BreakMeasure::volume},
                                                  {"amount", BreakMeasure::amount}};

}  // namespace

PriceScope scope_from(const Arguments& in) {
  return {.kind = in.choice("kind", list_kinds),
          .code = in.text("code"),
          .direction = in.choice("direction", directions),
          .currency = in.text("currency")};
}

namespace {

constexpr Named<Rounding> roundings[] = {{"half_up", Rounding::half_up},     {"half_even", Rounding::half_even},
                                         {"half_down", Rounding::half_down}, {"up", Rounding::up},
                                         {"down", Rounding::down},           {"ceiling", Rounding::ceiling},
                                         {"floor", Rounding::floor}};

constexpr Named<PriceRuleKind> rule_kinds[] = {
    {"ending", PriceRuleKind::ending}, {"floor", PriceRuleKind::floor}, {"ceiling", PriceRuleKind::ceiling}};

constexpr Named<LimitBase> limit_bases[] = {{"amount", LimitBase::amount},
                                            {"base_price", LimitBase::base_price},
                                            {"price_found", LimitBase::price_found},
                                            {"cost", LimitBase::cost},
                                            {"margin", LimitBase::margin}};

constexpr Named<OnBreach> breaches[] = {
    {"clamp", OnBreach::clamp}, {"warn", OnBreach::warn}, {"refuse", OnBreach::refuse}};

PriceEnding ending_from(const Arguments& in) {
  return {.multiple = in.decimal("ending_multiple"),
          .offset = in.decimal("ending_offset"),
          .rounding = in.choice("rounding", roundings)};
}

py::object ending_record(const PriceEnding& ending) {
  if (ending.multiple.sign() == 0) return py::none();
  return record("PriceEnding", {{"multiple", to_python(ending.multiple)},
                                {"offset", to_python(ending.offset)},
                                {"rounding", to_python(name_of(ending.rounding, roundings))}});
}

}  // namespace

PriceRuleInput rule_from(const Arguments& in) {
  PriceRuleInput rule{.kind = in.choice("rule", rule_kinds),
                      .buyer = scope_from(in),
                      .product = {.item = in.maybe_text("item"), .group = in.maybe_text("group")},
                      .base = in.choice("base", limit_bases),
                      .value = in.maybe_decimal("value"),
                      .on_breach = in.choice("on_breach", breaches),
                      .ending = ending_from(in),
                      .min_price = in.decimal("min_price"),
                      .unit = in.maybe_text("unit"),
                      .min_quantity = in.decimal("min_quantity"),
                      .valid = in.period("valid_from", "valid_until")};
  if (const auto replaced = in.maybe_integer("replaces")) rule.replaces = PriceEntryId(*replaced);
  return rule;
}

PriceEntryInput entry_from(const Arguments& in) {
  PriceEntryInput entry{.list = scope_from(in),
                        .product = {.item = in.maybe_text("item"), .group = in.maybe_text("group")},
                        .price = in.maybe_decimal("price"),
                        .percent_of_base = in.maybe_decimal("percent_of_base"),
                        .margin = in.maybe_decimal("margin"),
                        .of_list = in.maybe_text("of_list"),
                        .rate_type = in.text("rate_type"),
                        .rate_on = in.maybe_date("rate_on"),
                        .addend = in.decimal("addend"),
                        .ending = ending_from(in),
                        .unit = in.maybe_text("unit"),
                        .per = in.decimal("per"),
                        .min_quantity = in.decimal("min_quantity"),
                        .valid = in.period("valid_from", "valid_until"),
                        .net = in.flag("net"),
                        .scale = in.choice("scale", scales),
                        .counts = in.choice("counts", break_scopes),
                        .measure = in.choice("measure", break_measures)};
  if (const auto replaced = in.maybe_integer("replaces")) entry.replaces = PriceEntryId(*replaced);
  return entry;
}

DiscountInput discount_from(const Arguments& in) {
  DiscountInput discount{.buyer = scope_from(in),
                         .step = in.text("step"),
                         .programme = in.text("programme"),
                         .product = {.item = in.maybe_text("item"), .group = in.maybe_text("group")},
                         .amount = in.maybe_decimal("amount"),
                         .unit = in.maybe_text("unit"),
                         .min_quantity = in.decimal("min_quantity"),
                         .counts = in.choice("counts", break_scopes),
                         .measure = in.choice("measure", break_measures),
                         .min_amount = in.decimal("min_amount"),
                         .valid = in.period("valid_from", "valid_until")};
  discount.percents = in.decimals("percents");
  if (const auto replaced = in.maybe_integer("replaces")) discount.replaces = PriceEntryId(*replaced);
  return discount;
}

PriceChange change_from(const Arguments& in) {
  return {.list = scope_from(in),
          .items = in.texts("items"),
          .groups = in.texts("groups"),
          .percent = in.decimal("percent"),
          .addend = in.decimal("addend"),
          .ending = ending_from(in),
          .from = in.maybe_date("valid_from")};
}

namespace {

py::object create_price_list(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceListInput input{.code = in.text("code"),
                             .name = in.text("name"),
                             .kind = in.choice("kind", list_kinds),
                             .direction = in.choice("direction", directions),
                             .currency = in.text("currency"),
                             .tax_included = in.flag("tax_included")};
  return to_python(handle.run([&](Session& session) { return session.prices().create_list(input); }));
}

py::object price_lists(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.prices().lists(); }),
                 [](const PriceList& list) {
                   return record("PriceList", {{"id", to_python(list.id)},
                                               {"code", to_python(list.code)},
                                               {"name", to_python(list.name)},
                                               {"kind", to_python(name_of(list.kind, list_kinds))},
                                               {"direction", to_python(name_of(list.direction, directions))},
                                               {"currency", to_python(list.currency)},
                                               {"tax_included", to_python(list.tax_included)}});
                 });
}

py::object set_price(Handle& handle, const py::kwargs& given) {
  const PriceEntryInput entry = entry_from(Arguments(given));
  return to_python(handle.run([&](Session& session) { return session.prices().set(entry); }));
}

py::object set_base_price(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string item = in.text("item");
  const Decimal price = in.decimal("price");
  const Period valid = in.period("valid_from", "valid_until");
  return to_python(handle.run([&](Session& session) { return session.prices().set_base(item, price, valid); }));
}

py::object set_special_price(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string customer = in.text("customer");
  const std::string item = in.text("item");
  const Decimal price = in.decimal("price");
  const Period valid = in.period("valid_from", "valid_until");
  return to_python(
      handle.run([&](Session& session) { return session.prices().set_special(customer, item, price, valid); }));
}

py::object set_prices(Handle& handle, const py::kwargs& given) {
  std::vector<PriceEntryInput> entries;
  for (const Arguments& entry : Arguments(given).records("entries")) entries.push_back(entry_from(entry));
  return list_of(handle.run([&](Session& session) { return session.prices().set_all(entries); }),
                 [](PriceEntryId id) { return to_python(id); });
}

DryRun dry_run_from(const Arguments& in) { return in.flag("dry_run") ? DryRun::yes : DryRun::no; }

py::object load_prices(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  std::vector<PriceEntryInput> entries;
  for (const Arguments& entry : in.records("entries")) entries.push_back(entry_from(entry));
  const BulkOptions options{.dry_run = dry_run_from(in),
                            .overlap = in.choice("overlap", overlaps),
                            .warn = in.flag("warn") ? Warn::yes : Warn::no};
  const auto report = handle.run([&](Session& session) { return session.price_changes().load(entries, options); });
  return record("BulkReport",
                {{"saved", to_python(report.saved)},
                 {"rows", tuple_of(report.rows, [](const BulkRow& row) {
                    return record("BulkRow", {{"entry", to_python(row.entry)},
                                              {"problems", py::tuple(to_python(row.problems))},
                                              {"cut", tuple_of(row.cut, [](PriceEntryId id) { return to_python(id); })},
                                              {"warnings", tuple_of(row.warnings, finding_record)}});
                  })}});
}

py::object change_prices(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceChange change = change_from(in);
  const DryRun dry_run = dry_run_from(in);
  const auto found = handle.run([&](Session& session) { return session.price_changes().change(change, dry_run); });
  return list_of(found, [](const PriceChangeRow& row) {
    return record("PriceChangeRow", {{"entry", to_python(row.entry)},
                                     {"new_entry", to_python(row.new_entry)},
                                     {"item", to_python(row.product.item)},
                                     {"group", to_python(row.product.group)},
                                     {"unit", to_python(row.unit)},
                                     {"min_quantity", to_python(row.min_quantity)},
                                     {"before", to_python(row.before.value().normalized())},
                                     {"after", to_python(row.after.value().normalized())}});
  });
}

py::object withdraw_price(Handle& handle, const py::kwargs& given) {
  const PriceEntryId entry(Arguments(given).integer("entry"));
  handle.run([&](Session& session) { session.prices().withdraw(entry); });
  return py::none();
}

py::object set_discounts(Handle& handle, const py::kwargs& given) {
  std::vector<DiscountInput> discounts;
  for (const Arguments& discount : Arguments(given).records("discounts")) discounts.push_back(discount_from(discount));
  return list_of(handle.run([&](Session& session) { return session.prices().set_discounts(discounts); }),
                 [](PriceEntryId id) { return to_python(id); });
}

py::object set_discount(Handle& handle, const py::kwargs& given) {
  const DiscountInput discount = discount_from(Arguments(given));
  return to_python(handle.run([&](Session& session) { return session.prices().set_discount(discount); }));
}

py::object set_price_rule(Handle& handle, const py::kwargs& given) {
  const PriceRuleInput rule = rule_from(Arguments(given));
  return to_python(handle.run([&](Session& session) { return session.prices().set_rule(rule); }));
}

py::object set_price_rules(Handle& handle, const py::kwargs& given) {
  std::vector<PriceRuleInput> rules;
  for (const Arguments& rule : Arguments(given).records("rules")) rules.push_back(rule_from(rule));
  return list_of(handle.run([&](Session& session) { return session.prices().set_rules(rules); }),
                 [](PriceEntryId id) { return to_python(id); });
}

py::object price_rules(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  PriceRuleQuery query{.direction = in.choice("direction", directions),
                       .as_of = {.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")}};
  if (in.has("rule")) query.kind = in.choice("rule", rule_kinds);
  const auto found = handle.run([&](const Session& session) { return session.prices().rules(query); });
  return list_of(found, [](const PriceRule& rule) {
    const PriceRuleInput& terms = rule.terms;
    const bool limit = terms.kind != PriceRuleKind::ending;
    return record("PriceRule", {{"id", to_python(rule.id)},
                                {"rule", to_python(name_of(terms.kind, rule_kinds))},
                                {"buyer_kind", to_python(name_of(terms.buyer.kind, list_kinds))},
                                {"buyer", to_python(terms.buyer.code)},
                                {"item", to_python(terms.product.item)},
                                {"group", to_python(terms.product.group)},
                                {"base", limit ? to_python(name_of(terms.base, limit_bases)) : py::none()},
                                {"value", to_python(terms.value)},
                                {"on_breach", limit ? to_python(name_of(terms.on_breach, breaches)) : py::none()},
                                {"ending", ending_record(terms.ending)},
                                {"min_price", to_python(terms.min_price)},
                                {"currency", to_python(terms.buyer.currency)},
                                {"unit", to_python(terms.unit)},
                                {"min_quantity", to_python(terms.min_quantity)},
                                {"valid_from", to_python(terms.valid.from)},
                                {"valid_until", to_python(terms.valid.until)},
                                {"recorded_at", to_python(rule.recorded_at)},
                                {"actor", to_python(rule.actor)}});
  });
}

py::object discounts(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DiscountQuery query{.direction = in.choice("direction", directions),
                            .programme = in.maybe_text("programme"),
                            .as_of = {.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")}};
  const auto found = handle.run([&](const Session& session) { return session.prices().discounts(query); });
  return list_of(found, [](const Discount& discount) {
    const DiscountInput& terms = discount.terms;
    return record("Discount",
                  {{"id", to_python(discount.id)},
                   {"buyer_kind", to_python(name_of(terms.buyer.kind, list_kinds))},
                   {"buyer", to_python(terms.buyer.code)},
                   {"step", to_python(terms.step)},
                   {"programme", to_python(terms.programme)},
                   {"item", to_python(terms.product.item)},
                   {"group", to_python(terms.product.group)},
                   {"percents", tuple_of(terms.percents, [](const Decimal& percent) { return to_python(percent); })},
                   {"amount", to_python(terms.amount)},
                   {"currency", to_python(terms.buyer.currency)},
                   {"unit", to_python(terms.unit)},
                   {"min_quantity", to_python(terms.min_quantity)},
                   {"min_amount", to_python(terms.min_amount)},
                   {"valid_from", to_python(terms.valid.from)},
                   {"valid_until", to_python(terms.valid.until)},
                   {"recorded_at", to_python(discount.recorded_at)},
                   {"actor", to_python(discount.actor)},
                   {"counts", to_python(to_string(terms.counts))},
                   {"measure", to_python(to_string(terms.measure))}});
  });
}

}  // namespace

py::object entry_record(const PriceEntry& entry) {
  const PriceEntryInput& terms = entry.terms;
  return record("PriceEntry", {{"id", to_python(entry.id)},
                               {"item", to_python(terms.product.item)},
                               {"group", to_python(terms.product.group)},
                               {"price", to_python(terms.price)},
                               {"percent_of_base", to_python(terms.percent_of_base)},
                               {"unit", to_python(terms.unit)},
                               {"per", to_python(terms.per.normalized())},
                               {"min_quantity", to_python(terms.min_quantity.normalized())},
                               {"valid_from", to_python(terms.valid.from)},
                               {"valid_until", to_python(terms.valid.until)},
                               {"net", to_python(terms.net)},
                               {"scale", to_python(to_string(terms.scale))},
                               {"margin", to_python(terms.margin)},
                               {"of_list", to_python(terms.of_list)},
                               {"rate_type", to_python(terms.rate_type)},
                               {"rate_on", to_python(terms.rate_on)},
                               {"addend", to_python(terms.addend)},
                               {"ending", ending_record(terms.ending)},
                               {"recorded_at", to_python(entry.recorded_at)},
                               {"actor", to_python(entry.actor)},
                               {"counts", to_python(to_string(terms.counts))},
                               {"measure", to_python(to_string(terms.measure))}});
}

namespace {

py::object price_entries(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceScope scope = scope_from(in);
  const AsOf as_of{.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")};
  const auto found = handle.run([&](const Session& session) { return session.prices().entries(scope, as_of); });
  return list_of(found, entry_record);
}

}  // namespace

QuoteRequest request_from(const Arguments& in) {
  return {.item = in.text("item"),
          .customer = in.text("customer"),
          .quantity = in.of<Quantity>("quantity"),
          .unit = in.maybe_text("unit"),
          .on = in.maybe_date("on"),
          .currency = in.maybe_text("currency"),
          .location = in.maybe_text("location"),
          .list = in.maybe_text("list"),
          .direction = in.choice("direction", directions),
          .document_quantity =
              in.contains("document_quantity") ? in.maybe_of<Quantity>("document_quantity") : std::nullopt};
}

namespace {

py::object limit_record(const PriceQuote& quote) {
  if (!quote.limit) return py::none();
  return record("PriceLimit", {{"side", to_python(name_of(quote.limit->side, rule_kinds))},
                               {"price", to_python(quote.limit->price, quote.currency)},
                               {"on_breach", to_python(name_of(quote.limit->on_breach, breaches))},
                               {"rule", to_python(quote.limit->entry)}});
}

}  // namespace

py::object quote_record(const PriceQuote& quote) {
  return record("PriceQuote",
                {{"unit_price", to_python(quote.unit_price, quote.currency)},
                 {"source", enumerator("PriceSource", to_string(quote.source))},
                 {"tax_included", to_python(quote.tax_included)},
                 {"base_price", quote.base_price ? to_python(*quote.base_price, quote.currency) : py::none()},
                 {"rate", to_python(quote.rate)},
                 {"list", to_python(quote.list)},
                 {"entry", to_python(quote.entry)},
                 {"price_before_discounts",
                  quote.price_before_discounts ? to_python(*quote.price_before_discounts, quote.currency) : py::none()},
                 {"amount", to_python(quote.amount)},
                 {"price_before_rules",
                  quote.price_before_rules ? to_python(*quote.price_before_rules, quote.currency) : py::none()},
                 {"limit", limit_record(quote)}});
}

namespace {

py::object quote(Handle& handle, const py::kwargs& given) {
  const QuoteRequest request = request_from(Arguments(given));
  return quote_record(handle.run([&](const Session& session) { return session.prices().quote(request); }));
}

/// All from one view, so that cards are loaded once.
py::object quotes(Handle& handle, const py::kwargs& given) {
  std::vector<QuoteRequest> requests;
  for (const Arguments& request : Arguments(given).records("requests")) requests.push_back(request_from(request));
  const auto found = handle.run([&](const Session& session) {
    PriceView view = session.prices().view();
    std::vector<PriceQuote> answers;
    answers.reserve(requests.size());
    for (const QuoteRequest& request : requests) answers.push_back(view.quote(request));
    return answers;
  });
  return list_of(found, quote_record);
}

py::object price_timeline(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const QuoteRequest request = request_from(in);
  const Period days = in.period("from_day", "until_day");
  const auto found = handle.run([&](const Session& session) { return session.prices().timeline(request, days); });
  const auto span = [](const PriceSpan& one) {
    return record("PriceSpan", {{"valid_from", to_python(one.days.from)},
                                {"valid_until", to_python(one.days.until)},
                                {"quote", one.quote ? quote_record(*one.quote) : py::none()},
                                {"missing", one.missing ? to_python(to_string(*one.missing)) : py::none()}});
  };
  return record("PriceTimeline",
                {{"spans", tuple_of(found.spans, span)},
                 {"lowest", found.lowest ? span(found.spans[*found.lowest]) : py::object(py::none())}});
}

py::object explain_price(Handle& handle, const py::kwargs& given) {
  const QuoteRequest request = request_from(Arguments(given));
  return explanation_record(handle.run([&](const Session& session) { return session.prices().explain(request); }));
}

}  // namespace

py::object explanation_record(const PriceExplanation& found) {
  const Currency currency = found.quote ? found.quote->currency : Currency();
  const auto step = [](const PriceStep& one) {
    return record("PriceStep",
                  {{"what", to_python(one.what)}, {"before", to_python(one.before)}, {"after", to_python(one.after)}});
  };
  const auto candidate = [&](const PriceCandidate& one) {
    return record("PriceCandidate",
                  {{"source", enumerator("PriceSource", to_string(one.source))},
                   {"outcome", to_python(to_string(one.outcome))},
                   {"list_kind", to_python(name_of(one.list_kind, list_kinds))},
                   {"list", to_python(one.list)},
                   {"product", to_python(one.product)},
                   {"entry", to_python(one.entry)},
                   {"min_quantity", to_python(one.min_quantity)},
                   {"valid_from", to_python(one.valid.from)},
                   {"valid_until", to_python(one.valid.until)},
                   {"unit_price", one.unit_price && currency ? to_python(*one.unit_price, currency) : py::none()},
                   {"step", to_python(one.step)},
                   {"programme", to_python(one.programme)},
                   {"counts", to_python(to_string(one.counts))},
                   {"counted", to_python(one.counted)},
                   {"measure", to_python(to_string(one.measure))}});
  };
  return record("PriceExplanation", {{"quote", found.quote ? quote_record(*found.quote) : py::none()},
                                     {"steps", tuple_of(found.steps, step)},
                                     {"candidates", tuple_of(found.candidates, candidate)},
                                     {"text", to_python(found.to_string())}});
}

void bind_pricing(HandleClass& handle) {
  handle.def("create_price_list", &create_price_list)
      .def("price_lists", &price_lists)
      .def("set_price", &set_price)
      .def("set_base_price", &set_base_price)
      .def("set_special_price", &set_special_price)
      .def("set_prices", &set_prices)
      .def("load_prices", &load_prices)
      .def("change_prices", &change_prices)
      .def("withdraw_price", &withdraw_price)
      .def("price_entries", &price_entries)
      .def("set_discount", &set_discount)
      .def("set_discounts", &set_discounts)
      .def("discounts", &discounts)
      .def("set_price_rule", &set_price_rule)
      .def("set_price_rules", &set_price_rules)
      .def("price_rules", &price_rules)
      .def("quote", &quote)
      .def("quotes", &quotes)
      .def("price_timeline", &price_timeline)
      .def("explain_price", &explain_price);
}

}  // namespace emptor::python
