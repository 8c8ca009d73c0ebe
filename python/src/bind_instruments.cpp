/// Cheques and bills.
#include "handle.hpp"

namespace emptor::python {

namespace {

constexpr Named<InstrumentKind> kinds[] = {{"cheque", InstrumentKind::cheque}, {"bill", InstrumentKind::bill}};
constexpr Named<InstrumentState> states[] = {{"held", InstrumentState::held},
                                             {"deposited", InstrumentState::deposited},
                                             {"cleared", InstrumentState::cleared},
                                             {"bounced", InstrumentState::bounced},
                                             {"returned", InstrumentState::returned},
                                             {"endorsed", InstrumentState::endorsed},
                                             {"discounted", InstrumentState::discounted}};

py::object event_record(const InstrumentEvent& event) {
  return record("InstrumentEvent", {{"state", to_python(to_string(event.state))},
                                    {"on", to_python(event.on)},
                                    {"fee", to_python(event.fee)},
                                    {"supplier", to_python(event.supplier)},
                                    {"vouchers", tuple_of(event.vouchers, [](VoucherId id) { return to_python(id); })},
                                    {"reason", to_python(event.reason)},
                                    {"recorded_at", to_python(event.recorded_at)},
                                    {"actor", to_python(event.actor)}});
}

py::object instrument_record(const Instrument& found) {
  return record("Instrument", {{"id", to_python(found.id)},
                               {"kind", to_python(to_string(found.kind))},
                               {"side", to_python(name_of(found.side, sides))},
                               {"party", to_python(found.party)},
                               {"account", to_python(found.account)},
                               {"amount", to_python(found.amount)},
                               {"number", to_python(found.number)},
                               {"bank", to_python(found.bank)},
                               {"due", to_python(found.due)},
                               {"state", to_python(to_string(found.state))},
                               {"voucher", to_python(found.voucher)},
                               {"events", tuple_of(found.events, event_record)}});
}

py::object receive_instrument(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  InstrumentInput input{.kind = in.choice("kind", kinds),
                        .side = in.choice("side", sides),
                        .party = in.text("party"),
                        .amount = in.decimal("amount"),
                        .currency = in.maybe_text("currency"),
                        .number = in.text("number"),
                        .bank = in.text("bank"),
                        .on = in.maybe_date("on"),
                        .due = in.maybe_date("due"),
                        .allocation = orders_from(in, "allocation")};
  for (const std::int64_t voucher : in.integers("settles")) input.settles.emplace_back(voucher);
  const PostOptions options{.idempotency_key = in.text("idempotency_key"),
                            .acknowledge_soft_lock = in.flag("acknowledge_soft_lock")};
  return instrument_record(handle.run([&](Session& session) { return session.instruments().receive(input, options); }));
}

py::object move_instrument(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const InstrumentId id(in.integer("id"));
  const InstrumentState to = in.choice("to", states);
  const InstrumentStep step{.on = in.maybe_date("on"),
                            .fee = in.maybe_decimal("fee"),
                            .supplier = in.text("supplier"),
                            .reason = in.text("reason")};
  return instrument_record(handle.run([&](Session& session) { return session.instruments().move(id, to, step); }));
}

py::object instrument(Handle& handle, const py::kwargs& given) {
  const InstrumentId id(Arguments(given).integer("id"));
  return instrument_record(handle.run([&](const Session& session) { return session.instruments().get(id); }));
}

py::object instruments(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  InstrumentQuery query{.party = in.maybe_text("party"),
                        .uncleared_only = in.flag("uncleared_only"),
                        .due_until = in.maybe_date("due_until"),
                        .after = InstrumentId(in.integer("after")),
                        .limit = in.number("limit")};
  if (in.has("state")) query.state = in.choice("state", states);
  return list_of(handle.run([&](const Session& session) { return session.instruments().list(query); }),
                 instrument_record);
}

}  // namespace

void bind_instruments(HandleClass& handle) {
  handle.def("receive_instrument", &receive_instrument)
      .def("move_instrument", &move_instrument)
      .def("instrument", &instrument)
      .def("instruments", &instruments);
}

}  // namespace emptor::python
