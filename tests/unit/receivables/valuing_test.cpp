// What items in other currencies are worth, and what settling them wins.
#include "receivables/valuing.hpp"

#include "support/test.hpp"

using namespace emptor;
using namespace emptor::receivables;

namespace {

const Currency kDollar = Currency::of("USD");
const Book kRupees{.currency = Currency::of("INR")};

ForeignKey key(std::int64_t voucher, int day = 1, Side side = Side::receivable) {
  return {PartyId(1), side, kDollar, {Date::of(2026, 3, day), VoucherId(voucher), 1}};
}

ForeignItem item(std::int64_t amount, Ratio rate) { return {.amount = amount, .open = amount, .rate = rate}; }

ForeignAllocation settles(std::int64_t id, const ForeignKey& debit, const ForeignKey& credit, std::int64_t amount,
                          int day = 10) {
  return {.id = id, .debit = debit, .credit = credit.item, .amount = amount, .effective = Date::of(2026, 3, day)};
}

}  // namespace

TEST_CASE("400 of an item booked at 83 and settled at 85 are worth 800 more", "[receivables]") {
  const ForeignItems items{{key(1), item(1'000'00, {83, 1})}, {key(2), item(-400'00, {85, 1})}};
  const auto found = realise(kRupees, items, std::vector{settles(1, key(1), key(2), 400'00)});
  REQUIRE(found.size() == 1);
  CHECK(found[0].booked == 33'200'00);
  CHECK(found[0].realised == 34'000'00);
  CHECK(won(Side::receivable, found[0].booked, found[0].realised) == 800'00);
  CHECK(won(Side::payable, found[0].booked, found[0].realised) == -800'00);
}

TEST_CASE("the parts of an item add up to it, whatever is rounded on the way", "[receivables]") {
  // 0.10 USD at 1/3 are 0.03 INR; three parts of it would be 0.01 each, and the fourth of a cent too much.
  const ForeignItems items{{key(1), item(10, {1, 3})}, {key(2), item(-10, {2, 3})}};
  std::vector<ForeignAllocation> parts;
  for (int i = 0; i < 10; ++i) parts.push_back(settles(i + 1, key(1), key(2), 1));
  std::int64_t booked = 0;
  std::int64_t realised = 0;
  for (const RealisedAmount& each : realise(kRupees, items, parts)) {
    booked += each.booked;
    realised += each.realised;
  }
  CHECK(booked == worth(kRupees, 10, kDollar, {1, 3}));
  CHECK(realised == worth(kRupees, 10, kDollar, {2, 3}));
  // and what is undone gives back what was left of it
  parts.push_back(settles(11, key(1), key(2), -10));
  booked = 0;
  for (const RealisedAmount& each : realise(kRupees, items, parts)) booked += each.booked;
  CHECK(booked == 0);
}

TEST_CASE("what has no rate, and a voucher with its reversal, realise nothing", "[receivables]") {
  ForeignItems items{{key(1), item(100, {83, 1})}, {key(2), {.amount = -100, .open = -100}}};
  CHECK(realise(kRupees, items, std::vector{settles(1, key(1), key(2), 100)}).empty());
  items = {{key(1), item(100, {83, 1})}, {key(2), item(-100, {85, 1})}};
  for (auto& [each, kept] : items) kept.reversed = true;
  CHECK(realise(kRupees, items, std::vector{settles(1, key(1), key(2), 100)}).empty());
}

TEST_CASE("a negative amount is worth the opposite of the positive one", "[receivables]") {
  for (const std::int64_t minor : {1, 3, 5, 50, 151})
    CHECK(worth(kRupees, -minor, kDollar, {1, 2}) == -worth(kRupees, minor, kDollar, {1, 2}));
}

TEST_CASE("items go back to a day: what was settled later was open, what came later was not", "[receivables]") {
  ForeignItems items{{key(1, 1), {.amount = 100, .open = 0, .rate = Ratio{83, 1}}},
                     {key(2, 20), {.amount = -100, .open = 0, .rate = Ratio{85, 1}}},
                     {key(3, 5), {.amount = 50, .open = 20, .rate = Ratio{83, 1}}}};
  take_back(items, std::vector{settles(1, key(1, 1), key(2, 20), 100, 20)}, Date::of(2026, 3, 10));
  REQUIRE(items.size() == 2);
  CHECK(items.at(key(1, 1)).open == 100);
  CHECK(items.at(key(3, 5)).open == 20);
}
