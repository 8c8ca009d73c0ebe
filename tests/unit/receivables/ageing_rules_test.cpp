// In which column an amount stands, and what credits take off.
#include <numeric>
#include <vector>

#include "receivables/rules_ageing.hpp"
#include "support/test.hpp"

using namespace emptor;
using receivables::AgeingColumns;

namespace {

const Date kDay = Date::of(2026, 3, 31);
const std::vector<int> kBounds{0, 30, 60};

std::vector<std::int64_t> netted(AgeingCredits credits, std::vector<std::int64_t> row) {
  AgeingColumns(kBounds, AgeingBasis::due, credits, kDay).net(row);
  return row;
}

}  // namespace

TEST_CASE("a bound belongs to the bucket that it ends", "[receivables][ageing]") {
  const AgeingColumns columns(kBounds, AgeingBasis::document, AgeingCredits::apart, kDay);
  const auto place = [&](int days) { return columns.of_debit({.dated = kDay - days, .due = kDay + 9}); };
  CHECK(place(0) == 0);
  CHECK(place(1) == 1);
  CHECK(place(30) == 1);
  CHECK(place(31) == 2);
  CHECK(place(60) == 2);
  CHECK(place(61) == 3);
  CHECK(columns.of_debit({.dated = kDay - 61, .disputed = true}) == columns.disputed());
  CHECK(columns.of_credit({.dated = kDay - 61}) == columns.credits());
}

TEST_CASE("each basis has its day", "[receivables][ageing]") {
  const receivables::AgedItem item{.dated = kDay - 61, .due = kDay - 31, .posted = kDay - 1};
  const auto of = [&](AgeingBasis basis) {
    const AgeingColumns columns(kBounds, basis, AgeingCredits::by_age, kDay);
    return std::pair(columns.of_debit(item), columns.of_credit(item));
  };
  CHECK(of(AgeingBasis::document) == std::pair<std::size_t, std::size_t>(3, 3));
  CHECK(of(AgeingBasis::due) == std::pair<std::size_t, std::size_t>(2, 3));
  CHECK(of(AgeingBasis::posting) == std::pair<std::size_t, std::size_t>(1, 1));
  const AgeingColumns by_due(kBounds, AgeingBasis::due, AgeingCredits::apart, kDay);
  CHECK(by_due.of_debit({.dated = kDay, .due = kDay}) == 0);
  CHECK(by_due.of_debit({.dated = kDay, .due = kDay + 1}) == by_due.not_due());
  // Recorded after the day that is asked about: it has no age yet.
  const AgeingColumns by_posting(kBounds, AgeingBasis::posting, AgeingCredits::apart, kDay);
  CHECK(by_posting.of_debit({.dated = kDay - 61, .posted = kDay + 5}) == 0);
}

TEST_CASE("credits take off the oldest first, and the sum stays", "[receivables][ageing]") {
  // Buckets 0, 1-30, 31-60, over 60; not due, disputed, credits.
  const std::vector<std::int64_t> row{10, 20, 30, 40, 50, 60, 0};
  const auto with = [&](std::int64_t credits) {
    auto given = row;
    given.back() = -credits;
    auto found = netted(AgeingCredits::oldest_first, given);
    CHECK(std::accumulate(found.begin(), found.end(), std::int64_t{0}) == 210 - credits);
    return found;
  };
  CHECK(with(0) == row);
  CHECK(with(45) == std::vector<std::int64_t>{10, 20, 25, 0, 50, 60, 0});
  CHECK(with(110) == std::vector<std::int64_t>{0, 0, 0, 0, 40, 60, 0});
  CHECK(with(170) == std::vector<std::int64_t>{0, 0, 0, 0, 0, 40, 0});
  CHECK(with(250) == std::vector<std::int64_t>{0, 0, 0, 0, 0, 0, -40});
  CHECK(netted(AgeingCredits::apart, {10, 0, 0, 0, 0, 0, -5}) == std::vector<std::int64_t>{10, 0, 0, 0, 0, 0, -5});
}
