/// The steps of the price procedure after a price was found: which discounts apply, and what they leave.
///
/// A discount row names a step, a programme, a buyer and a product. Rows that name the same four are versions and
/// breaks of one discount: the greatest smallest-quantity reached speaks, then the latest start, then the higher
/// discount, then the lowest key. Per step, one discount of each programme is taken (`DiscountStep::within`), and those
/// of different programmes are put together (`combine`). The rank is written down at `DiscountStep`; as in the access
/// sequence, Precedence::product_first ranks the product before the buyer.
///
/// Arithmetic: B is the running price, or the price found (`DiscountStep::Base`). With factors fᵢ = Π (1 − d) of one
/// discount's cascade and amounts aᵢ per unit, sum leaves B − Σ (B − fᵢB) − Σ aᵢ; everything else takes one after the
/// other, the best ranked first. What B lost is taken off the running price; a price that would fall below 0 is 0.
/// Nothing is rounded on the way: the result is rounded once, half up, to 6 decimals. Best is decided on the line
/// amount of the full quantity, rounded to the minor unit, of what each discount alone would leave.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pricing/exact.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

/// Lowers `quote`, whose exact price is `found`; false when no discount applies. `discounting` and `trace` may be null.
/// `result`: the exact price that is left.
bool apply_discounts(const Facts& facts, const Exact& found, PriceQuote& quote, Exact& result, Discounting* discounting,
                     Trace* trace);

/// What a step leaves of the running price. Pure arithmetic; the same for a quote and for a replay.
[[nodiscard]] Exact step_result(const Exact& running, const Exact& found, const DiscountingStep& step);

/// How a price came about, as it is kept with a voucher line; `name` gives the text of a step. Canonical: equal
/// discountings have equal texts. A price that contains the tax ends in " with tax".
///
///   20 discount: *0.93#17 = 18.6             found 20, in step `discount` entry 17 left 93 %, the price is 18.6
///   5/6 extra: sum found *0.9#3 -0.5#4 = 0.25    added up, of the price found; entry 4 took 0.5 off each unit
///   12.34 @9@2 ~1,-0.01,half_up#5 >12#6 = 12     computed by entry 9 from the price of entry 2; the ending of rule 5
///                                                made it 11.99, the floor of rule 6 held it at 12 (ceiling: <12#6)
///   9 &12#8 = 9                              the break of entry 8 counted 12 on the document; &!12#8 on another one
[[nodiscard]] std::string to_text(const Discounting& discounting, const std::vector<std::string>& step_names);

/// A text of `to_text`, read back. Steps are told by their place.
struct ReadDiscounting {
  Discounting discounting;
  std::vector<std::string> step_names;
};
/// CORRUPT when it cannot be read.
[[nodiscard]] ReadDiscounting read_discounting(std::string_view text);
/// The unit price that follows from what was found and taken off, in millionths.
[[nodiscard]] std::int64_t replay(const Discounting& discounting);

}  // namespace emptor::pricing
