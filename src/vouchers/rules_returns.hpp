/// How the figures of a line are shared out over what comes back of it: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emptor/base.hpp"

namespace emptor::vouchers {

/// Units of a line and what they carry: quantities in millionths, amounts in minor units.
struct Units {
  std::int64_t quantity = 0;
  std::int64_t stock_quantity = 0;
  std::int64_t amount = 0;  ///< what they cost, in the tax mode of the voucher
  std::int64_t tax = 0;
  std::int64_t promotion = 0;  ///< what promotions have taken off

  friend bool operator==(const Units&, const Units&) = default;
};

/// What `quantity` more units take of each figure F of n sold units, where k came back before: round(F × (k + quantity)
/// ÷ n) less what those k took (MODEL C2.9). All together never more than F, and F when everything is back.
/// `sold.quantity` > 0, `quantity` between 0 and what is left.
[[nodiscard]] Units share(const Units& sold, const Units& returned, std::int64_t quantity, Rounding rounding);
/// What is left of the sold units.
[[nodiscard]] Units less(const Units& sold, const Units& returned);

struct Refund {
  std::int64_t net = 0;
  std::int64_t tax = 0;

  friend bool operator==(const Refund&, const Refund&) = default;
};

/// What is kept back of each share, so that `target` is kept back in all and `before` was already: in proportion to the
/// shares, and never more than these; negative where it is given back.
[[nodiscard]] std::vector<Refund> withhold(Refund target, Refund before, std::span<const Refund> shares);

}  // namespace emptor::vouchers
