/// The rows of an ageing while they are added up.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <numeric>
#include <span>
#include <vector>

#include "receivables/marks.hpp"
#include "receivables/rules_ageing.hpp"

namespace emptor::receivables {

/// The columns of every account.
class AgeingRows {
 public:
  AgeingRows(const AgeingColumns& columns, Marks marks) : columns_(columns), marks_(std::move(marks)) {}

  void add_debit(PartyId account, AgedItem debit, VoucherId voucher, int instalment, std::int64_t amount) {
    debit.disputed = !marks_.empty() && marks_.is_disputed(voucher, instalment);
    std::int64_t& debits = debits_[add(account, columns_.of_debit(debit), amount)];
    debits = checked_add(debits, amount);
  }
  void add_credit(PartyId account, const AgedItem& credit, std::int64_t amount) {
    add(account, columns_.of_credit(credit), amount);
  }
  void add_instrument(PartyId account, std::int64_t amount) {
    std::int64_t& instruments = instruments_[place_of(account)];
    instruments = checked_add(instruments, amount);
  }

  struct Account {
    PartyId id;
    std::span<const std::int64_t> sums;
    std::int64_t instruments = 0;
  };
  /// Those with something open, or an instrument; credits are netted.
  [[nodiscard]] std::vector<Account> take() {
    std::vector<Account> found;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      const std::span sums = std::span(sums_).subspan(i * columns_.width(), columns_.width());
      // Debits and credits may meet in one column and leave nothing of both.
      const std::int64_t credits = std::accumulate(sums.begin(), sums.end(), -debits_[i]);
      if (debits_[i] == 0 && credits == 0 && instruments_[i] == 0) continue;
      columns_.net(sums);
      found.push_back({ids_[i], sums, instruments_[i]});
    }
    return found;
  }

 private:
  std::size_t place_of(PartyId account) {
    if (ids_.empty() || ids_[last_] != account) {
      const auto [place, is_new] = places_.try_emplace(account.value, ids_.size());
      if (is_new) {
        ids_.push_back(account);
        sums_.resize(sums_.size() + columns_.width());
        debits_.push_back(0);
        instruments_.push_back(0);
      }
      last_ = place->second;
    }
    return last_;
  }
  /// The account's place.
  std::size_t add(PartyId account, std::size_t column, std::int64_t amount) {
    const std::size_t place = place_of(account);
    std::int64_t& sum = sums_[place * columns_.width() + column];
    sum = checked_add(sum, amount);
    return place;
  }

  const AgeingColumns& columns_;
  Marks marks_;
  std::vector<PartyId> ids_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> debits_;  ///< of each account, over all columns
  std::vector<std::int64_t> instruments_;
  boost::unordered_flat_map<std::int64_t, std::size_t> places_;
  std::size_t last_ = 0;  ///< rows come account by account
};

}  // namespace emptor::receivables
