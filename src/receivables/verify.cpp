#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "receivables/records.hpp"
#include "receivables/verify_valuation.hpp"

namespace emptor::receivables {
namespace {

using Line = std::tuple<std::int64_t, std::int64_t, int>;  // party, side, currency

struct Totals {
  __extension__ typedef __int128 Wide;
  Wide own = 0;
  Wide account = 0;
  AgeCursor age{};
  std::optional<Date> latest{};
};

class Verification {
 public:
  explicit Verification(access::Work& work) : work_(work) {}

  std::vector<Difference> run() {
    read_reopened();
    read_items();
    compare_counters();
    return std::move(found_);
  }

 private:
  /// Newest first over what was read oldest first.
  class Backwards final : public IncreaseWalk {
   public:
    explicit Backwards(const std::vector<Increase>& increases) : increases_(increases), left_(increases.size()) {}
    std::optional<Increase> next() override {
      if (left_ == 0) return std::nullopt;
      return increases_[--left_];
    }

   private:
    const std::vector<Increase>& increases_;
    std::size_t left_;
  };

  std::string describe(const Line& line) {
    const auto& [party, side, currency] = line;
    auto row = work_.tx().statement("SELECT code FROM emptor_party WHERE id = ?1");
    std::string text = row.bind(party).step() ? row.string(0) : "party " + std::to_string(party);
    text += side == static_cast<std::int64_t>(Side::receivable) ? " receivable " : " payable ";
    return text += Currency::of_numeric(currency).code();
  }

  void report(std::string_view what, const Line& line, std::string_view document, std::string kept,
              std::string computed) {
    std::string where = describe(line);
    if (!document.empty()) where.append(" ").append(document);
    found_.push_back({std::string(what), std::move(where), std::move(kept), std::move(computed)});
  }

  static std::string text_of(const AgeCursor& age) {
    if (!age.at) return "none";
    return age.at->dated.to_string() + " voucher " + std::to_string(age.at->voucher.value) + "/" +
           std::to_string(age.at->instalment) + " newer " + std::to_string(age.newer);
  }
  static std::string text_of(std::optional<Date> day) { return day ? day->to_string() : "none"; }

  /// Undone allocations are few: the days on which they gave back what they had taken.
  void read_reopened() {
    auto rows = work_.tx().statement(
        "SELECT account_id, side, currency, debit_voucher_id, debit_instalment, credit_voucher_id, credit_instalment, "
        "effective FROM emptor_allocation WHERE undoes IS NOT NULL");
    while (rows.step())
      for (const int column : {3, 5}) {
        const Line line{rows.integer(0), rows.integer(1), static_cast<int>(rows.integer(2))};
        auto& day = reopened_[{line, rows.integer(column), rows.integer(column + 1)}];
        day = std::max(day.value_or(rows.date(7)), rows.date(7));
      }
  }

  void read_items() {
    auto rows = work_.tx().statement(
        "SELECT i.account_id, i.side, i.currency, i.doc_date, i.voucher_id, i.instalment, i.party_id, i.amount, "
        "i.open_amount, i.reversed, i.reopened_on, "
        "CAST(coalesce((SELECT sum(a.amount) FROM emptor_allocation a WHERE a.debit_voucher_id = i.voucher_id "
        "AND a.debit_instalment = i.instalment AND +a.account_id = i.account_id), 0) AS BIGINT), "
        "CAST(coalesce((SELECT sum(a.amount) FROM emptor_allocation a WHERE a.credit_voucher_id = i.voucher_id "
        "AND a.credit_instalment = i.instalment AND +a.account_id = i.account_id), 0) AS BIGINT) "
        "FROM emptor_open_item i ORDER BY i.account_id, i.side, i.currency, i.doc_date, i.voucher_id, i.instalment");
    std::optional<Line> account;
    std::vector<Increase> increases;
    while (rows.step()) {
      const Line line{rows.integer(0), rows.integer(1), static_cast<int>(rows.integer(2))};
      if (account && *account != line) finish_account(*account, increases);
      account = line;
      const Increase item{.key = {.dated = rows.date(3),
                                  .voucher = rows.id<VoucherTag>(4),
                                  .instalment = static_cast<int>(rows.integer(5))},
                          .amount = rows.integer(7)};
      if (item.amount > 0 && rows.integer(9) == 0) increases.push_back(item);
      Totals& totals = totals_[line];
      totals.account += item.amount;
      totals.latest = std::max(totals.latest.value_or(item.key.dated), item.key.dated);
      totals_[{rows.integer(6), std::get<1>(line), std::get<2>(line)}].own += item.amount;
      check_open(line, item, rows.integer(8), rows.integer(11), rows.integer(12));
      check_reopened(line, item.key, rows.optional_date(10));
    }
    if (account) finish_account(*account, increases);
  }

