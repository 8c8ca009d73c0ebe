/// What names an account and an item of it.
#pragma once

#include "emptor/receivables.hpp"

namespace emptor::receivables {

/// One account's counters in one currency.
struct AccountKey {
  PartyId account{};
  Side side = Side::receivable;
  Currency currency{};
};

struct ItemKey {
  Date dated{};
  VoucherId voucher{};
  int instalment = 1;
  friend auto operator<=>(const ItemKey&, const ItemKey&) = default;
};

}  // namespace emptor::receivables
