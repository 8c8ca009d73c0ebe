/// Which parties a report is about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parties/cards.hpp"

namespace emptor::parties {

/// What is not given does not narrow; what is given narrows together.
struct Selection {
  std::optional<std::string> party{};
  std::optional<std::string> group{};        ///< members of this group or of any below it
  std::optional<std::string> salesperson{};  ///< with this person in charge
};

/// The selected parties on `on`, ascending; nullopt when nothing narrows. UNKNOWN_REFERENCE naming the member.
[[nodiscard]] std::optional<std::vector<PartyId>> select(access::Work& work, const Selection& wanted, Date on);

}  // namespace emptor::parties
