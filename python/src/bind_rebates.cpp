/// Rebates: agreements, where parties stand, settlements, accruals.
#include "handle.hpp"

namespace emptor::python {

namespace {

constexpr Named<RebateBase> bases[] = {
    {"net", RebateBase::net}, {"gross", RebateBase::gross}, {"quantity", RebateBase::quantity}};
constexpr Named<RebateMode> modes[] = {{"all_units", RebateMode::all_units}, {"incremental", RebateMode::incremental}};
constexpr Named<RebatePays> pays[] = {{"percent", RebatePays::percent}, {"per_unit", RebatePays::per_unit}};
constexpr Named<RebateCounting> countings[] = {{"each", RebateCounting::each}, {"together", RebateCounting::together}};

py::object set_rebate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  RebateInput rebate{.code = in.text("code"),
                     .name = in.text("name"),
                     .direction = in.choice("direction", directions),
                     .party = in.maybe_text("party"),
                     .group = in.maybe_text("group"),
                     .counting = in.choice("counting", countings),
                     .valid = in.period("valid_from", "valid_until"),
                     .base = in.choice("base", bases),
                     .mode = in.choice("mode", modes),
                     .pays = in.choice("pays", pays),
                     .currency = in.text("currency"),
                     .expected = in.maybe_decimal("expected")};
  for (const Arguments& product : in.records("products"))
    rebate.products.push_back({.item = product.maybe_text("item"), .group = product.maybe_text("group")});
  for (const Arguments& tier : in.records("tiers"))
    rebate.tiers.push_back({.from = tier.decimal("from_base"), .value = tier.decimal("value")});
  if (const auto replaces = in.maybe_integer("replaces")) rebate.replaces = RebateId(*replaces);
  return to_python(handle.run([&](Session& session) { return session.rebates().set(rebate); }));
}

py::object withdraw_rebate(Handle& handle, const py::kwargs& given) {
  const RebateId rebate(Arguments(given).integer("rebate"));
  handle.run([&](Session& session) { session.rebates().withdraw(rebate); });
  return py::none();
}

py::object product_record(const RebateProduct& product) {
  return record("RebateProduct", {{"item", to_python(product.item)}, {"group", to_python(product.group)}});
}

py::object tier_record(const RebateTier& tier) {
  return record("RebateTier", {{"from_base", to_python(tier.from)}, {"value", to_python(tier.value)}});
}

py::object rebates(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const RebateQuery query{.code = in.maybe_text("code"),
                          .as_of = {.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")}};
  const auto found = handle.run([&](const Session& session) { return session.rebates().list(query); });
  return list_of(found, [](const RebateRecord& rebate) {
    const RebateInput& terms = rebate.terms;
    return record("Rebate", {{"id", to_python(rebate.id)},
                             {"code", to_python(terms.code)},
                             {"name", to_python(terms.name)},
                             {"direction", to_python(name_of(terms.direction, directions))},
                             {"party", to_python(terms.party)},
                             {"group", to_python(terms.group)},
                             {"counting", to_python(to_string(terms.counting))},
                             {"valid_from", to_python(terms.valid.from)},
                             {"valid_until", to_python(terms.valid.until)},
                             {"products", tuple_of(terms.products, product_record)},
                             {"base", to_python(to_string(terms.base))},
                             {"mode", to_python(to_string(terms.mode))},
                             {"pays", to_python(to_string(terms.pays))},
                             {"tiers", tuple_of(terms.tiers, tier_record)},
                             {"currency", to_python(terms.currency)},
                             {"expected", to_python(terms.expected)},
                             {"replaces", to_python(terms.replaces)},
                             {"recorded_at", to_python(rebate.recorded_at)},
                             {"actor", to_python(rebate.actor)}});
  });
}

py::object next_record(const std::optional<NextTier>& next) {
  if (!next) return py::none();
  return record("NextTier", {{"tier", to_python(next->tier)},
                             {"from_base", to_python(next->from)},
                             {"value", to_python(next->value)},
                             {"missing", to_python(next->missing)},
                             {"gain", to_python(next->gain)}});
}

py::object standing_record(const RebateStanding& standing) {
  return record("RebateStanding", {{"agreement", to_python(standing.agreement)},
                                   {"party", to_python(standing.party)},
                                   {"on", to_python(standing.on)},
                                   {"quantity", to_python(standing.quantity)},
                                   {"net", to_python(standing.net)},
                                   {"gross", to_python(standing.gross)},
                                   {"base", to_python(standing.base)},
                                   {"tier", to_python(standing.tier)},
                                   {"value", to_python(standing.value)},
                                   {"earned", to_python(standing.earned)},
                                   {"accrued", to_python(standing.accrued)},
                                   {"settled", to_python(standing.settled)},
                                   {"next", next_record(standing.next)},
                                   {"text", to_python(standing.to_string())}});
}

py::object rebate_standing(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string agreement = in.text("agreement");
  const std::string party = in.text("party");
  const auto on = in.maybe_date("on");
  return standing_record(
      handle.run([&](const Session& session) { return session.rebates().standing(agreement, party, on); }));
}

py::object rebate_standings(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string agreement = in.text("agreement");
  const auto on = in.maybe_date("on");
  return list_of(handle.run([&](const Session& session) { return session.rebates().standings(agreement, on); }),
                 standing_record);
}

py::object settlement_record(const RebateSettlement& made) {
  return record("RebateSettlement", {{"agreement", to_python(made.agreement)},
                                     {"party", to_python(made.party)},
                                     {"through", to_python(made.through)},
                                     {"dated", to_python(made.dated)},
                                     {"base", to_python(made.base)},
                                     {"earned", to_python(made.earned)},
                                     {"settled", to_python(made.settled)},
                                     {"amount", to_python(made.amount)},
                                     {"voucher", to_python(made.voucher)},
                                     {"reversed_by", to_python(made.reversed_by)},
                                     {"repeated", to_python(made.repeated)}});
}

SettleRebate wanted_from(const Arguments& in) {
  return {.agreement = in.text("agreement"),
          .party = in.text("party"),
          .through = in.maybe_date("through"),
          .dated = in.maybe_date("dated")};
}

py::object plan_rebate(Handle& handle, const py::kwargs& given) {
  const SettleRebate wanted = wanted_from(Arguments(given));
  return settlement_record(handle.run([&](const Session& session) { return session.rebates().plan(wanted); }));
}

py::object settle_rebate(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const SettleRebate wanted = wanted_from(in);
  const PostOptions options{.idempotency_key = in.text("idempotency_key"),
                            .acknowledge_soft_lock = in.flag("acknowledge_soft_lock")};
  return settlement_record(handle.run([&](Session& session) { return session.rebates().settle(wanted, options); }));
}

py::object rebate_settlements(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const RebateSettlementQuery query{.agreement = in.maybe_text("agreement"),
                                    .party = in.maybe_text("party"),
                                    .after = VoucherId(in.integer("after")),
                                    .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return session.rebates().settlements(query); }),
                 settlement_record);
}

py::object rebate_accruals(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const RebateAccrualQuery query{.dated = in.period("dated_from", "dated_until"),
                                 .agreement = in.maybe_text("agreement"),
                                 .party = in.maybe_text("party")};
  const auto found = handle.run([&](const Session& session) { return session.rebates().accruals(query); });
  return list_of(found, [](const RebateAccrual& each) {
    return record("RebateAccrual", {{"agreement", to_python(each.agreement)},
                                    {"party", to_python(each.party)},
                                    {"base", to_python(each.base)},
                                    {"quantity", to_python(each.quantity)},
                                    {"accrued", to_python(each.accrued)},
                                    {"settled", to_python(each.settled)},
                                    {"owed", to_python(each.owed)}});
  });
}

py::object rebate_vouchers(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string agreement = in.text("agreement");
  const std::string party = in.text("party");
  const Period dated = in.period("dated_from", "dated_until");
  const auto found =
      handle.run([&](const Session& session) { return session.rebates().counted(agreement, party, dated); });
  return list_of(found, [](const RebateVoucher& each) {
    return record("RebateVoucher", {{"voucher", to_python(each.voucher)},
                                    {"dated", to_python(each.dated)},
                                    {"party", to_python(each.party)},
                                    {"quantity", to_python(each.quantity)},
                                    {"net", to_python(each.net)},
                                    {"gross", to_python(each.gross)},
                                    {"accrued", to_python(each.accrued)}});
  });
}

}  // namespace

void bind_rebates(HandleClass& handle) {
  handle.def("set_rebate", &set_rebate)
      .def("withdraw_rebate", &withdraw_rebate)
      .def("rebates", &rebates)
      .def("rebate_standing", &rebate_standing)
      .def("rebate_standings", &rebate_standings)
      .def("plan_rebate", &plan_rebate)
      .def("settle_rebate", &settle_rebate)
      .def("rebate_settlements", &rebate_settlements)
      .def("rebate_accruals", &rebate_accruals)
      .def("rebate_vouchers", &rebate_vouchers);
}

}  // namespace emptor::python
