/// What settles what, inside the ledger.
#pragma once

#include "receivables/records.hpp"

namespace emptor::receivables {

[[nodiscard]] inline std::int64_t negated(std::int64_t amount) { return checked_subtract(0, amount); }
/// An allocation holds from the day on which both documents are there, so that at every day what is open adds up to the
/// documents until then; and not before an earlier one was undone, so that at no day more is settled than there is.
[[nodiscard]] Date effective_day(Date wanted, const Item& one, const ItemKey& other,
                                 std::optional<Date> other_reopened);
Allocation settle(access::Work& work, const AccountKey& key, const AllocationRow& row);

}  // namespace emptor::receivables
