/// Thousands of small books of discounts against a resolver that is written independently: it lists all rows flat,
/// groups them by programme, buyer and product, sorts them by a tuple, and reckons in rational numbers.
///
/// Books: one customer with two groups, a level and everyone as buyers; an item with two groups and everything; two
/// programmes in two steps of any policy; percentages, cascades and amounts; breaks of 0 and 10; periods that overlap.
#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <random>
#include <tuple>

#include "pricing/discounts.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;
using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

struct PlainRow {
  std::int64_t id = 0;
  unsigned step = 1;
  unsigned programme = 0;
  int buyer = 0;    // 0 customer, 1 near group, 2 far group, 3 level, 4 everyone
  int product = 0;  // 0 item, 1 near group, 2 far group, 3 everything
  std::vector<int> percents;
  int amount = 0;  // cents, when there are no percents
  int min = 0;
  std::optional<int> from;
  std::optional<int> until;
};

struct PlainBook {
  std::vector<PlainRow> rows;
  std::vector<Procedure::Step> steps;
  bool product_first = false;
  int quantity = 1;
};

constexpr int kToday = 100;
const Rational kFound(100);

Integer half_up(const Rational& value) {  // of what is not negative
  const Rational shifted = value + Rational(1, 2);
  return boost::multiprecision::numerator(shifted) / boost::multiprecision::denominator(shifted);
}

Rational left_of(const PlainRow& row, Rational base) {
  if (row.percents.empty()) return base - Rational(row.amount, 100);
  for (const int percent : row.percents) base = base * Rational(100 - percent, 100);
  return base;
}

/// Ascending: better first.
auto rank(const PlainBook& book, const PlainRow& row, const Rational& base) {
  const int first = book.product_first ? row.product : row.buyer;
  const int second = book.product_first ? row.buyer : row.product;
  return std::tuple(first, second, -row.min, row.from ? -*row.from : 1'000'000, left_of(row, base), row.id);
}

