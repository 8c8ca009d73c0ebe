/// Returns: goods of a posted sale or purchase that come back, and what is paid back for them.
///
/// A return names the voucher and, line by line, how many of its units came back. Up to k of n units that cost A a line
/// pays back round(A × k ÷ n) in all, less what it has paid back before: 100.00 over 3 is 33.33, 33.34, 33.33, and
/// never more than A (MODEL C2.9). Net, tax, stock and what promotions took off are shared out likewise, so that they
/// add up to the voucher when everything came back. It lowers what is owed: first what is open of its voucher, then
/// what is open otherwise; the rest is an advance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/vouchers.hpp"

namespace emptor {

/// What becomes of a promotion of the sale that the goods that are kept no longer earn.
enum class BrokenPromotion : std::uint8_t {
  keep = 1,  ///< nothing: each unit is paid back as it was paid
  /// The goods that are kept are paid as the programmes that held when the sale was posted price them; of what comes
  /// back, only what was paid more than that is paid back, and never less than 0. Consumer law may restrict it.
  recalc = 2,
  deny_partial = 3,  ///< the return is refused and the programmes are named; all of the goods may come back
};
[[nodiscard]] std::string_view to_string(BrokenPromotion policy) noexcept;

/// Units of a line.
struct ReturnLine {
  int line = 0;         ///< of the voucher that they come back from, from 1
  Quantity quantity{};  ///< > 0, in the unit of that line
};

struct ReturnDraft {
  VoucherId of{};                   ///< a sale or a purchase
  std::vector<ReturnLine> lines{};  ///< each line once; empty: everything that has not come back yet
  std::optional<Date> dated{};      ///< today, or the voucher's own later date, when not given
  BrokenPromotion broken = BrokenPromotion::keep;
  std::optional<std::string> location{};  ///< where the goods are moved; where the voucher moved them when not given
  std::string reference{};                ///< up to 100
  std::string memo{};                     ///< up to 2,000
};

}  // namespace emptor
