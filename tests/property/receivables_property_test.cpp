/// Random trading against a naive model that keeps documents and allocations and recomputes everything from them.
#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "property/receivables_model.hpp"
#include "receivables/rules.hpp"
#include "support/test.hpp"
#include "unit/receivables/desk.hpp"

using namespace emptor;
using namespace emptor::test;
using receivables::AccountKey;
using receivables::ItemKey;

namespace {

constexpr Date kToday(20'543);
constexpr std::int64_t kDayMicros = 86'400'000'000;

class Trading {
 public:
  explicit Trading(std::uint64_t seed) : random_(seed) {
    for (const char* code : {"A", "B", "HQ"}) add(code, {});
    for (const char* code : {"H1", "H2"}) add(code, "HQ");
  }

  void step() {
    if (pick(0, 5) == 0) now_ = now_ + static_cast<int>(pick(1, 4));
    model_.now = std::max(Instant{(now_ - Date(0)) * kDayMicros}, Instant{model_.now.micros + 1});
    desk_.book.clock->set(model_.now);
    instants_.push_back(model_.now);
    switch (pick(0, 11)) {
      default:
        sell();
        break;
      case 5:
      case 6:
      case 7:
      case 8:
        collect();
        break;
      case 9:
        reverse();
        break;
      case 10:
        undo_and_maybe_settle_again();
        break;
    }
  }

  void check_accounts() {
    desk_.book.read([&](access::Work& work) {
      for (std::size_t account = 0; account < 3; ++account) {
        const auto state = receivables::state(work, key(account));
        const std::int64_t balance = model_.balance(account);
        REQUIRE(state.balance == balance);
        REQUIRE(state.age_start == model_.age_start(balance, false, account));
      }
      return 0;
    });
  }

  void check_everything() {
    for (const auto& difference : desk_.differences())
      FAIL(difference.what << " " << difference.where << ": " << difference.kept << ", computed "
                           << difference.computed);
    check_open_amounts();
    const Receivables room = desk_.receivables_room();
    for (std::size_t party = 0; party < codes_.size(); ++party) {
      const Balance own = desk_.balance(codes_[party], BalanceBasis::individual, now_);
      REQUIRE(own.amount.minor == model_.own_balance(party));
      REQUIRE(own.age_start == model_.age_start(own.amount.minor, true, party));
      const Date past = some_day();
      REQUIRE(room.balance_at(codes_[party], past).minor == model_.balance(party, past));
      REQUIRE(room.balance_at(codes_[party], past, Side::receivable, BalanceBasis::individual).minor ==
              model_.own_balance(party, past));
      const auto rows = room.ledger(codes_[party], past, past + 40);
      REQUIRE(rows.front().balance.minor == model_.balance(party, past - 1));
      REQUIRE(rows.back().balance.minor == model_.balance(party, past + 40));
    }
    // Any of the questions that can be asked: of today's knowledge, of what was known, and party by party.
    AgeingQuery query{.as_of = one_in(3) ? now_ + 30 : some_day(),
                      .basis = static_cast<AgeingBasis>(pick(1, 3)),
                      .bounds = {7, 30, 75},
                      .credits = static_cast<AgeingCredits>(pick(1, 3))};
    check_ageing(query);
    query.known_at = some_instant();
    check_ageing(query);
    query.balance_basis = BalanceBasis::individual;
    check_ageing(query);
  }

 private:
  void add(const char* code, std::string_view head) {
    codes_.emplace_back(code);
    ids_.push_back(desk_.customer(code, head));
  }
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  bool one_in(std::int64_t count) { return pick(1, count) == 1; }
  std::size_t pick_index(std::size_t size) {
    return static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(size) - 1));
  }
  AccountKey key(std::size_t account) const {
    return {.account = ids_[account], .side = Side::receivable, .currency = Currency::of("USD")};
  }
  /// Mostly today, often back-dated, sometimes ahead.
  Date document_day() {
    const std::int64_t kind = pick(0, 9);
    return kind < 6 ? now_ : kind < 9 ? now_ - static_cast<int>(pick(1, 90)) : now_ + static_cast<int>(pick(1, 10));
  }
  Date some_day() { return now_ - static_cast<int>(pick(-5, 120)); }
  Instant some_instant() { return instants_[pick_index(instants_.size())]; }

  receivables::Posting posting(const Paper& paper) const {
    return {.key = key(paper.account),
            .party = ids_[paper.party],
            .item = paper.key,
            .due = paper.due,
            .amount = paper.amount};
  }
  std::size_t write_down(std::int64_t amount, Date dated, std::size_t party) {
    const std::size_t account = party > 2 ? 2 : party;
    model_.papers.push_back({.account = account,
                             .party = party,
                             .key = {.dated = dated, .voucher = VoucherId(++last_voucher_)},
                             .due = dated + static_cast<int>(pick(0, 60)),
                             .amount = amount,
                             .open = amount,
                             .recorded = model_.now});
    return model_.papers.size() - 1;
  }

