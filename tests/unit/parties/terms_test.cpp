/// Terms: where they come from, from when on, and what they may hold.
#include "emptor/parties.hpp"
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

Date day(std::string_view iso) { return Date::parse(iso); }

/// C001 in NORTH, C002 in SOUTH, both below VN; E01 and E02 are in charge of somebody.
struct Trade : BareBook {
  explicit Trade(test::BareBookOptions options = {}) : BareBook(std::move(options)) {
    customers().create_group({.code = "VN", .name = "Vietnam"});
    customers().create_group({.code = "NORTH", .name = "North", .parent = "VN"});
    customers().create_group({.code = "SOUTH", .name = "South", .parent = "VN"});
    customers().create_person({.code = "E01", .name = "Hoa"});
    customers().create_person({.code = "E02", .name = "Lan"});
    customers().create({.code = "C001", .name = "An Phat", .groups = {"NORTH"}});
    customers().create({.code = "C002", .name = "Binh Minh", .groups = {"SOUTH"}});
  }
  void set(std::string_view code, Term term, std::string_view value, std::optional<Date> from = {}) const {
    customers().set_term(TermOwner::party(code), term, value, from);
  }
  [[nodiscard]] std::string refused_value(Term term, std::string_view value) const {
    return refusal([&] { set("C001", term, value); });
  }
  [[nodiscard]] std::optional<std::string> value(std::string_view code, Term term, std::string_view on) const {
    return customers().term(code, term, {.on = day(on)}).value;
  }
};

EffectiveTerm from(TermOrigin origin, std::string_view code, std::string_view value) {
  return {.value = std::string(value), .origin = origin, .origin_code = std::string(code)};
}

}  // namespace

TEST_CASE("a customer's own term wins over its group's, and says where it came from", "[parties][9]") {
  const Trade book;
  book.customers().set_term(TermOwner::group("NORTH"), Term::payment_terms, "30");
  book.customers().set_term(TermOwner::group("NORTH"), Term::currency, "VND");
  book.set("C001", Term::payment_terms, "15");
  book.customers().set_term(TermOwner::book(), Term::payment_terms, "0");

  CHECK(book.customers().term("C001", Term::payment_terms) == from(TermOrigin::party, "C001", "15"));
  CHECK(book.customers().term("C001", Term::currency) == from(TermOrigin::group, "NORTH", "VND"));
  CHECK(book.customers().term("C002", Term::payment_terms) == from(TermOrigin::book, "", "0"));
  CHECK(book.customers().term("C002", Term::currency) == EffectiveTerm{});
}

TEST_CASE("a term is inherited from the nearest ancestor", "[parties][9]") {
  const Trade book;
  book.customers().set_term(TermOwner::group("VN"), Term::payment_terms, "60");
  CHECK(book.customers().term("C001", Term::payment_terms) == from(TermOrigin::group, "VN", "60"));
  book.customers().set_term(TermOwner::group("NORTH"), Term::payment_terms, "30");
  CHECK(book.customers().term("C001", Term::payment_terms) == from(TermOrigin::group, "NORTH", "30"));
  CHECK(book.customers().term("C002", Term::payment_terms) == from(TermOrigin::group, "VN", "60"));
}

TEST_CASE("of several groups the one with the smallest priority number is asked first, then the code decides",
          "[parties][9]") {
  const Trade book;
  book.customers().create_group({.code = "Z", .name = "Key accounts", .priority = 10});
  book.customers().create_group({.code = "A", .name = "Others", .priority = 100});
  book.customers().join_group("C001", "Z");
  book.customers().join_group("C001", "A");
  for (const char* group : {"NORTH", "A", "Z"})
    book.customers().set_term(TermOwner::group(group), Term::payment_method, group);
  CHECK(book.customers().term("C001", Term::payment_method).value == "Z");
  book.customers().inherit_term(TermOwner::group("Z"), Term::payment_method);
  CHECK(book.customers().term("C001", Term::payment_method).value == "A");
  CHECK(book.customers().groups_of("C001") == std::vector<std::string>{"Z", "A", "NORTH"});
}

