/// The end of the price procedure: an ending, then ceiling and floor. Pure functions.
///
/// Of the endings one speaks, of each base of the floors (and ceilings) one: the best ranked that passes the filters of
/// candidates.hpp, by buyer, product, greatest smallest-quantity, greatest smallest-price, latest start, lowest key.
/// With Precedence::product_first the product ranks before the buyer. A percentage of what is not there (no base price,
/// no cost) does not apply.
///
/// The price gets its ending, unless it is net or a last price. Then the lowest clamping ceiling holds it, then the
/// highest clamping floor: a floor above a ceiling wins. The limits that warn or refuse look at what is left.
#pragma once

#include <optional>

#include "pricing/rules.hpp"

namespace emptor::pricing {

/// What the end of the procedure works on.
struct Unfinished {
  std::optional<Exact> found{};  ///< before discounts; none: no price was found
  bool tax_included = false;     ///< of the price
  std::optional<Exact> base{};   ///< the base price
  bool base_tax_included = false;
  bool keeps_ending = false;  ///< net and last prices
};

/// Finishes `quote`, whose exact price is `price`; false when no rule changed it.
bool finish_price(const Facts& facts, const Unfinished& work, PriceQuote& quote, Exact& price, Discounting* discounting,
                  Trace* trace);
/// The limits alone, where no price was found or one was typed.
[[nodiscard]] Limits find_limits(const Facts& facts, const Unfinished& work, Trace* trace);

/// The gravest limit that `price` does not keep: first those that refuse (a typed price is never clamped, so clamping
/// ones refuse it too), then those that warn; among them the one that is farthest away.
[[nodiscard]] const Limit* find_breach(const Limits& limits, const Exact& price, bool typed);

/// r(x) = multiple × round((x − offset) / multiple) + offset, in millionths; 0 stays 0, and nothing else falls to 0.
[[nodiscard]] Exact with_ending(const Exact& price, const Formula& ending);
/// What an ending or a limit makes of a price; the same for a quote and for a replay.
[[nodiscard]] Exact finished(const Exact& price, const FinishStep& step);

}  // namespace emptor::pricing
