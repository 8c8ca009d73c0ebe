// Goal: interest on a residual that moves is exact to the last half cent, whatever the steps, and levels follow the
// days.
#include "receivables/rules_dunning.hpp"
#include "support/test.hpp"

using namespace emptor;
using receivables::interest;
using receivables::Residual;

namespace {

const Date kDue = Date::of(2026, 1, 1);

std::int64_t grown(const std::vector<Residual>& residuals, Date until, std::string_view percent,
                   DayCount day_count = DayCount::actual_365) {
  return interest(residuals, kDue, until, Percent::of(percent), day_count, Rounding::half_up);
}

}  // namespace

TEST_CASE("interest on a moving residual is added up exactly and rounded once", "[receivables]") {
  // 10.1918 and 7.3644 are 17.5562; rounded apart they would be 17.55.
  const std::vector<Residual> paid{{kDue, 100'000}, {kDue + 31, 80'000}};
  CHECK(grown(paid, kDue + 59, "12") == 1'756);
  CHECK(grown(paid, kDue + 59, "12", DayCount::actual_360) == 1'780);
  CHECK(grown(paid, kDue + 31, "12") == 1'019);
  CHECK(grown(paid, kDue, "12") == 0);
  CHECK(grown(paid, kDue + 59, "0") == 0);
  // A year is a year, in one step or in many.
  std::vector<Residual> daily;
  for (int day = 0; day < 365; ++day) daily.push_back({kDue + day, 100'000});
  CHECK(grown({{kDue, 100'000}}, kDue + 365, "12") == 12'000);
  CHECK(grown(daily, kDue + 365, "12") == 12'000);
  // What is paid before the interest begins, and after it ends, does not matter.
  const std::vector<Residual> around{{kDue - 10, 500}, {kDue, 100'000}, {kDue + 40, 0}};
  CHECK(grown(around, kDue + 31, "12") == 1'019);
  CHECK_THROWS_AS(grown({{kDue, std::numeric_limits<std::int64_t>::max()}}, kDue + 365, "12"), Error);
}

TEST_CASE("an item is at the highest level whose days it has reached", "[receivables]") {
  const std::vector<DunningLevel> levels{{.days = 10}, {.days = 30}, {.days = 60}};
  for (const auto& [days, level] : {std::pair{0, 0}, {9, 0}, {10, 1}, {29, 1}, {30, 2}, {59, 2}, {60, 3}, {999, 3}})
    CHECK(receivables::level_of(levels, days) == level);
  CHECK(receivables::level_of({}, 100) == 0);
}
