// Goal: every story in tests/scenario/stories holds, line by line, and leaves a book that verifies.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenario/story.hpp"
#include "support/test.hpp"

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return std::move(text).str();
}

}  // namespace

TEST_CASE("the stories hold", "[scenario]") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(EMPTOR_SOURCE_DIR "/tests/scenario/stories"))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  std::ranges::sort(files);
  REQUIRE(files.size() >= 10);
  for (const auto& file : files) {
    INFO(file.filename().string());
    CHECK(emptor::test::Story().run_all(text_of(file)) == "");
  }
}

TEST_CASE("a story that expects something else is reported", "[scenario]") {
  using emptor::test::Story;
  CHECK(Story().run_all("book USD\nunit PCS\nitem P1 unit PCS\nstock P1 W1 => 5\n") ==
        "line 4 `stock P1 W1 => 5`: found 'error UNKNOWN_REFERENCE location', expected '5': no location has this code");
  CHECK(Story().run_all("book USD\nsale NOBODY : 1 P1\n") ==
        "line 2 `sale NOBODY : 1 P1`: found 'error UNKNOWN_REFERENCE party': no customer or supplier has this code");
  CHECK(Story().run_all("book USD\nfrobnicate\n").find("nobody understands") != std::string::npos);
  CHECK(Story().run_all("book USD\nunit PCS loudly\n").find("nobody understands 'loudly'") != std::string::npos);
}