TEST_CASE("not set inherits, none is an answer of its own", "[parties][26]") {
  const Trade book;
  book.customers().set_term(TermOwner::book(), Term::credit_limit, "500");
  CHECK(book.customers().term("C001", Term::credit_limit).value == "500");

  book.customers().set_term_none(TermOwner::party("C001"), Term::credit_limit);
  const EffectiveTerm none = book.customers().term("C001", Term::credit_limit);
  CHECK_FALSE(none.value);
  CHECK(none.none);
  CHECK(none.origin == TermOrigin::party);

  book.set("C001", Term::credit_limit, "0");
  CHECK(book.customers().term("C001", Term::credit_limit) == from(TermOrigin::party, "C001", "0"));

  book.customers().inherit_term(TermOwner::party("C001"), Term::credit_limit);
  CHECK(book.customers().term("C001", Term::credit_limit) == from(TermOrigin::book, "", "500"));
}

TEST_CASE("a credit limit and an age in days", "[parties][26]") {
  test::BareBookOptions options;
  options.settings.profile = Profile::ecount;
  const Trade book(options);
  book.set("C001", Term::credit_limit, "1000.00");
  book.set("C001", Term::credit_age_days, "60");
  CHECK(book.customers().term("C001", Term::credit_limit).value == "1000");
  CHECK(book.customers().term("C001", Term::credit_age_days).value == "60");

  const Error error = refused([&] { book.set("C001", Term::credit_age_days, "366"); });
  CHECK(error.code() == ErrorCode::range);
  CHECK(error.field() == "value");
  CHECK(error.problems().front().figures ==
        std::vector<std::pair<std::string, std::string>>{{"min", "0"}, {"max", "365"}});
  CHECK_NOTHROW(book.set("C001", Term::credit_age_days, "365"));
  CHECK(book.refused_value(Term::sales_rate, "5.125") == "SCALE(value)");
}

TEST_CASE("the standard profile allows ten years", "[parties][26]") {
  const Trade book;
  CHECK_NOTHROW(book.set("C001", Term::credit_age_days, "3650"));
  CHECK(book.refused_value(Term::credit_age_days, "3651") == "RANGE(value)");
  CHECK_NOTHROW(book.set("C001", Term::sales_rate, "5.125"));
}

TEST_CASE("each term takes values of its kind only, in one form", "[parties]") {
  Trade book;
  const auto kept = [&](Term term, std::string_view value) {
    book.set("C001", term, value);
    return *book.customers().term("C001", term).value;
  };
  CHECK(kept(Term::payment_terms, "060") == "60");
  CHECK(kept(Term::sales_rate, "+5.00") == "5");
  CHECK(kept(Term::sales_rate, "-0.00") == "0");
  CHECK(kept(Term::sales_rate, "100") == "100");
  CHECK(kept(Term::purchase_rate, "-999.99") == "-999.99");
  CHECK(kept(Term::credit_limit, "1e3") == "1000");
  CHECK(kept(Term::credit_limit, "0.5") == "0.5");
  CHECK(kept(Term::credit_at_order, "warn") == "warn");
  CHECK(kept(Term::currency, "EUR") == "EUR");
  CHECK(kept(Term::payment_method, "Chuyển khoản") == "Chuyển khoản");
  CHECK(kept(Term::salesperson, "E01") == "E01");

  CHECK(book.refused_value(Term::payment_terms, "15 days") == "INVALID(value)");
  CHECK(book.refused_value(Term::payment_terms, "1.5") == "INVALID(value)");
  CHECK(book.refused_value(Term::payment_terms, "-1") == "RANGE(value)");
  CHECK(book.refused_value(Term::payment_terms, "99999999999999999999") == "RANGE(value)");
  CHECK(book.refused_value(Term::payment_terms, "") == "REQUIRED(value)");
  CHECK(book.refused_value(Term::sales_rate, "five") == "INVALID(value)");
  CHECK(book.refused_value(Term::sales_rate, "5,5") == "INVALID(value)");
  CHECK(book.refused_value(Term::sales_rate, "100.01") == "RANGE(value)");
  CHECK(book.refused_value(Term::sales_rate, "-1000") == "RANGE(value)");
  CHECK(book.refused_value(Term::sales_rate, "5.00001") == "SCALE(value)");
  CHECK(book.refused_value(Term::credit_limit, "-0.01") == "RANGE(value)");
  CHECK(book.refused_value(Term::credit_limit, "0.001") == "SCALE(value)");
  CHECK(book.refused_value(Term::credit_limit, "9e17") == "RANGE(value)");
  CHECK(book.refused_value(Term::credit_at_sale, "Block") == "INVALID(value)");
  CHECK(book.refused_value(Term::currency, "usd") == "UNKNOWN_CURRENCY(value)");
  CHECK(book.refused_value(Term::credit_currency, "XXQ") == "UNKNOWN_CURRENCY(value)");
  CHECK(book.refused_value(Term::salesperson, "E09") == "UNKNOWN_REFERENCE(value)");
  CHECK(book.refused_value(Term::bill_to, "C009") == "UNKNOWN_REFERENCE(value)");
  CHECK(book.refused_value(Term::payment_method, std::string(51, 'x')) == "TOO_LONG(value)");
  CHECK(book.refused_value(Term::payment_method, "\xfe") == "BAD_UTF8(value)");
  CHECK(book.refused_value(static_cast<Term>(0), "x") == "INVALID(term)");
  CHECK(book.refused_value(static_cast<Term>(99), "x") == "INVALID(term)");
  CHECK(book.refused_value(static_cast<Term>(200), "x") == "INVALID(term)");
}

