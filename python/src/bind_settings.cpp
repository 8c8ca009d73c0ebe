/// The book's policies, exchange rates, actors and the audit trail.
#include "handle.hpp"

namespace emptor::python {

namespace {

using Winner = AccessSequence::Winner;
using Precedence = AccessSequence::Precedence;

constexpr Named<Winner> winners[] = {{"first_hit", Winner::first_hit}, {"best_price", Winner::best_price}};
constexpr Named<Precedence> precedences[] = {{"customer_first", Precedence::customer_first},
                                             {"product_first", Precedence::product_first}};
constexpr Named<Profile> profiles[] = {{"standard", Profile::standard}, {"ecount", Profile::ecount}};
constexpr Named<UnclearedInstruments> uncleared_instruments[] = {{"count", UnclearedInstruments::count},
                                                                 {"leave_out", UnclearedInstruments::leave_out}};
constexpr Named<TaxRounding> tax_roundings[] = {{"per_line", TaxRounding::per_line},
                                                {"per_document", TaxRounding::per_document}};
constexpr Named<Rounding> roundings[] = {{"half_up", Rounding::half_up},     {"half_even", Rounding::half_even},
                                         {"half_down", Rounding::half_down}, {"up", Rounding::up},
                                         {"down", Rounding::down},           {"ceiling", Rounding::ceiling},
                                         {"floor", Rounding::floor}};

py::object sequence_of(const AccessSequence& sequence) {
  return record("AccessSequence",
                {{"sources", tuple_of(sequence.sources,
                                      [](PriceSource source) { return enumerator("PriceSource", to_string(source)); })},
                 {"winner", to_python(name_of(sequence.winner, winners))},
                 {"precedence", to_python(name_of(sequence.precedence, precedences))}});
}

AccessSequence sequence_from(const Arguments& in, const char* name) {
  const Arguments given(py::cast<py::dict>(in.at(name)), in.field(name) + ".");
  AccessSequence sequence;
  for (const std::string& source : given.texts("sources")) {
    const std::optional<PriceSource> known = parse_price_source(source);
    if (!known) throw Error(ErrorCode::invalid, given.field("sources"), "\"" + source + "\" is no price source");
    sequence.sources.push_back(*known);
  }
  sequence.winner = given.choice("winner", winners);
  sequence.precedence = given.choice("precedence", precedences);
  return sequence;
}

constexpr Named<Combine> combines[] = {{"first", Combine::first},
                                       {"best_for_buyer", Combine::best_for_buyer},
                                       {"best_for_seller", Combine::best_for_seller},
                                       {"sum", Combine::sum},
                                       {"compound", Combine::compound}};
constexpr Named<DiscountStep::Base> bases[] = {{"running", DiscountStep::Base::running},
                                               {"found", DiscountStep::Base::found}};

py::object steps_of(const std::vector<DiscountStep>& steps) {
  return tuple_of(steps, [](const DiscountStep& step) {
    return record("DiscountStep", {{"name", to_python(step.name)},
                                   {"combine", to_python(name_of(step.combine, combines))},
                                   {"within", to_python(name_of(step.within, combines))},
                                   {"base", to_python(name_of(step.base, bases))}});
  });
}

std::vector<DiscountStep> steps_from(const Arguments& in, const char* name) {
  std::vector<DiscountStep> steps;
  for (const Arguments& step : in.records(name))
    steps.push_back({.name = step.text("name"),
                     .combine = step.choice("combine", combines),
                     .within = step.choice("within", combines),
                     .base = step.choice("base", bases)});
  return steps;
}

constexpr Named<PromotionPhase::Across> acrosses[] = {{"together", PromotionPhase::Across::together},
                                                      {"compete", PromotionPhase::Across::compete},
                                                      {"compound", PromotionPhase::Across::compound}};
constexpr Named<PromotionPhase::Base> phase_bases[] = {{"running", PromotionPhase::Base::running},
                                                       {"original", PromotionPhase::Base::original}};

py::object phases_of(const std::vector<PromotionPhase>& phases) {
  return tuple_of(phases, [](const PromotionPhase& phase) {
    return record("PromotionPhase", {{"name", to_python(phase.name)},
                                     {"combine", to_python(name_of(phase.combine, combines))},
                                     {"across", to_python(name_of(phase.across, acrosses))},
                                     {"base", to_python(name_of(phase.base, phase_bases))}});
  });
}

std::vector<PromotionPhase> phases_from(const Arguments& in, const char* name) {
  std::vector<PromotionPhase> phases;
  for (const Arguments& phase : in.records(name))
    phases.push_back({.name = phase.text("name"),
                      .combine = phase.choice("combine", combines),
                      .across = phase.choice("across", acrosses),
                      .base = phase.choice("base", phase_bases)});
  return phases;
}

py::object settings(Handle& handle, const py::kwargs&) {
  const BookSettings found = handle.run([](const Session& session) { return session.settings().get(); });
  return record("BookSettings",
                {{"currency", to_python(found.currency)},
                 {"time_zone", to_python(found.time_zone)},
                 {"profile", to_python(name_of(found.profile, profiles))},
                 {"rounding", to_python(name_of(found.rounding, roundings))},
                 {"tax_rounding", to_python(name_of(found.tax_rounding, tax_roundings))},
                 {"sales_prices", sequence_of(found.sales_prices)},
                 {"purchase_prices", sequence_of(found.purchase_prices)},
                 {"sales_discounts", steps_of(found.sales_discounts)},
                 {"purchase_discounts", steps_of(found.purchase_discounts)},
                 {"sales_promotions", phases_of(found.sales_promotions)},
                 {"credit_at_order", to_python(name_of(found.credit_at_order, on_excess))},
                 {"credit_at_sale", to_python(name_of(found.credit_at_sale, on_excess))},
                 {"credit_age", to_python(name_of(found.credit_age, age_bases))},
                 {"uncleared_instruments", to_python(name_of(found.uncleared_instruments, uncleared_instruments))},
                 {"stock_shortage", to_python(name_of(found.stock_shortage, on_excess))},
                 {"number_pattern", to_python(found.number_pattern)},
                 {"locked_through", to_python(found.locked_through)},
                 {"soft_locked_through", to_python(found.soft_locked_through)},
                 {"sealed_through", to_python(found.sealed_through)}});
}

/// What is named changes, the rest stays.
py::object change_settings(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  BookSettings changed = handle.run([](const Session& session) { return session.settings().get(); });
  if (in.contains("currency")) changed.currency = Currency::of(in.text("currency"));
  if (in.contains("time_zone")) changed.time_zone = in.text("time_zone");
  if (in.contains("profile")) changed.profile = in.choice("profile", profiles);
  if (in.contains("rounding")) changed.rounding = in.choice("rounding", roundings);
  if (in.contains("tax_rounding")) changed.tax_rounding = in.choice("tax_rounding", tax_roundings);
  if (in.contains("sales_prices")) changed.sales_prices = sequence_from(in, "sales_prices");
  if (in.contains("purchase_prices")) changed.purchase_prices = sequence_from(in, "purchase_prices");
  if (in.contains("sales_discounts")) changed.sales_discounts = steps_from(in, "sales_discounts");
  if (in.contains("purchase_discounts")) changed.purchase_discounts = steps_from(in, "purchase_discounts");
  if (in.contains("sales_promotions")) changed.sales_promotions = phases_from(in, "sales_promotions");
  if (in.contains("credit_at_order")) changed.credit_at_order = in.choice("credit_at_order", on_excess);
  if (in.contains("credit_at_sale")) changed.credit_at_sale = in.choice("credit_at_sale", on_excess);
  if (in.contains("credit_age")) changed.credit_age = in.choice("credit_age", age_bases);
  if (in.contains("uncleared_instruments"))
    changed.uncleared_instruments = in.choice("uncleared_instruments", uncleared_instruments);
  if (in.contains("stock_shortage")) changed.stock_shortage = in.choice("stock_shortage", on_excess);
  if (in.contains("number_pattern")) changed.number_pattern = in.text("number_pattern");
  if (in.contains("locked_through")) changed.locked_through = in.maybe_date("locked_through");
  if (in.contains("soft_locked_through")) changed.soft_locked_through = in.maybe_date("soft_locked_through");
  if (in.contains("sealed_through")) changed.sealed_through = in.maybe_date("sealed_through");
  handle.run([&](Session& session) { session.settings().change(changed); });
  return py::none();
}

py::object lock_through(Handle& handle, const py::kwargs& given) {
  const std::optional<Date> day = Arguments(given).maybe_date("day");
  handle.run([&](Session& session) { session.settings().lock_through(day); });
  return py::none();
}

py::object soft_lock_through(Handle& handle, const py::kwargs& given) {
  const std::optional<Date> day = Arguments(given).maybe_date("day");
  handle.run([&](Session& session) { session.settings().soft_lock_through(day); });
  return py::none();
}

py::object period_state(Handle& handle, const py::kwargs& given) {
  const Date day = Arguments(given).date("day");
  return to_python(to_string(handle.run([&](const Session& session) { return session.settings().period_state(day); })));
}

py::object set_exchange_rate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string from = in.text("source");
  const std::string to = in.text("target");
  const Date on = in.date("on");
  const Decimal rate = in.decimal("rate");
  const std::string type = in.text("type");
  handle.run([&](Session& session) { session.settings().set_exchange_rate(from, to, on, rate, type); });
  return py::none();
}

py::object exchange_rate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string from = in.text("source");
  const std::string to = in.text("target");
  const std::optional<Date> on = in.maybe_date("on");
  const std::string type = in.text("type");
  const Ratio rate = handle.run([&](const Session& session) {
    return session.settings().exchange_rate(from, to, on ? *on : session.today(), type);
  });
  return py::make_tuple(rate.numerator, rate.denominator);
}

py::object create_actor(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const std::string name = in.text("name");
  return to_python(handle.run([&](Session& session) { return session.access().create_actor(code, name); }));
}

py::object audit(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const AuditQuery query{.after_id = in.integer("after_id"), .limit = in.number("limit")};
  const auto found = handle.run([&](const Session& session) { return session.access().audit(query); });
  return list_of(found, [](const Change& change) {
    return record("Change", {{"id", to_python(change.id)},
                             {"recorded_at", to_python(change.recorded_at)},
                             {"actor", to_python(change.actor)},
                             {"entity", to_python(emptor::to_string(change.entity))},
                             {"entity_id", to_python(change.entity_id)},
                             {"command", to_python(change.command)},
                             {"detail", to_python(change.detail)}});
  });
}

}  // namespace

void bind_settings(HandleClass& handle) {
  handle.def("settings", &settings)
      .def("change_settings", &change_settings)
      .def("lock_through", &lock_through)
      .def("soft_lock_through", &soft_lock_through)
      .def("period_state", &period_state)
      .def("set_exchange_rate", &set_exchange_rate)
      .def("exchange_rate", &exchange_rate)
      .def("create_actor", &create_actor)
      .def("audit", &audit);
}

}  // namespace emptor::python
