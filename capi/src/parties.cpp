/// Customers and suppliers, their groups, addresses, contacts and people in charge.
#include "emptor/parties.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

static_assert(EMPTOR_TERM_CURRENCY == static_cast<int>(Term::currency) &&
              EMPTOR_TERM_TAX_CODE == static_cast<int>(Term::tax_code) &&
              EMPTOR_TERM_SALES_LEVEL == static_cast<int>(Term::sales_level) &&
              EMPTOR_TERM_PURCHASE_LEVEL == static_cast<int>(Term::purchase_level) &&
              EMPTOR_TERM_SALES_LIST == static_cast<int>(Term::sales_list) &&
              EMPTOR_TERM_PURCHASE_LIST == static_cast<int>(Term::purchase_list) &&
              EMPTOR_TERM_SALES_RATE == static_cast<int>(Term::sales_rate) &&
              EMPTOR_TERM_PURCHASE_RATE == static_cast<int>(Term::purchase_rate) &&
              EMPTOR_TERM_PAYMENT_TERMS == static_cast<int>(Term::payment_terms) &&
              EMPTOR_TERM_BILL_TO == static_cast<int>(Term::bill_to) &&
              EMPTOR_TERM_SALESPERSON == static_cast<int>(Term::salesperson) &&
              EMPTOR_TERM_CREDIT_LIMIT == static_cast<int>(Term::credit_limit) &&
              EMPTOR_TERM_CREDIT_CURRENCY == static_cast<int>(Term::credit_currency) &&
              EMPTOR_TERM_CREDIT_AGE_DAYS == static_cast<int>(Term::credit_age_days) &&
              EMPTOR_TERM_CREDIT_AT_ORDER == static_cast<int>(Term::credit_at_order) &&
              EMPTOR_TERM_CREDIT_AT_SALE == static_cast<int>(Term::credit_at_sale) &&
              EMPTOR_TERM_PAYMENT_METHOD == static_cast<int>(Term::payment_method) &&
              EMPTOR_TERM_TRACKING == static_cast<int>(Term::tracking) &&
              EMPTOR_TERM_CREDIT_ANSWERS == static_cast<int>(Term::credit_answers) &&
              EMPTOR_TERM_CREDIT_DOCUMENT_MAX == static_cast<int>(Term::credit_document_max) &&
              EMPTOR_TERM_CREDIT_OVERDUE_DAYS == static_cast<int>(Term::credit_overdue_days) &&
              EMPTOR_TERM_CREDIT_OVERDUE_TOLERANCE == static_cast<int>(Term::credit_overdue_tolerance) &&
              EMPTOR_TERM_CREDIT_OVERDUE_RATIO == static_cast<int>(Term::credit_overdue_ratio) &&
              EMPTOR_TERM_CREDIT_STATUS == static_cast<int>(Term::credit_status) &&
              EMPTOR_TERM_CREDIT_FIRST_ORDER_MAX == static_cast<int>(Term::credit_first_order_max) &&
              EMPTOR_TERM_CREDIT_DISPUTED == static_cast<int>(Term::credit_disputed) &&
              EMPTOR_TERM_CREDIT_DUNNING_LEVEL == static_cast<int>(Term::credit_dunning_level) &&
              EMPTOR_TERM_CREDIT_BUCKET_LIMITS == static_cast<int>(Term::credit_bucket_limits) &&
              EMPTOR_TERM_CREDIT_REVIEW_BY == static_cast<int>(Term::credit_review_by) &&
              EMPTOR_TERM_CREDIT_TERMS_DAYS == static_cast<int>(Term::credit_terms_days));
static_assert(EMPTOR_ORIGIN_NOWHERE == static_cast<int>(TermOrigin::nowhere) &&
              EMPTOR_ORIGIN_PARTY == static_cast<int>(TermOrigin::party) &&
              EMPTOR_ORIGIN_GROUP == static_cast<int>(TermOrigin::group) &&
              EMPTOR_ORIGIN_BOOK == static_cast<int>(TermOrigin::book));

