/// What is said about items, on any day and as it was known at any instant.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <vector>

#include "emptor/dunning.hpp"
#include "parties/records.hpp"
#include "receivables/ledger.hpp"

namespace emptor::receivables {

/// Marks that hold on a day. Of several on one item a dispute comes first, then a promise.
class Marks {
 public:
  struct Held {
    ItemMarkKind kind = ItemMarkKind::dispute;
    std::optional<Date> until{};
  };
  void add(VoucherId voucher, int instalment, const Held& held);
  [[nodiscard]] bool empty() const noexcept { return held_.empty(); }
  /// nullptr: nothing is said about the item.
  [[nodiscard]] const Held* find(VoucherId voucher, int instalment) const;
  [[nodiscard]] bool is_disputed(VoucherId voucher, int instalment) const {
    const Held* held = find(voucher, instalment);
    return held != nullptr && held->kind == ItemMarkKind::dispute;
  }

 private:
  /// A voucher's instalments are few: what is said of one of them, or (0) of all.
  boost::unordered_flat_map<std::int64_t, std::vector<std::pair<int, Held>>> held_;
};

/// Of one account; one statement.
[[nodiscard]] Marks marks_on(access::Work& work, const AccountKey& key, Date day);
/// Of every account on a side in a currency; one statement over the marks that hold.
[[nodiscard]] Marks marks_on(access::Work& work, Side side, Currency currency, Date day,
                             Instant known_at = parties::known_now);

}  // namespace emptor::receivables