TEST_CASE("the decimals of a credit limit are those of its currency", "[parties]") {
  const Trade book;
  book.customers().set_term(TermOwner::group("NORTH"), Term::credit_currency, "VND");
  CHECK(book.refused_value(Term::credit_limit, "1000.5") == "SCALE(value)");
  CHECK_NOTHROW(book.set("C001", Term::credit_limit, "1000"));
  CHECK_NOTHROW(book.set("C002", Term::credit_limit, "1000.5"));
  CHECK(refusal([&] { book.customers().set_term(TermOwner::group("NORTH"), Term::credit_limit, "0.5"); }) ==
        "SCALE(value)");
  CHECK(refusal([&] {
          book.customers().create(
              {.code = "N", .name = "N", .groups = {"NORTH"}, .terms = {{Term::credit_limit, "0.5"}}});
        }) == "SCALE(terms[0].value)");
  CHECK_NOTHROW(book.customers().create({.code = "N",
                                         .name = "N",
                                         .groups = {"NORTH"},
                                         .terms = {{Term::credit_limit, "0.125"}, {Term::credit_currency, "BHD"}}}));
}

TEST_CASE("codes of rooms above are checked by them", "[parties]") {
  const Trade book;
  CHECK_NOTHROW(book.set("C001", Term::sales_level, "ANY"));  // nobody is there to ask
  book.state->term_reference_exists = [](access::Work&, int term, std::string_view code) {
    return term == static_cast<int>(Term::sales_level) && code == "WHOLESALE";
  };
  CHECK_NOTHROW(book.set("C001", Term::sales_level, "WHOLESALE"));
  CHECK(book.refused_value(Term::sales_level, "RETAIL") == "UNKNOWN_REFERENCE(value)");
  for (const Term term : {Term::purchase_level, Term::sales_list, Term::purchase_list, Term::tax_code})
    CHECK(book.refused_value(term, "WHOLESALE") == "UNKNOWN_REFERENCE(value)");
  CHECK(book.customers().term("C001", Term::sales_level).value == "WHOLESALE");
}

TEST_CASE("a term holds from its day on, until the next one", "[parties][as_of]") {
  const Trade book;
  book.set("C001", Term::payment_terms, "10");
  book.set("C001", Term::payment_terms, "20", day("2026-02-01"));
  book.set("C001", Term::payment_terms, "40", day("2026-06-01"));
  book.set("C001", Term::payment_terms, "30", day("2026-04-01"));

  CHECK(book.value("C001", Term::payment_terms, "1990-01-01") == "10");
  CHECK(book.value("C001", Term::payment_terms, "2026-01-31") == "10");
  CHECK(book.value("C001", Term::payment_terms, "2026-02-01") == "20");
  CHECK(book.value("C001", Term::payment_terms, "2026-03-31") == "20");
  CHECK(book.value("C001", Term::payment_terms, "2026-04-01") == "30");
  CHECK(book.value("C001", Term::payment_terms, "2026-05-31") == "30");
  CHECK(book.value("C001", Term::payment_terms, "2099-01-01") == "40");
  CHECK(book.customers().term("C001", Term::payment_terms).value == "20");  // today is 2026-03-31

  book.customers().inherit_term(TermOwner::party("C001"), Term::payment_terms, day("2026-03-01"));
  CHECK(book.value("C001", Term::payment_terms, "2026-02-28") == "20");
  CHECK_FALSE(book.value("C001", Term::payment_terms, "2026-03-31"));
  CHECK(book.value("C001", Term::payment_terms, "2026-04-01") == "30");
}