Term to_term(std::int32_t term) { return choice(term, Term::currency, Term::credit_first_order_max, "term"); }

Parties in_role(Session& session, std::int32_t role) {
  if (role != EMPTOR_CUSTOMER && role != EMPTOR_SUPPLIER) throw_no_choice(role, "role");
  return role == EMPTOR_CUSTOMER ? session.customers() : session.suppliers();
}

/// By code: a party is found whatever its roles.
Parties any(Session& session) { return session.customers(); }

PartyInput to_party(const emptor_party_input& given) {
  check_reserved(given.reserved, "input.reserved");
  if (given.roles < 0 || given.roles > (EMPTOR_CUSTOMER | EMPTOR_SUPPLIER)) throw_no_choice(given.roles, "roles");
  PartyInput input{.code = text(given.code),
                   .name = text(given.name),
                   .customer = given.roles == 0 || (given.roles & EMPTOR_CUSTOMER) != 0,
                   .supplier = (given.roles & EMPTOR_SUPPLIER) != 0,
                   .tax_number = text(given.tax_number),
                   .representative = text(given.representative),
                   .phone = text(given.phone),
                   .mobile = text(given.mobile),
                   .fax = text(given.fax),
                   .email = text(given.email),
                   .website = text(given.website),
                   .alias = text(given.alias),
                   .memo = text(given.memo),
                   .since = optional_date(given.since, "since"),
                   .groups = texts(given.groups, given.group_count, "groups")};
  check_array(given.terms, given.term_count, "terms");
  for (std::int32_t i = 0; i < given.term_count; ++i)
    input.terms.emplace_back(to_term(given.terms[i].term), text(given.terms[i].value));
  return input;
}

PartyUpdate to_update(const emptor_party_changes& given) {
  return {.code = optional_text(given.code),
          .name = optional_text(given.name),
          .customer = optional_truth(given.customer, "customer"),
          .supplier = optional_truth(given.supplier, "supplier"),
          .tax_number = optional_text(given.tax_number),
          .representative = optional_text(given.representative),
          .phone = optional_text(given.phone),
          .mobile = optional_text(given.mobile),
          .fax = optional_text(given.fax),
          .email = optional_text(given.email),
          .website = optional_text(given.website),
          .alias = optional_text(given.alias),
          .memo = optional_text(given.memo),
          .archived = optional_truth(given.archived, "archived")};
}

PartyQuery to_query(const emptor_party_query& given) {
  check_reserved(given.reserved, "query.reserved");
  return {.text = text(given.text),
          .group = optional_text(given.group),
          .salesperson = optional_text(given.salesperson),
          .include_archived = truth(given.include_archived, "include_archived"),
          .after_code = text(given.after_code),
          .limit = given.limit};
}

RowsBuilder party_rows() {
  return {{"id", kInteger},     {"code", kText},       {"name", kText},           {"customer", kTruth},
          {"supplier", kTruth}, {"tax_number", kText}, {"representative", kText}, {"phone", kText},
          {"mobile", kText},    {"fax", kText},        {"email", kText},          {"website", kText},
          {"alias", kText},     {"memo", kText},       {"since", kDate},          {"archived", kTruth}};
}

void add_party(RowsBuilder& rows, const Party& party) {
  rows.add(party.id, party.code, party.name, party.customer, party.supplier, party.tax_number, party.representative,
           party.phone, party.mobile, party.fax, party.email, party.website, party.alias, party.memo, party.since,
           party.archived);
}

AsOf as_of(std::int32_t on, std::int64_t known_at) { return {optional_date(on, "on"), optional_instant(known_at)}; }

const char* name_of(TermChange::State state) {
  switch (state) {
    case TermChange::State::set:
      return "set";
    case TermChange::State::none:
      return "none";
    default:
      return "inherited";
  }
}

}  // namespace

