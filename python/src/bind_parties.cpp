/// Customers and suppliers: records, groups, addresses, people in charge, terms.
#include "handle.hpp"

namespace emptor::python {

TermOwner owner_from(const Arguments& in) {
  const std::optional<std::string> party = in.maybe_text("party");
  const std::optional<std::string> group = in.maybe_text("group");
  if (party && group) throw Error(ErrorCode::invalid, "group", "a term belongs to a party or to a group, not to both");
  if (party) return TermOwner::party(*party);
  return group ? TermOwner::group(*group) : TermOwner::book();
}

py::object to_python(const Address& address) {
  return record("Address", {{"name", to_python(address.name)},
                            {"street", to_python(address.street)},
                            {"city", to_python(address.city)},
                            {"region", to_python(address.region)},
                            {"postal_code", to_python(address.postal_code)},
                            {"country", to_python(address.country)},
                            {"is_default", to_python(address.is_default)}});
}

namespace {

constexpr Named<TermOrigin> origins[] = {{"nowhere", TermOrigin::nowhere},
                                         {"party", TermOrigin::party},
                                         {"group", TermOrigin::group},
                                         {"book", TermOrigin::book}};
constexpr Named<TermChange::State> term_states[] = {
    {"inherited", TermChange::State::inherited}, {"set", TermChange::State::set}, {"none", TermChange::State::none}};

/// Both roles lead to the same records; which one a new record gets, and which are listed, differs.
Parties parties(const Session& session, bool customers) {
  return customers ? session.customers() : session.suppliers();
}

Term term_from(const std::string& name, const std::string& field) {
  const std::optional<Term> term = parse_term(name);
  if (!term) throw Error(ErrorCode::invalid, field, "\"" + name + "\" is no term");
  return *term;
}

py::object party_record(const Party& party) {
  return record("Party", {{"id", to_python(party.id)},
                          {"code", to_python(party.code)},
                          {"name", to_python(party.name)},
                          {"customer", to_python(party.customer)},
                          {"supplier", to_python(party.supplier)},
                          {"tax_number", to_python(party.tax_number)},
                          {"representative", to_python(party.representative)},
                          {"phone", to_python(party.phone)},
                          {"mobile", to_python(party.mobile)},
                          {"fax", to_python(party.fax)},
                          {"email", to_python(party.email)},
                          {"website", to_python(party.website)},
                          {"alias", to_python(party.alias)},
                          {"memo", to_python(party.memo)},
                          {"since", to_python(party.since)},
                          {"archived", to_python(party.archived)}});
}

py::object create_party(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const bool customers = in.flag("customers");
  PartyInput input{.code = in.text("code"),
                   .name = in.text("name"),
                   .customer = in.flag("customer"),
                   .supplier = in.flag("supplier"),
                   .tax_number = in.text("tax_number"),
                   .representative = in.text("representative"),
                   .phone = in.text("phone"),
                   .mobile = in.text("mobile"),
                   .fax = in.text("fax"),
                   .email = in.text("email"),
                   .website = in.text("website"),
                   .alias = in.text("alias"),
                   .memo = in.text("memo"),
                   .since = in.maybe_date("since"),
                   .groups = in.texts("groups")};
  for (const Arguments& term : in.records("terms")) {
    const std::string name = term.text("term");
    input.terms.emplace_back(term_from(name, "terms." + name), term.text("value"));
  }
  return to_python(handle.run([&](Session& session) { return parties(session, customers).create(input); }));
}

py::object update_party(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const PartyUpdate update{.code = in.maybe_text("code"),
                           .name = in.maybe_text("name"),
                           .customer = in.maybe_flag("customer"),
                           .supplier = in.maybe_flag("supplier"),
                           .tax_number = in.maybe_text("tax_number"),
                           .representative = in.maybe_text("representative"),
                           .phone = in.maybe_text("phone"),
                           .mobile = in.maybe_text("mobile"),
                           .fax = in.maybe_text("fax"),
                           .email = in.maybe_text("email"),
                           .website = in.maybe_text("website"),
                           .alias = in.maybe_text("alias"),
                           .memo = in.maybe_text("memo"),
                           .archived = in.maybe_flag("archived")};
  handle.run([&](Session& session) { session.customers().update(party, update); });
  return py::none();
}

py::object find_party(Handle& handle, const py::kwargs& given) {
  const std::string code = Arguments(given).text("code");
  const auto found = handle.run([&](const Session& session) { return session.customers().find(code); });
  return found ? party_record(*found) : py::none();
}

py::object party(Handle& handle, const py::kwargs& given) {
  const std::string code = Arguments(given).text("code");
  return party_record(handle.run([&](const Session& session) { return session.customers().get(code); }));
}

py::object list_parties(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const bool customers = in.flag("customers");
  const PartyQuery query{.text = in.text("text"),
                         .group = in.maybe_text("group"),
                         .salesperson = in.maybe_text("salesperson"),
                         .include_archived = in.flag("include_archived"),
                         .after_code = in.text("after_code"),
                         .limit = in.number("limit")};
  return list_of(handle.run([&](const Session& session) { return parties(session, customers).list(query); }),
                 party_record);
}

py::object count_parties(Handle& handle, const py::kwargs& given) {
  const bool customers = Arguments(given).flag("customers");
  return to_python(handle.run([&](const Session& session) { return parties(session, customers).count(); }));
}

py::object save_address(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Address address{.name = in.text("name"),
                        .street = in.text("street"),
                        .city = in.text("city"),
                        .region = in.text("region"),
                        .postal_code = in.text("postal_code"),
                        .country = in.text("country"),
                        .is_default = in.flag("is_default")};
  handle.run([&](Session& session) { session.customers().save_address(party, address); });
  return py::none();
}

py::object addresses(Handle& handle, const py::kwargs& given) {
  const std::string party = Arguments(given).text("party");
  return list_of(handle.run([&](const Session& session) { return session.customers().addresses(party); }),
                 [](const Address& address) { return to_python(address); });
}

py::object save_contact(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Contact contact{
      .name = in.text("name"), .role = in.text("role"), .phone = in.text("phone"), .email = in.text("email")};
  handle.run([&](Session& session) { session.customers().save_contact(party, contact); });
  return py::none();
}

py::object contacts(Handle& handle, const py::kwargs& given) {
  const std::string party = Arguments(given).text("party");
  return list_of(handle.run([&](const Session& session) { return session.customers().contacts(party); }),
                 [](const Contact& contact) {
                   return record("Contact", {{"name", to_python(contact.name)},
                                             {"role", to_python(contact.role)},
                                             {"phone", to_python(contact.phone)},
                                             {"email", to_python(contact.email)}});
                 });
}

py::object create_group(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PartyGroup group{.code = in.text("code"),
                         .name = in.text("name"),
                         .parent = in.maybe_text("parent"),
                         .priority = in.number("priority")};
  return to_python(handle.run([&](Session& session) { return session.customers().create_group(group); }));
}

py::object groups(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.customers().groups(); }),
                 [](const PartyGroup& group) {
                   return record("PartyGroup", {{"code", to_python(group.code)},
                                                {"name", to_python(group.name)},
                                                {"parent", to_python(group.parent)},
                                                {"priority", to_python(group.priority)}});
                 });
}

