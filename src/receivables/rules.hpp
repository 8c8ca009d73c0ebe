/// Pure rules of receivables: when a document falls due, and what money settles.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "parties/payment_terms.hpp"
#include "receivables/ledger.hpp"

namespace emptor::receivables {

/// A part of a document with its own due date. Amounts in minor units.
struct Due {
  Date due{};
  std::int64_t amount = 0;
  std::optional<Date> discount_until{};  ///< the last day on which paying earns the discount
  Percent discount{};
};

/// The parts of `total` by the terms. Each ends where the shares until then, rounded once, end; so they add up exactly:
/// 100.00 in thirds is 33.33, 33.34, 33.33. Parts of 0 are left out unless all are.
[[nodiscard]] std::vector<Due> schedule(const parties::PaymentTerms& terms, Date dated, std::int64_t total,
                                        Rounding rounding);

/// When a part of a document is due, in days from its date.
struct LaterDue {
  int agreed_days = 0;
  int days = 0;  ///< more than agreed
};
/// The part of a document that falls due latest beyond what was agreed: money counts as due in the order of the due
/// dates, so 50 % at once and the rest after 60 days is loosened by 60 days net. Both are parts of one total > 0.
/// nullopt when no part is due later.
[[nodiscard]] std::optional<LaterDue> latest_beyond(std::vector<Due> agreed, std::vector<Due> given, Date dated);

/// What can be settled of a debit.
struct OpenDebit {
  ItemKey key{};
  Date due{};
  std::int64_t open = 0;  ///< > 0
  std::optional<Date> discount_until{};
  Percent discount{};
  std::optional<Date> reopened{};  ///< the latest day on which an allocation of it was undone
};

/// What money does to a debit.
struct Settlement {
  ItemKey debit{};
  std::int64_t money = 0;
  std::int64_t discount = 0;
  std::int64_t left = 0;  ///< of the debit
  std::optional<Date> reopened{};
};

/// As much of the debit as `money` settles when it is paid on `paid_on`; none: no discount is earned. Until the last
/// day of a discount of d, money p settles p / (1 - d), and what is open at most: 490.00 settles 500.00 at 2 %.
[[nodiscard]] Settlement settle(const OpenDebit& debit, std::int64_t money, std::optional<Date> paid_on,
                                Rounding rounding);

/// Debits by an order; those that tie stay as they came, which is by document.
void sort_by(std::vector<OpenDebit>& debits, AllocationOrder order);
/// Places of debits that add up exactly to `money`, the earliest ones first; empty when a bounded search finds none.
[[nodiscard]] std::vector<std::size_t> exact_subset(std::span<const OpenDebit> debits, std::int64_t money);

}  // namespace emptor::receivables
