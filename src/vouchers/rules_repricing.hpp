/// How a line that was priced before is priced again. Pure functions over values.
#pragma once

#include "emptor/repricing.hpp"

namespace emptor::vouchers {

/// Whether a line is posted at the price that it carries: no price was typed since, no other discount, and it is for
/// the same unit and from the same list. `stock_unit`: the code of the item's own.
[[nodiscard]] bool keeps_price(const LineDraft& line, const std::string& stock_unit) noexcept;
/// The line that is asked about: without what the mode takes anew.
[[nodiscard]] LineDraft to_ask(const LineDraft& line, Repricing mode);
/// What `asked` was answered.
struct Answered {
  LinePrice price{};
  std::optional<UnitPrice> typed_price{};
  std::optional<UnitPrice> found_price{};
  bool kept = false;  ///< it is the price that the line carried
};
/// What became of the price of `line`. A typed discount on a typed price is rounded by `rounding`.
[[nodiscard]] LineRepricing compare(const LineDraft& line, const LineDraft& asked, const Answered& answer,
                                    Rounding rounding);
/// `asked` with the price that it was answered.
[[nodiscard]] LineDraft with_price(LineDraft asked, const Answered& answer);

}  // namespace emptor::vouchers
