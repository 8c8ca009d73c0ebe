/// Promotions: programmes.
#include "pricing.hpp"

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
constexpr Named<Overrun> overruns[] = {
    {"strict", Overrun::strict}, {"partial", Overrun::partial}, {"soft", Overrun::soft}};

}  // namespace

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
                           .cap = in.maybe_decimal("cap"),
                           .by_coupon = in.flag("by_coupon"),
                           .uses_max = in.maybe_integer("uses_max"),
                           .customer_uses_max = in.maybe_integer("customer_uses_max"),
                           .budget = in.maybe_decimal("budget"),
                           .overrun = in.choice("overrun", overruns)};
  // Beyond the days of a week: none at all, which is refused.
  const int days = in.number("weekdays");
  if (days < 1 || days > every_day)
    throw Error(ErrorCode::range, "weekdays", "some of the seven days, Monday as the lowest bit",
                {{"weekdays", std::to_string(days)}});
  programme.weekdays = static_cast<std::uint8_t>(days);
  if (const auto replaces = in.maybe_integer("replaces")) programme.replaces = ProgrammeId(*replaces);
  for (const Arguments& product : in.records("products"))
    programme.products.push_back({.item = product.maybe_text("item"),
                                  .group = product.maybe_text("group"),
                                  .quantity = product.decimal("quantity")});
  return programme;
}

namespace {

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
                                {"by_coupon", to_python(terms.by_coupon)},
                                {"uses_max", to_python(terms.uses_max)},
                                {"customer_uses_max", to_python(terms.customer_uses_max)},
                                {"budget", to_python(terms.budget)},
                                {"overrun", to_python(to_string(terms.overrun))},
                                {"replaces", to_python(terms.replaces)},
                                {"recorded_at", to_python(programme.recorded_at)},
                                {"actor", to_python(programme.actor)}});
  });
}

py::object create_coupon(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CouponInput coupon{.code = in.text("code"),
                           .programme = in.text("programme"),
                           .customer = in.maybe_text("customer"),
                           .uses_max = in.maybe_integer("uses_max"),
                           .customer_uses_max = in.maybe_integer("customer_uses_max"),
                           .valid = in.period("valid_from", "valid_until")};
  return to_python(handle.run([&](Session& session) { return session.promotions().create_coupon(coupon); }));
}

py::object withdraw_coupon(Handle& handle, const py::kwargs& given) {
  const std::string code = Arguments(given).text("code");
  handle.run([&](Session& session) { session.promotions().withdraw_coupon(code); });
  return py::none();
}

py::object coupons(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const CouponQuery query{.code = in.maybe_text("code"),
                          .programme = in.maybe_text("programme"),
                          .after = CouponId(in.integer("after")),
                          .limit = in.number("limit")};
  const auto found = handle.run([&](const Session& session) { return session.promotions().coupons(query); });
  return list_of(found, [](const CouponRecord& coupon) {
    const CouponInput& terms = coupon.terms;
    return record("Coupon", {{"id", to_python(coupon.id)},
                             {"code", to_python(terms.code)},
                             {"programme", to_python(terms.programme)},
                             {"customer", to_python(terms.customer)},
                             {"uses_max", to_python(terms.uses_max)},
                             {"customer_uses_max", to_python(terms.customer_uses_max)},
                             {"valid_from", to_python(terms.valid.from)},
                             {"valid_until", to_python(terms.valid.until)},
                             {"uses", to_python(coupon.uses)},
                             {"reserved", to_python(coupon.reserved)},
                             {"withdrawn", to_python(coupon.withdrawn)},
                             {"recorded_at", to_python(coupon.recorded_at)},
                             {"actor", to_python(coupon.actor)}});
  });
}

py::object programme_usage(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string programme = in.text("programme");
  const auto customer = in.maybe_text("customer");
  const ProgrammeUsage usage =
      handle.run([&](const Session& session) { return session.promotions().usage(programme, customer); });
  return record("ProgrammeUsage", {{"uses", to_python(usage.uses)},
                                   {"reserved", to_python(usage.reserved)},
                                   {"uses_max", to_python(usage.uses_max)},
                                   {"amount", to_python(usage.amount)},
                                   {"reserved_amount", to_python(usage.reserved_amount)},
                                   {"budget", to_python(usage.budget)}});
}

py::object release(Handle& handle, const py::kwargs& given) {
  const ReservationId reservation(Arguments(given).integer("reservation"));
  handle.run([&](Session& session) { session.promotions().release(reservation); });
  return py::none();
}

}  // namespace

void bind_promotions(HandleClass& handle) {
  handle.def("set_programme", &set_programme)
      .def("withdraw_programme", &withdraw_programme)
      .def("programmes", &programmes)
      .def("create_coupon", &create_coupon)
      .def("withdraw_coupon", &withdraw_coupon)
      .def("coupons", &coupons)
      .def("programme_usage", &programme_usage)
      .def("release", &release);
}

}  // namespace emptor::python