/// Cents of the full quantity for what the row alone leaves.
Integer line_amount(const PlainBook& book, const PlainRow& row, const Rational& base) {
  const Rational left = left_of(row, base);
  const bool negative = left < 0;
  const Integer micros = half_up((negative ? Rational(-left) : left) * 1'000'000);
  const Integer cents = half_up(Rational(micros * book.quantity, 10'000));
  return negative ? Integer(-cents) : cents;
}

const PlainRow& choose(const PlainBook& book, const std::vector<PlainRow>& rows, Combine by, const Rational& base) {
  return *std::min_element(rows.begin(), rows.end(), [&](const PlainRow& a, const PlainRow& b) {
    if (by != Combine::first) {
      const Integer of_a = line_amount(book, a, base);
      const Integer of_b = line_amount(book, b, base);
      if (of_a != of_b) return by == Combine::best_for_buyer ? of_a < of_b : of_a > of_b;
    }
    return rank(book, a, base) < rank(book, b, base);
  });
}

Rational plain_price(const PlainBook& book) {
  Rational running = kFound;
  for (unsigned number = 1; number <= book.steps.size(); ++number) {
    const Procedure::Step& step = book.steps[number - 1];
    const Rational base = step.base == DiscountStep::Base::found ? kFound : running;
    std::map<std::tuple<unsigned, int, int>, std::vector<PlainRow>> discounts;
    for (const PlainRow& row : book.rows)
      if (row.step == number && row.min <= book.quantity && (!row.from || *row.from <= kToday) &&
          (!row.until || *row.until > kToday))
        discounts[{row.programme, row.buyer, row.product}].push_back(row);
    std::map<unsigned, std::vector<PlainRow>> programmes;
    for (const auto& [key, rows] : discounts)
      programmes[std::get<0>(key)].push_back(choose(book, rows, Combine::first, base));
    std::vector<PlainRow> taken;
    for (const auto& [programme, rows] : programmes) taken.push_back(choose(book, rows, step.within, base));
    if (taken.empty()) continue;
    if (step.combine != Combine::sum && step.combine != Combine::compound)
      taken = {choose(book, taken, step.combine, base)};
    std::sort(taken.begin(), taken.end(),
              [&](const PlainRow& a, const PlainRow& b) { return rank(book, a, base) < rank(book, b, base); });
    Rational left = base;
    for (const PlainRow& row : taken)
      left = step.combine == Combine::sum ? Rational(left - (base - left_of(row, base))) : left_of(row, left);
    running -= base - left;
    if (running < 0) running = 0;
  }
  return running;
}

PlainBook random_book(std::mt19937& random) {
  const auto below = [&](int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); };
  PlainBook book;
  const int steps = 1 + below(2);
  for (int i = 1; i <= steps; ++i)
    book.steps.push_back({.name = static_cast<NameHandle>(i),
                          .combine = static_cast<Combine>(1 + below(5)),
                          .within = static_cast<Combine>(1 + below(3)),
                          .base = static_cast<DiscountStep::Base>(1 + below(2))});
  book.product_first = below(2) == 0;
  book.quantity = below(2) == 0 ? 3 : 10;
  const int rows = 1 + below(7);
  for (int i = 0; i < rows; ++i) {
    PlainRow row;
    row.step = static_cast<unsigned>(1 + below(2));  // the second may be none of the procedure's
    row.programme = static_cast<unsigned>(below(2));
    row.buyer = below(5);
    row.product = below(4);
    static constexpr int percents[] = {0, 5, 10, 33, 70, 100, -20};
    if (below(4) != 0)
      for (int n = 1 + below(2); n > 0; --n) row.percents.push_back(percents[below(7)]);
    else
      row.amount = below(3) * 1'250 - 500;
    row.min = below(3) == 0 ? 10 : 0;
    if (below(2) == 0) row.from = 90 + below(3) * 10;
    if (below(3) == 0) row.until = 95 + below(3) * 10;
    book.rows.push_back(row);
  }
  return book;
}

SmallBook card_book(PlainBook& plain) {
  SmallBook book = SmallBook::with_base("100");
  book.groups = 2;
  book.procedure.steps = plain.steps;
  book.sequence.precedence =
      plain.product_first ? AccessSequence::Precedence::product_first : AccessSequence::Precedence::customer_first;
  std::map<std::tuple<int, unsigned, unsigned>, ListHandle> lists;
  for (int buyer = 1; buyer <= 4; ++buyer)
    for (unsigned step = 1; step <= 2; ++step)
      for (unsigned programme = 0; programme < 2; ++programme)
        lists[{buyer, step, programme}] = book.discounts(buyer <= 2   ? PriceListKind::customer_group
                                                         : buyer == 3 ? PriceListKind::level
                                                                      : PriceListKind::everyone,
                                                         {.step = step, .programme = programme, .owner = buyer});
  for (PlainRow& row : plain.rows) {
    const ProductKind kind = row.product == 0   ? ProductKind::item
                             : row.product == 3 ? ProductKind::everything
                                                : ProductKind::group;
    const std::int64_t product = row.product == 0 ? the_item.value : row.product == 3 ? 0 : row.product;
    EntryRow made = book.row(kind, product, {.min = row.min == 0 ? "0" : "10", .from = row.from, .until = row.until});
    made.kind = row.percents.empty() ? ValueKind::amount_off : ValueKind::percent_off;
    made.value = row.percents.empty() ? row.amount * std::int64_t{10'000} : row.percents.front() * std::int64_t{10'000};
    for (std::size_t i = 1; i < row.percents.size(); ++i)
      made.further_percents.push_back(row.percents[i] * std::int64_t{10'000});
    row.id = made.id.value;
    if (row.buyer == 0)
      book.own(made, {.step = row.step, .programme = row.programme});
    else
      book.add(lists.at({row.buyer, row.step, row.programme}), made);
  }
  book.build();
  return book;
}

}  // namespace

TEST_CASE("discounts agree with a plain resolver, and their traces replay", "[property][pricing]") {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937 random(seed);
    PlainBook plain = random_book(random);
    SmallBook book = card_book(plain);
    const Facts facts = book.ask(plain.quantity == 3 ? "3" : "10");
    Discounting discounting;
    const auto quote = resolve(facts, discounting);
    const Integer expected = half_up(plain_price(plain) * 1'000'000);
    INFO("seed " << seed);
    REQUIRE(quote.has_value());
    REQUIRE(Integer(quote->unit_price.micros) == expected);
    REQUIRE(resolve(facts) == quote);
    Trace trace;
    REQUIRE(resolve(facts, trace) == quote);
    if (!quote->price_before_discounts) {
      REQUIRE(discounting.steps.empty());
      continue;
    }
    REQUIRE(replay(discounting) == quote->unit_price.micros);
    std::vector<std::string> names;
    for (const DiscountingStep& step : discounting.steps) names.push_back(step.name == 1 ? "one" : "two");
    const std::string text = to_text(discounting, names);
    const ReadDiscounting read = read_discounting(text);
    REQUIRE(replay(read.discounting) == quote->unit_price.micros);
    REQUIRE(to_text(read.discounting, read.step_names) == text);
  }
}
