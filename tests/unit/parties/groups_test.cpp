/// Groups, addresses, contacts, people in charge, lists and pickers.

#include <algorithm>

#include "base/compose.hpp"
#include "parties/cards.hpp"
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"

using namespace emptor;
using test::BareBook;
using test::refusal;

namespace {

using Codes = std::vector<std::string>;

Date day(std::string_view iso) { return Date::parse(iso); }

Codes codes(const std::vector<Party>& parties) {
  Codes found;
  for (const Party& each : parties) found.push_back(each.code);
  return found;
}

/// VN over NORTH over HANOI, VN over SOUTH; C001 in HANOI, C002 in SOUTH.
struct Trade : BareBook {
  Trade() {
    customers().create_group({.code = "VN", .name = "Vietnam"});
    customers().create_group({.code = "NORTH", .name = "North", .parent = "VN"});
    customers().create_group({.code = "SOUTH", .name = "South", .parent = "VN"});
    customers().create_group({.code = "HANOI", .name = "Hanoi", .parent = "NORTH"});
    customers().create({.code = "C001", .name = "An Phat", .alias = "AP1", .groups = {"HANOI"}});
    customers().create({.code = "C002", .name = "Binh Minh", .groups = {"SOUTH"}});
  }
  [[nodiscard]] Codes in(std::string_view group) const {
    return codes(customers().list({.group = std::string(group)}));
  }
  [[nodiscard]] Codes search(std::string_view text) const {
    return codes(customers().list({.text = std::string(text)}));
  }
  /// As in a batch: one transaction for many calls.
  template <class Calls>
  void at_once(Calls calls) {
    state->open.emplace(state->database->begin(store::Access::write));
    calls();
    state->open->commit();
    state->open.reset();
  }
};

}  // namespace

// --- Groups

TEST_CASE("a flat group filters a list", "[parties][groups][11][13]") {
  const Trade book;
  CHECK(book.in("SOUTH") == Codes{"C002"});
  CHECK(book.in("HANOI") == Codes{"C001"});
  CHECK(refusal([&] { static_cast<void>(book.in("WEST")); }) == "UNKNOWN_REFERENCE(group)");
}

TEST_CASE("a tree of groups: filtering on a node includes all below it", "[parties][groups][14]") {
  const Trade book;
  CHECK(book.in("VN") == Codes{"C001", "C002"});
  CHECK(book.in("NORTH") == Codes{"C001"});

  book.customers().move_group("HANOI", "SOUTH");
  CHECK(book.in("NORTH").empty());
  CHECK(book.in("SOUTH") == Codes{"C001", "C002"});

  CHECK(refusal([&] { book.customers().move_group("VN", "HANOI"); }) == "CYCLE(parent)");
  CHECK(refusal([&] { book.customers().move_group("VN", "VN"); }) == "CYCLE(parent)");
  CHECK(refusal([&] { book.customers().move_group("WEST", "VN"); }) == "NOT_FOUND(group)");
  CHECK(refusal([&] { book.customers().move_group("VN", "WEST"); }) == "UNKNOWN_REFERENCE(parent)");

  book.customers().move_group("HANOI", std::nullopt);
  CHECK(book.in("VN") == Codes{"C002"});
  const auto trail = book.access().audit({.entity = Entity::party_group});
  CHECK(trail.back().detail == R"({"parent":["SOUTH",""]})");
}

TEST_CASE("moving a group moves the terms that its members inherit", "[parties][groups][14]") {
  const Trade book;
  book.customers().set_term(TermOwner::group("NORTH"), Term::payment_terms, "30");
  book.customers().set_term(TermOwner::group("SOUTH"), Term::payment_terms, "45");
  CHECK(book.customers().term("C001", Term::payment_terms).value == "30");
  book.customers().move_group("HANOI", "SOUTH");
  CHECK(book.customers().term("C001", Term::payment_terms).value == "45");
}

