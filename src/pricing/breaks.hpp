/// At which quantities a price may change. Pure functions over cards.
#pragma once

#include <cstdint>
#include <vector>

#include "pricing/rules.hpp"

namespace emptor::pricing {

/// Where entries begin or end to speak: in no order, with repetitions, and more than there are breaks. Which of them
/// change the price is for `resolve` to say.
struct Thresholds {
  std::vector<std::int64_t> quantities;  ///< millionths of the unit asked for, rounded up
  std::vector<std::int64_t> amounts;     ///< of lines before discounts, millionths of the currency
  std::vector<Exact> blocks;             ///< sizes of blocks, in millionths of the unit asked for
};
/// Of every entry in force on the day about the item, its groups or everything: also of lists that do not speak for the
/// party, as lists are derived from each other.
[[nodiscard]] Thresholds thresholds(const Facts& facts);

/// The least quantity whose amount at `unit_price` (millionths, > 0) reaches `amount`; in millionths, rounded up.
[[nodiscard]] std::int64_t quantity_for(std::int64_t amount, std::int64_t unit_price);
/// `quantity` rounded up to a multiple of `step` (> 0). OVERFLOW.
[[nodiscard]] std::int64_t rounded_up(std::int64_t quantity, std::int64_t step);

}  // namespace emptor::pricing
