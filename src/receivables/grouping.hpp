/// Under which codes a party's figures stand in a report.
#pragma once

#include <string>
#include <vector>

#include "emptor/receivables.hpp"
#include "parties/cards.hpp"

namespace emptor::receivables {

struct GroupedUnder {
  std::string code{};  ///< empty: of parties without a person in charge
  std::string name{};
};

/// The party itself, its person in charge on `on`, or every group that holds it then, directly or through another one.
[[nodiscard]] std::vector<GroupedUnder> grouped_under(access::Work& work, SummaryBy by, const parties::PartyCard& party,
                                                      Date on);

/// The same for one whose card nobody needs otherwise.
[[nodiscard]] std::vector<GroupedUnder> grouped_under(access::Work& work, SummaryBy by, PartyId party, Date on);

}  // namespace emptor::receivables
