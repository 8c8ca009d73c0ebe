/// Price lists checked, and their versions.
#include "pricing.hpp"

namespace emptor::python {

py::object finding_record(const LintFinding& finding) {
  return record("LintFinding",
                {{"rule", to_python(to_string(finding.rule))},
                 {"grade", to_python(to_string(finding.grade))},
                 {"kind", to_python(name_of(finding.list.kind, list_kinds))},
                 {"list", to_python(finding.list.code)},
                 {"direction", to_python(name_of(finding.list.direction, directions))},
                 {"currency", to_python(finding.list.currency)},
                 {"item", to_python(finding.product.item)},
                 {"group", to_python(finding.product.group)},
                 {"entry", to_python(finding.entry)},
                 {"other", to_python(finding.other)},
                 {"valid_from", to_python(finding.days.from)},
                 {"valid_until", to_python(finding.days.until)},
                 {"figures", tuple_of(finding.figures,
                                      [](const std::pair<std::string, std::string>& figure) -> py::object {
                                        return py::make_tuple(figure.first, figure.second);
                                      })},
                 {"message", to_python(finding.message)}});
}

namespace {

PriceVersionId version_from(const Arguments& in) { return PriceVersionId(in.integer("version")); }

py::object lint_prices(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  LintQuery query{.on = in.maybe_date("on"),
                  .expiring_days = in.number("expiring_days"),
                  .unused_since = in.maybe_date("unused_since"),
                  .limit = in.number("limit")};
  if (!in.flag("whole_book")) query.list = scope_from(in);
  for (const std::string& name : in.texts("rules")) {
    const auto rule = parse_lint_rule(name);
    if (!rule) throw Error(ErrorCode::invalid, "rules", "not a rule", {{"rule", name}});
    query.rules.push_back(*rule);
  }
  const auto report = handle.run([&](const Session& session) { return session.prices().lint(query); });
  return record("LintReport", {{"findings", tuple_of(report.findings, finding_record)},
                               {"left_out", to_python(report.left_out)},
                               {"entries", to_python(report.entries)}});
}

py::object version_record(const PriceVersion& version) {
  return record("PriceVersion", {{"id", to_python(version.id)},
                                 {"name", to_python(version.name)},
                                 {"kind", to_python(name_of(version.list.kind, list_kinds))},
                                 {"list", to_python(version.list.code)},
                                 {"direction", to_python(name_of(version.list.direction, directions))},
                                 {"currency", to_python(version.list.currency)},
                                 {"state", to_python(to_string(version.state))},
                                 {"published_from", to_python(version.published_from)},
                                 {"rolled_back_from", to_python(version.rolled_back_from)},
                                 {"created_by", to_python(version.created_by)},
                                 {"approved_by", to_python(version.approved_by)},
                                 {"recorded_at", to_python(version.recorded_at)}});
}

py::object create_price_version(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceScope scope = scope_from(in);
  const std::string name = in.text("name");
  return to_python(handle.run([&](Session& session) { return session.price_versions().create(scope, name); }));
}

py::object set_version_prices(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  std::vector<PriceEntryInput> entries;
  for (const Arguments& entry : in.records("entries")) entries.push_back(entry_from(entry));
  return list_of(handle.run([&](Session& session) { return session.price_versions().set_all(version, entries); }),
                 [](PriceEntryId id) { return to_python(id); });
}

void remove_version_price(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const PriceEntryId entry(in.integer("entry"));
  handle.run([&](Session& session) { session.price_versions().remove(version, entry); });
}

py::object price_versions(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.price_versions().all(); }), version_record);
}

py::object price_version(Handle& handle, const py::kwargs& given) {
  const PriceVersionId version = version_from(Arguments(given));
  return version_record(handle.run([&](const Session& session) { return session.price_versions().get(version); }));
}

py::object version_rows(Handle& handle, const py::kwargs& given) {
  const PriceVersionId version = version_from(Arguments(given));
  const auto found = handle.run([&](const Session& session) { return session.price_versions().rows(version); });
  return list_of(found, [](const VersionRow& row) {
    return record("VersionRow", {{"change", to_python(to_string(row.change))},
                                 {"before", row.before ? entry_record(*row.before) : py::object(py::none())},
                                 {"after", row.after ? entry_record(*row.after) : py::object(py::none())}});
  });
}

py::object version_effects(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const EffectQuery query{.on = in.maybe_date("on"),
                          .customers = in.texts("customers"),
                          .items = in.texts("items"),
                          .limit = in.number("limit")};
  const auto found =
      handle.run([&](const Session& session) { return session.price_versions().effects(version, query); });
  const auto missing = [](const std::optional<ErrorCode>& code) {
    return code ? to_python(to_string(*code)) : py::object(py::none());
  };
  const auto effect = [&](const VersionEffect& one) {
    return record("VersionEffect", {{"customer", to_python(one.customer)},
                                    {"item", to_python(one.item)},
                                    {"quantity", to_python(one.quantity.value().normalized())},
                                    {"before", one.before ? quote_record(*one.before) : py::object(py::none())},
                                    {"after", one.after ? quote_record(*one.after) : py::object(py::none())},
                                    {"missing_before", missing(one.missing_before)},
                                    {"missing_after", missing(one.missing_after)}});
  };
  return record("VersionEffects", {{"changed", tuple_of(found.changed, effect)},
                                   {"left_out", to_python(found.left_out)},
                                   {"compared", to_python(found.compared)},
                                   {"no_rate", to_python(found.no_rate)}});
}

py::object version_quote(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const QuoteRequest request = request_from(in);
  return quote_record(
      handle.run([&](const Session& session) { return session.price_versions().quote(version, request); }));
}

py::object version_explanation(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const QuoteRequest request = request_from(in);
  return explanation_record(
      handle.run([&](const Session& session) { return session.price_versions().explain(version, request); }));
}

void approve_version(Handle& handle, const py::kwargs& given) {
  const PriceVersionId version = version_from(Arguments(given));
  handle.run([&](Session& session) { session.price_versions().approve(version); });
}

void publish_version(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const auto from = in.maybe_date("valid_from");
  handle.run([&](Session& session) { session.price_versions().publish(version, from); });
}

void roll_back_version(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceVersionId version = version_from(in);
  const auto from = in.maybe_date("valid_from");
  handle.run([&](Session& session) { session.price_versions().roll_back(version, from); });
}

void retire_version(Handle& handle, const py::kwargs& given) {
  const PriceVersionId version = version_from(Arguments(given));
  handle.run([&](Session& session) { session.price_versions().retire(version); });
}

}  // namespace

void bind_price_lists(HandleClass& handle) {
  handle.def("lint_prices", &lint_prices)
      .def("create_price_version", &create_price_version)
      .def("set_version_prices", &set_version_prices)
      .def("remove_version_price", &remove_version_price)
      .def("price_versions", &price_versions)
      .def("price_version", &price_version)
      .def("version_rows", &version_rows)
      .def("version_effects", &version_effects)
      .def("version_quote", &version_quote)
      .def("version_explanation", &version_explanation)
      .def("approve_version", &approve_version)
      .def("publish_version", &publish_version)
      .def("roll_back_version", &roll_back_version)
      .def("retire_version", &retire_version);
}

}  // namespace emptor::python
