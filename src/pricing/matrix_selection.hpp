/// From the codes of a matrix query to keys.
#pragma once

#include <vector>

#include "emptor/price_analysis.hpp"
#include "pricing/resolve.hpp"

namespace emptor::pricing {

/// What the codes of a query mean.
struct MatrixSelection {
  std::vector<PartyId> customers;  ///< by code
  std::vector<ItemId> items;       ///< by code
  Question question{};             ///< without customer, item and quantity
};

/// Throws every UNKNOWN_REFERENCE and RANGE at once, and UNKNOWN_CURRENCY.
[[nodiscard]] MatrixSelection select(access::Work& work, const MatrixQuery& query);

}  // namespace emptor::pricing