TEST_CASE("groups are made with a free code below a known parent", "[parties][groups]") {
  const Trade book;
  const auto create = [&](const PartyGroup& group) { return refusal([&] { book.customers().create_group(group); }); };
  CHECK(create({.code = "VN", .name = "x"}) == "DUPLICATE_CODE(code)");
  CHECK(create({.code = "", .name = std::string(101, 'x'), .parent = "WEST"}) ==
        "REQUIRED(code) TOO_LONG(name) UNKNOWN_REFERENCE(parent)");
  CHECK(create({.code = "A", .name = "x", .parent = "A"}) == "CYCLE(parent)");
  const auto groups = book.customers().groups();
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].code == "HANOI");
  CHECK(groups[0].parent == "NORTH");
  CHECK(groups[3].code == "VN");
  CHECK_FALSE(groups[3].parent);
  CHECK(groups[3].priority == 100);
}

TEST_CASE("a membership holds from a day on until it ends", "[parties][groups][as_of]") {
  const Trade book;
  const auto groups_on = [&](std::string_view on) { return book.customers().groups_of("C001", {.on = day(on)}); };
  book.customers().join_group("C001", "SOUTH", day("2026-05-01"));
  book.customers().leave_group("C001", "HANOI", day("2026-06-01"));

  CHECK(groups_on("2026-04-30") == Codes{"HANOI"});
  CHECK(groups_on("2026-05-01") == Codes{"HANOI", "SOUTH"});
  CHECK(groups_on("2026-06-01") == Codes{"SOUTH"});
  CHECK(book.in("SOUTH") == Codes{"C002"});  // today is 2026-03-31
  book.clock->set(day("2026-06-01"));
  CHECK(book.in("SOUTH") == Codes{"C001", "C002"});
  CHECK(book.in("HANOI").empty());

  CHECK(refusal([&] { book.customers().leave_group("C001", "HANOI", day("2026-06-01")); }) == "NOT_FOUND(group)");
  CHECK(refusal([&] { book.customers().join_group("C001", "WEST"); }) == "UNKNOWN_REFERENCE(group)");
  CHECK(refusal([&] { book.customers().join_group("C009", "VN"); }) == "NOT_FOUND(party)");
  const auto trail = book.access().audit({.entity = Entity::party});
  CHECK(trail.back().detail == R"({"group":"HANOI","from":"2026-06-01","member":["1","0"]})");
}

TEST_CASE("a card ranks the groups of a party: priority, code, then ancestors, none twice", "[parties][groups][card]") {
  Trade book;
  book.customers().create_group({.code = "KEY", .name = "Key accounts", .priority = 1});
  book.customers().join_group("C001", "KEY");
  book.customers().join_group("C001", "NORTH");
  book.read([&](access::Work& work) {
    const auto& groups = parties::require(work, "C001", "party").on(day("2026-03-31")).groups;
    REQUIRE(groups.size() == 4);
    const auto rank = [&](std::size_t i) {
      return std::pair(parties::group_code(work, groups[i].group), groups[i].distance);
    };
    CHECK(rank(0) == std::pair<std::string, int>("KEY", 0));
    CHECK(rank(1) == std::pair<std::string, int>("HANOI", 0));
    // An ancestor of HANOI, but the party is a member of it as well.
    CHECK(rank(2) == std::pair<std::string, int>("NORTH", 0));
    CHECK(rank(3) == std::pair<std::string, int>("VN", 1));
    return 0;
  });
}

TEST_CASE("the members of a group are those of the day", "[parties][groups]") {
  Trade book;
  book.customers().join_group("C002", "HANOI", day("2026-05-01"));
  book.customers().leave_group("C002", "HANOI", day("2026-07-01"));
  const auto count = [&](std::string_view group, std::string_view on) {
    return book.read(
        [&](access::Work& work) { return parties::members(work, parties::find_group(work, group), day(on)).size(); });
  };
  CHECK(count("HANOI", "2026-04-30") == 1);
  CHECK(count("HANOI", "2026-05-01") == 2);
  CHECK(count("HANOI", "2026-07-01") == 1);
  CHECK(count("VN", "2026-05-01") == 2);
}

// --- Addresses and contacts

