/// Customers through the whole house: a book with all its rooms, several users, a file that is opened again.
#include "emptor/emptor.hpp"
#include "support/refused.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"
#include "support/test_store.hpp"

using namespace emptor;
using test::refusal;

namespace {

using Codes = std::vector<std::string>;

Codes codes(const std::vector<Party>& parties) {
  Codes found;
  for (const Party& each : parties) found.push_back(each.code);
  return found;
}

Book open(const std::string& path, const Clock& clock) {
  return Book::open(BookOptions{.path = path, .currency = "USD", .clock = &clock});
}

}  // namespace

TEST_CASE("#9, #11, #14: regions give terms, customers overrule them, and the book remembers who said so",
          "[scenario]") {
  const test::Scratch scratch;
  const std::string path = scratch.file("book.db");
  const FixedClock clock(Date::parse("2026-03-31"));
  {
    const Book book = open(path, clock);
    book.access().create_actor("U9", "Credit control");
    book.customers().create_group({.code = "VN", .name = "Vietnam"});
    book.customers().create_group({.code = "NORTH", .name = "North", .parent = "VN"});
    book.customers().create_group({.code = "SOUTH", .name = "South", .parent = "VN"});
    book.customers().create({.code = "C001", .name = "An Phat", .alias = "AP1", .groups = {"NORTH"}});
    book.customers().create({.code = "C002", .name = "Binh Minh", .groups = {"SOUTH"}});
    book.customers().set_term(TermOwner::group("NORTH"), Term::payment_terms, "30");
    book.customers().set_term(TermOwner::group("NORTH"), Term::currency, "VND");
    book.customers().set_term(TermOwner::party("C001"), Term::payment_terms, "15");
    book.as("U9").customers().set_term(TermOwner::party("C001"), Term::credit_limit, "1000");
    book.as("U9").customers().set_term(TermOwner::party("C001"), Term::credit_limit, "1500");
  }
  const Book book = open(path, clock);
  CHECK(book.customers().term("C001", Term::payment_terms).value == "15");
  CHECK(book.customers().term("C001", Term::payment_terms).origin == TermOrigin::party);
  CHECK(book.customers().term("C001", Term::currency).value == "VND");
  CHECK(book.customers().term("C001", Term::currency).origin_code == "NORTH");
  CHECK(book.customers().term("C002", Term::payment_terms) == EffectiveTerm{});
  CHECK(codes(book.customers().list({.group = "NORTH"})) == Codes{"C001"});
  CHECK(codes(book.customers().list({.group = "VN"})) == Codes{"C001", "C002"});
  CHECK(codes(book.customers().list({.text = "ap1"})) == Codes{"C001"});

  const auto history = book.customers().term_history(TermOwner::party("C001"), Term::credit_limit);
  REQUIRE(history.size() == 2);
  CHECK(history[1].actor == "U9");
  CHECK(book.access().audit().back().detail == R"({"term":"credit_limit","credit_limit":["1000","1500"]})");
}

TEST_CASE("a term that names something is checked by the room that keeps it", "[scenario]") {
  const FixedClock clock(Date::parse("2026-03-31"));
  const Book book = open(test::test_path(), clock);
  book.customers().create({.code = "C001", .name = "An Phat"});
  book.catalog().create_tax_code("VAT", "Value added", Percent::of("10"));
  book.prices().create_list({.code = "WHOLESALE", .name = "Wholesale", .kind = PriceListKind::level});
  book.prices().create_list({.code = "A", .name = "List A", .kind = PriceListKind::named});
  const auto set = [&](Term term, std::string_view value) {
    book.customers().set_term(TermOwner::party("C001"), term, value);
  };
  CHECK_NOTHROW(set(Term::tax_code, "VAT"));
  CHECK_NOTHROW(set(Term::sales_level, "WHOLESALE"));
  CHECK_NOTHROW(set(Term::sales_list, "A"));
  CHECK(refusal([&] { set(Term::tax_code, "GST"); }) == "UNKNOWN_REFERENCE(value)");
  CHECK(refusal([&] { set(Term::sales_level, "RETAIL"); }) == "UNKNOWN_REFERENCE(value)");
  CHECK(refusal([&] { set(Term::sales_list, "B"); }) == "UNKNOWN_REFERENCE(value)");
  CHECK(refusal([&] {
          book.customers().create(
              {.code = "C002", .name = "Binh Minh", .terms = {{Term::sales_level, "NONE"}, {Term::sales_rate, "x"}}});
        }) == "UNKNOWN_REFERENCE(terms[0].value) INVALID(terms[1].value)");
}

TEST_CASE("a refusal inside a batch undoes its own call only", "[scenario]") {
  const FixedClock clock(Date::parse("2026-03-31"));
  Book book = open(test::test_path(), clock);
  {
    Batch batch = book.batch();
    book.customers().create({.code = "C001", .name = "An Phat"});
    CHECK(refusal([&] { book.customers().create({.code = "C001", .name = "Again"}); }) == "DUPLICATE_CODE(code)");
    book.customers().update("C001", {.name = "An Phát"});
    book.customers().create({.code = "C002", .name = "Binh Minh"});
    batch.commit();
  }
  {
    const Batch undone = book.batch();
    book.customers().create({.code = "C003", .name = "Never"});
    CHECK(book.customers().find("C003"));
  }
  CHECK(codes(book.customers().list()) == Codes{"C001", "C002"});
  CHECK(book.customers().get("C001").name == "An Phát");
  CHECK_FALSE(book.customers().find("C003"));
}
