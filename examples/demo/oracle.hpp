/// What the source's files say the balances are, added up without the library.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "source.hpp"

namespace demo {

/// A ledger that is written transaction by transaction, beside the book.
class SourceLedger {
 public:
  /// Every account of the range stands in it from the start, with nothing.
  explicit SourceLedger(const Source& source) {
    for (const Transaction& each : source.transactions) balances_[each.account] = 0;
  }

  void book(const Transaction& transaction) {
    balances_[transaction.account] += transaction.total;
    traded_[transaction.order != nullptr ? transaction.order->customer : transaction.account] += transaction.total;
  }

  [[nodiscard]] Cents balance(int account) const {
    const auto found = balances_.find(account);
    return found == balances_.end() ? 0 : found->second;
  }
  /// Of what this customer itself ordered and paid, whoever owes it.
  [[nodiscard]] Cents traded(int customer) const {
    const auto found = traded_.find(customer);
    return found == traded_.end() ? 0 : found->second;
  }
  [[nodiscard]] const std::map<int, Cents>& balances() const noexcept { return balances_; }

 private:
  std::map<int, Cents> balances_;
  std::unordered_map<int, Cents> traded_;
};

/// Which invoices a payment settles: those of its account that were settled on its day.
class Settlements {
 public:
  explicit Settlements(const Source& source) {
    for (const Transaction& each : source.transactions)
      if (each.is_invoice()) invoices_[{each.account, each.settled.days()}].push_back(&each);
  }
  [[nodiscard]] const std::vector<const Transaction*>& of(const Transaction& payment) const {
    static const std::vector<const Transaction*> none;
    const auto found = invoices_.find({payment.account, payment.day.days()});
    return found == invoices_.end() ? none : found->second;
  }

 private:
  std::map<std::pair<int, std::int32_t>, std::vector<const Transaction*>> invoices_;
};

/// By how much a sale passes a limit; 0 when it does not. Equal is within.
[[nodiscard]] inline Cents excess_over(Cents limit, Cents balance, Cents sale) {
  return std::max<Cents>(0, balance + sale - limit);
}

[[nodiscard]] inline bool ends_month(emptor::Date day) { return (day + 1).ymd().day() == std::chrono::day(1); }

}  // namespace demo