TEST_CASE("a customer has many addresses and one default", "[parties][6]") {
  Trade book;
  const auto names = [&] {
    Codes found;
    for (const Address& each : book.customers().addresses("C001"))
      found.push_back(each.name + (each.is_default ? "*" : ""));
    return found;
  };
  const auto default_name = [&] {
    return book.read([](access::Work& work) {
      const AddressId id = parties::require(work, "C001", "party").default_address;
      return id ? parties::address(work, id).name : std::string();
    });
  };
  CHECK(default_name().empty());
  book.customers().save_address("C001", {.name = "WH-A", .street = "1 Le Loi"});
  book.customers().save_address("C001", {.name = "HQ", .street = "2 Hang Bai", .is_default = true});
  book.customers().save_address("C001", {.name = "WH-B", .street = "3 Old Street"});
  CHECK(names() == Codes{"HQ*", "WH-A", "WH-B"});
  CHECK(default_name() == "HQ");

  book.customers().save_address("C001", {.name = "WH-A", .street = "1 Le Loi", .is_default = true});
  CHECK(names() == Codes{"WH-A*", "HQ", "WH-B"});
  CHECK(default_name() == "WH-A");
  book.customers().save_address("C001", {.name = "WH-A", .street = "1 Le Loi"});
  CHECK(names() == Codes{"WH-A", "HQ", "WH-B"});
  CHECK(default_name().empty());
  CHECK(book.customers().addresses("C002").empty());
}

TEST_CASE("the old text of an address stays for the vouchers that used it", "[parties][6]") {
  Trade book;
  book.customers().save_address("C001", {.name = "WH-B", .street = "3 Old Street", .country = "VN"});
  const auto find = [&] {
    return book.read(
        [](access::Work& work) { return parties::find_address(work, parties::find_id(work, "C001"), "WH-B"); });
  };
  const AddressId old = find();
  book.customers().save_address("C001", {.name = "WH-B", .street = "4 New Street", .country = "VN"});
  CHECK(find() != old);
  CHECK(book.read([&](access::Work& work) { return parties::address(work, old).street; }) == "3 Old Street");
  REQUIRE(book.customers().addresses("C001").size() == 1);
  CHECK(book.customers().addresses("C001")[0].street == "4 New Street");
  CHECK(book.customers().addresses("C001")[0].country == "VN");
  const auto trail = book.access().audit({.entity = Entity::party});
  CHECK(trail.back().detail == R"({"address":"WH-B","street":["3 Old Street","4 New Street"]})");
  // Saving the same again is no change.
  book.customers().save_address("C001", {.name = "WH-B", .street = "4 New Street", .country = "VN"});
  CHECK(book.access().audit({.entity = Entity::party}).size() == trail.size());
}

TEST_CASE("addresses and contacts are checked", "[parties]") {
  const Trade book;
  CHECK(refusal([&] {
          book.customers().save_address("C001", {.street = std::string(501, 'x'),
                                                 .city = "\x80",
                                                 .region = std::string(101, 'x'),
                                                 .postal_code = std::string(21, '1'),
                                                 .country = "vn"});
        }) == "REQUIRED(name) TOO_LONG(street) BAD_UTF8(city) TOO_LONG(region) TOO_LONG(postal_code) INVALID(country)");
  for (const char* country : {"XX", "V", "VNM", "D ", " D"})
    CHECK(refusal([&] { book.customers().save_address("C001", {.name = "A", .country = country}); }) ==
          "INVALID(country)");
  CHECK(refusal([&] { book.customers().save_address("C009", {.name = "A"}); }) == "NOT_FOUND(party)");
  CHECK(refusal([&] { book.customers().save_contact("C001", {.role = std::string(51, 'x')}); }) ==
        "REQUIRED(name) TOO_LONG(role)");
  CHECK(refusal([&] { book.customers().save_contact("C009", {.name = "A"}); }) == "NOT_FOUND(party)");
}

