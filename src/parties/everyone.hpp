/// All parties of a role.
#pragma once

#include <vector>

#include "parties/cards.hpp"

namespace emptor::parties {

/// Customers (or suppliers) that are not archived, ascending.
[[nodiscard]] std::vector<PartyId> all_customers(access::Work& work);
[[nodiscard]] std::vector<PartyId> all_suppliers(access::Work& work);

}  // namespace emptor::parties
