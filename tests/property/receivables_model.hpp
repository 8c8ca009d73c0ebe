/// What open items, allocations, balances and ages are, from documents and the slow way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "emptor/receivables.hpp"
#include "receivables/keys.hpp"

namespace emptor::test {

using receivables::ItemKey;

struct Paper {
  std::size_t account = 0;  ///< index into parties
  std::size_t party = 0;
  ItemKey key{};
  Date due{};
  std::int64_t amount = 0;
  std::int64_t open = 0;
  bool reversed = false;
  Date reopened{};
  Instant recorded{};
};

struct Settlement {
  std::size_t debit = 0;  ///< index into papers
  std::size_t credit = 0;
  std::int64_t amount = 0;
  Date effective{};
  bool undone = false;
  Instant recorded{};
};

/// What the rules say, the slow way.
class Model {
 public:
  std::vector<Paper> papers;
  std::vector<Settlement> settlements;
  Instant now{};

  std::vector<std::size_t> oldest_first(std::size_t account, int sign) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < papers.size(); ++i)
      if (papers[i].account == account && (sign > 0 ? papers[i].open > 0 : papers[i].open < 0)) found.push_back(i);
    std::ranges::sort(found, {}, [&](std::size_t i) { return papers[i].key; });
    return found;
  }
  void settle(std::size_t debit, std::size_t credit, std::int64_t amount, Date effective) {
    papers[debit].open -= amount;
    papers[credit].open += amount;
    settlements.push_back({debit, credit, amount,
                           std::max({effective, papers[debit].key.dated, papers[credit].key.dated,
                                     papers[debit].reopened, papers[credit].reopened}),
                           false, now});
  }
  void pay(std::size_t credit, std::size_t debit, Date effective) {
    const std::int64_t amount = std::min(-papers[credit].open, papers[debit].open);
    if (amount > 0) settle(debit, credit, amount, effective);
  }
  void allocate(std::size_t credit, const std::vector<std::size_t>& first, Date effective) {
    for (const std::size_t debit : first) pay(credit, debit, effective);
    for (const std::size_t debit : oldest_first(papers[credit].account, 1)) pay(credit, debit, effective);
  }
  void absorb(std::size_t debit, Date effective) {
    for (const std::size_t credit : oldest_first(papers[debit].account, -1)) pay(credit, debit, effective);
  }
  void undo(std::size_t paper, Date effective) {
    const std::size_t count = settlements.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (settlements[i].undone || (settlements[i].debit != paper && settlements[i].credit != paper)) continue;
      settlements[i].undone = true;
      Settlement row = settlements[i];
      row.amount = -row.amount;
      row.effective = std::max(row.effective, effective);
      row.recorded = now;
      papers[row.debit].open -= row.amount;
      papers[row.credit].open += row.amount;
      for (const std::size_t each : {row.debit, row.credit})
        papers[each].reopened = std::max(papers[each].reopened, row.effective);
      settlements.push_back(row);
    }
  }

  std::int64_t balance(std::size_t account, std::optional<Date> until = {}) const {
    std::int64_t sum = 0;
    for (const Paper& paper : papers)
      if (paper.account == account && (!until || paper.key.dated <= *until)) sum += paper.amount;
    return sum;
  }
  std::int64_t own_balance(std::size_t party, std::optional<Date> until = {}) const {
    std::int64_t sum = 0;
    for (const Paper& paper : papers)
      if (paper.party == party && (!until || paper.key.dated <= *until)) sum += paper.amount;
    return sum;
  }
  /// Increases of the account, or of the party itself, newest first, until they cover the balance.
  std::optional<Date> age_start(std::int64_t balance, bool own, std::size_t whose) const {
    if (balance <= 0) return std::nullopt;
    std::vector<std::pair<ItemKey, std::int64_t>> increases;
    for (const Paper& paper : papers)
      if ((own ? paper.party : paper.account) == whose && paper.amount > 0 && !paper.reversed)
        increases.emplace_back(paper.key, paper.amount);
    std::ranges::sort(increases, std::ranges::greater());
    for (const auto& [key, amount] : increases)
      if ((balance -= amount) <= 0) return key.dated;
    return std::nullopt;
  }
  /// What was open of it at the end of a day, as known at an instant; `own`: what another party's documents settled
  /// does not count.
  std::int64_t residual(std::size_t paper, Date as_of, Instant known, bool own) const {
    if (papers[paper].key.dated > as_of || papers[paper].recorded > known) return 0;
    std::int64_t left = papers[paper].amount;
    for (const Settlement& each : settlements) {
      if (each.effective > as_of || each.recorded > known) continue;
      if (own && papers[each.debit].party != papers[each.credit].party) continue;
      if (each.debit == paper) left -= each.amount;
      if (each.credit == paper) left += each.amount;
    }
    return left;
  }
};

}  // namespace emptor::test
