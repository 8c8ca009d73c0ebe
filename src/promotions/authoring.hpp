/// From a programme as typed to a programme in keys. What is wrong with it is told here, never in a sale.
#pragma once

#include "access/work.hpp"
#include "promotions/store_programmes.hpp"

namespace emptor::promotions {

/// Throws everything that is wrong with it at once.
[[nodiscard]] RecordedProgramme check(access::Work& work, const ProgrammeInput& input);

}  // namespace emptor::promotions