TEST_CASE("what was said later for the same day holds, and the earlier answer can still be asked for",
          "[parties][as_of]") {
  const Trade book;
  book.clock->set(Instant::parse("2026-03-01T08:00:00Z"));
  book.set("C001", Term::payment_terms, "30", day("2026-01-01"));
  book.clock->set(Instant::parse("2026-03-02T08:00:00Z"));
  book.set("C001", Term::payment_terms, "45", day("2026-01-01"));
  const auto known = [&](std::string_view at) {
    return book.customers()
        .term("C001", Term::payment_terms, {.on = day("2026-02-01"), .known_at = Instant::parse(at)})
        .value;
  };
  CHECK(book.value("C001", Term::payment_terms, "2026-02-01") == "45");
  CHECK(known("2026-03-02T08:00:00Z") == "45");
  CHECK(known("2026-03-02T07:59:59Z") == "30");
  CHECK(known("2026-03-01T08:00:00Z") == "30");
  CHECK_FALSE(known("2026-02-28T00:00:00Z"));
}

TEST_CASE("groups and the book are asked as they were known as well", "[parties][as_of]") {
  const Trade book;
  const Instant before = Instant::parse("2026-04-10T00:00:00Z");
  book.clock->set(Instant::parse("2026-04-11T00:00:00Z"));
  book.customers().set_term(TermOwner::group("NORTH"), Term::payment_terms, "30");
  book.customers().set_term(TermOwner::book(), Term::payment_method, "cash");
  book.customers().join_group("C002", "NORTH");
  const Parties customers = book.customers();
  CHECK(customers.term("C001", Term::payment_terms).value == "30");
  CHECK(customers.term("C002", Term::payment_terms).value == "30");
  CHECK_FALSE(customers.term("C001", Term::payment_terms, {.known_at = before}).value);
  CHECK_FALSE(customers.term("C001", Term::payment_method, {.known_at = before}).value);
  CHECK_FALSE(customers.term("C002", Term::payment_terms, {.known_at = before}).value);
  CHECK(customers.groups_of("C002") == std::vector<std::string>{"NORTH", "SOUTH"});
  CHECK(customers.groups_of("C002", {.known_at = before}) == std::vector<std::string>{"SOUTH"});
}

TEST_CASE("the history of a term names every change and who made it", "[parties][audit]") {
  Trade book;
  book.access().create_actor("U9", "User nine");
  const PartyId id = book.customers().get("C001").id;
  book.set("C001", Term::credit_limit, "1000");
  Parties(book.as("U9"), true).set_term(TermOwner::party("C001"), Term::credit_limit, "1500.00", day("2026-04-01"));
  book.customers().set_term_none(TermOwner::party("C001"), Term::credit_limit, day("2027-01-01"));

  const auto history = book.customers().term_history(TermOwner::party("C001"), Term::credit_limit);
  REQUIRE(history.size() == 3);
  CHECK_FALSE(history[0].from);
  CHECK(history[0].value == "1000");
  CHECK(history[0].actor == "owner");
  CHECK(history[1].from == day("2026-04-01"));
  CHECK(history[1].value == "1500");
  CHECK(history[1].actor == "U9");
  CHECK(history[2].state == TermChange::State::none);

  const auto trail = book.access().audit({.entity = Entity::party, .entity_id = id.value});
  REQUIRE(trail.size() == 4);
  CHECK(trail[2].actor == "U9");
  CHECK(trail[2].command == "customers.set_term");
  CHECK(trail[2].detail == R"({"term":"credit_limit","from":"2026-04-01","credit_limit":["1000","1500"]})");
  CHECK(trail[3].detail == R"json({"term":"credit_limit","from":"2027-01-01","credit_limit":["1500","(none)"]})json");
}

TEST_CASE("a term of nobody is refused", "[parties]") {
  const Trade book;
  const auto set = [&](const TermOwner& owner) {
    return refusal([&] { book.customers().set_term(owner, Term::payment_terms, "1"); });
  };
  CHECK(set(TermOwner::party("C009")) == "NOT_FOUND(owner)");
  CHECK(set(TermOwner::group("WEST")) == "NOT_FOUND(owner)");
  CHECK(set({TermOrigin::nowhere, {}}) == "INVALID(owner)");
  CHECK(refusal([&] { static_cast<void>(book.customers().term("C009", Term::currency)); }) == "NOT_FOUND(party)");
  CHECK(refusal([&] { static_cast<void>(book.customers().term("C001", static_cast<Term>(50))); }) == "INVALID(term)");
}

