/// Foreign items, their allocations and the revaluations of them: SQL to values and back. No judgement.
#pragma once

#include <optional>
#include <vector>

#include "access/work.hpp"
#include "emptor/exchange_differences.hpp"
#include "receivables/valuing.hpp"

namespace emptor::receivables {

/// One account, side and currency: what a statement is about.
struct ForeignAccount {
  PartyId account{};
  Side side = Side::receivable;
  Currency currency{};
};
/// Those that ever had anything in another currency than `book`, by account; only of what is given.
[[nodiscard]] std::vector<ForeignAccount> foreign_accounts(access::Work& work, Currency book,
                                                           std::optional<PartyId> account, std::optional<Side> side,
                                                           std::optional<Currency> currency);
/// Adds the account's items: all of them, or those that are open.
void load_items(access::Work& work, const ForeignAccount& account, ForeignItems& into);
void load_open_items(access::Work& work, const ForeignAccount& account, ForeignItems& into);
/// The items of these allocations that `into` does not hold.
void load_items_of(access::Work& work, const std::vector<ForeignAllocation>& allocations, ForeignItems& into);
/// Adds the account's allocations, in the order of recording: all of them, or those that hold only after a day.
void load_allocations(access::Work& work, const ForeignAccount& account, std::vector<ForeignAllocation>& into);
void load_allocations_after(access::Work& work, const ForeignAccount& account, Date day,
                            std::vector<ForeignAllocation>& into);

struct RevaluationHead {
  RevaluationId id{};
  Date day{};
  std::int64_t vouchers_through = 0;     ///< the last voucher that it saw
  std::int64_t allocations_through = 0;  ///< the last allocation likewise
  bool replaced = false;
  Instant recorded_at{};
  ActorId actor{};
};
struct RevaluedItem {
  ForeignKey key{};
  std::int64_t open = 0;
  Ratio booked_at{};
  Ratio closing_at{};
  std::int64_t booked = 0;
  std::int64_t closing = 0;
};
/// Keeps a revaluation of everything that is there now.
[[nodiscard]] RevaluationId save_revaluation(access::Work& work, Date day, const std::vector<RevaluedItem>& items);
/// In the order of recording.
[[nodiscard]] std::vector<RevaluationHead> load_revaluations(access::Work& work);
/// By account.
[[nodiscard]] std::vector<RevaluedItem> load_revalued_items(access::Work& work, RevaluationId id);

}  // namespace emptor::receivables
