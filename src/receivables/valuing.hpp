/// Pure rules of items in other currencies: what they are worth in the book's, and what settling them wins or loses.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "receivables/keys.hpp"

namespace emptor::receivables {

/// Names an item among all accounts.
struct ForeignKey {
  PartyId account{};
  Side side = Side::receivable;
  Currency currency{};
  ItemKey item{};
  friend auto operator<=>(const ForeignKey&, const ForeignKey&) = default;
};

struct ForeignItem {
  std::int64_t amount = 0;
  std::int64_t open = 0;
  bool reversed = false;
  std::optional<Ratio> rate{};  ///< of its voucher
};

/// In the order of recording.
struct ForeignAllocation {
  std::int64_t id = 0;
  ForeignKey debit{};
  ItemKey credit{};
  std::int64_t amount = 0;
  Date effective{};
  [[nodiscard]] ForeignKey credit_key() const { return {debit.account, debit.side, debit.currency, credit}; }
};

using ForeignItems = std::map<ForeignKey, ForeignItem>;

/// How amounts become the book's.
struct Book {
  Currency currency{};
  Rounding rounding = Rounding::half_up;
};
/// `minor` of `currency` at a rate, rounded once; of a negative amount the opposite of the positive one's.
[[nodiscard]] std::int64_t worth(const Book& book, std::int64_t minor, Currency currency, Ratio rate);
/// What is won when what was worth `booked` is worth `now`: a debt to others that grows is a loss.
[[nodiscard]] std::int64_t won(Side side, std::int64_t booked, std::int64_t now);

/// What an allocation between two documents with rates has settled of them, in the book's currency.
struct RealisedAmount {
  std::size_t allocation = 0;  ///< its place
  Ratio booked_at{};
  Ratio settled_at{};
  std::int64_t booked = 0;
  std::int64_t realised = 0;
};
/// Follows each item from its amount through its allocations: what one settles is worth what was open before it less
/// what is open after, so that the parts of an item add up to it. A voucher and its reversal, settled against each
/// other, realise nothing and are left out.
[[nodiscard]] std::vector<RealisedAmount> realise(const Book& book, const ForeignItems& items,
                                                  std::span<const ForeignAllocation> allocations);

/// Takes `open` of every item back to the end of `day`; those dated later, and those of which nothing was open then,
/// go.
void take_back(ForeignItems& items, std::span<const ForeignAllocation> allocations, Date day);

}  // namespace emptor::receivables
