/// Checks of price lists inside a use case.
#pragma once

#include <span>
#include <vector>

#include "access/work.hpp"
#include "emptor/price_lint.hpp"

namespace emptor::pricing {

/// What is doubtful about entries that were just written: for each of them the findings that concern it. Of groups and
/// of everything up to 1,000 items are looked at.
[[nodiscard]] std::vector<std::vector<LintFinding>> lint_saved(access::Work& work,
                                                               std::span<const PriceEntryId> entries);

}  // namespace emptor::pricing