  void sell() {
    const Date dated = document_day();
    const std::size_t paper = write_down(pick(0, 30) == 0 ? 0 : pick(1, 20'000), dated, pick_index(codes_.size()));
    const Paper& sale = model_.papers[paper];
    desk_.book.write([&](access::Work& work) {
      receivables::post(work, posting(sale));
      receivables::absorb_advances(work, key(sale.account), sale.key, dated);
    });
    model_.absorb(paper, dated);
  }

  /// Money that names it is refused.
  void require_settled(std::size_t account, VoucherId debit) {
    desk_.book.read([&](access::Work& work) {
      try {
        static_cast<void>(receivables::plan(work, key(account), 100, {.first = std::span(&debit, 1)}));
        FAIL("voucher " << debit.value << " is settled and was planned for");
      } catch (const Error& error) {
        REQUIRE(error.code() == ErrorCode::over_allocated);
      }
      return 0;
    });
  }

  void collect() {
    const std::size_t party = pick_index(codes_.size());
    const std::size_t account = party > 2 ? 2 : party;
    const Date dated = document_day();
    const std::int64_t owed = model_.balance(account);
    // Often exactly what is owed, sometimes more.
    const std::int64_t amount = pick(0, 4) == 0 && owed > 0 ? owed : pick(1, 30'000);
    std::vector<VoucherId> named;
    std::vector<std::size_t> first;
    for (std::size_t i = 0; i < model_.papers.size() && first.size() < 2; ++i) {
      const Paper& paper = model_.papers[i];
      const bool debit = paper.account == account && paper.amount > 0 && !paper.reversed;
      if (!debit || pick(0, 40) != 0) continue;
      if (paper.open == 0) {
        require_settled(account, paper.key.voucher);
        continue;
      }
      named.push_back(paper.key.voucher);
      first.push_back(i);
    }
    const std::size_t paper = write_down(-amount, dated, party);
    const Paper& collection = model_.papers[paper];
    const Date effective = dated + static_cast<int>(pick(0, 9) == 0 ? pick(1, 5) : 0);
    std::vector<Allocation> done;
    desk_.book.write([&](access::Work& work) {
      receivables::post(work, posting(collection));
      done = receivables::allocate(work, key(account), collection.key, named, effective);
    });
    const std::size_t before = model_.settlements.size();
    model_.allocate(paper, first, effective);
    REQUIRE(done.size() == model_.settlements.size() - before);
    for (std::size_t i = 0; i < done.size(); ++i) {
      const Settlement& expected = model_.settlements[before + i];
      REQUIRE(done[i].debit == model_.papers[expected.debit].key.voucher);
      REQUIRE(done[i].amount.minor == expected.amount);
      REQUIRE(done[i].effective == expected.effective);
    }
  }

  void reverse() {
    if (model_.papers.empty()) return;
    const std::size_t paper = pick_index(model_.papers.size());
    if (model_.papers[paper].reversed) return;
    const Date dated = std::max(model_.papers[paper].key.dated, now_ - static_cast<int>(pick(0, 10)));
    const std::size_t mirror = write_down(-model_.papers[paper].amount, dated, model_.papers[paper].party);
    const Paper& original = model_.papers[paper];
    desk_.book.write([&](access::Work& work) {
      receivables::undo_allocations(work, key(original.account), original.key, dated);
      receivables::reverse(work, key(original.account), original.key, posting(model_.papers[mirror]));
    });
    model_.undo(paper, dated);
    const bool debit = original.amount > 0;
    const std::int64_t size = debit ? original.amount : -original.amount;
    if (size != 0) model_.settle(debit ? paper : mirror, debit ? mirror : paper, size, dated);
    model_.papers[paper].reversed = model_.papers[mirror].reversed = true;
  }

  void undo_and_maybe_settle_again() {
    if (model_.papers.empty()) return;
    const std::size_t paper = pick_index(model_.papers.size());
    const Paper& chosen = model_.papers[paper];
    if (chosen.reversed) return;
    const bool again = pick(0, 2) > 0;
    desk_.book.write([&](access::Work& work) {
      receivables::undo_allocations(work, key(chosen.account), chosen.key, now_);
      if (!again) return;
      if (chosen.amount < 0)
        receivables::allocate(work, key(chosen.account), chosen.key, {}, now_);
      else
        receivables::absorb_advances(work, key(chosen.account), chosen.key, now_);
    });
    model_.undo(paper, now_);
    if (!again) return;
    if (chosen.amount < 0)
      model_.allocate(paper, {}, now_);
    else
      model_.absorb(paper, now_);
  }

  void check_open_amounts() {
    std::map<std::int64_t, std::int64_t> open;
    const Receivables room = desk_.receivables_room();
    for (std::size_t account = 0; account < 3; ++account)
      for (const OpenItem& item : room.open_items(codes_[account], Side::receivable, {}, 100'000))
        open[item.voucher.value] = item.open.minor;
    for (const Paper& paper : model_.papers) {
      const auto found = open.find(paper.key.voucher.value);
      REQUIRE((found == open.end() ? 0 : found->second) == paper.open);
      // What is settled never exceeds the document.
      REQUIRE((paper.amount >= 0 ? paper.open >= 0 && paper.open <= paper.amount
                                 : paper.open <= 0 && paper.open >= paper.amount));
    }
  }

  /// The slow way: item by item, what it stands under, and credits taken off one column after the other.
  std::vector<std::int64_t> columns_of(const AgeingQuery& query, std::size_t whose) const {
    const bool own = query.balance_basis == BalanceBasis::individual;
    const std::size_t buckets = query.bounds.size() + 1;
    std::vector<std::int64_t> sums(buckets + 3);
    for (std::size_t i = 0; i < model_.papers.size(); ++i) {
      const Paper& paper = model_.papers[i];
      if ((own ? paper.party : paper.account) != whose) continue;
      const std::int64_t left = model_.residual(
          i, *query.as_of, query.known_at.value_or(Instant{std::numeric_limits<std::int64_t>::max()}), own);
      // On no day is more settled than there is.
      REQUIRE((paper.amount >= 0 ? left >= 0 && left <= paper.amount : left <= 0 && left >= paper.amount));
      const Date posted(static_cast<std::int32_t>(paper.recorded.micros / kDayMicros));
      const Date from = query.basis == AgeingBasis::posting                    ? posted
                        : query.basis == AgeingBasis::due && paper.amount >= 0 ? paper.due
                                                                               : paper.key.dated;
      const int days = *query.as_of - from;
      std::size_t column = 0;
      while (column + 1 < buckets && days > query.bounds[column]) ++column;
      if (query.basis == AgeingBasis::due && paper.amount >= 0 && days < 0) column = buckets;
      if (paper.amount < 0 && query.credits != AgeingCredits::by_age) column = buckets + 2;
      sums[column] += left;
    }
    if (query.credits != AgeingCredits::oldest_first) return sums;
    const auto take_off = [&](std::int64_t& sum) {
      const std::int64_t amount = std::clamp<std::int64_t>(-sums.back(), 0, sum);
      sum -= amount;
      sums.back() += amount;
    };
    for (std::size_t column = buckets; column > 0; --column) take_off(sums[column - 1]);
    take_off(sums[buckets]);
    return sums;
  }

  static std::vector<std::int64_t> columns_of(const AgeingRow& row) {
    std::vector<std::int64_t> sums;
    for (const Money bucket : row.buckets) sums.push_back(bucket.minor);
    sums.insert(sums.end(), {row.not_due.minor, row.disputed.minor, row.credits.minor});
    return sums;
  }

  void check_ageing(const AgeingQuery& query) {
    CAPTURE(query.as_of->to_string(), static_cast<int>(query.basis), static_cast<int>(query.credits),
            static_cast<int>(query.balance_basis), query.known_at.has_value());
    const bool own = query.balance_basis == BalanceBasis::individual;
    const Ageing all = desk_.receivables_room().ageing(query);
    std::vector<std::int64_t> total(query.bounds.size() + 4);
    for (std::size_t whose = 0; whose < (own ? codes_.size() : 3); ++whose) {
      const std::vector<std::int64_t> sums = columns_of(query, whose);
      for (std::size_t i = 0; i < sums.size(); ++i) total[i] += sums[i];
      AgeingQuery single = query;
      single.party = codes_[whose];
      REQUIRE(columns_of(desk_.receivables_room().ageing(single).total) == sums);
      const auto row = std::ranges::find(all.rows, codes_[whose], &AgeingRow::code);
      if (row != all.rows.end()) {
        REQUIRE(columns_of(*row) == sums);
        REQUIRE(row->balance.minor == std::accumulate(sums.begin(), sums.end(), std::int64_t{0}));
      } else {
        REQUIRE(std::ranges::all_of(sums, [](std::int64_t sum) { return sum == 0; }));
      }
      if (!query.known_at && row != all.rows.end())
        REQUIRE(row->balance.minor ==
                (own ? model_.own_balance(whose, query.as_of) : model_.balance(whose, query.as_of)));
    }
    REQUIRE(columns_of(all.total) == total);
  }

  std::mt19937_64 random_;
  Desk desk_;
  Model model_;
  std::vector<std::string> codes_;
  std::vector<PartyId> ids_;
  Date now_ = kToday;
  std::int64_t last_voucher_ = 0;
  std::vector<Instant> instants_;
};

void trade(std::uint64_t seed, int steps) {
  CAPTURE(seed);
  Trading trading(seed);
  for (int step = 1; step <= steps; ++step) {
    CAPTURE(step);
    trading.step();
    trading.check_accounts();
    if (step % 100 == 0) trading.check_everything();
  }
}

}  // namespace

TEST_CASE("open items, balances, ages and ageings are what the documents say", "[receivables][property]") {
  const auto seed = GENERATE(1U, 2U, 3U, 20260331U);
  trade(seed, 1500);
}

TEST_CASE("open items, balances, ages and ageings are what the documents say, for long", "[.soak][receivables]") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 200; ++seed) trade(seed, 2000);
}