TEST_CASE("a branch is billed to its head office, one level up", "[parties][43]") {
  Trade book;
  for (const char* code : {"HQ", "B1", "B2", "TOP"}) book.customers().create({.code = code, .name = code});
  const auto account = [&](std::string_view code, std::string_view on) {
    return book.read([&](access::Work& work) {
      const PartyId id = parties::account_of(work, parties::require(work, code, "party"), day(on));
      return parties::card(work, id).code;
    });
  };
  book.set("B1", Term::bill_to, "HQ", day("2026-01-01"));

  CHECK(account("B1", "2025-12-31") == "B1");
  CHECK(account("B1", "2026-01-01") == "HQ");
  CHECK(account("HQ", "2026-01-01") == "HQ");

  CHECK(refusal([&] { book.set("HQ", Term::bill_to, "HQ"); }) == "CYCLE(value)");
  CHECK(refusal([&] { book.set("HQ", Term::bill_to, "B1"); }) == "CYCLE(value)");
  CHECK(refusal([&] { book.set("HQ", Term::bill_to, "TOP"); }) == "INVALID(value)");
  CHECK(refusal([&] { book.set("B2", Term::bill_to, "B1"); }) == "INVALID(value)");
  CHECK(refusal([&] { book.customers().set_term(TermOwner::group("NORTH"), Term::bill_to, "HQ"); }) ==
        "INVALID(owner)");
  CHECK(refusal([&] {
          book.customers().create({.code = "B3", .name = "B3", .terms = {{Term::bill_to, "B1"}}});
        }) == "INVALID(terms[0].value)");
  CHECK_NOTHROW(book.customers().create({.code = "B3", .name = "B3", .terms = {{Term::bill_to, "HQ"}}}));
}

TEST_CASE("head offices may change with time, as long as no day has two levels", "[parties][43]") {
  const Trade book;
  for (const char* code : {"HQ", "B1", "TOP"}) book.customers().create({.code = code, .name = code});
  book.set("B1", Term::bill_to, "HQ", day("2026-01-01"));
  book.customers().inherit_term(TermOwner::party("B1"), Term::bill_to, day("2026-07-01"));

  // Before B1 came and after it left, HQ may be a branch itself; in between it may not.
  CHECK(refusal([&] { book.set("HQ", Term::bill_to, "TOP", day("2026-06-30")); }) == "INVALID(value)");
  CHECK_NOTHROW(book.set("HQ", Term::bill_to, "TOP", day("2026-07-01")));
  CHECK(refusal([&] { book.set("HQ", Term::bill_to, "TOP"); }) == "INVALID(value)");
  CHECK(refusal([&] { book.set("B1", Term::bill_to, "HQ", day("2026-08-01")); }) == "INVALID(value)");
  CHECK_NOTHROW(book.set("B1", Term::bill_to, "TOP", day("2026-08-01")));
}

TEST_CASE("a renamed head office stays the head office", "[parties][43]") {
  Trade book;
  for (const char* code : {"HQ", "B1", "TOP"}) book.customers().create({.code = code, .name = code});
  book.set("B1", Term::bill_to, "HQ");
  book.customers().update("HQ", {.code = "HEAD"});
  book.customers().update("HEAD", {.code = "HEAD2"});
  CHECK(book.read([&](access::Work& work) {
    const PartyId id = parties::account_of(work, parties::require(work, "B1", "party"), day("2026-01-01"));
    return parties::card(work, id).code;
  }) == "HEAD2");
  CHECK(refusal([&] { book.set("HEAD2", Term::bill_to, "TOP"); }) == "INVALID(value)");
  CHECK(refusal([&] { book.set("HEAD2", Term::bill_to, "B1"); }) == "CYCLE(value)");
  // The old code names the same head office, under its present one.
  book.set("C001", Term::bill_to, "HQ");
  CHECK(book.customers().term("C001", Term::bill_to).value == "HEAD2");
}

TEST_CASE("terms have names", "[parties]") {
  for (int i = 1; i <= 17; ++i) {
    const auto term = static_cast<Term>(i);
    CHECK_FALSE(to_string(term).empty());
    CHECK(parse_term(to_string(term)) == term);
  }
  CHECK(to_string(Term::credit_age_days) == "credit_age_days");
  CHECK(to_string(Term::payment_method) == "payment_method");
  CHECK(to_string(static_cast<Term>(0)).empty());
  CHECK_FALSE(parse_term(""));
  CHECK_FALSE(parse_term("Currency"));
}
