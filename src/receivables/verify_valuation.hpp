/// Revaluations against the items that they valued.
#pragma once

#include <vector>

#include "receivables/ledger.hpp"

namespace emptor::receivables {

/// Recomputes every revaluation from the documents that it saw; reads nothing else where there is none.
[[nodiscard]] std::vector<Difference> verify_revaluations(access::Work& work);

}  // namespace emptor::receivables