TEST_CASE("a contact is replaced under its name", "[parties]") {
  const Trade book;
  book.customers().save_contact("C001", {.name = "Lan", .role = "Buyer", .phone = "1"});
  book.customers().save_contact("C001", {.name = "An", .role = "CEO"});
  book.customers().save_contact("C001", {.name = "Lan", .role = "Buyer", .phone = "2", .email = "l@a.vn"});
  const auto contacts = book.customers().contacts("C001");
  REQUIRE(contacts.size() == 2);
  CHECK(contacts[0].name == "An");
  CHECK(contacts[1].phone == "2");
  CHECK(contacts[1].email == "l@a.vn");
  const auto trail = book.access().audit({.entity = Entity::party});
  CHECK(trail.back().detail == R"({"contact":"Lan","phone":["1","2"],"email":["","l@a.vn"]})");
}

// --- People in charge

TEST_CASE("a person is in charge until the last day", "[parties][persons]") {
  Trade book;
  const PersonId id = book.customers().create_person(
      {.code = "E01", .name = "Hoa", .phone = "1", .email = "h@x.vn", .active = {day("2026-01-01"), std::nullopt}});
  book.customers().create_person({.code = "A01", .name = "Anh"});
  book.customers().end_person("E01", day("2026-03-31"));
  book.customers().end_person("E01", day("2026-03-31"));

  const auto persons = book.customers().persons();
  REQUIRE(persons.size() == 2);
  CHECK(persons[0].code == "A01");
  CHECK(persons[1].active.contains(day("2026-03-31")));
  CHECK_FALSE(persons[1].active.contains(day("2026-04-01")));
  CHECK(book.read([&](access::Work& work) { return parties::person_code(work, id); }) == "E01");
  CHECK(book.read([&](access::Work& work) { return parties::find_person(work, "E01")->name; }) == "Hoa");
  const auto trail = book.access().audit({.entity = Entity::person});
  REQUIRE(trail.size() == 3);
  CHECK(trail[2].detail == R"({"active.until":["","2026-04-01"]})");

  CHECK(refusal([&] { book.customers().create_person({.code = "E01", .name = ""}); }) ==
        "REQUIRED(name) DUPLICATE_CODE(code)");
  CHECK(
      refusal([&] {
        book.customers().create_person({.code = "E02", .name = "x", .active = {day("2026-01-02"), day("2026-01-02")}});
      }) == "RANGE(active)");
  CHECK(refusal([&] { book.customers().end_person("E01", day("2025-12-31")); }) == "RANGE(last_day)");
  CHECK(refusal([&] { book.customers().end_person("E09", day("2026-01-01")); }) == "NOT_FOUND(code)");
}

// --- Lists and pickers

TEST_CASE("a picker finds by alias, code and name, in any spelling and order", "[parties][search][10]") {
  const Trade book;
  book.customers().create({.code = "C003", .name = "Công ty Hòa Bình"});
  book.customers().create({.code = "-", .name = "No code"});
  CHECK(book.search("ap1") == Codes{"C001"});
  CHECK(book.search("hoa binh") == Codes{"C003"});
  CHECK(book.search("Hòa Bình") == Codes{"C003"});
  CHECK(book.search("BÌNH công") == Codes{"C003"});
  CHECK(book.search("binh") == Codes{"C002", "C003"});
  CHECK(book.search("c00") == Codes{"C001", "C002", "C003"});
  CHECK(book.search("binh phat").empty());
  CHECK(book.search("-") == Codes{"-"});
  CHECK(book.search("%").empty());
  CHECK(book.search(" ").size() == 4);
  book.customers().update("C001", {.alias = "nickname"});
  CHECK(book.search("ap1").empty());
  CHECK(book.search("nick") == Codes{"C001"});
  CHECK(refusal([&] { static_cast<void>(book.search(std::string(201, 'x'))); }) == "TOO_LONG(text)");
  CHECK(refusal([&] { static_cast<void>(book.search("\xff")); }) == "BAD_UTF8(text)");
}

