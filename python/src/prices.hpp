/// Prices as Python types them, for more than one file.
#pragma once

#include "casters.hpp"
#include "emptor/price_changes.hpp"
#include "emptor/pricing.hpp"

namespace emptor::python {

[[nodiscard]] PriceEntryInput entry_from(const Arguments& in);
[[nodiscard]] DiscountInput discount_from(const Arguments& in);
[[nodiscard]] PriceRuleInput rule_from(const Arguments& in);
[[nodiscard]] PriceChange change_from(const Arguments& in);

}  // namespace emptor::python
