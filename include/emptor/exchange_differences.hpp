/// Room `receivables`: what open items in other currencies are worth in the book's, and what was won or lost on them.
///
/// A voucher in another currency keeps the exchange rate of its day, or the one that was typed. An allocation
/// *realises* the difference between the rates of its two documents: 400 USD of a sale booked at 83 and settled by
/// money booked at 85 win 800. A revaluation says what open items are worth at a day's rate: the other 600 at 86 win
/// 1,800. It is a layer of its own that holds on that day and is taken back on the next: items never change, a later
/// settlement still measures from the rate of the voucher, and nothing is counted twice.
///
/// Differences are in the book's currency; positive ones are won, on either side. Of an item, what is settled is worth
/// what the whole was worth less what the rest is, so that the parts of an item add up to it whatever is rounded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/receivables.hpp"

namespace emptor {

/// Which accounts a report is about; what is not given is all of them.
struct ForeignQuery {
  std::optional<std::string> party{};  ///< one account
  std::optional<Side> side{};
  std::optional<std::string> currency{};  ///< not the book's own
};

/// One allocation between two documents with rates. Undoing one is a row of its own, with a negative amount.
struct RealisedDifference {
  std::string party{};  ///< the account
  Side side = Side::receivable;
  VoucherId debit{};
  std::string debit_number{};
  VoucherId credit{};
  std::string credit_number{};
  Date effective{};
  Money settled{};     ///< in their currency
  Ratio booked_at{};   ///< the rate of the debit
  Ratio settled_at{};  ///< the rate of the credit
  Money booked{};      ///< what was settled of the debit, as it was booked
  Money realised{};    ///< the same of the credit
  Money difference{};
};

/// An account in one currency.
struct RealisedRow {
  std::string party{};  ///< empty in a total
  std::string name{};
  Side side = Side::receivable;
  Money settled{};  ///< what was undone taken off
  Money booked{};
  Money realised{};
  Money difference{};
};

struct Realised {
  std::vector<RealisedRow> rows{};              ///< by account, side and currency
  std::vector<RealisedRow> totals{};            ///< one for each side and currency
  Money difference{};                           ///< of all
  std::vector<RealisedDifference> documents{};  ///< in the order of recording
};

struct RealisedQuery {
  ForeignQuery of{};
  Period effective{};  ///< half-open; see Period::days for inclusive ends
};

/// An open item at a day's rate.
struct ValuedItem {
  std::string party{};  ///< the account
  Side side = Side::receivable;
  VoucherId voucher{};
  std::string number{};
  int instalment = 1;
  Money open{};  ///< at the end of the day; negative for a credit
  Ratio booked_at{};
  Ratio closing_at{};
  Money booked{};
  Money closing{};
  Money difference{};
};

struct ValuationRow {
  std::string party{};  ///< empty in a total
  std::string name{};
  Side side = Side::receivable;
  Money open{};
  Money booked{};
  Money closing{};
  Money difference{};
};

struct RevaluationTag;
using RevaluationId = Id<RevaluationTag>;

/// What foreign items are worth at the end of a day, those dated that day among them.
struct Valuation {
  RevaluationId id{};  ///< none for one that only was asked for
  Date day{};
  Date reversed_on{};                     ///< the day after: from then on it holds no more
  std::vector<ValuationRow> rows{};       ///< by account, side and currency
  std::vector<ValuationRow> totals{};     ///< one for each side and currency
  std::vector<ValuedItem> items{};        ///< by account
  std::vector<VoucherId> without_rate{};  ///< open, and worth nothing known: no rate was known when they were posted
  Money difference{};                     ///< of all
  bool replaced = false;                  ///< the day was revalued once more since, and that one holds
  Instant recorded_at{};
  std::string actor{};
};

struct ValuationQuery {
  ForeignQuery of{};
  std::optional<Date> day{};  ///< today when not given
};

class ExchangeDifferences {
 public:
  explicit ExchangeDifferences(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// What allocations have won and lost. UNKNOWN_REFERENCE, UNKNOWN_CURRENCY, INVALID on "currency" for the book's own.
  /// Reads the foreign allocations of the accounts.
  [[nodiscard]] Realised realised(const RealisedQuery& query = {}) const;
  /// What a revaluation of the day would say; keeps nothing. NO_RATE on "day" for a currency without a rate on it.
  /// Reads what is open, and what was settled later.
  [[nodiscard]] Valuation valuation(const ValuationQuery& query = {}) const;
  /// Values everything that is open at the end of the day and keeps it, audited. A second one of a day takes the place
  /// of the first. NO_RATE, PERIOD_LOCKED on "day".
  Valuation revalue(Date day);
  /// In the order of recording, with their totals and without rows and items.
  [[nodiscard]] std::vector<Valuation> revaluations() const;
  /// NOT_FOUND.
  [[nodiscard]] Valuation revaluation(RevaluationId id) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
