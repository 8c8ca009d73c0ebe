// Goal: whatever a trading company does, its ledger says what its documents say. Method: seeded random companies post,
// collect in every order, write off, set off, refund, reverse, plan, commit and undo; a naive model keeps nothing but
// the list of documents and recomputes balances, summaries, ages and ageings from it. A failing company is replayed
// with EMPTOR_SIMULATION_SEED=<seed>; EMPTOR_SIMULATION_COMPANIES sets how many are tried.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include "emptor/emptor.hpp"
#include "support/test.hpp"

using namespace emptor;

namespace {

constexpr int kOperations = 400;
const Date kFirst = Date::of(2026, 1, 1);
constexpr int kDays = 120;

/// One item of an account, as the documents have it.
struct Paper {
  std::string party;
  Side side = Side::receivable;
  ItemKind kind = ItemKind::trade;
  Date dated;
  std::int64_t amount = 0;
  VoucherId id;
  std::optional<Date> reversed_on;  ///< or, of a reversal, its own date
};

class Company {
 public:
  explicit Company(std::uint64_t seed) : random_(seed), clock_(kFirst), book_(Book::open(options())) {
    auto batch = book_.batch();
    book_.catalog().create_unit("PCS", "piece");
    book_.catalog().create_item({.code = "P1", .name = "Lamp", .unit = "PCS"});
    for (const char* terms : {"30", "1/3 net 10, 1/3 net 40, rest end_of_month", "net 20, 3% within 7", "day 15"}) {
      const std::string code = "C" + std::to_string(parties_.size() + 1);
      book_.customers().create(
          {.code = code, .name = code, .customer = true, .supplier = true, .terms = {{Term::payment_terms, terms}}});
      parties_.push_back(code);
    }
    batch.commit();
  }

  void run() {
    for (int i = 0; i < kOperations; ++i) {
      if (one_in(3)) today_ = std::min(today_ + below(4), kFirst + kDays);
      clock_.set(today_);
      step();
      if (i % 25 == 24) check();
    }
    check();
    const auto found = book_.verify();
    for (const Discrepancy& each : found)
      UNSCOPED_INFO(each.what + " " + each.where + ": " + each.kept + ", computed " + each.computed);
    REQUIRE(found.empty());
  }

