/// Promotions: programmes.
#include "handle.hpp"

namespace emptor::python {

namespace {

constexpr Named<RewardKind> rewards[] = {
    {"percent", RewardKind::percent},           {"amount_off", RewardKind::amount_off},
    {"unit_price", RewardKind::unit_price},     {"order_percent", RewardKind::order_percent},
    {"order_amount", RewardKind::order_amount}, {"set_price", RewardKind::set_price},
    {"free_units", RewardKind::free_units},     {"free_goods", RewardKind::free_goods}};
constexpr Named<Needs> needs[] = {{"any", Needs::any}, {"all", Needs::all}};
constexpr Named<FreeMode> modes[] = {
    {"step", FreeMode::step}, {"prorata", FreeMode::prorata}, {"exact", FreeMode::exact}};
constexpr Named<Pick> picks[] = {
    {"cheapest", Pick::cheapest}, {"dearest", Pick::dearest}, {"document", Pick::document}};

ProgrammeInput programme_from(const Arguments& in) {
  ProgrammeInput programme{.code = in.text("code"),
                           .name = in.text("name"),
                           .phase = in.text("phase"),
                           .priority = in.number("priority"),
                           .exclusive = in.flag("exclusive"),
                           .valid = in.period("valid_from", "valid_until"),
                           .customers = in.texts("customers"),
                           .customer_groups = in.texts("customer_groups"),
                           .needs = in.choice("needs", needs),
                           .min_quantity = in.decimal("min_quantity"),
                           .min_amount = in.decimal("min_amount"),
                           .currency = in.text("currency"),
                           .reward = in.choice("reward", rewards),
                           .value = in.maybe_decimal("value"),
                           .per = in.decimal("per"),
                           .get = in.decimal("get"),
                           .mode = in.choice("mode", modes),
                           .repeats = in.flag("repeats"),
                           .get_max = in.maybe_decimal("get_max"),
                           .get_multiple = in.decimal("get_multiple"),
                           .pick = in.choice("pick", picks),
                           .gift = in.maybe_text("gift"),
                           .cap = in.maybe_decimal("cap")};
  // Beyond the days of a week: none at all, which is refused.
  const int days = in.number("weekdays");
  programme.weekdays = static_cast<std::uint8_t>(days > 0 && days <= every_day ? days : 0);
  if (const auto replaces = in.maybe_integer("replaces")) programme.replaces = ProgrammeId(*replaces);
  for (const Arguments& product : in.records("products"))
    programme.products.push_back({.item = product.maybe_text("item"),
                                  .group = product.maybe_text("group"),
                                  .quantity = product.decimal("quantity")});
  return programme;
}

py::object set_programme(Handle& handle, const py::kwargs& given) {
  const ProgrammeInput programme = programme_from(Arguments(given));
  return to_python(handle.run([&](Session& session) { return session.promotions().set(programme); }));
}

py::object withdraw_programme(Handle& handle, const py::kwargs& given) {
  const ProgrammeId programme(Arguments(given).integer("programme"));
  handle.run([&](Session& session) { session.promotions().withdraw(programme); });
  return py::none();
}

py::object product_record(const ProgrammeProduct& product) {
  return record("ProgrammeProduct", {{"item", to_python(product.item)},
                                     {"group", to_python(product.group)},
                                     {"quantity", to_python(product.quantity)}});
}

py::object programmes(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ProgrammeQuery query{.code = in.maybe_text("code"),
                             .as_of = {.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")}};
  const auto found = handle.run([&](const Session& session) { return session.promotions().list(query); });
  return list_of(found, [](const ProgrammeRecord& programme) {
    const ProgrammeInput& terms = programme.terms;
    return record("Programme", {{"id", to_python(programme.id)},
                                {"code", to_python(terms.code)},
                                {"name", to_python(terms.name)},
                                {"phase", to_python(terms.phase)},
                                {"priority", to_python(terms.priority)},
                                {"exclusive", to_python(terms.exclusive)},
                                {"valid_from", to_python(terms.valid.from)},
                                {"valid_until", to_python(terms.valid.until)},
                                {"weekdays", to_python(static_cast<int>(terms.weekdays))},
                                {"customers", texts(terms.customers)},
                                {"customer_groups", texts(terms.customer_groups)},
                                {"products", tuple_of(terms.products, product_record)},
                                {"needs", to_python(to_string(terms.needs))},
                                {"min_quantity", to_python(terms.min_quantity)},
                                {"min_amount", to_python(terms.min_amount)},
                                {"currency", to_python(terms.currency)},
                                {"reward", to_python(to_string(terms.reward))},
                                {"value", to_python(terms.value)},
                                {"per", to_python(terms.per)},
                                {"get", to_python(terms.get)},
                                {"mode", to_python(to_string(terms.mode))},
                                {"repeats", to_python(terms.repeats)},
                                {"get_max", to_python(terms.get_max)},
                                {"get_multiple", to_python(terms.get_multiple)},
                                {"pick", to_python(to_string(terms.pick))},
                                {"gift", to_python(terms.gift)},
                                {"cap", to_python(terms.cap)},
                                {"replaces", to_python(terms.replaces)},
                                {"recorded_at", to_python(programme.recorded_at)},
                                {"actor", to_python(programme.actor)}});
  });
}

}  // namespace

void bind_promotions(HandleClass& handle) {
  handle.def("set_programme", &set_programme)
      .def("withdraw_programme", &withdraw_programme)
      .def("programmes", &programmes);
}

}  // namespace emptor::python
