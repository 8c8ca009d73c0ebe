/// Wide integers behind decimals and money: 128 bits where the machine has them, Boost's beyond that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "emptor/base/decimal.hpp"

namespace emptor::detail {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

inline constexpr UInt128 int128_max_magnitude = ~UInt128{0} >> 1U;

/// |value|, right for the most negative value too.
[[nodiscard]] constexpr UInt128 magnitude(Int128 value) noexcept {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}
[[nodiscard]] constexpr std::uint64_t magnitude(std::int64_t value) noexcept {
  return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

/// 10^0 to 10^19, all that fit 64 bits.
inline constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
  std::array<std::uint64_t, 20> powers{};
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i, power *= 10) powers[i] = power;
  return powers;
}();
[[nodiscard]] constexpr std::uint64_t power_of_ten(int exponent) noexcept {
  return powers_of_ten[static_cast<std::size_t>(exponent)];
}

/// Whether a quotient that was cut off moves one step away from zero. `remainder` is not zero and `remainder` <
/// `divisor`; `odd` speaks of the cut quotient, `negative` of the exact value.
template <class Unsigned>
[[nodiscard]] constexpr bool rounds_away(const Unsigned& remainder, const Unsigned& divisor, bool odd, bool negative,
                                         Rounding mode) {
  // Why the difference and not twice the remainder: doubling may not fit.
  const auto above_half = [&] { return remainder > divisor - remainder; };
  const auto exactly_half = [&] { return remainder == divisor - remainder; };
  switch (mode) {
    case Rounding::half_up:
      return above_half() || exactly_half();
    case Rounding::half_even:
      return above_half() || (odd && exactly_half());
    case Rounding::half_down:
      return above_half();
    case Rounding::up:
      return true;
    case Rounding::down:
      return false;
    case Rounding::ceiling:
      return !negative;
    case Rounding::floor:
      return negative;
  }
  return false;
}

}  // namespace emptor::detail