  void check_open(const Line& line, const Increase& item, std::int64_t open, std::int64_t as_debit,
                  std::int64_t as_credit) {
    const std::string document = "voucher " + std::to_string(item.key.voucher.value);
    const std::int64_t residual = checked_add(checked_subtract(item.amount, as_debit), as_credit);
    if (open != residual) report("open item", line, document, std::to_string(open), std::to_string(residual));
    const bool within =
        item.amount >= 0 ? residual >= 0 && residual <= item.amount : residual <= 0 && residual >= item.amount;
    if (!within)
      report("allocation", line, document, std::to_string(residual), "between 0 and " + std::to_string(item.amount));
  }

  void check_reopened(const Line& line, const ItemKey& item, std::optional<Date> kept) {
    const auto found = reopened_.find({line, item.voucher.value, item.instalment});
    const std::optional<Date> computed = found == reopened_.end() ? std::nullopt : found->second;
    if (kept != computed)
      report("reopened day", line, "voucher " + std::to_string(item.voucher.value), text_of(kept), text_of(computed));
  }

  void finish_account(const Line& line, std::vector<Increase>& increases) {
    Totals& totals = totals_[line];
    Backwards newest_first(increases);
    totals.age = recompute_age(static_cast<std::int64_t>(totals.account), newest_first);
    increases.clear();
    auto row = work_.tx().statement(
        "SELECT max(effective) FROM emptor_allocation WHERE account_id = ?1 AND side = ?2 AND currency = ?3");
    row.bind(std::get<0>(line), std::get<1>(line), std::get<2>(line));
    if (row.step() && !row.is_null(0)) totals.latest = std::max(*totals.latest, row.date(0));
  }

  void compare_counters() {
    auto rows =
        work_.tx().statement("SELECT party_id, side, currency FROM emptor_balance ORDER BY party_id, side, currency");
    while (rows.step()) totals_.try_emplace({rows.integer(0), rows.integer(1), static_cast<int>(rows.integer(2))});
    for (const auto& [line, totals] : totals_) {
      const AccountKey key{.account = PartyId(std::get<0>(line)),
                           .side = static_cast<Side>(std::get<1>(line)),
                           .currency = Currency::of_numeric(std::get<2>(line))};
      const Counters kept = load_counters(work_, key);
      const auto money = [&](std::int64_t minor) { return Money{minor, key.currency}.to_string(); };
      const auto own = static_cast<std::int64_t>(totals.own);
      const auto account = static_cast<std::int64_t>(totals.account);
      if (kept.own_amount != own) report("balance", line, {}, money(kept.own_amount), money(own));
      if (kept.account_amount != account)
        report("account balance", line, {}, money(kept.account_amount), money(account));
      if (kept.age != totals.age) report("age", line, {}, text_of(kept.age), text_of(totals.age));
      if (kept.latest != totals.latest) report("latest day", line, {}, text_of(kept.latest), text_of(totals.latest));
    }
  }

  access::Work& work_;
  std::map<Line, Totals> totals_;
  std::map<std::tuple<Line, std::int64_t, std::int64_t>, std::optional<Date>> reopened_;  // by voucher and instalment
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> verify(access::Work& work) {
  std::vector<Difference> found = Verification(work).run();
  for (Difference& each : verify_revaluations(work)) found.push_back(std::move(each));
  return found;
}

}  // namespace emptor::receivables