 private:
  BookOptions options() { return {.path = ":memory:", .currency = "USD", .clock = &clock_}; }
  int below(int bound) { return std::uniform_int_distribution(0, bound - 1)(random_); }
  bool one_in(int count) { return below(count) == 0; }
  std::int64_t cents() { return 1 + below(one_in(4) ? 100 : 100'000); }
  Date past_day() { return today_ - below(std::min(10, today_ - kFirst + 1)); }
  const std::string& any_party() {
    return parties_[static_cast<std::size_t>(below(static_cast<int>(parties_.size())))];
  }
  static Decimal decimal(std::int64_t minor) { return Decimal::scaled(minor, 2); }

  void step() {
    switch (below(11)) {
      case 0:
      case 1:
      case 2:
        return trade(one_in(4) ? VoucherKind::purchase : VoucherKind::sale);
      case 3:
      case 4:
        return amount(one_in(4) ? VoucherKind::payment : VoucherKind::collection);
      case 5:
        return amount(one_in(2) ? VoucherKind::adjustment : VoucherKind::opening_balance);
      case 6:
        return amount(one_in(3) ? VoucherKind::set_off : one_in(2) ? VoucherKind::refund : VoucherKind::write_off);
      case 7:
        return reverse();
      case 8:
        return allocate();
      case 9:
        return correct();
      default:
        return undo();
    }
  }

  void trade(VoucherKind kind) { post(trade_draft(kind)); }
  VoucherDraft trade_draft(VoucherKind kind) {
    VoucherDraft draft{.kind = kind, .party = any_party(), .dated = past_day()};
    draft.lines.push_back({.item = "P1", .quantity = Quantity::of(1), .unit_price = UnitPrice::of(decimal(cents()))});
    return draft;
  }

  void amount(VoucherKind kind) { post(amount_draft(kind)); }
  VoucherDraft amount_draft(VoucherKind kind) {
    VoucherDraft draft{.kind = kind, .party = any_party(), .dated = past_day(), .amount = decimal(cents())};
    if (kind == VoucherKind::adjustment || kind == VoucherKind::opening_balance) {
      draft.side = one_in(3) ? Side::payable : Side::receivable;
      if (one_in(2)) draft.amount = decimal(-cents());
    }
    if (kind == VoucherKind::write_off || kind == VoucherKind::refund)
      draft.side = one_in(3) ? Side::payable : Side::receivable;
    if (kind == VoucherKind::write_off) draft.reason = WriteOffReason::bad_debt;
    if (kind == VoucherKind::collection || kind == VoucherKind::payment) {
      if (one_in(2)) draft.allocation = orders();
      if (one_in(3)) draft.write_off_up_to = decimal(below(500));
    }
    return draft;
  }

  std::vector<AllocationOrder> orders() {
    std::vector<AllocationOrder> found;
    for (int i = below(3); i > 0; --i) found.push_back(static_cast<AllocationOrder>(1 + below(5)));
    return found;
  }

  /// What is refused, with figures, must have changed nothing: the checks would see it.
  void post(const VoucherDraft& draft) {
    try {
      const PostResult result = book_.vouchers().post(draft);
      REQUIRE(result.posted());
      write_down(*result.voucher);
      for (const Voucher& each : result.companions) write_down(each);
    } catch (const Error& error) {
      REQUIRE(error.code() == ErrorCode::over_allocated);
    }
  }

  static int sign_of(VoucherKind kind) {
    switch (kind) {
      case VoucherKind::sale:
      case VoucherKind::purchase:
      case VoucherKind::opening_balance:
      case VoucherKind::adjustment:
      case VoucherKind::refund:
        return 1;
      default:
        return -1;
    }
  }
  static ItemKind column_of(VoucherKind kind, std::int64_t amount) {
    switch (kind) {
      case VoucherKind::sale:
      case VoucherKind::purchase:
        return ItemKind::trade;
      case VoucherKind::collection:
      case VoucherKind::payment:
      case VoucherKind::refund:
        return ItemKind::money;
      case VoucherKind::opening_balance:
        return ItemKind::other;
      case VoucherKind::adjustment:
        return amount > 0 ? ItemKind::other : ItemKind::difference;
      default:
        return ItemKind::difference;
    }
  }

  void write_down(const Voucher& voucher) {
    const std::int64_t amount = sign_of(voucher.kind) * voucher.total.minor;
    std::int64_t parts = 0;
    for (const Instalment& part : voucher.instalments) parts += part.amount.minor;
    REQUIRE(parts == voucher.total.minor);
    papers_.push_back({.party = voucher.party,
                       .side = voucher.side,
                       .kind = column_of(voucher.kind, amount),
                       .dated = voucher.dated,
                       .amount = amount,
                       .id = voucher.id});
    if (!voucher.companion_of) posted_.push_back(voucher);
  }

  /// A reversal and those of its companions.
  void reverse() {
    if (posted_.empty()) return;
    const std::size_t place = static_cast<std::size_t>(below(static_cast<int>(posted_.size())));
    const Voucher original = posted_[place];
    posted_.erase(posted_.begin() + static_cast<std::ptrdiff_t>(place));
    const Date on = std::max(original.dated, today_);
    book_.vouchers().reverse(original.id, on);
    take_out(original.id, on);
  }

  /// Another voucher of the same kind in the place of one: both or, where it is refused, neither.
  void correct() {
    if (posted_.empty()) return;
    const std::size_t place = static_cast<std::size_t>(below(static_cast<int>(posted_.size())));
    const Voucher original = posted_[place];
    VoucherDraft draft = original.lines.empty() ? amount_draft(original.kind) : trade_draft(original.kind);
    if (one_in(2)) draft.dated.reset();
    const CorrectionPolicy policy{.reversal = one_in(2) ? ReversalDate::today : ReversalDate::original_if_open};
    try {
      const PostResult result = book_.vouchers().correct(original.id, draft, policy);
      REQUIRE(result.posted());
      REQUIRE(result.voucher->corrects == original.id);
      posted_.erase(posted_.begin() + static_cast<std::ptrdiff_t>(place));
      take_out(original.id, result.reversal->dated);
      write_down(*result.voucher);
      for (const Voucher& each : result.companions) write_down(each);
    } catch (const Error& error) {
      REQUIRE(error.code() == ErrorCode::over_allocated);
    }
  }

  /// What was written down of a voucher and its companions, once more with the other sign.
  void take_out(VoucherId original, Date on) {
    for (std::size_t i = papers_.size(); i > 0; --i) {
      Paper& paper = papers_[i - 1];
      if (paper.reversed_on) continue;
      const bool companion = book_.vouchers().get(paper.id).companion_of == original;
      if (paper.id != original && !companion) continue;
      paper.reversed_on = on;
      Paper mirror = paper;
      mirror.dated = on;
      mirror.amount = -paper.amount;
      papers_.push_back(mirror);
    }
  }

  void allocate() {
    const std::string party = any_party();
    for (const OpenItem& item : book_.receivables().open_items(party)) {
      if (item.open.minor >= 0) continue;
      const AllocationPlan plan =
          book_.receivables().plan({.party = party, .credit = item.voucher, .orders = orders()});
      std::int64_t planned = plan.left.minor;
      for (const PlannedAllocation& row : plan.rows) planned += row.amount.minor;
      REQUIRE(planned == plan.available.minor);
      static_cast<void>(book_.receivables().commit(plan));
      if (!plan.rows.empty()) REQUIRE_THROWS_AS(book_.receivables().commit(plan), Error);
      return;
    }
  }

  void undo() {
    if (posted_.empty()) return;
    const Voucher& any = posted_[static_cast<std::size_t>(below(static_cast<int>(posted_.size())))];
    try {
      static_cast<void>(book_.receivables().undo(any.party, any.id, any.side));
    } catch (const Error& error) {
      REQUIRE(error.code() == ErrorCode::unknown_reference);
    }
  }

  // --- The naive model

  [[nodiscard]] std::int64_t balance_at(const std::string& party, Side side, Date day) const {
    std::int64_t sum = 0;
    for (const Paper& paper : papers_)
      if (paper.party == party && paper.side == side && paper.dated <= day) sum += paper.amount;
    return sum;
  }

  /// Newest increases first until they cover the balance; a pair that cancels out by then is no increase.
  [[nodiscard]] std::optional<Date> age_start_at(const std::string& party, Side side, Date day) const {
    std::int64_t balance = balance_at(party, side, day);
    if (balance <= 0) return std::nullopt;
    std::vector<Paper> increases;
    for (const Paper& paper : papers_)
      if (paper.party == party && paper.side == side && paper.dated <= day && paper.amount > 0 &&
          !(paper.reversed_on && *paper.reversed_on <= day))
        increases.push_back(paper);
    std::ranges::stable_sort(increases, {}, [](const Paper& paper) { return std::pair(paper.dated, paper.id); });
    for (std::size_t i = increases.size(); i > 0; --i) {
      balance -= increases[i - 1].amount;
      if (balance <= 0) return increases[i - 1].dated;
    }
    return std::nullopt;
  }

  void check() {
    const Date day = kFirst + below(kDays);
    for (const Side side : {Side::receivable, Side::payable}) {
      const Ageing ageing = book_.receivables().ageing({.side = side, .as_of = day});
      const Uncollected uncollected = book_.receivables().uncollected({.side = side, .as_of = day});
      const Summary summary = book_.receivables().summary({.side = side, .from = day, .last = day + 30});
      for (const std::string& party : parties_) {
        CAPTURE(party, static_cast<int>(side), day.to_string());
        const std::int64_t expected = balance_at(party, side, day);
        CHECK(book_.receivables().balance(party, side).amount.minor == balance_at(party, side, kFirst + 2 * kDays));
        CHECK(book_.receivables().balance_at(party, day, side).minor == expected);
        CHECK(ageing_of(ageing, party) == expected);
        check_uncollected(uncollected, party, side, day);
        check_summary(summary, party, side);
        check_items(party, side);
      }
    }
  }

  static std::int64_t ageing_of(const Ageing& ageing, const std::string& party) {
    for (const AgeingRow& row : ageing.rows)
      if (row.party == party) return row.balance.minor;
    return 0;
  }

  void check_uncollected(const Uncollected& found, const std::string& party, Side side, Date day) const {
    const auto row = std::ranges::find(found.rows, party, &UncollectedRow::party);
    const std::int64_t expected = balance_at(party, side, day);
    CHECK((row == found.rows.end() ? 0 : row->balance.minor) == expected);
    if (row == found.rows.end()) return;
    const auto start = age_start_at(party, side, day);
    CHECK(row->age_start == start);
    CHECK(row->age_months == (start ? (day - *start) / 30 : 0));
  }

  void check_summary(const Summary& found, const std::string& party, Side side) const {
    std::map<ItemKind, std::int64_t> columns;
    for (const Paper& paper : papers_)
      if (paper.party == party && paper.side == side && paper.dated >= found.from && paper.dated <= found.last)
        columns[paper.kind] += paper.amount;
    const auto row = std::ranges::find(found.rows, party, &SummaryRow::code);
    const SummaryRow shown = row == found.rows.end() ? SummaryRow{} : *row;
    CHECK(shown.opening.minor == balance_at(party, side, found.from - 1));
    CHECK(shown.trade.minor == columns[ItemKind::trade]);
    CHECK(shown.other_increases.minor == columns[ItemKind::other]);
    CHECK(shown.collected.minor == -columns[ItemKind::money]);
    CHECK(shown.difference.minor == columns[ItemKind::difference]);
    CHECK(shown.balance.minor == balance_at(party, side, found.last));
  }

  /// What is open adds up to the balance, and no item is open for more than it was.
  void check_items(const std::string& party, Side side) const {
    std::int64_t open = 0;
    for (const OpenItem& item : book_.receivables().open_items(party, side)) {
      open += item.open.minor;
      CHECK((item.amount.minor > 0 ? item.open.minor > 0 && item.open.minor <= item.amount.minor
                                   : item.open.minor < 0 && item.open.minor >= item.amount.minor));
    }
    CHECK(open == book_.receivables().balance(party, side).amount.minor);
  }

  std::mt19937_64 random_;
  FixedClock clock_;
  Date today_ = kFirst;
  Book book_;
  std::vector<std::string> parties_;
  std::vector<Paper> papers_;
  std::vector<Voucher> posted_;  ///< by the company itself, and not reversed
};

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

void run_companies(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    INFO("replay with EMPTOR_SIMULATION_SEED=" << seed << " EMPTOR_SIMULATION_COMPANIES=1");
    Company(seed).run();
  }
}

}  // namespace

TEST_CASE("a company's ledger says what its documents say", "[simulation]") {
  run_companies(setting("EMPTOR_SIMULATION_SEED", 1), setting("EMPTOR_SIMULATION_COMPANIES", 250));
}

TEST_CASE("many companies' ledgers say what their documents say", "[simulation][.soak]") {
  run_companies(setting("EMPTOR_SIMULATION_SEED", 1'000'000), setting("EMPTOR_SIMULATION_COMPANIES", 10'000));
}