py::object move_group(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string group = in.text("group");
  const std::optional<std::string> parent = in.maybe_text("parent");
  handle.run([&](Session& session) { session.customers().move_group(group, parent); });
  return py::none();
}

py::object join_group(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const std::string group = in.text("group");
  const std::optional<Date> since = in.maybe_date("since");
  handle.run([&](Session& session) { session.customers().join_group(party, group, since); });
  return py::none();
}

py::object leave_group(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const std::string group = in.text("group");
  const Date since = in.date("since");
  handle.run([&](Session& session) { session.customers().leave_group(party, group, since); });
  return py::none();
}

py::object groups_of(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const AsOf as_of{.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")};
  return texts(handle.run([&](const Session& session) { return session.customers().groups_of(party, as_of); }));
}

py::object create_person(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const Person person{
      .code = in.text("code"), .name = in.text("name"), .phone = in.text("phone"), .email = in.text("email")};
  return to_python(handle.run([&](Session& session) { return session.customers().create_person(person); }));
}

py::object end_person(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string code = in.text("code");
  const Date last_day = in.date("last_day");
  handle.run([&](Session& session) { session.customers().end_person(code, last_day); });
  return py::none();
}

py::object persons(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.customers().persons(); }),
                 [](const Person& person) {
                   return record("Person", {{"code", to_python(person.code)},
                                            {"name", to_python(person.name)},
                                            {"phone", to_python(person.phone)},
                                            {"email", to_python(person.email)},
                                            {"active_from", to_python(person.active.from)},
                                            {"active_until", to_python(person.active.until)}});
                 });
}

/// `state` says what the term becomes: "set" to `value`, "none" or "inherited".
py::object set_term(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const TermOwner owner = owner_from(in);
  const Term term = term_from(in.text("term"), "term");
  const TermChange::State state = in.choice("state", term_states);
  const std::string value = in.text("value");
  const std::optional<Date> since = in.maybe_date("since");
  handle.run([&](Session& session) {
    Parties all = session.customers();
    switch (state) {
      case TermChange::State::set:
        return all.set_term(owner, term, value, since);
      case TermChange::State::none:
        return all.set_term_none(owner, term, since);
      case TermChange::State::inherited:
        return all.inherit_term(owner, term, since);
    }
  });
  return py::none();
}

py::object term(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const std::string party = in.text("party");
  const Term term = term_from(in.text("term"), "term");
  const AsOf as_of{.on = in.maybe_date("on"), .known_at = in.maybe_instant("known_at")};
  const auto found = handle.run([&](const Session& session) { return session.customers().term(party, term, as_of); });
  return record("EffectiveTerm", {{"value", to_python(found.value)},
                                  {"none", to_python(found.none)},
                                  {"origin", to_python(name_of(found.origin, origins))},
                                  {"origin_code", to_python(found.origin_code)}});
}

py::object term_history(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const TermOwner owner = owner_from(in);
  const Term term = term_from(in.text("term"), "term");
  const auto found = handle.run([&](const Session& session) { return session.customers().term_history(owner, term); });
  return list_of(found, [](const TermChange& change) {
    return record("TermChange", {{"since", to_python(change.from)},
                                 {"state", to_python(name_of(change.state, term_states))},
                                 {"value", to_python(change.value)},
                                 {"recorded_at", to_python(change.recorded_at)},
                                 {"actor", to_python(change.actor)}});
  });
}

}  // namespace

void bind_parties(HandleClass& handle) {
  handle.def("create_party", &create_party)
      .def("update_party", &update_party)
      .def("find_party", &find_party)
      .def("party", &party)
      .def("list_parties", &list_parties)
      .def("count_parties", &count_parties)
      .def("save_address", &save_address)
      .def("addresses", &addresses)
      .def("save_contact", &save_contact)
      .def("contacts", &contacts)
      .def("create_group", &create_group)
      .def("groups", &groups)
      .def("move_group", &move_group)
      .def("join_group", &join_group)
      .def("leave_group", &leave_group)
      .def("groups_of", &groups_of)
      .def("create_person", &create_person)
      .def("end_person", &end_person)
      .def("persons", &persons)
      .def("set_term", &set_term)
      .def("term", &term)
      .def("term_history", &term_history);
}

}  // namespace emptor::python