// --- Records

emptor_status emptor_party_create(emptor_session* session, const emptor_party_input* input, std::int64_t* id_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const PartyInput party = to_party(read(input));
    give_id((party.customer ? in.customers() : in.suppliers()).create(party), id_out);
  });
}

emptor_status emptor_party_update(emptor_session* session, const char* code, const emptor_party_changes* changes,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { any(in).update(required(code, "code"), to_update(read(changes))); });
}

emptor_status emptor_party_find(emptor_session* session, const char* code, emptor_rows** rows_out,
                                emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = party_rows();
    if (const auto party = any(in).find(required(code, "code"))) add_party(rows, *party);
    rows.give(out);
  });
}

emptor_status emptor_party_get(emptor_session* session, const char* code, emptor_rows** rows_out,
                               emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = party_rows();
    add_party(rows, any(in).get(required(code, "code")));
    rows.give(out);
  });
}

emptor_status emptor_party_list(emptor_session* session, std::int32_t role, const emptor_party_query* query,
                                emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = party_rows();
    for (const Party& party : in_role(in, role).list(to_query(read_optional(query)))) add_party(rows, party);
    rows.give(out);
  });
}

emptor_status emptor_party_count(emptor_session* session, std::int32_t role, std::int64_t* count_out,
                                 emptor_error** error_out) noexcept {
  return with_session(session, count_out, "count_out", error_out,
                      [&](Session& in, std::int64_t& out) { out = in_role(in, role).count(); });
}

// --- Addresses and contacts

emptor_status emptor_address_save(emptor_session* session, const char* party, const emptor_address* address,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_address given = read(address);
    any(in).save_address(required(party, "party"), {.name = text(given.name),
                                                    .street = text(given.street),
                                                    .city = text(given.city),
                                                    .region = text(given.region),
                                                    .postal_code = text(given.postal_code),
                                                    .country = text(given.country),
                                                    .is_default = truth(given.is_default, "is_default")});
  });
}

emptor_status emptor_address_list(emptor_session* session, const char* party, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = address_rows();
    for (const Address& address : any(in).addresses(required(party, "party"))) add_address(rows, address);
    rows.give(out);
  });
}

emptor_status emptor_contact_save(emptor_session* session, const char* party, const emptor_contact* contact,
                                  emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_contact given = read(contact);
    check_reserved(given.reserved, "contact.reserved");
    any(in).save_contact(
        required(party, "party"),
        {.name = text(given.name), .role = text(given.role), .phone = text(given.phone), .email = text(given.email)});
  });
}

emptor_status emptor_contact_list(emptor_session* session, const char* party, emptor_rows** rows_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"name", kText}, {"role", kText}, {"phone", kText}, {"email", kText}};
    for (const Contact& contact : any(in).contacts(required(party, "party")))
      rows.add(contact.name, contact.role, contact.phone, contact.email);
    rows.give(out);
  });
}

// --- Groups

emptor_status emptor_party_group_create(emptor_session* session, const char* code, const char* name, const char* parent,
                                        std::int32_t priority, std::int64_t* id_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(any(in).create_group({.code = std::string(required(code, "code")),
                                  .name = std::string(required(name, "name")),
                                  .parent = optional_text(parent),
                                  .priority = priority}),
            id_out);
  });
}

emptor_status emptor_party_group_move(emptor_session* session, const char* group, const char* parent,
                                      emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { any(in).move_group(required(group, "group"), optional_view(parent)); });
}

emptor_status emptor_party_group_list(emptor_session* session, emptor_rows** rows_out,
                                      emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger}, {"code", kText}, {"name", kText}, {"parent", kText}, {"priority", kInteger}};
    for (const PartyGroup& group : any(in).groups())
      rows.add(group.id, group.code, group.name, group.parent, group.priority);
    rows.give(out);
  });
}

