/// Exchange differences.
#include "handle.hpp"

namespace emptor::python {

namespace {

ForeignQuery query_from(const Arguments& in) {
  ForeignQuery query{.party = in.maybe_text("party"), .currency = in.maybe_text("currency")};
  if (in.has("side")) query.side = in.choice("side", sides);
  return query;
}

py::object realised_record(const RealisedRow& row) {
  return record("RealisedRow", {{"party", to_python(row.party)},
                                {"name", to_python(row.name)},
                                {"side", to_python(name_of(row.side, sides))},
                                {"settled", to_python(row.settled)},
                                {"booked", to_python(row.booked)},
                                {"realised", to_python(row.realised)},
                                {"difference", to_python(row.difference)}});
}

py::object document_record(const RealisedDifference& each) {
  return record("RealisedDifference", {{"party", to_python(each.party)},
                                       {"side", to_python(name_of(each.side, sides))},
                                       {"debit", to_python(each.debit)},
                                       {"debit_number", to_python(each.debit_number)},
                                       {"credit", to_python(each.credit)},
                                       {"credit_number", to_python(each.credit_number)},
                                       {"effective", to_python(each.effective)},
                                       {"settled", to_python(each.settled)},
                                       {"booked_at", to_python(each.booked_at)},
                                       {"settled_at", to_python(each.settled_at)},
                                       {"booked", to_python(each.booked)},
                                       {"realised", to_python(each.realised)},
                                       {"difference", to_python(each.difference)}});
}

py::object row_record(const ValuationRow& row) {
  return record("ValuationRow", {{"party", to_python(row.party)},
                                 {"name", to_python(row.name)},
                                 {"side", to_python(name_of(row.side, sides))},
                                 {"open", to_python(row.open)},
                                 {"booked", to_python(row.booked)},
                                 {"closing", to_python(row.closing)},
                                 {"difference", to_python(row.difference)}});
}

py::object item_record(const ValuedItem& item) {
  return record("ValuedItem", {{"party", to_python(item.party)},
                               {"side", to_python(name_of(item.side, sides))},
                               {"voucher", to_python(item.voucher)},
                               {"number", to_python(item.number)},
                               {"instalment", to_python(item.instalment)},
                               {"open", to_python(item.open)},
                               {"booked_at", to_python(item.booked_at)},
                               {"closing_at", to_python(item.closing_at)},
                               {"booked", to_python(item.booked)},
                               {"closing", to_python(item.closing)},
                               {"difference", to_python(item.difference)}});
}

py::object valuation_record(const Valuation& found) {
  return record("Valuation",
                {{"id", to_python(found.id)},
                 {"day", to_python(found.day)},
                 {"reversed_on", to_python(found.reversed_on)},
                 {"rows", tuple_of(found.rows, row_record)},
                 {"totals", tuple_of(found.totals, row_record)},
                 {"items", tuple_of(found.items, item_record)},
                 {"without_rate", tuple_of(found.without_rate, [](VoucherId id) { return to_python(id); })},
                 {"difference", to_python(found.difference)},
                 {"replaced", to_python(found.replaced)},
                 {"recorded_at", found.id ? to_python(found.recorded_at) : py::none()},
                 {"actor", to_python(found.actor)}});
}

py::object realised_differences(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  RealisedQuery query{.of = query_from(in)};
  const auto start = in.maybe_date("start");
  const auto last = in.maybe_date("last");
  if (start || last) query.effective = Period::days(start, last);
  const Realised found =
      handle.run([&](const Session& session) { return session.exchange_differences().realised(query); });
  return record("Realised", {{"rows", tuple_of(found.rows, realised_record)},
                             {"totals", tuple_of(found.totals, realised_record)},
                             {"difference", to_python(found.difference)},
                             {"documents", tuple_of(found.documents, document_record)}});
}

py::object valuation(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ValuationQuery query{.of = query_from(in), .day = in.maybe_date("day")};
  return valuation_record(
      handle.run([&](const Session& session) { return session.exchange_differences().valuation(query); }));
}

py::object revalue(Handle& handle, const py::kwargs& given) {
  const Date day = Arguments(given).date("day");
  return valuation_record(handle.run([&](Session& session) { return session.exchange_differences().revalue(day); }));
}

py::object revaluations(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.exchange_differences().revaluations(); }),
                 valuation_record);
}

py::object revaluation(Handle& handle, const py::kwargs& given) {
  const RevaluationId id(Arguments(given).integer("id"));
  return valuation_record(
      handle.run([&](const Session& session) { return session.exchange_differences().revaluation(id); }));
}

}  // namespace

void bind_exchange_differences(HandleClass& handle) {
  handle.def("realised_differences", &realised_differences)
      .def("valuation", &valuation)
      .def("revalue", &revalue)
      .def("revaluations", &revaluations)
      .def("revaluation", &revaluation);
}

}  // namespace emptor::python
