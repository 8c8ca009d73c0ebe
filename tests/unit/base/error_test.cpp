// Errors: codes, texts, and the collector of problems.

#include "emptor/base/error.hpp"

#include <fstream>
#include <set>
#include <string>

#include "support/test.hpp"
#include "unit/base/helpers.hpp"

using emptor::Error;
using emptor::ErrorCode;
using emptor::Problem;
using emptor::Problems;

TEST_CASE("every error code has its own capital name", "[base][error]") {
  std::set<std::string_view> names;
  int known = 0;
  for (int number = 1; number < 300; ++number) {
    const std::string_view name = to_string(static_cast<ErrorCode>(number));
    if (name == "UNKNOWN") continue;
    ++known;
    names.insert(name);
  }
  CHECK(known == 16 + 19 + 16);
  CHECK(names.size() == static_cast<std::size_t>(known));
  CHECK(to_string(ErrorCode::duplicate_code) == "DUPLICATE_CODE");
  CHECK(to_string(static_cast<ErrorCode>(9999)) == "UNKNOWN");
}

TEST_CASE("the reference lists every error code with its number, in their order", "[base][error]") {
  std::string known;
  for (int number = 1; number < 300; ++number)
    if (const std::string_view name = to_string(static_cast<ErrorCode>(number)); name != "UNKNOWN")
      known.append("| `").append(name).append("` | ").append(std::to_string(number)).append("\n");
  std::ifstream page(EMPTOR_SOURCE_DIR "/docs/reference/errors.md");
  std::string listed;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("| `")) listed += line.substr(0, line.find(" |", line.find("` | ") + 4)) + "\n";
  CHECK(listed == known);
}

TEST_CASE("an error names its code, its field and its sentence, one line for each problem", "[base][error]") {
  const Error one(ErrorCode::range, "quantity", "must be positive", {{"quantity", "-1"}});
  CHECK(std::string(one.what()) == "RANGE(quantity): must be positive (quantity -1)");
  CHECK(one.code() == ErrorCode::range);
  CHECK(one.field() == "quantity");
  CHECK(one.problems().front().figures.front().second == "-1");

  const Error two(
      {Problem{ErrorCode::required, "name", "is missing", {}}, Problem{ErrorCode::cycle, "", "a circle", {}}});
  CHECK(std::string(two.what()) == "REQUIRED(name): is missing\nCYCLE: a circle");
  const Error told(ErrorCode::unknown_reference, "party", "no customer has this code; 2 are alike",
                   {{"code", "C9"}, {"alike", "2"}, {"group", ""}});
  CHECK(std::string(told.what()) == "UNKNOWN_REFERENCE(party): no customer has this code; 2 are alike (code C9)");
  CHECK(std::string(Error(ErrorCode::busy, "in use").what()) == "BUSY: in use");
}

TEST_CASE("all problems of an input are reported together", "[base][error]") {
  Problems problems;
  problems.throw_if_any();
  problems.check_text("code", "", 10, true);
  problems.check_text("note", "", 10);
  problems.check_text("name", "Hòa Bình", 8, true);
  problems.check_text("street", "Hòa Bình", 7);
  problems.check_text("city", "\xc3\x28", 10);
  problems.check_text("mail", "a\x01", 10);
  CHECK_FALSE(problems.empty());
  try {
    problems.throw_if_any();
    FAIL("nothing was thrown");
  } catch (const Error& e) {
    REQUIRE(e.problems().size() == 4);
    CHECK(e.problems()[0].code == ErrorCode::required);
    CHECK(e.problems()[0].field == "code");
    CHECK(e.problems()[1].code == ErrorCode::too_long);
    CHECK(e.problems()[1].figures == std::vector<std::pair<std::string, std::string>>{{"limit", "7"}, {"length", "8"}});
    CHECK(e.problems()[2].code == ErrorCode::bad_utf8);
    CHECK(e.problems()[3].code == ErrorCode::bad_utf8);
  }
  CHECK(problems.empty());
}

TEST_CASE("a broken invariant is an error that names the condition and the file", "[base][error]") {
  try {
    EMPTOR_REQUIRE(1 + 1 == 3);
    FAIL("nothing was thrown");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::internal);
    CHECK(e.message().starts_with("broken invariant: 1 + 1 == 3 (error_test.cpp:"));
  }
  CHECK(emptor::test::failure([]() -> int { throw Error(std::vector<Problem>{}); }) == "INTERNAL");
}