emptor_status emptor_party_join_group(emptor_session* session, const char* party, const char* group, std::int32_t from,
                                      emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    any(in).join_group(required(party, "party"), required(group, "group"), optional_date(from, "from"));
  });
}

emptor_status emptor_party_leave_group(emptor_session* session, const char* party, const char* group, std::int32_t from,
                                       emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    any(in).leave_group(required(party, "party"), required(group, "group"), date(from, "from"));
  });
}

emptor_status emptor_party_groups_of(emptor_session* session, const char* party, std::int32_t on, std::int64_t known_at,
                                     emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"code", kText}};
    for (const std::string& group : any(in).groups_of(required(party, "party"), as_of(on, known_at))) rows.add(group);
    rows.give(out);
  });
}

// --- People in charge

emptor_status emptor_person_create(emptor_session* session, const emptor_person* person, std::int64_t* id_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_person given = read(person);
    check_reserved(given.reserved, "person.reserved");
    give_id(any(in).create_person({.code = text(given.code),
                                   .name = text(given.name),
                                   .phone = text(given.phone),
                                   .email = text(given.email),
                                   .active = period(given.active_from, given.active_until)}),
            id_out);
  });
}

emptor_status emptor_person_end(emptor_session* session, const char* code, std::int32_t last_day,
                                emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { any(in).end_person(required(code, "code"), date(last_day, "last_day")); });
}

emptor_status emptor_person_list(emptor_session* session, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger}, {"code", kText},        {"name", kText},        {"phone", kText},
                     {"email", kText}, {"active_from", kDate}, {"active_until", kDate}};
    for (const Person& person : any(in).persons())
      rows.add(person.id, person.code, person.name, person.phone, person.email, person.active.from,
               person.active.until);
    rows.give(out);
  });
}

// --- Terms

const char* emptor_term_name(std::int32_t term) noexcept {
  if (term < EMPTOR_TERM_CURRENCY || term > EMPTOR_TERM_TRACKING) return "";
  return c_name(to_string(static_cast<Term>(term)));
}

emptor_status emptor_term_set(emptor_session* session, std::int32_t owner, const char* owner_code, std::int32_t term,
                              const char* value, std::int32_t from, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    any(in).set_term(to_owner(owner, owner_code), to_term(term), required(value, "value"), optional_date(from, "from"));
  });
}

emptor_status emptor_term_set_none(emptor_session* session, std::int32_t owner, const char* owner_code,
                                   std::int32_t term, std::int32_t from, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    any(in).set_term_none(to_owner(owner, owner_code), to_term(term), optional_date(from, "from"));
  });
}

emptor_status emptor_term_inherit(emptor_session* session, std::int32_t owner, const char* owner_code,
                                  std::int32_t term, std::int32_t from, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    any(in).inherit_term(to_owner(owner, owner_code), to_term(term), optional_date(from, "from"));
  });
}

emptor_status emptor_term_get(emptor_session* session, const char* party, std::int32_t term, std::int32_t on,
                              std::int64_t known_at, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const EffectiveTerm found = any(in).term(required(party, "party"), to_term(term), as_of(on, known_at));
    RowsBuilder rows{{"value", kText}, {"none", kTruth}, {"origin", kInteger}, {"origin_code", kText}};
    rows.add(found.value, found.none, static_cast<std::int32_t>(found.origin), found.origin_code);
    rows.give(out);
  });
}

emptor_status emptor_term_history(emptor_session* session, std::int32_t owner, const char* owner_code,
                                  std::int32_t term, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"from", kDate}, {"state", kText}, {"value", kText}, {"recorded_at", kInstant}, {"actor", kText}};
    for (const TermChange& change : any(in).term_history(to_owner(owner, owner_code), to_term(term)))
      rows.add(change.from, name_of(change.state), change.value, change.recorded_at, change.actor);
    rows.give(out);
  });
}
