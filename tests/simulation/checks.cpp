#include <map>

#include "simulation/company.hpp"
#include "support/test.hpp"

namespace emptor::simulation {
namespace {

const Date kFirst = Date::of(2026, 1, 1);

std::int64_t balance_in(const Ageing& ageing, const std::string& party) {
  for (const AgeingRow& row : ageing.rows)
    if (row.code == party) {
      std::int64_t sum = row.not_due.minor + row.credits.minor;
      for (const Money& bucket : row.buckets) sum += bucket.minor;
      CHECK(sum == row.balance.minor);
      return sum;
    }
  return 0;
}

}  // namespace

void Company::verify() const {
  const auto found = book_->verify();
  for (const Discrepancy& each : found)
    UNSCOPED_INFO(each.what + " " + each.where + ": " + each.kept + ", computed " + each.computed);
  REQUIRE(found.empty());
}

void Company::check() {
  const Date day = kFirst + below(kDays);
  const auto snapshot = book_->snapshot();
  for (const Side side : {Side::receivable, Side::payable}) {
    const Ageing ageing = book_->receivables().ageing(
        {.side = side, .as_of = day, .basis = one_in(2) ? AgeingBasis::due : AgeingBasis::document});
    const Uncollected uncollected = book_->receivables().uncollected({.side = side, .as_of = day});
    const Summary summary = book_->receivables().summary({.side = side, .from = day, .last = day + 30});
    for (const std::string& party : parties_) {
      CAPTURE(party, static_cast<int>(side), day.to_string());
      const std::int64_t expected = model_.balance_at(party, side, day);
      CHECK(book_->receivables().balance(party, side).amount.minor ==
            model_.balance_at(party, side, kFirst + 2 * kDays));
      CHECK(book_->receivables().balance_at(party, day, side).minor == expected);
      CHECK(balance_in(ageing, party) == expected);
      check_uncollected(uncollected, party, side, day);
      check_summary(summary, party, side);
      check_items(party, side);
      if (side == Side::receivable) check_credit(party, day);
    }
  }
  check_pools(day);
  CHECK(book_->settings().period_state(day) == model_.state_of(day));
}

void Company::check_uncollected(const Uncollected& found, const std::string& party, Side side, Date day) const {
  const auto row = std::ranges::find(found.rows, party, &UncollectedRow::party);
  const std::int64_t expected = model_.balance_at(party, side, day);
  CHECK((row == found.rows.end() ? 0 : row->balance.minor) == expected);
  if (row == found.rows.end()) return;
  const auto start = model_.age_start_at(party, side, day);
  CHECK(row->age_start == start);
  CHECK(row->age_months == (start ? (day - *start) / 30 : 0));
}

void Company::check_summary(const Summary& found, const std::string& party, Side side) const {
  std::map<ItemKind, std::int64_t> columns;
  for (const Paper& paper : model_.papers)
    if (paper.party == party && paper.side == side && paper.dated >= found.from && paper.dated <= found.last)
      columns[paper.kind] += paper.amount;
  const auto row = std::ranges::find(found.rows, party, &SummaryRow::code);
  const SummaryRow shown = row == found.rows.end() ? SummaryRow{} : *row;
  CHECK(shown.opening.minor == model_.balance_at(party, side, found.from - 1));
  CHECK(shown.trade.minor == columns[ItemKind::trade]);
  CHECK(shown.other_increases.minor == columns[ItemKind::other]);
  CHECK(shown.collected.minor == -columns[ItemKind::money]);
  CHECK(shown.difference.minor == columns[ItemKind::difference]);
  CHECK(shown.balance.minor == model_.balance_at(party, side, found.last));
}

/// What is open adds up to the balance, and no item is open for more than it was.
void Company::check_items(const std::string& party, Side side) const {
  std::int64_t open = 0;
  for (const OpenItem& item : book_->receivables().open_items(party, side)) {
    open += item.open.minor;
    CHECK((item.amount.minor > 0 ? item.open.minor > 0 && item.open.minor <= item.amount.minor
                                 : item.open.minor < 0 && item.open.minor >= item.amount.minor));
  }
  CHECK(open == book_->receivables().balance(party, side).amount.minor);
}

/// The credit of a day, and that the greatest document that passes is exactly that.
void Company::check_credit(const std::string& party, Date day) const {
  const CustomerTold& told = model_.customers.find(party)->second;
  const auto limit = told.limit.on(day, std::nullopt);
  const CreditDecision now = book_->credit().check(party, Money{1, Currency::of("USD")}, day);
  CHECK((now.limit ? std::optional(now.limit->minor) : std::nullopt) == limit);
  if (limit) CHECK(now.exposure.minor == model_.exposure_on(party, day));
  const OnExcess answer = told.at_sale.on(day, OnExcess::block);
  CHECK(now.verdict == (!model_.exceeds(party, day, 1, 0) || answer == OnExcess::ignore ? CreditVerdict::pass
                        : answer == OnExcess::warn                                      ? CreditVerdict::warn
                                                                                        : CreditVerdict::block));
  if (!now.max_amount_now || now.max_amount_now->is_zero()) return;
  CHECK_FALSE(model_.exceeds(party, day, now.max_amount_now->minor, 0));
  CHECK(model_.exceeds(party, day, now.max_amount_now->minor + 1, 0));
}

void Company::check_pools(Date day) const {
  for (const CreditPoolReport& each : book_->credit().pools(day)) {
    CAPTURE(each.pool.code, day.to_string());
    CHECK(each.used.minor == model_.pool_used(each.pool.code, day));
    std::vector<std::string> members;
    for (const auto& [code, told] : model_.customers)
      if (told.pool.on(day, "") == each.pool.code) members.push_back(code);
    CHECK(each.members == members);
  }
  CHECK(book_->promotions().usage("CLUB").uses == std::ssize(model_.uses));
  for (const std::string& party : parties_)
    CHECK(book_->promotions().usage("CLUB", party).uses == model_.coupon_uses_by(party));
}

}  // namespace emptor::simulation
