/// Pure parts of the credit check beside `credit::decide`.
#pragma once

#include "emptor/credit.hpp"

namespace emptor::credit {

/// Minor units of `from` in minor units of `to`, where one major unit of `from` costs `rate` major units of `to`.
[[nodiscard]] std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode);
/// "ignore", "warn", "block".
[[nodiscard]] std::optional<OnExcess> parse_on_excess(std::string_view text) noexcept;

}  // namespace emptor::credit
