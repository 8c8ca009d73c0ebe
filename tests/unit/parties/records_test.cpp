/// The record of a customer or supplier: made, changed, renamed, found.

#include "base/compose.hpp"
#include "parties/cards.hpp"
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"

using namespace emptor;
using test::BareBook;
using test::figure;
using test::refusal;
using test::refused;

namespace {

std::string times(int count, std::string_view text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

PartyId id_of(BareBook& book, std::string_view code) {
  return book.read([&](access::Work& work) { return parties::find_id(work, code); });
}

std::int64_t rows(BareBook& book) {
  return book.read([](access::Work& work) {
    auto row = work.tx().statement(
        "SELECT (SELECT count(*) FROM emptor_party) + (SELECT count(*) FROM emptor_party_code) + "
        "(SELECT count(*) FROM emptor_party_identity) + (SELECT count(*) FROM emptor_term) + "
        "(SELECT count(*) FROM emptor_membership) + (SELECT count(*) FROM emptor_change)");
    row.step();
    return row.integer(0);
  });
}

}  // namespace

TEST_CASE("a customer is saved once under its code", "[parties][1]") {
  const BareBook book;
  CHECK(book.customers().create({.code = "C001", .name = "An Phat"}));

  CHECK(refusal([&] { book.customers().create({.code = "C001", .name = "An Phat"}); }) == "DUPLICATE_CODE(code)");
  CHECK(refusal([&] { book.suppliers().create({.code = "C001", .name = "An Phat"}); }) == "DUPLICATE_CODE(code)");
}

TEST_CASE("a name of 101 characters is too long, and never truncated", "[parties][1]") {
  const BareBook book;
  const Error error = refused([&] { book.customers().create({.code = "C001", .name = times(101, "x")}); });
  CHECK(error.code() == ErrorCode::too_long);
  CHECK(error.field() == "name");
  CHECK(figure(error, "limit") == "100");
  CHECK(figure(error, "length") == "101");
  CHECK_FALSE(book.customers().find("C001"));

  // Characters, not bytes: 100 of three bytes each are fine.
  CHECK_NOTHROW(book.customers().create({.code = "C001", .name = times(100, "ễ")}));
  CHECK(book.customers().get("C001").name == times(100, "ễ"));
}

TEST_CASE("every field is read back", "[parties][1]") {
  const BareBook book;
  const PartyInput input{.code = "C001",
                         .name = "An Phat",
                         .supplier = true,
                         .tax_number = "0312345678",
                         .representative = "Nguyễn An",
                         .phone = "1",
                         .mobile = "2",
                         .fax = "3",
                         .email = "a@b.vn",
                         .website = "b.vn",
                         .alias = "AP1",
                         .memo = "two\nlines",
                         .since = Date::parse("2020-02-29")};
  const PartyId id = book.customers().create(input);

  const Party party = book.customers().get("C001");
  CHECK(party.id == id);
  CHECK(party.code == "C001");
  CHECK(party.name == "An Phat");
  CHECK(party.customer);
  CHECK(party.supplier);
  CHECK(party.tax_number == "0312345678");
  CHECK(party.representative == "Nguyễn An");
  CHECK(party.phone == "1");
  CHECK(party.mobile == "2");
  CHECK(party.fax == "3");
  CHECK(party.email == "a@b.vn");
  CHECK(party.website == "b.vn");
  CHECK(party.alias == "AP1");
  CHECK(party.memo == "two\nlines");
  CHECK(party.since == Date::parse("2020-02-29"));
  CHECK_FALSE(party.archived);
}

TEST_CASE("all problems of a new record are reported at once and nothing is kept", "[parties]") {
  BareBook book;
  book.customers().create({.code = "C001", .name = "An Phat"});
  const std::int64_t before = rows(book);

  CHECK(refusal([&] {
          book.customers().create({.code = "C001",
                                   .name = times(101, "x"),
                                   .phone = "\xc3(",
                                   .email = times(101, "x"),
                                   .memo = times(2'001, "x"),
                                   .groups = {"NORTH"},
                                   .terms = {{Term::payment_terms, "15"},
                                             {Term::credit_age_days, "3651"},
                                             {Term::salesperson, "E01"},
                                             {Term::payment_terms, "30"},
                                             {static_cast<Term>(99), "x"},
                                             {Term::bill_to, "C001"},
                                             {Term::currency, "DOLLAR"},
                                             {Term::sales_rate, ""}}});
        }) ==
        "TOO_LONG(name) BAD_UTF8(phone) TOO_LONG(email) TOO_LONG(memo) DUPLICATE_CODE(code) "
        "UNKNOWN_REFERENCE(groups[0]) RANGE(terms[1].value) UNKNOWN_REFERENCE(terms[2].value) INVALID(terms[3].term) "
        "INVALID(terms[4].term) CYCLE(terms[5].value) UNKNOWN_CURRENCY(terms[6].value) REQUIRED(terms[7].value)");
  CHECK(refusal([&] { book.customers().create({}); }) == "REQUIRED(code) REQUIRED(name)");
  CHECK(refusal([&] { book.customers().create({.code = times(31, "c"), .name = "x"}); }) == "TOO_LONG(code)");
  CHECK(refusal([&] { book.customers().create({.code = "A\x01", .name = "x"}); }) == "BAD_UTF8(code)");
  CHECK(rows(book) == before);
}

TEST_CASE("SQL in every field is a text", "[parties]") {
  const BareBook book;
  const std::string text = "x'); DROP TABLE emptor_party; --";
  book.customers().create({.code = "' OR 1=1 --",
                           .name = text,
                           .phone = text,
                           .alias = text,
                           .memo = text,
                           .terms = {{Term::payment_method, text}}});
  const Party party = book.customers().get("' OR 1=1 --");
  CHECK(party.name == text);
  CHECK(party.alias == text);
  CHECK(book.customers().term("' OR 1=1 --", Term::payment_method).value == text);
  CHECK_FALSE(book.customers().find("' OR 1=1"));
  CHECK(book.customers().list({.text = text}).size() == 1);
  CHECK(book.customers().count() == 1);
}

TEST_CASE("one record is customer and supplier, by roles", "[parties][12]") {
  const BareBook book;
  book.customers().create({.code = "X", .name = "Both", .customer = true, .supplier = true});
  book.customers().create({.code = "C", .name = "Customer"});
  book.suppliers().create({.code = "V", .name = "Vendor"});
  book.suppliers().create({.code = "Y", .name = "Both", .customer = true, .supplier = true});
  const auto codes = [](const std::vector<Party>& found) {
    std::string text;
    for (const Party& each : found) text += each.code;
    return text;
  };
  CHECK(codes(book.customers().list()) == "CXY");
  CHECK(codes(book.suppliers().list()) == "VXY");
  CHECK(book.customers().count() == 3);
  CHECK(book.suppliers().count() == 3);
  // A code leads to its party through both faces, so that a vendor can become a customer as well.
  CHECK(book.customers().get("V").supplier);
  book.customers().update("V", {.customer = true});
  CHECK(codes(book.customers().list()) == "CVXY");
  CHECK(refusal([&] { book.customers().update("C", {.customer = false}); }) == "INVALID(customer)");
}

TEST_CASE("an update keeps what is not given and is audited with old and new", "[parties][audit]") {
  BareBook book;
  book.access().create_actor("U9", "User nine");
  const PartyId id = book.customers().create({.code = "C001", .name = "An Phat", .phone = "123"});

  Parties(book.as("U9"), true).update("C001", {.name = "An Phát", .archived = true});
  book.customers().update("C001", {.name = "An Phát"});  // says nothing new

  const Party party = book.customers().get("C001");
  CHECK(party.name == "An Phát");
  CHECK(party.phone == "123");
  CHECK(party.archived);
  const auto trail = book.access().audit({.entity = Entity::party, .entity_id = id.value});
  REQUIRE(trail.size() == 2);
  CHECK(trail[0].actor == "owner");
  CHECK(trail[0].command == "customers.create");
  CHECK(trail[0].detail == R"({"code":"C001","name":"An Phat","phone":"123","customer":"1","supplier":"0"})");
  CHECK(trail[1].actor == "U9");
  CHECK(trail[1].command == "customers.update");
  CHECK(trail[1].detail == R"({"name":["An Phat","An Phát"],"archived":["0","1"]})");
}

TEST_CASE("an update that is refused changes nothing", "[parties]") {
  const BareBook book;
  book.customers().create({.code = "C001", .name = "An Phat"});
  book.customers().create({.code = "C002", .name = "Binh Minh"});
  CHECK(refusal([&] { book.customers().update("C009", {.name = "x"}); }) == "NOT_FOUND(code)");
  CHECK(refusal([&] { book.customers().update("C001", {.code = "C002", .name = "", .phone = times(51, "1")}); }) ==
        "REQUIRED(name) TOO_LONG(phone) DUPLICATE_CODE(code)");
  CHECK(refusal([&] { static_cast<void>(book.customers().get("C009")); }) == "NOT_FOUND(code)");
  CHECK(book.customers().get("C001").name == "An Phat");
}

TEST_CASE("a renamed party is found by its old code as well", "[parties]") {
  BareBook book;
  const PartyId id = book.customers().create({.code = "C001", .name = "An Phat"});
  CHECK(id_of(book, "C001") == id);

  book.customers().update("C001", {.code = "AP"});

  CHECK(book.customers().get("AP").id == id);
  CHECK(book.customers().get("C001").code == "AP");
  CHECK(id_of(book, "C001") == id);
  CHECK(id_of(book, "AP") == id);
  CHECK(book.read([&](access::Work& work) { return parties::card(work, id).code; }) == "AP");
  CHECK(book.customers().list({.text = "AP"}).size() == 1);
  CHECK(book.customers().list({.text = "C001"}).empty());
  // The old code is not free for others, but may be taken back.
  CHECK(refusal([&] { book.customers().create({.code = "C001", .name = "Other"}); }) == "DUPLICATE_CODE(code)");
  book.customers().update("AP", {.code = "C001"});
  CHECK(book.customers().get("AP").code == "C001");
  book.customers().update("C001", {.code = "AP"});
  CHECK(book.customers().get("C001").code == "AP");
}

TEST_CASE("a change of name keeps the name that vouchers were written under", "[parties]") {
  BareBook book;
  const PartyId id = book.customers().create({.code = "C001", .name = "An Phat"});
  const auto identity = [&] {
    return book.read([&](access::Work& work) { return parties::card(work, id).identity_id; });
  };
  const std::int64_t first = identity();
  book.customers().update("C001", {.phone = "1"});
  CHECK(identity() == first);

  book.customers().update("C001", {.name = "An Phat Group"});

  CHECK(identity() != first);
  CHECK(book.read([&](access::Work& work) { return parties::identity_name(work, first); }) == "An Phat");
  CHECK(book.read([&](access::Work& work) { return parties::card(work, id).name; }) == "An Phat Group");
}

TEST_CASE("cards follow the changes of others", "[parties][card]") {
  BareBook book;
  const PartyId id = book.customers().create({.code = "C001", .name = "An Phat"});
  const auto name = [&] { return book.read([&](access::Work& work) { return parties::card(work, id).name; }); };
  CHECK(name() == "An Phat");
  book.customers().update("C001", {.name = "Two"});
  CHECK(name() == "Two");
  // Undone work leaves nothing behind.
  {
    auto work = access::Work::write(*book.state);
    work.tx().execute("UPDATE emptor_party SET name = 'Three' WHERE id = ?1", id);
    work.record(Entity::party, id.value, "test", "{}");
    CHECK(parties::card(work, id).name == "Three");
  }
  CHECK(name() == "Two");
  book.read([&](access::Work& work) {
    CHECK(refusal([&] { static_cast<void>(parties::card(work, PartyId(99))); }) == "UNKNOWN_REFERENCE(party)");
    CHECK(refusal([&] { static_cast<void>(parties::require(work, "C9", "party")); }) == "UNKNOWN_REFERENCE(party)");
    CHECK_FALSE(parties::find_id(work, "C9"));
    const parties::PartyCard& card = parties::require(work, "C001", "party");
    CHECK(&card == &parties::card(work, id));
    return 0;
  });
}

TEST_CASE("many customers are created in one transaction and found by code", "[parties][3]") {
  BareBook book;
  book.state->open.emplace(book.state->database->begin(store::Access::write));
  for (int i = 0; i < 3'000; ++i) book.customers().create({.code = compose("C{:07}", i), .name = "Customer"});
  book.state->open->commit();
  book.state->open.reset();
  CHECK(book.customers().count() == 3'000);
  CHECK(book.customers().get("C0002999").name == "Customer");
}

TEST_CASE("a million customers", "[parties][3][.soak]") {
  BareBook book;
  book.state->open.emplace(book.state->database->begin(store::Access::write));
  for (int i = 0; i < 1'000'000; ++i) book.customers().create({.code = compose("C{:07}", i), .name = "Customer"});
  book.state->open->commit();
  book.state->open.reset();
  CHECK(book.customers().find("C0999999"));
  CHECK(book.customers().count() == 1'000'000);
}
