/// The credit check inside a posting.
#pragma once

#include "access/work.hpp"
#include "emptor/credit.hpp"
#include "emptor/parties.hpp"

namespace emptor::credit {

/// Finds the policy of the party's account, reads its counters (one statement) and decides. Inside a write transaction
/// the answer holds until it commits. NO_RATE when a balance or the document cannot be brought to the limit's currency.
[[nodiscard]] CreditDecision check(access::Work& work, PartyId party, PartyId account, Money document, Date on,
                                   CreditStage stage);
/// Keeps what was decided about a posted voucher whose figures exceeded the policy.
void record(access::Work& work, std::int64_t voucher, PartyId account, const CreditDecision& decision,
            bool acknowledged);

}  // namespace emptor::credit
