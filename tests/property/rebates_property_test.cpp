// Goal: whatever is posted, reversed, corrected and settled, in any order of days, the accumulators are what a naive
// sum over the documents says, as of any day; parts of a settlement add up to what the tiers earn; tiers agree with a
// calculation in whole numbers that knows nothing of the library.
#include <map>
#include <random>

#include "support/test.hpp"
#include "support/trade_book.hpp"
#include "vouchers/rules_rebates.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

using vouchers::Agreement;

int between(std::mt19937& random, int least, int most) {
  return std::uniform_int_distribution<int>(least, most)(random);
}

/// Cents of a rebate, unit by unit where it is incremental: base and value in whole cents and whole percents.
std::int64_t naive(const Agreement& agreement, std::int64_t cents) {
  std::int64_t hundredths = 0;
  if (agreement.mode == RebateMode::all_units) {
    for (const vouchers::Tier& tier : agreement.tiers)
      if (tier.from <= cents) hundredths = cents * (tier.value / 10'000);
  } else {
    for (std::int64_t cent = 0; cent < cents; ++cent)
      for (std::size_t i = agreement.tiers.size(); i-- > 0;)
        if (agreement.tiers[i].from <= cent) {
          hundredths += agreement.tiers[i].value / 10'000;
          break;
        }
  }
  return (hundredths + 50) / 100;
}

struct Document {
  VoucherId id{};
  std::string party{};
  Date counts_on{};
  std::int64_t net = 0;
  bool open = true;  ///< may be reversed
};

}  // namespace

TEST_CASE("tiers against a sum of cents", "[property][rebates]") {
  std::mt19937 random(20261);
  for (int round = 0; round < 400; ++round) {
    Agreement agreement{.mode = between(random, 0, 1) == 0 ? RebateMode::all_units : RebateMode::incremental,
                        .currency = Currency::of("USD")};
    std::int64_t from = between(random, 0, 300);
    for (int i = between(random, 1, 4); i > 0; --i, from += between(random, 1, 900))
      agreement.tiers.push_back({.from = from, .value = between(random, 0, 100) * 10'000});
    const std::int64_t cents = between(random, 0, 3'000);
    CAPTURE(round, cents);
    CHECK(vouchers::earned(agreement, {.net = cents, .gross = cents}, Rounding::half_up) == naive(agreement, cents));
  }
}

TEST_CASE("accumulators against the documents", "[property][rebates]") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    std::mt19937 random(seed);
    Book book = trade_book();
    const Date first = Date::of(2026, 1, 1);
    const Period year{first, Date::of(2026, 7, 1)};
    book.customers().create_group({.code = "ALL", .name = "All"});
    for (const char* code : {"C001", "C002", "C003"}) book.customers().join_group(code, "ALL", first - 400);
    const std::vector<RebateTier> tiers{
        {Decimal(0), Decimal(1)}, {Decimal(300), Decimal(2)}, {Decimal(900), Decimal(5)}};
    book.rebates().set(
        {.code = "ONE", .party = "C001", .valid = year, .mode = RebateMode::incremental, .tiers = tiers});
    std::vector<Document> documents;
    std::map<std::string, std::int64_t> settled;
    for (int step = 0; step < 60; ++step) {
      CAPTURE(seed, step);
      if (step == 30)  // counted from what is there
        book.rebates().set({.code = "TEAM",
                            .group = "ALL",
                            .counting = RebateCounting::together,
                            .valid = year,
                            .tiers = tiers,
                            .expected = Decimal(3)});
      const Date day = first + between(random, -20, 220);
      const int what = between(random, 0, 9);
      const auto open = std::ranges::find_if(
          documents, [&](const Document& each) { return each.open && between(random, 0, 2) == 0; });
      if (what < 2 && open != documents.end()) {
        const Date on = std::max(day, open->counts_on);
        open->open = false;
        const Voucher back = book.vouchers().reverse(open->id, on);
        const bool counts = year.contains(open->counts_on);
        documents.push_back({back.id, open->party, on, counts ? -open->net : 0, false});
        if (!counts) documents.back().net = 0;
      } else if (what == 2) {
        const RebateSettlement made = book.rebates().settle(
            {.agreement = "ONE", .party = "C001", .through = Date::of(2026, 12, 31), .dated = Date::of(2026, 12, 31)});
        CHECK(made.settled.minor == settled["C001"]);
        settled["C001"] += made.amount.minor;
        CHECK(settled["C001"] == made.earned.minor);
      } else {
        VoucherDraft draft = trade_sale("C00" + std::to_string(between(random, 1, 3)), between(random, 1, 40));
        draft.dated = day;
        const PostResult posted = book.vouchers().post(draft, {.acknowledge_warnings = true});
        REQUIRE(posted.posted());
        documents.push_back({posted.voucher->id, draft.party, day, posted.voucher->net.minor, true});
      }
    }
    // Sales outside of the period do not count; reversals count on their own day when their sale does.
    const auto sum = [&](const std::string& party, Date on) {
      std::int64_t net = 0;
      for (const Document& each : documents) {
        const bool counts = each.net < 0 || (each.net > 0 && year.contains(each.counts_on));
        if (counts && each.party == party && each.counts_on <= on) net += each.net;
      }
      return net;
    };
    for (int offset = -20; offset <= 240; offset += 13) {
      const Date on = first + offset;
      CAPTURE(seed, on.to_string());
      CHECK(book.rebates().standing("ONE", "C001", on).net.minor == sum("C001", on));
      std::int64_t whole = 0;
      std::int64_t parts = 0;
      for (const RebateStanding& each : book.rebates().standings("TEAM", on)) {
        CHECK(each.net.minor == sum(each.party, on));
        whole += each.net.minor;
        parts += each.earned.minor;
        CHECK(each.base == Money{sum("C001", on) + sum("C002", on) + sum("C003", on), usd("0").currency}.amount());
      }
      CHECK(parts == (whole < 30'000   ? (whole + 50) / 100
                      : whole < 90'000 ? (whole * 2 + 50) / 100
                                       : (whole * 5 + 50) / 100));
    }
    // Months add up.
    std::int64_t months = 0;
    for (int month = 1; month <= 12; ++month)
      for (const RebateAccrual& each : book.rebates().accruals(
               {.dated = {month == 1 ? std::nullopt : std::optional(Date::of(2026, static_cast<unsigned>(month), 1)),
                          month == 12 ? Date::of(2027, 1, 1) : Date::of(2026, static_cast<unsigned>(month) + 1, 1)},
   .agreement = "TEAM"}))
        months += each.accrued.minor;
    std::int64_t year_sum = 0;
    for (const RebateAccrual& each :
         book.rebates().accruals({.dated = {std::nullopt, Date::of(2027, 1, 1)}, .agreement = "TEAM"}))
      year_sum += each.accrued.minor;
    CHECK(months == year_sum);
    CHECK(book.verify().empty());
  }
}