TEST_CASE("archived parties are hidden unless they are asked for", "[parties][search]") {
  const Trade book;
  book.customers().update("C001", {.archived = true});
  CHECK(book.search("") == Codes{"C002"});
  CHECK(codes(book.customers().list({.include_archived = true})) == Codes{"C001", "C002"});
  CHECK(book.customers().count() == 1);
  CHECK(book.in("HANOI").empty());
  book.customers().update("C001", {.archived = false});
  CHECK(book.in("HANOI") == Codes{"C001"});
}

TEST_CASE("pages follow each other in the order of codes", "[parties][search]") {
  Trade book;
  book.at_once([&] {
    for (int i = 0; i < 25; ++i) book.customers().create({.code = compose("P{:02}", i), .name = "Page"});
  });
  Codes all;
  std::string after;
  for (;;) {
    const Codes page = codes(book.customers().list({.text = "page", .after_code = after, .limit = 10}));
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < 10) break;
    after = page.back();
  }
  REQUIRE(all.size() == 25);
  CHECK(std::is_sorted(all.begin(), all.end()));
  CHECK(refusal([&] { static_cast<void>(book.customers().list({.limit = 0})); }) == "RANGE(limit)");
  CHECK(refusal([&] { static_cast<void>(book.customers().list({.limit = 10'001})); }) == "RANGE(limit)");
}

TEST_CASE("a list shows the customers of the person in charge today", "[parties][search][5]") {
  Trade book;
  book.customers().create_person({.code = "E01", .name = "Hoa"});
  book.customers().create_person({.code = "E02", .name = "Lan"});
  for (const char* code : {"C003", "C004", "C005"}) book.customers().create({.code = code, .name = code});
  const auto set = [&](const TermOwner& owner, std::string_view person, std::optional<Date> from = {}) {
    book.customers().set_term(owner, Term::salesperson, person, from);
  };
  const auto of = [&](std::string_view person) {
    return codes(book.customers().list({.salesperson = std::string(person)}));
  };
  set(TermOwner::party("C001"), "E01");
  set(TermOwner::party("C002"), "E02");
  set(TermOwner::party("C004"), "E01");
  set(TermOwner::party("C003"), "E01", day("2026-04-01"));  // not yet
  set(TermOwner::party("C005"), "E01");
  set(TermOwner::party("C005"), "E02", day("2026-01-01"));  // no longer
  CHECK(of("E01") == Codes{"C001", "C004"});
  CHECK(of("E02") == Codes{"C002", "C005"});

  // Inherited from a group, overruled, and inherited from the book.
  set(TermOwner::group("VN"), "E02");
  book.customers().inherit_term(TermOwner::party("C001"), Term::salesperson);
  CHECK(of("E01") == Codes{"C004"});
  CHECK(of("E02") == Codes{"C001", "C002", "C005"});
  set(TermOwner::book(), "E01");
  CHECK(of("E01") == Codes{"C003", "C004"});
  book.customers().set_term_none(TermOwner::party("C003"), Term::salesperson);
  CHECK(of("E01") == Codes{"C004"});

  CHECK(codes(book.customers().list({.group = "HANOI", .salesperson = "E02"})) == Codes{"C001"});
  CHECK(codes(book.customers().list({.group = "HANOI", .salesperson = "E01"})).empty());
  CHECK(refusal([&] { static_cast<void>(of("E09")); }) == "UNKNOWN_REFERENCE(salesperson)");
}

TEST_CASE("a large group is walked in the order of codes, with the same answers", "[parties][search]") {
  Trade book;
  book.at_once([&] {
    for (int i = 0; i < 5'200; ++i)
      book.customers().create({.code = compose("N{:04}", i), .name = "Many", .groups = {"NORTH"}});
    book.customers().create({.code = "A", .name = "Not a member"});
    book.customers().leave_group("N0002", "NORTH", day("2026-01-01"));
  });
  CHECK(codes(book.customers().list({.group = "VN", .after_code = "N0000", .limit = 3})) ==
        Codes{"N0001", "N0003", "N0004"});
  CHECK(codes(book.customers().list({.text = "n5199", .group = "NORTH"})) == Codes{"N5199"});
  CHECK(codes(book.customers().list({.group = "VN", .limit = 2})) == Codes{"C001", "C002"});
}
