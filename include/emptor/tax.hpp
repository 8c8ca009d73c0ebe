/// Room `tax`: the arithmetic of tax on voucher lines. Rates live with the tax codes of the catalogue.
#pragma once

#include <cstdint>
#include <string>

#include "emptor/base.hpp"

namespace emptor {

/// Whether the unit prices of a voucher contain the tax.
enum class TaxMode : std::uint8_t { exclusive = 1, inclusive = 2 };

/// Totals of one tax code on a voucher.
struct TaxTotal {
  std::string tax_code{};  ///< empty: untaxed
  Percent rate{};
  Money net{};
  Money tax{};
};

}  // namespace emptor
